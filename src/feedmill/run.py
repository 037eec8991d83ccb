"""What one build was asked for."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from msgspec import Struct

from feedmill.model import Site

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


class Run(Struct, frozen=True, kw_only=True):
    """The folder, its settings and the wishes of who called."""

    root: Path
    site: Site
    output: Path
    """Where the site is written, absolute."""
    now: datetime
    """Aware; decides only what is due and what first dates an article that has none."""
    jobs: int = 1
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
        return self.root / ".feedmill"

    @property
    def cached(self) -> Path:
        """The cache's file."""
        return self.workshop / "cache.sqlite3"
