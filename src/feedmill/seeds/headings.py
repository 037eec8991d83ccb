"""Blocks → which of them are subheadings.

In plain text a subheading is a short line without a full stop between two paragraphs. The rules prefer
missing one, which leaves a short paragraph, to inventing one.
"""

import re

from feedmill.seeds import lists, sentences
from feedmill.seeds.blocks import Block
from feedmill.text import width

_WIDTH = 80  # columns
_WORDS = 14
_BELOW = 60  # columns; what is shorter is another short line, not the text below a heading
_LONGER = 1.2  # times the heading

_RUNNING_ON = (".", "!", "！", ":", ";", ",", "…", "。", "：", "；", "，", "、", "۔", "،", "؛")
_OPENERS = ("–", "—", ">", "→", "(", "（")
_CAPTION = re.compile(
    r"(?:abb|abbildung|bild|bilder|credits?|fig|figure|foto|fotos|fuente|grafik|image|photos?|photograph|picture|quelle|quellen|"
    r"source|sources|video|видео|источник|фото|写真|图片|圖片|사진)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_MARK = re.compile(r"(?:[-*+•·▪‣◦]|[0-9]{1,3}[.)])[ \t]")


def subheadings(blocks: tuple[Block, ...]) -> frozenset[int]:
    """Return the places of the blocks that are subheadings; never the first or the last."""
    shaped = [_shaped(block) for block in blocks]
    return frozenset(
        at
        for at in range(1, len(blocks) - 1)
        if shaped[at] and not shaped[at - 1] and not shaped[at + 1] and _placed(*blocks[at - 1 : at + 2])
    )


def _shaped(block: Block) -> bool:
    """Return whether a block has the form of a heading."""
    line = block.lines[0]
    if len(block.lines) > 1 or len(line) > _WIDTH:
        return False
    letter = next((c for c in line if c.isalpha()), "")
    return (
        width(line) <= _WIDTH
        and len(line.split()) <= _WORDS
        and letter != ""
        and not letter.islower()
        and not line.rstrip().endswith(_RUNNING_ON)
        and not line.startswith(_OPENERS)
        and not (_CAPTION.match(line) or _ADDRESS.search(line) or _MARK.match(line))
    )


def _placed(above: Block, line: Block, below: Block) -> bool:
    """Return whether the middle one of three blocks stands where a heading stands: behind a sentence, above a text."""
    if not sentences.ends(above.text):
        return False
    if listed := lists.marked(below):
        return len(listed.items) > 1
    long = width(below.text) >= max(_BELOW, _LONGER * width(line.text))
    return long and (sentences.ends(below.text) or below.text.endswith((":", "：")))
