"""Where a feed's own addresses lead: form, the feed itself, files of the site, enclosures."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from feedmill.lint.document import FEEDS, Document, Fault, Rule, Where
from feedmill.lint.html import body
from feedmill.lint.jsonfeed import items, objects
from feedmill.received import ReceivedEntry

_WEB = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)
_FOREIGN = re.compile(r"[^!-~]|[\"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})")  # RFC 3986 §2
_MEDIA = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)
# By ending: what every reader expects there. Some endings have more than one good answer.
_TYPES = {
    ".aac": ("audio/aac",),
    ".epub": ("application/epub+zip",),
    ".flac": ("audio/flac",),
    ".gif": ("image/gif",),
    ".jpeg": ("image/jpeg",),
    ".jpg": ("image/jpeg",),
    ".m4a": ("audio/mp4", "audio/x-m4a"),
    ".m4v": ("video/mp4", "video/x-m4v"),
    ".mov": ("video/quicktime",),
    ".mp3": ("audio/mpeg",),
    ".mp4": ("video/mp4", "audio/mp4"),
    ".oga": ("audio/ogg",),
    ".ogg": ("audio/ogg", "video/ogg", "application/ogg"),
    ".opus": ("audio/ogg", "audio/opus"),
    ".pdf": ("application/pdf",),
    ".png": ("image/png",),
    ".wav": ("audio/wav", "audio/x-wav", "audio/wave"),
    ".webm": ("video/webm", "audio/webm"),
    ".zip": ("application/zip",),
}
_SHOWN = {
    "{http://www.itunes.com/dtds/podcast-1.0.dtd}image": "href",
    "{https://podcastindex.org/namespace/1.0}transcript": "url",
    "{https://podcastindex.org/namespace/1.0}chapters": "url",
}

Named = tuple[Where, str, str]
"""Where an address stands, the address, and the field of front matter that it comes from."""


def own(document: Document) -> Iterator[Named]:
    """Yield every address that a feed names besides those in texts."""
    feed = document.feed
    if feed is None:
        return
    for address in (feed.home, feed.address, feed.current, feed.older, feed.newer, *feed.hubs):
        yield 0, address, ""
    for entry in feed.entries:
        yield entry, entry.link, ""
        yield entry, entry.image, "image"
        for file in entry.enclosures:
            yield entry, file.url, "enclosures"
    for where, item in ((0, document.members), *items(document)):
        for name in ("icon", "favicon", "external_url", "banner_image"):
            yield where, str(item.get(name) or ""), ""
        for author in objects(item, "authors"):
            yield where, str(author.get("url") or ""), "authors"
    for element in document.all(*_SHOWN):
        yield element, element.get(_SHOWN[str(element.tag)], ""), ""
    for uri in document.all("{http://www.w3.org/2005/Atom}uri"):
        yield uri, (uri.text or "").strip(), "authors"


def named(document: Document) -> Iterator[Named]:
    """Yield every address that a feed names, those in texts among them."""
    yield from own(document)
    for entry in document.entries:
        for _, address in body(entry.content).addresses:
            yield entry, address, ""


def well_written(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find addresses with letters that no address may hold: RSS wants ASCII, percent-encoded (RFC 3986 §2)."""
    for where, address, field in named(document):
        if found := _FOREIGN.search(address):
            right = "write it percent-encoded"
            wrong = f"the address {address!r} holds {found[0]!r}"
            yield where, Fault(wrong, right, warning=not document.ours, field=field, text=address)


def absolute(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find addresses of a feed that are not absolute (RFC 4287 §4.2.7; JSON Feed; RSS 2.0 "link")."""
    for where, address, field in own(document):
        if address and not _WEB.match(address) and not address.startswith("mailto:"):
            right = "write https://…"
            yield where, Fault(f"the address {address!r} is not absolute", right, field=field, text=address)


def leads_somewhere(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find addresses of this site at which no file lies: whoever follows them finds nothing."""
    told: set[tuple[int, str]] = set()
    for where, address, field in named(document):
        path = document.around.inside(address)
        if path is None or document.around.size(path) is not None or (id(where), path) in told:
            continue
        told.add((id(where), path))
        right = "build again; if it is still missing, mend the link"
        yield where, Fault(f"{address} leads to no file of the site", right, field=field, text=address)


def fragments(document: Document) -> Iterator[tuple[Where, str, str, str]]:
    """Yield every place inside a page of the site that a feed leads to: where, page, fragment, address."""
    for where, address, _ in named(document):
        plain, mark, fragment = address.partition("#")
        place = fragment.partition(":~:")[0]  # what follows is for browsers (Text Fragments)
        path = document.around.inside(plain) if mark and place else None
        if path and path.endswith(".html"):
            yield where, path, unquote(place), address


def itself(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a feed that says another address than its own: readers that move there lose it (Profile; RFC 5023 §10)."""
    if document.around.base and document.feed and document.place.rpartition("/")[2] in FEEDS:
        expected = document.around.base + document.place
        if document.feed.address and document.feed.address != expected:
            yield 0, Fault(f"it says that it stands at {document.feed.address}", f"it stands at {expected}")


def hub_and_self(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a hub without the feed's own address: what would one subscribe to there? (WebSub §4)."""
    if document.feed and document.feed.hubs and not document.feed.address:
        yield 0, Fault("it names a hub, but not its own address", 'write a link rel="self" beside it')


def _files(document: Document) -> Iterator[tuple[ReceivedEntry, str, str, int, str]]:
    for entry in document.entries:
        for file in entry.enclosures:
            path = posixpath.splitext(unquote(file.url.partition("#")[0].partition("?")[0]))
            yield entry, file.url, file.type, file.length, path[1].lower()


def enclosures_whole(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find enclosures without url, length or type (RSS 2.0, "enclosure": three required attributes)."""
    for entry, url, kind, length, _ in _files(document):
        if not url:
            yield entry, Fault("an enclosure has no address", "name the file", field="enclosures")
        if not _MEDIA.fullmatch(kind):
            right = "write one like audio/mpeg"
            yield entry, Fault(f"the enclosure's type {kind!r} is none", right, field="enclosures", text=url)
        if not length:
            right = "write its bytes; players show no progress without"
            wrong = f"the enclosure {url} has no length"
            yield entry, Fault(wrong, right, warning=document.kind != "rss", field="enclosures", text=url)


def enclosures_measured(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find lengths that are not the file's: players cut it off, or wait for the rest (RSS 2.0 "enclosure")."""
    for entry, url, _, length, _ in _files(document):
        path = document.around.inside(url)
        size = document.around.size(path) if path else None
        if size is not None and length and size != length:
            wrong = f"the enclosure {url} says {length:,} bytes"
            yield entry, Fault(wrong, f"the file has {size:,}; build again", field="enclosures", text=url)


def enclosures_typed(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find types that contradict the file's ending: players choose by one or the other (RFC 2046)."""
    for entry, url, kind, _, ending in _files(document):
        good = _TYPES.get(ending, (kind,))
        if kind and kind not in good:
            wrong = f"the enclosure {url} has the type {kind}"
            yield entry, Fault(wrong, f"a file that ends in {ending} has {good[0]}", field="enclosures", text=url)


RULES: tuple[Rule, ...] = (
    well_written,
    absolute,
    leads_somewhere,
    itself,
    hub_and_self,
    enclosures_whole,
    enclosures_measured,
    enclosures_typed,
)
