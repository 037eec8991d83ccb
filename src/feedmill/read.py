"""content/ → manuscripts, opening only the files that changed."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, languages, lock, text, workers
from feedmill.cache import Cache
from feedmill.disk import Found
from feedmill.errors import Problem
from feedmill.model import Front, Manuscript, Reading
from feedmill.run import Run
from feedmill.seen import Seen
from feedmill.settled import Settled

PAGES = "content/pages/"
"""Where plain pages lie."""
_NESTED = re.compile(r"^(?:[ \t>*+-]|\d+[.)])*")
_FIELD = re.compile(r"^(?:([a-z_]+)[^\S\n]*:|---)", re.MULTILINE)
_BATCH = 500  # readings held at once, so that the texts of a large site never fill the memory


class Desk(Struct, frozen=True, kw_only=True):
    """Everything that lies in content/."""

    articles: tuple[Manuscript, ...]
    """All but those that are settled."""
    settled: tuple[Settled, ...] = ()
    pages: tuple[Manuscript, ...]
    broken: frozenset[str]
    """Paths of Markdown files that cannot be used."""
    there: frozenset[str]
    """Paths of all Markdown files."""
    files: dict[str, Found]
    """Everything else."""
    edited: tuple[str, ...]
    """Files whose bytes are others than at the last build."""
    problems: tuple[Problem, ...]


class Fresh(Struct, frozen=True):
    """What a worker found in a file."""

    digest: str
    """"" if the file could not be read."""
    reading: Reading
    html: str = ""


def read(run: Run, cache: Cache, seen: Seen, settled: Mapping[str, Settled] | None = None) -> Desk:
    """Return what lies in content/; of `settled` articles, by path, those are left unread that did not change."""
    look = lock.tick(run.workshop)
    found, odd = seen.scan(run.root, "content", look)
    texts = {each.path: each for each in found if each.path.endswith(".md")}
    digests = seen.digests(texts.values())
    still = {path: each for path, each in (settled or {}).items() if digests.get(path) == each.meta.digest}
    fresh = _readings(run, cache, seen, [each for path, each in texts.items() if path not in still], look)
    cache.keep_readings({each.meta.digest for each in still.values()} | {digest for digest, _ in fresh.values()})
    problems = list(odd)
    whole: list[Manuscript] = []
    for path, (digest, reading) in fresh.items():
        problems += [replace(problem, path=path) for problem in reading.problems]
        whole += [Manuscript(path, digest, reading.front, reading)] if reading.front else []
    return Desk(
        articles=tuple(each for each in whole if not each.path.startswith(PAGES)),
        settled=tuple(still.values()),
        pages=tuple(each for each in whole if each.path.startswith(PAGES)),
        broken=frozenset(path for path, (_, reading) in fresh.items() if reading.front is None),
        there=frozenset(texts),
        files={each.path: each for each in found if not each.path.endswith((".md", ".jsonl"))},
        edited=tuple(path for path, (digest, _) in fresh.items() if digest and seen.before(path) not in (None, digest)),
        problems=tuple(problems),
    )


def _readings(run: Run, cache: Cache, seen: Seen, texts: list[Found], look: int) -> dict[str, tuple[str, Reading]]:
    """Return each file's SHA-256 and what it says, by path."""
    digests = {each.path: seen.digest(each) or "" for each in texts}
    known = cache.readings({*filter(None, digests.values())})
    decode = msgspec.msgpack.Decoder(Reading).decode
    readings: dict[str, tuple[str, Reading]] = {}
    changed = []
    for each in texts:
        digest = digests[each.path]
        if digest in known:
            readings[each.path] = (digest, decode(known[digest]))
        else:
            changed.append(each)
    fresh = workers.run(partial(_open, run.root), [each.path for each in changed], run.jobs)
    batch: list[Fresh] = []
    for each, new in zip(changed, run.watch("reading", fresh, len(changed)), strict=True):
        readings[each.path] = (new.digest, new.reading)
        if new.digest:
            seen.note(each.path, each.stat, new.digest, look)
            batch.append(new)
        if len(batch) >= _BATCH:
            keep(cache, batch)
            batch.clear()
    keep(cache, batch)
    return {each.path: readings[each.path] for each in texts}


def keep(cache: Cache, batch: list[Fresh]) -> None:
    """Let the cache remember what was read, and other processes see it."""
    cache.remember_readings((new.digest, msgspec.msgpack.encode(new.reading), new.html) for new in batch)
    cache.save()


def _open(root: Path, path: str) -> Fresh:
    """Return what a file says. Runs in a worker."""
    try:
        raw = disk.read(f"{root}/{path}")
    except OSError as error:
        wrong = f"this file cannot be read: {disk.reason(error)}"
        return Fresh("", Reading(None, problems=(Problem("", 0, wrong, "allow reading it"),)))
    return study(raw)


def study(raw: bytes) -> Fresh:
    """Return what an article's bytes say. A pure function: the same bytes, the same reading."""
    from feedmill import articles, converter, markup

    digest = disk.digest(raw)
    article, problems = articles.load(raw)
    if article is None:
        return Fresh(digest, Reading(None, problems=problems))
    lines = raw.decode("utf-8-sig", "replace")
    try:
        html = markup.clean(converter.convert(article.body))
    except ValueError as error:
        return Fresh(digest, Reading(None, problems=(Problem("", _deepest(lines), str(error), "write it flatter"),)))
    references = tuple((named, _line(lines, named)) for named in markup.references(html))
    problems += (*_illegal(lines), *_foreign(article.front, fields := _fields(lines)))
    size = len(article.body.encode())
    lost = lines.find(text.REPLACED)
    reading = Reading(
        article.front,
        size,
        markup.lede(html),
        references,
        fields,
        problems,
        (0, 0) if lost < 0 else (lines.count(text.REPLACED), lines.count("\n", 0, lost) + 1),
    )
    return Fresh(digest, reading, html)


def _line(lines: str, named: str) -> int:
    """Return the line on which a reference stands; 0 if it is written otherwise there."""
    places = (lines.find(before + named) for before in ("](", "](<", '="', "]: ", ""))
    at = next((place for place in places if place >= 0), None)
    return 0 if at is None else lines.count("\n", 0, at) + 1


def _deepest(lines: str) -> int:
    """Return the line that begins with the most marks of lists and quotes, and spaces before them."""
    depths = [len(line) - len(_NESTED.sub("", line, count=1)) for line in lines.split("\n")]
    return depths.index(max(depths)) + 1


def _fields(lines: str) -> dict[str, int]:
    """Return the line on which each field of the front matter stands: what is wrong with it may show only later."""
    found: dict[str, int] = {}
    number, counted = 1, 0
    for line in _FIELD.finditer(lines):
        if line[1] in Front.__struct_fields__:
            number, counted = number + lines.count("\n", counted, line.start()), line.start()
            found.setdefault(line[1], number)
        elif line[1] is None and found:
            break
    return found


def _foreign(front: Front, fields: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a warning for a language that is most likely mistyped."""
    if front.language and languages.unknown(front.language):
        yield Problem("", fields.get("language", 1), *languages.told(front.language), warning=True)


def _illegal(lines: str) -> tuple[Problem, ...]:
    """Return a warning for characters that no feed can carry."""
    if not text.illegal_count(lines):
        return ()
    bad = [number for number, line in enumerate(lines.split("\n"), 1) if text.illegal_count(line)]
    wrong = f"{len(bad)} lines hold characters that no feed can carry; they are shown as \ufffd"
    return (Problem("", bad[0], wrong, "take them out", warning=True),)
