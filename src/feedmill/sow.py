"""seeds/ → content/: every new seed becomes an article, once. The user's files are never replaced."""

import unicodedata
from collections.abc import Callable, Iterator
from functools import partial

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, lock, workers
from feedmill.cache import Cache
from feedmill.errors import Problem
from feedmill.grow import Grown, grow
from feedmill.kindred import keep as keep_sketches
from feedmill.kindred import kindred, warnings
from feedmill.ledger import note_seeds
from feedmill.plans import Alike, Planned
from feedmill.promises import Ledger, Promise
from feedmill.read import keep
from feedmill.run import Run
from feedmill.seen import Seen
from feedmill.survey import Survey, kind, soil, survey

_BATCH = 500  # articles whose HTML is held at once


class Crop(Struct, frozen=True):
    """What became of the seeds."""

    ledger: Ledger
    sown: tuple[str, ...] = ()
    """Paths of the articles that were made."""
    waiting: int = 0
    """New seeds that a preview left alone."""
    problems: tuple[Problem, ...] = ()
    alike: dict[str, tuple[Alike, ...]] = {}
    """Articles that say nearly the same as one that was made, by path."""


def unheard(_plan: Planned) -> None:
    """Tell nobody."""


def sow(run: Run, cache: Cache, seen: Seen, ledger: Ledger, tell: Callable[[Planned], None] = unheard) -> Crop:
    """Return the ledger that knows every seed, after writing an article for each that is new; `tell` hears of each."""
    field = survey(run, cache, seen, ledger)
    if run.preview:
        return Crop(ledger, waiting=len(field.ripe), problems=field.problems)
    rows, made, problems = _plant(run, cache, seen, field, tell)
    known, twins = note_seeds(replace(field.ledger, rows=field.ledger.rows | rows), field.hashes)
    paths = {digest: path for path, digest in (field.digests | made).items()}
    alike = kindred(run, cache, paths, fresh=True) if made else {}
    told = (*field.problems, *problems, *map(_twin, twins), *warnings(alike, list(made)))
    return Crop(known, tuple(made), problems=told, alike=alike)


def grow_all(run: Run, field: Survey) -> Iterator[Grown]:
    """Yield the article that each seed becomes, in the order of the survey; nothing is written."""
    grown = workers.run(partial(grow, run.root, run.site.language), field.ripe, run.jobs)
    taken = {_folded(path) for path in field.paths}
    ids = set(field.ledger.rows)
    for each in run.watch("sowing", grown, len(field.ripe)):
        ready = _in_place(each, taken, ids)
        if ready.plan is not None:
            taken.add(_folded(ready.plan.article))
            ids.add(ready.id)
        yield ready


def _in_place(each: Grown, taken: set[str], ids: set[str]) -> Grown:
    """Return the same, or a mistake where another file or article has its place already."""
    if each.plan is None:
        return each
    if _folded(each.plan.article) in taken:
        problem = Problem(each.plan.article, 0, f"this file is in the way of {each.name}", "rename one of the two")
    elif each.id in ids:
        right = "an id belongs to one article; take out the line id"
        problem = Problem(each.name, 0, f"its id {each.id} is that of another article", right)
    else:
        return each
    return Grown(each.name, problems=(*each.problems, problem))  # without its hash: the reason lies outside it


def _folded(path: str) -> str:
    """Return what two paths have in common that are one to some file system."""
    return unicodedata.normalize("NFC", path).casefold()


def _plant(
    run: Run, cache: Cache, seen: Seen, field: Survey, tell: Callable[[Planned], None]
) -> tuple[dict[str, Promise], dict[str, str], list[Problem]]:
    """Write the articles; return their rows, the SHA-256 of each by its path, and what is wrong."""
    rows: dict[str, Promise] = {}
    problems: list[Problem] = []
    planted: list[tuple[str, disk.Stat, str]] = []
    batch: list[Grown] = []
    for each in grow_all(run, field):
        problems += each.problems
        if each.plan is None or each.fresh is None:
            wrong = msgspec.msgpack.encode(each.problems)
            cache.remember_barren([(soil(each.name, each.sha256, run.site.language), wrong)] if each.sha256 else [])
            problems += (replace(one, path=twin) for twin in _twins(field, each) for one in each.problems)
            continue
        path = each.plan.article
        if problem := _obstacle(run, each.name, path):
            problems.append(problem)
            continue
        if not disk.create(run.root / path, each.file, run.workshop):
            problems.append(Problem(path, 0, f"this file is in the way of {each.name}", "rename one of the two"))
            continue
        digests = () if each.said_id else (each.sha256,)
        rows[each.id] = Promise(id=each.id, paths=(path,), digests=digests, seeds=((each.name, each.sha256),))
        planted.append((path, disk.stat(run.root / path), each.fresh.digest))
        tell(each.plan)
        batch.append(each)
        if len(batch) >= _BATCH:
            _keep(cache, batch)
            batch.clear()
    _keep(cache, batch)
    if planted:
        disk.settle()
        look = lock.tick(run.workshop, after=max(stat.ctime for _, stat, _ in planted))
        for path, stat, digest in planted:
            seen.note(path, stat, digest, look)
    return rows, {path: digest for path, _, digest in planted}, problems


def _keep(cache: Cache, batch: list[Grown]) -> None:
    """Let the cache remember what articles say, and sketches of them."""
    fresh = [(each.fresh, each.sketch) for each in batch if each.fresh]
    keep_sketches(cache, ((each.digest, sketch) for each, sketch in fresh))
    keep(cache, [each for each, _ in fresh])


def _twins(field: Survey, each: Grown) -> list[str]:
    """Return the other names of a seed that cannot be used: each is told."""
    if not each.sha256:
        return []
    same = (name for name, sha256 in field.hashes.items() if sha256 == each.sha256 and name != each.name)
    return [name for name in same if kind(name) == kind(each.name)]


def _obstacle(run: Run, name: str, path: str) -> Problem | None:
    """Return why no article can lie there: a link or a file where its folder must be, a path that is too long."""
    try:
        free = disk.stands(run.root, path) != "other"
    except OSError:  # of a longer path than the system knows
        free = False
    right = "rename the seed or its folder, or move away what is in its way"
    return None if free else Problem(name, 0, f"no article can be put at {path}", right)


def _twin(names: tuple[str, str]) -> Problem:
    name, twin = names
    right = "one article was made of both; delete one"
    return Problem(name, 0, f"this is the same text as {twin}", right, warning=True)
