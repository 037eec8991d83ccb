"""Marked blocks → lists."""

import re
from collections.abc import Iterable

from msgspec import Struct

from feedmill.seeds.blocks import Block
from feedmill.seeds.pieces import Kind, Piece

_BULLET = re.compile(r"(?P<mark>[-*•·▪‣◦])[ \t]+(?P<item>.*\S.*)")  # never – or —: those open dialogue
_NUMBER = re.compile(r"(?P<mark>[0-9]{1,3})\.[ \t]+(?P<item>.*\S.*)")
_LEAST = 2  # lines; one alone may be a date ("20. Oktober") or what somebody says


class _Marked(Struct, frozen=True):
    """The items of a block whose every line begins with a list mark."""

    kind: Kind
    start: int
    """The first number; 0 where marks are no numbers."""
    items: tuple[str, ...]


def gather(blocks: Iterable[Block], least: int = _LEAST) -> tuple[Piece, int] | None:
    """Return the list that the blocks begin with and how many of them it takes, None if they begin with none.

    Blocks that go on with it belong to it: Markdown would join two lists side by side anyway.
    """
    items: tuple[str, ...] = ()
    marks: tuple[int, ...] = ()
    kind: Kind | None = None
    used = 0
    for block in blocks:
        found = marked(block)
        if found is None or len(found.items) < least or kind not in {None, found.kind}:
            break
        if found.kind == "numbers" and found.start != len(items) + 1:
            break
        kind, used = found.kind, used + 1
        items += found.items
        marks += tuple(range(block.first, block.first + len(block.lines)))
    return (Piece(kind, items, marks), used) if kind else None


def marked(block: Block) -> _Marked | None:
    """Return the block's items if all of its lines begin with the same list mark, or count up."""
    return _bulleted(block) or _numbered(block)


def _bulleted(block: Block) -> _Marked | None:
    """Return the items of a list with one sign for all."""
    found = _matches(_BULLET, block)
    if found is None or len({match["mark"] for match in found}) > 1:
        return None
    return _Marked("bullets", 0, tuple(match["item"] for match in found))


def _numbered(block: Block) -> _Marked | None:
    """Return the items of a list that counts up from wherever it starts."""
    found = _matches(_NUMBER, block)
    if found is None:
        return None
    start = int(found[0]["mark"])
    if any(match["mark"] != str(number) for number, match in enumerate(found, start)):
        return None
    return _Marked("numbers", start, tuple(match["item"] for match in found))


def _matches(form: re.Pattern[str], block: Block) -> list[re.Match[str]] | None:
    """Return what a form finds in each line, None if there is a line of another form."""
    found = []
    for line in block.lines:
        if (match := form.fullmatch(line)) is None:
            return None
        found.append(match)
    return found
