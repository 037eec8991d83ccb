"""Which bytes each file held when it was last seen, told by its marks alone."""

from functools import cached_property
from pathlib import Path

from feedmill import disk
from feedmill.cache import Cache
from feedmill.disk import Found, Stat
from feedmill.errors import Problem
from feedmill.marks import encoded, hashed, line


class Seen:
    """What the cache knows of files, and what this build learns of them."""

    def __init__(self, cache: Cache) -> None:
        """Start from the cache."""
        self._cache = cache
        self._learned: dict[str, tuple[bytes, str]] = {}
        self._met: set[str] = set()
        self._standing: dict[str, bytes] = {}
        self._odd = False

    def scan(
        self, root: Path, below: str, look: int, prefix: str = "", **how: bool
    ) -> tuple[tuple[Found, ...], tuple[Problem, ...]]:
        """Return what `disk.scan` finds, and remember the marks; `prefix` comes before each path in the cache."""
        found, odd = disk.scan(root, below, **how)
        self._odd = self._odd or bool(odd)
        for each in found:
            self._stand(prefix + each.path, each.stat, look)
        return found, odd

    def _stand(self, path: str, stat: Stat, look: int) -> None:
        self._standing[path] = _encoded(stat) if stat.mtime < look and stat.ctime < look else b""

    def gone(self, path: str) -> None:
        """Take note that a file was removed."""
        self._standing.pop(path, None)

    def state(self, without: frozenset[str]) -> bytes:
        """Return one hash of all files' names and marks; nothing where a file may still change without them."""
        standing = [(path, marks) for path, marks in self._standing.items() if path not in without]
        if self._odd or not all(marks for _, marks in standing):
            return b""
        return hashed(line(path, marks) for path, marks in standing)

    @cached_property
    def _known(self) -> dict[str, tuple[bytes, str]]:
        return self._cache.files()

    def digest(self, found: Found) -> str | None:
        """Return the SHA-256 of a file that has the marks with which it was last seen; None for any other."""
        self._met.add(found.path)
        marks, digest = self._learned.get(found.path) or self._known.get(found.path) or (b"", None)
        return digest if marks == _encoded(found.stat) else None

    def before(self, path: str) -> str | None:
        """Return the SHA-256 that the file had at the end of the last build."""
        return self._known.get(path, (b"", None))[1]

    def note(self, path: str, stat: Stat, digest: str, look: int) -> None:
        """Remember a file. One that is not older than the look may still change without its marks changing."""
        self._met.add(path)
        self._stand(path, stat, look)
        if stat.mtime < look and stat.ctime < look:
            self._learned[path] = (_encoded(stat), digest)

    def hash(self, root: Path, found: Found, look: int) -> str:
        """Return a file's SHA-256, opening it only if its marks are new. OSError if it cannot be read."""
        known = self.digest(found)
        if known is None:
            known = disk.digest(disk.read(root / found.path))
            self.note(found.path, found.stat, known, look)
        return known

    def save(self, cache: Cache, folders: tuple[str, ...]) -> None:
        """Hand over to the cache what is new, and which files below these folders were not met any more."""
        new = ((path, *row) for path, row in self._learned.items() if self._known.get(path) != row)
        cache.remember_files(new)
        cache.forget(path for path in self._known.keys() - self._met if path.startswith(folders))


def _encoded(stat: Stat) -> bytes:
    return encoded(stat.size, stat.mtime, stat.ctime, stat.inode)
