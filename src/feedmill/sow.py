"""seeds/ → content/: every new seed becomes an article, once. The user's files are never replaced."""

import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from itertools import zip_longest
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, lock, workers
from feedmill.cache import Cache
from feedmill.errors import Problem, SourceError
from feedmill.kindred import kindred, warnings
from feedmill.ledger import note_seeds
from feedmill.plans import Alike, Planned, Shape
from feedmill.promises import Ledger, Promise
from feedmill.read import PAGES, Fresh, keep, study
from feedmill.run import Run
from feedmill.seen import Seen
from feedmill.survey import MARKDOWN, Survey, kind, soil, survey

_BATCH = 500  # articles whose HTML is held at once
_SHOWN = 30  # characters on each side of a difference


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


class Grown(Struct, frozen=True):
    """What a worker made of a seed; without `fresh` it cannot be used."""

    name: str
    sha256: str = ""
    plan: Planned | None = None
    id: str = ""
    said_id: bool = False
    """Whether the file says its id itself."""
    file: bytes = b""
    fresh: Fresh | None = None
    problems: tuple[Problem, ...] = ()


def unheard(_plan: Planned) -> None:
    """Tell nobody."""


def sow(run: Run, cache: Cache, seen: Seen, ledger: Ledger, tell: Callable[[Planned], None] = unheard) -> Crop:
    """Return the ledger that knows every seed, after writing an article for each that is new; `tell` hears of each."""
    field = survey(run, cache, seen, ledger)
    if run.preview:
        return Crop(ledger, waiting=len(field.ripe), problems=field.problems)
    rows, made, problems = _plant(run, cache, seen, field, tell)
    known, twins = note_seeds(replace(field.ledger, rows=field.ledger.rows | rows), field.hashes)
    alike = (
        kindred(cache, {digest: path for path, digest in (field.digests | made).items()}, fresh=True) if made else {}
    )
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


def grow(root: Path, language: str, name: str) -> Grown:
    """Return the article that a seed becomes, after proving that it keeps every character. Runs in a worker."""
    try:
        raw = disk.read(root / name)
        return _taken(name, raw) if kind(name) == MARKDOWN else _understood(name, raw, language)
    except SourceError as error:
        return Grown(name, disk.digest(raw), problems=(error.problem,))
    except OSError as error:
        return Grown(name, problems=(Problem(name, 0, f"this seed cannot be read: {disk.reason(error)}", "allow it"),))


def _understood(name: str, raw: bytes, language: str) -> Grown:
    """Return what raw text becomes."""
    from feedmill import articles, markup, seeds

    sown = seeds.grow(name, raw, language)
    front = sown.article.front
    file = articles.dump(sown.article).encode()
    fresh = study(file)
    shown = markup.plain(fresh.html)
    digest = disk.digest(raw)
    if fresh.reading.front != front or shown != sown.expected:
        right = "nothing was written; this is a mistake in feedmill, please report it with the seed"
        where = _difference(sown.expected, shown) or "its front matter would be read differently"
        problem = Problem(name, 0, f"its text would not be kept word for word: {where}", right)
        return Grown(name, digest, problems=(*sown.problems, problem))
    plan = Planned(
        seed=name,
        article=f"content/{front.slug}.md",
        title=front.title,
        title_from="text" if front.title_inferred else "title line",
        published=front.published,
        language=front.language,
        language_probability=round(sown.sure, 3),
        summary=front.summary,
        shape=sown.shape,
    )
    return Grown(name, digest, plan, front.id or "", said_id=True, file=file, fresh=fresh, problems=sown.problems)


def _taken(name: str, raw: bytes) -> Grown:
    """Return what Markdown with front matter becomes: itself, if every field is in order."""
    from feedmill.seeds.identity import article_id

    digest = disk.digest(raw)
    fresh = study(raw)
    front = fresh.reading.front
    problems = tuple(replace(each, path=name) for each in fresh.reading.problems)
    path = f"content/{name.removeprefix('seeds/')[: -len(MARKDOWN)]}{MARKDOWN}"
    if path.startswith(PAGES):
        right = f"put it into {PAGES} yourself if it is to be a plain page, else into another folder of seeds/"
        problems += (Problem(name, 0, f"{path} would be a plain page and no article", right),)
    if front is None or not all(problem.warning for problem in problems):
        return Grown(name, digest, problems=tuple(map(_or_raw, problems)))
    plan = Planned(
        seed=name,
        article=path,
        title=front.title,
        title_from="front matter",
        published=front.published,
        language=front.language,
        summary=front.summary,
        shape=Shape(),
    )
    id_ = front.id or article_id(digest)
    return Grown(name, digest, plan, id_, said_id=bool(front.id), file=raw, fresh=fresh, problems=problems)


def _or_raw(problem: Problem) -> Problem:
    """Return the problem; where a seed has no front matter at all it may have been meant as raw text."""
    if problem.wrong != "there is no front matter":
        return problem
    return replace(problem, right=f"{problem.right}; or call it .txt if it is raw text")


def _difference(expected: str, shown: str) -> str:
    """Return the first place at which two texts differ, "" if they do not."""
    at = next((n for n, (one, other) in enumerate(zip_longest(expected, shown)) if one != other), None)
    if at is None:
        return ""
    around = slice(max(0, at - _SHOWN), at + _SHOWN)
    return f"{expected[around]!a} would read {shown[around]!a}"


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
    batch: list[Fresh] = []
    for each in grow_all(run, field):
        problems += each.problems
        if each.plan is None or each.fresh is None:
            wrong = msgspec.msgpack.encode(each.problems)
            cache.remember_barren([(soil(each.name, each.sha256, run.site.language), wrong)] if each.sha256 else [])
            continue
        path = each.plan.article
        if not disk.create(run.root / path, each.file, run.workshop):
            problems.append(Problem(path, 0, f"this file is in the way of {each.name}", "rename one of the two"))
            continue
        digests = () if each.said_id else (each.sha256,)
        rows[each.id] = Promise(id=each.id, paths=(path,), digests=digests, seeds=((each.name, each.sha256),))
        planted.append((path, disk.stat(run.root / path), each.fresh.digest))
        tell(each.plan)
        batch.append(each.fresh)
        if len(batch) >= _BATCH:
            keep(cache, batch)
            batch.clear()
    keep(cache, batch)
    if planted:
        disk.settle()
        look = lock.tick(run.workshop, after=max(stat.ctime for _, stat, _ in planted))
        for path, stat, digest in planted:
            seen.note(path, stat, digest, look)
    return rows, {path: digest for path, _, digest in planted}, problems


def _twin(names: tuple[str, str]) -> Problem:
    name, twin = names
    right = "one article was made of both; delete one"
    return Problem(name, 0, f"this is the same text as {twin}", right, warning=True)
