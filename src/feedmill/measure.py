"""content/ → what its pictures and recordings are, opening only those that changed."""

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
    used: set[str] = set()
    changed: list[tuple[str, str]] = []
    problems = []
    for path, found in files.items():
        if not media.told_by_bytes(path):
            measured[path] = File(found.stat.size, media.type_of(path))
            continue
        try:
            key = _key(path, seen.hash(run.root, found, look))
        except OSError as error:
            problems.append(Problem(path, 0, f"this file cannot be read: {disk.reason(error)}", "allow reading it"))
            continue
        used.add(key)
        if key in known:
            measured[path] = decode(known[key])
        else:
            changed.append((path, key))
    fresh = list(workers.run(partial(_open, run.root), [path for path, _ in changed], run.jobs))
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


def _key(path: str, digest: str) -> str:
    """Return what a file's measures depend on: its bytes, and what its name says that they are."""
    return digest + PurePosixPath(path).suffix.lower()


def _open(root: Path, path: str) -> File:
    """Return what a file is. Runs in a worker."""
    return media.inspect(path, disk.read(root / path))
