"""The only room that opens a port: shows a folder as its host will, and lets open pages follow its changes."""

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from email.utils import formatdate
from hashlib import sha256
from http import HTTPStatus
from mimetypes import MimeTypes
from pathlib import Path
from stat import S_ISDIR
from traceback import format_exc

import uvicorn
from msgspec import Struct
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope
from watchfiles import Change, awatch

from feedmill.errors import FeedmillError, Problem

HERE = "127.0.0.1"
RELOAD = "/-/reload"  # no slug is a lone "-", so no page can want this address

_NAMES = [HERE, "localhost", "[::1]", "::1"]  # any other name is a stranger's that was made to lead here
_LOOK = 200  # milliseconds between looks at single files, which editors replace under the watcher's feet
_ASK = {"cache-control": "no-cache"}  # a browser may keep what it gets, but asks each time
_TYPES = {
    "feed.json": "application/feed+json",  # JSON Feed 1.1
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml; charset=utf-8",
}
_OTHER_TYPES = MimeTypes()  # Python's own table: the machine's would give other answers elsewhere
_SCRIPT = f'<script src="{RELOAD}.js"></script>\n'.encode()  # a file, as a page may forbid scripts in its text
_LISTENER = f"""const news = new EventSource("{RELOAD}");
let met = false;
news.onopen = () => (met ? location.reload() : (met = true));
news.addEventListener("reload", () => location.reload());
"""


class Preview(Struct, frozen=True):
    """What to show, where, and what it is made from."""

    root: Path
    port: int
    """0 for any that is free."""
    watch: tuple[Path, ...]
    """Files and folders, there or still to come; `root` is in none of them."""


class Readers:
    """The open pages, which wait to hear that the site has changed."""

    def __init__(self) -> None:
        """Start with none."""
        self._news = asyncio.Event()
        self._closed = False

    def tell(self) -> None:
        """Let every open page load itself again."""
        self._news.set()
        self._news = asyncio.Event()

    def close(self) -> None:
        """End every page's wait for good, so that the server can stop."""
        self._closed = True
        self.tell()

    async def listen(self) -> AsyncIterator[str]:
        """Yield a message of HTML §9.2 (server-sent events) for each change."""
        news = self._news
        yield "retry: 500\n\n"
        while await news.wait() and not self._closed:
            news = self._news
            yield "event: reload\ndata: changed\n\n"


def app(root: Path, readers: Readers | None = None) -> Starlette:
    """Return the ASGI application that answers with the files below `root` as a static host would.

    `index.html` for a folder, `404.html` for what is not there, 304 where nothing changed; nothing whose name begins
    with a dot. Where there are `readers`, each HTML page, and no other file, gets a script that listens for what they
    are told.
    """
    files = _Files(root, _SCRIPT if readers else b"")
    return Starlette(
        routes=[*(_news(readers) if readers else ()), Mount("/", files)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_NAMES)],
    )


def _news(readers: Readers) -> tuple[Route, Route]:
    """Return where the script is, and where it listens."""
    script = Response(_LISTENER, headers=_ASK, media_type=_TYPES[".js"])

    def news(_: Request) -> Response:
        return StreamingResponse(readers.listen(), media_type="text/event-stream", headers=_ASK)

    return Route(f"{RELOAD}.js", script), Route(RELOAD, news)


def serve(preview: Preview, rebuild: Callable[[], None], say: Callable[[str], None]) -> None:
    """Serve the preview to this machine alone until Ctrl-C, and tell its address.

    After a change `rebuild` is called in a thread, never twice at once, and open pages load themselves again; where
    it raises, its error is told and the pages stay. FeedmillError if the port cannot be had.
    """
    listening = _listening(preview.port)
    say(f"http://{HERE}:{listening.getsockname()[1]}/ shows the site until Ctrl-C")
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(preview, listening, rebuild, say))


