"""What is said of published feeds when someone asks, as values: what a new output does, and where an article stands."""

from typing import Literal

from msgspec import Struct

from feedmill.errors import Problem
from feedmill.model import FormatName

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
