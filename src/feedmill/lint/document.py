"""A document as rules see it: its bytes, what they parse to, what a reader makes of them, and what stands around it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Literal, cast
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from feedmill.received import ReceivedEntry, ReceivedFeed

Element = etree._Element  # noqa: SLF001 - lxml has no other name for it
Json = dict[str, object]
Kind = Literal["rss", "atom", "json", "opml", "sitemap", "robots", "page", "other"]

Mark = tuple[int, str, dict[str, str]]
"""A line, an element's name, its attributes."""

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FEEDS = ("rss.xml", "atom.xml", "feed.json")
"""How the feeds of a collection are called."""


def inside(base: str, address: str) -> str | None:
    """Return the file of the site at that base that an absolute address names; None for any other address."""
    plain = address.partition("#")[0].partition("?")[0]
    if not base or not (plain + "/").startswith(base):
        return None
    path = unquote(plain[len(base) :])
    return path + "index.html" if not path or path.endswith("/") else path


class Around(Struct, frozen=True):
    """What stands around a document."""

    base: str
    """The address of the site, absolute, ending in a slash; "" for a feed that stands alone."""
    now: datetime
    size: Callable[[str], int | None]
    """From a path below the output folder to its size in bytes; None where there is no such file."""
    head: Callable[[str], bytes]
    """From a path to the file's first bytes: enough to measure a picture."""

    def inside(self, address: str) -> str | None:
        """Return the file that an absolute address of this site names; None for any other address."""
        return inside(self.base, address)


class Document(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """One file and all that can be known of it alone."""

    path: str
    """As it is named in messages: "feeds/tags/a/atom.xml"."""
    place: str
    """Relative to the output folder: "tags/a/atom.xml"; the same as `path` for a feed that stands alone."""
    kind: Kind
    raw: bytes
    around: Around
    ours: bool = False
    """Made by feedmill: it is held to what feedmill promises, too."""
    broken: tuple[int, str] | None = None
    """The line on which, and why, it cannot be parsed."""
    root: Element | None = None
    """Of XML and HTML."""
    members: Json = {}
    """Of JSON."""
    feed: ReceivedFeed | None = None

    @property
    def entries(self) -> tuple[ReceivedEntry, ...]:
        """Return what a reader finds in it."""
        return self.feed.entries if self.feed else ()

    @property
    def folder(self) -> str:
        """Return the collection that it belongs to: "tags/a/", "" for the whole site."""
        head, slash, _ = self.place.rpartition("/")
        return head + slash

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield every element of these names, in order; of JSON none."""
        if self.root is not None:
            yield from self.root.iter(*tags)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Return line, name and attributes of every element that has some: looked at once, as pages have many."""
        every = self.all("*")
        return tuple((line_of(e), str(e.tag), {str(k): str(v) for k, v in e.items()}) for e in every if e.attrib)


class Fault(Struct, frozen=True):
    """What a rule has to say; where it says so stands beside it."""

    wrong: str
    right: str = ""
    warning: bool = False
    field: str = ""
    """The field of front matter that most likely holds the cause."""
    text: str = ""
    """The text that is to blame, as the document has it."""


Where = Element | ReceivedEntry | int
"""An element, an entry, or a line of the document (0 for all of it)."""
Rule = Callable[[Document], Iterator[tuple[Where, Fault]]]


def names(listed: str) -> frozenset[str]:
    """Return the names that a text lists."""
    return frozenset(listed.split())


def said(parent: Element, tag: str) -> str:
    """Return the text of the first child of that name, "" if there is none."""
    return (parent.findtext(tag) or "").strip()


def line_of(element: Element) -> int:
    """Return the line on which an element's first tag ends."""
    return cast("int | None", element.sourceline) or 0


def name_of(element: Element | None) -> str:
    """Return an element's name without its namespace; "" of what stands above a root."""
    return "" if element is None else str(element.tag).rpartition("}")[2]


def owner(element: Element) -> Element | None:
    """Return the entry that an element is or stands in."""
    for each in (element, *element.iterancestors()):
        if each.tag in ("item", ATOM + "entry"):
            return each
    return None
