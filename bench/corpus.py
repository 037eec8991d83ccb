"""German news of any number, the same on every machine: a word model, seeded by the number of the article.

Words are drawn by rank as Zipf and Mandelbrot have it, from classes that hold the usual words and a long tail of
compounds; the lengths of sentences, paragraphs and articles are spread as in the agency copy in `seeds/`. So text
packs, hashes and searches as real text does, which a handful of phrases over and over would not.
"""

import math
import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import lexicon as words

SIZE = 2450
"""Letters of the body of the median article; with what stands around it 2.6 KB."""

_NOMINATIVE = {"m": "der", "f": "die", "n": "das", "p": "die"}
_ACCUSATIVE = _NOMINATIVE | {"m": "den"}
_DATIVE = {"m": "dem", "f": "der", "n": "dem", "p": "den"}
_INDEFINITE = {"m": "einen", "f": "eine", "n": "ein", "p": "viele"}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ş": "s", "ı": "i"})


class Block(NamedTuple):
    """A paragraph, a subheading (`heading`) or a key point (`point`)."""

    kind: str
    text: str


class Article(NamedTuple):
    """One article, before anyone's format."""

    number: int
    title: str
    date: str
    tags: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def slug(self) -> str:
        """Return a name for files and addresses, that no other article has."""
        plain = self.title.lower().translate(_UMLAUTS)
        letters = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in plain)
        return "-".join([*letters.split()[:6], f"{self.number:06}"])


class Ranked:
    """Words from which the first is drawn most often, the others ever more seldom (Mandelbrot 1953, a = 1.05)."""

    def __init__(self, entries: Sequence[str], fall: float = 1.05) -> None:
        """Take the words, most frequent first; the higher `fall`, the sooner they get rare."""
        self._entries = entries
        self._sums = list(accumulate(1 / (rank + 3) ** fall for rank in range(len(entries))))

    def draw(self, chance: random.Random) -> str:
        """Return one of them."""
        return chance.choices(self._entries, cum_weights=self._sums)[0]


def _compounds() -> list[str]:
    """Return all of them, those of frequent parts first."""
    pairs = [(i * j, first, head) for i, first in enumerate(words.FIRSTS, 3) for j, head in enumerate(words.HEADS, 3)]
    return [f"{head[0]}:{first}{head[2:]}" for _, first, head in sorted(pairs)]


_NOUNS, _PEOPLE, _COMPOUNDS = Ranked(words.NOUNS), Ranked(words.PEOPLE), Ranked(_compounds(), 0.7)
_ADJECTIVES, _VERBS, _PARTICIPLES = Ranked(words.ADJECTIVES), Ranked(words.VERBS), Ranked(words.PARTICIPLES)
_PLACES, _PREPOSITIONS, _ADVERBS = Ranked(words.PLACES), Ranked(words.PREPOSITIONS), Ranked(words.ADVERBS)
_LINKS, _SAYING, _GIVEN, _FAMILY = (
    Ranked(entries) for entries in (words.LINKS, words.SAYING, words.GIVEN, words.FAMILY)
)
_TAGS = Ranked(words.TAGS)


