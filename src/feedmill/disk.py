"""The only room that writes files: each appears whole or not at all. It knows nothing of what is in them."""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from msgspec import Struct

from feedmill.errors import FeedmillError, Problem

ASIDE = ".feedmill-new"
"""The folder, beside the files that it is for, in which they are written before they are moved to their places."""

_NOBODYS = (".git", ".DS_Store", ASIDE)  # belong to programs, in whatever folder


class Stat(Struct, frozen=True):
    """By what a file is known again without opening it."""

    size: int
    mtime: int
    ctime: int
    inode: int


class Found(Struct, frozen=True):
    """A regular file."""

    path: str
    """Relative to the site, with forward slashes."""
    stat: Stat


def stat(path: Path) -> Stat:
    """Return the file's marks; a link is not followed."""
    return _marks(path.lstat())


def _marks(info: os.stat_result) -> Stat:
    return Stat(info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)


def scan(root: Path, below: str, *, hidden: bool = False) -> tuple[tuple[Found, ...], tuple[Problem, ...]]:
    """Return every regular file below a folder, sorted by path, and a warning for each thing that is none.

    No link is followed and nothing is opened; names that begin with a dot are passed over unless
    `hidden`. A missing folder is an empty one. A folder that cannot be listed stops the build: what is in it
    must not be taken for deleted.
    """
    found: list[Found] = []
    odd: list[Problem] = []
    folders = [below]
    passed = _NOBODYS if hidden else (".",)
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    if entry.name.startswith(passed):
                        continue
                    _sort(entry, f"{folder}/{entry.name}" if folder else entry.name, (found, odd, folders))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise FeedmillError(
                Problem(folder or ".", 0, f"this folder cannot be listed: {reason(error)}", "")
            ) from error
    return tuple(sorted(found, key=lambda each: each.path)), tuple(sorted(odd))


def _sort(entry: os.DirEntry[str], path: str, piles: tuple[list[Found], list[Problem], list[str]]) -> None:
    found, odd, folders = piles
    try:
        entry.name.encode()
    except UnicodeEncodeError:
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        odd.append(Problem(shown, 0, "its name is not UTF-8, so it is left out", "rename it", warning=True))
        return
    info = entry.stat(follow_symlinks=False)
    if S_ISDIR(info.st_mode):
        folders.append(path)
    elif S_ISREG(info.st_mode):
        found.append(Found(path, _marks(info)))
    else:
        what = "a link" if S_ISLNK(info.st_mode) else "no regular file"
        odd.append(Problem(path, 0, f"this is {what}, so it is left out", "put the file itself here", warning=True))


def read(path: Path) -> bytes:
    """Return a regular file's bytes. OSError if there is none."""
    with path.open("rb") as file:
        return file.read()


def digest(data: bytes) -> str:
    """Return the SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def create(path: Path, data: bytes, workshop: Path) -> bool:
    """Write a file that does not exist yet, whole; return False, and change nothing, if it does.

    The bytes are written aside, in `workshop`, and linked into place: a link never replaces a file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = workshop / f"new-{os.getpid()}"
    _write(aside, data, durable=False)
    try:
        os.link(aside, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links, or another one
        return _create_in_place(path, data)
    finally:
        aside.unlink(missing_ok=True)
    return True


def _create_in_place(path: Path, data: bytes) -> bool:
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        return False
    return True


def settle() -> None:
    """Make sure that all files that were created survive a power cut, before anything says that they exist."""
    if hasattr(os, "sync"):
        os.sync()


def replace(path: Path, data: bytes) -> None:
    """Put these bytes in a file's place, so that at any moment the old or the new are there, even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    _write(aside, data, durable=True)
    aside.replace(path)


def put_aside(path: Path, data: bytes) -> None:
    """Write a file that `move` will put in its place."""
    _write(path, data, durable=False)


def move(aside: Path, path: Path) -> Stat:
    """Put a file that was written aside in its place and return its marks."""
    try:
        aside.replace(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(path)
    return stat(path)


def append(path: Path, data: bytes) -> None:
    """Add bytes to the end of a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(data)


def remove(path: Path, root: Path) -> None:
    """Remove a file, and the folders above it, below root, that this leaves empty."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or root not in folder.parents:
            return
        try:
            folder.rmdir()
        except OSError:
            return


def clear(folder: Path) -> None:
    """Make the folder, or empty it of the files that a build which was cut short left in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        left.unlink()


def _write(path: Path, data: bytes, *, durable: bool) -> None:
    with path.open("wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def alone(folder: Path) -> Iterator[int]:
    """Hold the site for one build at a time; yield the file system's own idea of now, in nanoseconds.

    A file whose mtime is not older than that may still change without its marks changing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("ab") as file:
        if not _take(file.fileno()):
            right = "wait until it is done and build again"
            raise FeedmillError(Problem(folder.parent.name or ".", 0, "another build of this site is running", right))
        yield tick(folder)


def tick(folder: Path) -> int:
    """Return the file system's clock, in nanoseconds, as it stamps files now."""
    lock = folder / "lock"
    os.utime(lock)
    return lock.stat().st_mtime_ns


def _take(handle: int) -> bool:
    """Take the lock; the system gives it back when the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def reason(error: OSError) -> str:
    """Return why the system refused, in its own words."""
    return (error.strerror or str(error)).lower()
