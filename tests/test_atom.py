"""Atom 1.0: RFC 4287 by its grammar, RFC 5005 and RFC 6721 by their words."""

import pytest
from hypothesis import given, settings
from lxml import etree
from msgspec import structs

from feedmill.documents import Feed
from feedmill.formats.atom import render
from feedmill.model import Entry
from feedmill.settings import Person
from test_feeds_agree import BASE, BRIEF, EMPTY, FEED, GONE, META, SAMPLES, SEALED, SUBSCRIPTION, A, feeds, with_meta

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
THUMBNAIL = "{http://search.yahoo.com/mrss/}thumbnail"


def element(name: str, *within: str) -> str:
    """Return the pattern of an Atom element with common attributes."""
    return f'<element name="{name}"><ref name="common"/>{"".join(within)}</element>'


def attribute(name: str, pattern: str) -> str:
    """Return the pattern of an attribute."""
    return f'<attribute name="{name}">{pattern}</attribute>'


def maybe(pattern: str) -> str:
    """Return the pattern of what may be left out."""
    return f"<optional>{pattern}</optional>"


def some(pattern: str) -> str:
    """Return the pattern of what may come any number of times."""
    return f"<zeroOrMore>{pattern}</zeroOrMore>"


def matching(pattern: str, kind: str = "string") -> str:
    """Return the pattern of a text that a regular expression describes."""
    return f'<data type="{kind}"><param name="pattern">{pattern}</param></data>'


