"""Feed → JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import TypeVar

from msgspec import Struct, structs

from feedmill.dates import rfc3339
from feedmill.documents import Feed
from feedmill.model import Entry, Meta, Person
from feedmill.text import legal, squeeze

VERSION = "https://jsonfeed.org/version/1.1"

_TAG = re.compile(r"<[^>]*>")

_S = TypeVar("_S", bound=Struct)


def render(feed: Feed) -> bytes:
    """Return the JSON Feed 1.1 document of a feed: UTF-8, indented, the same bytes for the same feed."""
    feed = _legal(feed)
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "description": feed.description,
        "next_url": feed.older,
        "authors": _authors(feed.authors),
        "language": feed.language,
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
        "_feedmill": _present({"deleted": [{"id": gone.id, "when": rfc3339(gone.at)} for gone in feed.deleted]}),
    }
    items = [_present(_item(feed, entry)) for entry in feed.entries]  # the spec wants it even when it is empty
    text = json.dumps(_present(document) | {"items": items}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _item(feed: Feed, entry: Entry) -> dict[str, object]:
    """Return an item with every member; those that say nothing are empty."""
    meta = entry.meta
    summary = _summary(feed, entry)
    full = feed.full and bool(entry.html.strip())
    return {
        "id": meta.id,
        "url": feed.base + meta.address,
        "title": meta.title,
        # One of the two there must be: without the text, what else there is of it.
        "content_html": entry.html if full else "",
        "content_text": "" if full else summary or meta.title,
        "summary": summary if full else "",
        "image": feed.base + meta.image.address if meta.image else "",
        "date_published": rfc3339(meta.published.at),
        "date_modified": rfc3339(meta.updated.at),
        "authors": _authors(meta.people),
        "tags": [tag.name for tag in meta.tags if tag.name],
        "language": meta.language,
        "attachments": [
            {"url": feed.base + file.address, "mime_type": file.type, "size_in_bytes": file.length}
            for file in meta.enclosures
        ],
        "_feedmill": _said(meta),
    }


def _said(meta: Meta) -> dict[str, str]:
    """Return the dates that are less than an instant as their author said them, "" for none at all.

    Without it nobody could know that the instant in the feed only stands for "2024-10".
    """
    said = {"published": meta.published, "updated": meta.updated}
    if meta.updated == meta.published:
        del said["updated"]
    return {name: moment.said for name, moment in said.items() if ":" not in moment.said}


def _authors(people: tuple[Person, ...]) -> list[dict[str, object]]:
    """Return the people who have a name."""
    return [_present({"name": person.name, "url": person.url}) for person in people if person.name]


def _summary(feed: Feed, entry: Entry) -> str:
    """Return what stands beside the content: "" where it would repeat the title or the whole text."""
    said, whole = entry.meta.summary, unescape(_TAG.sub("", entry.html)) if feed.full else ""
    repeated = {"".join(text.split()) for text in (entry.meta.title, whole)}
    return "" if "".join(said.split()) in repeated else said


def _present(members: Mapping[str, object]) -> dict[str, object]:
    """Return the members that say something."""
    return {name: value for name, value in members.items() if value not in ("", [], {})}


def _legal(value: _S) -> _S:
    """Return the value with no character that XML forbids: the one place where this format sees to it.

    JSON would carry them, but then the formats would disagree. A title that says nothing becomes the
    address, as in the other formats.
    """
    parts = {name: legal(part) if name == "html" else _line(part) for name, part in structs.asdict(value).items()}
    if parts.get("title") == "":
        parts["title"] = parts["address"]
    return structs.replace(value, **parts)


def _line(part: object) -> object:
    """Return the same for a part of a value; texts besides HTML are single lines."""
    if isinstance(part, tuple):
        return tuple(_line(each) for each in part)
    if isinstance(part, Struct):
        return _legal(part)
    return squeeze(legal(part)) if isinstance(part, str) else part
