"""Bytes of a feed document → what a subscriber's reader makes of it.

Written from the specifications and not from `formats`: what is read back here must not be able to share their mistakes.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape
from typing import cast

from lxml import etree

from feedmill.dates import from_rfc822, rfc3339
from feedmill.received import ReceivedEntry, ReceivedFeed, ReceivedFile

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_SPACE = " \t\r\n"  # XML 1.0 §2.3: a no-break space is text
NAMES = ("rss.xml", "atom.xml", "feed.json")
"""How the feed documents of a site are called."""


def receive(path: str, raw: bytes) -> ReceivedFeed:
    """Return what a feed document says; ValueError tells what is wrong if it is none at all."""
    if raw.lstrip()[:1] == b"{":
        return _json(path, json.loads(raw))
    try:
        root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root.tag == ATOM + "feed":
        return _atom(path, root)
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        message = f"this is no feed: its root is {root.tag!r}"
        raise ValueError(message)
    return _rss(path, channel)


# ── Atom ────────────────────────────────────────────────────────────────────────────────────────


def _atom(path: str, root: etree._Element) -> ReceivedFeed:
    language = root.get(LANGUAGE, "")
    authors = _names(root.iterfind(f"{ATOM}author/{ATOM}name"))
    return ReceivedFeed(
        path=path,
        format="atom",
        id=_said(root, ATOM + "id"),
        title=_said(root, ATOM + "title"),
        home=_link(root, "alternate"),
        address=_link(root, "self"),
        language=language,
        updated=_instant(_said(root, ATOM + "updated")),
        hubs=_hubs(root),
        current=_link(root, "current"),
        older=_link(root, "prev-archive"),
        newer=_link(root, "next-archive"),
        deleted=tuple(
            (gone.get("ref", ""), _instant(gone.get("when", "")))
            for gone in root.iterfind(TOMBSTONES + "deleted-entry")
        ),
        entries=tuple(_atom_entry(entry, language, authors) for entry in root.iterfind(ATOM + "entry")),
    )


def _atom_entry(entry: etree._Element, language: str, authors: tuple[str, ...]) -> ReceivedEntry:
    files = (link for link in entry.iterfind(ATOM + "link") if link.get("rel") == "enclosure")
    return ReceivedEntry(
        id=_said(entry, ATOM + "id"),
        title=_said(entry, ATOM + "title"),
        link=_link(entry, "alternate"),
        published=_instant(_said(entry, ATOM + "published") or _said(entry, ATOM + "updated")),
        updated=_instant(_said(entry, ATOM + "updated")),
        language=entry.get(LANGUAGE, language),
        authors=_names(entry.iterfind(f"{ATOM}author/{ATOM}name")) or authors,
        tags=tuple(str(each.get("label") or each.get("term", "")) for each in entry.iterfind(ATOM + "category")),
        summary=_said(entry, ATOM + "summary"),
        content=_said(entry, ATOM + "content"),
        image=_thumbnail(entry),
        enclosures=tuple(_file(file.get("href"), file.get("type"), file.get("length")) for file in files),
        line=_line(entry),
    )


# ── RSS ─────────────────────────────────────────────────────────────────────────────────────────


def _rss(path: str, channel: etree._Element) -> ReceivedFeed:
    language = _said(channel, "language")
    return ReceivedFeed(
        path=path,
        format="rss",
        id="",
        title=_said(channel, "title"),
        home=_said(channel, "link"),
        address=_link(channel, "self"),
        language=language,
        updated=_instant(_said(channel, "lastBuildDate")),
        hubs=_hubs(channel),
        current=_link(channel, "current"),
        older=_link(channel, "prev-archive"),
        newer=_link(channel, "next-archive"),
        deleted=(),
        entries=tuple(_rss_item(item, language) for item in channel.iterfind("item")),
    )


def _rss_item(item: etree._Element, language: str) -> ReceivedEntry:
    encoded, description = _said(item, CONTENT + "encoded"), _said(item, "description")
    return ReceivedEntry(
        id=_said(item, "guid") or _said(item, "link"),
        title=_said(item, "title"),
        link=_said(item, "link"),
        published=_instant(_said(item, "pubDate")),
        updated="",
        language=language,
        authors=_names(item.iterfind(DUBLIN_CORE + "creator")),
        tags=_names(item.iterfind("category")),
        summary=unescape(description) if encoded else "",
        content=encoded or description,
        image=_thumbnail(item),
        enclosures=tuple(
            _file(file.get("url"), file.get("type"), file.get("length")) for file in item.iterfind("enclosure")
        ),
        line=_line(item),
    )


# ── what both are made of ───────────────────────────────────────────────────────────────────────


def _said(element: etree._Element, tag: str) -> str:
    found = element.find(tag)
    return "" if found is None else _text(found)


def _text(element: etree._Element) -> str:
    """Return an element's text. An XHTML text (RFC 4287 §3.1.1.3) comes without its marks."""
    if len(element):
        return str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))
    return element.text or ""


