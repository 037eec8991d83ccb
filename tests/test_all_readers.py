"""Every reader sees the same: ids, titles, links, dates, people, tags, texts and files of every document.

What differs is in one table, `ODD`, each row with its reason; a row that no reader needs any more fails. So no
difference is overlooked, and none is excused for longer than it lasts.
"""

import re
from collections.abc import Callable
from functools import partial
from html import escape, unescape
from pathlib import Path
from typing import cast

import pytest
from msgspec import Struct

from feedmill.received import ReceivedEntry, ReceivedFeed
from feedmill.subscriber import receive
from readers import READERS, Heard, Said
from sample_sites import SITES, shared
from shown import Shown, shown

DOCUMENTS = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}


# ── what the site says ──────────────────────────────────────────────────────────────────────────


def of_site(format_: str, entry: ReceivedEntry) -> Said:
    """Return what a document says of an entry, as its format has it."""
    said: dict[str, object] = {name: getattr(entry, name) for name in ReceivedEntry.__struct_fields__ if name != "line"}
    return said | {
        "language": "" if format_ == "rss" else entry.language,  # RSS has one for all
        "summary": escape(entry.summary, quote=False) if format_ == "rss" else entry.summary,  # it is HTML there
        "html": entry.content,
        "content": shown(entry.content),
        "enclosures": tuple((file.url, file.type, file.length) for file in entry.enclosures),
    }


def head_of_site(feed: ReceivedFeed) -> Said:
    """Return what a document says of itself."""
    return {"title": feed.title, "home": feed.home, "language": feed.language}


# ── what readers make of it ─────────────────────────────────────────────────────────────────────


class Odd(Struct, frozen=True):
    """What a reader makes of a field, in its own way."""

    reader: str
    formats: str
    field: str
    heard: Callable[[Said], object]
    """From what the site says of an entry (or, for "head.x", of a document) to what this reader says."""
    why: str


def _people(entry: Said) -> tuple[str, ...]:
    return cast("tuple[str, ...]", entry["authors"])


def _files(entry: Said) -> tuple[tuple[str, str, int], ...]:
    return cast("tuple[tuple[str, str, int], ...]", entry["enclosures"])


def _said(field: str, entry: Said) -> str:
    return cast("str", entry[field])


def _bare(field: str, entry: Said) -> str:
    return _said(field, entry).strip()


def _bare_of_js(field: str, entry: Said) -> str:
    """JavaScript's `trim` takes U+FEFF for a space, and not U+0085 or U+001C."""
    return re.sub(r"^[\s\ufeff]+|[\s\ufeff]+$", "", _said(field, entry))


def _no_mail(entry: Said) -> tuple[str, ...]:
    return tuple(re.sub(r" <[\w.]+@[\w.]+>$", "", name) for name in _people(entry))


def _no_mail_nor_angles(entry: Said) -> tuple[str, ...]:
    return tuple(re.sub("^<(.*)>$", r"\1", name) for name in _no_mail(entry))


def _last_in_parts(entry: Said) -> tuple[str, ...]:
    parts = (part.strip() for name in _people(entry)[-1:] for part in name.split(","))
    return tuple(re.sub(r"\s*[(<][^)>]*[)>]$", "", part) for part in parts)


def _played(entry: Said) -> tuple[tuple[str, str], ...]:
    played = [(url, kind) for url, kind, _ in _files(entry) if kind.startswith(("audio/", "video/"))]
    return tuple(played)


def _no_srcset(entry: Said) -> Shown:
    seen = cast("Shown", entry["content"])
    return Shown(seen.text, tuple(each for each in seen.addresses if not each.startswith("srcset ")))


def _or_html(entry: Said) -> str:
    return _bare("summary", entry) or _bare("html", entry)


def _or_xhtml(entry: Said) -> str:
    return re.sub("<(hr|source)>", r"<\1 />", _or_html(entry))


def _with_line_ends(entry: Said) -> str:
    return _line_ends(_or_html(entry))


def _line_ends(text: str) -> str:
    return re.sub("[\u2028\u2029]", "\n", text)


def _or_opening(entry: Said) -> str:
    opening = " ".join(unescape(re.sub("<[^>]+>", " ", _said("html", entry)[:2048])).split())
    return _line_ends(_bare("summary", entry)) or opening[:512].rstrip()


def _of_our_time(field: str, entry: Said) -> str:
    return re.sub("^00(?=[0-4])", "20", _said(field, entry))


def _unmeasured(entry: Said) -> tuple[tuple[str, str, None], ...]:
    return tuple((url, kind, None) for url, kind, _ in _files(entry))


