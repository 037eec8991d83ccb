"""What is promised to subscribers, as values: one line of the ledger each, and all of them together."""

import uuid
from datetime import datetime

from msgspec import Struct, field

from feedmill.model import Moment
from feedmill.text import legal

NAMESPACE = uuid.UUID("0c7c1f5e-7b0b-5f0f-8d55-52b8a3b6b0c4")
"""Of the ids of articles written by hand. Fixed for ever: two machines must give one article one id."""


class Promise(Struct, frozen=True, kw_only=True, tag="article", tag_field="kind", omit_defaults=True):
    """What is promised of one article: what must never change once given."""

    id: str
    number: int | None = None
    """The order in which articles were first published; None before that."""
    paths: tuple[str, ...] = ()
    """Where its file lies: one path, or after a merge the paths of both branches."""
    digests: tuple[str, ...] = ()
    """For an article whose id stands only here: the SHA-256 by which it is known again when it moves."""
    slug: str = ""
    """The slug it has now."""
    addresses: tuple[str, ...] = ()
    """Every address that it has had, the present one among them."""
    published: Moment | None = None
    updated: Moment | None = None
    seeds: tuple[tuple[str, str], ...] = ()
    """Path and SHA-256 of each seed that it was made from or that holds the same bytes."""
    withdrawn: datetime | None = None


class Name(Struct, frozen=True, kw_only=True, tag="collection", tag_field="kind"):
    """The address of a tag, author or language."""

    of: str
    """One of "tags", "authors" or "languages"."""
    name: str
    slug: str


class Seal(Struct, frozen=True, kw_only=True, tag="sealed", tag_field="kind"):
    """A document of history ends with the article of this number."""

    last: int


class Ledger(Struct, frozen=True):
    """All promises."""

    rows: dict[str, Promise] = field(default_factory=dict)
    """By id."""
    names: dict[tuple[str, str], Name] = field(default_factory=dict)
    """By kind and `fold`ed name."""
    seals: tuple[int, ...] = ()
    """Ascending."""


def fold(name: str) -> str:
    """Return what two spellings of one tag or name have in common."""
    import unicodedata

    return " ".join(unicodedata.normalize("NFC", legal(name)).casefold().split())


def address(slug: str) -> str:
    """Return where an article stands on the site."""
    return f"articles/{slug}.html"
