"""What must be written: feeds and other files as values (pages are `sheets`), each with what it is made from.

A worker turns such a value into bytes; nothing here knows how. Addresses are absolute in `Feed`,
`Outline` and `SiteMap`, and relative to the site everywhere else.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from msgspec import Struct

from feedmill.editions import Deleted
from feedmill.model import Entry
from feedmill.settings import Person, Podcast, Site
from feedmill.sheets import Page


class Feed(Struct, frozen=True, kw_only=True):
    """One feed document, the same for every format. Its addresses are absolute but for the stylesheet's."""

    id: str
    title: str
    description: str
    language: str
    rights: str
    authors: tuple[Person, ...]
    base: str
    """The site's base address; `base + meta.address` is an entry's."""
    home: str
    """The page that shows the same articles."""
    address: str
    """This very document."""
    stylesheet: str
    """Relative to this document, so that it is found wherever the site stands."""
    updated: datetime
    spoken: str = ""
    """The site's language: a text in another one, or written the other way, says so itself."""
    podcast: Podcast | None = None
    """With the address of its cover and its guid."""
    full: bool
    """Whether entries carry their whole text, or their summary alone."""
    hub: str = ""
    current: str = ""
    """In a sealed document, the subscription document; else ""."""
    older: str = ""
    """The sealed document before this one."""
    newer: str = ""
    """The sealed document after this one."""
    deleted: tuple[Deleted, ...] = ()
    entries: tuple[Entry, ...] = ()


class Outline(Struct, frozen=True):
    """Every feed of the site, for feeds.opml; addresses are absolute."""

    title: str
    updated: datetime
    home: str
    feeds: tuple[tuple[str, str, str, str], ...]
    """Title, description, address of the feed, address of its page."""


class SiteMap(Struct, frozen=True):
    """Absolute addresses and when what stands there last changed (None: not said)."""

    addresses: tuple[tuple[str, datetime | None], ...]


class SiteMapIndex(Struct, frozen=True):
    """The absolute addresses of the sitemaps, where one is not enough."""

    sitemaps: tuple[str, ...]


class Copy(Struct, frozen=True):
    """A file that goes out as it is."""

    path: str
    digest: str


class Text(Struct, frozen=True):
    """A few bytes that are written as they are: robots.txt, .nojekyll."""

    text: str


class Asset(Struct, frozen=True):
    """A file of the theme, in a site's colour and words."""

    name: str
    site: Site


SMALLER = "smaller/"
"""Below it smaller versions of pictures stand."""


class Resized(Struct, frozen=True):
    """A smaller version of a picture."""

    path: str
    digest: str
    width: int
    """In pixels."""
    form: Literal["", "PNG", "ICO"] = ""
    """What it becomes; "" for what it is."""


def smaller(place: str, width: int) -> str:
    """Return where a smaller version of a picture below media/ stands, as an address or as a path, whichever is given.

    Not in media/, where any name may be that of a user's file.
    """
    return f"{SMALLER}{width}/{place.removeprefix('media/')}"


class Icon(Struct, frozen=True):
    """The site's sign as it is drawn from the first letter of its name."""

    letter: str
    color: str
    """Of the ground; the letter is as light as paper."""
    dark: str
    """Of the ground where all else is dark, and the letter too. Only SVG can know."""
    form: Literal["SVG", "PNG", "ICO"]


Subject = Feed | Page | Outline | SiteMap | SiteMapIndex | Copy | Text | Asset | Resized | Icon


class Recipe(Struct, frozen=True):
    """A small value that a worker turns into bytes: which room renders what."""

    format: str
    subject: Subject


class Output(Struct, frozen=True):
    """A file that must exist in feeds/."""

    path: str
    key: bytes
    """A hash of everything that its bytes depend on."""
    recipe: Callable[[], Recipe]
    """Works out what the file is made from: most files are as they should be, and nobody asks."""
