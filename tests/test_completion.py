"""What shells complete: real shells are asked, where they are installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

from feedmill import __version__, options
from feedmill.completion import script, words

ASKED = [
    ("feedmill b", ["build"]),
    ("feedmill se", ["serve"]),
    ("feedmill build --d", ["--drafts"]),
    ("feedmill completion z", ["zsh"]),
    ("feedmill explain cont", ["content"]),
    ("feedmill -C cont", ["content"]),
    ("feedmill -C content b", ["build"]),
    ("feedmill -C content build --d", ["--drafts"]),
    ("feedmill build --output fee", ["feeds"]),
    ("feedmill new --fo", []),
]


def shell(name: str, lines: str, folder: Path) -> list[str]:
    """Return what a shell prints that has read its script, and then these lines."""
    (folder / "script").write_text(script(name, *options.parsers(__version__)), encoding="utf-8")
    for made in ("content", "feeds"):
        (folder / made).mkdir(exist_ok=True)
    command = [name, "-c", f"source ./script\n{lines}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize(("typed", "known"), ASKED)
def test_bash(typed: str, known: list[str], tmp_path: Path) -> None:
    """Commands, options, what can stand behind them, and files."""
    count = len(typed.split())
    lines = f'COMP_WORDS=({typed}); COMP_CWORD={count - 1}; _feedmill; printf "%s\\n" "${{COMPREPLY[@]}}"'
    assert [line for line in shell("bash", lines, tmp_path) if line] == known


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
@pytest.mark.parametrize(("typed", "known"), ASKED)
def test_fish(typed: str, known: list[str], tmp_path: Path) -> None:
    """The same, each with its word on what it is."""
    said = shell("fish", f"complete -C '{typed}'", tmp_path)
    assert [line.split("\t")[0].rstrip("/") for line in said] == known


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_zsh(tmp_path: Path) -> None:
    """It is read without complaint, and completes `feedmill` from then on."""
    assert shell("zsh", "print $_comps[feedmill]", tmp_path) == ["_feedmill"]


@pytest.mark.parametrize("name", options.SHELLS)
def test_every_command_and_option_is_known(name: str) -> None:
    """Each shell's script names all of them, whatever release it comes from."""
    whole, commands = options.parsers(__version__)
    text = script(name, whole, commands)
    known = [option for command in commands.values() for word in words(command) for option in word.names]
    assert [each for each in (*commands, *known) if each.lstrip("-") not in text] == []
