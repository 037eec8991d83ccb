"""The open pages of a preview: what they are shown before it is built, and what they are told."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping

import msgspec

from feedmill.errors import Problem


class Readers:
    """Those who look at a preview, and what only they see."""

    def __init__(self) -> None:
        """Start with nobody, and nothing to tell."""
        self.proofs: dict[str, bytes] = {}
        """Pages, by path, that are shown in the place of files until a build has made those."""
        self._problems: tuple[Problem, ...] = ()
        self._news: set[asyncio.Queue[str]] = set()

    def show(self, pages: Mapping[str, bytes]) -> None:
        """Show pages, by path, as the next build will make them, at once."""
        new = {path: page for path, page in pages.items() if self.proofs.get(path) != page}
        self.proofs |= new
        self.reload(new)

    def reload(self, paths: Iterable[str]) -> None:
        """Let every open page load itself again that is, or shows, one of these files."""
        if changed := sorted(paths):
            self._tell(_event("reload", changed))

    def complain(self, problems: tuple[Problem, ...]) -> None:
        """Show in every page what is wrong; nothing, where nothing is any more."""
        self._problems = problems
        self._tell(self._wrong())

    def close(self) -> None:
        """End every page's wait for good, so that the server can stop."""
        self._tell("")

    async def listen(self) -> AsyncIterator[str]:
        """Yield a message of HTML §9.2 (server-sent events) for all that is told, what is wrong now at once."""
        news: asyncio.Queue[str] = asyncio.Queue()
        self._news.add(news)
        try:
            yield "retry: 500\n\n"
            yield self._wrong()
            while message := await news.get():
                yield message
        finally:
            self._news.discard(news)

    def _wrong(self) -> str:
        mistakes_first = sorted(self._problems, key=lambda problem: problem.warning)
        return _event("problems", [{"said": str(problem), "warning": problem.warning} for problem in mistakes_first])

    def _tell(self, message: str) -> None:
        for news in self._news:
            news.put_nowait(message)


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {msgspec.json.encode(data).decode()}\n\n"
