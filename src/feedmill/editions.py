"""What is in which feed and on which page, as values: what `curate` decides and `layout` spreads over files."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from feedmill.model import Front, Meta
from feedmill.settings import Person, Site


class Deleted(Struct, frozen=True):
    """An article that was withdrawn (RFC 6721)."""

    id: str
    number: int
    at: datetime
    addresses: tuple[str, ...]
    reason: str = ""
    """Why, where its author said so."""


class Collection(Struct, frozen=True, kw_only=True):
    """A folder of the site with four faces: index.html, rss.xml, atom.xml, feed.json."""

    kind: str
    """"tags", "authors" or "languages"; "" for the whole site."""
    name: str
    folder: str
    """"" for the whole site, else like "tags/politik/"."""
    id: str
    """The id of its feed, a URN."""
    language: str
    updated: datetime
    size: int
    """How many articles it has in all."""
    window: tuple[Meta, ...]
    """What its documents show, newest first."""


class Sealed(Struct, frozen=True):
    """A document of the site's history (RFC 5005 §4) that is never cut anew."""

    number: int
    """Its place, from 1, oldest first."""
    first: int
    """The lowest and the highest article number in it."""
    last: int
    entries: tuple[Meta, ...]
    """Newest first; shorter than it was where articles were withdrawn."""


class PlainPage(Struct, frozen=True):
    """A page of content/pages/: about, privacy …; in no feed."""

    path: str
    digest: str
    address: str
    title: str
    language: str
    summary: str
    links: tuple[tuple[str, str], ...]
    """As in `Meta`."""
    sizes: tuple[tuple[str, int, int, tuple[int, ...]], ...] = ()


class Edition(Struct, frozen=True, kw_only=True):
    """What is in which feed and on which page."""

    articles: tuple[Meta, ...]
    """Newest first."""
    prints: dict[str, bytes]
    """By id one hash of all that is known of each of them."""
    whole: Collection
    collections: tuple[Collection, ...]
    members: dict[str, tuple[Meta, ...]] = {}
    """By folder all articles of each collection, newest first."""
    history: tuple[Sealed, ...]
    pages: tuple[PlainPage, ...]
    deleted: tuple[Deleted, ...]
    moved: tuple[tuple[str, str], ...]
    """Old address, present address."""
    cover: str = ""
    """The address of the podcast's cover, "" where there is none."""
    icon: str = ""
    """The file below the site that is its sign, "" where one is drawn."""
    media: tuple[str, ...]
    """Files below the site that go out as they are: "content/a.jpg" → "media/a.jpg"."""


def people_of(front: Front, site: Site) -> tuple[Person, ...]:
    """Return an article's authors, the site's where it names none."""
    named = tuple(person if isinstance(person, Person) else Person(person) for person in front.authors)
    return named or site.authors


def language_of(front: Front, site: Site) -> str:
    """Return an article's language, the site's where it is not known ("und")."""
    return site.language if front.language in (None, "und") else front.language or site.language


COLLECTIONS: dict[str, Callable[[Front, Site], tuple[str, ...]]] = {
    "tags": lambda front, _: front.tags,
    "authors": lambda front, site: tuple(person.name for person in people_of(front, site)),
    "languages": lambda front, site: (language_of(front, site),),
}
"""What collects articles beside the whole site, and the names under which an article stands there."""
