"""seeds/ + ledger → which seeds are to be sown now, and what is to be told of the others. Writes nothing."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, lock
from feedmill.cache import Cache
from feedmill.disk import Found
from feedmill.errors import Problem
from feedmill.ledger import sort_seeds, with_seeds
from feedmill.model import Manuscript
from feedmill.promises import Ledger, Promise
from feedmill.read import Desk, read
from feedmill.run import Run
from feedmill.seen import Seen

LARGEST = 50_000_000  # bytes, of which no article has a hundredth: a file that is no text must not fill the memory
RAW, MARKDOWN = ".txt", ".md"
"""The endings of what is sown, in any case: raw text, and articles that are taken as they are."""


class Survey(Struct, frozen=True):
    """The seeds that lie there."""

    hashes: dict[str, str]
    """The SHA-256 of each that can be read, by name."""
    ripe: tuple[str, ...]
    """The names of those that are to be sown."""
    ledger: Ledger
    """With what lies in content/ already, though the ledger did not know it."""
    problems: tuple[Problem, ...]
    paths: frozenset[str] = frozenset()
    """The Markdown files in content/; only looked for where something is to be sown."""
    digests: dict[str, str] = {}
    """The SHA-256 of each article among them, by path."""


def survey(run: Run, cache: Cache, seen: Seen, ledger: Ledger) -> Survey:
    """Return what each seed is, opening only those that changed."""
    look = lock.tick(run.workshop)
    found, odd = seen.scan(run.root, "seeds", look, strict=False)
    hashes, unread = _hashes(run, seen, [each for each in found if kind(each.path)], look)
    seeds = sort_seeds(hashes, ledger)
    barren = _barren(cache, run.site.language, seeds.new)
    fertile = {name: sha256 for name, sha256 in seeds.new.items() if name not in barren}
    told = (*odd, *_strays(found), *unread, *(problem for problems in barren.values() for problem in problems))
    if not (fertile or seeds.changed):
        return Survey(hashes, (), ledger, told)
    desk = read(run, cache, seen)
    adopted = _adopted(desk.articles, fertile | {name: hashes[name] for name in seeds.changed}, ledger)
    taken = {sha256 for row in adopted.values() for _, sha256 in row.seeds}
    changed = {name: row for name, row in seeds.changed.items() if hashes[name] not in taken}
    problems = (*told, *_changed(desk, changed))
    ripe = [name for name in _first_of_each(fertile) if fertile[name] not in taken]
    digests = {each.path: each.digest for each in desk.articles}
    return Survey(hashes, tuple(ripe), replace(ledger, rows=ledger.rows | adopted), problems, desk.there, digests)


def kind(path: str) -> str:
    """Return which kind of seed a file is by its name, "" if none."""
    ending = PurePosixPath(path).suffix.lower()
    return ending if ending in {RAW, MARKDOWN} else ""


def soil(name: str, sha256: str, language: str) -> str:
    """Return all that decides what becomes of a seed."""
    return f"{sha256} {language} {kind(name)}"


def _hashes(run: Run, seen: Seen, found: list[Found], look: int) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return the SHA-256 of each seed, by name, opening only those that changed."""
    hashes, problems = {}, []
    for each in found:
        if each.stat.size > LARGEST:
            wrong = f"this seed is larger than {LARGEST // 10**6} MB, so it is left alone"
            problems.append(Problem(each.path, 0, wrong, "split it, or move it away if it is no article"))
            continue
        try:
            hashes[each.path] = seen.hash(run.root, each, look)
        except OSError as error:
            wrong = f"this seed cannot be read: {disk.reason(error)}"
            problems.append(Problem(each.path, 0, wrong, "allow reading it"))
    return hashes, tuple(problems)


def _strays(found: tuple[Found, ...]) -> Iterator[Problem]:
    """Yield a warning for each file that is no seed by its name: silence would look like a loss."""
    for each in found:
        if not kind(each.path):
            right = "seeds are .txt files of raw text and .md files with front matter; rename it or move it away"
            yield Problem(each.path, 0, "this is no seed, so it is left out", right, warning=True)


def _barren(cache: Cache, language: str, new: Mapping[str, str]) -> dict[str, tuple[Problem, ...]]:
    """Return by name what an earlier build found wrong with seeds of which no article can be made."""
    known = cache.barren()
    decode = msgspec.msgpack.Decoder(tuple[Problem, ...]).decode
    found = ((name, known.get(soil(name, sha256, language))) for name, sha256 in new.items())
    return {name: tuple(replace(each, path=name) for each in decode(raw)) for name, raw in found if raw}


def _first_of_each(new: Mapping[str, str]) -> Iterator[str]:
    """Yield the names to be sown: of those with the same bytes the first; raw text, as no form of it is wrong."""
    met = set()
    for name in sorted(new, key=lambda name: (kind(name) != RAW, name)):
        if new[name] not in met:
            met.add(new[name])
            yield name


def _changed(desk: Desk, changed: Mapping[str, Promise]) -> Iterator[Problem]:
    """Yield a warning for each seed that was sown with other bytes."""
    moved = {each.front.id: each.path for each in desk.articles if each.front.id}
    for name, row in changed.items():
        path = moved.get(row.id) or next((path for path in row.paths if path in desk.there), "")
        if path:
            wrong = "this seed has changed since it was sown"
            right = f"{path} stays as it is; see both with: feedmill sow --diff {name}; take the new text with --again"
        else:
            wrong = "this seed has changed since it was sown, and its article is gone, so nothing is made of it"
            right = f"give the new text a name of its own, or bring the article back with: feedmill sow --again {name}"
        yield Problem(name, 0, wrong, right, warning=True)


def _adopted(articles: tuple[Manuscript, ...], seeds: Mapping[str, str], ledger: Ledger) -> dict[str, Promise]:
    """Return rows for articles that were made of one of these seeds already.

    A build was cut short, or they came by git. Raw text is known by the hash in its article, Markdown by its bytes.
    """
    from feedmill.seeds.identity import article_id

    names: dict[str, list[str]] = {}
    for name, sha256 in seeds.items():
        names.setdefault(sha256, []).append(name)
    known = {path: row for row in ledger.rows.values() for path in row.paths}
    rows: dict[str, Promise] = {}
    for manuscript in articles:
        sha256 = manuscript.front.source.sha256 if manuscript.front.source else manuscript.digest
        if sha256 not in names:
            continue
        row = known.get(manuscript.path)
        id_ = manuscript.front.id or (row.id if row else article_id(sha256))
        digests = () if manuscript.front.id else (manuscript.digest,)
        row = rows.get(id_) or ledger.rows.get(id_) or Promise(id=id_, paths=(manuscript.path,), digests=digests)
        rows[id_] = with_seeds(row, ((name, sha256) for name in names[sha256]))
    return rows
