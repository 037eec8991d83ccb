"""What an article is made of: paragraphs, headings and lists."""

from typing import Literal

from msgspec import Struct

from feedmill.seeds.blocks import Block
from feedmill.text import squeeze

Kind = Literal["paragraph", "heading", "bullets", "numbers"]


class Piece(Struct, frozen=True):
    """A paragraph, a subheading or a list."""

    kind: Kind
    parts: tuple[str, ...]
    """One text; in a list, one an item. Line ends are the seed's own."""
    marks: tuple[int, ...] = ()
    """The lines of the text whose list mark is not part of it any more."""


def paragraph(block: Block) -> Piece:
    """Return a block as a paragraph, which it is as long as nothing says otherwise."""
    return Piece("paragraph", ("\n".join(block.lines),))


def expected_text(body: str, pieces: tuple[Piece, ...]) -> str:
    """Return the text that the rendered pieces must show, runs of space, TAB and line ends as one space.

    It is the body's own text less the list marks and owes nothing else to the pieces, so that whatever they
    lost, added or joined is a difference.
    """
    marks = {line for piece in pieces for line in piece.marks}
    if not marks:
        return squeeze(body)
    lines = enumerate(body.split("\n"))
    return squeeze(" ".join(squeeze(line).partition(" ")[2] if n in marks else line for n, line in lines))
