"""Feed → Atom 1.0 (RFC 4287), with its history (RFC 5005) and its deletions (RFC 6721).

feedgen writes the skeleton; two extensions of ours write what it leaves out or gets wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from html import escape

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml.etree import ProcessingInstruction, SubElement, _Element

from feedmill.dates import rfc3339
from feedmill.documents import Feed
from feedmill.feedtext import sizes, sound, summary_of
from feedmill.model import NEVER, Entry
from feedmill.moulds import FORMS, Mould, Said, add, filled, marked, mould, whole
from feedmill.settings import Person

HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"

GENERATOR, HOMEPAGE = "feedmill", "https://github.com/feedmill/feedmill"
TYPE = "application/atom+xml"

_NAMESPACES = {"media": MEDIA}
_END = "</feed>"
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
    entries = [tuple(_said(feed, entry)) for entry in feed.entries]
    return filled(document.atom_str(pretty=True), _END, _mould, entries)


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


def _complete(element: _Element, instants: Mapping[str, str]) -> None:
    """Say of every text that it is plain (RFC 4287 §3.1), and write the instants with a Z."""
    for child in element.iterfind("*"):
        if child.tag in {"title", "subtitle", "rights", "summary"}:
            child.set("type", "text")
        if child.tag in {"updated", "published"}:
            child.text = instants[str(child.tag)]


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


def _said(feed: Feed, entry: Entry) -> Iterator[Said]:
    """Yield what an entry says."""
    meta, base = entry.meta, feed.base
    yield "language", meta.language
    yield "id", meta.id
    yield "title", meta.title
    yield "alternate", base + meta.address
    yield "updated", rfc3339(meta.updated.at)
    yield "published", rfc3339(meta.published.at)
    for author in _authors(feed, meta.people):  # on every entry: most readers ignore the feed's
        yield "author", author["name"]
        if author.get("uri"):
            yield "uri", author["uri"]
    yield from (("category", tag.name) for tag in meta.tags if tag.name)
    if content := feed.full and entry.html.strip():
        yield "content", entry.html
    if summary := summary_of(entry, full=feed.full) or ("" if content else meta.title):  # some text at least: §4.1.1.1
        yield "summary", summary
    for file in meta.enclosures[:1]:  # the others are links in the text
        yield from (("enclosure", base + file.address), ("type", file.type), ("length", str(file.length)))
    if meta.image:
        yield "media:thumbnail@url", base + meta.image.address
        yield from ((f"media:thumbnail@{name}", size) for name, size in sizes(meta.image).items())


@lru_cache(FORMS)
def _mould(fields: tuple[str, ...]) -> Mould:
    """Return what feedgen writes of an entry with these fields."""
    document = FeedGenerator()
    document.register_extension("feedmill", _Namespaces)
    document.id("-")
    document.title("-")
    document.updated(NEVER)
    document.add_entry(_entry(marked(fields)))
    return mould(document.atom_str(pretty=True), ("  <entry", _END), fields, {"content": whole})


def _entry(said: Sequence[Said]) -> FeedEntry:
    """Return the entry that says this, with all that feedgen writes as it should."""
    element, one = FeedEntry(), dict(said)
    element.register_extension("feedmill", partial(_Body, said))
    element.id(one["id"])
    element.title(one["title"])
    element.link(href=one["alternate"])
    element.updated(NEVER)  # or feedgen would ask the clock
    element.published(NEVER)
    for field, value in said:
        if field == "author":
            element.author({"name": value})
        elif field == "uri":
            element.author()[-1]["uri"] = value
        elif field == "category":
            element.category({"term": value, "label": value})
    if "content" in one:
        element.content(one["content"], type="html")
    if "summary" in one:
        element.summary(one["summary"])
    return element


class _Namespaces:
    """What entries may use besides Atom's own namespace; their document declares it."""

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces."""
        return _NAMESPACES

    def extend_atom(self, root: _Element) -> None:
        """Add nothing to their document."""


class _Body:
    """What feedgen leaves out of an entry."""

    def __init__(self, said: Sequence[Said]) -> None:
        self._said = said

    def extend_atom(self, element: _Element) -> None:
        """Complete the entry; feedgen has written everything else of it."""
        one = dict(self._said)
        element.set(_LANGUAGE, one["language"])
        _complete(element, one)
        for link in element.iterfind("link"):  # feedgen 1.0.0 loses all but the address of an entry's links
            link.attrib.update({"rel": "alternate", "type": "text/html", "hreflang": one["language"]})
        if "enclosure" in one:
            attributes = {"href": one["enclosure"], "rel": "enclosure", "type": one["type"], "length": one["length"]}
            SubElement(element, "link", attributes)
        add(element, self._said, _NAMESPACES)


def _authors(feed: Feed, people: tuple[Person, ...]) -> list[dict[str, str]]:
    """Return those of the people who have a name, or else the feed's authors, or else the feed as its own author."""
    for choice in (people, feed.authors):
        if named := [{"name": person.name, "uri": person.url} for person in choice if person.name]:
            return named
    return [{"name": feed.title}]
