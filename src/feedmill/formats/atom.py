"""Feed → Atom 1.0 (RFC 4287), with its history (RFC 5005) and its deletions (RFC 6721).

feedgen writes the skeleton; two extensions of ours write what it leaves out or gets wrong.
"""

from functools import partial
from html import escape

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml.etree import ProcessingInstruction, SubElement, _Element

from feedmill.dates import rfc3339
from feedmill.documents import Feed
from feedmill.feedtext import sizes, sound, summary_of, written
from feedmill.model import Entry
from feedmill.settings import Person

HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"

GENERATOR, HOMEPAGE = "feedmill", "https://github.com/feedmill/feedmill"
TYPE = "application/atom+xml"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def render(feed: Feed) -> bytes:
    """Return the Atom 1.0 document of a feed: UTF-8, indented, the same bytes for the same feed."""
    feed = sound(feed)
    document = FeedGenerator()
    document.register_extension("feedmill", partial(_Head, feed))
    document.id(feed.id)
    document.title(feed.title)
    document.subtitle(feed.description)
    document.language(feed.language)
    document.rights(feed.rights)
    document.updated(feed.updated)  # or feedgen would ask the clock
    document.generator(GENERATOR, uri=HOMEPAGE)
    document.link(_links(feed))
    if feed.authors or not feed.entries:  # one of the two has an author: RFC 4287 §4.1.1
        document.author(_authors(feed, feed.authors))
    for entry in feed.entries:
        document.add_entry(_entry(feed, entry), order="append")
    return written(document.atom_str(pretty=True))


class _Head:
    """What feedgen leaves out of a feed."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces that this document uses besides Atom's own."""
        used = {
            "at": self._feed.deleted and TOMBSTONES,
            "fh": self._feed.current and HISTORY,
            "media": any(entry.meta.image for entry in self._feed.entries) and MEDIA,
        }
        return {prefix: name for prefix, name in used.items() if name}

    def extend_atom(self, root: _Element) -> None:
        """Complete the feed; feedgen has not added the entries yet."""
        feed = self._feed
        if feed.stylesheet:
            sheet = f'type="text/css" href="{escape(feed.stylesheet)}"'
            root.addprevious(ProcessingInstruction("xml-stylesheet", sheet))
        _complete(root, {"updated": rfc3339(feed.updated)})
        if feed.current:
            SubElement(root, f"{{{HISTORY}}}archive")
        for gone in feed.deleted:
            tomb = SubElement(root, f"{{{TOMBSTONES}}}deleted-entry", ref=gone.id, when=rfc3339(gone.at))
            if gone.reason:
                SubElement(tomb, f"{{{TOMBSTONES}}}comment").text = gone.reason


class _Body:
    """What feedgen leaves out of an entry."""

    def __init__(self, feed: Feed, entry: Entry) -> None:
        self._feed, self._entry = feed, entry

    def extend_atom(self, element: _Element) -> None:
        """Complete the entry; feedgen has written everything else of it."""
        base, meta = self._feed.base, self._entry.meta
        element.set(_LANGUAGE, meta.language)
        _complete(element, {"updated": rfc3339(meta.updated.at), "published": rfc3339(meta.published.at)})
        for link in element.iterfind("link"):  # feedgen 1.0.0 loses all but the address of an entry's links
            link.attrib.update({"rel": "alternate", "type": "text/html", "hreflang": meta.language})
        for file in meta.enclosures[:1]:  # the others are links in the text
            size = str(file.length)
            SubElement(element, "link", href=base + file.address, rel="enclosure", type=file.type, length=size)
        if meta.image:
            SubElement(element, f"{{{MEDIA}}}thumbnail", {"url": base + meta.image.address} | sizes(meta.image))


def _complete(element: _Element, instants: dict[str, str]) -> None:
    """Say of every text that it is plain (RFC 4287 §3.1), and write the instants with a Z."""
    for child in element.iterfind("*"):
        if child.tag in {"title", "subtitle", "rights", "summary"}:
            child.set("type", "text")
        child.text = instants.get(str(child.tag), child.text)


def _links(feed: Feed) -> list[dict[str, str]]:
    """Return where the feed stands, what it accompanies, its hub (WebSub §4) and its history (RFC 5005 §4)."""
    links = [
        {"rel": "alternate", "href": feed.home, "type": "text/html", "hreflang": feed.language},
        {"rel": "self", "href": feed.address, "type": TYPE},
        {"rel": "hub", "href": feed.hub},
        {"rel": "current", "href": feed.current, "type": TYPE},
        {"rel": "prev-archive", "href": feed.older, "type": TYPE},
        {"rel": "next-archive", "href": feed.newer, "type": TYPE},
    ]
    return [link for link in links if link["href"]]


def _entry(feed: Feed, entry: Entry) -> FeedEntry:
    """Return the entry with all that feedgen writes as it should."""
    meta, element = entry.meta, FeedEntry()
    element.register_extension("feedmill", partial(_Body, feed, entry))
    element.id(meta.id)
    element.title(meta.title)
    element.link(href=feed.base + meta.address)
    element.updated(meta.updated.at)  # or feedgen would ask the clock
    element.published(meta.published.at)
    element.author(_authors(feed, meta.people))  # on every entry: most readers ignore the feed's
    element.category([{"term": tag.name, "label": tag.name} for tag in meta.tags if tag.name])
    if content := feed.full and entry.html.strip():
        element.content(entry.html, type="html")
    if summary := summary_of(feed, entry) or ("" if content else meta.title):  # some text at least: §4.1.1.1
        element.summary(summary)
    return element


def _authors(feed: Feed, people: tuple[Person, ...]) -> list[dict[str, str]]:
    """Return those of the people who have a name, or else the feed's authors, or else the feed as its own author."""
    for choice in (people, feed.authors):
        if named := [{"name": person.name, "uri": person.url} for person in choice if person.name]:
            return named
    return [{"name": feed.title}]
