"""Two outputs in one format → what the subscribers of each feed see when one takes the other's place."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import accumulate

from msgspec import Struct

from feedmill.answers import Change, ChangeKind, FeedChange
from feedmill.impact.prints import TEXTS, Glance, Print
from feedmill.impact.world import World

Prints = Mapping[str, Print]
"""Entries by id."""

_JUMP = timedelta(days=1)
"""Moved on by as much, an article stands among newer ones in any list that a reader makes of several feeds."""


class Pair(Struct, frozen=True):
    """Two outputs in one format, and what is known of both."""

    old: World
    new: World
    before: Prints
    """Every entry of the old output; likewise `after`."""
    after: Prints
    withdrawn: frozenset[str]
    """Ids of articles that the new output says are withdrawn."""
    renamed: Mapping[str, str]
    """New id → old id of the same article."""
    left: frozenset[str]
    """Those old ids."""
    fresh: tuple[Print, ...]
    """What is new to the site."""


class _Shelf(Struct, frozen=True):
    """One feed in both outputs."""

    folder: str
    old: Glance
    new: Glance
    held: Prints
    """What its subscribers could see, of the site's feed with the history; likewise `now`."""
    now: Prints
    open: frozenset[str]
    """The ids in the new document itself."""
    newer: tuple[list[str], list[str]]
    """As `_newer` says."""


def pair(old: World, new: World, withdrawn: frozenset[str]) -> Pair:
    """Return both outputs, with the articles found that have another id now."""
    before, after = old.everything(), new.everything()
    gone = [each for id_, each in before.items() if id_ not in after]
    fresh = [each for id_, each in after.items() if id_ not in before]
    renamed = _renamed(gone, fresh)
    left, fresh = frozenset(renamed.values()), [each for each in fresh if each.id not in renamed]
    return Pair(old, new, before, after, withdrawn, renamed, left, tuple(fresh))


def _renamed(gone: list[Print], fresh: list[Print]) -> dict[str, str]:
    """Return which new ids stand for which old ones: by the same address, else by title and text, or title and date."""
    signs: tuple[Callable[[Print], object], ...] = (
        lambda each: each.link,
        lambda each: (each.title, each.texts[0]),
        lambda each: (each.title, each.published),
    )
    renamed: dict[str, str] = {}
    for sign in signs:
        known = set(renamed.values())
        left = {sign(each): each.id for each in gone if each.id not in known}
        for each in fresh:
            if each.id not in renamed and (was := left.pop(sign(each), None)):
                renamed[each.id] = was
    return renamed


# ── feeds as such ───────────────────────────────────────────────────────────────────────────────


def feeds(old: World, new: World) -> Iterator[tuple[str, FeedChange]]:
    """Yield what happens to feeds as such, each with its folder."""
    for folder in sorted(old.feeds.keys() | new.feeds.keys()):
        before, now = old.feeds.get(folder), new.feeds.get(folder)
        if before is None and now:
            yield folder, FeedChange(kind="begun", now=now.address, entries=len(now.prints))
        elif before and now is None:
            yield folder, FeedChange(kind="gone", was=before.address, entries=len(before.prints))
        elif before and now and before.address != now.address:
            yield folder, FeedChange(kind="moved", was=before.address, now=now.address, entries=len(now.prints))
        if before and now and before.id != now.id:
            yield folder, FeedChange(kind="again", was=before.id, now=now.id, entries=len(now.prints))


# ── their entries ───────────────────────────────────────────────────────────────────────────────


def entries(pair: Pair) -> Iterator[tuple[str, Change]]:
    """Yield what happens to entries, each with its feed's folder. Nobody has subscribed to a feed that is new."""
    for folder in sorted(pair.old.feeds.keys() & pair.new.feeds.keys()):
        shelf = _shelf(pair, folder)
        for id_ in shelf.now:
            change = _kept(pair, shelf, id_) if id_ in shelf.held else _come(pair, shelf, id_)
            if change:
                yield folder, change
        gone = (_gone(pair, shelf, id_) for id_ in shelf.held if id_ not in shelf.now)
        yield from ((folder, change) for change in gone if change)
        yield from ((folder, change) for change in _unseen(pair, shelf))


