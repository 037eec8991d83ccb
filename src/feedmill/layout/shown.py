"""Edition → what pages show and name: stylesheets, the site's sign, pictures."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import blake2b
from urllib.parse import unquote

from msgspec import Struct

from feedmill.documents import Asset, Copy, Icon, Output, Resized, Text, smaller
from feedmill.errors import Problem
from feedmill.layout.desk import Desk
from feedmill.settings import Site

_SVG, _PNG, _ICO = "assets/icon.svg", "assets/icon.png", "favicon.ico"
_TOUCHED, _TAB = 180, 32  # pixels: what phones put on their screens, what stands in a tab


class Press(Struct, frozen=True):
    """What is the same for every output of a build."""

    site: Site
    stamp: str
    """A hash of the code and the libraries that make bytes."""
    theme: str
    """A hash of the templates, styles and words."""
    assets: tuple[str, ...]
    """Names of the theme's files that go out as they are."""
    static: Mapping[str, str]
    """Files below static/, relative to it, and their SHA-256."""
    media: Mapping[str, str]
    """Files below content/ that go out, and their SHA-256."""
    manifest: str
    """The file that lists all outputs."""
    odd: tuple[Problem, ...] = ()
    """What lies in static/ and cannot go out."""
    style: str = ""
    """The pages' stylesheet."""
    accents: tuple[str, str] = ("#000000", "#ffffff")
    """What it is coloured with, in light and in dark."""
    dressed: Mapping[str, str] = {}
    """Files below theme/assets/ that go out as they are, relative to it, and their SHA-256."""
    worn: tuple[tuple[str, str], ...] = ()
    """Templates and words below theme/, and their SHA-256; `theme` covers them."""
    icon: tuple[str, str] = ("", "")
    """The site's own sign below content/, and its SHA-256; "" twice where one is drawn."""


def style(press: Press) -> str:
    """Return where the pages' stylesheet stands: another one has another name, so that nobody shows an old one."""
    return f"assets/site.{blake2b(press.style.encode(), digest_size=5).hexdigest()}.css"


def icons(press: Press) -> tuple[str, ...]:
    """Return where the signs stand that pages name; a favicon.ico is asked for by those who read no page."""
    return (_PNG,) if press.icon[0] else (_SVG, _PNG)


def files(desk: Desk, press: Press) -> Iterator[Output]:
    """Yield the files."""
    yield desk.output(desk.style, "text", partial(Text, press.style))
    yield from _signs(desk, press)
    for name in press.assets:
        yield desk.output(f"assets/{name}", "asset", partial(Asset, name, desk.site))
    for name, digest in press.dressed.items():
        yield desk.output(f"assets/{name}", "copy", partial(Copy, f"theme/assets/{name}", digest))
    for path, digest in press.media.items():
        yield desk.output("media/" + path.removeprefix("content/"), "copy", partial(Copy, path, digest))
    if press.media:
        yield from _smaller(desk, press)
    yield desk.output(".nojekyll", "text", partial(Text, ""))


def _signs(desk: Desk, press: Press) -> Iterator[Output]:
    path, digest = press.icon
    if path:
        yield desk.output(_PNG, "picture", partial(Resized, path, digest, _TOUCHED, "PNG"))
        yield desk.output(_ICO, "picture", partial(Resized, path, digest, _TAB, "ICO"))
        return
    sign = partial(Icon, _letter(press.site.title), *press.accents)
    yield desk.output(_SVG, "icon", partial(sign, "SVG"))
    yield desk.output(_PNG, "icon", partial(sign, "PNG"))
    yield desk.output(_ICO, "icon", partial(sign, "ICO"))


def _smaller(desk: Desk, press: Press) -> Iterator[Output]:
    """Yield smaller versions of the pictures that pages show."""
    edition = desk.edition
    sizes = (*(meta.sizes for meta in edition.articles), *(page.sizes for page in edition.pages))
    shown = {at: widths for these in sizes for at, _, _, widths in these if widths}
    leads = (meta.image for meta in edition.articles if meta.image)
    shown.update((lead.address, lead.widths) for lead in leads if lead.widths)
    for address, widths in shown.items():
        path = unquote(address.removeprefix("media/"))
        digest = press.media[f"content/{path}"]
        for width in widths:
            recipe = partial(Resized, f"content/{path}", digest, width)
            yield desk.output(smaller(unquote(address), width), "picture", recipe)


def _letter(title: str) -> str:
    """Return the first letter or digit of a title as it begins a name, or else its first character."""
    said = unicodedata.normalize("NFC", title.strip())
    first = next((each for each in said if each.isalnum()), said[:1])
    return first.upper() if len(first.upper()) == 1 else first
