"""RSS 2.0: the RSS Advisory Board's specification and Best Practices Profile, point by point."""

from datetime import UTC, datetime
from email.utils import parsedate_tz

import pytest
from hypothesis import given, settings
from lxml import etree
from msgspec import structs

from feedmill.documents import Feed
from feedmill.formats.rss import render
from feedmill.model import Entry, Moment
from feedmill.settings import Person
from test_feeds_agree import BASE, BRIEF, EMPTY, ENCODED, FEED, META, SEALED, SUBSCRIPTION, A, feeds, with_meta

ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
THUMBNAIL = "{http://search.yahoo.com/mrss/}thumbnail"

ONCE = {"title", "link", "description", "language", "copyright", "docs", "generator", "lastBuildDate", ARCHIVE}
ITEM_ONCE = {"title", "link", "description", ENCODED, "guid", "enclosure", "pubDate", THUMBNAIL}


def channel_of(feed: Feed) -> etree._Element:
    """Return the channel of the document of a feed."""
    root = etree.fromstring(render(feed))
    assert (root.tag, root.get("version"), len(root)) == ("rss", "2.0", 1)
    return root[0]


def item_of(feed: Feed) -> etree._Element:
    """Return the first item of the document of a feed."""
    return next(channel_of(feed).iter("item"))


def links_of(feed: Feed) -> dict[str, str]:
    """Return the channel's Atom links, by what they are."""
    links = [link for link in channel_of(feed) if link.tag == A + "link"]
    assert all(link.get("type") == "application/rss+xml" for link in links if link.get("rel") != "hub")
    return {link.get("rel", ""): link.get("href", "") for link in links}


@settings(deadline=None, max_examples=60)
@given(feeds)
def test_structure(feed: Feed) -> None:
    """A channel and its items hold what the Profile knows, each once; what they must have says something."""
    channel = channel_of(feed)
    tags = [str(child.tag) for child in channel]
    head = tags[: len(tags) - tags.count("item")]
    assert "item" not in head
    assert set(head) <= ONCE | {A + "link"}
    assert {"title", "link", "description", "docs", "generator", "lastBuildDate"} <= set(head)
    assert all(head.count(tag) == 1 for tag in ONCE & set(head))
    for item in channel.iter("item"):
        within = [str(child.tag) for child in item]
        assert set(within) <= ITEM_ONCE | {"category", CREATOR}
        assert {"title", "link", "guid", "pubDate"} <= set(within)
        assert all(within.count(tag) == 1 for tag in ITEM_ONCE & set(within))
        assert ENCODED not in within or within.index("description") < within.index(ENCODED)
    for path in ("title", "link", "description", "item/title", "item/link", "item/guid", "item/category"):
        assert all(element.text or len(element) for element in channel.iterfind(path))


def test_channel() -> None:
    """The channel tells the site's address, its language and rights, what it is and who made it, without a version."""
    said = {str(child.tag): child.text for child in channel_of(FEED)}
    assert said["link"] == BASE
    assert said["language"] == "en"
    assert said["copyright"] == "© Ada & Co <ltd>"
    assert said["description"] == "All & <everything>"
    assert said["docs"] == "https://www.rssboard.org/rss-specification"
    assert said["generator"] == "feedmill (https://github.com/feedmill/feedmill)"
    assert said["lastBuildDate"] == "Thu, 02 Jan 2025 03:04:05 +0000"


def test_plain_text_is_spelled_for_every_reader() -> None:
    """In plain text & and < are &#x26; and &#x3C;, once; in the address of a link they are not."""
    document = render(FEED).decode()
    for line in (
        "<title>Fish &#x26; &#x3C;chips&gt;</title>",
        "<description>All &#x26; &#x3C;everything&gt;</description>",
        "<copyright>© Ada &#x26; Co &#x3C;ltd&gt;</copyright>",
        "<title>T &#x26; Co. &#x3C;loud&gt;</title>",
        "<category>R&#x26;D</category>",
        "<dc:creator>Bo &#x26; Sons</dc:creator>",
        "<description>Salt &#x26;amp; &#x26;lt;pepper&#x26;gt; first.</description>",
    ):
        assert f"{line}\n" in document
    assert item_of(with_meta(FEED, summary='"It\'s"')).findtext("description") == '"It\'s"'
    assert item_of(with_meta(FEED, title="&<&&amp;")).findtext("title") == "&<&&amp;"


