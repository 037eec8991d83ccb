"""Text → its title line, its date and the rest.

A date has two forms: `date 2024-10 ` in front of the first word, and `Date: 2024-10-05` on a line of its own.
A title line stands above a `Date:` line, or first in a text without a date. Behind a date nobody writes one.
"""

import re

from msgspec import Struct

from feedmill import dates
from feedmill.seeds import blocks as splitting
from feedmill.seeds import lists, title
from feedmill.text import width

# Only space, TAB and line ends may stand before it: any other white space is a character of the text and stays there.
_INLINE = re.compile(r"[ \t\n]*date[ \t\u00a0]+(?P<said>[0-9]{4}[0-9-]{,20})(?:[ \t]+|\u00a0|(?=\s)|\Z)")
_LINE = re.compile(r"[ \t\n]*[Dd]ate:[ \t\u00a0]*(?P<said>[^\n]{,20}[0-9][^\n]{,40}?)[ \t\u00a0]*(?:\n|\Z)")
_FIRST_LINE = re.compile(r"[ \t\n]*(?P<line>[^\n]*\S[^\n]*)(?:\n|\Z)")


class Header(Struct, frozen=True):
    """What stands before the text proper."""

    body: str
    """The text proper."""
    published: str | None = None
    """As precise as it was written: "2024-10" is a month."""
    title: str = ""
    """The title line; "" where there is none."""
    wrong: str = ""
    """Why a date was left in the text: it does not exist."""


def read(text: str) -> Header:
    """Return the header of a text; less it and white space, the body is the whole text."""
    dated = _dated(text)
    if dated.published or dated.wrong:
        return dated
    first = _FIRST_LINE.match(text)
    if first is None or not title.like_title(first["line"]):
        return dated
    line, below = first["line"].strip(" \t"), _dated(text[first.end() :])
    if below.published and below.body.strip():
        return Header(below.body, below.published, line)
    return Header(text[first.end() :], title=line) if _stands_alone(text) else dated


def _dated(text: str) -> Header:
    """Return the header of a text that may begin with a date, possible or not."""
    match = _INLINE.match(text) or _LINE.match(text)
    if match is None:
        return Header(text)
    try:
        dates.parse(match["said"])
    except ValueError as error:
        return Header(text, wrong=str(error))
    return Header(text[match.end() :], match["said"])


def _stands_alone(text: str) -> bool:
    """Return whether the first line is a block of its own that a longer one follows, and no item of a list."""
    first, *others = splitting.split(text)
    alone = len(first.lines) == 1 and lists.marked(first) is None
    return alone and bool(others) and width(others[0].text) > width(first.text)
