"""content/ → what its pictures and recordings are, opening only those that changed."""

import posixpath
import unicodedata
from functools import partial
from pathlib import Path, PurePosixPath

import msgspec

from feedmill import disk, lock, media, workers
from feedmill.cache import Cache
from feedmill.disk import Found
from feedmill.errors import Problem
from feedmill.model import File
from feedmill.run import Run
from feedmill.seen import Seen


def measure(run: Run, cache: Cache, seen: Seen, files: dict[str, Found]) -> tuple[dict[str, File], tuple[Problem, ...]]:
    """Return what each file is, by path, and which of them cannot be read."""
    known = cache.measures()
    decode = msgspec.msgpack.Decoder(File).decode
    look = lock.tick(run.workshop)
    measured: dict[str, File] = {}
    sign = _fold(f"content/{run.site.icon}")
    used: set[str] = set()
    changed: list[tuple[str, str]] = []
    problems = []
    for path, found in files.items():
        if not media.told_by_bytes(path):
            measured[path] = File(found.stat.size, media.type_of(path))
            continue
        try:
            key = _key(path, seen.hash(run.root, found, look), whole=_fold(path) == sign)
        except OSError as error:
            problems.append(Problem(path, 0, f"this file cannot be read: {disk.reason(error)}", "allow reading it"))
            continue
        used.add(key)
        if key in known:
            measured[path] = decode(known[key])
        else:
            changed.append((path, key))
    opened = [(path, _fold(path) == sign) for path, _ in changed]
    fresh = list(workers.run(partial(_open, run.root), opened, run.jobs))
    measured.update((path, file) for (path, _), file in zip(changed, fresh, strict=True))
    cache.remember_measures(
        ((key, msgspec.msgpack.encode(file)) for (_, key), file in zip(changed, fresh, strict=True)),
        known.keys() - used,
    )
    large = (path for path, file in measured.items() if media.too_large(file))
    problems += (_large(path, measured[path]) for path in large)
    return measured, tuple(problems)


def _large(path: str, file: File) -> Problem:
    wrong = f"this picture has {file.width} × {file.height} pixels, too many to make smaller versions of it"
    return Problem(path, 0, wrong, "make it smaller; it is published as it is", warning=True)


def _fold(path: str) -> str:
    """Return a path as settings may spell it too."""
    return posixpath.normpath(unicodedata.normalize("NFC", path)).casefold()


def _key(path: str, digest: str, *, whole: bool) -> str:
    """Return what a file's measures depend on: its bytes, what its name says that they are, how far it is read."""
    return digest + PurePosixPath(path).suffix.lower() + "!" * whole


def _open(root: Path, opened: tuple[str, bool]) -> File:
    """Return what a file is, the site's sign with a look at all of it. Runs in a worker."""
    path, whole = opened
    file = media.inspect(path, raw := disk.read(root / path))
    return msgspec.structs.replace(file, wrong=file.wrong or media.damage(raw)) if whole and file.width else file
