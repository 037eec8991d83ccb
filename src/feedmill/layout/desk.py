"""What every page and feed of an edition has in common: titles, links to feeds, the frame of a page."""

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from urllib.parse import unquote

import msgspec

from feedmill.documents import Output, Recipe, Subject
from feedmill.editions import COLLECTIONS, Collection, Edition
from feedmill.model import Label, Meta
from feedmill.settings import FormatName, Site
from feedmill.sheets import FeedLink, Line, Page, Shell

FILES: dict[FormatName, str] = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}
"""The names of a collection's feeds. `.xml`, because every host serves that as XML and every browser shows it."""

_THEMED = ("page", "asset")
"""The formats that the theme has a part in."""

# Bytes of HTML: around what is said of an article in a list; of a page with its frame but what the site puts into it,
# what stands beside a list and the style, which make up 30 KB; around a link of the frame.
_LINE, _PAGE, _LINK = 30, 12_000, 60

Look = tuple[str, tuple[str, ...], tuple[Label, ...]]
"""The addresses of the stylesheet and of the site's signs, and what is in the menu."""


class Desk:
    """An edition and its site, with what is worked out once for all outputs."""

    def __init__(self, edition: Edition, site: Site, stamp: str, theme: str, look: Look) -> None:
        """Work out the sections, the site's own feeds and what lists show."""
        self._plain = hashlib.blake2b(stamp.encode(), digest_size=16)
        self._themed = self._plain.copy()
        self._themed.update(theme.encode())
        self.edition, self.site = edition, site
        self.style, self.icons, self._menu = look
        self.shelves = (edition.whole, *edition.collections)
        """Every collection, the whole site first."""
        kinds = {each.kind for each in edition.collections}
        self.sections = tuple(kind for kind in COLLECTIONS if kind in kinds)
        self.own = self.links(edition.whole)
        self._pages = tuple(Label(page.title, page.address) for page in edition.pages)
        encode = msgspec.msgpack.Encoder().encode
        self.lines = {meta.id: encode(line(meta)) for meta in edition.articles}
        """By id all that a list of many shows of an article, as bytes, encoded once and not for each list."""
        self.weights = {id_: _LINE + len(said) for id_, said in self.lines.items()}
        """By id about how many bytes a line in a list takes."""
        links = (*self._menu, *self._pages)
        named = site.title * 8 + site.description * 3 + site.copyright + "".join(at.name + at.address for at in links)
        self.room = max(_PAGE - len(named.encode()) - _LINK * len(links), _PAGE // 3)
        """About how many bytes a list may take, so that no page has more than 30 KB."""

    def output(self, path: str, format_: str, subject: Callable[[], Subject], said: bytes | None = None) -> Output:
        """Return a file that must exist. Its key covers the program, and the subject or what is `said` to cover it."""
        recipe = partial(_recipe, format_, subject)
        return Output(path, self.key(format_, msgspec.msgpack.encode(recipe()) if said is None else said), recipe)

    def key(self, format_: str, said: bytes) -> bytes:
        """Return one hash of the program, and of the theme where it has a part in that format, and of what is said."""
        known = (self._themed if format_ in _THEMED else self._plain).copy()
        known.update(said)
        return known.digest()

    def page(self, page: Page) -> Output:
        """Return a page whose key is a hash of all of it."""
        return self.output(unquote(page.shell.address), "page", lambda: page)

    def said(self, *head: object, lines: Iterable[Meta]) -> bytes:
        """Return what a page depends on that shows a line of each of these articles below its `head`."""
        return msgspec.msgpack.encode(head) + b"".join([self.lines[meta.id] for meta in lines])

    def title(self, collection: Collection) -> str:
        """Return the title of a collection's feeds."""
        return f"{self.site.title} – {collection.name}" if collection.kind else self.site.title

    def links(self, collection: Collection) -> tuple[FeedLink, ...]:
        """Return a collection's feeds, one for each format."""
        title = self.title(collection)
        return tuple(FeedLink(title, collection.folder + FILES[name], name) for name in self.site.feed.formats)

    def shell(self, address: str, description: str = "", feeds: tuple[FeedLink, ...] = (), language: str = "") -> Shell:
        """Return the frame of a page, in the site's language unless it is in another; `feeds` follow the site's own."""
        return Shell(
            site=self.site,
            address=address,
            description=description or self.site.description,
            language=language or self.site.language,
            feeds=(*self.own, *feeds),
            menu=self._menu,
            pages=self._pages,
            style=self.style,
            icons=self.icons,
            sections=self.sections,
        )


def _recipe(format_: str, subject: Callable[[], Subject]) -> Recipe:
    return Recipe(format_, subject())


def line(meta: Meta) -> Line:
    """Return as much of an article as stands in a list of many."""
    return Line(meta.address, meta.title, meta.published, meta.language)


def label(collection: Collection) -> Label:
    """Return a collection's name and page."""
    return Label(collection.name, collection.folder + "index.html")
