"""Which bytes each file held when it was last seen, told by its marks alone."""

from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path

import msgspec

from feedmill import disk
from feedmill.cache import Cache
from feedmill.disk import Found, Stat
from feedmill.errors import Problem
from feedmill.marks import encoded, joined, line

_FILES = "files"
_Rows = dict[str, tuple[bytes, str]]
"""By path a file's marks and its SHA-256."""


class Seen:
    """What the cache knows of files, and what this build learns of them."""

    def __init__(self, cache: Cache) -> None:
        """Start from the cache."""
        self._cache = cache
        self._learned: _Rows = {}
        self._standing: dict[str, bytes] = {}
        self._odd = False

    def scan(self, root: Path, below: str, look: int, **how: bool) -> tuple[tuple[Found, ...], tuple[Problem, ...]]:
        """Return what `disk.scan` finds, and remember the marks."""
        found, odd = disk.scan(root, below, **how)
        self.meet(found, odd, look)
        return found, odd

    def meet(self, found: Iterable[Found], odd: Collection[Problem], look: int, prefix: str = "") -> None:
        """Remember the marks of what `disk.scan` found after the `look`; the cache has `prefix` before paths."""
        self._odd = self._odd or bool(odd)
        self._standing.update((prefix + each.path, _marks(each.stat, look)) for each in found)

    def gone(self, path: str) -> None:
        """Take note that a file was removed."""
        self._standing.pop(path, None)

    def state(self, without: frozenset[str]) -> bytes:
        """Return all files' names and marks, joined; nothing where a file may still change without them."""
        standing = [(path, marks) for path, marks in self._standing.items() if path not in without]
        if self._odd or not all(marks for _, marks in standing):
            return b""
        return joined(line(path, marks) for path, marks in standing)

    @cached_property
    def _known(self) -> _Rows:
        try:
            return msgspec.msgpack.decode(self._cache.state(_FILES), type=_Rows)
        except msgspec.DecodeError:  # nothing, or what another version of the program remembered
            return {}

    def digest(self, found: Found) -> str | None:
        """Return the SHA-256 of a file that has the marks with which it was last seen; None for any other."""
        row = self._learned.get(found.path) or self._known.get(found.path)
        return row[1] if row and row[0] == _encoded(found.stat) else None

    def digests(self, found: Iterable[Found], prefix: str = "") -> dict[str, str]:
        """Return the SHA-256 of all files among them that have their marks still, by path; they must be scanned."""
        known, standing = self._known, self._standing
        rows = ((each.path, known.get(key), standing[key]) for each in found for key in [prefix + each.path])
        return {path: row[1] for path, row, marks in rows if row and row[0] == marks}

    def before(self, path: str) -> str | None:
        """Return the SHA-256 that the file had at the end of the last build."""
        return self._known.get(path, (b"", None))[1]

    def note(self, path: str, stat: Stat, digest: str, look: int) -> None:
        """Remember a file. One that is not older than the look may still change without its marks changing."""
        self._standing[path] = marks = _marks(stat, look)
        if marks:
            self._learned[path] = (marks, digest)

    def hash(self, root: Path, found: Found, look: int) -> str:
        """Return a file's SHA-256, opening it only if its marks are new. OSError if it cannot be read."""
        known = self.digest(found)
        if known is None:
            known = disk.digest(disk.read(root / found.path))
            self.note(found.path, found.stat, known, look)
        return known

    def save(self, cache: Cache, folders: tuple[str, ...]) -> None:
        """Hand over to the cache what is new; files below these folders that were not met any more are forgotten."""
        gone = [path for path in self._known.keys() - self._standing.keys() if path.startswith(folders)]
        kept = self._known | self._learned
        for path in gone:
            kept.pop(path, None)
        if kept != self._known:
            cache.remember_state(_FILES, msgspec.msgpack.encode(kept))


def _marks(stat: Stat, look: int) -> bytes:
    """Return a file's marks; nothing for one that is not older than the look."""
    return _encoded(stat) if stat.mtime < look and stat.ctime < look else b""


def _encoded(stat: Stat) -> bytes:
    return encoded(stat.size, stat.mtime, stat.ctime, stat.inode)
