"""A mapping that a person typed: all mistakes at once, each with its line, each with what would be right."""

from collections.abc import Mapping
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta as Rule
from msgspec import Struct, convert, structs, to_builtins

from feedmill import fields
from feedmill.errors import Problem
from feedmill.model import Front
from feedmill.settings import FeedSettings, Person, Site
from strategies import fronts, text


class Thing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field of each kind."""

    title: str
    count: Annotated[int, Rule(ge=1, le=9)] = 1
    open: bool = False
    size: Literal["small", "large"] = "small"
    slug: Annotated[str, Rule(pattern="^[a-z]+$", description='like "abc"')] | None = None
    tags: tuple[str, ...] = ()
    people: tuple[str | Person, ...] = ()
    person: Person | None = None


LINES = {name: number for number, name in enumerate(("title", "count", "open", "size", "slug", "tags", "colour"), 2)}


def check(said: Mapping[str, object]) -> tuple[Thing | None, list[str]]:
    """Return the thing and its problems as a person reads them."""
    thing, problems = fields.check(Thing, said, lambda key: LINES.get(key, 0), "file")
    return thing, [str(problem) for problem in problems]


def test_what_is_right_becomes_a_value() -> None:
    """Text that spells a number or a truth value is taken as one; a mapping becomes a Struct."""
    said = {"title": "t", "count": "7", "open": "true", "tags": ["a", "2024"], "people": ["b", {"name": "c"}]}
    expected = Thing(title="t", count=7, open=True, tags=("a", "2024"), people=("b", Person("c")))
    assert check(said) == (expected, [])


@pytest.mark.parametrize("word", ["null", "None", "true", "12", ""])
def test_text_stays_text(word: str) -> None:
    """Also where it could be something else: a summary "null" is a word."""
    front, problems = fields.check(Front, {"title": "t", "summary": word, "tags": [word or "x"]}, lambda _: 0, "")
    assert not problems
    assert front == Front(title="t", summary=word, tags=(word or "x",))


def test_a_key_without_a_value_is_absent() -> None:
    """As after `slug:` with nothing behind it; if it is needed, it is missing."""
    assert check({"title": "t", "slug": None, "count": None}) == (Thing(title="t"), [])
    assert check({"title": None}) == (None, ["file:2: 'title' is missing; add a line like title: \"…\""])


class Lax(Struct, frozen=True):
    """A kind that would take what it does not know, and None."""

    size: int | None = 5


def test_every_kind_is_as_strict() -> None:
    """No field is lost without a word, and a key without a value counts as absent, whatever msgspec would let pass."""
    assert fields.check(Lax, {"size": None}, lambda _: 0, "") == (Lax(5), ())
    lax, problems = fields.check(Lax, {"sizes": 1}, lambda _: 0, "")
    assert lax is None
    assert [problem.wrong for problem in problems] == ["'sizes' is not a field here"]


def test_all_mistakes_are_told_at_once() -> None:
    """Each with its own line, the unknown ones too."""
    said = {"colour": 1, "count": 10, "open": "perhaps", "size": "huge", "slug": "A B", "tags": "a, b"}
    thing, problems = check(said)
    assert thing is None
    assert [problem.split(":")[1] for problem in problems] == ["8", "2", "3", "4", "5", "6", "7"]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"count": 10}, "3: 'count': expected int <= 9; write a whole number from 1 to 9"),
        ({"count": "x"}, "3: 'count': expected int, got str; write a whole number from 1 to 9"),
        ({"count": 1.5}, "3: 'count': expected int, got float; write a whole number from 1 to 9"),
        ({"count": True}, "3: 'count': expected int, got bool; write a whole number from 1 to 9"),
        ({"open": "yes!"}, "4: 'open': expected bool, got str; write true or false"),
        ({"open": [1]}, "4: 'open': expected bool, got list; write true or false"),
        ({"size": "huge"}, "5: 'size': invalid enum value 'huge'; write \"large\" or \"small\""),
        ({"slug": "A B"}, "6: 'slug': not of the right form; write it like \"abc\""),
        ({"slug": {"a": 1}}, "6: 'slug': expected str, got mapping; write it like \"abc\""),
        ({"tags": "a, b"}, "7: 'tags': expected list, got str; write a list of some text, like [a, b]"),
        ({"tags": ["a", 2]}, "7: 'tags': expected str, got int ([1]); write a list of some text, like [a, b]"),
        (
            {"person": {"url": "https://a.example"}},
            " 'person': there must be a field name; write a mapping with name, url",
        ),
        ({"person": {"name": "a", "object": 1}}, " 'person': there is no field object; write a mapping with name, url"),
        ({"person": {"name": ""}}, " 'person': not of the right form (.name); write a mapping with name, url"),
        ({"person": "Ada"}, " 'person': expected mapping, got str; write a mapping with name, url"),
        (
            {"people": [5]},
            " 'people': expected str | mapping, got int ([0]); write a list of some text or a mapping with",
        ),
    ],
)
def test_each_mistake_says_what_would_be_right(said: dict[str, object], problem: str) -> None:
    """In plain English, without the notation of types."""
    thing, problems = check({"title": "t", **said})
    assert thing is None
    assert len(problems) == 1
    assert problems[0].removeprefix("file:").startswith(problem)


@pytest.mark.parametrize(
    ("key", "kind", "meant"),
    [
        ("titel", Front, "title"),
        ("Title", Front, "title"),
        ("date", Front, "published"),
        ("pubDate", Front, "published"),
        ("last-mod", Front, ""),
        ("lastmod", Front, "updated"),
        ("author", Front, "authors"),
        ("Categories", Front, "tags"),
        ("GUID", Front, "id"),
        ("xyzzy", Front, ""),
        ("", Front, ""),
        ("baseURL", Site, "base_url"),
        ("url", Site, "base_url"),
        ("date", Site, ""),
        ("entrys", FeedSettings, "entries"),
    ],
)
def test_a_mistyped_name_is_understood(key: str, kind: type[Struct], meant: str) -> None:
    """Slips of the hand, and what other tools call it; only what exists here is proposed, else all of it is named."""
    _, problems = fields.check(kind, {key: 1}, lambda _: 1, "")
    unknown = next(problem for problem in problems if "not a field" in problem.wrong)
    names = [field.name for field in structs.fields(kind)]
    assert unknown.right == (f"did you mean {meant!r}?" if meant else f"fields are: {', '.join(names)}")


@given(fronts())
def test_what_a_value_says_is_that_value(front: Front) -> None:
    """The rules here and msgspec's own never disagree about what is right."""
    said = to_builtins(front)
    assert fields.check(Front, said, lambda _: 0, "") == (front, ())
    assert convert(said, Front, strict=False) == front


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([each.name for each in structs.fields(Front)]) | text(), values, max_size=6))
def test_any_mapping_is_a_value_or_has_a_mistake(said: dict[str, object]) -> None:
    """Never both, never neither, never an exception; and each mistake has its words and its place."""
    front, problems = fields.check(Front, said, lambda _: 7, "file")
    assert (front is None) == bool(problems)
    for problem in problems:
        assert isinstance(problem, Problem)
        assert (problem.path, problem.line) == ("file", 7)
        assert problem.wrong
        assert problem.right
