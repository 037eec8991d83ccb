"""Blocks of Markdown → elements: three shapes, which nearly all blocks have, asked for before any other.

Python-Markdown asks sixteen processors about each block, in turn. What is taken here is what the first fifteen of them,
or those before the one that it is for, would have left alone.
"""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.util import STX

# No syntax of a block begins with such a letter; "|" is for tables; a number with a full stop begins a list.
_LINE = rf"(?:[^\s\d#=*_+:>\[|{STX}-]|\d++(?!\.))[^\n|]*+"
_LINES = re.compile(rf"{_LINE}(?:\n{_LINE})*+")
_HEADING = re.compile(r"#{1,6}[^\n#\\]*+")
_ITEM = r"- ++[^\W\d_][^\n|]*+"
_ITEMS = re.compile(rf"{_ITEM}(?:\n{_ITEM})*+")
_LISTS = frozenset({"ol", "ul"})


class Paragraph(ParagraphProcessor):
    """Takes a paragraph of which no line begins as anything else does."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - their own parameter
        """Return whether the block is one."""
        return _LINES.fullmatch(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make the paragraph; in a list it may go on with an item."""
        if self.parser.state.isstate("list"):
            super().run(parent, blocks)
        else:
            SubElement(parent, "p").text = blocks.pop(0)


class Heading(BlockProcessor):
    """Takes a heading on a line of its own."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - as above
        """Return whether the block is one."""
        return block.startswith("#") and _HEADING.fullmatch(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make the heading."""
        line = blocks.pop(0)
        text = line.lstrip("#")
        SubElement(parent, f"h{len(line) - len(text)}").text = text.strip()


class Items(BlockProcessor):
    """Takes a list in which each line is an item, where it goes on with no other list."""

    def test(self, parent: Element, block: str) -> bool:
        """Return whether the block is one."""
        if not block.startswith("-") or not _ITEMS.fullmatch(block):
            return False
        return parent.tag not in _LISTS and not (len(parent) and parent[-1].tag in _LISTS)

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make the list."""
        made = SubElement(parent, "ul")
        for line in blocks.pop(0).split("\n"):
            SubElement(made, "li").text = line[1:].lstrip(" ")
