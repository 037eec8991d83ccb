"""Pages that were made → the index by which they are searched. Owns Pagefind.

It runs as a program, over nothing but the pages of this build; what it makes goes out like all other files.
"""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import msgspec

from feedmill import disk, places
from feedmill.documents import Copy, Output, Recipe
from feedmill.errors import FeedmillError, Problem
from feedmill.folder import Folder

FOLDER = "pagefind/"
_ENTRY = f"{FOLDER}pagefind-entry.json"
_PACKAGE = "pagefind_bin"
# What its own search fields and marks are made with: the theme has a field of its own.
_UNUSED = ("pagefind-component-ui.", "pagefind-highlight.", "pagefind-modular-ui.", "pagefind-ui.")


@contextmanager
def index(folder: Folder, before: Mapping[str, bytes]) -> Iterator[tuple[tuple[Output, ...], tuple[Problem, ...]]]:
    """Give the files of the index, made anew if a page has changed, as long as they can be copied; and what is wrong.

    `before` holds the keys of the last build. A preview keeps the index that it has: nobody would wait for another.
    """
    work = places.search(folder.run.root)
    made, problems = tuple[Output, ...](), tuple[Problem, ...]()
    try:
        try:
            made = _index(folder, before, work)
        except FeedmillError as error:
            problems = error.problems
        yield made, problems
    finally:
        _discard(work)


def _index(folder: Folder, before: Mapping[str, bytes], work: Path) -> tuple[Output, ...]:
    program = _program()
    pages = {path: sha256 for path, sha256 in folder.files.items() if _searched(path)}
    said = (version(_PACKAGE), folder.run.site.language, sorted(pages.items()))
    key = blake2b(msgspec.msgpack.encode(said), digest_size=16).digest()
    last = {path: each for path, each in before.items() if path.startswith(FOLDER)}
    current = folder.run.preview or set(last.values()) == {key}
    if current and _ENTRY in last and all(path in folder.whole for path in last):
        return tuple(Output(path, each, partial(_standing, path)) for path, each in last.items())
    _discard(work)
    made = indexed(folder, program, pages, work)
    names = sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
    start = made.relative_to(folder.run.root).as_posix()
    wanted = [name for name in names if not name.startswith(_UNUSED)]
    return tuple(
        Output(FOLDER + name, key, partial(_copy, f"{start}/{name}", disk.read(made / name))) for name in wanted
    )


def _discard(work: Path) -> None:
    for path in sorted(work.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    if work.is_dir():
        work.rmdir()


def _searched(path: str) -> bool:
    """Return whether a file may hold what one searches for; of these, the theme marks which do."""
    return path.endswith(".html") and (path.startswith("articles/") or "/" not in path)


def _program() -> str:
    try:
        from pagefind_bin import get_executable
    except ImportError as error:
        wrong, right = "search: Pagefind is not installed", "install it: pip install 'feedmill[search]'"
        raise FeedmillError(Problem(places.SETTINGS, 0, wrong, right)) from error
    return str(get_executable())


def indexed(folder: Folder, program: str, pages: Mapping[str, str], work: Path) -> Path:
    """Let it run over these pages, and return where it has put its files."""
    site, made = work / "site", work / "made"
    for path in pages:
        place = site / path
        place.parent.mkdir(parents=True, exist_ok=True)
        disk.put_aside(str(place.parent), place.name, disk.read(folder.run.output / path))
    site.mkdir(parents=True, exist_ok=True)
    how = ("--site", str(site), "--output-path", str(made), "--force-language", folder.run.site.language, "--quiet")
    done = subprocess.run([program, *how], capture_output=True, check=False, text=True, errors="replace")  # noqa: S603 - no shell
    if done.returncode or not made.is_dir():
        said = (done.stderr or done.stdout).strip().rpartition("\n")[2] or f"it ended with {done.returncode}"
        right = "build again; search = false publishes without"
        raise FeedmillError(Problem(places.SETTINGS, 0, f"search: Pagefind failed: {said}", right))
    return made


def _copy(path: str, data: bytes) -> Recipe:
    return Recipe("copy", Copy(path, disk.digest(data)))


def _standing(path: str) -> Recipe:
    """Never be asked: what stands as it was made is made from nothing."""
    raise LookupError(path)
