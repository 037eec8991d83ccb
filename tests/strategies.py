"""Hypothesis strategies for everything that people and machines may hand us, the nastier the better.

    text, names, bodies         what may stand in a file: any character but the surrogates, which UTF-8 cannot hold
    date_texts, days, instants  dates in every precision; moments in UTC
    people, fronts, articles    what an author says of an article, and its Markdown
    manuscripts                 a folder of articles: paths, ids and slugs that do not clash
    promises, ledgers           what was promised, as a build would have written it

Every value holds what its type in `feedmill.model` asks for, so that properties speak of our code, not of bad input.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import TypeVar
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec.structs import replace

from feedmill.model import Article, Front, Image, Manuscript, Moment, Reading, Source
from feedmill.promises import Ledger, Name, Promise, Seal, address, fold
from feedmill.settings import Person
from feedmill.text import SEEN

T = TypeVar("T")

NASTY = (
    *("No", "yes", "null", "~", "true", "12:30", "0123", "0x1f", "1e3", "2024", "2024-10", "2024-10-05", ".inf", "<<"),
    *(
        "---",
        "...",
        "- a",
        "? a",
        "a: b",
        "a #b",
        "# a",
        "[a]",
        "{a: b}",
        "&a",
        "*a",
        "!!int 5",
        "|",
        ">",
        "%YAML",
        "@",
    ),
    *('"', "'", "''", '""', '"\'"', "\\", "\\n", "\\U0001F600", '\\"', "a\\", '"\\U0001F600', "'\\'"),
    *("a\nb", "\na", "a\n", '"\n---\n', "\t", " a ", "a  b", "\r\n", "a\rb", "\x00", "\x07", "\x1b[31m", "\x7f"),
    *("\x85", "a\u2028b", "a\u2029b", '"\u2028', "\xa0a\xa0", "\u3000a", "\u200b", "\u00ad", "\ufeff", "\ufffe"),
    *(
        "😀",
        '"😀"',
        "👩‍👩‍👧",
        "é",
        "e\u0301",
        "ǿ",
        "İ",
        "ß",
        "ﬁ",
        "𝐀",
        "你好，世界",
        "مرحبا",
        "\u202eabc",
        "\ue000",
        "\U0010ffff",
    ),
    *("<b>&amp;</b>", "]]>", "<!-- -->", "{{ x }}", "${x}", "%s", "C++", "C#", "../..", "con", "a/b", "10" * 5000),
)
"""What broke other programs: YAML that is no text, marks of every kind, spaces, line ends, pictures."""

LANGUAGES = ("de", "en", "de-AT", "pt-BR", "zh-Hant", "und", "ar", "ckb-Latn")
ZONES = tuple(
    ZoneInfo(name)
    for name in (
        *("UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Africa/Monrovia"),
        *("Pacific/Auckland", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Etc/GMT+12"),
    )
)
"""From UTC-12 to UTC+14, with summer times that begin at midnight, odd offsets, and a day that never was."""

_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


@cache  # making a strategy takes longer than drawing from it
def text(max_size: int = 40) -> SearchStrategy[str]:
    """Give any text that UTF-8 can hold, often a nasty one or several in a row."""
    anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=max_size)
    return st.sampled_from(NASTY) | anything | st.lists(st.sampled_from(NASTY), max_size=4).map("".join)


@cache
def names() -> SearchStrategy[str]:
    """Give a title, tag or author: any text in which something can be seen."""
    return text().filter(lambda said: re.search(SEEN, said) is not None)


@cache
def bodies() -> SearchStrategy[str]:
    """Give Markdown as `articles.load` returns it: no CR, no line end at its ends, but spaces of any kind."""
    lines = st.lists(
        text() | st.sampled_from(("---", "", "    code", "\u3000\u3000一", "text\xa0", "\ufeff")), max_size=5
    )
    return lines.map("\n".join).map(lambda body: body.replace("\r", "").strip("\n"))


@cache
def slugs() -> SearchStrategy[str]:
    """Give what an author may write as `slug:`, and Windows takes as a file name."""
    word = st.text("abcxyz019", min_size=1, max_size=8)
    return st.lists(word, min_size=1, max_size=4).map("-".join)


@cache
def days(low: int = 1, high: int = 9999) -> SearchStrategy[tuple[int, int, int]]:
    """Give a day that exists: year, month, day."""
    dates = st.dates(datetime(low, 1, 1).date(), datetime(high, 12, 31).date())  # noqa: DTZ001 - a calendar has no zone
    return dates.map(lambda day: (day.year, day.month, day.day))


@cache
def date_texts(low: int = 1, high: int = 9999) -> SearchStrategy[str]:
    """Give a date as an author may say it: a year, month, day, local time or full instant, between two years."""

    def said(day: tuple[int, int, int], precision: int, clock: tuple[int, int, int], offset: str) -> str:
        year, month, number = day
        parts = (f"{year:04}", f"-{month:02}", f"-{number:02}", "T{:02}:{:02}:{:02}".format(*clock), offset)
        return "".join(parts[:precision])

    # Offsets would push the first and the last day out of what datetime knows.
    inner = days(max(low, 2), min(high, 9998))
    clock = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
    offsets = st.sampled_from(("", "Z", "z", "+02:00", "-0330", "+14:00", "-12:00"))
    typed = st.builds(said, inner, st.sampled_from((4, 5)), clock, offsets)
    partial = st.builds(said, days(low, high), st.sampled_from((1, 2, 3)), clock, st.just(""))
    return partial | typed


@cache
def instants() -> SearchStrategy[datetime]:
    """Give a moment in UTC, of a few years around 2024, in whole seconds; some meet now and then."""
    near = st.integers(0, 90).map(lambda day: _EPOCH + timedelta(days=day, hours=12))
    far = st.integers(-(10**8), 10**8).map(lambda seconds: _EPOCH + timedelta(seconds=seconds))
    return near | far


@cache
def hashes() -> SearchStrategy[str]:
    """Give a SHA-256, hexadecimal."""
    return st.integers(0, 999).map(lambda number: sha256(str(number).encode()).hexdigest())


@cache
def ids() -> SearchStrategy[str]:
    """Give the id of an article: mostly ours, some of other kinds."""
    ours = st.uuids().map(lambda id_: id_.urn)
    return ours | st.sampled_from(("tag:example.org,2024:a", "https://example.org/?p=1", "urn:x:!~"))


@cache
def people() -> SearchStrategy[Person]:
    """Give an author with or without a page."""
    return st.builds(Person, names(), st.sampled_from(("", "https://example.org/", "http://x.example/a?b=c&d")))


@cache
def fronts() -> SearchStrategy[Front]:
    """Give front matter in which every field may be there or not."""
    return st.builds(
        Front,
        title=names(),
        title_inferred=st.booleans(),
        slug=st.none() | slugs(),
        published=st.none() | date_texts(),
        updated=st.none() | date_texts(),
        language=st.none() | st.sampled_from(LANGUAGES),
        summary=st.none() | text(),
        authors=_few(names() | people()),
        tags=_few(names()),
        image=st.none() | names() | st.builds(Image, names(), text()),
        enclosures=_few(names()),
        season=st.none() | st.integers(1, 99),
        episode=st.none() | st.integers(1, 999),
        withdrawn=st.booleans(),
        reason=st.none() | text(),
        draft=st.booleans(),
        id=st.none() | ids(),
        source=st.none() | st.builds(Source, text(), hashes()),
    )


@cache
def articles() -> SearchStrategy[Article]:
    """Give front matter and Markdown, as `articles.load` could have returned them."""
    return st.builds(Article, fronts(), bodies())


@st.composite
def manuscripts(draw: st.DrawFn, max_size: int = 8, low: int = 2000, high: int = 2030) -> tuple[Manuscript, ...]:
    """Give a folder of articles in any order: paths, ids and slugs are each one's own, dates lie between two years.

    Some have an id in their front matter, some none; some are drafts; `updated` is never before `published`.
    """
    made = []
    for number in draw(st.lists(st.integers(0, 99), unique=True, max_size=max_size)):
        front = draw(fronts())
        published = draw(st.none() | date_texts(low, high))
        updated = draw(st.none() | date_texts(high + 1, high + 1))
        front = replace(
            front,
            id=f"urn:example:{number}" if front.id else None,
            slug=f"{front.slug}-{number}" if front.slug else None,
            published=published,
            updated=updated,
        )
        folder = draw(st.sampled_from(("", "2024/", "ä b/")))
        made.append(manuscript(f"content/{folder}{number}.md", front, size=draw(st.integers(0, 50_000))))
    return tuple(made)


def manuscript(path: str, front: Front, body: str = "", size: int = 1000) -> Manuscript:
    """Return a file in content/ whose hash follows from its front matter and a word for its text."""
    digest = sha256(f"{front}\n{body}".encode()).hexdigest()
    return Manuscript(path, digest, front, Reading(front, size))


@cache
def moments() -> SearchStrategy[Moment]:
    """Give a date as it was said, and any instant for it."""
    return st.builds(Moment, st.sampled_from(("", "2024", "2024-01", "2024-01-05", "2024-01-05T12:00:00Z")), instants())


@cache
def promises(id_: SearchStrategy[str] | None = None) -> SearchStrategy[Promise]:
    """Give an article's line of the ledger, its lists sorted as a build writes them. Few ids, so that lines meet."""
    return st.builds(
        Promise,
        id=id_ or st.sampled_from([f"urn:example:{number}" for number in range(6)]),
        number=st.none() | st.integers(1, 9),
        paths=_sorted(st.sampled_from(("content/a.md", "content/b.md", "content/ü/c.md"))),
        digests=_sorted(hashes()),
        slug=st.just("") | slugs(),
        addresses=_sorted(slugs().map(address)),
        published=st.none() | moments(),
        updated=st.none() | moments(),
        seeds=_sorted(st.tuples(st.sampled_from(("seeds/a.txt", "seeds/b.txt")), hashes())),
        withdrawn=st.none() | instants(),
    )


