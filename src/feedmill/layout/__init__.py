"""Edition → Outputs: every file that must exist, with the key it is made from.

Outputs come in waves: what others show, articles, lists, feeds. So a build that is cut short never leaves a list
or a feed that names an article which is not there yet. (An article may name the next one, or a new tag's page, a
moment too soon.)
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import partial

from feedmill.documents import Copy, Output
from feedmill.editions import Edition
from feedmill.errors import Problem
from feedmill.layout import feeds, finds, lists, pages, shown
from feedmill.layout.desk import Desk
from feedmill.layout.menu import dead, menu
from feedmill.layout.shown import Press as Press
from feedmill.model import Label

Waves = tuple[tuple[Output, ...], ...]
_YIELDING = ("favicon.ico", "robots.txt")  # which are ours only as long as the user has none
_INDEX = "pagefind"  # the folder of the index for searching, whose names are not known before the pages are made


def lay_out(edition: Edition, press: Press) -> tuple[Waves, tuple[Problem, ...]]:
    """Return every file that must exist, wave by wave, and what of menu and static files cannot go out."""
    links, unknown = menu(edition, press.site)
    waves, problems = _spread(edition, press, links)
    lost, dead_ends = dead(links, {path for wave in waves for path in wave}) if press.site.menu else (frozenset(), ())
    if lost:  # the frame of every page is another one without them
        waves, problems = _spread(edition, press, tuple(link for link in links if link not in lost))
    return tuple(tuple(wave.values()) for wave in waves), (*press.odd, *unknown, *dead_ends, *problems)


def _spread(
    edition: Edition, press: Press, links: tuple[Label, ...]
) -> tuple[list[dict[str, Output]], tuple[Problem, ...]]:
    desk = Desk(edition, press.site, press.stamp, press.theme, (shown.style(press), shown.icons(press), links))
    rooms = (shown.files(desk, press), pages.articles(desk), lists.lists(desk), feeds.feeds(desk), finds.finds(desk))
    waves = [{output.path: output for output in room} for room in rooms]
    return waves, _admit_static(desk, press, waves) if press.static else ()


def _admit_static(desk: Desk, press: Press, waves: list[dict[str, Output]]) -> tuple[Problem, ...]:
    """Add the user's own files to the first wave; one whose address is taken is a mistake."""
    problems = []
    taken = _Taken(path for wave in waves for path in wave)
    taken.add(press.manifest)
    if press.site.search:
        taken.add(_INDEX)
    for name, digest in press.static.items():
        if name in _YIELDING:
            for wave in waves:
                wave.pop(name, None)
        elif holder := taken.by(name):
            right = "rename this one; the other is published"
            problems.append(Problem(f"static/{name}", 0, f"its place is taken by {holder}", right))
            continue
        taken.add(name)
        waves[0][name] = desk.output(name, "copy", partial(Copy, f"static/{name}", digest))
    return tuple(problems)


class _Taken:
    """Which addresses are taken, for file systems, too, that take two spellings of a name for one."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        for path in paths:
            self.add(path)

    def add(self, path: str) -> None:
        """Take an address, and its folders."""
        self._files[_fold(path)] = path
        self._folders.update((folder, path) for folder in _above(_fold(path)))

    def by(self, path: str) -> str:
        """Return the file that stands in the way of one at that path, "" if none does."""
        folded = _fold(path)
        above = (self._files[folder] for folder in _above(folded) if folder in self._files)
        return self._files.get(folded) or self._folders.get(folded) or next(above, "")


def _fold(path: str) -> str:
    return path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path).casefold()


def _above(path: str) -> Iterator[str]:
    """Yield the folders above a path."""
    while path := path.rpartition("/")[0]:
        yield path
