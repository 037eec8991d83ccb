"""What is said of published feeds when someone asks, as values: what a new output does, and where an article stands."""

from typing import Literal

from msgspec import Struct

from feedmill.errors import Problem
from feedmill.settings import FormatName

# ── what subscribers will see when one output takes another's place ─────────────────────────────

ChangeKind = Literal["new", "updated", "moved", "withdrawn", "again", "lost"]
"""What happens to an entry of a feed, as its subscribers see it:

    new        they have not seen it: it is unread
    updated    the same id, other words: shown as changed, not announced
    moved      the same id and words at another address
    withdrawn  it is gone, and the site says so
    again      announced once more: under another id, out of the history, or moved up among newer ones
    lost       it is gone without a word, or came and went where they could not see it
"""

FeedKind = Literal["begun", "moved", "again", "gone"]
"""What happens to a feed: it is there now; it says another address; its id is another one; nothing is there now."""


class Change(Struct, frozen=True, order=True, kw_only=True):
    """What subscribers see of one entry."""

    kind: ChangeKind
    id: str
    title: str
    link: str
    """Its page, absolute: the new one where there is one."""
    was: str = ""
    """The id that it had, or the address, where that is another."""
    what: tuple[str, ...] = ()
    """What differs: "title", "link", "published", "updated" …"""
    sealed: bool = False
    """Whether it stands in the history alone, where only readers look that follow archives (RFC 5005)."""
    formats: tuple[FormatName, ...] = ()
    """Where only some formats of the feed say so, which."""


class FeedChange(Struct, frozen=True, order=True, kw_only=True):
    """What subscribers see of a feed as a whole."""

    kind: FeedKind
    was: str = ""
    """Its address or id before."""
    now: str = ""
    entries: int = 0
    """How many articles its document holds: in the old output where the feed is gone, else in the new one."""
    formats: tuple[FormatName, ...] = ()


class FeedImpact(Struct, frozen=True, kw_only=True):
    """What the subscribers of one collection see."""

    folder: str
    """"" for the whole site, else like "tags/politik/"."""
    title: str
    feed: tuple[FeedChange, ...] = ()
    entries: tuple[Change, ...] = ()


class Impact(Struct, frozen=True):
    """What subscribers see when one output takes another's place: nothing where there are no feeds in it."""

    feeds: tuple[FeedImpact, ...] = ()
    problems: tuple[Problem, ...] = ()

    def count(self, kind: ChangeKind) -> int:
        """Return how many articles that happens to, each counted once however many feeds it stands in."""
        return len({each.id for feed in self.feeds for each in feed.entries if each.kind == kind})

    def feeds_that_are(self, kind: FeedKind) -> int:
        """Return to how many collections that happens."""
        return sum(any(each.kind == kind for each in feed.feed) for feed in self.feeds)

    @property
    def harmful(self) -> bool:
        """Return whether subscribers would see something twice or not at all."""
        entries, feeds = ("again", "lost"), ("again", "gone")
        return any(
            any(each.kind in entries for each in feed.entries) or any(each.kind in feeds for each in feed.feed)
            for feed in self.feeds
        )


# ── where an article's fields come from, and where it stands ────────────────────────────────────

OriginKind = Literal["front matter", "inferred", "text", "ledger", "settings", "build"]
"""Who says it: a person, feedmill at the import, the first paragraph, the ledger, the settings, the next build."""


class Origin(Struct, frozen=True, kw_only=True):
    """A field of an article, and who says so."""

    field: str
    value: str
    origin: OriginKind
    path: str = ""
    """The file that says it, "" where none does yet."""
    line: int = 0
    """From 1; 0 where no line is meant."""


State = Literal["published", "unbuilt", "draft", "future", "mistake", "withdrawn", "gone", "page", "seed"]
"""What the files that lie there make of an article:

    published  it is published
    unbuilt    the next build publishes it for the first time, or again
    draft      it says draft: true
    future     it is not due yet
    mistake    something is wrong with its file: what was published of it stays
    withdrawn  it says so itself, or its file is gone
    gone       its file is gone: the next build withdraws it
    page       a plain page, in no feed
    seed       no article has been made of it yet
"""

AbsenceKind = Literal["window", "sealed", "unbuilt", "alone"]
"""Why a published article does not stand in a feed where one may look for it:

    window   newer articles fill it
    sealed   it stands in the history
    unbuilt  the feed is older than the article: build
    alone    there is no such feed, as the site has one author or language only
"""


class Absence(Struct, frozen=True, order=True, kw_only=True):
    """A feed in which an article does not stand."""

    folder: str
    why: AbsenceKind
    place: int = 0
    """Where a window is full: the article's place among all of the collection, newest first, from 1."""
    holds: int = 0
    """And how many the window holds."""
    history: str = ""
    """The folder of the sealed document that holds it, like "history/3/"."""
    formats: tuple[FormatName, ...] = ()
    """Where only some of the feed's documents lack it, which."""


class Explanation(Struct, frozen=True, kw_only=True):
    """All that can be said of an article."""

    path: str
    """Its file; "" where none lies there any more. Of a seed, the seed."""
    id: str
    title: str
    state: State
    since: str = ""
    """RFC 3339: when it is due, or was withdrawn; else ""."""
    edited: bool = False
    """Whether its file has changed since the last build."""
    address: str = ""
    """Where it stands, absolute; "" where it has no address yet."""
    past: tuple[str, ...] = ()
    """The addresses that it had before; each leads on to the present one."""
    origins: tuple[Origin, ...] = ()
    feeds: tuple[str, ...] = ()
    """The feed documents that hold it now, sealed ones among them, below the output folder."""
    pages: tuple[str, ...] = ()
    """The pages that show or name it now, other articles aside."""
    absent: tuple[Absence, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What is wrong with its file."""