@cache
def collection_names() -> SearchStrategy[Name]:
    """Give a collection's line of the ledger; spellings and slugs meet now and then."""
    spelled = st.sampled_from(("C", "c", "C++", "C#", "Straße", "STRASSE", "é", "e\u0301")) | names()
    return st.builds(Name, of=st.sampled_from(("tags", "authors", "languages")), name=spelled, slug=slugs())


@cache
def ledger_lines() -> SearchStrategy[list[Promise | Name | Seal]]:
    """Lines of ledgers of many branches, in any order, some of the same promise."""
    seals = st.builds(Seal, last=st.integers(1, 99))
    return st.lists(promises() | collection_names() | seals, max_size=12)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Give a ledger as `ledger.load` returns it."""
    rows = {row.id: row for row in draw(st.lists(promises(), max_size=6))}
    given = {(name.of, fold(name.name)): name for name in draw(st.lists(collection_names(), max_size=6))}
    return Ledger(rows, given, tuple(sorted(draw(st.sets(st.integers(1, 99), max_size=4)))))


def _few(some: SearchStrategy[T]) -> SearchStrategy[tuple[T, ...]]:
    return st.lists(some, max_size=3).map(tuple)


def _sorted(some: SearchStrategy[T]) -> SearchStrategy[tuple[T, ...]]:
    return st.sets(some, max_size=3).map(lambda found: tuple(sorted(found)))  # type: ignore[type-var] # texts, or pairs
