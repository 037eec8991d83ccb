"""Blocks → pieces."""

from feedmill.seeds import keypoints, lists
from feedmill.seeds.blocks import Block
from feedmill.seeds.headings import subheadings
from feedmill.seeds.pieces import Piece, paragraph

_LISTS = frozenset({"bullets", "numbers"})


def recognise(blocks: tuple[Block, ...], language: str, *, titled: bool) -> tuple[Piece, ...]:
    """Return what the blocks are, in order; only below a title line may key points come first."""
    headings = subheadings(blocks)
    pieces: list[Piece] = []
    at = 0
    while at < len(blocks):
        found, used = keypoints.find(blocks, at, headings, language) if at or titled else ((), 0)
        if not used:
            found, used = _plain(blocks, at, headings)
        if pieces and pieces[-1].kind == found[0].kind and found[0].kind in _LISTS:
            found, used = (paragraph(blocks[at]),), 1  # Markdown would join two lists side by side
        pieces += found
        at += used
    return tuple(pieces)


def _plain(blocks: tuple[Block, ...], at: int, headings: frozenset[int]) -> tuple[tuple[Piece, ...], int]:
    """Return the list, subheading or paragraph that begins with a block, and how many blocks it takes."""
    if listed := lists.gather(blocks[place] for place in range(at, len(blocks))):
        return (listed[0],), listed[1]
    if at in headings:
        return (Piece("heading", blocks[at].lines),), 1
    return (paragraph(blocks[at]),), 1
