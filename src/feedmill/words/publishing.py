"""What subscribers see, and where an article stands → what a person reads of it."""

from collections.abc import Iterator

from feedmill.answers import Change, ChangeKind, FeedChange, FeedImpact, FeedKind, Impact
from feedmill.errors import shown
from feedmill.words.counting import count

_SHOWN = 10  # entries of one kind in one feed, before the rest is counted
_LONGEST = 70  # letters of a title
_KINDS: dict[ChangeKind, str] = {
    "new": "new",
    "updated": "updated",
    "again": "re-announced",
    "lost": "lost",
    "moved": "moved",
    "withdrawn": "withdrawn",
}
_ALWAYS = ("new", "updated", "again", "lost")
_FEEDS = {
    "begun": "this feed is new: nobody has subscribed to it yet",
    "moved": "says another address, {was} before and {now} now: let the old one redirect",
    "again": "has another id, {was} before and {now} now: some readers show all {entries} again",
    "gone": "nothing stands at {was} any more: its subscribers hear nothing again",
}


def impact(found: Impact, *, verbose: bool = False) -> str:
    """Return the sum on one line, then what happens feed by feed."""
    if not found.feeds:
        return "nothing: subscribers will see no difference"
    lines = [_sum(found)]
    for feed in found.feeds:
        lines += ["", shown(f"{feed.folder or 'the whole site'} ({_clipped(feed.title)})")]
        lines += [shown(f"  {line}") for line in (*map(_feed, feed.feed), *_entries(feed, verbose=verbose))]
    return "\n".join(lines)


def then(found: Impact) -> str:
    """Return the line that says what to do next; nothing where subscribers see no difference."""
    if found.harmful:
        return "\nNext: mend that before it is published; feedmill explain says where an article stands"
    return "\nNext: publish it, as nobody loses anything or is told it twice" if found.feeds else ""


def _sum(found: Impact) -> str:
    counts = {kind: found.count(kind) for kind in _KINDS}
    parts = [f"{number:,} {_KINDS[kind]}" for kind, number in counts.items() if number or kind in _ALWAYS]
    feeds: dict[FeedKind, str] = {"gone": "gone", "again": "with another id", "moved": "at another address"}
    parts += [
        f"{count(number, 'feed')} {said}" for kind, said in feeds.items() if (number := found.feeds_that_are(kind))
    ]
    return ", ".join(parts)


def _feed(change: FeedChange) -> str:
    said = _FEEDS[change.kind].format(was=change.was, now=change.now, entries=count(change.entries, "article"))
    return f"{_only(change.formats)}{said}"


def _entries(feed: FeedImpact, *, verbose: bool) -> Iterator[str]:
    away = any(change.kind == "moved" for change in feed.feed)
    for kind, word in _KINDS.items():
        these = [each for each in feed.entries if each.kind == kind]
        if these and kind == "moved" and away and not verbose:
            yield f"{word:<12} {count(len(these), 'entry', 'entries')} with it"
            continue
        some = these if verbose else these[:_SHOWN]
        yield from (f"{word:<12} {_entry(each)}" for each in some)
        if len(these) > len(some):
            yield f"{word:<12} and {len(these) - len(some):,} more"


def _entry(change: Change) -> str:
    notes = [*change.what, *_note(change)]
    notes += ["in the history"] if change.sealed else []
    said = f" ({', '.join(notes)})" if notes else ""
    return f"{_only(change.formats)}{_clipped(change.title)}{said}"


def _note(change: Change) -> Iterator[str]:
    """Yield what a kind of change asks to be said."""
    if change.kind == "updated" and "updated" not in change.what:
        yield "its date of change did not move"
    if change.kind == "again" and not change.what:
        yield f"its id was {change.was}"
    if change.kind in ("updated", "moved") and change.was:
        yield f"was {change.was}"


def _only(formats: tuple[str, ...]) -> str:
    return f"[{', '.join(formats)}] " if formats else ""


def _clipped(title: str) -> str:
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + "…"
