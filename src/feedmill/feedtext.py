"""What all feed formats agree on: text that any document can carry, and what an entry's summary is."""

import re
from html import unescape
from typing import TypeVar

from msgspec import Struct, structs

from feedmill.documents import Feed
from feedmill.model import Entry
from feedmill.text import legal, squeeze

_TAG = re.compile(r"<[^>]*>")

S = TypeVar("S", bound=Struct)


def sound(value: S) -> S:
    """Return a feed, or a part of one, with no character that XML forbids, its texts besides HTML on single lines.

    JSON would carry such characters, but then the formats would disagree. A title that says nothing becomes the
    address: readers invent one where there is none, each another.
    """
    parts = {name: legal(part) if name == "html" else _sound(part) for name, part in structs.asdict(value).items()}
    if parts.get("title") == "":
        parts["title"] = parts["address"]
    return structs.replace(value, **parts)


def _sound(part: object) -> object:
    if isinstance(part, tuple):
        return tuple(_sound(each) for each in part)
    if isinstance(part, Struct):
        return sound(part)
    return squeeze(legal(part)) if isinstance(part, str) else part


def summary_of(feed: Feed, entry: Entry) -> str:
    """Return what stands beside the content: "" where it would repeat the title or the whole text."""
    said, whole = entry.meta.summary, unescape(_TAG.sub("", entry.html)) if feed.full else ""
    repeated = {"".join(text.split()) for text in (entry.meta.title, whole)}
    return "" if "".join(said.split()) in repeated else said
