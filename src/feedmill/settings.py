"""What a person sets for a whole site, and what names, addresses and languages look like. Values only."""

from typing import Annotated, Literal

from msgspec import Meta as Rule
from msgspec import Struct

from feedmill.text import SEEN

FormatName = Literal["rss", "atom", "json"]
# Python's `$` also matches before a line end at the end; `$(?!\n)` does not, and means the same to JSON Schema.
LanguageTag = Annotated[
    str, Rule(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$(?!\n)", description='like "de" or "pt-BR"')
]
Name = Annotated[str, Rule(pattern=SEEN, description="some text")]
WebAddress = Annotated[str, Rule(pattern=r"^https?://[^\s/]", description='like "https://example.org/"')]
MaybeWebAddress = Annotated[
    str, Rule(pattern=r"^(https?://[^\s/]|$(?!\n))", description='like "https://example.org/", or "" for none')
]


class Person(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An author."""

    name: Name
    """How it is written below an article."""
    url: MaybeWebAddress = ""
    """Their own page, absolute."""


class FeedSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What feeds hold."""

    entries: Annotated[int, Rule(ge=10, le=1000)] = 50
    """Articles in a feed, and in each sealed document of its history."""
    bytes: Annotated[int, Rule(ge=10_000)] = 250_000
    """About how many bytes of Markdown the site's feed may hold before its oldest articles are sealed."""
    content: Literal["full", "summary"] = "full"
    """Whether feeds hold the whole text of articles, or their summary."""
    formats: tuple[FormatName, ...] = ("rss", "atom", "json")
    """Which feeds to write."""
    hub: MaybeWebAddress = ""
    """A WebSub hub that feeds name, and that `feedmill ping` tells of what changed ([how](feeds.md#websub))."""


class Owner(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a podcast directory writes to."""

    name: Name
    """Who that is."""
    email: Annotated[str, Rule(pattern=r"^[^\s@]+@[^\s@]+$(?!\n)", description='like "ada@example.org"')]
    """Where they are written to."""


class Podcast(Struct, frozen=True, forbid_unknown_fields=True):
    """What podcast directories ask for (podcasters.apple.com, "A Podcaster's Guide to RSS")."""

    category: Annotated[tuple[Name, ...], Rule(min_length=1, max_length=2, description='like ["News", "Politics"]')]
    """One of Apple's categories, and if you like one below it."""
    image: Name
    """The cover, a file inside content/: JPEG or PNG, square, 1400 to 3000 pixels."""
    explicit: bool = False
    """Whether it is for adults only."""
    type: Literal["episodic", "serial"] = "episodic"
    """Newest first, or oldest first."""
    owner: Owner | None = None
    """Whom directories write to."""
    guid: Annotated[
        str, Rule(pattern=r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$(?!\n)", description="a UUID")
    ] = ""
    """The `podcast:guid` of a podcast that moves here; else one is made from the site's `id`, for life."""


class MenuItem(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the menu that leads anywhere."""

    title: Name
    """What it is called."""
    to: Name
    """A web address, or a page of the site as its address begins behind `base_url`: "tags/politik/"."""


class Site(Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of a site, as in `feedmill.toml`."""

    id: str = ""
    """Any text that no other site has. The ids of the feeds are made from it, so it never changes."""
    title: Name = "Untitled site"
    """The name of the site and of its main feed."""
    description: str = ""
    """One line about it."""
    base_url: WebAddress = "https://example.invalid/"
    """Where the site will stand, with its path. `feedmill build --base-url URL` overrules it."""
    language: LanguageTag = "en"
    """The language of the site's own words, and of articles that name none."""
    timezone: str = "UTC"
    """Decides when an article that is dated to a day or month is due: `"Europe/Berlin"`."""
    authors: tuple[Person, ...] = ()
    """Of articles that name none."""
    copyright: str = ""
    """Shown below pages and in feeds."""
    menu: tuple[Name | MenuItem, ...] = ()
    """What the menu shows, in this order: plain pages by their file below `content/pages/`, and other places as
    `{ title, to }`. Every plain page where nothing is said."""
    color: Annotated[str, Rule(pattern=r"^(#[0-9A-Fa-f]{6})?$(?!\n)", description='like "#7a1f2b"')] = ""
    """The colour of links, of marks and of the icon that is drawn; else the theme's own."""
    icon: str = ""
    """The site's sign, a square picture inside `content/`; one is drawn where none is given."""
    search: bool = False
    """Whether the pages can be searched, by Pagefind."""
    feed: FeedSettings = FeedSettings()
    """What feeds hold."""
    podcast: Podcast | None = None
    """Makes every RSS feed of the site one that podcast directories accept."""
