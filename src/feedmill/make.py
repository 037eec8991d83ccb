"""Outputs → files: renders those whose key changed, writes those whose bytes changed, prunes what is not wanted.

What the manifest lists, with these bytes, is ours. Anything else in the output folder is the user's: it is
never changed, and named if it stands where a file of ours should be.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from feedmill import disk, manifest, workers
from feedmill.cache import Cache
from feedmill.disk import Found
from feedmill.documents import Output
from feedmill.errors import FeedmillError, Problem
from feedmill.layout import Waves
from feedmill.press import Shop, bake
from feedmill.run import Run
from feedmill.seen import Seen


class Made(Struct, frozen=True):
    """What was done in the output folder."""

    written: tuple[str, ...]
    pruned: tuple[str, ...]
    unchanged: int
    problems: tuple[Problem, ...]


class _Order(Struct, frozen=True):
    """One output for a worker to make."""

    output: Output
    owned: tuple[str, ...]
    """SHA-256 of the bytes that we may have given the file."""
    aside: str
    """Where to put the bytes if they are new."""


class _Done(Struct, frozen=True):
    """What came of an order."""

    path: str
    key: str
    sha256: str
    state: str
    """"new" (its bytes lie aside), "same" (they were there already) or "foreign" (the file there is not ours)."""
    aside: str = ""


class _Folder:
    """The output folder: what is in it, what of that is ours, and what becomes of both."""

    def __init__(self, run: Run, seen: Seen, held: frozenset[str]) -> None:
        self.run, self.seen, self.held = run, seen, held
        self.manifest = run.output / manifest.FILE
        self.aside = run.output / disk.ASIDE
        self.name = _name(run)
        self.raw = disk.read(self.manifest) if self.manifest.is_file() else b""
        self.owned = manifest.load(self.raw, f"{self.name}/{manifest.FILE}")
        if not self.raw.endswith(b"\n") and self.raw:
            disk.replace(self.manifest, self.raw[: self.raw.rfind(b"\n") + 1])  # or the next line would join it
        self.look = disk.tick(run.workshop)
        found, self.odd = disk.scan(run.output, "", hidden=True)
        self.there = {each.path: each.stat for each in found}
        self.files: dict[str, str] = {}
        self.written: list[tuple[str, disk.Stat]] = []
        self.foreign: set[str] = set()
        self.problems: list[Problem] = []

    def digest(self, path: str) -> str | None:
        """Return a file's SHA-256 if it is there with the marks that it was last seen with."""
        return self.seen.digest(Found(self.key(path), self.there[path])) if path in self.there else None

    def key(self, path: str) -> str:
        """Return the name under which the cache knows a file."""
        return f"{self.name}/{path}"


def make(run: Run, cache: Cache, seen: Seen, waves: Waves, held: frozenset[str]) -> Made:
    """Bring the output folder up to date. `held` are paths that stay as they are."""
    try:
        folder = _Folder(run, seen, held)
        keys = cache.keys()
        unchanged = 0
        for wave in waves:
            stale = [output for output in wave if not _current(folder, output, keys)]
            unchanged += len(wave) - len(stale)
            unchanged += _write_wave(folder, cache, stale)
        pruned = _prune(folder)
        _finish(folder)
    except OSError as error:
        where = error.filename or run.output
        right = "free some room or allow writing there; what was published before is still whole"
        raise FeedmillError(Problem(_shown(where, run), 0, disk.reason(error), right)) from error
    written = tuple(path for path, _ in folder.written)
    return Made(written, tuple(pruned), unchanged, (*folder.odd, *folder.problems))


def _name(run: Run) -> str:
    """Return the output folder's name in messages and in the cache."""
    inside = run.output.is_relative_to(run.root)
    return run.output.relative_to(run.root).as_posix() if inside else run.output.as_posix()


def _shown(where: object, run: Run) -> str:
    path = Path(str(where))
    return path.relative_to(run.root).as_posix() if path.is_relative_to(run.root) else str(path)


def _current(folder: _Folder, output: Output, keys: dict[str, str]) -> bool:
    """Return whether an output needs nothing: made from the same things, still there, untouched and ours."""
    digest = folder.digest(output.path)
    if digest is None or keys.get(folder.key(output.path)) != output.key:
        return False
    if digest not in folder.owned.get(output.path, ()):
        return False
    folder.files[output.path] = digest
    return True


