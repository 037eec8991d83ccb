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
_OPENERS = ("–", "—", ">", "→", "(", "（", "[", "【")
_QUOTED = re.compile(r"[.!…。！؟?？][\"'”’“»«」』]+\Z")  # a whole sentence is quoted; "(…!)" may close a heading
_CAPTION = re.compile(
    r"(?:abb|abbildung|bild|bilder|credits?|fig|figure|foto|fotos|fuente|grafik|image|photos?|photograph|picture|quelle|quellen|"
    r"source|sources|video|видео|источник|фото|사진)\b"
    r"|写真|图片|圖片|图源|圖源|资料图|資料圖|来源|來源|责任编辑|責任編輯"  # no end of a word is seen in these scripts
    r"|.*(?:供图|供圖|[/／ ][摄攝])[）)\]]?\Z",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_MARK = re.compile(r"(?:[-*+•·▪‣◦]|[0-9]{1,3}[.)])[ \t]")
_NUMBER = re.compile(r"(?P<number>[0-9]{1,2})[.)][ \t]+(?P<title>.*)")


def subheadings(blocks: tuple[Block, ...]) -> frozenset[int]:
    """Return the places of the blocks that are subheadings; never the first or the last."""
    shaped = [len(block.lines) == 1 and _shaped(block.lines[0]) for block in blocks]
    alone = (at for at in range(1, len(blocks) - 1) if shaped[at] and not shaped[at - 1] and not shaped[at + 1])
    plain = (at for at in alone if _placed(*blocks[at - 1 : at + 2]))
    return frozenset((*plain, *_numbered(blocks)))


def _numbered(blocks: tuple[Block, ...]) -> tuple[int, ...]:
    """Return the places of titles that are numbered 1, 2, 3 …, each above a text of its own."""
    found: list[int] = []
    for at in range(1, len(blocks) - 1):
        block, below = blocks[at], blocks[at + 1]
        number = _NUMBER.fullmatch(block.lines[0]) if len(block.lines) == 1 else None
        if number is None or not _shaped(number["title"]) or _NUMBER.match(below.lines[0]) or not _above(block, below):
            continue
        if int(number["number"]) != len(found) + 1:
            return ()
        found.append(at)
    return tuple(found) if len(found) > 1 else ()


def _shaped(line: str) -> bool:
    """Return whether a line has the form of a heading."""
    if len(line) > _WIDTH:
        return False
    letter = next((c for c in line if c.isalpha()), "")
    return (
        width(line) <= _WIDTH
        and len(line.split()) <= _WORDS
        and letter != ""
        and not letter.islower()
        and not line.rstrip().endswith(_RUNNING_ON)
        and not _QUOTED.search(line.rstrip())
        and not line.startswith(_OPENERS)
        and not (_CAPTION.match(line) or _ADDRESS.search(line) or _MARK.match(line))
    )


def _placed(above: Block, line: Block, below: Block) -> bool:
    """Return whether the middle one of three blocks stands where a heading stands: behind a sentence, above a text."""
    if not sentences.ends(above.text):
        return False
    if listed := lists.marked(below):
        return len(listed.items) > 1
    return _above(line, below)


def _above(line: Block, below: Block) -> bool:
    """Return whether the second block is a text that the first may stand above."""
    long = width(below.text) >= max(_BELOW, _LONGER * width(line.text))
    return long and (sentences.ends(below.text) or below.text.endswith((":", "：")))
