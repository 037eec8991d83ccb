"""What stands on each kind of page, as values: what a template is given. Addresses are relative to the site.

`ArticlePage` is shown by `article.html`, and so on.
"""

from msgspec import Struct

from feedmill.editions import Collection, PlainPage
from feedmill.model import Entry, Label, Moment
from feedmill.settings import FormatName, Site


class FeedLink(Struct, frozen=True):
    """A feed that a page announces."""

    title: str
    address: str
    format: FormatName


class Shell(Struct, frozen=True, kw_only=True):
    """What every page has around its middle."""

    site: Site
    address: str
    description: str
    language: str
    feeds: tuple[FeedLink, ...]
    """The site's own first, then those of the collection that the page belongs to."""
    menu: tuple[Label, ...]
    """What the settings put there, else the plain pages; addresses may be absolute."""
    pages: tuple[Label, ...] = ()
    """The plain pages."""
    style: str = "assets/site.css"
    """The address of the pages' stylesheet, which has another name when it says another thing."""
    icons: tuple[str, ...] = ()
    """Addresses of the site's sign: SVG, where there is one, and a PNG of 180 pixels."""
    sections: tuple[str, ...] = ()
    """Which kinds of collections have a page of their own: "tags", "authors", "languages"."""
    indexed: bool = True
    """Whether search engines may list the page."""


class Line(Struct, frozen=True):
    """As much of an article as stands in a list of all: what else of it changes, changes no such list."""

    address: str
    title: str
    published: Moment
    language: str


class ArticlePage(Struct, frozen=True, tag=True):
    """One article."""

    shell: Shell
    entry: Entry
    before: Line | None = None
    """The article that was published just before this one, by its number."""
    after: Line | None = None
    earlier: tuple[Line, ...] = ()
    """Articles on the same subject, all of lower numbers: what comes later never changes this page."""
    translations: tuple[tuple[str, str], ...] = ()
    """Language and address of each article that says the same, this one among them; none where it stands alone."""


class ListPage(Struct, frozen=True, tag=True):
    """The newest articles of a collection."""

    shell: Shell
    collection: Collection
    related: tuple[Label, ...]
    """The other collections of its kind; on the front page, the tags."""
    pages: int = 0
    """How many `NumberedPage`s it has, from the oldest; none where this one shows all, and on the front page."""


class NumberedPage(Struct, frozen=True, tag=True):
    """Some of the articles of a long list; pages are numbered from the oldest, and only the last one ever grows."""

    shell: Shell
    of: Label
    """What is listed, and the page that leads here."""
    kind: str = ""
    """As in `Collection`; "" where it is a month, or the articles without a date."""
    month: int = 0
    """From 1 to 12 where it is a month of the year `of`; else 0."""
    number: int = 0
    """From 1."""
    pages: int = 0
    """The same number on the last page, else the next one: how many there are in all would change every page."""
    lines: tuple[Line, ...] = ()
    """Newest first."""


class CollectionsPage(Struct, frozen=True, tag=True):
    """All collections of one kind, with their sizes."""

    shell: Shell
    kind: str
    collections: tuple[tuple[Label, int], ...]
    """By name; where there are too many for one page, the largest, or those of one part."""
    parts: tuple[Label, ...] = ()
    """The pages that hold all of them by name, each called by its first; none where this one does, or is a part."""


class ArchivePage(Struct, frozen=True, tag=True):
    """One year (or the undated articles), by month, newest first."""

    shell: Shell
    year: int
    """0 for the undated."""
    months: tuple[tuple[int, tuple[Line, ...]], ...]
    """The month from 1 to 12, 0 where only the year is known, and its articles."""
    years: tuple[tuple[int, str, int], ...]
    """Every year, its address, how many articles it has."""
    counts: tuple[tuple[int, str, int], ...] = ()
    """In place of `months` where the year is too long for one page: each month, its address, how many it has."""


class MonthPage(Struct, frozen=True, tag=True):
    """A month of a year that is too long for one page, or the articles without a date where they are many."""

    shell: Shell
    of: Label
    """The year and its page; without a name for those without a date."""
    month: int
    """From 1 to 12, 0 where only the year is known, or nothing."""
    size: int
    """How many articles it has in all."""
    lines: tuple[Line, ...]
    """Newest first: all of them, or the newest."""
    pages: int = 0
    """How many `NumberedPage`s it has, from the oldest; none where `lines` are all."""


class YearsPage(Struct, frozen=True, tag=True):
    """The years that have articles."""

    shell: Shell
    years: tuple[tuple[int, str, int], ...]


class SubscribePage(Struct, frozen=True, tag=True):
    """The site's feeds, explained, with addresses to copy; those of a collection stand on its own page."""

    shell: Shell
    collections: tuple[tuple[Label, tuple[FeedLink, ...]], ...]
    """The whole site alone."""


class TextPage(Struct, frozen=True, tag=True):
    """A plain page."""

    shell: Shell
    page: PlainPage
    html: str = ""


class SearchPage(Struct, frozen=True, tag=True):
    """Where a site is searched, by Pagefind's index below `pagefind/`."""

    shell: Shell


class MissingPage(Struct, frozen=True, tag=True):
    """404.html, which is served at any depth."""

    shell: Shell


class WithdrawnPage(Struct, frozen=True, tag=True):
    """What stands at the address of an article that was withdrawn."""

    shell: Shell
    when: Moment
    reason: str


class RedirectPage(Struct, frozen=True, tag=True):
    """What stands at an address that an article once had."""

    shell: Shell
    target: str


Page = (
    ArticlePage
    | ListPage
    | NumberedPage
    | CollectionsPage
    | ArchivePage
    | MonthPage
    | YearsPage
    | SubscribePage
    | TextPage
    | SearchPage
    | MissingPage
    | WithdrawnPage
    | RedirectPage
)
