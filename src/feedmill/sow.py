"""seeds/ → content/: every new seed becomes an article, once. The user's files are never replaced."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, lock, workers
from feedmill.cache import Cache
from feedmill.disk import Found
from feedmill.errors import Problem, SourceError
from feedmill.promises import Ledger, Promise
from feedmill.read import Fresh, keep, read, study
from feedmill.run import Run
from feedmill.seen import Seen

_BATCH = 500  # articles whose HTML is held at once


class Crop(Struct, frozen=True):
    """What became of the seeds."""

    ledger: Ledger
    sown: tuple[str, ...] = ()
    """Paths of the articles that were made."""
    waiting: int = 0
    """New seeds that a preview left alone."""
    problems: tuple[Problem, ...] = ()


class _Grown(Struct, frozen=True):
    """What a worker made of a seed; without `fresh` it cannot be used."""

    name: str
    sha256: str = ""
    path: str = ""
    id: str = ""
    file: bytes = b""
    fresh: Fresh | None = None
    problems: tuple[Problem, ...] = ()


def sow(run: Run, cache: Cache, seen: Seen, ledger: Ledger) -> Crop:
    """Return the ledger that knows every seed, after writing an article for each that is new."""
    look = lock.tick(run.workshop)
    found, odd = disk.scan(run.root, "seeds")
    hashes, unread = _hashes(run, seen, [each for each in found if each.path.lower().endswith(".txt")], look)
    new, changed = _new(hashes, ledger)
    barren = _barren(cache, run.site.language, new)
    new = {sha256: name for sha256, name in new.items() if sha256 not in barren}
    told = (*odd, *_strays(found), *unread, *(_changed(name) for name in changed), *barren.values())
    if run.preview or not new:
        kept, doubled = (ledger, ()) if run.preview else _with_names(ledger, hashes)
        return Crop(kept, waiting=len(new), problems=told + doubled)
    adopted = _adopt(run, cache, seen, (new, ledger))
    ledger = replace(ledger, rows=ledger.rows | adopted)
    ripe = [name for sha256, name in new.items() if sha256 not in _hashes_in(adopted)]
    grown = workers.run(partial(_grow, run.root, run.site.language), ripe, run.jobs)
    watched = run.watch("sowing", grown, len(ripe))
    rows, sown, problems = _plant(run, cache, seen, watched)
    ledger, doubled = _with_names(replace(ledger, rows=ledger.rows | rows), hashes)
    return Crop(ledger, tuple(sown), problems=(*told, *problems, *doubled))


def _strays(found: tuple[Found, ...]) -> Iterator[Problem]:
    """Yield a warning for each file that is no seed by its name: silence would look like a loss."""
    for each in found:
        if not each.path.lower().endswith(".txt"):
            right = "only .txt files are sown; rename it, or put Markdown with front matter into content/"
            yield Problem(each.path, 0, "this is no seed, so it is left out", right, warning=True)


def _hashes(run: Run, seen: Seen, found: list[Found], look: int) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return the SHA-256 of each seed, by name, opening only those that changed."""
    hashes, problems = {}, []
    for each in found:
        try:
            hashes[each.path] = seen.hash(run.root, each, look)
        except OSError as error:
            problems.append(
                Problem(each.path, 0, f"this seed cannot be read: {disk.reason(error)}", "allow reading it")
            )
    return hashes, tuple(problems)


def _new(hashes: Mapping[str, str], ledger: Ledger) -> tuple[dict[str, str], list[str]]:
    """Return SHA-256 and name of each seed that is new, and the names of those that were sown with other bytes."""
    known = {seed for row in ledger.rows.values() for seed in row.seeds}
    names, sums = {name for name, _ in known}, {sha256 for _, sha256 in known}
    unknown = [(name, sha256) for name, sha256 in hashes.items() if sha256 not in sums]
    changed = [name for name, _ in unknown if name in names]
    new: dict[str, str] = {}
    for name, sha256 in unknown:
        if name not in names:
            new.setdefault(sha256, name)
    return new, changed


def _barren(cache: Cache, language: str, new: Mapping[str, str]) -> dict[str, Problem]:
    """Return by SHA-256 what an earlier build found wrong with seeds of which no article can be made."""
    known = cache.barren()
    decode = msgspec.msgpack.Decoder(Problem).decode
    found = {sha256: known.get(_soil(sha256, language)) for sha256 in new}
    return {sha256: replace(decode(raw), path=new[sha256]) for sha256, raw in found.items() if raw}


def _soil(sha256: str, language: str) -> str:
    """Return all that decides what becomes of a seed."""
    return f"{sha256} {language}"


