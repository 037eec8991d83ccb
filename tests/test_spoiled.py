"""Whatever becomes of the files in .feedmill/, a build says and makes what it would without them."""

import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import feedmill
from feedmill.cli import main
from sites import SETTINGS, article, environment, settle, site, tree, write

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))

import corpus  # the folder of scripts is no package

_PAGE = 4096  # what a file system and most caches change at once
_EDITED, _ADDED = "content/3.md", "content/new.md"


def _text(number: int, more: str = "") -> str:
    written = corpus.article(number)
    return article(f"Article {number}", corpus.markdown(written) + more, tags="[a, b]", published=f'"{written.date}"')


def _lose_pages(root: Path) -> None:
    """Make every page be made again, of what is remembered."""
    for path in (root / "feeds").rglob("*.html"):
        path.unlink()


# Feeds are short and the cache is not, so that a limit on the length of files meets the cache alone.
_FILES: dict[str, str | bytes] = {
    "feedmill.toml": SETTINGS + '[feed]\nentries = 10\ncontent = "summary"\n',
    **{f"content/{number}.md": _text(number) for number in range(14)},
    "content/pages/about.md": article("About", "See [three](../3.md)."),
    "seeds/s.txt": corpus.raw(corpus.article(50)),
}
_CHANGES: dict[str, Callable[[Path], None]] = {
    "nothing changed": lambda _: None,
    "one edited": lambda root: write(root / _EDITED, _text(3, "\nEdited.\n")),
    "one added": lambda root: write(root / _ADDED, _text(60)),
}
_MORE = {**_CHANGES, "pages lost": _lose_pages}


class _Origin(NamedTuple):
    """A site that was built, another one, and what the first must be after each change, made without any cache."""

    root: Path
    other: Path
    right: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> _Origin:
    """Return sites to be copied."""
    folder = tmp_path_factory.mktemp("origin")
    root = site(folder / "site", _FILES)
    _build(root)
    bare = folder / "bare"
    shutil.copytree(root, bare)
    right = {}
    for name, change in _MORE.items():
        shutil.rmtree(bare / ".feedmill")
        change(bare)
        _build(bare)
        right[name] = tree(bare)
    others = {f"content/{number}.md": _text(100 + number) for number in range(14)}
    other = site(folder / "other", {"feedmill.toml": _FILES["feedmill.toml"], **others})
    _build(other)
    return _Origin(root, other, right)


def _build(root: Path) -> None:
    """Build as the command does, in a process that has loaded all modules already; nothing may be wrong."""
    told = root.with_name("told")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # where the runner has a thread of its own
        child = os.fork()
    if not child:
        status = 70
        try:
            with told.open("wb") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            os.environ.update(environment())
            status = main(["-C", str(root), "build", "-q", "--jobs", "1"])
            sys.stderr.flush()
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    assert (ended, told.read_text(encoding="utf-8")) == (0, "")


def _build_alone(root: Path, *before: str) -> None:
    """Build in a process of its own; `before` stands in front of its command."""
    command = [*before, sys.executable, "-m", "feedmill", "-C", str(root), "build", "-q"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment())
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _copy(origin: _Origin, root: Path) -> Path:
    """Return a copy whose cache knows its files."""
    shutil.copytree(origin.root, root)
    settle(root)
    _build(root)
    return root


def _cache(root: Path) -> list[Path]:
    """Return the files of the cache; one that was found to be damaged may have been thrown away, and no more."""
    for _ in range(2):
        files = sorted(path for path in (root / ".feedmill").rglob("*") if path.is_file() and path.name != "lock")
        if files:
            return files
        _build(root)
    pytest.fail("there is no cache")


# ── damage that was done before the build ───────────────────────────────────────────────────────


def _emptied(raw: bytes, _: random.Random) -> bytes:
    return raw[:0]


