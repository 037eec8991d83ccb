"""What a build opens, counted by the system, in all its processes: no more than has to do with what changed.

FEEDMILL_COUNT=10000 python -m pytest tests/test_opened.py   # articles; 300 otherwise
"""

import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sites import feedmill, settle, site, tree, write
from traced import traced

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))

import corpus
import layouts

_COUNT = int(os.environ.get("FEEDMILL_COUNT", "300"))
_OWN = {"content/ledger.jsonl", "feeds/.feedmill.jsonl"}
"""What a build must know before it knows anything."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of the bench's articles, built until there is nothing more to do."""
    files: dict[str, str | bytes] = dict(map(_written, range(_COUNT)))
    files["feedmill.toml"] = (layouts.TEMPLATES / "feedmill" / "feedmill.toml").read_bytes()
    made = site(tmp_path_factory.mktemp("opened") / "site", files)
    for _ in range(2):
        assert feedmill(made, "build", "-q").returncode == 0
    return made


def _written(number: int) -> tuple[str, str]:
    each = corpus.article(number)
    return layouts.ATOM_ONLY.place(each), layouts.ATOM_ONLY.text(each)


class _Opened(NamedTuple):
    """Files, by path below the site, and how often."""

    read: Counter[str]
    written: Counter[str]
    """Opened to be written: those that readers see are made aside and moved, so they never are."""
    placed: Counter[str]
    """Moved to their places below feeds/."""
    new: set[str]
    """Files below feeds/ with other bytes than before."""


def _opened(root: Path, change: Callable[[Path], object]) -> _Opened:
    """Change the site, build it, and return what that opened: of the site, not of the program or its cache."""
    change(root)
    settle(root)
    before = tree(root, "feeds")
    calls = traced(root, "build", "-q")
    piles: dict[str, Counter[str]] = {"read": Counter(), "write": Counter(), "move": Counter(), "drop": Counter()}
    for call in calls:
        path = (call.to or call.path).relative_to(root).as_posix()
        if path.startswith(("seeds/", "content/", "static/", "feeds/")) and not path.split("/")[1].startswith("."):
            piles[call.kind][path] += 1
    for path in _OWN:
        piles["read"].pop(path, None)
        piles["move"].pop(path, None)
    after = tree(root, "feeds")
    new = {path for path in after if after[path] != before.get(path)} - _OWN
    return _Opened(piles["read"], piles["write"], piles["move"], new)


def _below(folder: str, opened: Counter[str]) -> Counter[str]:
    return Counter({path: count for path, count in opened.items() if path.startswith(f"{folder}/")})


def test_nothing_changed(root: Path) -> None:
    """No article, seed, page or feed is opened, and nothing is written."""
    opened = _opened(root, lambda _: None)
    assert not opened.read + opened.written + opened.placed


def test_one_edited(root: Path) -> None:
    """One article is opened, once; of what is published only what shows it is looked at, and that is written."""
    path, text = _written(7)
    opened = _opened(root, lambda _: write(root / path, f"{text}\nNachtrag.\n"))
    _only(opened, path)


def test_one_added(root: Path) -> None:
    """One article is opened, once; of what is published no other article's page."""
    path, text = _written(_COUNT + 1)
    opened = _opened(root, lambda _: write(root / path, text))
    _only(opened, path)
    assert not _below("feeds/articles", opened.read)


def test_one_renamed(root: Path) -> None:
    """A file with a new name is read once, to be known again by its bytes; nothing that is published is written."""
    path, _ = _written(9)
    opened = _opened(root, lambda _: (root / path).rename(root / "content" / "renamed.md"))
    assert _below("content", opened.read) == {"content/renamed.md": 1}
    assert not opened.written + opened.placed


def _only(opened: _Opened, path: str) -> None:
    """Be sure that of all articles this one alone was read, and of what is published only what shows it was touched."""
    assert _below("content", opened.read) == {path: 1}
    assert not opened.written
    assert opened.placed == Counter(opened.new)
    # A file is looked at before it is replaced, and where it may have to be and comes out the same: seldom.
    looked_at = _below("feeds", opened.read)
    assert set(looked_at.values()) <= {1}
    assert len(looked_at.keys() - opened.new) <= 3 + len(opened.new) // 4, looked_at.keys() - opened.new
