"""The nouns, in the order in which a build meets them. Values only: frozen, slotted, typed.

Vocabulary follows Atom (RFC 4287): id, title, published, updated, authors, summary, content.
Types contain each other instead of repeating fields, so that a list of 100,000 articles costs
their `Meta`s and not their texts. Addresses are relative to the site ("articles/x.html"),
percent-encoded ASCII, unless a field says that it is absolute. Instants are aware and UTC.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

from msgspec import Meta as Rule
from msgspec import Struct

from feedmill.errors import Problem

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The `updated` of what has never held anything: a feed must have one, and it must not be the clock's."""

FormatName = Literal["rss", "atom", "json"]
# Python's `$` also matches before a line end at the end; `$(?!\n)` does not, and means the same to JSON Schema.
LanguageTag = Annotated[
    str, Rule(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$(?!\n)", description='like "de" or "pt-BR"')
]
Name = Annotated[str, Rule(pattern=r"\S", description="some text")]
WebAddress = Annotated[str, Rule(pattern=r"^https?://[^\s/]", description='like "https://example.org/"')]
MaybeWebAddress = Annotated[
    str, Rule(pattern=r"^(https?://[^\s/]|$(?!\n))", description='like "https://example.org/", or "" for none')
]

Slug = Annotated[
    str,
    Rule(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)",
        max_length=120,
        description='like "two-words": small letters, digits, single hyphens',
    ),
]
Uri = Annotated[
    str, Rule(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$(?!\n)", description='like "urn:uuid:…": an absolute URI')
]

# ── settings ────────────────────────────────────────────────────────────────────────────────────


class Person(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An author."""

    name: Name
    url: MaybeWebAddress = ""
    """Their own page, absolute."""


class FeedSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What feeds hold."""

    entries: Annotated[int, Rule(ge=10, le=1000)] = 50
    """Articles in a feed, and in each sealed document of its history."""
    bytes: Annotated[int, Rule(ge=10_000)] = 250_000
    """About how many bytes of Markdown the site's feed may hold before its oldest articles are sealed."""
    content: Literal["full", "summary"] = "full"
    formats: tuple[FormatName, ...] = ("rss", "atom", "json")
    hub: MaybeWebAddress = ""
    """A WebSub hub, absolute."""


class Site(Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of a site, as in `feedmill.toml`."""

    id: str = ""
    """Any text that no other site has; the ids of the feeds are made from it, so it never changes."""
    title: Name = "Untitled site"
    description: str = ""
    base_url: WebAddress = "https://example.invalid/"
    """Where the site will stand, absolute, ending in a slash."""
    language: LanguageTag = "en"
    timezone: str = "UTC"
    authors: tuple[Person, ...] = ()
    copyright: str = ""
    feed: FeedSettings = FeedSettings()


# ── an article in content/ ──────────────────────────────────────────────────────────────────────

DateText = Annotated[
    str,
    Rule(
        pattern=r"^\s*\d{4}(-\d\d(-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?\s?([Zz]|[+-]\d\d:?\d\d)?)?)?)?\s*$",
        description='a year, month, day or instant: "2024", "2024-10", "2024-10-05", "2024-10-05T14:30:00+02:00"',
    ),
]


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """The seed that an article was made from."""

    seed: str
    """Its path below the site, with forward slashes: "seeds/a.txt"."""
    sha256: Annotated[str, Rule(pattern=r"^[0-9a-f]{64}$(?!\n)")]


class Image(Struct, frozen=True, forbid_unknown_fields=True):
    """An article's lead picture."""

    src: Name
    """The file, relative to the article, inside content/."""
    alt: str = ""


class Front(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Front matter: what an article's author says of it, in the order in which it is written."""

    title: Name
    title_inferred: bool = False
    """True where feedmill took the title from the text, so that a person can find what to check; so are the others."""
    slug: Slug | None = None
    published: DateText | None = None
    updated: DateText | None = None
    language: LanguageTag | None = None
    language_inferred: bool = False
    summary: str | None = None
    summary_inferred: bool = False
    authors: tuple[Name | Person, ...] = ()
    tags: tuple[Name, ...] = ()
    image: Name | Image | None = None
    enclosures: tuple[Name, ...] = ()
    """Files for podcast players and the like, relative to the article, inside content/."""
    draft: bool = False
    id: Uri | None = None
    source: Source | None = None


class Article(Struct, frozen=True):
    """Front matter and a Markdown body: what a file in content/ holds."""

    front: Front
    body: str


class Reading(Struct, frozen=True):
    """What a file in content/ says, wherever it lies: the same bytes give the same reading."""

    front: Front | None
    """None where a mistake stands in the way."""
    size: int = 0
    """Bytes of its Markdown body."""
    lede: str = ""
    """The first paragraph as plain text: what stands for a summary where the author wrote none."""
    references: tuple[tuple[str, int], ...] = ()
    """Every relative address that the text names, as written, and the line on which it stands."""
    lines: dict[str, int] = {}
    """The line on which each field of its front matter stands."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with it; their path is empty."""
    replaced: tuple[int, int] = (0, 0)
    """How many U+FFFD its text holds, each in place of a character that could not be kept, and the first one's line."""


class Manuscript(Struct, frozen=True):
    """A file in content/ as its author left it, without its text."""

    path: str
    digest: str
    """SHA-256 of the file, hexadecimal."""
    front: Front
    reading: Reading


# ── what is promised ────────────────────────────────────────────────────────────────────────────


class Moment(Struct, frozen=True, order=True):
    """A date as its author said it ("2024-10"; "" for none), and the instant that stands for it in feeds."""

    said: str
    at: datetime


class Label(Struct, frozen=True, order=True):
    """A name, and the page of the collection that it opens ("" where there is none)."""

    name: str
    address: str = ""


class Picture(Struct, frozen=True):
    """A picture on the site."""

    address: str
    alt: str


class Enclosure(Struct, frozen=True):
    """A file that comes with an article; type and length are measured from its bytes."""

    address: str
    type: str
    length: int


class Meta(Struct, frozen=True, kw_only=True):
    """All that the site knows of a published article but its text."""

    id: str
    number: int
    """The order in which articles entered the site, from 1; history is cut along it."""
    path: str
    digest: str
    size: int
    address: str
    title: str
    published: Moment
    updated: Moment
    """The same as `published` unless the author gave another."""
    language: str
    summary: str
    """Plain text; "" where it would repeat the title."""
    authors: tuple[Label, ...]
    people: tuple[Person, ...]
    """The same authors with their own addresses."""
    tags: tuple[Label, ...]
    image: Picture | None
    enclosures: tuple[Enclosure, ...]
    links: tuple[tuple[str, str], ...]
    """Every relative address in the text as written, and where it leads on the site ("" for nowhere)."""


class Entry(Struct, frozen=True):
    """An article with its text: what feeds and pages show."""

    meta: Meta
    html: str = ""
    """Safe HTML, fit for the document it stands in; filled in when that document is made."""
