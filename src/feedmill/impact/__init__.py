"""Two outputs, as a feed reader knows them → what their subscribers see when one takes the other's place.

Three small rooms: `prints` (a document → what of it is worth remembering), `world` (all documents of a format →
what a subscriber of each feed holds), `compare` (two of them → what changes). A reader keys entries by their id
within a feed's address; the site's feed and its history count as one.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from feedmill.answers import Change, FeedChange, FeedImpact, Impact
from feedmill.impact import compare
from feedmill.impact.prints import TEXTS, Glance, Print, glance
from feedmill.impact.world import HISTORY, World, worlds
from feedmill.settings import FormatName

__all__ = ["HISTORY", "Glance", "glance", "impact", "stands_for_nothing", "vanished"]

_FORMATS: tuple[FormatName, ...] = ("rss", "atom", "json")
_FIELDS = ("history", "title", "link", "published", "updated", *TEXTS)

Said = dict[FormatName, Change | FeedChange]
"""The same change, by the formats that show it."""


def vanished(old: Iterable[Glance], new: Iterable[Glance]) -> dict[str, str]:
    """Return the ids that the new output does not know any more, and where below the site each article stood."""
    new = tuple(new)
    here = {id_ for world in worlds(new).values() for id_ in world.everything()}
    here |= {id_ for each in new for id_ in each.deleted}
    before: dict[str, Print] = {}
    for world in worlds(old).values():
        before |= world.everything()
    return {id_: each.link for id_, each in before.items() if id_ not in here}


def stands_for_nothing(page: bytes) -> bool:
    """Return whether a page says that its article was withdrawn: not to be listed, and leading nowhere."""
    return b'<meta name="robots" content="noindex">' in page and b'http-equiv="refresh"' not in page


def impact(old: Iterable[Glance], new: Iterable[Glance], withdrawn: Iterable[str] = ()) -> Impact:
    """Return what the subscribers of each feed see; `withdrawn` are ids that only a page says are withdrawn.

    Documents that are the same in both may be left out, if no other format of their folder, and for the site's own
    feed and its history nothing at all, differs.
    """
    before, after = worlds(old), worlds(new)
    gone = frozenset(withdrawn).union(*(world.deleted for world in after.values()))
    found: dict[tuple[str, str, str], Said] = {}
    for name in _FORMATS:
        one, other = before.get(name, World(())), after.get(name, World(()))
        for folder, feed in compare.feeds(one, other):
            found.setdefault((folder, "", feed.kind), {})[name] = feed
        for folder, entry in compare.entries(compare.pair(one, other, gone)):
            found.setdefault((folder, entry.id, entry.kind), {})[name] = entry
    shelves: dict[str, list[Change | FeedChange]] = {}
    for (folder, id_, _), said in found.items():
        sides = [{name for name, world in side.items() if folder in world.feeds} for side in (before, after)]
        # Of an entry only those hear who have subscribed: a format that is new has nobody.
        formats = sides[0] & sides[1] if id_ else sides[0] | sides[1]
        shelves.setdefault(folder, []).append(_one(said, formats))
    titles = {
        folder: each.title for world in (*before.values(), *after.values()) for folder, each in world.feeds.items()
    }
    return Impact(tuple(_shelf(folder, titles[folder], shelves[folder]) for folder in sorted(shelves)))


def _one(said: Said, formats: set[str]) -> Change | FeedChange:
    """Return one change for all formats that show it, which are named if others do not."""
    named = () if said.keys() == formats else tuple(name for name in _FORMATS if name in said)
    first = next(iter(said.values()))
    if isinstance(first, FeedChange):
        return replace(first, formats=named)
    every = {name for each in said.values() if isinstance(each, Change) for name in each.what}
    return replace(first, formats=named, what=tuple(name for name in _FIELDS if name in every))


def _shelf(folder: str, title: str, changes: list[Change | FeedChange]) -> FeedImpact:
    return FeedImpact(
        folder=folder,
        title=title,
        feed=tuple(sorted(each for each in changes if isinstance(each, FeedChange))),
        entries=tuple(each for each in changes if isinstance(each, Change)),
    )
