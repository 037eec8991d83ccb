"""Our theme, the site's own in theme/, its colour → what pages look like, and what is wrong with what the site gave."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

import msgspec
from msgspec import Struct

from feedmill import disk, lock
from feedmill.cache import Cache
from feedmill.errors import Problem
from feedmill.run import Run
from feedmill.seen import Seen
from feedmill.stamp import HOUSE, theme

STYLE = "site.css"
"""The theme's file that becomes the pages' stylesheet; all others of its assets go out as they are."""
_FOLDER = "theme"
_TEMPLATES, _ASSETS, _LOCALE = f"{_FOLDER}/templates/", f"{_FOLDER}/assets/", f"{_FOLDER}/locale/"
_MORE = "extra.css"  # stands behind the stylesheet, whosever that is
_STATE = "theme"  # under which the cache keeps what is known to be wrong


class Dress(Struct, frozen=True):
    """What pages are shown with."""

    stamp: str
    """A hash of all templates and words, ours and the site's."""
    style: str
    accents: tuple[str, str]
    assets: dict[str, str]
    worn: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()


class _Known(Struct, frozen=True):
    """What is wrong with templates and words of that stamp."""

    stamp: str
    problems: tuple[Problem, ...]


def dress_for(run: Run, cache: Cache, seen: Seen) -> Dress:
    """Return what this site's pages are shown with. Of a file that is of no use ours stands in its place."""
    from feedmill.formats.style import accents, compose

    look = lock.tick(run.workshop)
    found, odd = seen.scan(run.root, _FOLDER, look)
    files = {each.path: seen.hash(run.root, each, look) for each in found}
    worn = tuple((path, digest) for path, digest in sorted(files.items()) if _worn(path))
    wrong = _mistakes(run, cache, worn) if worn else ()
    useless = {problem.path for problem in wrong if not problem.warning}
    good = tuple(each for each in worn if each[0] not in useless)
    styles = {}
    problems = [*odd, *wrong, *_strays(path for path in files if not _worn(path) and not path.startswith(_ASSETS))]
    for name in (STYLE, _MORE):
        if f"{_ASSETS}{name}" in files:
            try:
                styles[name] = disk.read(run.root / _ASSETS / name).decode("utf-8-sig")
            except UnicodeDecodeError:
                problems.append(Problem(f"{_ASSETS}{name}", 0, "this file is not in UTF-8", "save it as UTF-8"))
    css = styles[STYLE] if STYLE in styles else (HOUSE / _ASSETS / STYLE).read_text(encoding="utf-8")
    return Dress(
        stamp=theme() + (_hash(good) if good else ""),
        style=compose(css, run.site.color, styles.get(_MORE, "")),
        accents=accents(css, run.site.color),
        assets={
            path.removeprefix(_ASSETS): digest
            for path, digest in files.items()
            if path.startswith(_ASSETS) and path.removeprefix(_ASSETS) not in (STYLE, _MORE)
        },
        worn=good,
        problems=tuple(problems),
    )


def _worn(path: str) -> bool:
    """Return whether a file is a template or words."""
    words = path.startswith(_LOCALE) and path.endswith(".po") and path.count("/") == _LOCALE.count("/")
    return words or path.startswith(_TEMPLATES)


def _strays(paths: Iterable[str]) -> Iterator[Problem]:
    """Yield a word on each file, of a folder that is none of a theme's one word for all that it holds."""
    right = f"templates belong into {_TEMPLATES}, styles and fonts into {_ASSETS}, words into {_LOCALE}de.po"
    places = (path if path.startswith(_LOCALE) else "/".join(path.split("/")[:2]) for path in paths)
    for place in dict.fromkeys(places):
        yield Problem(place, 0, "nothing in theme/ is looked for here", right, warning=True)


def _hash(files: tuple[tuple[str, str], ...]) -> str:
    return blake2b(repr(files).encode(), digest_size=16).hexdigest()


def _mistakes(run: Run, cache: Cache, worn: tuple[tuple[str, str], ...]) -> tuple[Problem, ...]:
    """Return what is wrong with templates and words: found out once, as it takes longer than most builds."""
    stamp = theme() + _hash(worn)
    try:
        known = msgspec.msgpack.decode(cache.state(_STATE), type=_Known)
    except msgspec.DecodeError:
        known = _Known("", ())
    if known.stamp != stamp:
        known = _Known(stamp, _found(run, worn))
        cache.remember_state(_STATE, msgspec.msgpack.encode(known))
    return known.problems


def _found(run: Run, worn: tuple[tuple[str, str], ...]) -> tuple[Problem, ...]:
    from feedmill.formats import page
    from feedmill.formats.page.theming import Theme

    problems, templates, words = [], [], []
    for path, _ in worn:
        raw = disk.read(run.root / path)
        if path.startswith(_LOCALE):
            words.append((path, raw))
            continue
        try:
            templates.append((path, raw.decode()))
        except UnicodeDecodeError:
            problems.append(Problem(path, 0, "this file is not in UTF-8", "save it as UTF-8"))
    return (*problems, *page.mistakes(Theme(tuple(templates), tuple(words))))