# RFC 4287's rules for what we write, stricter where its prose is stricter than its grammar: texts typed (§3.1),
# instants with seconds and Z (§3.3), names not empty (§3.2.1), an author on every entry (§4.1.2).
ADDRESS = matching(r"[a-z]+:[!-~]+")
LANGUAGE = matching(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
MIME = matching(r"[a-z]+/[a-z0-9.+\-]+")
WORDS = '<data type="string"><param name="pattern">[\\s\\S]*\\S[\\s\\S]*</param></data>'
INSTANT = matching(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "dateTime")
PERSON = f"<interleave>{element('name', WORDS)}{maybe(element('uri', ADDRESS))}</interleave>"
TEXT = attribute("type", "<value>text</value>") + WORDS
AUTHORS = f"<oneOrMore>{element('author', PERSON)}</oneOrMore>"
LINK = (
    attribute("href", ADDRESS)
    + attribute("rel", matching("[a-z\\-]+"))
    + maybe(attribute("type", MIME))
    + maybe(attribute("hreflang", LANGUAGE))
    + maybe(attribute("length", matching("[0-9]+")))
)
CATEGORY = attribute("term", "<text/>") + attribute("label", "<text/>")
FOREIGN = (
    '<element><anyName><except><nsName ns="http://www.w3.org/2005/Atom"/></except></anyName>'
    "<zeroOrMore><attribute><anyName/></attribute></zeroOrMore></element>"
)
BOTH = (
    element("id", matching("urn:uuid:.+"))
    + element("title", TEXT)
    + element("updated", INSTANT)
    + f"<oneOrMore>{element('link', LINK)}</oneOrMore>"
    + some(FOREIGN)
)
ENTRY_RULE = element(
    "entry",
    f"<interleave>{BOTH}{AUTHORS}{some(element('category', CATEGORY))}{element('published', INSTANT)}"
    f"{maybe(element('summary', TEXT))}"
    f"{maybe(element('content', attribute('type', '<value>html</value>'), WORDS))}</interleave>",
)
FEED_RULE = element(
    "feed",
    f"<interleave>{BOTH}{maybe(AUTHORS)}{maybe(element('subtitle', TEXT))}{maybe(element('rights', TEXT))}"
    f"{element('generator', attribute('uri', ADDRESS), WORDS)}</interleave>{some(ENTRY_RULE)}",
)
GRAMMAR = etree.RelaxNG(
    etree.fromstring(
        '<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"'
        ' datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">'
        f"<start>{FEED_RULE}</start>"
        f'<define name="common">{maybe(attribute("xml:lang", LANGUAGE))}</define></grammar>'
    )
)


def root_of(feed: Feed) -> etree._Element:
    """Return the root of the document of a feed."""
    return etree.fromstring(render(feed))


def entry_of(feed: Feed) -> etree._Element:
    """Return the first entry of the document of a feed."""
    return next(root_of(feed).iter(A + "entry"))


def links_of(element: etree._Element) -> list[dict[str, str]]:
    """Return the attributes of an element's links."""
    return [{str(name): str(value) for name, value in link.items()} for link in element.iterfind(A + "link")]


@pytest.mark.parametrize("feed", SAMPLES)
def test_grammar_of_samples(feed: Feed) -> None:
    """Each kind of document follows the grammar."""
    GRAMMAR.assertValid(root_of(feed))


@settings(deadline=None, max_examples=60)
@given(feeds)
def test_grammar(feed: Feed) -> None:
    """Whatever a feed holds, the document follows the grammar, and the rules that no grammar says.

    Someone signs, some text is there, there is one alternate, and the feed's links of a kind come once.
    """
    root = root_of(feed)
    GRAMMAR.assertValid(root)
    assert root.find(A + "author") is not None or root.find(A + "entry") is not None
    links = [(link["rel"], link.get("type"), link.get("hreflang")) for link in links_of(root)]
    assert len(links) == len(set(links))
    for entry in root.iter(A + "entry"):
        assert [link["rel"] for link in links_of(entry)].count("alternate") == 1
        assert entry.find(A + "content") is not None or entry.find(A + "summary") is not None


def test_feed() -> None:
    """The feed has its id, texts, instant, people, rights and maker; Atom is the default namespace."""
    root = root_of(FEED)
    assert root.tag == A + "feed"
    assert b'xmlns="http://www.w3.org/2005/Atom"' in render(FEED)
    assert root.get(LANG) == "en"
    assert root.findtext(A + "id") == FEED.id
    assert root.findtext(A + "title") == "Fish & <chips>"
    assert root.findtext(A + "subtitle") == "All & <everything>"
    assert root.findtext(A + "rights") == "© Ada & Co <ltd>"
    assert root.findtext(A + "updated") == "2025-01-02T03:04:05Z"
    assert root.findtext(f"{A}author/{A}name") == "The Editors"
    assert root.findtext(f"{A}author/{A}uri") == "https://editors.example/"
    generator = root.find(A + "generator")
    assert generator is not None
    assert (generator.text, generator.items()) == ("feedmill", [("uri", "https://github.com/feedmill/feedmill")])


def test_empty_feed() -> None:
    """A feed without entries, people, description or rights is valid: it signs for itself."""
    root = root_of(EMPTY)
    assert root.findtext(f"{A}author/{A}name") == "Fish & <chips>"
    assert root.find(A + "subtitle") is None
    assert root.find(A + "rights") is None


def test_subscription_links() -> None:
    """The subscription document names its page, itself, its hub and the newest sealed document; it is no archive."""
    atom = "application/atom+xml"
    page = {"rel": "alternate", "href": BASE, "type": "text/html", "hreflang": "en"}
    own = {"rel": "self", "href": FEED.address, "type": atom}
    assert links_of(root_of(FEED)) == [page, own]
    assert links_of(root_of(SUBSCRIPTION)) == [
        page,
        own,
        {"rel": "hub", "href": SUBSCRIPTION.hub},
        {"rel": "prev-archive", "href": SUBSCRIPTION.older, "type": atom},
    ]
    assert b"syndication/history" not in render(SUBSCRIPTION)


def test_archive_links() -> None:
    """A sealed document says so (RFC 5005 §4), and names its neighbours and the subscription document."""
    root = root_of(SEALED)
    links = {link["rel"]: (link["href"], link["type"]) for link in links_of(root)}
    assert links["current"] == (SEALED.current, "application/atom+xml")
    assert links["prev-archive"] == (SEALED.older, "application/atom+xml")
    assert links["next-archive"] == (SEALED.newer, "application/atom+xml")
    assert len(list(root.iter(ARCHIVE))) == 1
    assert {link["rel"] for link in links_of(entry_of(SEALED))} == {"alternate", "enclosure"}


def test_deleted_entries() -> None:
    """A withdrawn entry has its tombstone (RFC 6721 §3); the namespace is declared for nothing else."""
    tombstones = [dict(each.attrib) for each in root_of(GONE).iterfind(DELETED)]
    assert tombstones == [{"ref": "urn:uuid:9", "when": "2024-10-01T12:00:00Z"}]
    assert b"tombstones" not in render(FEED)


def test_entry() -> None:
    """An entry has its id, texts and both instants, in its own language."""
    entry = entry_of(FEED)
    assert entry.get(LANG) == "de-AT"
    assert entry.findtext(A + "id") == META.id
    assert entry.findtext(A + "title") == META.title
    assert entry.findtext(A + "summary") == META.summary
    assert entry.findtext(A + "content") == FEED.entries[0].html
    assert entry.findtext(A + "published") == "2024-10-01T12:00:00Z"
    assert entry.findtext(A + "updated") == "2025-01-02T03:04:05Z"
    assert [dict(each.attrib) for each in entry.iterfind(A + "category")] == [
        {"term": "R&D", "label": "R&D"},
        {"term": "C++", "label": "C++"},
    ]


def test_entry_links() -> None:
    """The page and the file keep what they are, their type, language and length: what feedgen loses."""
    assert links_of(entry_of(FEED)) == [
        {"rel": "alternate", "href": BASE + "articles/one.html", "type": "text/html", "hreflang": "de-AT"},
        {"rel": "enclosure", "href": BASE + "media/one.mp3", "type": "audio/mpeg", "length": "1234"},
    ]
    thumbnail = entry_of(FEED).find(THUMBNAIL)
    assert thumbnail is not None
    assert thumbnail.get("url") == BASE + "media/one.png"
    assert b"yahoo" not in render(with_meta(FEED, image=None))


def test_people() -> None:
    """Every entry is signed: by its authors, or the feed's, or the feed; names that are empty are nobody."""
    names = [
        [name.text for name in entry_of(feed).iterfind(f"{A}author/{A}name")]
        for feed in (
            FEED,
            with_meta(FEED, people=()),
            with_meta(structs.replace(FEED, authors=()), people=()),
            with_meta(structs.replace(FEED, authors=(Person(" "),)), people=(Person(""),)),
        )
    ]
    assert root_of(structs.replace(FEED, authors=())).find(A + "author") is None
    assert names == [["Ada", "Bo & Sons"], ["The Editors"], ["Fish & <chips>"], ["Fish & <chips>"]]
    assert entry_of(FEED).findtext(f"{A}author/{A}uri") == "https://ada.example/?a=1&b=2"


def test_brief() -> None:
    """A feed of summaries has no text: the summary alone, or the title where there is none (§4.1.1.1)."""
    assert entry_of(BRIEF).find(A + "content") is None
    assert entry_of(BRIEF).findtext(A + "summary") == META.summary
    assert entry_of(with_meta(BRIEF, summary="")).findtext(A + "summary") == META.title
    blank = structs.replace(FEED, entries=(Entry(META, " \n"),))
    assert entry_of(blank).find(A + "content") is None


def test_brief_keeps_a_summary_that_is_the_whole_text() -> None:
    """Where the text is not in the document, a summary that equals it repeats nothing."""
    entry = Entry(structs.replace(META, summary="All there is."), "<p>All there is.</p>")
    assert entry_of(structs.replace(BRIEF, entries=(entry,))).findtext(A + "summary") == "All there is."
