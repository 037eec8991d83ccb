"""Blocks → the box of key points that news articles open with.

Its heading often shares a line with the first point, and the points are paragraphs of one sentence each.
The phrases that open it are data: `keypoints.json`, by language.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain, islice, takewhile

from msgspec import Struct

from feedmill.seeds import lexicon, lists, sentences
from feedmill.seeds.blocks import Block
from feedmill.seeds.pieces import Piece, paragraph
from feedmill.text import width

_WIDTH = 220  # columns; a point is shorter
_WIDER = 1.6  # times the widest point so far; what is wider is the text that follows
_MOST = 5
_HEADLINE = 80  # columns; a point that begins with a small letter must be longer than any heading, or end like a sentence
_FEWEST = 2  # points without marks; one alone is the paragraph below a heading
_NARROWER = 0.5  # of the narrowest point so far; what is narrower and no sentence is the next heading
_LONG_WORD = 9  # letters; a shorter single word in front of a capital is part of the sentence
_UNSPACED = frozenset({"ja", "ko", "zh"})  # their phrases are one word each, and still say what they are
_UNCASED = frozenset({"ar", "fa", "he"})  # no capital shows where a point begins behind its heading
_QUOTES = frozenset("\"'“„”«»‹›‘‚「『《")


class Phrase(Struct, frozen=True):
    """A phrase that opens a list of key points."""

    text: str
    listing: bool
    """Whether what follows may be read as a list; a single word ("Summary") may head plain paragraphs as well."""
    gluing: bool
    """Whether it may share a line with the first point."""


class Opening(Struct, frozen=True):
    """How a block opens a list of key points."""

    phrase: Phrase
    heading: str
    """The phrase as it stands in the text, with its colon."""
    rest: tuple[Block, ...]
    """What the block holds below or behind it."""
    alone: bool
    """Whether the phrase has a line to itself."""


def find(blocks: tuple[Block, ...], at: int, headings: frozenset[int], language: str) -> tuple[tuple[Piece, ...], int]:
    """Return the pieces of the key points that begin with a block and how many blocks they take, 0 if none begin.

    A subheading ends them, and the last block of a text never belongs to them.
    """
    opened = opening(blocks[at], blocks[at + 1]) if at < len(blocks) - 1 else None
    if opened is None:
        return (), 0
    heading = Piece("heading", (opened.heading,))
    found, used = _marked(opened, (blocks[n] for n in range(at + 1, len(blocks))))
    if used:
        return (heading, *found), 1 + used - len(opened.rest)
    below = takewhile(lambda n: n not in headings, range(at + 1, len(blocks) - 1))
    candidates = chain(opened.rest, (blocks[n] for n in below))
    points = _points(candidates, language) if opened.phrase.listing else ()
    if len(points) < max(_FEWEST, len(opened.rest)):
        return (heading, *map(paragraph, opened.rest)), 1
    return (heading, Piece("bullets", points)), 1 + len(points) - len(opened.rest)


def _marked(opened: Opening, below: Iterable[Block]) -> tuple[tuple[Piece, ...], int]:
    """Return the list that marked lines below a heading are, what stands beside it, and how many blocks both take."""
    rest = opened.rest
    own = rest if opened.alone and rest and lists.marked(rest[0]) else ()
    before = () if own else rest
    listed = lists.gather(chain(own, below), 1)
    if listed is None:
        return (), 0
    piece, used = listed
    after = own[used:]
    return (*map(paragraph, before), piece, *map(paragraph, after)), len(before) + used + len(after)


def opening(block: Block, below: Block) -> Opening | None:
    """Return how a block opens a list of key points, None if it does not; `below` is the one that follows."""
    line = block.lines[0]
    plain = line.replace("’", "'")
    if plain[:2].casefold() not in _beginnings():
        return None
    if alone := _phrases().get(plain.rstrip(":：").rstrip().casefold()):
        return Opening(alone, line, _below(block), alone=True)
    glued = _glued().match(plain)
    if glued is None:
        return None
    rest = Block(block.first, (line[glued.start("first") :], *block.lines[1:]))
    phrase = _phrases()[glued["phrase"].casefold()]
    if not _starts(glued["first"]) and not (phrase.listing and _itemised(rest, below)):
        return None
    return Opening(phrase, line[: glued.end("phrase")], (rest,), alone=False)


def _starts(letter: str) -> bool:
    """Return whether a text can start with this letter: a capital, one of a script without them, a digit or a quote."""
    return letter in _QUOTES or (letter.isalnum() and not letter.islower())


def _itemised(first: Block, second: Block) -> bool:
    """Return whether two blocks read as points although the first begins with a small letter.

    A second one that does so too behind a finished sentence is no sentence of a text, nor are two without a full stop
    of which the first is too long for a headline ("In short supply").
    """
    if sentences.ends(first.text):
        return second.text[0].islower()
    return width(first.text) > _HEADLINE and not sentences.ends(second.text)


def _below(block: Block) -> tuple[Block, ...]:
    """Return the lines below a block's first: each a block if each is a sentence, else all in one."""
    lines = block.lines[1:]
    if len(lines) > 1 and all(map(sentences.ends, lines)):
        return tuple(Block(number, (line,)) for number, line in enumerate(lines, block.first + 1))
    return (Block(block.first + 1, lines),) if lines else ()


