"""The ledger as a file: there and back, and joined line by line after a merge of two branches."""

import unicodedata
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmill import ledger
from feedmill.errors import ConfigError
from feedmill.ledger.lines import gather
from feedmill.model import Moment
from feedmill.promises import Ledger, Name, Promise, Seal, fold
from strategies import ledger_lines, ledgers, names

Lines = list[Promise | Name | Seal]


def at(day: int) -> datetime:
    """Return noon of a day in January 2024."""
    return datetime(2024, 1, day, 12, tzinfo=UTC)


@given(ledgers())
@settings(max_examples=50)
def test_what_is_written_is_what_is_read(given: Ledger) -> None:
    """`load(dump(ledger)) == ledger`, and the same bytes again."""
    raw = ledger.dump(given)
    assert ledger.load(raw) == given
    assert ledger.dump(ledger.load(raw)) == raw


@given(ledgers(), st.randoms())
@settings(max_examples=50)
def test_the_file_is_sorted(given: Ledger, chance: Random) -> None:
    """Whatever the order in which promises were made, so that git shows the lines that changed, one promise each."""
    rows, given_names = list(given.rows.items()), list(given.names.items())
    chance.shuffle(rows)
    chance.shuffle(given_names)
    shuffled = Ledger(dict(rows), dict(given_names), given.seals)
    assert ledger.dump(shuffled) == ledger.dump(given)
    assert ledger.dump(given).count(b"\n") == len(rows) + len(given_names) + len(given.seals)
    assert list(ledger.load(ledger.dump(given)).rows) == sorted(given.rows)


def test_a_line_looks_as_a_person_can_read_it() -> None:
    """Letters as themselves, times in UTC, nothing that says nothing. A ledger of another version must still load."""
    row = Promise(id="urn:x:1", number=1, paths=("content/ä.md",), published=Moment("2024-01", at(1)))
    given = Ledger({row.id: row}, {("tags", "ä"): Name(of="tags", name="Ä", slug="ae")}, (1,))
    article, collection, sealed = ledger.dump(given).decode().splitlines()
    assert article == (
        '{"kind":"article","id":"urn:x:1","number":1,"paths":["content/ä.md"],'
        '"published":{"said":"2024-01","at":"2024-01-01T12:00:00Z"}}'
    )
    assert collection == '{"kind":"collection","of":"tags","name":"Ä","slug":"ae"}'
    assert sealed == '{"kind":"sealed","last":1}'


@given(ledger_lines(), ledger_lines(), st.randoms())
@settings(max_examples=50)
def test_joining_is_commutative(one: Lines, other: Lines, chance: Random) -> None:
    """`merge=union` writes the lines of both branches in whatever order."""
    lines = one + other
    chance.shuffle(lines)
    assert gather(one + other) == gather(other + one) == gather(lines)


@given(ledger_lines(), ledger_lines(), ledger_lines())
@settings(max_examples=50)
def test_joining_is_associative(one: Lines, two: Lines, three: Lines) -> None:
    """Three branches may be merged two by two, in any order, a build between them or not."""
    assert merged(merged(one, two), three) == merged(one, merged(two, three)) == gather(one + two + three)


@given(ledger_lines())
@settings(max_examples=50)
def test_joining_is_idempotent(lines: Lines) -> None:
    """Lines that both branches have count once."""
    assert gather(lines + lines) == gather(lines) == merged(lines, lines)


def merged(one: Lines | Ledger, other: Lines | Ledger) -> Ledger:
    """Return the ledger of the lines that git's union of two files leaves."""
    files = [ledger.dump(each if isinstance(each, Ledger) else gather(each)) for each in (one, other)]
    return ledger.load(b"".join(files))


def test_the_join_keeps_what_was_first_and_everything_that_was_promised() -> None:
    """Lowest number, earliest instants, every address, path, hash and seed."""
    one = Promise(
        id="a",
        number=3,
        paths=("content/a.md",),
        digests=("1",),
        slug="b",
        addresses=("articles/b.html",),
        published=Moment("2024-01", at(2)),
        updated=Moment("2024-02", at(9)),
        seeds=(("seeds/a.txt", "1"),),
        withdrawn=at(5),
    )
    other = Promise(
        id="a",
        number=2,
        paths=("content/b.md",),
        digests=("0",),
        slug="a",
        addresses=("articles/a.html", "articles/b.html"),
        published=Moment("2024", at(1)),
        seeds=(("seeds/a.txt", "0"),),
        withdrawn=at(4),
    )
    assert gather([one, other]).rows["a"] == Promise(
        id="a",
        number=2,
        paths=("content/a.md", "content/b.md"),
        digests=("0", "1"),
        slug="a",
        addresses=("articles/a.html", "articles/b.html"),
        published=Moment("2024", at(1)),
        updated=Moment("2024-02", at(9)),
        seeds=(("seeds/a.txt", "0"), ("seeds/a.txt", "1")),
        withdrawn=at(4),
    )


