"""Colours: only where a terminal is, or where one asks for them; the words are the same."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from feedmill.cli import painting
from sites import SETTINGS, environment, write

_COLOUR = re.compile(r"\x1b\[\d+m")


def build(site: Path, **wanted: str) -> tuple[str, str]:
    """Return what a build prints on pipes."""
    write(site / "feedmill.toml", SETTINGS)
    write(site / "seeds/a.png", "no text")
    known = {name: value for name, value in environment(**wanted).items() if value}
    done = subprocess.run(command(site), capture_output=True, text=True, check=True, env=known)
    return re.sub(r"\d\.\d\d s", "", done.stdout), done.stderr


def command(site: Path) -> list[str]:
    """Return how a site is built in a process of its own."""
    return [sys.executable, "-m", "feedmill", "-C", str(site), "build"]


def test_a_pipe_gets_none(tmp_path: Path) -> None:
    """So that programs read words."""
    assert not _COLOUR.search("".join(build(tmp_path, FORCE_COLOR="", NO_COLOR="")))


def test_they_can_be_forced_and_are_only_colours(tmp_path: Path) -> None:
    """FORCE_COLOR paints both streams, and without the colours all is as it was; also where nothing has changed."""
    build(tmp_path)
    plain = build(tmp_path)
    painted = build(tmp_path, FORCE_COLOR="1", NO_COLOR="")
    assert all(map(_COLOUR.search, painted))
    assert tuple(_COLOUR.sub("", each) for each in painted) == plain


def test_no_color_is_stronger(tmp_path: Path) -> None:
    """Who wants none gets none."""
    assert not _COLOUR.search("".join(build(tmp_path, FORCE_COLOR="1", NO_COLOR="1")))


@pytest.mark.parametrize(
    ("terminal", "wanted", "painted"), [("xterm", "", True), ("dumb", "", False), ("xterm", "1", False)]
)
def test_a_terminal_gets_them(terminal: str, wanted: str, painted: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a table
    """Unless it is one that knows none, or NO_COLOR is set."""
    build(tmp_path)
    ours, theirs = pty.openpty()
    known = environment(TERM=terminal, NO_COLOR=wanted)
    known.pop("FORCE_COLOR", None)
    subprocess.run(command(tmp_path), stdout=theirs, stderr=theirs, check=True, env=known)
    shown = os.read(ours, 1 << 16).decode()
    os.close(theirs)
    os.close(ours)
    assert bool(_COLOUR.search(shown)) == painted


@pytest.mark.parametrize(
    "line",
    [
        "content/a.md:3: it is so; make it so",
        "a: warning: it is so; make it so",
        "no problem at all",
        "a: b: c; d; e",
        "",
        "published  3 articles (1 draft)",
        "Next: feedmill build",
        "done in 0.10 s; open file:///index.html",
    ],
)
def test_a_painted_line_says_the_same(line: str) -> None:
    """And ends with no colour left on."""
    for paint in (painting.problem, painting.answer):
        assert _COLOUR.sub("", paint(line)) == line
        assert [*_COLOUR.findall(paint(line)), "\x1b[0m"][-1] == "\x1b[0m"
