"""A build → which articles it settled, for the next one: their files unchanged, nothing of them is found out again."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from itertools import chain

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedmill.cache import Cache
from feedmill.editions import Edition
from feedmill.ledger import Kept, reliable
from feedmill.model import Manuscript
from feedmill.promises import Ledger
from feedmill.read import Desk, read
from feedmill.run import Run
from feedmill.seen import Seen
from feedmill.settled import Settled
from feedmill.stock import Promised

_SETTLED = "settled"


class _Standing(Struct, frozen=True):
    """What a build settled, and what that depends on beside the articles' files and the program."""

    frame: bytes
    at: datetime
    articles: tuple[Settled, ...]


def read_anew(run: Run, cache: Cache, seen: Seen, promised: Promised, ledger: Ledger) -> Desk:
    """Return what lies in content/, but what is settled unread. `promised` is in the file; `ledger` knows new seeds."""
    desk = read(run, cache, seen, _settled(run, cache, promised))
    return desk if reliable(desk.settled, desk.articles, ledger, run.site) else read(run, cache, seen)


def _settled(run: Run, cache: Cache, promised: Promised) -> dict[str, Settled]:
    """Return what the last build settled, by path; nothing where the ledger or a setting is another one now."""
    raw = cache.state(_SETTLED)
    if not raw:
        return {}
    last = msgspec.msgpack.decode(raw, type=_Standing)
    if last.frame != _frame(run, promised) or last.at > run.now:
        return {}
    return {each.meta.path: each for each in last.articles}


def settle(run: Run, cache: Cache, promised: Promised, stages: tuple[Desk, Kept, Edition], troubled: set[str]) -> None:
    """Remember the articles in the order of the edition but those at whose paths something is to be told.

    `promised` is what lies in the file now. Where a merge gave a path, an address or a number to two articles, neither
    is settled.
    """
    desk, kept, edition = stages
    before = {each.meta.id: each for each in desk.settled}
    files = {row.id: manuscript for row, manuscript in kept.published}
    shared = _shared(promised.ledger)
    articles: list[Settled] = []
    for meta in edition.articles:
        old, print_ = before.get(meta.id), edition.prints[meta.id]
        if old is not None:
            articles.append(old if old.print == print_ else replace(old, meta=meta, print=print_))
        elif meta.path not in troubled:
            row, manuscript = kept.ledger.rows[meta.id], files[meta.id]
            own = not shared.intersection((*row.paths, *row.addresses, row.number))
            if own and promised.ledger.rows.get(meta.id) == row:
                named = manuscript if _names_files(manuscript) else None
                articles.append(Settled(meta, print_, manuscript.front.id is None, named))
    standing = _Standing(_frame(run, promised), run.now, tuple(articles))
    cache.remember_state(_SETTLED, msgspec.msgpack.encode(standing))


def _frame(run: Run, promised: Promised) -> bytes:
    wishes = msgspec.msgpack.encode((run.site, run.drafts, run.future, run.preview))
    return blake2b(wishes + promised.raw, digest_size=16).digest()


def _shared(ledger: Ledger) -> set[str | int | None]:
    """Return paths, addresses and numbers that are not one article's alone."""
    rows = ledger.rows.values()
    given: Iterator[str | int | None] = chain(
        chain.from_iterable(row.paths for row in rows),
        chain.from_iterable(row.addresses for row in rows),
        (row.number for row in rows),
    )
    return {thing for thing, count in Counter(given).items() if count > 1}


def _names_files(manuscript: Manuscript) -> bool:
    front = manuscript.front
    return bool(manuscript.reading.references or front.image or front.enclosures)
