"""One feed, three formats: every document is well-formed, and all of them say the same.

The sample values and the strategy of hostile feeds stand here, for the tests of each format.
"""

import json
import locale
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any, NamedTuple, cast

import fastfeedparser
import feedparser
import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from lxml import etree
from msgspec import structs

from feedmill.documents import Feed
from feedmill.editions import Deleted
from feedmill.formats import atom, jsonfeed, rss
from feedmill.model import Enclosure, Entry, Label, Meta, Moment, Picture
from feedmill.settings import Person

BASE = "https://example.org/a%20site/"
A = "{http://www.w3.org/2005/Atom}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
OCTOBER = Moment("2024-10", datetime(2024, 10, 1, 12, tzinfo=UTC))
LATER = Moment("2025-01-02T03:04:05Z", datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC))

META = Meta(
    id="urn:uuid:6b9a2f0e-0000-5000-8000-000000000001",
    number=1,
    path="content/one.md",
    digest="0" * 64,
    size=100,
    address="articles/one.html",
    title="T & Co. <loud>",
    published=OCTOBER,
    updated=LATER,
    language="de-AT",
    summary="Salt & <pepper> first.",
    authors=(Label("Ada", "authors/ada/"),),
    people=(Person("Ada", "https://ada.example/?a=1&b=2"), Person("Bo & Sons")),
    tags=(Label("R&D", "tags/r-d/"), Label("C++")),
    image=Picture("media/one.png", "One"),
    enclosures=(Enclosure("media/one.mp3", "audio/mpeg", 1234), Enclosure("media/two.pdf", "application/pdf", 99)),
    links=(),
)
ENTRY = Entry(META, '<p id="e1-a">Salt &amp; &lt;pepper&gt; <em>first</em>.</p>\n<pre>  a\n\n  b ]]&gt;</pre>')
FEED = Feed(
    id="urn:uuid:6b9a2f0e-0000-5000-8000-0000000000ff",
    title="Fish & <chips>",
    description="All & <everything>",
    language="en",
    rights="© Ada & Co <ltd>",
    authors=(Person("The Editors", "https://editors.example/"),),
    base=BASE,
    home=BASE,
    address=BASE + "the-feed",
    stylesheet=BASE + "assets/feed.css",
    updated=LATER.at,
    full=True,
    entries=(ENTRY,),
)
EMPTY = structs.replace(FEED, entries=(), authors=(), description="", rights="")
SEALED = structs.replace(FEED, current=BASE + "now", older=BASE + "history/1", newer=BASE + "history/3")
SUBSCRIPTION = structs.replace(FEED, older=BASE + "history/3", hub="https://hub.example/?a&b")
BRIEF = structs.replace(FEED, full=False)
GONE = structs.replace(FEED, deleted=(Deleted("urn:uuid:9", 2, OCTOBER.at, ("articles/nine.html",)),))
SAMPLES = (FEED, EMPTY, SEALED, SUBSCRIPTION, BRIEF, GONE)


def with_meta(feed: Feed, **changes: object) -> Feed:
    """Return the feed with its first entry changed."""
    entry = structs.replace(feed.entries[0], meta=structs.replace(feed.entries[0].meta, **changes))
    return structs.replace(feed, entries=(entry,))


# ── anything that a person or a broken program may hand us ──────────────────────────────────────

