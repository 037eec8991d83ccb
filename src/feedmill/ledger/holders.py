"""Ledger → whose each path, address or hash is."""

from collections import defaultdict
from collections.abc import Callable

from feedmill.promises import Ledger, Promise


def holders(ledger: Ledger, things: Callable[[Promise], tuple[str, ...]]) -> dict[str, tuple[Promise, ...]]:
    """Return whose each path, address or hash is; where two branches gave it to two, in one order on every machine."""
    rows = ledger.rows.values()
    found: dict[str, tuple[Promise, ...]] = {thing: (row,) for row in rows for thing in things(row)}
    if len(found) == sum(len(things(row)) for row in rows):  # as it is without a merge
        return found
    several: dict[str, list[Promise]] = defaultdict(list)
    for row in sorted(rows, key=_rank):
        for thing in things(row):
            several[thing].append(row)
    return {thing: tuple(rows_) for thing, rows_ in several.items()}


def _rank(row: Promise) -> tuple[bool, int, str]:
    return row.withdrawn is not None, row.number or 2**63, row.id
