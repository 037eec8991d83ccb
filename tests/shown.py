"""HTML → what a person sees of it and where it leads, by a parser that is neither ours nor a reader's; test support."""

from functools import cache

import lxml.html
from lxml import etree
from msgspec import Struct

ADDRESSES = ("cite", "href", "poster", "src", "srcset")


class Shown(Struct, frozen=True):
    """What two readers that show the same agree on."""

    text: str
    """With single spaces."""
    addresses: tuple[str, ...]
    """Each with its attribute: "href https://…"."""


@cache
def shown(html: str) -> Shown:
    """Return what HTML shows."""
    if not html.strip():
        return Shown("", ())
    return seen(lxml.html.fragment_fromstring(html, create_parent="div", parser=lxml.html.HTMLParser(huge_tree=True)))


def seen(top: etree._Element) -> Shown:
    """Return what is in an element."""
    inside = (each for each in top.iter() if each is not top)
    leads = (f"{name} {each.get(name)}" for each in inside for name in ADDRESSES if each.get(name) is not None)
    return Shown(" ".join("".join(map(str, top.itertext())).split()), tuple(leads))
