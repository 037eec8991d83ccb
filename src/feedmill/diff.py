"""Two outputs → what subscribers will see when one takes the other's place: what `feedmill diff` says.

An output is a folder, or what a folder held at a revision. Documents are read one at a time; of those that are the
same in both only the ones that others are judged by are parsed.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from feedmill import disk, past
from feedmill.answers import Impact
from feedmill.errors import FeedmillError, Problem
from feedmill.impact import HISTORY, Glance, glance, impact, stands_for_nothing, vanished
from feedmill.run import explained
from feedmill.subscriber import NAMES, receive


class Output(Protocol):
    """A site as it was or will be published."""

    paths: frozenset[str]
    """Every file, relative to the output."""

    def read(self, path: str) -> bytes:
        """Return a file's bytes; OSError if there is none."""


class Folder:
    """An output that lies there."""

    def __init__(self, folder: Path) -> None:
        """Look what is in it."""
        self._folder = folder
        self.paths = frozenset(each.path for each in disk.scan(folder, "", hidden=True)[0])

    def read(self, path: str) -> bytes:
        """Return a file's bytes."""
        return disk.read(self._folder / path)


def diff(root: Path, old: str, new: str) -> Impact:
    """Return what happens to subscribers of `old` when they get `new`: folders, or a revision of the new one."""
    place = (root / new).resolve()
    if not place.is_dir():
        raise FeedmillError(Problem(new, 0, "there is no such folder", "build first, or name an output folder"))
    with explained(root), _opened(root, old, place) as before:
        return _compared(_with_feeds(old, before), _with_feeds(new, Folder(place)), new)


def _opened(root: Path, said: str, beside: Path) -> AbstractContextManager[Output]:
    """Return an output that was named: a folder, or a revision of the other one."""
    if (root / said).is_dir():
        return nullcontext(Folder((root / said).resolve()))
    return past.revision(beside.parent, said, beside.name)


def _with_feeds(name: str, output: Output) -> Output:
    """Return the output; without a feed in it, it was named by mistake."""
    if not any(map(_is_feed, output.paths)):
        raise FeedmillError(Problem(name, 0, "there are no feeds in it", "name an output folder, like feeds/"))
    return output


def _is_feed(path: str) -> bool:
    return path.rsplit("/", 1)[-1] in NAMES


def _compared(old: Output, new: Output, name: str) -> Impact:
    before, after = set(filter(_is_feed, old.paths)), set(filter(_is_feed, new.paths))
    same = {path for path in before & after if old.read(path) == new.read(path)}
    if not (before ^ after) and len(same) == len(before):
        return Impact()
    folders = {_folder(path) for path in (before | after) - same}
    wanted = {path for path in before | after if _folder(path) in folders or _folder(path).startswith(HISTORY)}
    wanted |= {path for path in before | after if "/" not in path}
    problems: list[Problem] = []
    alike = dict(_glances(old, sorted(wanted & same), name, problems))
    others = [
        dict(_glances(each, sorted((wanted & feeds) - same), name, problems))
        for each, feeds in ((old, before), (new, after))
    ]
    sides = [(*alike.values(), *each.values()) for each in others]
    gone = vanished(*sides)
    withdrawn = [id_ for id_, link in gone.items() if _withdrawn(new, unquote(link))]
    return Impact(impact(sides[0], sides[1], withdrawn).feeds, tuple(problems))


def _folder(path: str) -> str:
    return path[: path.rfind("/") + 1]


def _glances(output: Output, paths: Iterable[str], name: str, problems: list[Problem]) -> Iterator[tuple[str, Glance]]:
    """Yield the documents by path; one that no reader can read is no feed, and named."""
    for path in paths:
        try:
            yield path, glance(receive(path, output.read(path)))
        except ValueError as error:
            problems.append(Problem(f"{name}/{path}", 0, f"no reader can read this: {error}", "build again"))


def _withdrawn(new: Output, path: str) -> bool:
    """Return whether the page at an article's address says that it was withdrawn."""
    return path in new.paths and stands_for_nothing(new.read(path))