def _shelf(pair: Pair, folder: str) -> _Shelf:
    old, new = pair.old.feeds[folder], pair.new.feeds[folder]
    here = frozenset(each.id for each in new.prints)
    held, now = pair.old.held(folder), pair.new.held(folder)
    return _Shelf(folder, old, new, held, now, here, _newer(held, now))


def _kept(pair: Pair, shelf: _Shelf, id_: str) -> Change | None:
    """Return what is seen of an entry that was there before."""
    before, now = shelf.held[id_], shelf.now[id_]
    moved = _absolute(before, shelf.old) != _absolute(now, shelf.new)
    what = tuple(_differences(before, now, moved=moved))
    was = _absolute(before, shelf.old) if moved else ""
    if not shelf.folder and id_ not in pair.old.window and id_ in pair.new.window:
        return _change("again", shelf, now, was, ("history", *what))
    if "published" in what and _jumps(shelf, id_):
        return _change("again", shelf, now, was, what)
    if not what:
        return None
    return _change("moved" if what == ("link",) else "updated", shelf, now, was, what)


def _come(pair: Pair, shelf: _Shelf, id_: str) -> Change:
    """Return what is seen of an entry that was not there."""
    now, was = shelf.now[id_], pair.renamed.get(id_, "")
    return _change("again" if was else "new", shelf, now, was)


def _gone(pair: Pair, shelf: _Shelf, id_: str) -> Change | None:
    """Return what is seen of an entry that is not there any more; of one that only left a collection, nothing."""
    if id_ in pair.after or id_ in pair.left:
        return None
    before = shelf.held[id_]
    kind: ChangeKind = "withdrawn" if id_ in pair.withdrawn else "lost"
    sealed = not shelf.folder and id_ not in pair.old.window
    return Change(kind=kind, id=id_, title=before.title, link=_absolute(before, shelf.old), sealed=sealed)


def _unseen(pair: Pair, shelf: _Shelf) -> Iterator[Change]:
    """Yield articles that would have been in a collection's window, had there not been so many new ones at once."""
    site = pair.new.feeds.get("")
    if not shelf.folder or not shelf.held or site is None or shelf.held.keys() & shelf.now.keys():
        return
    name = shelf.new.title.removeprefix(site.title).strip(" –").casefold()
    for each in pair.fresh:
        if each.id not in shelf.now and name in (label.casefold() for label in each.labels):
            yield _change("lost", shelf, each)


def _change(kind: ChangeKind, shelf: _Shelf, now: Print, was: str = "", what: tuple[str, ...] = ()) -> Change:
    sealed = now.id not in shelf.open
    return Change(
        kind=kind, id=now.id, title=now.title, link=_absolute(now, shelf.new), was=was, what=what, sealed=sealed
    )


def _absolute(each: Print, feed: Glance) -> str:
    return each.link if "://" in each.link else feed.base + each.link


def _differences(before: Print, now: Print, *, moved: bool) -> Iterator[str]:
    """Yield what differs between two states of an entry."""
    if before.title != now.title:
        yield "title"
    if moved:
        yield "link"
    yield from (name for name in ("published", "updated") if getattr(before, name) != getattr(now, name))
    yield from (name for name, a, b in zip(TEXTS, before.texts, now.texts, strict=True) if a != b)


def _jumps(shelf: _Shelf, id_: str) -> bool:
    """Return whether an entry moves up among newer ones: by a day, or past another one of its feed."""
    before, now = shelf.held[id_].published, shelf.now[id_].published
    if not before or now <= before:
        return False
    dates, least = shelf.newer
    newer = bisect_right(dates, before)
    return _at(now) - _at(before) >= _JUMP or (newer < len(least) and least[newer] < now)


def _newer(held: Prints, now: Prints) -> tuple[list[str], list[str]]:
    """Return the dates of entries in both, oldest first, and for each the least date that it or a newer one has now."""
    dates = sorted((held[id_].published, now[id_].published) for id_ in held.keys() & now.keys())
    least = list(accumulate((after for _, after in reversed(dates)), min))
    return [before for before, _ in dates], least[::-1]


def _at(published: str) -> datetime:
    return datetime.fromisoformat(published)
