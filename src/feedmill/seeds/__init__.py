"""Raw bytes of a seed → Article.

    bytes ──decode──▶ text ──header──▶ title, date, body ──blocks, structure──▶ pieces ──escape──▶ Markdown

Nothing is lost on the way and nothing is added: `Sown.expected` is the text that the Markdown must show.
"""

from msgspec import Struct

from feedmill import dates
from feedmill.errors import Problem, SourceError
from feedmill.model import Article, Front, Source
from feedmill.plans import Shape
from feedmill.seeds import blocks, escape, header, identity, language, structure, summary, title
from feedmill.seeds.decode import decode
from feedmill.seeds.pieces import Piece, expected_text
from feedmill.text import clip, seen, squeeze

__all__ = ["Sown", "expected_text", "grow"]


class Sown(Struct, frozen=True):
    """What became of a seed."""

    article: Article
    expected: str
    """The text that the rendered body must show, blocks joined by a space, runs of space, TAB and line ends as one."""
    sure: float
    """The probability of its language, from 0 to 1."""
    shape: Shape
    problems: tuple[Problem, ...] = ()
    """Warnings: what a person may want to look at."""


class _Reading(Struct, frozen=True):
    """A text as it was understood."""

    head: header.Header
    pieces: tuple[Piece, ...]
    language: str
    """"und" where it cannot be told."""
    voice: str
    """The language whose rules hold: the text's own, or the site's where that cannot be told."""
    sure: float
    """The probability of the language, from 0 to 1."""


def grow(name: str, raw: bytes, default_language: str) -> Sown:
    """Return the article that a seed holds, and warnings; the same arguments always give the same.

    `name` is the seed's path below the site, with forward slashes. SourceError if the seed holds no text, or
    is in an encoding that cannot be told.
    """
    text, problems = decode(name, raw)
    reading = _read(text, default_language)
    if not any(map(_shows, reading.head.body)):
        raise SourceError(Problem(name, 0, "holds no text", "write the article into it, or delete it"))
    article = Article(_front(reading, identity.source(name, raw)), escape.markdown(reading.pieces))
    expected = expected_text(reading.head.body, reading.pieces)
    return Sown(article, expected, reading.sure, _shape(reading.pieces), problems + tuple(_doubts(name, reading)))


def _read(text: str, default_language: str) -> _Reading:
    """Return what a text says of itself: title, date, language and structure."""
    head = header.read(text)
    found, sure = language.detect(head.body)
    voice = default_language if found == language.UNDETERMINED else found
    pieces = structure.recognise(blocks.split(head.body), voice, titled=bool(head.title))
    return _Reading(head, pieces, found, voice, sure)


def _front(reading: _Reading, origin: Source) -> Front:
    """Return the front matter of an article."""
    lede = _lede(reading.pieces)
    said = squeeze(reading.head.title) if seen(reading.head.title) else ""
    inferred = "" if said else title.infer(lede, reading.voice)
    headline = said or (inferred if seen(inferred) else clip(seen(lede), title.LINE_WIDTH))
    return Front(
        title=headline,
        title_inferred=not said,
        slug=identity.slug(headline, reading.voice, origin),
        published=reading.head.published,
        language=reading.language,
        language_inferred=True,
        summary=summary.summarise(lede, reading.voice),
        summary_inferred=True,
        id=identity.article_id(origin.sha256),
        source=origin,
    )


def _shape(pieces: tuple[Piece, ...]) -> Shape:
    """Return how much there is of each kind."""
    kinds = [piece.kind for piece in pieces]
    items = sum(len(piece.parts) for piece in pieces if piece.kind in {"bullets", "numbers"})
    return Shape(kinds.count("paragraph"), kinds.count("heading"), items)


def _lede(pieces: tuple[Piece, ...]) -> str:
    """Return the first paragraph that says something; where none does, the first heading, item or sign."""
    texts = [piece.parts[0] for piece in pieces if piece.kind == "paragraph"]
    texts += [part for piece in pieces for part in piece.parts]
    return next(text for says in (_speaks, _shows) for text in texts if any(map(says, text)))


def _speaks(letter: str) -> bool:
    """Return whether a character is a letter or digit that can be seen."""
    return letter.isalnum() and bool(seen(letter))


def _shows(letter: str) -> bool:
    """Return whether a character can be seen."""
    return letter.isprintable() and bool(seen(letter))


def _doubts(name: str, reading: _Reading) -> list[Problem]:
    """Return warnings of what the text does not say, or says impossibly."""
    found = []
    if reading.head.wrong:
        found.append(Problem(name, 1, f"{reading.head.wrong} and stays in the text", dates.RIGHT, warning=True))
    if reading.head.published is None:
        right = 'give its article one, like published: "2024-10"'
        found.append(Problem(name, 0, "has no date", right, warning=True))
    if reading.language == language.UNDETERMINED:
        right = "give its article one, like language: de"
        found.append(Problem(name, 0, "is in a language that cannot be told", right, warning=True))
    return found
