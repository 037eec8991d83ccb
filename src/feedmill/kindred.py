"""Articles → which of them say nearly the same, by the sketches that the cache holds."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from feedmill import kin
from feedmill.cache import Cache
from feedmill.errors import Problem
from feedmill.plans import Alike


def kindred(cache: Cache, paths: Mapping[str, str], *, fresh: bool) -> dict[str, tuple[Alike, ...]]:
    """Return by path which other articles an article is nearly the same as, the likest first.

    `paths`: each article's by the SHA-256 of its file. If `fresh`, only those are compared with all others that this
    process was the first to read.
    """
    found: dict[str, set[Alike]] = defaultdict(set)
    for (one, one_sketch), (other, other_sketch) in cache.kindred(fresh=fresh):
        if one in paths and other in paths:
            likeness = kin.likeness(one_sketch, other_sketch)
            if likeness >= kin.ALIKE:
                found[paths[one]].add(Alike(paths[other], round(likeness, 2)))
                found[paths[other]].add(Alike(paths[one], round(likeness, 2)))
    return {path: tuple(sorted(alike, key=lambda one: (-one.likeness, one.article))) for path, alike in found.items()}


def warnings(alike: Mapping[str, tuple[Alike, ...]], new: list[str]) -> Iterator[Problem]:
    """Yield a warning for each new article that says nearly the same as one that is older, or new and before it."""
    place = {path: at for at, path in enumerate(new)}
    for path in new:
        older = [one for one in alike.get(path, ()) if place.get(one.article, -1) < place[path]]
        if older:
            share = f"{older[0].likeness:.0%}".replace("%", " %")
            right = "if it is the same story, keep one of the two; feedmill review lists all such pairs"
            yield Problem(path, 0, f"about {share} of it reads like {older[0].article}", right, warning=True)
