"""What one build was asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from msgspec import Struct

from feedmill import disk, places
from feedmill.errors import FeedmillError, Problem
from feedmill.settings import Site
from feedmill.workers import Crew

T = TypeVar("T")


class Watch(Protocol):
    """Looks on while long work is done."""

    def __call__(self, what: str, values: Iterator[T], total: int, /) -> Iterator[T]:
        """Return the values as they come; `total` says how many there will be."""


class Passed(Protocol):
    """Is told when a stage of the build is over."""

    def __call__(self, stage: str, /) -> None:
        """Take note."""


def unwatched(_what: str, values: Iterator[T], _total: int) -> Iterator[T]:
    """Return the values as they come: nobody is looking."""
    return values


def unnoticed(_stage: str) -> None:
    """Take no note."""


@contextmanager
def explained(root: Path) -> Iterator[None]:
    """Turn whatever the system refuses in the meantime into a FeedmillError that names the file below `root`."""
    try:
        yield
    except OSError as error:
        path = Path(str(error.filename or root))
        shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        right = "make room or allow it, then build again; what was published before is still whole"
        raise FeedmillError(Problem(shown, 0, disk.reason(error), right)) from error


class Run(Struct, frozen=True, kw_only=True):
    """The folder, its settings and the wishes of who called."""

    root: Path
    site: Site
    output: Path
    """Where the site is written, absolute."""
    now: datetime
    """Aware; decides only what is due and what first dates an article that has none."""
    jobs: int | Crew = 1
    """How many processes of this machine work, or who else."""
    drafts: bool = False
    future: bool = False
    preview: bool = False
    """Nothing is sown and nothing is promised: neither content/ nor the ledger changes."""
    accept_deletions: bool = False
    watch: Watch = unwatched
    passed: Passed = unnoticed

    @property
    def workshop(self) -> Path:
        """Where the cache lives and files are written aside; may be deleted at any time."""
        return places.workshop(self.root)

    @property
    def cached(self) -> Path:
        """The cache's file. Previews have their own: what only they have seen, a build must still tell."""
        return places.cached(self.root, preview=self.preview)

    @property
    def near(self) -> bool:
        """Whether all work is done on this machine."""
        return isinstance(self.jobs, int) or self.jobs.near

    @property
    def looked_up(self) -> Path | None:
        """The cache's file for workers; None for those elsewhere, as SQLite must not be shared between machines."""
        return self.cached if self.near else None

    @property
    def place(self) -> str:
        """The output folder's name in messages and in the cache."""
        return places.place(self.root, self.output)

    @property
    def folders(self) -> tuple[str, ...]:
        """How the names of all files that this build looks at begin, in the cache."""
        return ("seeds/", "content/", "static/", "theme/", f"{self.place}/")