def test_empty_feed() -> None:
    """A feed without entries is a valid channel, described by its title where nothing else is said."""
    channel = channel_of(EMPTY)
    assert channel.findtext("description") == EMPTY.title
    assert channel.find("copyright") is None
    assert channel.find("item") is None


def test_guid_is_not_an_address() -> None:
    """The guid is the entry's id, and says that it is no link."""
    guid = item_of(FEED).find("guid")
    assert guid is not None
    assert (guid.text, guid.get("isPermaLink")) == (META.id, "false")


def test_people() -> None:
    """Each author in a dc:creator of its own; else the feed's authors; names that are empty are nobody."""
    creators = [
        [creator.text for creator in item_of(feed).iter(CREATOR)]
        for feed in (
            FEED,
            with_meta(FEED, people=()),
            with_meta(structs.replace(FEED, authors=()), people=()),
            with_meta(FEED, people=(Person(""), Person("Eve"))),
            with_meta(FEED, people=(Person(" "),)),
            with_meta(structs.replace(FEED, authors=(Person(""),)), people=()),
        )
    ]
    assert creators == [["Ada", "Bo & Sons"], ["The Editors"], [], ["Eve"], ["The Editors"], []]
    assert b"purl.org/dc" not in render(with_meta(structs.replace(FEED, authors=()), people=()))


def test_enclosure() -> None:
    """One enclosure an item, the first, with address, length and type."""
    enclosures = [dict(file.attrib) for file in item_of(FEED).iter("enclosure")]
    assert enclosures == [{"url": BASE + "media/one.mp3", "length": "1234", "type": "audio/mpeg"}]
    assert item_of(with_meta(FEED, enclosures=())).find("enclosure") is None


def test_picture() -> None:
    """The lead picture is a Media RSS thumbnail; without pictures the namespace is not declared."""
    thumbnail = item_of(FEED).find(THUMBNAIL)
    assert thumbnail is not None
    assert thumbnail.get("url") == BASE + "media/one.png"
    assert b"yahoo" not in render(with_meta(FEED, image=None))


def test_subscription_links() -> None:
    """The subscription document names itself, its hub and the newest sealed one, and is no archive."""
    assert links_of(FEED) == {"self": FEED.address}
    assert links_of(SUBSCRIPTION) == {
        "self": FEED.address,
        "hub": SUBSCRIPTION.hub,
        "prev-archive": SUBSCRIPTION.older,
    }
    assert b"fh" not in render(SUBSCRIPTION)


def test_archive_links() -> None:
    """A sealed document says so (RFC 5005 §4), and names its neighbours and the subscription document."""
    assert links_of(SEALED) == {
        "self": SEALED.address,
        "current": SEALED.current,
        "prev-archive": SEALED.older,
        "next-archive": SEALED.newer,
    }
    assert len(list(channel_of(SEALED).iter(ARCHIVE))) == 1


def test_brief() -> None:
    """A feed of summaries has no text: the summary alone, as HTML; where there is none, the title must do."""
    item = item_of(BRIEF)
    assert item.findtext("description") == "Salt &amp; &lt;pepper&gt; first."
    assert item.find(ENCODED) is None
    assert item_of(with_meta(BRIEF, summary="")).find("description") is None
    blank = item_of(structs.replace(FEED, entries=(Entry(META, " \n"),)))
    assert blank.findtext("description", "").startswith("Salt")
    assert blank.find(ENCODED) is None


def test_brief_keeps_a_summary_that_is_the_whole_text() -> None:
    """Where the text is not in the document, a summary that equals it repeats nothing."""
    entry = Entry(structs.replace(META, summary="All there is."), "<p>All there is.</p>")
    assert item_of(structs.replace(BRIEF, entries=(entry,))).findtext("description") == "All there is."


@pytest.mark.parametrize(("year", "month", "day"), [(1899, 12, 31), (2000, 2, 29), (2024, 10, 1), (9999, 12, 31)])
def test_dates(year: int, month: int, day: int) -> None:
    """Dates are RFC 822 with four-digit years, the right day of the week and a numeric zone that is not -0000."""
    at = datetime(year, month, day, 23, 59, 59, tzinfo=UTC)
    said = item_of(with_meta(FEED, published=Moment("", at))).findtext("pubDate", "")
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at.weekday()]
    assert said.startswith(f"{weekday}, {day:02} ")
    assert said.endswith(" 23:59:59 +0000")
    parts = parsedate_tz(said)
    assert parts is not None
    assert parts[:6] == (year, month, day, 23, 59, 59)