def _changed(name: str) -> Problem:
    right = "what was made of it stays as it is; edit that, or give the new text a name of its own"
    return Problem(name, 0, "this seed has changed since it was sown", right, warning=True)


def _with_names(ledger: Ledger, hashes: Mapping[str, str]) -> tuple[Ledger, tuple[Problem, ...]]:
    """Return the ledger with every name under which a seed lies, and a warning where one lies there twice."""
    row_of = {sha256: row.id for row in ledger.rows.values() for _, sha256 in row.seeds}
    rows, problems = dict(ledger.rows), []
    first: dict[str, str] = {}
    for name, sha256 in hashes.items():
        row = rows.get(row_of.get(sha256, ""))
        if row is None:
            continue
        if (name, sha256) not in row.seeds:
            rows[row.id] = replace(row, seeds=tuple(sorted((*row.seeds, (name, sha256)))))
        if (twin := first.setdefault(sha256, name)) != name:
            right = "one article was made of both; delete one"
            problems.append(Problem(name, 0, f"this is the same text as {twin}", right, warning=True))
    return replace(ledger, rows=rows), tuple(problems)


def _hashes_in(rows: Mapping[str, Promise]) -> set[str]:
    return {sha256 for row in rows.values() for _, sha256 in row.seeds}


def _adopt(run: Run, cache: Cache, seen: Seen, sowing: tuple[Mapping[str, str], Ledger]) -> dict[str, Promise]:
    """Return rows for articles that carry a new seed's hash already: a build was cut short, or they came by git."""
    from feedmill.seeds.identity import article_id

    new, ledger = sowing
    rows: dict[str, Promise] = {}
    for manuscript in read(run, cache, seen).articles:
        source = manuscript.front.source
        if source is not None and source.sha256 in new:
            id_ = manuscript.front.id or article_id(source.sha256)
            row = rows.get(id_) or ledger.rows.get(id_) or Promise(id=id_, paths=(manuscript.path,))
            seeds = {*row.seeds, (new[source.sha256], source.sha256)}
            rows[id_] = replace(row, seeds=tuple(sorted(seeds)))
    return rows


def _grow(root: Path, language: str, name: str) -> _Grown:
    """Return the article that a seed becomes, after proving that it keeps every character. Runs in a worker."""
    from feedmill import articles, markup
    from feedmill.seeds import grow

    try:
        raw = disk.read(root / name)
        sown = grow(name, raw, language)
    except SourceError as error:
        return _Grown(name, disk.digest(raw), problems=(error.problem,))
    except OSError as error:
        return _Grown(name, problems=(Problem(name, 0, f"this seed cannot be read: {disk.reason(error)}", "allow it"),))
    front = sown.article.front
    file = articles.dump(sown.article).encode()
    fresh = study(file)
    if fresh.reading.front != front or markup.plain(fresh.html) != sown.expected:
        right = "nothing was written; this is a mistake in feedmill, please report it with the seed"
        problem = Problem(name, 0, "its text would not be kept word for word", right)
        return _Grown(name, disk.digest(raw), problems=(*sown.problems, problem))
    return _Grown(name, disk.digest(raw), f"content/{front.slug}.md", front.id or "", file, fresh, sown.problems)


def _plant(
    run: Run, cache: Cache, seen: Seen, grown: Iterator[_Grown]
) -> tuple[dict[str, Promise], list[str], list[Problem]]:
    """Write the articles; return their rows, their paths and what is wrong."""
    rows: dict[str, Promise] = {}
    problems: list[Problem] = []
    planted: list[tuple[str, disk.Stat, str]] = []
    batch: list[Fresh] = []
    for each in grown:
        problems += each.problems
        if each.fresh is None:
            wrong = msgspec.msgpack.encode(each.problems[-1])
            cache.remember_barren([(_soil(each.sha256, run.site.language), wrong)] if each.sha256 else [])
            continue
        if not disk.create(run.root / each.path, each.file, run.workshop):
            problems.append(Problem(each.path, 0, f"this file is in the way of {each.name}", "rename one of the two"))
            continue
        rows[each.id] = Promise(id=each.id, paths=(each.path,), seeds=((each.name, each.sha256),))
        planted.append((each.path, disk.stat(run.root / each.path), each.fresh.digest))
        batch.append(each.fresh)
        if len(batch) >= _BATCH:
            keep(cache, batch)
            batch.clear()
    keep(cache, batch)
    disk.settle()
    look = lock.tick(run.workshop, after=max((stat.ctime for _, stat, _ in planted), default=0))
    for path, stat, digest in planted:
        seen.note(path, stat, digest, look)
    return rows, [path for path, _, _ in planted], problems
