"""Which files change, as long as one looks. Owns watchfiles."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from stat import S_ISDIR

from watchfiles import Change, awatch

_LOOK = 200  # milliseconds between looks at single files, which editors replace under the watcher's feet
_STEP = 10  # milliseconds of rest after which a change is told


async def changes(watch: tuple[Path, ...]) -> AsyncIterator[frozenset[Path]]:
    """Yield the files that changed at or below the paths, which may come, go and be replaced; none if that is unknown.

    The system tells what happens in folders that exist. For the rest we look: a file that an editor replaces, or a
    folder made anew, is another one to the system, and it would tell us nothing more.
    """
    before, missed = [_state(path) for path in watch], False
    while True:
        folders = [path for path in watch if path.is_dir()]
        looks = awatch(*folders, step=_STEP, rust_timeout=_LOOK, yield_on_timeout=True)
        async with aclosing(looks):
            async for told in looks:
                now = [_state(path) for path in watch]
                if now != before or any((Change.deleted, str(path)) in told for path in folders):
                    before, missed = now, True
                    break  # and watch what is there now before telling, so that nothing falls between
                if told or missed:
                    yield frozenset() if missed else frozenset(Path(path) for _, path in told)
                    missed = False


def _state(path: Path) -> tuple[int, ...]:
    """Return what tells that a path is still the same file, unchanged, or the same folder."""
    try:
        stat = path.stat()
    except OSError:
        return ()
    return (stat.st_ino,) if S_ISDIR(stat.st_mode) else (stat.st_ino, stat.st_size, stat.st_mtime_ns)
