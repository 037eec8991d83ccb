"""The same feed in several formats: all of them say the same of every entry."""

from collections.abc import Callable, Iterator, Mapping
from html import unescape

from feedmill.lint.document import Document, Fault, Where
from feedmill.received import ReceivedEntry, ReceivedFeed

Siblings = tuple[Document, ...]
Disagreement = tuple[Document, Where, Fault]
SiblingRule = Callable[[Siblings], Iterator[Disagreement]]

_ORDER = ("atom", "json", "rss")  # who says most comes first, and the others are measured by it
_FIELDS = {"link": "slug", "language": "language", "image": "image", "enclosures": "enclosures"}


def _pairs(siblings: Siblings) -> Iterator[tuple[Document, Document, ReceivedFeed, ReceivedFeed]]:
    """Yield the one that says most with each of the others, and what readers make of the two."""
    able = sorted((each for each in siblings if each.feed), key=lambda each: _ORDER.index(each.kind))
    for other in able[1:]:
        if able[0].feed and other.feed:
            yield able[0], other, able[0].feed, other.feed


def same_feed(siblings: Siblings) -> Iterator[Disagreement]:
    """Find formats that call the feed, its page, language, hubs or date differently."""
    for first, other, one, two in _pairs(siblings):
        for name in ("title", "home", "language", "hubs", "updated"):
            here, there = getattr(one, name), getattr(two, name)
            if here != there and not (name == "updated" and "" in (here, there)):
                wrong = f"{name} is {there!r}, but {here!r} in {first.path}"
                yield other, 0, Fault(wrong, "build again: both are made from the same")


def same_entries(siblings: Siblings) -> Iterator[Disagreement]:
    """Find formats with other entries, or in another order: whoever changes format loses or repeats some."""
    for first, other, one, two in _pairs(siblings):
        here, there = ([entry.id for entry in feed.entries] for feed in (one, two))
        if here != there:
            for id_ in sorted(set(here) ^ set(there)):
                document, missing = (other, first) if id_ in there else (first, other)
                where = next(entry for entry in document.entries if entry.id == id_)
                yield document, where, Fault(f"the entry is not in {missing.path}", "build again")
            if set(here) == set(there):
                wrong = f"its entries are in another order than in {first.path}"
                yield other, 0, Fault(wrong, "build again: both are newest first")


def same_words(siblings: Siblings) -> Iterator[Disagreement]:
    """Find entries that one format tells otherwise than another."""
    for first, other, one, two in _pairs(siblings):
        known = {entry.id: _comparable(entry, one, first.kind) for entry in one.entries}
        for entry in two.entries:
            theirs = _comparable(entry, two, other.kind)
            for name in sorted(theirs.keys() & known.get(entry.id, {}).keys()):
                mine = known[entry.id][name]
                if _differ(name, mine, theirs[name]):
                    wrong = f"{name} is {_brief(theirs[name])}, but {_brief(mine)} in {first.path}"
                    fault = Fault(wrong, "build again: both are made from the same", field=_FIELDS.get(name, name))
                    yield other, entry, fault


def _comparable(entry: ReceivedEntry, feed: ReceivedFeed, kind: str) -> Mapping[str, object]:
    """Return what a format can say of an entry, in the same words as the others."""
    whole = entry.content
    told: dict[str, object] = {
        "title": _line(entry.title),
        "link": entry.link,
        "published": entry.published,
        "tags": tuple(filter(None, map(_line, entry.tags))),
        "image": entry.image,
        # Atom wants an author everywhere: where nobody is known, it is the feed itself.
        "authors": () if entry.authors == (feed.title,) else tuple(filter(None, map(_line, entry.authors))),
        "content": whole,
        "summary": "" if entry.summary == entry.title else entry.summary,
        "enclosures": entry.enclosures,
    }
    if kind != "rss":
        told |= {"updated": entry.updated, "language": entry.language}
        if not whole:  # RSS has one field for both
            told["content"] = told["summary"]
        return told
    told["enclosures"] = entry.enclosures[:1]
    if not entry.summary:
        del told["summary"]
    return told


def _line(said: str) -> str:
    """Return a text of one line without the spaces that readers leave out."""
    return " ".join(said.split())


def _differ(name: str, mine: object, theirs: object) -> bool:
    if name == "enclosures" and isinstance(mine, tuple) and isinstance(theirs, tuple) and len(theirs) == 1:
        return mine[:1] != theirs  # RSS carries one of several
    if name == "published" and str(mine) < "0100":  # RFC 822 takes such a year for one of two digits
        return False
    if name == "authors" and not (mine and theirs):
        return False
    return mine != theirs and not (name == "content" and unescape(str(theirs)) == mine)


def _brief(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 60 else said[:59] + "…"  # noqa: PLR2004 - so that both fit on a line


RULES: tuple[SiblingRule, ...] = (same_feed, same_entries, same_words)
