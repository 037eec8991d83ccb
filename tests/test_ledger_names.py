"""Addresses of collections and bounds of history: given once, never cut anew."""

import re
from collections.abc import Mapping
from hashlib import sha256
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedmill import ledger as ledgers
from feedmill.ledger.names import LEAST_OPEN, RESERVED, name_collections, seal
from feedmill.promises import Ledger, Name, fold
from feedmill.settings import FeedSettings
from strategies import names

SMALL = FeedSettings(entries=10, bytes=10_000)


def slugs(ledger: Ledger, kind: str = "tags") -> dict[str, str]:
    """Return the address of each name of a kind."""
    return {name.name: name.slug for name in ledger.names.values() if name.of == kind}


# ── collections ─────────────────────────────────────────────────────────────────────────────────


def test_names_that_would_share_an_address_get_a_hash() -> None:
    """The first in order is plain: C, C#, C++; the same on every machine."""
    given = slugs(name_collections(Ledger(), "tags", ("C++", "C#", "C")))
    assert given == {"C": "c", "C#": f"c-{sha256(b'c#').hexdigest()[:8]}", "C++": f"c-{sha256(b'c++').hexdigest()[:8]}"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Künstliche Intelligenz", "kuenstliche-intelligenz"),
        ("Œuvre", "oeuvre"),
        ("你好", "670d9743"),
        ("???", "98f1e8cb"),
        ("con", "con-89de1257"),
        ("LPT1", "lpt1-a4ee4a9a"),
        ("index", "index"),
        ("😀" * 50, "b9cc3fe3"),
        ("x" * 100, "x" * 60),
    ],
)
def test_every_name_has_an_address(name: str, slug: str) -> None:
    """Also one without a single letter of ours, and one that Windows keeps to itself."""
    (found,) = slugs(name_collections(Ledger(), "tags", (name,))).values()
    assert re.sub(r"[0-9a-f]{8}$", "", found) == re.sub(r"[0-9a-f]{8}$", "", slug)
    assert len(found) == len(slug)


def test_spellings_are_one_collection_under_the_first_one() -> None:
    """Capitals, spaces and the two ways of writing é make no other tag; what was first stays."""
    first = name_collections(Ledger(), "tags", ("caf\u00e9 noir", "CAFE\u0301  NOIR"))
    assert slugs(first) == {"caf\u00e9 noir": "cafe-noir"}
    assert name_collections(first, "tags", ("Café Noir",)) == first


def test_kinds_do_not_meet() -> None:
    """A tag and an author of one name are two collections, each with the plain address."""
    given = name_collections(name_collections(Ledger(), "tags", ("Ada",)), "authors", ("Ada",))
    assert slugs(given) == slugs(given, "authors") == {"Ada": "ada"}


some_names = st.lists(st.sampled_from(("C", "c", "C++", "C#", "c-951a4d36", "con", "?", "!", "Straße")) | names())


@given(some_names, some_names)
@settings(max_examples=60)
@example(["\x00a", "\ufffda"], ["a\n b", "a b"])
def test_an_address_is_given_once_and_to_one_name(first: list[str], later: list[str]) -> None:
    """Later names take nothing away; every name said finds its own again; the order of names changes no address."""
    before = name_collections(Ledger(), "tags", first)
    after = name_collections(before, "tags", later)
    assert {key: after.names[key] for key in before.names} == before.names
    assert {("tags", fold(name)) for name in first + later} == set(after.names)
    given = [name.slug for name in after.names.values()]
    assert len(set(given)) == len(given)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and slug not in RESERVED for slug in given)
    assert name_collections(after, "tags", first + later) == after
    assert ledgers.load(ledgers.dump(after)) == after
    backwards = name_collections(Ledger(), "tags", first[::-1])
    assert {key: name.slug for key, name in backwards.names.items()} == {
        key: name.slug for key, name in before.names.items()
    }


def test_branches_that_gave_one_address_to_two_names_are_told_apart_once() -> None:
    """After a merge the first in order keeps it, on every machine; then nothing changes any more."""
    branches = [name_collections(Ledger(), "tags", (name,)) for name in ("C++", "C", "C#")]
    lines = [ledgers.dump(branch) for branch in branches]
    merged = [name_collections(ledgers.load(b"".join(each)), "tags", ()) for each in (lines, reversed(lines))]
    assert merged[0] == merged[1]
    assert slugs(merged[0]) == slugs(name_collections(Ledger(), "tags", ("C", "C#", "C++")))
    assert name_collections(merged[0], "tags", ("C++", "C", "C#")) == merged[0]
    again = ledgers.load(lines[0] + ledgers.dump(merged[0]))
    assert name_collections(again, "tags", ()) == merged[0]