NASTY = (
    *("]]>", "<![CDATA[", "<!-- -- -->", "<?php ?>", "&amp;", "&#x26;", "&nbsp;", "&bogus;", "<", "&", '"', "'", ">"),
    *("<script>alert(1)</script>", "<b>", "</description>", "</p>", "\\", "\\u0000", "{{ x }}", "%s", "\r\n", "\r"),
    *("\t", "\n", " ", "\x00", "\x08", "\x0b", "\x1f", "\x7f", "\x85", "\ud800", "\udfff", "\ufffe", "\U0010ffff"),
    *("\ufdd0", "\ufeff", "\u200b", "\u202e", "\u2066", "\u2028", "\u00a0", "\u0301", "😀", "👩‍👩‍👧", "مرحبا", "漢字"),
    *("x" * 5000, "a ", "word"),
)
texts = st.lists(st.sampled_from(NASTY) | st.text(st.characters(), max_size=8), max_size=6).map("".join)
instants = st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC)).map(  # noqa: DTZ001 - Hypothesis wants naive bounds and adds the zone itself
    lambda at: at.replace(microsecond=0)
)
moments = st.builds(Moment, st.sampled_from(["", "2024", "2024-10", "2024-10-05", "2024-10-05 14:30"]), instants)
addresses = st.lists(
    st.sampled_from(["a", "b/", "0", ".", "_", "~", "-", "%C3%BC", "%26"]), min_size=1, max_size=9
).map("".join)
languages = st.sampled_from(["de", "en", "pt-BR", "ar", "zh-Hant"])
people = st.builds(Person, texts, st.sampled_from(["", "https://p.example/?a=1&b=2"]))
metas = st.builds(
    Meta,
    id=st.uuids().map(lambda number: number.urn),
    number=st.just(1),
    path=st.just(""),
    digest=st.just(""),
    size=st.just(0),
    address=addresses,
    title=texts,
    published=moments,
    updated=moments,
    language=languages,
    summary=texts,
    authors=st.just(()),
    people=st.lists(people, max_size=2).map(tuple),
    tags=st.lists(st.builds(Label, texts), max_size=3).map(tuple),
    image=st.none() | st.builds(Picture, addresses, texts),
    enclosures=st.lists(st.builds(Enclosure, addresses, st.just("audio/mpeg"), st.integers(0, 2**40))).map(tuple),
    links=st.just(()),
)
entries = st.builds(Entry, metas, texts.map("<p>{}</p>".format) | texts)
places = addresses.map(BASE.__add__)
feeds = st.builds(
    Feed,
    id=st.uuids().map(lambda number: number.urn),
    title=texts,
    description=texts,
    language=languages,
    rights=texts,
    authors=st.lists(people, max_size=2).map(tuple),
    base=st.just(BASE),
    home=places,
    address=places,
    stylesheet=st.just("") | places,
    updated=instants,
    full=st.booleans(),
    hub=st.just("") | places,
    current=st.just("") | places,
    older=st.just("") | places,
    newer=st.just("") | places,
    deleted=st.lists(
        st.builds(Deleted, st.uuids().map(lambda n: n.urn), st.just(1), instants, st.just(())), max_size=2
    ).map(tuple),
    entries=st.lists(entries, max_size=3, unique_by=lambda entry: entry.meta.id).map(tuple),
)


# ── what a document says, read back by programs that are not ours ───────────────────────────────


class Said(NamedTuple):
    """What every format says of an entry."""

    id: str
    title: str
    link: str
    published: datetime
    content: str


def of_rss(document: bytes) -> list[Said]:
    """Return what an RSS document says."""
    return [
        Said(
            item.findtext("guid", ""),
            item.findtext("title", ""),
            item.findtext("link", ""),
            parsedate_to_datetime(item.findtext("pubDate", "")),
            item.findtext(ENCODED, item.findtext("description", "")),
        )
        for item in etree.fromstring(document).iter("item")
    ]


def of_atom(document: bytes) -> list[Said]:
    """Return what an Atom document says."""
    return [
        Said(
            entry.findtext(A + "id", ""),
            entry.findtext(A + "title", ""),
            next(link.get("href", "") for link in entry.iter(A + "link") if link.get("rel") == "alternate"),
            datetime.fromisoformat(entry.findtext(A + "published", "")),
            entry.findtext(A + "content", ""),
        )
        for entry in etree.fromstring(document).iter(A + "entry")
    ]


def of_json(document: bytes) -> list[Said]:
    """Return what a JSON Feed says."""
    return [
        Said(
            item["id"],
            item["title"],
            item["url"],
            datetime.fromisoformat(item["date_published"]),
            item.get("content_html", ""),
        )
        for item in json.loads(document)["items"]
    ]


def dense(text: str) -> str:
    """Return the text without white space, which parsers treat as they like."""
    return "".join(text.split())


