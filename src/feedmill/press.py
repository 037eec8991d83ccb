"""A recipe → the bytes of one file. The only room where texts meet formats; runs in workers."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk
from feedmill.cache import html as cached_html
from feedmill.documents import Asset, Copy, Feed, Recipe, Resized, Text, smaller
from feedmill.editions import PlainPage
from feedmill.errors import FeedmillError, Problem
from feedmill.feedtext import complete
from feedmill.model import Entry, Meta
from feedmill.settings import Site
from feedmill.sheets import ArticlePage, TextPage

if TYPE_CHECKING:
    from feedmill.formats.page.theming import Theme
    from feedmill.sheets import Page

_RECENT = 128  # articles: the formats of a feed come one after the other and show the same


Worn = tuple[tuple[str, str], ...]
"""The site's own templates and words: their paths below the site, and their SHA-256."""


class Shop(Struct, frozen=True):
    """Where a worker finds what it needs."""

    root: Path
    cached: Path | None
    """None where it must do without the cache."""
    stamp: str
    """The version of the program that must have worked out what the cache holds."""
    build: int
    """A number of this build: as long as it makes files, nobody writes into the cache."""
    theme: Worn = ()


def load() -> None:
    """Load what reading and rendering an article takes."""
    from feedmill import articles, converter, markup
    from feedmill.formats import atom, jsonfeed, page, rss

    converter.convert("")
    del articles, markup, atom, jsonfeed, page, rss


Baked = tuple[bytes, tuple[Problem, ...]]
"""The bytes of a file, and what is wrong with what the site gave for it."""


def bake(recipe: Recipe, shop: Shop) -> Baked:
    """Return what a recipe describes."""
    if recipe.format == "page" and shop.theme:
        from feedmill.formats import page

        return page.dressed(cast("Page", _with_texts(recipe.subject, shop)), _theme(shop))
    if isinstance(recipe.subject, Resized):
        return _smaller(recipe.subject, shop)
    return _plain(recipe, shop), ()


def _smaller(picture: Resized, shop: Shop) -> Baked:
    """Return a smaller version; of a damaged picture all of it, as browsers show of that what they can."""
    from feedmill.media import narrowed

    raw = _same(picture.path, disk.read(f"{shop.root}/{picture.path}"), picture.digest)
    small = narrowed(raw, picture.width, picture.form)
    if small is not None:
        return small, ()
    wrong = "this picture is damaged: browsers show a part of it at most, and no smaller versions could be made"
    return raw, (Problem(picture.path, 0, wrong, "save or copy it anew", warning=True),)


def _plain(recipe: Recipe, shop: Shop) -> bytes:
    match recipe.subject:
        case Text(text):
            return text.encode()
        case Copy(path, digest):
            return _same(path, disk.read(f"{shop.root}/{path}"), digest)
        case Asset(name, site):
            return _asset(name, site, _theme(shop))
        case subject:
            return _room(recipe.format)(_with_texts(subject, shop))


def _asset(name: str, site: Site, theme: "Theme") -> bytes:
    """Return a file of the theme; a stylesheet small, and in the site's colour."""
    from feedmill.formats.page import asset

    made = asset(name, site, theme)
    if not name.endswith(".css"):
        return made
    from feedmill.formats.style import compose

    return compose(made.decode(), site.color).encode()


@lru_cache(1)
def _theme(shop: Shop) -> "Theme":
    """Return the site's own templates and words, as they were when the build was planned."""
    from feedmill.formats.page.theming import LOCALE, Theme

    files = [(path, _same(path, disk.read(f"{shop.root}/{path}"), digest)) for path, digest in shop.theme]
    words = tuple((path, raw) for path, raw in files if path.startswith(LOCALE))
    return Theme(tuple((path, raw.decode()) for path, raw in files if not path.startswith(LOCALE)), words)


def _with_texts(subject: object, shop: Shop) -> object:
    """Return a document with the texts that it shows."""
    match subject:
        case Feed(full=True) as feed:
            return replace(
                feed, entries=tuple(_for_feed(entry.meta, feed.base, feed.spoken, shop) for entry in feed.entries)
            )
        case ArticlePage(shell, Entry(meta)) as article:
            return replace(article, entry=Entry(meta, _for_page(meta, shell.address, shop)))
        case TextPage(shell, page) as plain:
            return replace(plain, html=_for_page(page, shell.address, shop))
    return subject


def _room(format_: str) -> Callable[[object], bytes]:
    from importlib import import_module

    render: Callable[[object], bytes] = import_module(f"feedmill.formats.{format_}").render
    return render


@lru_cache(_RECENT)
def _for_feed(meta: Meta, base: str, spoken: str, shop: Shop) -> Entry:
    """Return an entry whose addresses are absolute and whose ids no other entry of the document has."""
    return Entry(meta, complete(_safe(meta, shop, base, base + meta.address), meta, base, spoken))


def _for_page(meta: Meta | PlainPage, address: str, shop: Shop) -> str:
    """Return the text as it stands on its own page, whose links are relative."""
    return _safe(meta, shop, "../" * address.count("/"))


def _safe(meta: Meta | PlainPage, shop: Shop, base: str, home: str = "") -> str:
    """Return the safe HTML of a text; `base` is where the site begins, `home` where a feed's entry has its page."""
    from feedmill import markup

    # Of the whole id: those that a person gives may begin alike, as UUIDs of one minute do (RFC 9562 §5.7).
    prefix = f"a{disk.digest(meta.id.encode())[:8]}-" if home and isinstance(meta, Meta) else ""
    leads = {named: base + at for named, at in meta.links if at}
    sizes = {base + at: (width, height) for at, width, height, _ in meta.sizes}
    choices = (
        {} if home else {base + at: _choices(at, width, widths, base) for at, width, _, widths in meta.sizes if widths}
    )
    place = markup.Place("feed" if home else "page", home, prefix, partial(_lead, leads), sizes, choices)
    return markup.settled(_html(meta.path, meta.digest, shop), place)


def _choices(address: str, width: int, widths: tuple[int, ...], base: str) -> str:
    """Return a picture and its smaller versions as `srcset` wants them."""
    some = [(smaller(address, each), each) for each in widths] + [(address, width)]
    return ", ".join(f"{base}{at} {each}w" for at, each in some)


def _lead(leads: Mapping[str, str], named: str) -> str:
    return leads.get(named, "")


def _html(path: str, digest: str, shop: Shop) -> str:
    """Return the clean HTML of an article: from the cache, else from its file."""
    known = cached_html(shop.cached, shop.build, shop.stamp, digest) if shop.cached else None
    if known is not None:
        return known
    from feedmill import articles, converter, markup

    article, _ = articles.load(_same(path, disk.read(f"{shop.root}/{path}"), digest))
    return markup.clean(converter.convert(article.body)) if article else ""


def _same(path: str, raw: bytes, digest: str) -> bytes:
    """Return the bytes if they are those that the build was planned with."""
    if disk.digest(raw) != digest:
        raise FeedmillError(Problem(path, 0, "this file changed while the site was built", "build again"))
    return raw
