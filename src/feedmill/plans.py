"""What was done, would be done or was found, as values: for the person who asked, or who reads it with a program."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from feedmill.errors import Problem


class Shape(Struct, frozen=True):
    """What a text was seen to consist of."""

    paragraphs: int = 0
    headings: int = 0
    items: int = 0
    """In lists, those of key points among them."""


class Alike(Struct, frozen=True, order=True):
    """An article that says nearly the same."""

    article: str
    """Its path."""
    likeness: float
    """About how much of their wording the two share, from 0 to 1."""


class Planned(Struct, frozen=True, kw_only=True):
    """The article that a seed becomes, what of it is inferred, and how sure that is."""

    seed: str
    article: str
    """Its path."""
    title: str
    title_from: Literal["title line", "text", "front matter"]
    published: str | None
    """As the seed says it; nothing is ever inferred here."""
    language: str | None
    language_probability: float | None = None
    """From 0 to 1; None where it was not inferred."""
    summary: str | None
    shape: Shape
    alike: tuple[Alike, ...] = ()


class Sowing(Struct, frozen=True):
    """What became of the seeds, or would become of them."""

    sown: tuple[Planned, ...]
    problems: tuple[Problem, ...]


class Again(Struct, frozen=True):
    """What was done with an article."""

    article: str
    """Its path."""
    kept: str = ""
    """Where its old file lies; "" where there was none, or nothing changed."""
    changed: bool = True
    problems: tuple[Problem, ...] = ()


DoubtKind = Literal["title", "language", "date", "alike", "replaced", "unsown"]


class Doubt(Struct, frozen=True, order=True):
    """Something that a person should look at."""

    kind: DoubtKind
    path: str
    line: int
    """From 1; 0 where no line is meant."""
    what: str
    """The inferred title, the article that is alike, how many characters were replaced; else ""."""


class Review(Struct, frozen=True):
    """All that a person should look at."""

    doubts: tuple[Doubt, ...]
    problems: tuple[Problem, ...]


class Report(Struct, frozen=True, kw_only=True):
    """What a build did."""

    sown: tuple[str, ...] = ()
    waiting: int = 0
    """Seeds that a preview saw and left alone."""
    edited: tuple[str, ...] = ()
    """Articles and pages that a person changed since the last build."""
    withdrawn: tuple[str, ...] = ()
    """Articles whose file is gone, or a draft again, since the last build."""
    articles: int = 0
    drafts: int = 0
    future: int = 0
    kept_out: int = 0
    """Articles whose files say that they are withdrawn."""
    due: datetime | None = None
    """When the next article in waiting is due: build again then."""
    written: tuple[str, ...] = ()
    pruned: tuple[str, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    home: str = ""
    """Where to open the result."""
    files: bytes = b""
    """The files of the site as it was left, by their marks; nothing where one may still change without them."""


class Begun(Struct, frozen=True):
    """A site that was begun, or completed."""

    folder: str
    made: tuple[str, ...]
    """Names of the files that were written."""
    site: dict[str, str] = {}
    """The settings that were found out, by name."""


class Named(Struct, frozen=True):
    """A file in content/ that a command wrote, or had nothing to write into."""

    article: str
    """Its path."""
    id: str = ""
    """The id that was written into it; "" where none was."""
    changed: bool = True


class Adopted(Struct, frozen=True):
    """What became of the articles that were to say their ids."""

    articles: tuple[Named, ...]
    problems: tuple[Problem, ...] = ()
