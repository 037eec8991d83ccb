"""What a check of feeds finds, as values."""

from msgspec import Struct

from feedmill.errors import Problem


class Finding(Struct, frozen=True, order=True):
    """One thing that is wrong with a document that lies in the output folder, or with a feed given as a file."""

    document: str
    line: int
    """From 1; 0 where no line is to blame."""
    wrong: str
    right: str = ""
    warning: bool = False
    entry: str = ""
    """The id of the entry that causes it, "" if none does."""
    field: str = ""
    """The field of front matter that most likely holds the cause."""
    text: str = ""
    """What to look for in the article."""
    rule: str = ""


class Told(Struct, frozen=True, order=True):
    """A finding as it is told: once, wherever it shows, and at the article that causes it."""

    problem: Problem
    rule: str
    entry: str
    places: tuple[tuple[str, int], ...]
    """Every document that shows it, and the line there."""


class Checked(Struct, frozen=True, kw_only=True):
    """What `feedmill check` found."""

    feeds: int
    pages: int
    others: int
    """OPML documents, sitemaps, robots.txt."""
    found: tuple[Told, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return all that is wrong, as a build would tell it."""
        return tuple(told.problem for told in self.found)
