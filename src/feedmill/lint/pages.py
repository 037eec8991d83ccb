"""HTML pages: what they announce, and where their links lead."""

import posixpath
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from feedmill.lint.document import FEEDS, Document, Element, Fault, Rule, Where, inside
from feedmill.lint.html import addresses

_TYPES = {"rss.xml": "application/rss+xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}
_SHARED = ("og:image", "og:url")  # what other sites show of a page (ogp.me)
_DATA = "application/ld+json"
_SNIFFED = 1024  # bytes in which the encoding must be told (HTML §4.2.5.4)

Link = tuple[int, str, str, str]
"""A line, the address as it is written, the file that it names, and the fragment."""


@lru_cache(maxsize=1)  # three rules ask
def links(document: Document) -> tuple[Link, ...]:
    """Return every link of a page to a file of this site."""
    return tuple(_links(document))


def _links(document: Document) -> Iterator[Link]:
    folder = document.place.rpartition("/")[0]
    for line, _, attributes in document.marks:
        shared = (attributes["content"],) if attributes.get("property") in _SHARED else ()
        for address in (*addresses(attributes), *shared):
            plain, _, fragment = address.partition("#")
            path = _file(document.around.base, folder, plain) if plain else document.place
            if path is not None:
                yield line, address, path, unquote(fragment.partition(":~:")[0])  # what follows is for browsers


@lru_cache(maxsize=4096)  # the pages of a folder have most of their links in common
def _file(base: str, folder: str, plain: str) -> str | None:
    """Return the file of the site that an address in a page of a folder names, None for one elsewhere."""
    if "://" in plain or plain.startswith(("//", "mailto:", "tel:")) or ":" in plain.partition("/")[0]:
        return inside(base, plain)
    if plain.startswith("/"):
        return inside(base, "/".join(base.split("/", 3)[:3]) + plain)
    path = posixpath.normpath(posixpath.join(folder, unquote(plain.partition("?")[0])))
    return posixpath.join(path, "index.html").removeprefix("./") if plain.endswith("/") or path == "." else path


def anchors(document: Document) -> frozenset[str]:
    """Return every place inside a page that a link can lead to."""
    return frozenset(said.get("id") or said.get("name", "") * (tag == "a") for _, tag, said in document.marks)


def links_lead(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find links to files of the site that are not there, or lie above it."""
    told: set[str] = set()
    for line, address, path, _ in links(document):
        if path not in told and document.around.size(path) is None:
            told.add(path)
            yield (
                line,
                Fault(f"{address!r} leads to no file of the site", "mend the link, or build again", text=address),
            )


def fragments_lead(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find links to a place on this very page that is not there (HTML §7.4.6.3); "#top" is every page's."""
    here = anchors(document)
    for line, address, path, fragment in links(document):
        if path == document.place and fragment and fragment not in here and fragment.lower() != "top":
            yield line, Fault(f"{address!r} leads to no place on this page", "mend the link", text=address)


def ids_distinct(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find two elements of a page with one id: links lead to the first (HTML §3.2.6)."""
    seen: set[str] = set()
    for line, _, attributes in document.marks:
        if (id_ := attributes.get("id")) and id_ in seen:
            yield line, Fault(f"the id {id_!r} stands twice on the page", "give each its own", text=f'id="{id_}"')
        seen.update(filter(None, (id_,)))


def _heads(document: Document) -> list[Element]:
    return [link for link in document.all("link") if "alternate" in (link.get("rel") or "").lower().split()]


def feeds_announced(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find pages that do not announce the site's feeds: readers look there (rssboard.org/rss-autodiscovery)."""
    base, folder = document.around.base, document.place.rpartition("/")[0]
    found = [_file(base, folder, link.get("href", "")) for link in _heads(document)]
    there = [name for name in FEEDS if document.around.size(name) is not None]
    if document.ours and set(found[: len(there)]) != set(there):
        yield 0, Fault("it does not announce the site's feeds first", f"announce {', '.join(there)} in its <head>")
    own = [document.folder + name for name in there if document.around.size(document.folder + name) is not None]
    if document.ours and document.folder and any(name not in found for name in own):
        yield 0, Fault("it does not announce the feeds beside it", f"announce {', '.join(own)} in its <head>")


def feeds_described(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find announcements without type, title or address, outside the head, or of the wrong type (the same)."""
    for link in _heads(document):
        name = (link.get("href") or "").rpartition("/")[2]
        for attribute in ("type", "title", "href"):
            if not link.get(attribute) and name in FEEDS:
                yield link, Fault(f"an announced feed has no {attribute}", f'write {attribute}="…"')
        if link.get("type") and link.get("type") != _TYPES.get(name, link.get("type")):
            yield link, Fault(f"{name} is announced as {link.get('type')}", f"it is {_TYPES[name]}")
        if name in FEEDS and not any(above.tag == "head" for above in link.iterancestors()):
            yield link, Fault("a feed is announced outside the head", "put the link into <head>")


def address_said(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a canonical address that is relative, or leads to no page of ours (RFC 6596)."""
    for link in document.all("link"):
        if (link.get("rel") or "").lower() == "canonical":
            address = link.get("href") or ""
            path = document.around.inside(address)
            if not address.startswith(("https://", "http://")):
                yield link, Fault(f"the canonical address {address!r} is not absolute", "write https://…")
            elif path is None and document.ours and document.around.base:
                yield link, Fault(f"the canonical address is {address}", f"it is below {document.around.base}")


def read_rightly(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find pages that do not say their encoding, language or title (HTML §4.2.5.4, §3.2.6.1, §4.2.2)."""
    if document.root is None or not document.ours:
        return
    if b"charset=" not in document.raw[:_SNIFFED]:
        yield 1, Fault("it does not say its encoding early enough", 'begin its head with <meta charset="utf-8">')
    if not document.root.get("lang"):
        yield document.root, Fault("it does not say its language", 'write <html lang="…">')
    if not (document.root.findtext("head/title") or "").strip():
        yield document.root, Fault("it has no title", "write <title>")


def _harmless(document: Document, element: Element) -> bool:
    """Return whether it is a script of the theme, or data in which no markup stands."""
    if element.tag != "script":
        return False
    said = element.text or ""
    if element.get("type") == _DATA:
        return not element.get("src") and not set("<>&") & set(said)
    folder = document.place.rpartition("/")[0]
    path = _file(document.around.base, folder, element.get("src") or "")
    return not said.strip() and path is not None and posixpath.dirname(path) == "assets" and path.endswith(".js")


def nothing_active(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find scripts and handlers on pages of ours, which have none but the theme's own file, and data (HTML §4.12.1)."""
    if not document.ours:
        return
    for element in document.all("script", "iframe", "object", "embed"):
        if not _harmless(document, element):
            yield element, Fault(f"<{element.tag}> stands on the page", "build it again", text=f"<{element.tag}")
    for line, tag, attributes in document.marks:
        if handler := next((name for name in attributes if name.startswith("on")), ""):
            yield line, Fault(f"<{tag} {handler}> stands on the page", "build it again", text=handler)


RULES: tuple[Rule, ...] = (
    links_lead,
    fragments_lead,
    ids_distinct,
    feeds_announced,
    feeds_described,
    address_said,
    read_rightly,
    nothing_active,
)
