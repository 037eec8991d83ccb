"""Text → blocks: lines that blank lines keep apart."""

from itertools import count, groupby

from msgspec import Struct

from feedmill.text import squeeze


class Block(Struct, frozen=True):
    """Lines of which none is blank."""

    first: int
    """The number of its first line in the text, from 0."""
    lines: tuple[str, ...]
    """Without space and TAB at their ends."""

    @property
    def text(self) -> str:
        """The whole block on one line, runs of white space as one space."""
        return squeeze(" ".join(self.lines))


def split(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text, in order; together they hold every character of it but white space at line ends."""
    lines = [line.strip(" \t") for line in text.split("\n")]
    groups = groupby(zip(count(), lines, strict=False), key=lambda numbered: bool(numbered[1]))
    runs = [list(group) for filled, group in groups if filled]
    return tuple(Block(run[0][0], tuple(line for _, line in run)) for run in runs)
