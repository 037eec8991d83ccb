"""Feed → JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from collections.abc import Mapping

import msgspec

from feedmill.dates import rfc3339
from feedmill.documents import Feed
from feedmill.feedtext import sound, summary_of
from feedmill.model import Entry, Meta
from feedmill.settings import Person

VERSION = "https://jsonfeed.org/version/1.1"


def render(feed: Feed) -> bytes:
    """Return the JSON Feed 1.1 document of a feed: UTF-8, indented, the same bytes for the same feed."""
    feed = sound(feed)
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
    return msgspec.json.format(msgspec.json.encode(_present(document) | {"items": items}), indent=1) + b"\n"


def _item(feed: Feed, entry: Entry) -> dict[str, object]:
    """Return an item with every member; those that say nothing are empty."""
    meta = entry.meta
    summary = summary_of(entry, full=feed.full)
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
            | ({"duration_in_seconds": file.seconds} if file.seconds else {})
            for file in meta.enclosures[:1]  # the others are links in the text
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


def _present(members: Mapping[str, object]) -> dict[str, object]:
    """Return the members that say something."""
    return {name: value for name, value in members.items() if value not in ("", [], {})}