class _Files(StaticFiles):
    """Files below a folder, without those that hide behind a dot, by their own name or by that of a link's target."""

    def __init__(self, root: Path, script: bytes) -> None:
        """Show the folder; the script is added to each page."""
        super().__init__(directory=root, html=True)
        self._script = script

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Return where the file is and its state; None for what is not to be shown."""
        found, stat = super().lookup_path(path)
        within = Path(found).relative_to(Path(str(self.directory)).resolve()) if stat else Path()
        hidden = any(part.startswith(".") for part in (*Path(path).parts, *within.parts))
        return ("", None) if hidden else (found, stat)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the answer; that to a missing file is made as any other page is."""
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and response.status_code != HTTPStatus.OK and response.stat_result:
            return self.file_response(response.path, response.stat_result, scope, response.status_code)
        return response

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file, or 304 if the client has it."""
        path = Path(full_path)
        media_type = _media_type(path.name)
        if media_type in _TYPES.values() or media_type.startswith("text/"):
            body = _body(path, self._script)
            tag, modified = f'"{sha256(body).hexdigest()}"', formatdate(stat_result.st_mtime, usegmt=True)
            response = Response(body, status_code, {**_ASK, "etag": tag, "last-modified": modified}, media_type)
        else:
            response = FileResponse(path, status_code, _ASK, media_type, stat_result=stat_result)
        if status_code == HTTPStatus.OK and self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


class _Server(uvicorn.Server):
    """A server that does not wait for pages which wait for it."""

    def __init__(self, site: Starlette, readers: Readers) -> None:
        """Write no log of requests, and believe no proxy: there is none."""
        quiet = uvicorn.Config(site, log_config=None, access_log=False, lifespan="off", ws="none", proxy_headers=False)
        super().__init__(quiet)
        self._readers = readers

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Send the readers away, then stop."""
        self._readers.close()
        await super().shutdown(sockets)


def _body(path: Path, script: bytes) -> bytes:
    """Return a text whole, as a build may put another in its place meanwhile; a page gets the script at its end."""
    body = path.read_bytes()
    if path.suffix != ".html":
        return body
    head, end, tail = body.rpartition(b"</body>")
    return head + script + end + tail if end else tail + script


def _media_type(name: str) -> str:
    """Return the type that a good host sends for a file of that name."""
    guessed, encoding = _OTHER_TYPES.guess_type(name)
    return _TYPES.get(name) or _TYPES.get(Path(name).suffix) or (not encoding and guessed) or "application/octet-stream"


def _listening(port: int) -> socket.socket:
    """Return a socket that hears this machine alone."""
    wrong = f"there is no port {port}"
    if port in range(65536):
        try:
            return socket.create_server((HERE, port))
        except OSError as error:
            wrong = f"port {port} " + (
                "is taken" if error.errno == errno.EADDRINUSE else f"is refused: {error.strerror}"
            )
    raise FeedmillError(Problem("serve", 0, wrong, "choose another with --port"))


async def _run(
    preview: Preview, listening: socket.socket, rebuild: Callable[[], None], say: Callable[[str], None]
) -> None:
    """Serve and follow changes until the server is told to stop."""
    readers = Readers()
    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(_follow(preview.watch, readers, rebuild, say))
        await _Server(app(preview.root, readers), readers).serve(sockets=[listening])
        following.cancel()


async def _follow(
    watch: tuple[Path, ...], readers: Readers, rebuild: Callable[[], None], say: Callable[[str], None]
) -> None:
    """Build after each change; what changes meanwhile is built next, all of it at once."""
    async for _ in _changes(watch):
        try:
            await asyncio.to_thread(rebuild)
        except FeedmillError as error:
            say(str(error))
        except Exception:  # noqa: BLE001 - a failed build must not end the preview; its traceback is told in full
            say(format_exc())
        else:
            readers.tell()


async def _changes(watch: tuple[Path, ...]) -> AsyncIterator[None]:
    """Yield after changes at or below the paths, which may come, go and be replaced.

    The system tells what happens in folders that exist. For the rest we look: a file that an editor replaces, or a
    folder made anew, is another one to the system, and it would tell us nothing more.
    """
    before, missed = [_state(path) for path in watch], False
    while True:
        folders = [path for path in watch if path.is_dir()]
        async with aclosing(awatch(*folders, rust_timeout=_LOOK, yield_on_timeout=True)) as looks:
            async for told in looks:
                now = [_state(path) for path in watch]
                if now != before or any((Change.deleted, str(path)) in told for path in folders):
                    before, missed = now, True
                    break  # and watch what is there now before telling, so that nothing falls between
                if told or missed:
                    missed = False
                    yield


def _state(path: Path) -> tuple[int, ...]:
    """Return what tells that a path is still the same file, unchanged, or the same folder."""
    try:
        stat = path.stat()
    except OSError:
        return ()
    return (stat.st_ino,) if S_ISDIR(stat.st_mode) else (stat.st_ino, stat.st_size, stat.st_mtime_ns)
