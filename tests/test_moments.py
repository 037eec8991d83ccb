"""At every moment of a build, also of one that is killed there, feeds/ is a site that readers can be shown.

FEEDMILL_KILLS=100 python -m pytest tests/test_moments.py   # kills in each state; 2 otherwise
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from feedmill import disk
from sites import PIXEL, SETTINGS, article, dead_ends, environment, feedmill, named_by, settle, site, tree, write
from traced import traced

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))

import corpus
import layouts

_KILLS = int(os.environ.get("FEEDMILL_KILLS", "2"))

# ── sites, and what becomes of them ─────────────────────────────────────────────────────────────


def _written(number: int) -> tuple[str, str]:
    """Return path and text of an article of the bench's corpus."""
    each = corpus.article(number)
    return layouts.ATOM_ONLY.place(each), layouts.ATOM_ONLY.text(each)


def _files() -> dict[str, str | bytes]:
    """Return a site with a bit of everything: most articles written by hand, some to be sown."""
    files: dict[str, str | bytes] = dict(map(_written, range(115)))
    files |= {f"seeds/{number}.txt": corpus.raw(corpus.article(number)) for number in range(200, 220)}
    files |= {
        "content/seen.md": article("Seen", "![A picture](seen.png) and [rare](rare.md)", tags="[rare, Politik]"),
        "content/seen.png": PIXEL,
        "content/rare.md": article("Rare", "It is.", tags="[rare]", published='"2011-03"'),
        "content/pages/about.md": article("About", "Who we are."),
        "content/pages/legal.md": article("Legal", "Nothing."),
        "static/CNAME": "example.org",
        "static/old.txt": "old",
    }
    return files


def _edit(root: Path) -> None:
    """Do all that an editor does in a busy week."""
    for number in range(0, 40, 4):
        path, text = _written(number)
        write(root / path, text + f"\n\nNachtrag {number}.\n")
    path, text = _written(41)
    write(root / path, text.replace('title: "', 'title: "Neu: '))
    for number in (50, 51):
        (root / _written(number)[0]).unlink()
    for number in range(60, 65):
        path, _ = _written(number)
        (root / path).rename(root / f"content/renamed-{number}.md")
    for number in range(115, 121):
        write(root / _written(number)[0], _written(number)[1])
    for number in range(220, 224):
        write(root / f"seeds/{number}.txt", corpus.raw(corpus.article(number)))
    write(root / "content/seen.md", article("Seen", "![Another](other.png)", tags="[new, Politik]"))
    write(root / "content/other.png", PIXEL)
    for gone in ("content/seen.png", "content/rare.md", "content/pages/legal.md", "static/old.txt"):
        (root / gone).unlink()
    write(root / "static/new.txt", "new")


def _reset(root: Path) -> None:
    """Change the settings: every page says it, some feeds go."""
    more = '[[authors]]\nname = "Ann"\n[feed]\nformats = ["atom", "rss"]\nentries = 20\n'
    write(root / "feedmill.toml", SETTINGS.replace("A Test", "Another") + 'color = "#0a66c2"\n' + more)


_CHANGES: dict[str, Callable[[Path], None]] = {"cold": lambda _: None, "edited": _edit, "settings": _reset}


