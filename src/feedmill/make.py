"""Outputs → files: renders those whose key changed, writes those whose bytes changed, prunes what is not wanted.

What the manifest lists, with these bytes, is ours. Anything else in the output folder is the user's: it is
never changed, and named if it stands where a file of ours should be.
"""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, lock, manifest, workers
from feedmill.cache import Cache
from feedmill.documents import Output, Recipe
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

    path: str
    recipe: Recipe
    owned: tuple[str, ...]
    """SHA-256 of the bytes that we may have given the file."""
    aside: str
    """Where to put the bytes if they are new: a name that no worker of a build that was killed still writes to."""


class _Done(Struct, frozen=True):
    """What came of an order."""

    path: str
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
        known = seen.digests(found, f"{self.place}/")
        self.whole = {path: digest for path, digest in known.items() if digest in self.owned.get(path, ())}
        """The SHA-256 of each file that is there as it was last seen, and ours."""
        self.files: dict[str, str] = {}
        self.written: list[tuple[str, disk.Stat]] = []
        self.foreign: set[str] = set()
        self.problems: list[Problem] = []

    def key(self, path: str) -> str:
        """Return the name under which the cache knows a file."""
        return f"{self.place}/{path}"


def make(run: Run, cache: Cache, seen: Seen, waves: Waves, held: Held) -> Made:
    """Bring the output folder up to date."""
    folder = _Folder(run, seen)
    keys = _Keys(cache, run.place)
    cache.save()  # what is not saved locks it, and workers cannot see it
    unchanged = 0
    try:
        for wave in waves:
            current = [each for each in wave if each.path in folder.whole and keys.before.get(each.path) == each.key]
            folder.files.update((each.path, folder.whole[each.path]) for each in current)
            keys.now.update((each.path, each.key) for each in current)
            stale = [each for each in wave if each.path not in keys.now]
            unchanged += len(current) + _write_wave(folder, stale, keys.now)
    finally:
        disk.discard(folder.aside)
    # Only now: while workers look things up, nobody writes into the cache.
    keys.save()
    pruned = _prune(folder, held)
    _finish(folder)
    written = tuple(path for path, _ in folder.written)
    return Made(written, tuple(pruned), unchanged, tuple(_problems(folder)))


class _Keys:
    """By path the key that each file was made from: at the end of the last build, and now."""

    def __init__(self, cache: Cache, place: str) -> None:
        self._cache, self._name = cache, f"keys {place}"
        raw = cache.state(self._name)
        self.before = msgspec.msgpack.decode(raw, type=dict[str, bytes]) if raw else {}
        self.now: dict[str, bytes] = {}

    def save(self) -> None:
        if self.now != self.before:
            self._cache.remember_state(self._name, msgspec.msgpack.encode(self.now))


class _Orders:
    """The orders for outputs, each worked out when its turn comes: all at once would fill the memory."""

    def __init__(self, folder: _Folder, outputs: list[Output]) -> None:
        self._folder, self._outputs = folder, outputs

    def __len__(self) -> int:
        return len(self._outputs)

    def __iter__(self) -> Iterator[_Order]:
        for number, output in enumerate(self._outputs):
            owned = self._folder.owned.get(output.path, ())
            yield _Order(output.path, output.recipe(), owned, f"{self._folder.look}-{number}")


def _write_wave(folder: _Folder, stale: list[Output], keys: dict[str, bytes]) -> int:
    """Make the outputs of a wave and note their keys; return how many had the right bytes already."""
    if not stale:
        return 0
    disk.clear(folder.aside)
    work = partial(_carry_out, Shop(folder.run.root, folder.run.looked_up, stamp()), folder.run.output)
    done = workers.run(work, _Orders(folder, stale), folder.run.jobs)
    same = 0
    with disk.appending(folder.manifest) as announce:
        for each, output in zip(folder.run.watch("making", done, len(stale)), stale, strict=True):
            if _take(folder, each, announce):
                keys[output.path] = output.key
            same += each.state == "same"
    return same


def _carry_out(shop: Shop, output: Path, order: _Order) -> _Done:
    """Render an output and, if its bytes are new, put them aside. Runs in a worker."""
    data = bake(order.recipe, shop)
    sha256 = disk.digest(data)
    state = _state(output, order.path, sha256, order.owned)
    aside = disk.put_aside(output / disk.ASIDE / order.aside, data) if state == "new" else ""
    return _Done(order.path, sha256, state, aside)


def _state(output: Path, path: str, sha256: str, owned: Collection[str]) -> str:
    """Return what stands at an output's path."""
    stands = disk.stands(output, path)
    if stands != "file":
        return "new" if stands == "nothing" else "foreign"
    present = disk.digest(disk.read(output / path))
    return "same" if present == sha256 else "new" if present in owned else "foreign"


def _take(folder: _Folder, done: _Done, announce: Callable[[bytes], None]) -> bool:
    """Put what a worker made in its place, if that is ours: first the manifest says so, then it is there."""
    path = done.path
    if done.state == "foreign" or (done.state == "new" and _hidden(folder, done)):
        folder.foreign.add(path)
        folder.problems.append(_foreign(folder, path))
        return False
    folder.files[path] = done.sha256
    if done.state == "same" and path in folder.there:
        folder.seen.note(folder.key(path), folder.there[path], done.sha256, folder.look)
    if done.state == "new":
        if done.sha256 not in folder.owned.get(path, ()):
            announce(manifest.lines([(path, done.sha256)]))
            folder.owned[path] = (*folder.owned.get(path, ()), done.sha256)
        folder.written.append((path, disk.move(folder.aside / done.aside, folder.run.output / path)))
    return True


def _hidden(folder: _Folder, done: _Done) -> bool:
    """Return whether a file stands in the way that a worker elsewhere did not see, as NFS may tell of it late."""
    if folder.run.near:
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