class _Writer:
    """Writes with one source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same for everyone

    def noun(self, articles: dict[str, str]) -> tuple[str, str]:
        """Return gender and noun; what is many is never the subject, since all verbs are in the singular."""
        kind = self.chance.random()
        if kind < 0.2 and articles is not _NOMINATIVE:
            return "p", _PEOPLE.draw(self.chance)
        gender, noun = (_NOUNS if kind < 0.6 else _COMPOUNDS).draw(self.chance).split(":")
        return gender, noun

    def phrase(self, articles: dict[str, str]) -> str:
        """Return article, adjective and noun in the case of these articles."""
        gender, noun = self.noun(articles)
        if articles is _ACCUSATIVE and self.chance.random() < 0.3:
            return f"{_INDEFINITE[gender]} {noun}"
        plain = articles is _DATIVE or gender == "p" or articles[gender] == "den"
        adjective = f" {_ADJECTIVES.draw(self.chance)}{'en' if plain else 'e'}" if self.chance.random() < 0.3 else ""
        return f"{articles[gender]}{adjective} {noun}"

    def aside(self) -> str:
        """Return an adverb, a place, a number or a phrase with a preposition."""
        kind = self.chance.random()
        if kind < 0.3:
            return _ADVERBS.draw(self.chance)
        if kind < 0.5:
            return f"in {_PLACES.draw(self.chance)}"
        if kind < 0.54:
            return f"am {self.chance.randint(1, 28)}. {self.chance.choice(words.MONTHS)}"
        if kind < 0.57:
            return f"für rund {self.chance.randint(2, 950)} Millionen Euro"
        return f"{_PREPOSITIONS.draw(self.chance)} {self.phrase(_DATIVE)}"

    def name(self) -> str:
        """Return a person's name."""
        return f"{_GIVEN.draw(self.chance)} {_FAMILY.draw(self.chance)}"

    def clause(self, length: int) -> str:
        """Return a main clause of about so many words, without its full stop."""
        who, what = self.phrase(_NOMINATIVE), self.phrase(_ACCUSATIVE)
        asides = [self.aside()] if length > 8 else []
        while len(" ".join([who, what, *asides]).split()) < length - 2:
            asides = list(dict.fromkeys([*asides, self.aside()]))
        middle = " ".join(asides)
        kind = self.chance.random()
        if kind < 0.35:
            return f"{who} hat {middle} {what} {_PARTICIPLES.draw(self.chance)}"
        if kind < 0.6 and asides:
            return f"{asides[0]} {_VERBS.draw(self.chance)} {who} {' '.join(asides[1:])} {what}"
        return f"{who} {_VERBS.draw(self.chance)} {what} {middle}"

    def sentence(self) -> str:
        """Return a sentence; its length is log-normal, 14 words at the middle."""
        length = round(min(40, max(5, self.chance.lognormvariate(math.log(14), 0.5))))
        kind = self.chance.random()
        if kind < 0.12:
            said = f'"{_begin(self.clause(length - 4)).strip()}", {_SAYING.draw(self.chance)} {self.name()}'
        elif length > 15 and kind < 0.6:
            who, what = self.phrase(_NOMINATIVE), self.phrase(_ACCUSATIVE)
            below = f"{_LINKS.draw(self.chance)} {who} {what} {_VERBS.draw(self.chance)}"
            said = f"{self.clause(length - 7)}, {below}"
        else:
            said = self.clause(length)
        return " ".join(_begin(said).split()) + "."

    def paragraph(self) -> str:
        """Return one to four sentences."""
        count = self.chance.choices((1, 2, 3, 4), (3, 4, 3, 1))[0]
        return " ".join(self.sentence() for _ in range(count))

    def heading(self) -> str:
        """Return a subheading of a few words, without a full stop."""
        _, subject = self.noun(_NOMINATIVE)
        return f"{subject} {_VERBS.draw(self.chance)} {self.phrase(_ACCUSATIVE)}"


def _begin(text: str) -> str:
    return text[:1].upper() + text[1:]


def article(number: int) -> Article:
    """Return an article; the number alone decides what it says."""
    writer = _Writer(number)
    chance = writer.chance
    date = f"{chance.randint(2015, 2024)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    tags = tuple(sorted({_TAGS.draw(chance) for _ in range(chance.choices((1, 2, 3), (5, 3, 1))[0])}))
    title = writer.heading() + f" {writer.aside()}"
    size = chance.lognormvariate(math.log(SIZE), 0.3)
    blocks = [Block("paragraph", writer.paragraph()), Block("heading", "Das Wichtigste in Kürze")]
    blocks += [Block("point", writer.sentence()) for _ in range(3)]
    while True:
        blocks += [Block("paragraph", writer.paragraph()) for _ in range(chance.randint(2, 3))]
        if sum(len(block.text) for block in blocks) > size - 200:
            return Article(number, title, date, tags, tuple(blocks))
        blocks.append(Block("heading", writer.heading()))


def articles(count: int) -> Iterator[Article]:
    """Yield the first so many articles."""
    return (article(number) for number in range(count))


def markdown(written: Article) -> str:
    """Return the body as Markdown."""
    marks = {"heading": "## ", "point": "- ", "paragraph": ""}
    lines = []
    for block, following in zip(written.blocks, [*written.blocks[1:], None], strict=True):
        tight = block.kind == "point" and following is not None and following.kind == "point"
        lines.append(marks[block.kind] + block.text + ("\n" if tight else "\n\n"))
    return "".join(lines).rstrip("\n") + "\n"


def raw(written: Article) -> str:
    """Return the article as agencies send it: no marks, the date in front, the first point glued to its head."""
    date = written.date if written.number % 2 else written.date[:7]
    first, head, point, *rest = (block.text for block in written.blocks)
    return "\n\n".join([f"date {date} {first}", f"{head} {point}", *rest])
