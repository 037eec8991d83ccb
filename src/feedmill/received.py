"""What a subscriber's reader makes of a feed, the same for every format. Values only.

Words are Atom's (RFC 4287), as in `model`; what a format does not say is "".
"""

from msgspec import Struct

from feedmill.settings import FormatName


class ReceivedFile(Struct, frozen=True, order=True):
    """An enclosure as a feed announces it."""

    url: str
    type: str
    length: int


class ReceivedEntry(Struct, frozen=True, kw_only=True):
    """One entry as a feed says it."""

    id: str
    title: str
    link: str
    """The page that it leads to, absolute."""
    published: str
    """RFC 3339 in UTC, whatever form the feed has ("2024-10-01T12:00:00Z"); "" where none can be read."""
    updated: str
    """The same; in RSS, which cannot say it, ""."""
    language: str
    """The entry's own, else the feed's."""
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    summary: str
    """Plain text."""
    content: str
    """HTML; "" where the feed carries no text but the summary."""
    image: str
    enclosures: tuple[ReceivedFile, ...]
    line: int
    """Where it begins in the document, from 1; in JSON 0."""


class ReceivedFeed(Struct, frozen=True, kw_only=True):
    """A feed document."""

    path: str
    """Its file, relative to the output folder."""
    format: FormatName
    id: str
    """In RSS and JSON Feed, which have none, ""."""
    title: str
    home: str
    address: str
    """What it says that its own address is."""
    language: str
    updated: str
    hubs: tuple[str, ...]
    current: str
    """RFC 5005: the subscription document, in a sealed one."""
    older: str
    newer: str
    deleted: tuple[tuple[str, str], ...]
    """RFC 6721: id and when."""
    entries: tuple[ReceivedEntry, ...]
