"""The only room that opens a port: shows a folder as its host will, and lets open pages follow its changes.

Three small rooms: `host` (a folder → answers), `readers` (what open pages are told, and shown before it is built),
`changes` (which files change).
"""

import asyncio
import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from traceback import format_exc
from typing import Protocol

import uvicorn
from msgspec import Struct
from starlette.applications import Starlette

from feedmill.errors import FeedmillError, Problem
from feedmill.serve.changes import changes
from feedmill.serve.host import RELOAD, app
from feedmill.serve.readers import Readers

__all__ = ["HERE", "RELOAD", "Built", "Maker", "Preview", "Readers", "app", "serve"]

HERE = "127.0.0.1"
_FEW = 8  # files that changed at once, as an author saves them; more come from a program, and a build sees to them
_CALM = 0.05  # seconds before a build begins: changes come in groups, and whoever reads goes first


class Preview(Struct, frozen=True):
    """What to show, where, and what it is made from."""

    root: Path
    port: int
    """0 for any that is free."""
    watch: tuple[Path, ...]
    """Files and folders, there or still to come; `root` is in none of them."""
    problems: tuple[Problem, ...] = ()
    """What is wrong at the beginning."""


class Built(Struct, frozen=True):
    """What came of a build."""

    changed: tuple[str, ...]
    """Paths of files that are others now, or gone."""
    problems: tuple[Problem, ...]


class Maker(Protocol):
    """Makes what is shown."""

    def build(self) -> Built:
        """Make all of it anew that is not as it should be. Called in a thread, never twice at once."""

    def proof(self, changed: Path) -> tuple[tuple[str, bytes], ...]:
        """Return path and bytes of pages that the next build will make of a file; none if only that can tell.

        Called in a thread, also while a build is under way.
        """


def serve(preview: Preview, maker: Maker, say: Callable[[str], None]) -> None:
    """Serve the preview to this machine alone until Ctrl-C, and tell its address.

    After a change its page is shown as soon as there is a proof of it; then all is built, and open pages that changed
    load themselves again. Where a build raises, its error is told, also in the pages, which stay. FeedmillError if
    the port cannot be had.
    """
    listening = _listening(preview.port)
    say(f"http://{HERE}:{listening.getsockname()[1]}/ shows the site until Ctrl-C")
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(preview, listening, maker, say))


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


async def _run(preview: Preview, listening: socket.socket, maker: Maker, say: Callable[[str], None]) -> None:
    """Serve and follow changes until the server is told to stop."""
    readers, news = Readers(), asyncio.Event()
    readers.complain(preview.problems)
    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(_follow(preview, maker, readers, news))
        building = tasks.create_task(_build(preview.root, maker, readers, news, say))
        await _Server(app(preview.root, readers), readers).serve(sockets=[listening])
        following.cancel()
        building.cancel()


async def _follow(preview: Preview, maker: Maker, readers: Readers, news: asyncio.Event) -> None:
    """Show a proof of what changes, and say that there is something to build."""
    async for paths in changes(preview.watch):
        for path in paths if len(paths) <= _FEW else ():
            with suppress(Exception):  # whatever it is, the build says it
                proofs = await asyncio.to_thread(maker.proof, path)
                readers.show({at: page for at, page in proofs if _other(preview.root / at, page)})
        news.set()


async def _build(root: Path, maker: Maker, readers: Readers, news: asyncio.Event, say: Callable[[str], None]) -> None:
    """Build when there is something; what changes meanwhile is built next, all of it at once."""
    while await news.wait():
        await asyncio.sleep(_CALM)
        news.clear()
        shown = dict(readers.proofs)
        try:
            built = await asyncio.to_thread(maker.build)
        except FeedmillError as error:
            say(str(error))
            readers.complain((error.problem,))
        except Exception as error:  # noqa: BLE001 - a failed build must not end the preview; it is told in full
            say(format_exc())
            wrong = f"this is a mistake in feedmill: {error!r}"
            readers.complain((Problem("serve", 0, wrong, "please report it with what the terminal says"),))
        else:
            changed = await asyncio.to_thread(_changed, root, built, shown)
            for path, page in shown.items():
                if readers.proofs.get(path) is page:
                    del readers.proofs[path]
            readers.complain(built.problems)
            readers.reload(changed)


def _changed(root: Path, built: Built, shown: dict[str, bytes]) -> set[str]:
    """Return what readers have not seen yet: all that the build changed, but for pages of which they saw a proof."""
    return {path for path in {*built.changed, *shown} if path not in shown or _other(root / path, shown[path])}


def _other(path: Path, page: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != page
