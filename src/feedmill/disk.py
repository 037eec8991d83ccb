"""The only room that writes files: each appears whole or not at all. It knows nothing of what is in them."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from operator import attrgetter
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import Literal

from msgspec import Struct

from feedmill import places
from feedmill.errors import FeedmillError, Problem

ASIDE = places.ASIDE

NEW = "new-*"
"""Names of the files, in a workshop, that `create` has not put into their places yet."""


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


def stat(path: Path | str) -> Stat:
    """Return the file's marks; a link is not followed."""
    return _marks(os.lstat(path))


def _marks(info: os.stat_result) -> Stat:
    return Stat(info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)


def scan(
    root: Path, below: str, *, hidden: bool = False, strict: bool = True
) -> tuple[tuple[Found, ...], tuple[Problem, ...]]:
    """Return every regular file below a folder, sorted by path, and a warning for each thing that is none.

    No link is followed and nothing is opened; names that begin with a dot are passed over unless `hidden`. A missing
    folder is an empty one. A folder that cannot be listed stops the build, as what is in it must not be taken for
    deleted; where that does not matter and nothing is `strict`, it is a mistake among others.
    """
    found: list[Found] = []
    odd: list[Problem] = []
    folders = [below]
    passed = places.NOBODYS if hidden else (".",)
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
            right = "move the file of this name away" if isinstance(error, NotADirectoryError) else "allow it"
            problem = Problem(folder or ".", 0, f"this folder cannot be listed: {reason(error)}", right)
            if strict:
                raise FeedmillError(problem) from error
            odd.append(problem)
    return tuple(sorted(found, key=attrgetter("path"))), tuple(sorted(odd))


def _sort(entry: os.DirEntry[str], path: str, piles: tuple[list[Found], list[Problem], list[str]]) -> None:
    found, odd, folders = piles
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        odd.append(Problem(shown, 0, "its name is not UTF-8, so it is left out", "rename it", warning=True))
        return
    try:
        info = entry.stat(follow_symlinks=False)
    except FileNotFoundError:  # gone since the folder was listed, as an editor's own files are
        return
    if S_ISDIR(info.st_mode):
        folders.append(path)
    elif S_ISREG(info.st_mode):
        found.append(Found(path, _marks(info)))
    else:
        what = "a link" if S_ISLNK(info.st_mode) else "no regular file"
        odd.append(Problem(path, 0, f"this is {what}, so it is left out", "put the file itself here", warning=True))


def read(path: Path | str) -> bytes:
    """Return a regular file's bytes. OSError if there is none."""
    with FileIO(os.fspath(path)) as file:  # no buffer, as all of it is wanted
        return file.readall()


def digest(data: bytes) -> str:
    """Return the SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def create(path: Path, data: bytes, workshop: Path) -> bool:
    """Write a file that does not exist yet, whole; False, and no change, if it does: a link replaces none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = workshop / NEW.replace("*", str(os.getpid()))
    try:
        _write(aside, data, durable=False)
        os.link(aside, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links, or another one
        return _claim(path, data)
    finally:
        aside.unlink(missing_ok=True)
    return True


def _claim(path: Path, data: bytes) -> bool:
    """Create a file without a link: its name is taken by an empty one, which the whole one then replaces."""
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    try:
        replace(path, data)
    except OSError:
        path.unlink()
        raise
    return True


def settle() -> None:
    """Make sure that all files that were created survive a power cut, before anything says that they exist."""
    if hasattr(os, "sync"):
        os.sync()


def replace(path: Path, data: bytes) -> None:
    """Put these bytes in a file's place, so that at any moment the old or the new are there, even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    try:
        _write(aside, data, durable=True)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def put_aside(folder: str, name: str, data: bytes) -> str:
    """Write a file that `move` will put in its place; return its name, longer if a worker taken for dead began it.

    Paths are strings here and in what follows: this is asked for each file, and pathlib would take half of the time.
    """
    try:
        _write(f"{folder}/{name}", data, durable=False, mode="x")
    except FileExistsError:
        return put_aside(folder, f"{name}-", data)
    return name


def move(aside: str, path: str) -> Stat:
    """Put a file that was written aside in its place and return its marks."""
    try:
        os.replace(aside, path)  # noqa: PTH105 - see above
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(aside).replace(path)
    return stat(path)


@contextmanager
def appending(path: Path) -> Iterator[Callable[[bytes], None]]:
    """Open a file, in a folder that is there, at its end; what is added is there at once, also after a kill."""
    with path.open("ab", buffering=0) as file:
        yield lambda data: _add(file, data)


def _add(file: FileIO, data: bytes) -> None:
    while data:  # a disk that is nearly full takes part of it
        data = data[file.write(data) :]


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


def clear(folder: Path, names: str = "*") -> None:
    """Make the folder, or empty it of the files of these names that a build which was cut short left in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(names):
        left.unlink(missing_ok=True)


def discard(folder: Path) -> None:
    """Remove the folder and the files in it, if it is there."""
    if folder.is_dir():
        clear(folder)
        with suppress(OSError):  # a worker of a build that was killed may still put something into it
            folder.rmdir()


def stands(root: Path | str, path: str) -> Literal["nothing", "file", "other"]:
    """Return what stands at a path below a folder: "other" is all but a regular file in folders that are no links."""
    place = str(root)
    *folders, name = path.split("/")
    for part in folders:
        place = f"{place}/{part}"
        if not S_ISDIR(mode := _mode(place)):
            return "other" if mode else "nothing"
    mode = _mode(f"{place}/{name}")
    return "file" if S_ISREG(mode) else "other" if mode else "nothing"


def _mode(path: str) -> int:
    """Return what kind of thing is there; 0 for nothing."""
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return 0


def _write(path: Path | str, data: bytes, *, durable: bool, mode: Literal["w", "x"] = "w") -> None:
    with FileIO(os.fspath(path), mode) as file:
        _add(file, data)
        if durable:
            os.fsync(file.fileno())


def reason(error: OSError) -> str:
    """Return why the system refused, in its own words."""
    return (error.strerror or str(error)).lower()
