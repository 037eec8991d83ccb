"""What a WebSub hub is told of, and what it answers, as values."""

from msgspec import Struct

from feedmill.errors import Problem


class Answer(Struct, frozen=True):
    """What a hub said."""

    status: int
    """Of HTTP; 0 where there was no answer."""
    said: str = ""
    """Why it refused, in its own words, or why there was no answer."""
    tries: int = 1

    @property
    def accepted(self) -> bool:
        """Return whether the hub took it."""
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110 §15.3


class Ping(Struct, frozen=True):
    """A feed document of which the hub is told."""

    path: str
    """Relative to the output folder."""
    topic: str
    """The address that the document gives as its own: what subscribers named to the hub."""
    answer: Answer | None = None
    """None before the hub was asked."""


class Pinged(Struct, frozen=True):
    """All that the hub is told after a deploy."""

    hub: str
    pings: tuple[Ping, ...]
    problems: tuple[Problem, ...] = ()