XML, ALL = "rss atom", "rss atom json"
BARE = "takes spaces off both ends, those of other scripts too"
ONE_AUTHOR = "knows one author only, the first"
FILLS = "gives the content, or its beginning, where there is no summary"
LINES = "; makes line ends of U+2028 and U+2029"
YEARS = "takes years before 50 for those of our time"
SORTS = {"reader"}
"""Keep entries in an order of their own."""
ODD = (
    Odd("feedparser", "rss", "authors", _no_mail, "takes what looks like an address out of a dc:creator"),
    Odd("feedparser", "atom", "summary", _or_html, FILLS),
    Odd("fastfeedparser", "rss", "head.language", lambda _: "", "does not read a channel's language"),
    Odd("fastfeedparser", ALL, "authors", lambda said: _people(said)[:1], ONE_AUTHOR),
    Odd("fastfeedparser", "rss", "summary", _with_line_ends, FILLS + LINES),
    Odd("fastfeedparser", "atom", "summary", _or_opening, FILLS + LINES),
    Odd("fastfeedparser", "atom", "enclosures", _unmeasured, "drops the length of Atom's links"),
    Odd("reader", "rss", "authors", _last_in_parts, "takes the last for all authors, with commas and addresses"),
    Odd("reader", "atom", "authors", lambda said: _people(said)[-1:], "knows one author only, the last"),
    Odd("reader", "atom", "summary", _or_xhtml, FILLS),
    Odd("reader", XML, "content", _no_srcset, "drops srcset, as it does not resolve the addresses in it"),
    Odd("newsboat", "rss", "authors", lambda said: "".join(_people(said)[-1:]), "keeps the last author"),
    Odd("newsboat", "atom", "authors", lambda said: ", ".join(_people(said)), "keeps all authors in one line"),
    Odd("newsboat", XML, "enclosures", _played, "keeps a file only if it can play it, and not its length"),
    Odd("newsboat", XML, "published", partial(_of_our_time, "published"), YEARS),
    Odd("sfeed", XML, "authors", lambda said: "".join(_people(said)[:1]), "has one field for authors"),
    Odd("sfeed", XML, "tags", lambda said: "|".join(cast("tuple[str]", said["tags"])), "has one field for all tags"),
    Odd(
        "sfeed", XML, "enclosures", lambda said: "".join(url for url, *_ in _files(said)[:1]), "has one field for files"
    ),
    Odd("feedsmith", ALL, "title", partial(_bare_of_js, "title"), BARE),
    Odd("rss-parser", XML, "authors", lambda said: _people(said)[:1], ONE_AUTHOR),
    Odd("rss-parser", "rss", "published", partial(_of_our_time, "published"), YEARS),
    Odd("rss-parser", "atom", "tags", lambda _: (), "does not read Atom's categories"),
    Odd("rss-parser", "atom", "enclosures", lambda _: (), "does not read Atom's enclosures"),
    Odd("rowanmanning", "rss", "published", partial(_of_our_time, "published"), YEARS),
    Odd("rowanmanning", "rss", "updated", partial(_of_our_time, "published"), "takes pubDate for both dates"),
    Odd("rowanmanning", "rss", "authors", _no_mail_nor_angles, "takes what looks like an address out of a dc:creator"),
    Odd("rowanmanning", XML, "title", partial(_bare_of_js, "title"), BARE),
)


# ── whether they agree ──────────────────────────────────────────────────────────────────────────


def documents(folder: Path, format_: str) -> list[str]:
    """Return where a site's documents of a format lie."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob(DOCUMENTS[format_]))


class Judge:
    """Compares what a reader heard with what the site says, and keeps what differs and which rows that needed."""

    def __init__(self, reader: str, format_: str) -> None:
        """Take the rows that are about them."""
        self.format, self.sorted = format_, reader in SORTS
        self.rows = {row.field: row for row in ODD if row.reader == reader and format_ in row.formats.split()}
        self.needed: set[Odd] = set()
        self.wrong: list[str] = []

    def compare(self, place: str, said: Said, heard: Said, prefix: str = "") -> None:
        """Compare all fields that the reader has a word for."""
        for field, got in heard.items():
            plain = said[field]
            row = self.rows.get(prefix + field)
            wanted = row.heard(said) if row else plain
            seen = shown(cast("str", got)) if field == "content" else got
            if seen != wanted:
                self.wrong.append(f"{self.format} {place} {prefix}{field}: {seen!r:.300} is not {wanted!r:.300}")
            elif row and wanted != plain:
                self.needed.add(row)

    def document(self, feed: ReceivedFeed, heard: Heard) -> None:
        """Compare a document."""
        self.compare(feed.path, head_of_site(feed), heard.head, "head.")
        ids = [entry.id for entry in feed.entries]
        entries = sorted(heard.entries, key=lambda entry: ids.index(str(entry["id"]))) if self.sorted else heard.entries
        if ids != [entry["id"] for entry in entries]:
            self.wrong.append(f"{feed.path}: other entries, or in another order")
            return
        for entry, got in zip(feed.entries, entries, strict=True):
            self.compare(f"{feed.path}:{entry.line}", of_site(self.format, entry), got)


@pytest.mark.parametrize("name", READERS)
def test_a_reader_sees_what_the_site_says(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each field of each entry of each document of three sites, but for the reader's own oddities, each still there."""
    read, formats = READERS[name]
    needed: set[Odd] = set()
    wrong: list[str] = []
    for site in SITES:
        folder = shared(site, tmp_path_factory) / "feeds"
        for format_ in formats:
            paths = documents(folder, format_)
            judge = Judge(name, format_)
            heard = read(folder, paths)
            for path in paths:
                judge.document(receive(path, (folder / path).read_bytes()), heard[path])
            needed |= judge.needed
            wrong += judge.wrong
    assert not wrong[:40]
    assert {row for row in ODD if row.reader == name} == needed
