"""A folder → answers as its host will give them; to its author, pages that follow changes and say what is wrong."""

import asyncio
import os
from collections.abc import Sequence
from difflib import get_close_matches
from email.utils import formatdate
from hashlib import sha256
from html import escape
from http import HTTPStatus
from mimetypes import MimeTypes
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from feedmill.serve.readers import Readers

RELOAD = "/-/reload"  # no slug is a lone "-", so no page can want this address

_NAMES = ["127.0.0.1", "localhost", "[::1]", "::1"]  # any other name is a stranger's that was made to lead here
_ASK = {"cache-control": "no-cache"}  # a browser may keep what it gets, but asks each time
_HTML = "text/html; charset=utf-8"
_TYPES = {
    "feed.json": "application/feed+json",  # JSON Feed 1.1
    ".html": _HTML,
    ".js": "text/javascript; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml; charset=utf-8",
}
_OTHER_TYPES = MimeTypes()  # Python's own table: the machine's would give other answers elsewhere
_LISTENER = Path(__file__).with_name("listener.js")
_NEAR = 3  # addresses that may have been meant by one at which nothing lies


def app(root: Path, readers: Readers | None = None) -> Starlette:
    """Return the ASGI application that answers with the files below `root` as a static host would.

    `index.html` for a folder, `404.html` for what is not there, 304 where nothing changed; nothing whose name begins
    with a dot. Where there are `readers`, each HTML page, and no other file, gets a script that listens for what they
    are told.
    """
    files = _Files(root, readers)
    return Starlette(
        routes=[*(_news(readers) if readers else ()), Mount("/", files)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_NAMES)],
    )


def _news(readers: Readers) -> tuple[Route, Route]:
    """Return where the script is, and where it listens."""
    script = Response(_LISTENER.read_bytes(), headers=_ASK, media_type=_TYPES[".js"])

    def news(_: Request) -> Response:
        return StreamingResponse(readers.listen(), media_type="text/event-stream", headers=_ASK)

    return Route(f"{RELOAD}.js", script), Route(RELOAD, news)


class _Files(StaticFiles):
    """Files below a folder, without those that hide behind a dot, by their own name or by that of a link's target."""

    def __init__(self, root: Path, readers: Readers | None) -> None:
        """Show the folder, to readers what they may see before it is there."""
        super().__init__(directory=root, html=True)
        self._root, self._readers = root.resolve(), readers

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Return where the file is and its state; None for what is not to be shown."""
        found, stat = super().lookup_path(path)
        within = Path(found).relative_to(Path(str(self.directory)).resolve()) if stat else Path()
        hidden = any(part.startswith(".") for part in (*Path(path).parts, *within.parts))
        return ("", None) if hidden else (found, stat)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the answer; that to a missing file is made as any other page is, and tells readers what is near."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if self._readers is None or error.status_code != HTTPStatus.NOT_FOUND:
                raise
            near = await asyncio.to_thread(self._near, path)
            return Response(
                _with(_script(near), b"<!DOCTYPE html>\n<title>404</title>\n"), error.status_code, _ASK, _HTML
            )
        if isinstance(response, FileResponse) and response.status_code != HTTPStatus.OK and response.stat_result:
            near = await asyncio.to_thread(self._near, path) if self._readers else ()
            scope = {**scope, "near": near}
            return self.file_response(response.path, response.stat_result, scope, response.status_code)
        return response

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file, or 304 if the client has it."""
        path = Path(full_path)
        media_type = _media_type(path.name)
        if media_type in _TYPES.values() or media_type.startswith("text/"):
            body = self._body(path, scope.get("near"))
            tag, modified = f'"{sha256(body).hexdigest()}"', formatdate(stat_result.st_mtime, usegmt=True)
            response = Response(body, status_code, {**_ASK, "etag": tag, "last-modified": modified}, media_type)
        else:
            response = FileResponse(path, status_code, _ASK, media_type, stat_result=stat_result)
        if status_code == HTTPStatus.OK and self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response

    def _body(self, path: Path, near: Sequence[str] | None) -> bytes:
        """Return a text whole, as a build may put another in its place meanwhile; readers may see one that will be."""
        if self._readers is None:
            return path.read_bytes()
        proof = self._readers.proofs.get(path.relative_to(self._root).as_posix())
        body = path.read_bytes() if proof is None else proof
        return _with(_script(near), body) if path.suffix == ".html" else body

    def _near(self, path: str) -> tuple[str, ...]:
        """Return the addresses in the same folder that are most like one at which nothing lies."""
        folder, _, name = path.rpartition("/")
        try:
            names = {each.stem: each.name for each in (self._root / folder).iterdir() if each.suffix == ".html"}
        except (OSError, ValueError):
            return ()
        near = get_close_matches(name.removesuffix(".html"), names, _NEAR)
        return tuple(f"/{folder}/{names[each]}".replace("//", "/") for each in near)


def _script(near: Sequence[str] | None = None) -> bytes:
    """Return what lets a page listen; `near` are addresses that may have been meant by one where nothing lies."""
    missing = "" if near is None else f' data-missing="{escape(" ".join(map(quote, near)))}"'
    return f'<script src="{RELOAD}.js"{missing}></script>\n'.encode()  # a file: a page may forbid scripts in its text


def _with(script: bytes, page: bytes) -> bytes:
    """Return a page with a script at its end."""
    head, end, tail = page.rpartition(b"</body>")
    return head + script + end + tail if end else tail + script


def _media_type(name: str) -> str:
    """Return the type that a good host sends for a file of that name."""
    guessed, encoding = _OTHER_TYPES.guess_type(name)
    return _TYPES.get(name) or _TYPES.get(Path(name).suffix) or (not encoding and guessed) or "application/octet-stream"
