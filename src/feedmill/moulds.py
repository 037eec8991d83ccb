"""XML that was written once with marks where values belong → the same with other values, as often as wanted.

What a library writes of an entry depends on which values there are and not on what they say, and it takes its time.
So it writes each such form once, and here the values are put into their places.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from lxml.etree import SubElement, _Element
from msgspec import Struct

Said = tuple[str, str]
"""A field and its value; some fields come several times."""

Spelling = Callable[[str], str]
"""How a value is written where it stands."""

FORMS = 500
"""Forms of entries to keep: a site has a handful, unless each article has another number of tags."""

_RECENT = 256  # texts: the formats of a feed come one after the other and show the same
_MARK = re.compile("\ue000([0-9]+)\ue001")  # for private use: no library takes it for anything but text
_TEXT = re.compile(rb">[^<]*&amp;[^<]*")  # libxml2 writes no ">" inside a tag but its end


class Mould(Struct, frozen=True):
    """A text with holes."""

    begin: str
    holes: tuple[tuple[int, Spelling, str], ...]
    """Which value belongs there, how it is spelled there, and what follows it."""


def marked(fields: Sequence[str]) -> list[Said]:
    """Return the fields, each with a mark for its value."""
    return [(field, f"\ue000{number}\ue001") for number, field in enumerate(fields)]


def mould(document: bytes, around: tuple[str, str], fields: Sequence[str], spelling: Mapping[str, Spelling]) -> Mould:
    """Return the mould that a part of a document is: from where it begins to where what is behind it begins.

    `spelling` names the fields whose texts are spelled in a way of their own.
    """
    written = document.decode()
    begin, *rest = _MARK.split(written[written.index(around[0]) : written.rindex(around[1])])
    numbers, texts = map(int, rest[::2]), rest[1::2]
    holes = []
    for number, before, after in zip(numbers, (begin, *texts), texts, strict=False):
        spell = attribute if before.endswith('="') else spelling.get(fields[number], text)
        holes.append((number, spell, after))
    return Mould(begin, tuple(holes))


def filled(
    document: bytes, end: str, form: Callable[[tuple[str, ...]], Mould], entries: Sequence[Sequence[Said]]
) -> bytes:
    """Return a document that was written without entries, spelled as they are, with entries where its end begins."""
    cast = "".join(_cast(form(tuple(field for field, _ in said)), said) for said in entries)
    head, begins, rest = document.rpartition(end.encode())
    head = _TEXT.sub(lambda found: found[0].replace(b"&amp;", b"&#x26;"), head)
    return b"".join((head, cast.encode(), begins, rest))


def _cast(form: Mould, said: Sequence[Said]) -> str:
    """Return the text with these values."""
    parts = [form.begin]
    for number, spell, after in form.holes:
        parts += (spell(said[number][1]), after)
    return "".join(parts)


def add(element: _Element, said: Sequence[Said], namespaces: Mapping[str, str]) -> None:
    """Add what the fields with a prefix say: the text of "dc:creator", the attribute of "media:thumbnail@url"."""
    for field, value in said:
        name, _, key = field.partition("@")
        prefix, _, local = name.rpartition(":")
        if prefix:
            tag = f"{{{namespaces[prefix]}}}{local}"
            if not key:
                SubElement(element, tag).text = value
            elif len(element) and element[-1].tag == tag:
                element[-1].set(key, value)
            else:
                SubElement(element, tag, {key: value})


def text(value: str) -> str:
    """Return a text as it stands in XML, with "&" as a number.

    Some readers resolve references in texts twice, first those that XML names and then all that HTML has. They would
    take `&amp;lt;`, an author's "<" that is text in HTML, for a tag; `&#x26;lt;` they read as it was meant.
    """
    return value.replace("&", "&#x26;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(_RECENT)
def whole(value: str) -> str:
    """Return a long text as it stands in XML, the same for each format."""
    return text(value)


def plain(value: str) -> str:
    """Return a text in the only spelling that every reader takes for plain (RSS Advisory Board's Profile)."""
    return value.replace("&", "&#x26;").replace("<", "&#x3C;").replace(">", "&gt;")


def attribute(value: str) -> str:
    """Return a text as it stands in an attribute."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
