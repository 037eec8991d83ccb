"""Outputs → files: renders those whose key changed, writes those whose bytes changed, prunes what is not wanted.

What the manifest lists, with these bytes, is ours. Anything else in the output folder is the user's: it is
never changed, and named if it stands where a file of ours should be.
"""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, lock, manifest, workers
from feedmill.cache import Cache
from feedmill.disk import Found
from feedmill.documents import Output
from feedmill.errors import Problem
from feedmill.layout import Waves
from feedmill.press import Shop, bake
from feedmill.run import Run
from feedmill.seen import Seen
from feedmill.stamp import stamp


class Made(Struct, frozen=True):
    """What was done in the output folder."""

    written: tuple[str, ...]
    pruned: tuple[str, ...]
    unchanged: int
    problems: tuple[Problem, ...]


class Held(Struct, frozen=True):
    """What stays as it is, although nothing makes it, until a mistake is mended."""

    addresses: frozenset[str]
    pages: bool
    """Whether a plain page has a mistake: which address it had, nobody knows."""

    def __contains__(self, path: str) -> bool:
        """Return whether a file stays. The pictures stay too that a page which stays may show."""
        if path.startswith("media/"):
            return self.pages or bool(self.addresses)
        return path in self.addresses or (self.pages and path.endswith(".html") and "/" not in path)


class _Order(Struct, frozen=True):
    """One output for a worker to make."""

    output: Output
    owned: tuple[str, ...]
    """SHA-256 of the bytes that we may have given the file."""
    aside: str
    """Where to put the bytes if they are new: a name that no worker of a build that was killed still writes to."""


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

    def __init__(self, run: Run, seen: Seen) -> None:
        self.run, self.seen, self.place = run, seen, run.place
        self.manifest = run.output / manifest.FILE
        self.aside = run.output / disk.ASIDE
        self.raw = disk.read(self.manifest) if self.manifest.is_file() else b""
        self.owned = manifest.load(self.raw, self.key(manifest.FILE))
        if not self.raw.endswith(b"\n") and self.raw:
            disk.replace(self.manifest, self.raw[: self.raw.rfind(b"\n") + 1])  # or the next line would join it
        self.look = lock.tick(run.workshop)
        found, self.odd = seen.scan(run.output, "", self.look, prefix=f"{self.place}/", hidden=True)
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
        return f"{self.place}/{path}"


def make(run: Run, cache: Cache, seen: Seen, waves: Waves, held: Held) -> Made:
    """Bring the output folder up to date."""
    folder = _Folder(run, seen)
    keys = cache.keys()
    cache.save()  # what is not saved locks it, and workers cannot see it
    unchanged = 0
    fresh: dict[str, str] = {}
    try:
        for wave in waves:
            stale = [output for output in wave if not _current(folder, output, keys)]
            unchanged += len(wave) - len(stale)
            unchanged += _write_wave(folder, stale, fresh)
    finally:
        disk.discard(folder.aside)
    # Only now: while workers look things up, nobody writes into the cache.
    cache.remember_keys(fresh.items())
    pruned = _prune(folder, held)
    _finish(folder)
    written = tuple(path for path, _ in folder.written)
    return Made(written, tuple(pruned), unchanged, tuple(_problems(folder)))


def _current(folder: _Folder, output: Output, keys: dict[str, str]) -> bool:
    """Return whether an output needs nothing: made from the same things, still there, untouched and ours."""
    digest = folder.digest(output.path)
    if digest is None or keys.get(folder.key(output.path)) != output.key:
        return False
    if digest not in folder.owned.get(output.path, ()):
        return False
    folder.files[output.path] = digest
    return True


def _write_wave(folder: _Folder, stale: list[Output], keys: dict[str, str]) -> int:
    """Make the outputs of a wave and note their keys; return how many had the right bytes already."""
    if not stale:
        return 0
    disk.clear(folder.aside)
    orders = [
        _Order(output, tuple(sorted(folder.owned.get(output.path, ()))), f"{folder.look}-{number}")
        for number, output in enumerate(stale)
    ]
    work = partial(_carry_out, Shop(folder.run.root, folder.run.looked_up, stamp()), folder.run.output)
    done = workers.run(work, orders, folder.run.jobs)
    with disk.appending(folder.manifest) as announce:
        made = list(_take(folder, folder.run.watch("making", done, len(orders)), announce))
    keys.update((folder.key(each.path), each.key) for each in made)
    return sum(each.state == "same" for each in made)