def _write_wave(folder: _Folder, cache: Cache, stale: list[Output]) -> int:
    """Make the outputs of a wave; return how many had the right bytes already."""
    if not stale:
        return 0
    disk.clear(folder.aside)
    orders = [
        _Order(output, tuple(sorted(folder.owned.get(output.path, ()))), f"{number}")
        for number, output in enumerate(stale)
    ]
    work = partial(_carry_out, Shop(folder.run.root, folder.run.cached), folder.run.output)
    done = workers.run(work, orders, folder.run.jobs)
    made = list(_take(folder, folder.run.watch("making", done, len(orders))))
    cache.remember_keys((folder.key(each.path), each.key) for each in made)
    return sum(each.state == "same" for each in made)


def _carry_out(shop: Shop, output: Path, order: _Order) -> _Done:
    """Render an output and, if its bytes are new, put them aside. Runs in a worker."""
    data = bake(order.output.recipe, shop)
    sha256 = disk.digest(data)
    path = output / order.output.path
    state = _state(path, sha256, order.owned)
    if state == "new":
        disk.put_aside(output / disk.ASIDE / order.aside, data)
    return _Done(order.output.path, order.output.key, sha256, state, order.aside)


def _state(path: Path, sha256: str, owned: tuple[str, ...]) -> str:
    """Return what stands at an output's path."""
    if path.is_symlink() or path.is_dir():
        return "foreign"
    try:
        present = disk.digest(disk.read(path))
    except FileNotFoundError:
        return "new"
    except NotADirectoryError:
        return "foreign"
    return "same" if present == sha256 else "new" if present in owned else "foreign"


def _take(folder: _Folder, done: Iterator[_Done]) -> Iterator[_Done]:
    """Put what workers made in its place: first the manifest says that a file is ours, then it is there."""
    for each in done:
        if each.state == "foreign":
            folder.foreign.add(each.path)
            folder.problems.append(_foreign(folder, each.path))
            continue
        folder.files[each.path] = each.sha256
        if each.state == "same" and each.path in folder.there:
            folder.seen.note(folder.key(each.path), folder.there[each.path], each.sha256, folder.look)
        if each.state == "new":
            if each.sha256 not in folder.owned.get(each.path, ()):
                disk.append(folder.manifest, manifest.lines([(each.path, each.sha256)]))
                folder.owned.setdefault(each.path, set()).add(each.sha256)
            folder.written.append((each.path, disk.move(folder.aside / each.aside, folder.run.output / each.path)))
        yield each


def _foreign(folder: _Folder, path: str) -> Problem:
    changed = path in folder.owned
    wrong = "this file was changed by hand, so it is kept" if changed else "this file is not feedmill's, so it is kept"
    return Problem(folder.key(path), 0, wrong, "move it away and build again")


def _prune(folder: _Folder) -> list[str]:
    """Remove what was ours and is not wanted any more; what someone changed is kept and named."""
    pruned = []
    for path in sorted(folder.owned.keys() - folder.files.keys()):
        if path in folder.foreign:
            folder.files[path] = min(folder.owned[path])  # so that the next build, too, says that it was changed
        elif path in folder.held:
            folder.files.update(_as_it_is(folder, path))
        elif path in folder.there and _as_it_is(folder, path):
            disk.remove(folder.run.output / path, folder.run.output)
            pruned.append(path)
        elif path in folder.there:
            wrong = "this file was changed by hand, so it is kept though nothing needs it any more"
            folder.problems.append(Problem(folder.key(path), 0, wrong, "delete it if you do not", warning=True))
    return pruned


def _as_it_is(folder: _Folder, path: str) -> dict[str, str]:
    """Return the manifest's line for a file that stays, if it is still ours."""
    if path not in folder.there:
        return {}
    present = disk.digest(disk.read(folder.run.output / path))
    return {path: present} if present in folder.owned[path] else {}


def _finish(folder: _Folder) -> None:
    """Write the manifest as it is now, and remember the marks of what was written."""
    if folder.aside.is_dir():
        disk.clear(folder.aside)
        folder.aside.rmdir()
    kept = manifest.dump(folder.files)
    if kept != folder.raw or folder.written:
        disk.replace(folder.manifest, kept)
    look = disk.tick(folder.run.workshop)
    for path, stat in folder.written:
        folder.seen.note(folder.key(path), stat, folder.files[path], look)
    strangers = folder.there.keys() - folder.owned.keys() - {manifest.FILE}
    named = sorted(path for path in strangers if not path.rsplit("/", 1)[-1].startswith("."))
    right = "files of your own belong into static/"
    folder.problems += [
        Problem(folder.key(path), 0, "this file is not feedmill's, so it is kept", right, warning=True)
        for path in named
        if path not in folder.foreign
    ]
