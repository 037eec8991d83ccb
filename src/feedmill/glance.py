"""What a folder's files are, by their marks alone, and the note of what was told. Quick, and silent where in doubt."""

import os
import signal
import sys
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from feedmill import marks

_SUM = 16  # bytes
_DIGITS = 20  # more than any number of files has


def files(
    root: Path,
    below: str,
    passed: tuple[str, ...],
    *,
    prefix: str = "",
    known: Container[bytes] | None = None,
) -> list[bytes] | None:
    """Return a line of `marks` for each file below a folder; None where `disk.scan` would have something to say.

    Names that begin with what is `passed` are passed over; `prefix` comes before each path. A missing folder is an
    empty one. With lines that are `known`, None as soon as there is another: nobody wants to see the rest.
    """
    found: list[bytes] = []
    folders = [below] if (root / below).exists() else []
    try:
        while folders:
            folder = folders.pop()
            within = f"{folder}/" if folder else ""
            at = prefix + within
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    name = entry.name
                    if name.startswith(passed):
                        continue
                    info = entry.stat(follow_symlinks=False)
                    here = info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino
                    if S_ISDIR(info.st_mode):
                        folders.append(within + name)
                    elif not S_ISREG(info.st_mode):
                        return None
                    else:
                        line = marks.LINE % ((at + name).encode(), *here)
                        if known is not None and line not in known:
                            return None
                        found.append(line)
    except (OSError, UnicodeEncodeError):
        return None
    return found


@contextmanager
def beside(count: Callable[[], int | None], *, worthwhile: bool) -> Iterator[Callable[[], int | None]]:
    """Let another process count meanwhile, if that is worthwhile; yield what waits for the count, or for None."""
    if not worthwhile or not hasattr(os, "fork") or "threading" in sys.modules:  # another thread may hold a lock
        yield count
        return
    here, there = os.pipe()
    try:
        child = os.fork()
    except OSError:  # too many processes; nothing is lost but time
        os.close(here)
        os.close(there)
        yield count
        return
    if not child:
        try:
            os.write(there, b"%d" % (-1 if (counted := count()) is None else counted))
        finally:
            os._exit(0)
    os.close(there)
    try:
        yield lambda: None if (counted := int(os.read(here, _DIGITS) or -1)) < 0 else counted
    finally:
        os.close(here)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def file(path: Path, name: str) -> bytes | None:
    """Return a line of `marks` for one file; None where there is none."""
    try:
        info = path.lstat()
    except OSError:
        return None
    here = marks.encoded(info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)
    return marks.line(name, here) if S_ISREG(info.st_mode) else None


def read(path: Path) -> bytes | None:
    """Return a file's bytes; None where there is none that can be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def note(path: Path, data: bytes) -> None:
    """Keep a note. It may be damaged or lost, which costs time and nothing else."""
    with suppress(OSError):
        path.write_bytes(blake2b(data, digest_size=_SUM).digest() + data)


def noted(path: Path) -> bytes:
    """Return the note; nothing where there is none, or not as it was written."""
    raw = read(path) or b""
    sum_, data = raw[:_SUM], raw[_SUM:]
    return data if sum_ == blake2b(data, digest_size=_SUM).digest() else b""


def forget(path: Path) -> None:
    """Forget what was noted."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
