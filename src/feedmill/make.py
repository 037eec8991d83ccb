"""Outputs → files: renders those whose key changed, writes those whose bytes changed, prunes what is not wanted."""

from collections.abc import Collection, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec
from msgspec import Struct

from feedmill import disk, manifest, workers
from feedmill.cache import Cache
from feedmill.documents import Output, Recipe
from feedmill.errors import Problem
from feedmill.folder import Folder, Held, finish, foreign, problems, prune
from feedmill.layout import Waves
from feedmill.press import Shop, Worn, bake
from feedmill.stamp import stamp

_TOGETHER = 64  # files that the manifest is told of at once


class Made(Struct, frozen=True):
    """What was done in the output folder."""

    written: tuple[str, ...]
    pruned: tuple[str, ...]
    unchanged: int
    problems: tuple[Problem, ...]


class _Order(Struct, frozen=True):
    """One output for a worker to make."""

    path: str
    recipe: Recipe
    owned: tuple[str, ...]
    """SHA-256 of the bytes that we may have given the file."""
    seen: tuple[disk.Stat, str] | None
    """The marks of the file that was there at the beginning, and the SHA-256 that it has as long as it has them."""
    aside: str
    """Where to put the bytes if they are new: a name that no worker of a build that was killed still writes to."""


class _Done(Struct, frozen=True):
    """What came of an order."""

    path: str
    sha256: str
    state: str
    """"new" (its bytes lie aside), "same" (they were there already) or "foreign" (the file there is not ours)."""
    aside: str = ""
    problems: tuple[Problem, ...] = ()


def make(folder: Folder, cache: Cache, waves: Waves, held: Held, theme: Worn = ()) -> Made:
    """Bring the output folder up to date; `theme` is what pages are shown with, as in `Shop`."""
    keys = _Keys(cache, folder.place)
    cache.save()  # what is not saved locks it, and workers cannot see it
    unchanged = 0
    try:
        for wave in waves:
            unchanged += _make_wave(folder, wave, keys, theme)
        if folder.run.site.search:
            unchanged += _make_index(folder, keys)
    finally:
        disk.discard(folder.aside)
    # Only now: while workers look things up, nobody writes into the cache.
    keys.save()
    pruned = prune(folder, held)
    finish(folder)
    written = tuple(path for path, _ in folder.written)
    return Made(written, tuple(pruned), unchanged, tuple(problems(folder)))


def _make_wave(folder: Folder, wave: tuple[Output, ...], keys: "_Keys", theme: Worn) -> int:
    """Make what is stale of a wave; return how many outputs were as they should be."""
    current = [each for each in wave if each.path in folder.whole and keys.before.get(each.path) == each.key]
    folder.files.update((each.path, folder.whole[each.path]) for each in current)
    keys.now.update((each.path, each.key) for each in current)
    stale = [each for each in wave if each.path not in keys.now]
    return len(current) + _write_wave(folder, stale, keys.now, theme)


def _make_index(folder: Folder, keys: "_Keys") -> int:
    """Make the index of all pages; where that fails, the pages are there without."""
    from feedmill import search

    with search.index(folder, keys.before) as (wave, problems):
        same = _make_wave(folder, wave, keys, ())
    folder.problems += problems
    if any(each.path not in keys.now for each in wave):  # a file of the user's is in the way: it is told again
        keys.now = {path: key for path, key in keys.now.items() if not path.startswith(search.FOLDER)}
    return same


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

    def __init__(self, folder: Folder, outputs: list[Output]) -> None:
        self._folder, self._outputs = folder, outputs

    def __len__(self) -> int:
        return len(self._outputs)

    def __iter__(self) -> Iterator[_Order]:
        for number, output in enumerate(self._outputs):
            folder, path = self._folder, output.path
            seen = (folder.there[path], folder.whole[path]) if path in folder.whole else None
            yield _Order(path, output.recipe(), folder.owned.get(path, ()), seen, f"{folder.look}-{number}")


def _write_wave(folder: Folder, stale: list[Output], keys: dict[str, bytes], theme: Worn) -> int:
    """Make the outputs of a wave and note their keys; return how many had the right bytes already."""
    if not stale:
        return 0
    disk.clear(folder.aside)
    shop = Shop(folder.run.root, folder.run.looked_up, stamp(), folder.look, theme)
    work = partial(_carry_out, shop, folder.run.output)
    done = workers.run(work, _Orders(folder, stale), folder.run.jobs)
    same = 0
    pairs = zip(folder.run.watch("making", done, len(stale)), stale, strict=True)
    with disk.appending(folder.manifest) as announce:
        while some := list(islice(pairs, _TOGETHER)):
            ours = [(each, output) for each, output in some if _ours(folder, each)]
            announce(manifest.lines(_unsaid(folder, [each for each, _ in ours])))
            for each, output in ours:
                _take(folder, each)
                if each.problems:  # it is not what it should be, so it is made again until that is mended
                    folder.problems += each.problems
                else:
                    keys[output.path] = output.key
                same += each.state == "same"
    return same


def _carry_out(shop: Shop, output: Path, order: _Order) -> _Done:
    """Render an output and, if its bytes are new, put them aside. Runs in a worker."""
    data, problems = bake(order.recipe, shop)
    sha256 = disk.digest(data)
    state = _state(str(output), order.path, sha256, order.owned, order.seen)
    aside = disk.put_aside(f"{output}/{disk.ASIDE}", order.aside, data) if state == "new" else ""
    return _Done(order.path, sha256, state, aside, problems)


def _state(
    output: str, path: str, sha256: str, owned: Collection[str], seen: tuple[disk.Stat, str] | None = None
) -> str:
    """Return what stands at an output's path."""
    stands, place = disk.stands(output, path), f"{output}/{path}"
    if stands != "file":
        return "new" if stands == "nothing" else "foreign"
    present = seen[1] if seen and seen[0] == disk.stat(place) else disk.digest(disk.read(place))
    return "same" if present == sha256 else "new" if present in owned else "foreign"


def _ours(folder: Folder, done: _Done) -> bool:
    """Return whether the place of what a worker made is ours; where it is not, take note."""
    if done.state == "foreign" or (done.state == "new" and _hidden(folder, done)):
        folder.foreign.add(done.path)
        folder.problems.append(foreign(folder, done.path))
        return False
    return True


def _unsaid(folder: Folder, some: list[_Done]) -> Iterator[tuple[str, str]]:
    """Yield what the manifest must say before new files are put in their places."""
    for each in some:
        owned = folder.owned.get(each.path, ())
        if each.state == "new" and each.sha256 not in owned:
            folder.owned[each.path] = (*owned, each.sha256)
            yield each.path, each.sha256


def _take(folder: Folder, done: _Done) -> None:
    """Put what a worker made in its place, or note that it was there already."""
    path = done.path
    folder.files[path] = done.sha256
    if done.state == "same" and path in folder.there:
        folder.seen.note(folder.key(path), folder.there[path], done.sha256, folder.look)
    if done.state == "new":
        marks = disk.move(f"{folder.aside}/{done.aside}", f"{folder.run.output}/{path}")
        folder.written.append((path, marks))


def _hidden(folder: Folder, done: _Done) -> bool:
    """Return whether a file stands in the way that a worker elsewhere did not see, as NFS may tell of it late."""
    if folder.run.near:
        return False
    return _state(str(folder.run.output), done.path, done.sha256, folder.owned.get(done.path, ())) == "foreign"