def _names(elements: Iterable[etree._Element]) -> tuple[str, ...]:
    return tuple(filter(None, (_text(element).strip(_SPACE) for element in elements)))


def _link(element: etree._Element, rel: str) -> str:
    """Return the first link of that kind; one that says no kind is an alternate (RFC 4287 §4.2.7.2)."""
    links = element.iterfind(ATOM + "link")
    return next((link.get("href", "") for link in links if link.get("rel", "alternate") == rel), "")


def _hubs(element: etree._Element) -> tuple[str, ...]:
    return tuple(link.get("href", "") for link in element.iterfind(ATOM + "link") if link.get("rel") == "hub")


def _thumbnail(element: etree._Element) -> str:
    found = element.find(MEDIA + "thumbnail")
    return "" if found is None else found.get("url", "")


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0


def _file(url: str | None, type_: str | None, length: str | None) -> ReceivedFile:
    return ReceivedFile(url or "", type_ or "", int(length) if length and length.isdecimal() else 0)


def _instant(said: str) -> str:
    """Return a date of RFC 3339 or RFC 822 as an instant in UTC, "" if it is neither."""
    said = said.strip()
    for parse in (datetime.fromisoformat, from_rfc822):
        try:
            at = parse(said)
        except ValueError:
            continue
        return rfc3339(at if at.tzinfo else at.replace(tzinfo=UTC))
    return ""


# ── JSON Feed ───────────────────────────────────────────────────────────────────────────────────

Json = dict[str, object]


def _json(path: str, document: object) -> ReceivedFeed:
    if not isinstance(document, dict) or "jsonfeed.org" not in str(document.get("version")):
        message = "this is no JSON Feed: it has no version of jsonfeed.org"
        raise ValueError(message)
    language = _word(document, "language")
    own = document.get("_feedmill")
    deleted = _list(own.get("deleted")) if isinstance(own, dict) else []
    return ReceivedFeed(
        path=path,
        format="json",
        id="",
        title=_word(document, "title"),
        home=_word(document, "home_page_url"),
        address=_word(document, "feed_url"),
        language=language,
        updated="",
        hubs=tuple(_word(hub, "url") for hub in _list(document.get("hubs"))),
        current="",
        older=_word(document, "next_url"),
        newer="",
        deleted=tuple((_word(gone, "id"), _instant(_word(gone, "when"))) for gone in deleted),
        entries=tuple(_item(item, language) for item in _list(document.get("items"))),
    )


def _item(item: Json, language: str) -> ReceivedEntry:
    files, tags = _list(item.get("attachments")), item.get("tags")
    return ReceivedEntry(
        id=str(item.get("id", "")),
        title=_word(item, "title"),
        link=_word(item, "url"),
        published=_instant(_word(item, "date_published")),
        updated=_instant(_word(item, "date_modified")),
        language=_word(item, "language") or language,
        authors=tuple(_word(author, "name") for author in _list(item.get("authors"))),
        tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        # An item without HTML shows its plain text.
        summary=_word(item, "summary") or ("" if item.get("content_html") else _word(item, "content_text")),
        content=_word(item, "content_html"),
        image=_word(item, "image"),
        enclosures=tuple(
            _file(_word(file, "url"), _word(file, "mime_type"), str(file.get("size_in_bytes", 0))) for file in files
        ),
        line=0,
    )


def _word(members: Json, name: str) -> str:
    said = members.get(name)
    return said if isinstance(said, str) else ""


def _list(said: object) -> list[Json]:
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []
