"""The output folder: what is in it, what of that is ours, what becomes of it.

What the manifest lists, with these bytes, is ours. Anything else is the user's: it is never changed, and named if it
stands where a file of ours should be.
"""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, lock, manifest
from feedmill.disk import Found
from feedmill.errors import Problem
from feedmill.run import Run
from feedmill.seen import Seen

_SHOWN = ("media/", "smaller/", "assets/")


class Held(Struct, frozen=True):
    """What stays as it is, although nothing makes it, until a mistake is mended."""

    addresses: frozenset[str]
    pages: bool
    """Whether a plain page has a mistake: which address it had, nobody knows."""

    def __contains__(self, path: str) -> bool:
        """Return whether a file stays. Pictures and styles stay too that a page which stays may show."""
        if path.startswith(_SHOWN):
            return self.pages or bool(self.addresses)
        return path in self.addresses or (self.pages and path.endswith(".html") and "/" not in path)


class Glimpse(Struct, frozen=True):
    """What lies in the output folder, at a moment of the build: it takes as long as all that is decided meanwhile."""

    look: int
    """The file system's clock before it."""
    scanned: Callable[[], tuple[tuple[Found, ...], tuple[Problem, ...]]]


def glimpse(run: Run) -> Glimpse:
    """Look at the folder, or let somebody begin to."""
    look, scan = lock.tick(run.workshop), partial(disk.scan, run.output, "", hidden=True)
    return Glimpse(look, scan if isinstance(run.jobs, int) else run.jobs.begin(scan))


class Folder:
    """The output folder: what is in it, what of that is ours, and what becomes of both."""

    def __init__(self, run: Run, seen: Seen, glimpse: Glimpse) -> None:
        """Look at what is there."""
        self.run, self.seen, self.place = run, seen, run.place
        self.manifest = run.output / manifest.FILE
        self.aside = run.output / disk.ASIDE
        self.raw = disk.read(self.manifest) if self.manifest.is_file() else b""
        self.owned = manifest.load(self.raw, self.key(manifest.FILE))
        if not self.raw.endswith(b"\n") and self.raw:
            disk.replace(self.manifest, self.raw[: self.raw.rfind(b"\n") + 1])  # or the next line would join it
        self.look = glimpse.look
        found, self.odd = glimpse.scanned()
        seen.meet(found, self.odd, self.look, prefix=f"{self.place}/")
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


def foreign(folder: Folder, path: str) -> Problem:
    """Return what is wrong with a file that stands where one of ours should be."""
    changed = path in folder.owned
    wrong = "this file was changed by hand, so it is kept" if changed else "this file is not feedmill's, so it is kept"
    return Problem(folder.key(path), 0, wrong, "move it away and build again")


def prune(folder: Folder, held: Held) -> list[str]:
    """Remove what was ours and is not wanted any more; what someone changed is kept and named."""
    pruned = []
    for path in sorted(folder.owned.keys() - folder.files.keys(), key=_turn):
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


_LAST = {"history": 1, "assets": 2, "media": 2}  # what others name goes after them


def _turn(path: str) -> tuple[int, int, str]:
    """Return when a file goes: what leads to others goes before them, and lists lie deeper than what they list."""
    return _LAST.get(path.partition("/")[0], 0), -path.count("/"), path


def finish(folder: Folder) -> None:
    """Write the manifest as it is now, and remember the marks of what was written."""
    kept = manifest.dump(folder.files)
    if kept != folder.raw or folder.written:
        disk.replace(folder.manifest, kept)
    look = lock.tick(folder.run.workshop, after=max((stat.ctime for _, stat in folder.written), default=0))
    for path, stat in folder.written:
        folder.seen.note(folder.key(path), stat, folder.files[path], look)


def problems(folder: Folder) -> Iterator[Problem]:
    """Yield what is to be told of the folder, each thing once."""
    yield from folder.problems
    yield from (replace(odd, path=folder.key(odd.path)) for odd in folder.odd if odd.path not in folder.foreign)
    right = "files of your own belong into static/"
    for path in sorted(folder.there.keys() - folder.owned.keys() - folder.files.keys() - folder.foreign):
        if not path.rsplit("/", 1)[-1].startswith("."):
            wrong = "this file is not feedmill's, so it is kept"
            yield Problem(folder.key(path), 0, wrong, right, warning=True)