def of_parser(parsed: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return ids, titles and links as a feed parser understands them."""
    return [(entry["id"], dense(entry["title"]), entry["link"]) for entry in parsed["entries"]]


def parse(document: bytes) -> Mapping[str, Any]:
    """Return what feedparser makes of a document, as it stands in it."""
    return cast("Mapping[str, Any]", feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False))


def mended(title: str) -> str:
    """Return a title as feedparser reads it: what could be UTF-8 that was taken for Latin-1 is made that again."""
    with suppress(UnicodeError):
        return title.encode("latin-1").decode()
    return title


# ── the promises ────────────────────────────────────────────────────────────────────────────────


@settings(deadline=None)
@given(feeds)
def test_formats_agree(feed: Feed) -> None:
    """Whatever a feed holds, its three documents are well-formed and tell the same of every entry."""
    in_atom = of_atom(atom.render(feed))
    assert of_json(jsonfeed.render(feed)) == in_atom
    in_rss = of_rss(rss.render(feed))
    whole = [feed.full and bool(entry.html.strip()) for entry in feed.entries]
    # Where there is no text, RSS has the summary (as HTML) in the place of it.
    expected = [
        said if text else said._replace(content=got.content)
        for said, got, text in zip(in_atom, in_rss, whole, strict=True)
    ]
    assert in_rss == expected
    assert [said.link for said in in_rss] == [BASE + entry.meta.address for entry in feed.entries]
    assert [said.published for said in in_rss] == [entry.meta.published.at for entry in feed.entries]


@settings(deadline=None, max_examples=60)
@given(feeds)
def test_parsers_understand(feed: Feed) -> None:
    """Two feed parsers that are not ours find the same ids, titles and links in every format."""
    documents = [rss.render(feed), atom.render(feed), jsonfeed.render(feed)]
    expected = [(said.id, dense(said.title), said.link) for said in of_json(documents[2])]
    for document in documents[:2]:
        parsed = parse(document)
        assert not parsed["bozo"]
        assert of_parser(parsed) == [(id_, dense(mended(title)), link) for id_, title, link in expected]
    if expected:  # fastfeedparser takes a feed without entries for a mistake
        for document in documents:
            assert of_parser(fastfeedparser.parse(document)) == expected


@pytest.mark.parametrize("document", [rss.render(FEED), atom.render(FEED), jsonfeed.render(FEED)])
def test_parsers_find_the_text(document: bytes) -> None:
    """Every reader gets the whole text of an entry, to the letter, its enclosure, tags and summary beside it."""
    parsed = [fastfeedparser.parse(document)]
    if document.startswith(b"<"):
        parsed.append(parse(document))
    for entry in (each["entries"][0] for each in parsed):
        assert entry["content"][0]["value"] == ENTRY.html
        assert [tag["term"] for tag in entry["tags"]] == ["R&D", "C++"]
        files = entry.get("enclosures") or [link for link in entry["links"] if link["rel"] == "enclosure"]
        assert (files[0].get("href") or files[0]["url"]) == BASE + "media/one.mp3"
        assert entry.get("summary", entry.get("description")) in {META.summary, "Salt &amp; &lt;pepper&gt; first."}


RENDERERS = pytest.mark.parametrize("render", [rss.render, atom.render, jsonfeed.render], ids=["rss", "atom", "json"])
XML = pytest.mark.parametrize("render", [rss.render, atom.render], ids=["rss", "atom"])
READERS = pytest.mark.parametrize(
    ("render", "read"),
    [(rss.render, of_rss), (atom.render, of_atom), (jsonfeed.render, of_json)],
    ids=["rss", "atom", "json"],
)
Render = Callable[[Feed], bytes]
Read = Callable[[bytes], list[Said]]


@RENDERERS
@pytest.mark.parametrize("feed", SAMPLES)
def test_form(render: Render, feed: Feed) -> None:
    """UTF-8, LF, indented, one final newline, the same bytes each time."""
    document = render(feed)
    assert document == render(structs.replace(feed))
    assert document.decode().endswith(("}\n", ">\n"))
    assert b"\r" not in document
    assert b"\n " in document


@XML
@pytest.mark.parametrize("feed", SAMPLES)
def test_head(render: Render, feed: Feed) -> None:
    """Declaration, stylesheet, root: within the 512 bytes that hosts and readers sniff; namespaces only there."""
    declaration, sheet, root = render(feed).split(b"\n")[:3]
    assert declaration == b"<?xml version='1.0' encoding='UTF-8'?>"
    assert sheet == f'<?xml-stylesheet type="text/css" href="{feed.stylesheet}"?>'.encode()
    assert root.startswith((b"<rss ", b"<feed "))
    assert len(declaration) + len(sheet) + len(root) < 512
    assert render(feed).count(b"xmlns") == root.count(b"xmlns")
    assert set(re.findall(rb"xmlns:(\w+)", root)) <= {b"at", b"atom", b"content", b"dc", b"fh", b"media"}
    assert b"<!" not in render(feed)
    assert b"CDATA" not in render(feed)


@XML
def test_texts_survive_readers_that_resolve_references_twice(render: Render) -> None:
    """Some resolve what XML names and then all that HTML has: to them, too, text in HTML stays text."""
    document = render(with_meta(FEED, title="R&amp;D &lt;b>", summary="A &lt; B"))
    texts = re.findall("<(?:title|content|content:encoded|category)[^>]*>([^<]+)<", document.decode())
    assert len(texts) >= 3
    for text in texts:
        once = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert unescape(once) == unescape(text)
    assert unescape(texts[1].replace("&amp;", "&")) == "R&amp;D &lt;b>"


@XML
def test_stylesheet_cannot_end_early(render: Render) -> None:
    """No address can break out of the processing instruction; without an address there is none."""
    feed = structs.replace(FEED, stylesheet='https://e.example/"?><x a="&')
    instruction = etree.fromstring(render(feed)).getprevious()
    assert instruction is not None
    assert instruction.get("href") == "https://e.example/&quot;?&gt;&lt;x a=&quot;&amp;"
    assert etree.fromstring(render(structs.replace(FEED, stylesheet=""))).getprevious() is None


@RENDERERS
def test_no_clock(render: Render) -> None:
    """The only years in a document are those of the feed, whatever feedgen falls back to."""
    then = Moment("1987", datetime(1987, 1, 1, 12, tzinfo=UTC))
    feed = with_meta(structs.replace(FEED, updated=then.at), published=then, updated=then)
    for sample in (feed, structs.replace(EMPTY, updated=then.at), structs.replace(feed, full=False)):
        years = set(re.findall(rb"(\d+)-\d\d-\d\dT|\d\d [A-Z][a-z]{2} (\d+) ", render(sample)))
        assert years <= {(b"1987", b""), (b"", b"1987")}
    assert b"1987" in render(feed)


@RENDERERS
def test_years_have_four_digits(render: Render) -> None:
    """A chronicle of the year 800 is dated 0800."""
    then = Moment("0800-12-25", datetime(800, 12, 25, 12, tzinfo=UTC))
    document = render(with_meta(structs.replace(FEED, updated=then.at), published=then, updated=then)).decode()
    assert "0800-12-25T12:00:00Z" in document or "25 Dec 0800 12:00:00" in document
    assert not re.search("(?<!0)800[- ]", document)


def test_dates_in_any_locale() -> None:
    """Days and months are English in any locale of the process, and rendering leaves the locale as it was."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "ru_RU.UTF-8", "ja_JP.UTF-8", "C"):
            with suppress(locale.Error):
                locale.setlocale(locale.LC_ALL, name)
            now = locale.setlocale(locale.LC_ALL)
            document = rss.render(FEED)
            assert b"<lastBuildDate>Thu, 02 Jan 2025 03:04:05 +0000</lastBuildDate>" in document
            assert b"<pubDate>Tue, 01 Oct 2024 12:00:00 +0000</pubDate>" in document
            assert locale.setlocale(locale.LC_ALL) == now
    finally:
        locale.setlocale(locale.LC_ALL, before)


@READERS
def test_order_is_kept(render: Render, read: Read) -> None:
    """Entries stand in the order in which the feed has them."""
    three = [structs.replace(ENTRY, meta=structs.replace(META, id=f"urn:uuid:{n}", title=n)) for n in ("b", "c", "a")]
    document = render(structs.replace(FEED, entries=tuple(three)))
    assert [said.title for said in read(document)] == ["b", "c", "a"]


@READERS
def test_right_to_left_titles_stay(render: Render, read: Read) -> None:
    """A title in Arabic or Hebrew is not touched: no marks of direction are added."""
    title = "مرحبا, שלום 1"
    assert read(render(with_meta(FEED, title=title)))[0].title == title


@RENDERERS
@pytest.mark.parametrize(
    ("summary", "text"),
    [("T & Co.  <loud>", ENTRY.html), ("One two & three", "<p>One <b>two</b>\n&amp; three</p>")],
    ids=["title", "text"],
)
def test_summary_repeats_nothing(render: Render, summary: str, text: str) -> None:
    """A summary that is the title or the whole text over again is left out (RFC 4287 §4.2.13)."""
    feed = structs.replace(FEED, entries=(Entry(structs.replace(META, summary=summary), text),))
    said = render(feed)
    assert b"<summary" not in said
    assert b'"summary"' not in said
    assert said.count(b"<description>") in {0, 2}  # RSS: the channel's and the text itself
    assert b"encoded>" not in said