def _carry_out(shop: Shop, output: Path, order: _Order) -> _Done:
    """Render an output and, if its bytes are new, put them aside. Runs in a worker."""
    data = bake(order.output.recipe, shop)
    sha256 = disk.digest(data)
    state = _state(output, order.output.path, sha256, order.owned)
    aside = disk.put_aside(output / disk.ASIDE / order.aside, data) if state == "new" else ""
    return _Done(order.output.path, order.output.key, sha256, state, aside)


def _state(output: Path, path: str, sha256: str, owned: Collection[str]) -> str:
    """Return what stands at an output's path."""
    stands = disk.stands(output, path)
    if stands != "file":
        return "new" if stands == "nothing" else "foreign"
    present = disk.digest(disk.read(output / path))
    return "same" if present == sha256 else "new" if present in owned else "foreign"


def _take(folder: _Folder, done: Iterator[_Done], announce: Callable[[bytes], None]) -> Iterator[_Done]:
    """Put what workers made in its place: first the manifest says that a file is ours, then it is there."""
    for each in done:
        if each.state == "foreign" or (each.state == "new" and _hidden(folder, each)):
            folder.foreign.add(each.path)
            folder.problems.append(_foreign(folder, each.path))
            continue
        folder.files[each.path] = each.sha256
        if each.state == "same" and each.path in folder.there:
            folder.seen.note(folder.key(each.path), folder.there[each.path], each.sha256, folder.look)
        if each.state == "new":
            if each.sha256 not in folder.owned.get(each.path, ()):
                announce(manifest.lines([(each.path, each.sha256)]))
                folder.owned.setdefault(each.path, set()).add(each.sha256)
            folder.written.append((each.path, disk.move(folder.aside / each.aside, folder.run.output / each.path)))
        yield each


def _hidden(folder: _Folder, done: _Done) -> bool:
    """Return whether a file stands in the way that a worker elsewhere did not see, as NFS may tell of it late."""
    if isinstance(folder.run.jobs, int):
        return False
    return _state(folder.run.output, done.path, done.sha256, folder.owned.get(done.path, ())) == "foreign"


def _foreign(folder: _Folder, path: str) -> Problem:
    changed = path in folder.owned
    wrong = "this file was changed by hand, so it is kept" if changed else "this file is not feedmill's, so it is kept"
    return Problem(folder.key(path), 0, wrong, "move it away and build again")


def _prune(folder: _Folder, held: Held) -> list[str]:
    """Remove what was ours and is not wanted any more; what someone changed is kept and named."""
    pruned = []
    for path in sorted(folder.owned.keys() - folder.files.keys()):
        if path in folder.foreign:
            folder.files[path] = min(folder.owned[path])  # so that the next build, too, says that it was changed
        elif path in folder.there:
            present = disk.digest(disk.read(folder.run.output / path))
            if present not in folder.owned[path]:
                wrong = "this file was changed by hand, so it is kept though nothing makes it any more"
                folder.problems.append(Problem(folder.key(path), 0, wrong, "delete it if you do not", warning=True))
            elif path in held:
                folder.files[path] = present
            else:
                disk.remove(folder.run.output / path, folder.run.output)
                folder.seen.gone(folder.key(path))
                pruned.append(path)
    return pruned


def _finish(folder: _Folder) -> None:
    """Write the manifest as it is now, and remember the marks of what was written."""
    kept = manifest.dump(folder.files)
    if kept != folder.raw or folder.written:
        disk.replace(folder.manifest, kept)
    look = lock.tick(folder.run.workshop, after=max((stat.ctime for _, stat in folder.written), default=0))
    for path, stat in folder.written:
        folder.seen.note(folder.key(path), stat, folder.files[path], look)


def _problems(folder: _Folder) -> Iterator[Problem]:
    """Yield what is to be told of the folder, each thing once."""
    yield from folder.problems
    yield from (replace(odd, path=folder.key(odd.path)) for odd in folder.odd if odd.path not in folder.foreign)
    right = "files of your own belong into static/"
    for path in sorted(folder.there.keys() - folder.owned.keys() - folder.files.keys() - folder.foreign):
        if not path.rsplit("/", 1)[-1].startswith("."):
            wrong = "this file is not feedmill's, so it is kept"
            yield Problem(folder.key(path), 0, wrong, right, warning=True)
