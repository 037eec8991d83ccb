"""manifest: which files are ours survives every way in which a build can be cut short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmill import manifest
from feedmill.errors import ConfigError

_SHA = st.text("0123456789abcdef", min_size=64, max_size=64)
_PATH = st.text(st.characters(codec="utf-8"), min_size=1)


@given(st.dictionaries(_PATH, _SHA))
def test_load_undoes_dump(files: dict[str, str]) -> None:
    """Every path, whatever its letters, comes back with its bytes' hash."""
    assert manifest.load(manifest.dump(files), "m") == {path: (sha,) for path, sha in files.items()}


@given(st.dictionaries(_PATH, _SHA))
def test_dump_does_not_know_the_order(files: dict[str, str]) -> None:
    """The same files give the same bytes, in whatever order they were made."""
    assert manifest.dump(files) == manifest.dump(dict(reversed(files.items())))


@given(st.lists(st.tuples(_PATH, _SHA), min_size=1), st.data())
def test_a_line_that_was_cut_short_counts_for_nothing(rows: list[tuple[str, str]], data: st.DataObject) -> None:
    """A manifest cut anywhere in its last line says what the lines before it say."""
    whole = manifest.lines(rows)
    *before, last = whole.splitlines(keepends=True)
    cut = data.draw(st.integers(0, len(last) - 1))
    assert manifest.load(b"".join(before) + last[:cut], "m") == manifest.load(b"".join(before), "m")


def test_one_path_may_have_two_hashes() -> None:
    """A build that was cut short has said what it would write: the old bytes and the new are both ours."""
    raw = manifest.lines([("a", "1" * 64), ("b", "2" * 64), ("a", "3" * 64)])
    assert manifest.load(raw, "m") == {"a": ("1" * 64, "3" * 64), "b": ("2" * 64,)}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b'{"path": 1, "sha256": "a"}',
        b'{"path": "a"}',
        b"<<<<<<< HEAD",
        b"\xff\xfe",
        b"null",
        b'{"path":"\\ud800"}',
    ],
)
def test_a_line_that_says_nothing_is_told_with_its_number(line: bytes) -> None:
    """A manifest that a person or a merge spoiled stops the build before anything is removed."""
    good = manifest.lines([("a", "1" * 64)])
    with pytest.raises(ConfigError, match=r"^feeds/\.feedmill\.jsonl:2: this line of the manifest cannot be read; "):
        manifest.load(good + line + b"\n" + good, "feeds/.feedmill.jsonl")
