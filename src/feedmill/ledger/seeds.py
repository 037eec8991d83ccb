"""Names and hashes of the seeds that lie there + ledger → which are new, which have changed, which lie there twice."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from feedmill.promises import Ledger, Promise


class Sorted(Struct, frozen=True):
    """What the seeds are; those that are in neither are known."""

    new: dict[str, str]
    """SHA-256 by name, in the order of names; two may hold the same bytes."""
    changed: dict[str, Promise]
    """By name, what was made of a seed that has other bytes now."""


def sort_seeds(hashes: Mapping[str, str], ledger: Ledger) -> Sorted:
    """Return what each seed is. `hashes`: the SHA-256 of its bytes, by name."""
    by_name: dict[str, Promise] = {}
    known = set()
    for row in sorted(ledger.rows.values(), key=lambda row: (row.withdrawn is not None, row.number or 2**63, row.id)):
        for name, sha256 in row.seeds:
            by_name.setdefault(name, row)
            known.add(sha256)
    unknown = {name: sha256 for name, sha256 in sorted(hashes.items()) if sha256 not in known}
    return Sorted(
        new={name: sha256 for name, sha256 in unknown.items() if name not in by_name},
        changed={name: by_name[name] for name in unknown if name in by_name},
    )


def note_seeds(ledger: Ledger, hashes: Mapping[str, str]) -> tuple[Ledger, tuple[tuple[str, str], ...]]:
    """Return the ledger with every name under which a seed lies, and pairs of names that hold the same bytes."""
    row_of = {sha256: row.id for row in ledger.rows.values() for _, sha256 in row.seeds}
    rows, twins = dict(ledger.rows), []
    first: dict[str, str] = {}
    for name, sha256 in sorted(hashes.items()):
        row = rows.get(row_of.get(sha256, ""))
        if row is None:
            continue
        if (name, sha256) not in row.seeds:
            rows[row.id] = with_seeds(row, [(name, sha256)])
        if (twin := first.setdefault(sha256, name)) != name:
            twins.append((name, twin))
    return replace(ledger, rows=rows), tuple(twins)


def with_seeds(row: Promise, seeds: Iterable[tuple[str, str]]) -> Promise:
    """Return the promise of an article that was made of these seeds too."""
    return replace(row, seeds=tuple(sorted({*row.seeds, *seeds})))