class _State(NamedTuple):
    """A site before an undisturbed build and after it."""

    make: Callable[[Path], Path]
    """Makes the site, as it is before the build, in a folder."""
    before: dict[str, str]
    end: Path
    """Where it was built, undisturbed."""
    after: dict[str, str]
    takes: float
    """Seconds that the build takes."""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site that was published."""
    root = site(tmp_path_factory.mktemp("origin") / "site", _files())
    _build(root)
    return root


@pytest.fixture(scope="module", params=_CHANGES)
def state(request: pytest.FixtureRequest, origin: Path, tmp_path_factory: pytest.TempPathFactory) -> _State:
    """Return a site that was never built, or published and then changed."""

    def make(root: Path) -> Path:
        if request.param == "cold":
            return site(root, _files())
        shutil.copytree(origin, root)
        _build(root)  # which writes nothing, and then knows these files again by their marks
        _CHANGES[request.param](root)
        settle(root)
        return root

    end = make(tmp_path_factory.mktemp(request.param) / "end")
    before = tree(end)
    began = time.perf_counter()
    _build(end)
    took = time.perf_counter() - began
    assert not dead_ends(end)
    return _State(make, before, end, tree(end), took)


def _build(root: Path) -> None:
    done = feedmill(root, "build", "-q", "--jobs", "2")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# ── what holds at every moment ──────────────────────────────────────────────────────────────────


def _shown(path: str) -> bool:
    """Return whether a file below feeds/ is for readers: not the manifest, nor what is not in its place yet."""
    return not path.lstrip(".").startswith("feedmill")


def _rank(path: str) -> int:
    """Return when a file comes: what is shown in pages, articles and plain pages, lists, history, feeds, the rest."""
    first, name = path.split("/", maxsplit=1)[0], path.rsplit("/", maxsplit=1)[-1]
    if first in ("feeds.opml", "sitemap.xml"):
        return 5
    if name in ("rss.xml", "atom.xml", "feed.json"):
        return 3 if first == "history" else 4
    if first == "articles" or path in ("about.html", "legal.html"):
        return 1
    return 2 if name.endswith(".html") else 0


def _too_soon(who: str, to: str) -> bool:
    """Return whether a file that is there must not yet name one that is still to come.

    Frames of pages name each other in a circle, and so do the documents of a history. But no list or feed
    may name an article's page, or a feed its history, that is not there; nor any page a picture.
    """
    return _rank(to) < _rank(who)


def _too_late(who: str, to: str) -> bool:
    """Return whether a file must not name one any more that is gone. Documents of a history go at once."""
    return not who.startswith("history/") or not to.startswith("history/")


def test_at_no_moment_is_there_half_a_site(state: _State, tmp_path: Path) -> None:
    """Whole files are moved into feeds/, once, when the ledger is kept; what names one comes later and goes before."""
    root = state.make(tmp_path / "site")
    feeds, ledger = root / "feeds", root / "content" / "ledger.jsonl"
    there = {path.removeprefix("feeds/"): set[str]() for path in state.before if path.startswith("feeds/")}
    there = {path: named_by(path, (feeds / path).read_bytes()) for path in there}
    calls = traced(root, "build", "-q", "--jobs", "2")
    assert tree(root) == state.after
    moved: Counter[str] = Counter()
    for call in calls:
        place = call.to or call.path
        if place == ledger and call.kind == "move":
            assert not moved, "the ledger is kept before anything is published"
        if not place.is_relative_to(feeds):
            continue
        path = place.relative_to(feeds).as_posix()
        if not _shown(path):
            continue
        assert call.kind != "write", f"{path} is written where readers see it"
        if call.kind == "move":
            moved[path] += 1
            there[path] = named_by(path, place.read_bytes())
            missing = there[path] - there.keys()
            assert not {to for to in missing if f"feeds/{to}" not in state.after or _too_soon(path, to)}, path
        if call.kind == "drop":
            del there[path]
            assert not [who for who, names in there.items() if path in names and _too_late(who, path)], path
    assert {f"feeds/{path}" for path in moved} == _new(state), "what is the same is not written"
    assert set(moved.values()) == {1}
    assert not (feeds / disk.ASIDE).exists()


def _new(state: _State) -> set[str]:
    """Return which files for readers the build writes."""
    changed = dict(state.after.items() - state.before.items())
    return {path for path in changed if path.startswith("feeds/") and _shown(path.removeprefix("feeds/"))}


def test_a_build_that_is_killed_is_made_good_by_the_next(state: _State, tmp_path: Path) -> None:
    """All processes of a build are killed at any moment: what is there then is whole, and so is the next build."""
    chance = random.Random(17)
    takes = state.takes
    cut = 0
    for number in range(_KILLS):
        at, jobs = 0.9 * (number + chance.random()) / _KILLS, 1 + number % 2
        for _ in range(5):
            root = state.make(tmp_path / "site")
            whole, took = _killed(root, at * takes, jobs)
            _check(root, state)
            if not whole:
                cut += 1
                break
            takes = min(took, takes)  # the machine is less busy now than when this was measured
            shutil.rmtree(root)
        else:
            continue
        if number % 3 == 2:  # and again
            _killed(root, at * takes, jobs)
            _check(root, state)
        _build(root)
        assert tree(root) == state.after, f"killed after {at:.0%} of a build"
        assert _workshop(root) == _workshop(state.end)
        shutil.rmtree(root)
    assert cut, "no build was ever killed"


def _workshop(root: Path) -> set[str]:
    """Return what lies in the folder that is nobody's."""
    return {path.name for path in (root / ".feedmill").iterdir()}


def _killed(root: Path, after: float, jobs: int) -> tuple[bool, float]:
    """Build, and kill all processes after so many seconds; return whether that came too late, and after how many."""
    command = [sys.executable, "-m", "feedmill", "-C", str(root), "build", "-q", "--jobs", str(jobs)]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(), start_new_session=True) as build:
        try:
            build.wait(after)
        except subprocess.TimeoutExpired:
            os.killpg(build.pid, signal.SIGKILL)
        build.communicate()  # until none of them is left that could write there, or anywhere
        return not build.returncode, time.perf_counter() - began


def _check(root: Path, state: _State) -> None:
    """Be sure that all is whole, old or new, and nothing of the user's changed; what names a file finds it."""
    found = tree(root)
    own = {path: sha for path, sha in state.before.items() if not path.startswith("feeds/")}
    kept = own.keys() - {"content/ledger.jsonl"}
    assert {path: found.get(path) for path in kept} == {path: own[path] for path in kept}
    for path in found.keys() - kept - {"content/ledger.jsonl"}:
        if path.startswith("feeds/") and _shown(path.removeprefix("feeds/")):
            assert found[path] in (state.before.get(path), state.after.get(path)), path
        elif path.startswith("content/") and not path.endswith(".new"):
            assert found[path] == state.after[path], path
    lost = {path for path in state.before.keys() - found.keys() if path in state.after}
    assert not lost
    for who, to in dead_ends(root):
        wrong = _too_soon(who, to) if f"feeds/{to}" in state.after else _too_late(who, to)
        assert not wrong, f"{who} names {to}"
    _check_ledger(root, state)


def _check_ledger(root: Path, state: _State) -> None:
    """Be sure that the ledger is whole, and that no article loses the id and number that it was promised."""
    file = root / "content" / "ledger.jsonl"
    if not file.exists():
        assert "content/ledger.jsonl" not in state.before
        return
    raw = file.read_bytes()
    assert not raw or raw.endswith(b"\n")
    now = {line.get("id"): line.get("number") for line in map(json.loads, raw.splitlines())}
    then = (state.end / "content" / "ledger.jsonl").read_bytes()
    assert now.items() <= {line.get("id"): line.get("number") for line in map(json.loads, then.splitlines())}.items()
