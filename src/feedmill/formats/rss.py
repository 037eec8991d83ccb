"""Feed → RSS 2.0, as the RSS Advisory Board's Best Practices Profile wants it.

feedgen writes the skeleton; two extensions of ours write what it leaves out or gets wrong.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from html import escape

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml.etree import Entity, ProcessingInstruction, SubElement, _Element

from feedmill.dates import rfc822
from feedmill.documents import Feed
from feedmill.feedtext import sizes, sound, summary_of
from feedmill.model import Entry, Meta
from feedmill.moulds import FORMS, Mould, Said, Spelling, add, filled, marked, mould, plain, whole
from feedmill.podcasts import LEAST
from feedmill.settings import Podcast

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
HISTORY = "http://purl.org/syndication/history/1.0"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
MEDIA = "http://search.yahoo.com/mrss/"
PODCAST = "https://podcastindex.org/namespace/1.0"

DOCS = "https://www.rssboard.org/rss-specification"
GENERATOR = "feedmill (https://github.com/feedmill/feedmill)"  # no version: a release would rewrite every document
TYPE = "application/rss+xml"

_NAMESPACES = {"dc": DUBLIN_CORE, "media": MEDIA, "itunes": ITUNES, "podcast": PODCAST}
_REFERENCES = {"&": "#x26", "<": "#x3C"}  # the only spelling that every reader takes for plain text (Profile)
_SPELLING: dict[str, Spelling] = {"title": plain, "category": plain, "dc:creator": plain, "content": whole}
_END = b"  </channel>"


def render(feed: Feed) -> bytes:
    """Return the RSS 2.0 document of a feed: UTF-8, indented, the same bytes for the same feed."""
    feed = sound(feed)
    channel = FeedGenerator()
    channel.register_extension("feedmill", partial(_Channel, feed))
    channel.title(feed.title)
    channel.link(href=feed.home)
    channel.description(feed.description or feed.title)
    channel.language(feed.language)
    channel.copyright(feed.rights)
    channel.updated(feed.updated)  # or feedgen would ask the clock
    channel.generator(GENERATOR)
    channel.docs(DOCS)
    items = [tuple(_said(feed, entry)) for entry in feed.entries]
    return filled(channel.rss_str(pretty=True), _END, _mould, items)


class _Channel:
    """What feedgen leaves out of a channel."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces that this document uses besides feedgen's two."""
        used = {
            "dc": any(_people(self._feed, entry) for entry in self._feed.entries) and DUBLIN_CORE,
            "fh": self._feed.current and HISTORY,
            "media": any(entry.meta.image for entry in self._feed.entries) and MEDIA,
            "itunes": self._feed.podcast and ITUNES,
            "podcast": self._feed.podcast and PODCAST,
        }
        return {prefix: name for prefix, name in used.items() if name}

    def extend_rss(self, root: _Element) -> None:
        """Complete the channel; feedgen has not added the items yet."""
        feed = self._feed
        if feed.stylesheet:
            sheet = f'type="text/css" href="{escape(feed.stylesheet)}"'
            root.addprevious(ProcessingInstruction("xml-stylesheet", sheet))
        for element in root.iterfind("channel/*"):
            if element.tag in {"title", "description", "copyright"}:
                _plain(element, element.text or "")
            elif element.tag == "lastBuildDate":  # feedgen's own has three-digit years before 1000
                element.text = rfc822(feed.updated)
        self._add_links(root[0])
        if feed.podcast:
            _say_podcast(root[0], feed, feed.podcast)

    def _add_links(self, channel: _Element) -> None:
        """Add the links that RSS borrows from Atom: itself, its hub (WebSub §4), its history (RFC 5005 §4)."""
        feed = self._feed
        SubElement(channel, f"{{{ATOM}}}link", href=feed.address, rel="self", type=TYPE)
        if feed.hub:
            SubElement(channel, f"{{{ATOM}}}link", href=feed.hub, rel="hub")
        if feed.current:
            SubElement(channel, f"{{{HISTORY}}}archive")
        history = {"current": feed.current, "prev-archive": feed.older, "next-archive": feed.newer}
        for rel, address in history.items():
            if address:
                SubElement(channel, f"{{{ATOM}}}link", href=address, rel=rel, type=TYPE)


