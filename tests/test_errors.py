"""Mistakes as values: one line each, equal after any journey."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmill.errors import ConfigError, FeedmillError, Problem, SourceError
from strategies import text

problems = st.builds(Problem, text(), st.integers(0, 9), text(), text(), st.booleans())


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (Problem("content/a.md", 3, "it is so", "make it so"), "content/a.md:3: it is so; make it so"),
        (Problem("content/a.md", 0, "it is so", ""), "content/a.md: it is so"),
        (Problem("a", 1, "b", "c", warning=True), "a:1: warning: b; c"),
    ],
)
def test_a_message_begins_with_its_place(problem: Problem, message: str) -> None:
    """`path:line: what is wrong; what would be right`, so that editors can jump to it."""
    assert str(problem) == message


@given(problems)
def test_a_message_is_one_line_that_commands_no_terminal(problem: Problem) -> None:
    """Whatever stands in the name of a file: no line ends, no escapes, nothing that hides what follows."""
    message = str(problem)
    assert message.splitlines() in ([message], [])
    assert not any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in message)


def test_what_is_hidden_in_a_name_is_shown() -> None:
    """As an escape, so that a person finds the file."""
    assert str(Problem("a\n\x1b[31mb.md", 1, "é 漢", "")) == "a\\n\\x1b[31mb.md:1: é 漢"


@given(problems, st.sampled_from((FeedmillError, ConfigError, SourceError)))
def test_errors_cross_processes(problem: Problem, kind: type[FeedmillError]) -> None:
    """A copy is of the same kind and holds the same problem."""
    copy = pickle.loads(pickle.dumps(kind(problem)))  # noqa: S301 - we pickled it ourselves
    assert type(copy) is kind
    assert copy.problem == problem
    assert str(copy) == str(problem)


def test_everything_a_user_can_mend_is_one_family() -> None:
    """So that the command line catches exactly these, and our own bugs keep their traceback."""
    assert issubclass(ConfigError, FeedmillError)
    assert issubclass(SourceError, FeedmillError)
    assert not issubclass(FeedmillError, ValueError | OSError)
