"""Names of collections and sizes of articles + ledger → addresses of collections, bounds of sealed history."""

import hashlib
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from feedmill import text
from feedmill.promises import Ledger, Name, fold
from feedmill.settings import FeedSettings

# Windows keeps these names of files and folders, whatever their ending, to itself.
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})

LEAST_OPEN = 10
"""Articles that the subscription document keeps when it is cut for its bytes: a slow reader must not miss any."""


def name_collections(ledger: Ledger, kind: str, names: Iterable[str]) -> Ledger:
    """Return the ledger with an address for each name, in its first spelling.

    Names that would share an address (C, C++) get a hash behind it, all but the first.
    """
    given = _apart(ledger.names, kind)
    taken = {*RESERVED} | {name.slug for name in given.values() if name.of == kind}
    spellings: dict[str, str] = {}
    for name in names:
        spellings.setdefault(fold(name), text.squeeze(text.legal(name)))
    for folded, name in sorted(spellings.items()):
        key = (kind, folded)
        if key in given:
            continue
        slug = text.slug(name, "de")  # umlauts as two letters everywhere: a name has no language
        slug = slug if slug and slug not in taken else _hashed(slug, name, taken)
        taken.add(slug)
        given[key] = Name(of=kind, name=name, slug=slug)
    return replace(ledger, names=given)


def _apart(given: Mapping[tuple[str, str], Name], kind: str) -> dict[tuple[str, str], Name]:
    """Return the names, a hash behind each whose slug a merge of two branches left to another one too."""
    apart = dict(given)
    taken: set[str] = set()
    for key in sorted(key for key in given if key[0] == kind):
        name = apart[key]
        if name.slug in taken:
            name = apart[key] = replace(name, slug=_hashed(name.slug, name.name, taken))
        taken.add(name.slug)
    return apart


def _hashed(slug: str, name: str, taken: set[str]) -> str:
    """Return the slug with as much of the name's hash behind it as makes it one of its own."""
    digest = hashlib.sha256(fold(name).encode()).hexdigest()
    longer = ("-".join(filter(None, (slug, digest[:length]))) for length in range(8, len(digest)))
    return next(each for each in longer if each not in taken)


def seal(ledger: Ledger, sizes: Mapping[int, int], feed: FeedSettings) -> Ledger:
    """Return the ledger with the bounds of every chunk of history that is full.

    `sizes`: bytes of Markdown by article number. A chunk is `feed.entries` articles, or fewer when
    they fill `feed.bytes`. Once sealed it is never cut anew (RFC 5005 §4).
    """
    seals = list(ledger.seals)
    waiting = sorted(number for number in sizes if number > (seals[-1] if seals else 0))
    total = sum(sizes[number] for number in waiting)
    while chunk := _oldest(waiting, sizes, feed):
        many = len(waiting) > 2 * feed.entries
        heavy = total > feed.bytes and len(waiting) - len(chunk) >= LEAST_OPEN
        if not many and not heavy:
            break
        seals.append(chunk[-1])
        total -= sum(sizes[number] for number in chunk)
        waiting = waiting[len(chunk) :]
    return replace(ledger, seals=tuple(seals))


def _oldest(waiting: list[int], sizes: Mapping[int, int], feed: FeedSettings) -> list[int]:
    """Return the articles of the next chunk: at least one, if any wait."""
    used = 0
    for count, number in enumerate(waiting[: feed.entries]):
        used += sizes[number]
        if count and used > feed.bytes:
            return waiting[:count]
    return waiting[: feed.entries]
