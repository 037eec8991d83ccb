"""What a seed is depends on its name, its bytes and the ledger alone."""

from hypothesis import given
from hypothesis import strategies as st

from feedmill.ledger import gather, note_seeds, sort_seeds
from feedmill.promises import Ledger, Promise

NAMES = st.sampled_from([f"seeds/{name}.txt" for name in "abcdef"])
SUMS = st.sampled_from([f"{n:064}" for n in range(6)])
FOLDERS = st.dictionaries(NAMES, SUMS)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Give a ledger in which each text belongs to one article at most."""
    owners = draw(st.dictionaries(SUMS, st.sampled_from("xyz")))
    seeds = {sha256: draw(st.sets(NAMES, min_size=1, max_size=3)) for sha256 in owners}
    return gather(
        Promise(id=f"urn:{id_}", seeds=tuple((name, sha256) for name in sorted(seeds[sha256])))
        for sha256, id_ in owners.items()
    )


@given(FOLDERS, ledgers())
def test_every_seed_is_one_thing(folder: dict[str, str], ledger: Ledger) -> None:
    """A seed is new if neither name nor bytes are known, changed if its name is, and known if its bytes are."""
    found = sort_seeds(folder, ledger)
    known = {seed for row in ledger.rows.values() for seed in row.seeds}
    names, sums = {name for name, _ in known}, {sha256 for _, sha256 in known}
    for name, sha256 in folder.items():
        assert (name in found.new) == (sha256 not in sums and name not in names)
        assert (name in found.changed) == (sha256 not in sums and name in names)
    assert all(name in {seed for seed, _ in row.seeds} for name, row in found.changed.items())


@given(FOLDERS, ledgers())
def test_names_are_noted_once(folder: dict[str, str], ledger: Ledger) -> None:
    """The ledger learns every name of a text that it knows, forgets none, and has nothing to learn the second time."""
    noted, twins = note_seeds(ledger, folder)
    again, same = note_seeds(noted, folder)
    assert (again, same) == (noted, twins)
    assert noted.rows.keys() == ledger.rows.keys()
    assert all(set(noted.rows[id_].seeds) >= set(row.seeds) for id_, row in ledger.rows.items())
    for name, twin in twins:
        assert folder[name] == folder[twin]
        assert twin < name
    assert note_seeds(ledger, dict(reversed(folder.items()))) == (noted, twins)


def test_of_two_articles_with_one_seeds_name_the_standing_one_is_meant() -> None:
    """After a merge a name may stand in two rows; the same one is blamed on every machine."""
    from datetime import UTC, datetime

    seeds = (("seeds/a.txt", "0" * 64),)
    gone = Promise(id="urn:a", number=1, seeds=seeds, withdrawn=datetime(2024, 1, 1, tzinfo=UTC))
    there = Promise(id="urn:b", number=2, seeds=(("seeds/a.txt", "1" * 64),))
    for rows in ((gone, there), (there, gone)):
        assert sort_seeds({"seeds/a.txt": "2" * 64}, gather(rows)).changed == {"seeds/a.txt": there}
