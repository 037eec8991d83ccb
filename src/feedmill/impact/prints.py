"""A received feed → what of it is worth remembering: a few hundred bytes an entry, however long it is."""

from hashlib import blake2b

from msgspec import Struct

from feedmill.received import ReceivedEntry, ReceivedFeed
from feedmill.settings import FormatName

TEXTS = ("content", "summary", "authors", "tags", "language", "image", "enclosures")
"""What an entry shows beside its title, address and dates."""


class Print(Struct, frozen=True):
    """An entry, as a reader would know it again."""

    id: str
    title: str
    link: str
    """From the site's base address on, so that it is the same wherever the site stands; absolute if it leads away."""
    published: str
    updated: str
    texts: tuple[bytes, ...]
    """A hash for each of `TEXTS`, in which the site's base address counts for nothing."""
    labels: tuple[str, ...]
    """Its tags, authors and language: the collections that it may stand in."""


class Glance(Struct, frozen=True, kw_only=True):
    """A feed document without its texts."""

    format: FormatName
    folder: str
    """"" for the whole site, else like "tags/politik/"."""
    id: str
    title: str
    address: str
    base: str
    """The site's base address, as far as the document tells it."""
    older: str
    deleted: frozenset[str]
    prints: tuple[Print, ...]


def glance(feed: ReceivedFeed) -> Glance:
    """Return what is worth remembering of a document."""
    folder = feed.path[: feed.path.rfind("/") + 1]
    base = feed.address.removesuffix(feed.path) if feed.address.endswith("/" + feed.path) else ""
    return Glance(
        format=feed.format,
        folder=folder,
        id=feed.id,
        title=feed.title,
        address=feed.address,
        base=base,
        older=feed.older,
        deleted=frozenset(id_ for id_, _ in feed.deleted),
        prints=tuple(_print(entry, base) for entry in feed.entries),
    )


def _print(entry: ReceivedEntry, base: str) -> Print:
    return Print(
        id=entry.id,
        title=entry.title,
        link=entry.link.removeprefix(base),
        published=entry.published,
        updated=entry.updated,
        texts=tuple(_hash(getattr(entry, name), base) for name in TEXTS),
        labels=(*entry.tags, *entry.authors, entry.language),
    )


def _hash(said: object, base: str) -> bytes:
    text = said if isinstance(said, str) else repr(said)
    return blake2b((text.replace(base, "\0") if base else text).encode(), digest_size=8).digest()
