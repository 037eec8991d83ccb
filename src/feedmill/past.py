"""The only room that asks git: what a folder held at a revision. Nothing is checked out, nothing is written."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from feedmill.errors import FeedmillError, Problem
from feedmill.fields import near


class Revision:
    """A folder as it was committed."""

    def __init__(self, git: "subprocess.Popen[bytes]", start: str, paths: frozenset[str]) -> None:
        """Take a git that answers which bytes a name has; `start` is how the names of the folder's files begin."""
        self._git, self._start, self.paths = git, start, paths
        """`paths`: every file in it, relative to it."""

    def read(self, path: str) -> bytes:
        """Return a file's bytes; FileNotFoundError if there is none."""
        if path not in self.paths or not (self._git.stdin and self._git.stdout):
            raise FileNotFoundError(path)
        self._git.stdin.write(f"{self._start}{path}\n".encode())
        self._git.stdin.flush()
        *_, size = self._git.stdout.readline().split()
        data = self._git.stdout.read(int(size))
        self._git.stdout.read(1)  # the line end behind it
        return data


@contextmanager
def revision(root: Path, name: str, folder: str) -> Iterator[Revision]:
    """Let read what a folder below `root` held at a revision; FeedmillError if git knows none of that name."""
    commit = _ask(root, name, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").strip()
    listed = _ask(root, name, "ls-tree", "-r", "-z", "--name-only", commit, f"{folder}/").split("\0")
    start = f"{folder}/"
    paths = frozenset(path.removeprefix(start) for path in listed if path.startswith(start) and "\n" not in path)
    command = ["git", "-C", str(root), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as git:  # noqa: S603 - no shell
        yield Revision(git, f"{commit}:./{start}", paths)


def _ask(root: Path, name: str, *question: str) -> str:
    command = ["git", "-C", str(root), *question]
    try:
        asked = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError:
        asked = None
    if asked is None or asked.returncode:
        guess = near(name, [each for each in _names(root) if each != name]) if asked else ""
        right = f"did you mean {guess}?" if guess else "name the folder of an earlier output, or a revision like HEAD"
        raise FeedmillError(Problem(name, 0, "this is neither a folder nor a revision that git knows here", right))
    return asked.stdout.decode("utf-8", "surrogateescape")


def _names(root: Path) -> list[str]:
    """Return the names of branches and tags."""
    return ["HEAD", *told(root, "for-each-ref", "--format=%(refname:short)").split()]


def told(root: Path, *question: str) -> str:
    """Return what git answers to a question about a folder, "" where it knows nothing, or is not installed."""
    try:
        asked = subprocess.run(["git", "-C", str(root), *question], capture_output=True, check=False)  # noqa: S603, S607 - no shell
    except OSError:
        return ""
    return asked.stdout.decode("utf-8", "replace").strip() if asked.returncode == 0 else ""
