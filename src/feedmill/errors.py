"""What can go wrong that a user can mend, as values and as exceptions.

    FeedmillError          anything a user can mend; one line on stderr, exit 1
    ├── ConfigError        feedmill.toml does not say what it must
    └── SourceError        one seed or article cannot be used; every other one is still published

Inside a build a mistake in one file travels as a `Problem`: it crosses processes, it is
remembered between builds, and all of them are told, not the first alone.
"""

import re

from msgspec import Struct

# File names and titles hold line ends, commands to terminals, and marks that turn a line around.
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_LONGEST = 300  # letters of what is wrong: a key of 50,000 letters says no more than its beginning


def shown(line: str) -> str:
    """Return a line as a terminal may show it: what would end it, command it or turn it around is spelled out."""
    return _UNSHOWN.sub(lambda odd: ascii(odd[0])[1:-1], line)


class Problem(Struct, frozen=True, order=True):
    """One thing a user should know: `path:line: what is wrong; what would be right`."""

    path: str
    """The file, relative to the site, with forward slashes."""
    line: int
    """The line, counted from 1; 0 where no line is to blame."""
    wrong: str
    right: str
    warning: bool = False
    """A warning is told but fails nothing; anything else ends the build with exit status 1."""

    def __str__(self) -> str:
        """Return the message on one line, the path first so that editors can jump to it."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        kind = "warning: " if self.warning else ""
        return shown(f"{place}: {kind}{_clipped(self.wrong)}" + (f"; {_clipped(self.right)}" if self.right else ""))


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


class FeedmillError(Exception):
    """Something that the user can mend. It pickles, and its text is the problem's text."""

    def __init__(self, problem: Problem, *before: Problem) -> None:
        """Keep the problem, and others to be told before it; `args` holds them, so that a pickled copy is equal."""
        super().__init__(problem, *before)
        self.problem = problem
        self.problems = (*before, problem)

    def __str__(self) -> str:
        """Return the problem's one line."""
        return str(self.problem)


class ConfigError(FeedmillError):
    """The settings, or the folder as a whole, do not allow a build."""


class SourceError(FeedmillError):
    """One seed or article cannot be used."""
