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


class Owner(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a podcast directory writes to."""

    name: Name
    email: Annotated[str, Rule(pattern=r"^[^\s@]+@[^\s@]+$(?!\n)", description='like "ada@example.org"')]


class Podcast(Struct, frozen=True, forbid_unknown_fields=True):
    """What podcast directories ask for (podcasters.apple.com, "A Podcaster's Guide to RSS")."""

    category: Annotated[tuple[Name, ...], Rule(min_length=1, max_length=2, description='like ["News", "Politics"]')]
    """One of Apple's categories, and one below it: ["News", "Politics"]."""
    image: Name
    """The cover, a file inside content/: JPEG or PNG, square, 1400 to 3000 pixels."""
    explicit: bool = False
    type: Literal["episodic", "serial"] = "episodic"
    owner: Owner | None = None
    guid: Annotated[
        str, Rule(pattern=r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$(?!\n)", description="a UUID")
    ] = ""
    """Of a podcast that had one before it came here; else the feed makes its own, for life."""


class MenuItem(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the menu that leads anywhere."""

    title: Name
    to: Name
    """A web address, or a page of the site as its address begins behind `base_url`: "tags/politik/"."""


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
    menu: tuple[Name | MenuItem, ...] = ()
    """Plain pages by their file below content/pages/, and other places; every plain page where nothing is said."""
    color: Annotated[str, Rule(pattern=r"^(#[0-9A-Fa-f]{6})?$(?!\n)", description='like "#7a1f2b"')] = ""
    """Of links, marks and the icon that is drawn; "" for the theme's own."""
    icon: str = ""
    """The site's sign, a square picture inside content/; one is drawn where none is given."""
    search: bool = False
    """Whether the pages can be searched, by Pagefind."""
    feed: FeedSettings = FeedSettings()
    podcast: Podcast | None = None
