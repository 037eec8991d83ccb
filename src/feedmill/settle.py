"""A build → which articles it settled, for the next one: their files unchanged, nothing of them is found out again."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from itertools import chain
from operator import attrgetter, is_
from zlib import crc32

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedmill.cache import Cache
from feedmill.editions import Edition
from feedmill.ledger import Kept, reliable
from feedmill.promises import Ledger, Promise
from feedmill.read import Desk, read
from feedmill.run import Run
from feedmill.seen import Seen
from feedmill.settled import Settled
from feedmill.stock import Promised

_SETTLED = "settled"
_SHELF = 256  # article numbers whose articles are remembered together: an edit costs a shelf, not all of them


class _Index(Struct, frozen=True):
    """What the settled articles depend on beside their files and the program, and where they are."""

    frame: bytes
    at: datetime
    shelves: dict[int, int]
    """By number a checksum of each, so that none is taken for one of another build."""


class Standing:
    """What the last build settled, and what this one does."""

    def __init__(self, run: Run, cache: Cache) -> None:
        """Begin with nothing: the first look is `read`."""
        self._run, self._cache = run, cache
        self._shelves: dict[int, tuple[Settled, ...]] = {}
        self._sums: dict[int, int] = {}

    def read(self, seen: Seen, promised: Promised, ledger: Ledger) -> Desk:
        """Return what lies in content/, what is settled unread. `promised` is in the file; `ledger` knows new seeds."""
        self._load(promised)
        settled = {each.meta.path: each for shelf in self._shelves.values() for each in shelf}
        desk = read(self._run, self._cache, seen, settled)
        if reliable(desk.settled, desk.articles, ledger, self._run.site):
            return desk
        return read(self._run, self._cache, seen)

    def _load(self, promised: Promised) -> None:
        """Find what was settled; nothing where the ledger or a setting is another one now."""
        raw = self._cache.state(_SETTLED)
        if not raw:
            return
        index = msgspec.msgpack.decode(raw, type=_Index)
        self._sums = index.shelves
        if index.frame != _frame(self._run, promised) or index.at > self._run.now:
            return
        decode = msgspec.msgpack.Decoder(tuple[Settled, ...]).decode
        for number, sum_ in index.shelves.items():
            raw = self._cache.state(f"{_SETTLED} {number}")
            if crc32(raw) == sum_:
                self._shelves[number] = decode(raw)

    def keep(self, promised: Promised, stages: tuple[Desk, Kept, Edition], troubled: set[str]) -> None:
        """Remember the articles of an edition but those at whose paths something is to be told.

        `promised` is what lies in the file now. Where a merge gave a path, an address or a number to two articles,
        neither is settled.
        """
        shelves: dict[int, list[Settled]] = defaultdict(list)
        for each in _settled(promised, stages, troubled):
            shelves[each.meta.number // _SHELF].append(each)
        for number, articles in shelves.items():
            articles.sort(key=attrgetter("meta.number"))
            before = self._shelves.get(number, ())
            if len(before) != len(articles) or not all(map(is_, before, articles)):
                raw = msgspec.msgpack.encode(articles)
                self._cache.remember_state(f"{_SETTLED} {number}", raw)
                self._sums[number] = crc32(raw)
        self._cache.forget_states(f"{_SETTLED} {number}" for number in self._sums.keys() - shelves.keys())
        sums = {number: self._sums[number] for number in shelves}
        index = _Index(_frame(self._run, promised), self._run.now, sums)
        self._cache.remember_state(_SETTLED, msgspec.msgpack.encode(index))


def _settled(promised: Promised, stages: tuple[Desk, Kept, Edition], troubled: set[str]) -> Iterator[Settled]:
    desk, kept, edition = stages
    before = {each.meta.id: each for each in desk.settled}
    files = {row.id: manuscript for row, manuscript in kept.published if manuscript.path not in troubled}
    shared = _shared(promised.ledger, [kept.ledger.rows[id_] for id_ in files])
    for meta in edition.articles:
        old, manuscript = before.get(meta.id), files.get(meta.id)
        if old is not None:
            print_ = edition.prints[meta.id]
            yield old if old.print == print_ else replace(old, meta=meta, print=print_)
        elif manuscript is not None:
            row = kept.ledger.rows[meta.id]
            if promised.ledger.rows.get(meta.id) == row and shared.isdisjoint((*row.paths, *row.addresses, row.number)):
                named = manuscript if manuscript.names_files else None
                yield Settled(meta, edition.prints[meta.id], manuscript.front.id is None, named)


def _frame(run: Run, promised: Promised) -> bytes:
    wishes = msgspec.msgpack.encode((run.site, run.drafts, run.future, run.preview))
    return blake2b(wishes + promised.raw, digest_size=16).digest()


def _shared(ledger: Ledger, some: list[Promise]) -> set[str | int | None]:
    """Return which paths, addresses and numbers of some articles are not one article's alone."""
    theirs = set(chain.from_iterable((*row.paths, *row.addresses, row.number) for row in some))
    counted = Counter[str | int | None]()
    for row in ledger.rows.values():
        if row.number in theirs or not (theirs.isdisjoint(row.addresses) and theirs.isdisjoint(row.paths)):
            counted.update((*row.paths, *row.addresses, row.number))
    return {thing for thing, count in counted.items() if count > 1}
