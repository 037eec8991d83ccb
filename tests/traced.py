"""One build, seen by the system: which files its processes open, write, move and remove, in that order."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from sites import environment

_OPEN = ("open", "openat", "openat2", "creat")
_MOVE = ("rename", "renameat", "renameat2", "link", "linkat")
_DROP = ("unlink", "unlinkat")
_CALLS = ",".join(f"?{call}" for call in (*_OPEN, *_MOVE, *_DROP))  # not every machine has each of them
# Only what is traced stops the program; paths of folders that are named by a number are told; nothing of it is cut.
_STRACE = ("strace", "-f", "--seccomp-bpf", "-qq", "-y", "-s", "4096", "-e", "signal=none", "-e", f"trace={_CALLS}")
_LINE = re.compile(r"^(?P<process>\d+) +(?P<rest>.*)$")
_CALL = re.compile(r"^(?P<name>\w+)\((?P<given>.*)\) += (?P<result>-?\d+)(?:<(?P<path>.*)>)?")
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)(?:<(?P<folder>[^>]*)>)?, )?"(?P<name>(?:[^"\\]|\\.)*)"')


class Call(NamedTuple):
    """What was done to a file. Paths are absolute."""

    kind: str
    """"read", "write" (opened so that its bytes can change), "move" (renamed, or linked) or "drop"."""
    path: Path
    to: Path | None = None
    """Where it was moved."""


@cache
def _missing() -> str:
    """Return why nothing can be seen here; "" if it can."""
    if not shutil.which("strace"):
        return "strace is not installed"
    tried = subprocess.run([*_STRACE, "true"], check=False, capture_output=True, text=True)
    return f"strace may not be used here: {tried.stderr.strip()}" if tried.returncode else ""


def traced(root: Path, *arguments: str) -> list[Call]:
    """Run the command on a site, be sure that all is well, and return what it did to files below the site's folder."""
    if why := _missing():
        pytest.skip(why)
    told = root.with_name(f"{root.name}.strace")
    command = [*_STRACE, "-o", str(told), sys.executable, "-m", "feedmill", "-C", str(root), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment(), cwd=root.parent)
    assert (done.returncode, done.stderr) == (0, "")
    calls = list(_calls(told, root))
    told.unlink()
    assert any(call.path.parent == root / ".feedmill" for call in calls), "nothing was seen at all"
    return calls


def _calls(told: Path, root: Path) -> Iterator[Call]:
    """Yield what came to pass below the site's folder, in order."""
    for line in _whole_lines(told):
        found = _CALL.match(line)
        if not found or int(found["result"]) < 0:
            continue
        paths = [Path(root.parent, folder, _plain(name)) for folder, name in _PATH.findall(found["given"])]
        if not any(path.is_relative_to(root) for path in paths):
            continue
        if found["name"] in _MOVE:
            yield Call("move", *paths)
        elif found["name"] in _DROP:
            yield Call("drop", *paths)
        elif "O_DIRECTORY" not in found["given"]:
            reading = "O_RDONLY" in found["given"] and "O_TRUNC" not in found["given"]
            yield Call("read" if reading else "write", *paths)


def _whole_lines(told: Path) -> Iterator[str]:
    """Yield calls: what was cut in two by a call of another process is put together, where it ended."""
    begun: dict[str, str] = {}
    for line in told.read_text(encoding="utf-8", errors="replace").splitlines():
        found = _LINE.match(line)
        assert found, line
        process, rest = found["process"], found["rest"]
        if rest.endswith(" <unfinished ...>"):
            begun[process] = rest.removesuffix(" <unfinished ...>")
        elif resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", rest):
            yield begun.pop(process) + resumed[1]
        else:
            yield rest


def _plain(shown: str) -> str:
    r"""Return a name as it is; it is shown as in C, an "ü" as \303\274."""
    return shown.encode("latin-1", "replace").decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