def _points(candidates: Iterable[Block], language: str) -> tuple[str, ...]:
    """Return the points that the candidates begin with: blocks of one sentence each, much alike."""
    points: list[Block] = []
    for block in islice(candidates, _MOST):
        if not sentences.is_one(block.text, language) or not _alike(block, points) or _heads(block, points):
            break
        points.append(block)
    return tuple("\n".join(block.lines) for block in points)


def _alike(block: Block, points: list[Block]) -> bool:
    """Return whether a block can be one more point: no wider by much than those before it, and announcing nothing."""
    widest = max((width(point.text) for point in points), default=_WIDTH)
    return width(block.text) <= min(_WIDTH, _WIDER * widest) and not block.text.endswith((":", "："))


def _heads(block: Block, points: list[Block]) -> bool:
    """Return whether a block looks like the heading of what follows the points."""
    narrowest = min((width(point.text) for point in points), default=0)
    return not sentences.ends(block.text) and width(block.text) < _NARROWER * narrowest


@cache
def _phrases() -> dict[str, Phrase]:
    """Return every phrase of every language, case folded; a site may write its boxes in another language.

    A Turkish phrase folds to another text when it stands in capitals, so both forms are known.
    """
    found = [_phrase(text, tag) for tag, texts in lexicon.load("keypoints.json").items() for text in texts]
    return {form.casefold(): phrase for phrase in found for form in (phrase.text, phrase.text.upper())}


@cache
def _beginnings() -> frozenset[str]:
    """Return the first two letters of every phrase: most blocks need no closer look."""
    return frozenset(form[:2].casefold() for phrase in _phrases().values() for form in (phrase.text, phrase.text.upper()))


@cache
def _glued() -> re.Pattern[str]:
    """Return the form of a line that holds such a phrase, as in the data or in capitals, and the start of a text."""
    texts = sorted(
        {phrase.text for phrase in _phrases().values() if phrase.gluing}, key=lambda text: (-len(text), text)
    )
    either = "|".join(re.escape(form) for text in texts for form in (text, text.upper()))
    return re.compile(rf"(?P<phrase>{either})[ \t]+(?P<first>\S)")


def _phrase(text: str, language: str) -> Phrase:
    """Return what a phrase of that language allows."""
    telling = len(re.split(r"[ '-]", text)) > 1 or language in _UNSPACED
    return Phrase(text, telling, language not in _UNCASED and (telling or len(text) >= _LONG_WORD))