def test_the_first_spelling_and_the_first_address_of_a_name_count() -> None:
    """Each on its own, so that the order in which three branches are merged does not matter."""
    lines = [Name(of="tags", name=name, slug=slug) for name, slug in (("c", "c"), ("C", "c-1"), ("c ", "b"))]
    assert gather(lines).names == {("tags", "c"): Name(of="tags", name="C", slug="b")}


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b'{"kind":"sealed","last":1}\n<<<<<<< HEAD\n', ":2: a merge left its marks here; delete the line; keep the"),
        (b"\n\n=======\n", ":3: a merge left its marks here"),
        (b">>>>>>> other\n", ":1: a merge left its marks here"),
        (b"||||||| base\n", ":1: a merge left its marks here"),
        (b'{"kind":"sealed"}\n', ":1: this line is not a promise (Object missing required field `last`); restore it"),
        (b'\n{"kind":"else"}\n', ":2: this line is not a promise (Invalid value 'else' - at `$.kind`)"),
        (b'{"kind":"sealed","last":1}{"kind":"sealed","last":2}', ":1: this line is not a promise"),
        (b'{"kind":"sealed","last":1', ":1: this line is not a promise"),
        (b"[]", ":1: this line is not a promise"),
        (b"null", ":1: this line is not a promise"),
        (b"\xef\xbb\xbf{}", ":1: this line is not a promise"),
        (b'{"kind":"article","id":"\xff"}', ":1: this line is not a promise"),
        (b'{"kind":"article","id":"a","number":"1"}', ":1: this line is not a promise"),
        (b'{"kind":"article","id":"a","withdrawn":"2024-01-01"}', ":1: this line is not a promise"),
        (b'{"kind":"article","id":"a","withdrawn":"2024-01-01T00:00:00"}', ":1: this line is not a promise (a time"),
        (
            b'{"kind":"article","id":"a","published":{"said":"","at":"2024-01-01T00:00:00"}}',
            ":1: this line is not a promise (a time stands here without its zone)",
        ),
        (b'{"kind":"sealed","last":1,"more":' + b"[" * 100_000 + b"\n", ":1: this line is not a promise"),
    ],
)
def test_a_line_that_is_no_promise_stops_the_build_and_is_named(raw: bytes, problem: str) -> None:
    """Nothing is guessed: what subscribers know stands there."""
    with pytest.raises(ConfigError) as caught:
        ledger.load(raw)
    assert str(caught.value).startswith(f"{ledger.FILE}{problem}")


@pytest.mark.parametrize("raw", [b"", b"\n\n", b'{"kind":"sealed","last":1}\r\n\r\n', b'{"kind":"sealed","last":1}'])
def test_blank_lines_and_line_ends_do_not_matter(raw: bytes) -> None:
    """An empty file is an empty ledger; a Windows editor may have been at it."""
    assert ledger.load(raw) == Ledger(seals=(1,) if raw.strip() else ())


@given(st.binary(max_size=100) | st.lists(st.sampled_from(b'{}[]":,\n01.e-tfn\\u kindarticle'), max_size=60).map(bytes))
def test_any_bytes_are_a_ledger_or_a_mistake(raw: bytes) -> None:
    """No other exception escapes."""
    try:
        assert ledger.load(ledger.dump(ledger.load(raw))) == ledger.load(raw)
    except ConfigError as error:
        assert error.problem.line  # noqa: PT017 - one of both happens


@given(names())
def test_spellings_of_a_name_are_one(name: str) -> None:
    """Capitals, spaces and the two ways of writing é."""
    assert fold(f" {name}\t") == fold(name)
    assert fold(unicodedata.normalize("NFD", name)) == fold(name)
    assert fold("Cafe\u0301  NOIR") == fold("café\xa0noir") == "café noir"
    assert fold("STRASSE") == fold("Straße")
    assert fold("a\x00b") == fold("a\ufffdb")
