"""Bytes → a document that rules can look at, whatever is wrong with it."""

import json
from collections.abc import Callable
from typing import NoReturn

from lxml import etree
from msgspec.structs import replace

from feedmill.lint.document import ATOM, Around, Document, Kind
from feedmill.received import ReceivedFeed

Receive = Callable[[str, bytes], ReceivedFeed]
"""What a reader makes of a feed; ValueError if it is none."""

_ROOTS: dict[str, Kind] = {
    "rss": "rss",
    ATOM + "feed": "atom",
    "opml": "opml",
    "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset": "sitemap",
    "{http://www.sitemaps.org/schemas/sitemap/0.9}sitemapindex": "sitemap",
}
_NAMED: dict[str, Kind] = {
    "rss.xml": "rss",
    "atom.xml": "atom",
    "feed.json": "json",
    "feeds.opml": "opml",
    "sitemap.xml": "sitemap",
    "robots.txt": "robots",
}


def parse(path: str, place: str, raw: bytes, around: Around, receive: Receive) -> Document:
    """Return the document. One that cannot be parsed says why in `broken`."""
    name = place.rpartition("/")[2]
    bare = Document(path=path, place=place, kind=_NAMED.get(name, "other"), raw=raw, around=around)
    if name == "robots.txt":
        return bare
    if name.endswith((".html", ".htm")):
        return replace(bare, kind="page", root=html(raw))
    if name.endswith(".json") or raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json(bare, receive)
    return _xml(bare, receive)


def html(raw: bytes | str) -> etree._Element | None:
    """Return the root of an HTML document or fragment; None if there is nothing in it."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    if not text.strip():
        return None
    return etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True))


def _xml(document: Document, receive: Receive) -> Document:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False)
    try:
        root = etree.fromstring(document.raw, parser)
    except etree.XMLSyntaxError as error:
        return replace(document, broken=(error.lineno or 1, error.msg or "this is no XML"))
    kind = _ROOTS.get(str(root.tag), document.kind)
    whole = replace(document, root=root, kind=kind)
    return _received(whole, receive) if kind in ("rss", "atom") else whole


def _json(document: Document, receive: Receive) -> Document:
    try:
        members = json.loads(document.raw, object_pairs_hook=_once, parse_constant=_never)
    except (ValueError, RecursionError) as error:
        return replace(document, broken=(getattr(error, "lineno", 1), str(error)))
    if not isinstance(members, dict):
        return (
            replace(document, broken=(1, "its outermost value is no object")) if document.kind == "json" else document
        )
    if document.kind != "json" and "jsonfeed.org" not in str(members.get("version")):
        return document
    return _received(replace(document, kind="json", members=members), receive)


def _received(document: Document, receive: Receive) -> Document:
    try:
        return replace(document, feed=receive(document.place, document.raw))
    except (ValueError, TypeError, RecursionError):  # other rules say what is wrong with it
        return document


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object's members; parsers differ in which of two with one name they keep (RFC 8259 §4)."""
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        message = f"an object has the member {next(name for name in names if names.count(name) > 1)!r} twice"
        raise ValueError(message)
    return members


def _never(constant: str) -> NoReturn:
    message = f"{constant} is no JSON"
    raise ValueError(message)
