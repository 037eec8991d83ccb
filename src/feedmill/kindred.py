"""Articles → which of them say nearly the same, by sketches that are made when somebody asks, and kept in the cache."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from feedmill import disk, kin, workers
from feedmill.cache import Cache
from feedmill.errors import Problem
from feedmill.plans import Alike
from feedmill.run import Run


def kindred(run: Run, cache: Cache, paths: Mapping[str, str], *, fresh: bool) -> dict[str, tuple[Alike, ...]]:
    """Return by path which other articles an article is nearly the same as, the likest first.

    `paths`: each article's by the SHA-256 of its file. If `fresh`, only those are compared with all others of which
    this process was the first to make a sketch.
    """
    known = cache.sketched()
    new = [path for digest, path in paths.items() if digest not in known]
    sketches = workers.run(partial(_open, run.root), new, run.jobs)
    keep(cache, (each for each in sketches if each[0]))
    cache.keep_sketches(paths)
    found: dict[str, set[Alike]] = defaultdict(set)
    for (one, one_sketch), (other, other_sketch) in cache.kindred(fresh=fresh):
        if one in paths and other in paths:
            likeness = kin.likeness(one_sketch, other_sketch)
            if likeness >= kin.ALIKE:
                found[paths[one]].add(Alike(paths[other], round(likeness, 2)))
                found[paths[other]].add(Alike(paths[one], round(likeness, 2)))
    return {path: tuple(sorted(alike, key=lambda one: (-one.likeness, one.article))) for path, alike in found.items()}


def keep(cache: Cache, sketches: Iterable[tuple[str, bytes]]) -> None:
    """Let the cache remember sketches by the SHA-256 of their article's file."""
    cache.remember_sketches((digest, sketch, kin.marks(sketch)) for digest, sketch in sketches)


def sketch_of(raw: bytes) -> bytes:
    """Return the sketch of an article's file."""
    from feedmill import articles

    article, _ = articles.load(raw)
    return kin.sketch(article.body) if article else b""


def _open(root: Path, path: str) -> tuple[str, bytes]:
    """Return a file's SHA-256 and sketch; nothing of one that cannot be read. Runs in a worker."""
    try:
        raw = disk.read(root / path)
    except OSError:
        return "", b""
    return disk.digest(raw), sketch_of(raw)


def warnings(alike: Mapping[str, tuple[Alike, ...]], new: list[str]) -> Iterator[Problem]:
    """Yield a warning for each new article that says nearly the same as one that is older, or new and before it."""
    place = {path: at for at, path in enumerate(new)}
    for path in new:
        older = [one for one in alike.get(path, ()) if place.get(one.article, -1) < place[path]]
        if older:
            share = f"{older[0].likeness:.0%}".replace("%", " %")
            right = "if it is the same story, keep one of the two; feedmill review lists all such pairs"
            yield Problem(path, 0, f"about {share} of it reads like {older[0].article}", right, warning=True)