def test_the_ledger_that_was_handed_in_keeps_its_names() -> None:
    """It is a value like all others."""
    before = Ledger(names={("tags", "a"): Name(of="tags", name="a", slug="a")})
    name_collections(before, "tags", ("b",))
    assert list(before.names) == [("tags", "a")]


# ── history ─────────────────────────────────────────────────────────────────────────────────────


def parts(ledger: Ledger, numbers: Mapping[int, int]) -> list[list[int]]:
    """Return the articles of each sealed document, and last those of the window."""
    bounds = [0, *ledger.seals, max((*numbers, *ledger.seals), default=0)]
    return [[n for n in sorted(numbers) if low < n <= high] for low, high in pairwise(bounds)]


def test_eight_hundred_articles_one_by_one() -> None:
    """After each: nothing sealed is cut anew, the window and history together hold all of them exactly once."""
    feed = FeedSettings(entries=50)
    ledger, sizes = Ledger(), dict[int, int]()
    for number in range(1, 801):
        sizes[number] = 2000
        before, ledger = ledger.seals, seal(ledger, sizes, feed)
        assert ledger.seals[: len(before)] == before
        *history, window = parts(ledger, sizes)
        assert [n for part in (*history, window) for n in part] == list(sizes)
        assert all(len(part) == 50 for part in history)
        assert len(window) <= 100
        assert len(window) >= min(number, 51)
    assert ledger.seals == tuple(range(50, 701, 50))


def test_nothing_is_sealed_before_there_is_more_than_two_chunks() -> None:
    """A reader that looks once in a while finds at least one chunk in the subscription document."""
    sizes = dict.fromkeys(range(1, 22), 1)
    assert seal(Ledger(), dict.fromkeys(range(1, 21), 1), SMALL).seals == ()
    assert seal(Ledger(), sizes, SMALL).seals == (10,)
    assert seal(Ledger(), dict.fromkeys(range(1, 60), 1), SMALL).seals == (10, 20, 30, 40)


def test_a_heavy_window_is_cut_for_its_bytes() -> None:
    """A chunk is then as many articles as fill the budget; ten always stay open; one giant is a chunk by itself."""
    heavy = dict.fromkeys(range(1, 14), 3000)
    assert seal(Ledger(), dict.fromkeys(range(1, 13), 3000), SMALL).seals == ()
    assert seal(Ledger(), heavy, SMALL).seals == (3,)
    assert seal(Ledger(), dict.fromkeys(range(1, 21), 500), SMALL).seals == ()
    assert seal(Ledger(), {1: 5000, 2: 5000, **dict.fromkeys(range(3, 14), 1)}, SMALL).seals == (2,)
    assert seal(Ledger(), {1: 50_000, **dict.fromkeys(range(2, 12), 10)}, SMALL).seals == (1,)
    assert seal(Ledger(), {1: 50_000, **dict.fromkeys(range(2, 11), 10)}, SMALL).seals == ()


@given(st.lists(st.integers(1, 5000), max_size=80), st.randoms(use_true_random=False), st.integers(10, 30))
@settings(max_examples=60)
def test_history_keeps_its_word_whatever_is_deleted(sizes: list[int], chance: Random, entries: int) -> None:
    """Also in the sealed part: bounds stay, nothing is shown twice or left out, what is open is of a good length."""
    feed = FeedSettings(entries=entries, bytes=10_000)
    ledger, there = Ledger(), dict[int, int]()
    for number, size in enumerate(sizes, 1):
        there[number] = size
        if chance.random() < 0.2:
            del there[chance.choice(list(there))]
        before, ledger = ledger.seals, seal(ledger, there, feed)
        assert ledger.seals[: len(before)] == before
        assert list(ledger.seals) == sorted(set(ledger.seals))
        assert seal(ledger, there, feed) == ledger
        *history, window = parts(ledger, there)
        assert [n for part in (*history, window) for n in part] == sorted(there)
        assert len(window) <= 2 * entries
        if ledger.seals != before:
            assert len(window) >= LEAST_OPEN
            assert all(history[len(before) :])


def test_other_settings_cut_only_what_is_open() -> None:
    """`entries = 20` after years of 10 changes no bound that stands."""
    ledger = seal(Ledger(), dict.fromkeys(range(1, 60), 1), SMALL)
    assert seal(ledger, dict.fromkeys(range(1, 100), 1), FeedSettings(entries=20)).seals == (10, 20, 30, 40, 60)
