"""The nouns, in the order in which a build meets them. Values only: frozen, slotted, typed.

Vocabulary follows Atom (RFC 4287): id, title, published, updated, authors, summary, content. Types contain each other
instead of repeating fields, so that a list of 100,000 articles costs their `Meta`s and not their texts. Instants are
aware and UTC. Addresses are relative to the site ("articles/x.html"), percent-encoded, unless a field says otherwise.
"""

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta as Rule
from msgspec import Struct

from feedmill.errors import Problem
from feedmill.settings import LanguageTag, Name, Person

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The `updated` of what has never held anything: a feed must have one, and it must not be the clock's."""

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
    """The hash of its bytes, by which it is known again."""


class Image(Struct, frozen=True, forbid_unknown_fields=True):
    """An article's lead picture."""

    src: Name
    """The file, relative to the article, inside `content/`."""
    alt: str = ""
    """What is seen on it, for those who do not see it."""


class Front(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Front matter: what an article's author says of it, in the order in which it is written."""

    title: Name
    """The only one that an article must have."""
    title_inferred: bool = False
    """Written by the import where the title was taken from the text. Take the line out when you have looked;
    `feedmill review` lists what is left."""
    slug: Slug | None = None
    """The last part of the address. Once published it is kept; change it, and the old address leads to the new one."""
    published: DateText | None = None
    """When it was published. No more is claimed than you say; a time without an offset is in the site's time zone."""
    updated: DateText | None = None
    """When it was last changed so that readers should know."""
    language: LanguageTag | None = None
    """The language that it is written in; else the site's."""
    language_inferred: bool = False
    """Written by the import where the language is a guess."""
    summary: str | None = None
    """One or two sentences; the first paragraph stands in for it."""
    summary_inferred: bool = False
    """Written by the import where the summary was taken from the text."""
    authors: tuple[Name | Person, ...] = ()
    """Names, or `{ name, url }`; else the site's."""
    tags: tuple[Name, ...] = ()
    """What it is about; upper and lower case are the same tag."""
    image: Name | Image | None = None
    """The lead picture: a file beside the article, or `{ src, alt }`."""
    enclosures: tuple[Name, ...] = ()
    """Files for podcast players and the like, relative to the article, inside `content/`. Feeds announce the first, and
    link to the others below the text."""
    season: Annotated[int, Rule(ge=1)] | None = None
    """Its season in a [podcast](settings.md#a-podcast)."""
    episode: Annotated[int, Rule(ge=1)] | None = None
    """Its number in a [podcast](settings.md#a-podcast)."""
    correction: str | None = None
    """What was wrong and has been put right: shown with the article."""
    translates: Name | None = None
    """The file of the article that this one is a translation of, relative to it, inside `content/`."""
    draft: bool = False
    """Keeps it out; if it was published before, it goes like one that is withdrawn, until the line is taken out."""
    withdrawn: bool = False
    """Takes a published article back and keeps its file."""
    reason: str | None = None
    """Why it was withdrawn, for those who come to its address."""
    id: Uri | None = None
    """How feed readers know the article. Give none and one is kept for you; never give one twice."""
    source: Source | None = None
    """Written by the import: the seed that the article was made from."""


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

    @property
    def names_files(self) -> bool:
        """Whether it says anything whose meaning depends on other files: a link, a picture, an original."""
        front = self.front
        return bool(self.reading.references or front.image or front.enclosures or front.translates)


# ── what is promised ────────────────────────────────────────────────────────────────────────────


class Moment(Struct, frozen=True, order=True):
    """A date as its author said it ("2024-10"; "" for none), and the instant that stands for it in feeds."""

    said: str
    at: datetime


class Label(Struct, frozen=True, order=True):
    """A name, and the page of the collection that it opens ("" where there is none)."""

    name: str
    address: str = ""


class File(Struct, frozen=True):
    """What a file below content/ that is no article is, measured from its bytes."""

    length: int
    """In bytes."""
    type: str = "application/octet-stream"
    width: int = 0
    """Of a picture, in pixels, as it is shown; 0 where nobody knows."""
    height: int = 0
    widths: tuple[int, ...] = ()
    """Of the smaller versions that are made of a picture, in pixels."""
    seconds: int = 0
    """How long a recording plays."""
    wrong: str = ""
    """Why it cannot be what its name says, "" if it can."""


class Picture(Struct, frozen=True):
    """A picture on the site."""

    address: str
    alt: str
    width: int = 0
    """As in `File`."""
    height: int = 0
    widths: tuple[int, ...] = ()


class Enclosure(Struct, frozen=True):
    """A file that comes with an article; type, length and duration are measured from its bytes."""

    address: str
    type: str
    length: int
    seconds: int = 0
    transcript: str = ""
    """The address of its words as a .vtt or .srt file that lies beside it, "" where there is none."""


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
    sizes: tuple[tuple[str, int, int, tuple[int, ...]], ...] = ()
    """The pictures among them: address, and width, height and `widths` as in `File`."""
    season: int = 0
    episode: int = 0
    """0 where it has none."""
    correction: str = ""
    translates: str = ""
    """The address of the article that this one is a translation of."""


class Entry(Struct, frozen=True):
    """An article with its text: what feeds and pages show."""

    meta: Meta
    html: str = ""
    """Safe HTML, fit for the document it stands in; filled in when that document is made."""
