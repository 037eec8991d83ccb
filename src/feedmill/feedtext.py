"""What all feed formats agree on: text that any document can carry, and what an entry's summary is."""

import re
from functools import lru_cache
from html import escape, unescape
from typing import TypeVar, cast
from urllib.parse import unquote

import msgspec
from msgspec import Struct, structs

from feedmill.model import Entry, Meta, Picture
from feedmill.text import balanced, direction, legal, squeeze

_TAG = re.compile(r"<[^>]*>")
# In JSON in UTF-8: controls from U+0080 on, marks of direction, U+2028, what is no character. Each begins with bytes
# that are soon found.
_DOUBTFUL = tuple(
    re.compile(pattern)
    for pattern in (
        *(rb"\xc2[\x80-\x9f]", rb"\xe2\x80[\xa8-\xae]", rb"\xe2\x81[\xa6-\xa9]"),
        *(rb"\xef\xb7[\x90-\xaf]", rb"\xef\xbf[\xbe\xbf]"),
    )
)
# Spaces in a row or at an end, DEL, all beyond U+FFFF.
_ODD = (b"  ", b' "', b"\x7f", b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")

_RECENT = 256  # entries: the formats of a feed come one after the other and show the same

S = TypeVar("S", bound=Struct)


def sound(value: S) -> S:
    """Return a feed, or a part of one, with no character that XML forbids, its texts besides HTML on single lines.

    JSON would carry such characters, but then the formats would disagree. A title that says nothing becomes the
    address: readers invent one where there is none, each another.
    """
    if isinstance(value, Entry):
        return cast(S, _entry(value))
    return _each(value)


@lru_cache(_RECENT)
def _entry(entry: Entry) -> Entry:
    return _each(entry)


def _each(value: S) -> S:
    if isinstance(value, Meta) and _fine(value):
        return value
    parts = {name: legal(part) if name == "html" else _sound(part) for name, part in structs.asdict(value).items()}
    if parts.get("title") == "":
        parts["title"] = parts["address"]
    return structs.replace(value, **parts)


def _fine(meta: Meta) -> bool:
    """Return whether one look shows that all texts of an article are sound, as they are in most."""
    try:
        said = msgspec.json.encode(meta)
    except UnicodeEncodeError:  # lone surrogates
        return False
    # JSON escapes nothing but quotes; no space is at an end, or beside another.
    if not meta.title or said.count(b"\\") != said.count(b'\\"') or said.count(b'" ') != said.count(b'\\" '):
        return False
    return not any(odd in said for odd in _ODD) and not any(doubtful.search(said) for doubtful in _DOUBTFUL)


def _sound(part: object) -> object:
    if isinstance(part, tuple):
        return tuple(_sound(each) for each in part)
    if isinstance(part, Struct):
        return sound(part)
    return balanced(squeeze(legal(part))) if isinstance(part, str) else part


def complete(html: str, meta: Meta, base: str, spoken: str) -> str:
    """Return an entry's text with what readers do not show by themselves; `spoken` is the site's language.

    Of several enclosures they keep the first or the last, so that all but the first are links below the text. Which
    language a text is in, and that it runs from right to left, RSS and JSON Feed cannot say where readers look for it.
    """
    link = '<li><a href="{}" type="{}">{}</a></li>'.format
    more = meta.enclosures[1:]
    files = "".join(link(escape(base + file.address), file.type, escape(name(file.address))) for file in more)
    whole = f"{html}\n<ul>{files}</ul>" if files else html
    runs = direction(meta.language)
    if not whole.strip() or (meta.language == spoken and runs == "ltr"):
        return whole
    return f'<div dir="{runs}" lang="{escape(meta.language)}">{whole}</div>'


def name(address: str) -> str:
    """Return the last part of an address, readable."""
    return legal(unquote(address.rpartition("/")[2]))


def sizes(picture: Picture) -> dict[str, str]:
    """Return a picture's size as Media RSS writes it (rssboard.org/media-rss), if it is known."""
    return {"width": str(picture.width), "height": str(picture.height)} if picture.width else {}


@lru_cache(_RECENT)
def summary_of(entry: Entry, *, full: bool) -> str:
    """Return what stands beside the content: "" where it would repeat the title or, if it is shown, the whole text."""
    said = "".join(entry.meta.summary.split())
    if said == "".join(entry.meta.title.split()) or (_says(entry.html, said) if full else not said):
        return ""
    return entry.meta.summary


def _says(html: str, said: str) -> bool:
    """Return whether this is the text of HTML, without any space; most is seen to differ at its first lines."""
    at, end = 0, 0
    for tag in _TAG.finditer(html):
        piece = "".join(unescape(html[end : tag.start()]).split())
        if not said.startswith(piece, at):
            return False
        at, end = at + len(piece), tag.end()
    return said[at:] == "".join(unescape(html[end:]).split())