def _halved(raw: bytes, _: random.Random) -> bytes:
    return raw[: len(raw) // 2]


def _flipped(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    used = [at for at, byte in enumerate(raw) if byte]
    for at in chance.sample(used, min(len(used), 400)):
        changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _misspelt(raw: bytes, chance: random.Random) -> bytes:
    """Change letters in the middle of words, behind all that says how to read the file: only a sum can tell."""
    changed = bytearray(raw)
    words = re.compile(rb"(?<= )[a-z]{5,}(?= )").finditer(raw, _PAGE)
    letters = [found.start() + 2 for found in words]
    for at in chance.sample(letters, min(len(letters), 400)):
        changed[at] = ord("x")
    return bytes(changed)


def _beheaded(raw: bytes, _: random.Random) -> bytes:
    return bytes(_PAGE) + raw[_PAGE:]


def _noise(raw: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(len(raw))


def _shuffled(raw: bytes, chance: random.Random) -> bytes:
    """Change the places of pages, but for the first, and put one in the place of another."""
    pages = [raw[at : at + _PAGE] for at in range(0, len(raw), _PAGE)]
    for _ in range(8):
        one, other, third = (chance.randrange(min(1, len(pages) - 1), len(pages)) for _ in range(3))
        pages[one], pages[other] = pages[other], pages[one]
        pages[third] = pages[one]
    return b"".join(pages)


_DAMAGES = {each.__name__: each for each in (_emptied, _halved, _flipped, _misspelt, _beheaded, _noise, _shuffled)}


@pytest.mark.parametrize("damage", _DAMAGES.values(), ids=_DAMAGES)
def test_damaged(origin: _Origin, tmp_path: Path, damage: Callable[[bytes, random.Random], bytes]) -> None:
    """Other bytes in the cache than were written there give the same site."""
    root = _copy(origin, tmp_path / "site")
    chance = random.Random(5)
    for name, change in _MORE.items():
        for file in _cache(root):
            file.write_bytes(damage(file.read_bytes(), chance))
        _changed_and_built(root, change, origin.right[name])


def _changed_and_built(root: Path, change: Callable[[Path], None], right: dict[str, str], *before: str) -> None:
    change(root)
    settle(root)
    (_build_alone if before else _build)(root, *before)
    assert tree(root) == right


def test_a_folder_in_its_place(origin: _Origin, tmp_path: Path) -> None:
    """Where the files of the cache should be, there are folders."""
    root = _copy(origin, tmp_path / "site")
    files = _cache(root)
    for name, change in _CHANGES.items():
        for file in files:
            file.unlink(missing_ok=True)
            write(file / "below" / "it", "x")
        _changed_and_built(root, change, origin.right[name])
        for file in files:
            shutil.rmtree(file)
        _build(root)


def test_of_another_site(origin: _Origin, tmp_path: Path) -> None:
    """The cache of a site whose articles have the same names and other texts."""
    root = _copy(origin, tmp_path / "site")
    for name, change in _CHANGES.items():
        shutil.rmtree(root / ".feedmill")
        shutil.copytree(origin.other / ".feedmill", root / ".feedmill")
        _changed_and_built(root, change, origin.right[name])


def test_of_another_version(origin: _Origin, tmp_path: Path) -> None:
    """The site and its cache were made by a program with another theme: what that made is made again."""
    root = _copy(origin, tmp_path / "site")
    program = tmp_path / "program" / "feedmill"
    shutil.copytree(Path(feedmill.__file__).parent, program, ignore=shutil.ignore_patterns("__pycache__"))
    theme = program / "theme" / "templates" / "base.html"
    theme.write_text(theme.read_text(encoding="utf-8").replace("</footer>", "older</footer>"), encoding="utf-8")
    command = [sys.executable, "-m", "feedmill", "-C", str(root), "build", "-q"]
    for name, change in _CHANGES.items():
        older = environment() | {"PYTHONPATH": str(program.parent)}
        subprocess.run(command, check=True, env=older)
        assert "older</footer>" in (root / "feeds" / "index.html").read_text(encoding="utf-8")
        _changed_and_built(root, change, origin.right[name])


# ── what happens while it is used ───────────────────────────────────────────────────────────────


def test_longer_than_files_may_be(origin: _Origin, tmp_path: Path) -> None:
    """The cache cannot be written to its end, as on a disk that is full; all that is published can."""
    root = _copy(origin, tmp_path / "site")
    longest = max(path.stat().st_size for path in (root / "feeds").rglob("*") if path.is_file())
    limit = max(path.stat().st_size for path in _cache(root)) // 2
    assert longest < limit
    for name, change in _CHANGES.items():
        for file in _cache(root):
            file.unlink()
        with _limited(limit):
            _changed_and_built(root, change, origin.right[name])


@contextmanager
def _limited(length: int) -> Iterator[None]:
    """Let no process that is started write a file beyond this length."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_deleted_while_it_is_used(origin: _Origin, tmp_path: Path) -> None:
    """Somebody tidies up all the time."""
    root = _copy(origin, tmp_path / "site")
    over = threading.Event()

    def tidy() -> None:
        while not over.wait(0.002):
            for path in (root / ".feedmill").iterdir():
                if path.name != "lock" and not path.name.startswith("new-"):
                    path.unlink(missing_ok=True)

    tidying = threading.Thread(target=tidy)
    tidying.start()
    try:
        for name, change in _CHANGES.items():
            _changed_and_built(root, change, origin.right[name])
    finally:
        over.set()
        tidying.join()


def test_held_by_another_process(origin: _Origin, tmp_path: Path) -> None:
    """Another program, a backup or a curious person, is in the middle of writing into it."""
    root = _copy(origin, tmp_path / "site")
    _CHANGES["one edited"](root)
    with ExitStack() as held:
        for file in _cache(root):
            if file.read_bytes().startswith(b"SQLite format 3"):
                base = held.enter_context(closing(sqlite3.connect(file, isolation_level=None)))
                base.execute("BEGIN EXCLUSIVE")
        _changed_and_built(root, _CHANGES["one edited"], origin.right["one edited"])
    _changed_and_built(root, _CHANGES["one added"], origin.right["one added"])


# Root may write anywhere, unless that right is taken from it.
_BOUND = ("env",) if os.getuid() else ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


@pytest.mark.skipif(not shutil.which(_BOUND[0]), reason="root may write anywhere")
@pytest.mark.parametrize(("folder", "file"), [(0o755, 0o000), (0o555, 0o444), (0o555, 0o644)])
def test_only_to_be_read(origin: _Origin, tmp_path: Path, folder: int, file: int) -> None:
    """Whoever builds may not write into the folder or the files of the cache, or may not even read them."""
    root = _copy(origin, tmp_path / "site")
    for name, change in _CHANGES.items():
        for path in _cache(root):
            path.chmod(file)
        (root / ".feedmill").chmod(folder)
        _changed_and_built(root, change, origin.right[name], *_BOUND)
        (root / ".feedmill").chmod(0o755)


# ── any damage ──────────────────────────────────────────────────────────────────────────────────


_WOUND = st.tuples(
    st.sampled_from(["set", "copy", "cut", "zero", "insert"]),
    st.integers(0, 1 << 30),
    st.integers(0, 1 << 30),
    st.integers(0, 1 << 14),
    st.binary(min_size=1, max_size=30),
)


def _wounded(raw: bytes, wounds: list[tuple[str, int, int, int, bytes]]) -> bytes:
    """Return what a failing disk, a careless tool or a malicious one might make of a file."""
    for kind, one, other, length, data in wounds:
        at, to = one % (len(raw) + 1), other % (len(raw) + 1)
        match kind:
            case "set":
                raw = raw[:at] + data + raw[at + len(data) :]
            case "copy":
                piece = raw[to : to + length]
                raw = raw[:at] + piece + raw[at + len(piece) :]
            case "cut":
                raw = raw[:at] + raw[at + length :]
            case "zero":
                raw = raw[:at] + bytes(len(raw[at : at + length])) + raw[at + length :]
            case _:
                raw = raw[:at] + data + raw[at:]
    return raw


@settings(max_examples=int(os.environ.get("FEEDMILL_DAMAGES", "6")))
@given(wounds=st.lists(_WOUND, min_size=1, max_size=12), name=st.sampled_from(list(_MORE)))
def test_any_damage(origin: _Origin, wounds: list[tuple[str, int, int, int, bytes]], name: str) -> None:
    """Whatever bytes change in whatever places."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        shutil.copytree(origin.root, root)
        for step, change in _MORE.items():
            change(root)
            if step == name:
                break
            settle(root)
            _build(root)
        for file in _cache(root):
            file.write_bytes(_wounded(file.read_bytes(), wounds))
        settle(root)
        _build(root)
        assert tree(root) == origin.right[name]
