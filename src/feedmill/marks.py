"""By what files are known again without opening them, as bytes: those of one, and one hash of many."""

from collections.abc import Iterable
from hashlib import blake2b

_FORM = b"%d %d %d %d"
LINE = b"%b\0" + _FORM
"""What `line` makes of a path and `encoded` marks, in one step: for twenty thousand files that counts."""


def encoded(size: int, mtime: int, ctime: int, inode: int) -> bytes:
    """Return a file's marks; its times in nanoseconds."""
    return _FORM % (size, mtime, ctime, inode)


def line(path: str, marks: bytes) -> bytes:
    """Return a file with its marks, as `hashed` takes it. No name holds a NUL."""
    return path.encode() + b"\0" + marks


def hashed(lines: Iterable[bytes]) -> bytes:
    """Return one hash of files with their marks, in whatever order they come."""
    return blake2b(b"\n".join(sorted(lines)), digest_size=16).digest()
