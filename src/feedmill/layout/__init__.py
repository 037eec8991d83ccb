"""Edition → Outputs: every file that must exist, with the key it is made from.

Outputs come in waves: what others show, articles, lists, feeds. So a build that is cut short never leaves a list
or a feed that names an article which is not there yet. (An article may name a new tag's page a moment too soon.)
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from hashlib import blake2b

from msgspec import Struct

from feedmill.documents import Asset, Copy, Output, Text
from feedmill.editions import Edition
from feedmill.errors import Problem
from feedmill.layout import feeds, finds, lists, pages
from feedmill.layout.desk import Desk
from feedmill.settings import Site

Waves = tuple[tuple[Output, ...], ...]


class Press(Struct, frozen=True):
    """What is the same for every output of a build."""

    site: Site
    stamp: str
    """A hash of the code and the libraries that make bytes."""
    theme: str
    """A hash of the templates, styles and words."""
    style: str
    """The pages' stylesheet."""
    assets: tuple[str, ...]
    """Names of the theme's files that go out as they are."""
    static: Mapping[str, str]
    """Files below static/, relative to it, and their SHA-256."""
    media: Mapping[str, str]
    """Files below content/ that go out, and their SHA-256."""
    manifest: str
    """The file that lists all outputs."""
    odd: tuple[Problem, ...] = ()
    """What lies in static/ and cannot go out."""


def lay_out(edition: Edition, press: Press) -> tuple[Waves, tuple[Problem, ...]]:
    """Return every file that must exist, wave by wave, and the user's files that want a taken address."""
    desk = Desk(edition, press.site, press.stamp, press.theme, style=_named(press.style))
    rooms = (_files(desk, press), pages.articles(desk), lists.lists(desk), feeds.feeds(desk), finds.finds(desk))
    waves = [{output.path: output for output in room} for room in rooms]
    problems = _admit_static(desk, press, waves) if press.static else ()
    return tuple(tuple(wave.values()) for wave in waves), (*press.odd, *problems)


def _named(style: str) -> str:
    """Return where the pages' stylesheet stands: another one has another name, so that nobody keeps an old one."""
    return f"assets/site.{blake2b(style.encode(), digest_size=5).hexdigest()}.css"


def _files(desk: Desk, press: Press) -> Iterator[Output]:
    """Yield what other files point to."""
    yield desk.output(desk.style, "text", partial(Text, press.style))
    for name in press.assets:
        yield desk.output(f"assets/{name}", "asset", partial(Asset, name, desk.site))
    for path, digest in press.media.items():
        yield desk.output("media/" + path.removeprefix("content/"), "copy", partial(Copy, path, digest))
    yield desk.output(".nojekyll", "text", partial(Text, ""))


def _admit_static(desk: Desk, press: Press, waves: list[dict[str, Output]]) -> tuple[Problem, ...]:
    """Add the user's own files to the first wave; one whose address is taken is a mistake."""
    problems = []
    taken = _Taken(path for wave in waves for path in wave)
    taken.add(press.manifest)
    for name, digest in press.static.items():
        if name == "robots.txt":  # which is ours only as long as the user has none
            waves[-1].pop(name, None)
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
