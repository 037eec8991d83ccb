"""One build of a site at a time, and the file system's own clock."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from feedmill.errors import FeedmillError, Problem

_PATIENCE = 5_000  # looks at the clock: longer than most file systems' tick (4 ms), and no one notices


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


def tick(folder: Path, after: int = 0) -> int:
    """Return the file system's clock, in nanoseconds, as it stamps files now.

    Where `after` is now it is waited for the next stamp, so that what was stamped then is seen to be older.
    """
    lock = folder / "lock"
    now = 0
    for _ in range(_PATIENCE):
        os.utime(lock)
        now = lock.stat().st_mtime_ns
        if now > after:
            break
    return now


def _take(handle: int) -> bool:
    """Take the lock; the system gives it back when the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # flock's would live on in the workers of a killed build
    except OSError:
        return False
    return True