def _said(feed: Feed, entry: Entry) -> Iterator[Said]:
    """Yield what the item of an entry says."""
    meta, base = entry.meta, feed.base
    yield "guid", meta.id
    yield "title", meta.title
    yield "link", base + meta.address
    yield from (("category", tag.name) for tag in meta.tags if tag.name)
    if summary := summary_of(entry, full=feed.full):
        yield "description", escape(summary, quote=False)  # the one field that is HTML (Profile)
    if feed.full and entry.html.strip():
        yield "content", entry.html
    for file in meta.enclosures[:1]:  # the others are links in the text
        yield from (("url", base + file.address), ("length", str(file.length)), ("type", file.type))
    yield "pubDate", rfc822(meta.published.at)
    yield from (("dc:creator", name) for name in _people(feed, entry))  # readers take `author` for an e-mail address
    if meta.image:
        yield "media:thumbnail@url", base + meta.image.address
        yield from ((f"media:thumbnail@{name}", size) for name, size in sizes(meta.image).items())
    if feed.podcast and meta.enclosures:
        yield from _episode(feed, meta)


def _episode(feed: Feed, meta: Meta) -> Iterator[Said]:
    """Yield what podcast players show of an episode."""
    file = meta.enclosures[0]
    numbers = {"duration": file.seconds, "season": meta.season, "episode": meta.episode}
    yield from ((f"itunes:{name}", str(number)) for name, number in numbers.items() if number)
    picture = meta.image
    if picture and picture.width == picture.height and picture.width >= LEAST:  # or players refuse it
        yield "itunes:image@href", feed.base + picture.address
    if file.transcript:
        yield "podcast:transcript@url", feed.base + file.transcript
        yield "podcast:transcript@type", "text/vtt" if file.transcript.endswith(".vtt") else "application/x-subrip"
        yield "podcast:transcript@language", meta.language


@lru_cache(FORMS)
def _mould(fields: tuple[str, ...]) -> Mould:
    """Return what feedgen writes of an item with these fields."""
    channel = FeedGenerator()
    channel.register_extension("feedmill", _Namespaces)
    channel.title("-")
    channel.link(href="-")
    channel.description("-")
    channel.add_entry(_item(marked(fields)))
    return mould(channel.rss_str(pretty=True), (b"    <item>", _END), fields, _SPELLING)


def _item(said: Sequence[Said]) -> FeedEntry:
    """Return the item that says this, with all that feedgen writes as it should."""
    item, one = FeedEntry(), dict(said)
    item.register_extension("feedmill", partial(_Item, said))
    item.id(one["guid"])
    item.title(one["title"])
    item.link(href=one["link"])
    item.category([{"term": value} for field, value in said if field == "category"])
    if "description" in one:
        item.description(one["description"])
    if "content" in one:
        item.content(one["content"])  # as `description` where there is no summary: it must come first
    if "url" in one:
        item.enclosure(one["url"], one["length"], one["type"])
    return item


class _Namespaces:
    """What items may use besides feedgen's two namespaces; their document declares it."""

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces."""
        return _NAMESPACES

    def extend_rss(self, root: _Element) -> None:
        """Add nothing to their document."""


class _Item:
    """What feedgen leaves out of an item."""

    def __init__(self, said: Sequence[Said]) -> None:
        self._said = said

    def extend_rss(self, item: _Element) -> None:
        """Complete the item; feedgen has written everything else of it."""
        # feedgen would switch the locale of the whole process for each date.
        SubElement(item, "pubDate").text = dict(self._said)["pubDate"]
        add(item, self._said, _NAMESPACES)


def _say_podcast(channel: _Element, feed: Feed, podcast: Podcast) -> None:
    """Add what podcast directories require ("A Podcaster's Guide to RSS") or would have to make up (podcast:guid)."""
    authors = [person.name for person in feed.authors if person.name]
    _add(channel, ITUNES, "author", ", ".join(authors) or feed.title)
    above = channel
    for name in podcast.category:
        above = SubElement(above, f"{{{ITUNES}}}category", text=name)
    _add(channel, ITUNES, "explicit", "true" if podcast.explicit else "false")
    _add(channel, ITUNES, "type", podcast.type)
    if podcast.image:
        SubElement(channel, f"{{{ITUNES}}}image", href=podcast.image)
    if podcast.owner:
        owner = SubElement(channel, f"{{{ITUNES}}}owner")
        _add(owner, ITUNES, "name", podcast.owner.name)
        _add(owner, ITUNES, "email", podcast.owner.email)
    _add(channel, PODCAST, "guid", podcast.guid)


def _add(parent: _Element, namespace: str, tag: str, text: str) -> None:
    _plain(SubElement(parent, f"{{{namespace}}}{tag}"), text)


def _people(feed: Feed, entry: Entry) -> list[str]:
    """Return the names of who wrote the entry, or else of the feed's authors."""
    named = [person.name for person in entry.meta.people if person.name]
    return named or [person.name for person in feed.authors if person.name]


def _plain(element: _Element, text: str) -> None:
    """Make this the element's text, in the spelling that no reader takes for HTML."""
    element.text, *rest = re.split("([&<])", text)
    for mark, tail in zip(rest[::2], rest[1::2], strict=True):
        reference = Entity(_REFERENCES[mark])
        reference.tail = tail
        element.append(reference)
