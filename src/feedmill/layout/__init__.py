"""Edition → Outputs: every file that must exist, with the key it is made from.

Outputs come in waves. A file names only what stands in its own wave or an earlier one, so that a
build that is cut short never leaves a list or a feed that names a page which is not there yet.
"""

import hashlib
from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct

from feedmill.documents import Asset, Copy, Output, Recipe, Text
from feedmill.errors import Problem
from feedmill.layout import feeds, finds, pages
from feedmill.layout.desk import Desk
from feedmill.model import Edition, Site

Waves = tuple[tuple[Output, ...], ...]


class Press(Struct, frozen=True):
    """What is the same for every output of a build."""

    site: Site
    stamp: str
    """A hash of the code, the theme and the libraries that make bytes."""
    assets: tuple[str, ...]
    """Names of the theme's files."""
    static: Mapping[str, str]
    """Files below static/, relative to it, and their SHA-256."""
    media: Mapping[str, str]
    """Files below content/ that go out, and their SHA-256."""


def lay_out(edition: Edition, press: Press) -> tuple[Waves, tuple[Problem, ...]]:
    """Return every file that must exist, wave by wave, and the user's files that want a taken address."""
    desk = Desk(edition, press.site)
    waves = [
        dict(_files(press)),
        dict(pages.articles(desk)),
        dict(pages.lists(desk)),
        dict(feeds.feeds(desk)),
        dict(finds.finds(desk)),
    ]
    problems = _admit_static(press, waves)
    keyed = tuple(tuple(_keyed(path, recipe, press.stamp) for path, recipe in wave.items()) for wave in waves)
    return keyed, problems


def _files(press: Press) -> Iterator[tuple[str, Recipe]]:
    """Yield what other files point to."""
    for name in press.assets:
        yield f"assets/{name}", Recipe("asset", Asset(name))
    for path, digest in press.media.items():
        yield "media/" + path.removeprefix("content/"), Recipe("copy", Copy(path, digest))
    yield ".nojekyll", Recipe("text", Text(""))


def _admit_static(press: Press, waves: list[dict[str, Recipe]]) -> tuple[Problem, ...]:
    """Add the user's own files to the first wave; one whose address is taken is a mistake."""
    problems = []
    for name, digest in press.static.items():
        holder = next((wave for wave in waves if name in wave), None)
        if holder is not None and name != "robots.txt":  # which is ours only as long as the user has none
            right = "rename this one; what feedmill makes is published"
            problems.append(Problem(f"static/{name}", 0, "feedmill makes a file of that name", right))
            continue
        if holder is not None:
            del holder[name]
        waves[0][name] = Recipe("copy", Copy(f"static/{name}", digest))
    return tuple(problems)


def _keyed(path: str, recipe: Recipe, stamp: str) -> Output:
    """Return the output. Its key covers all that its bytes depend on: the recipe says everything but the code."""
    known = hashlib.blake2b(stamp.encode(), digest_size=16)
    known.update(msgspec.msgpack.encode(recipe))
    return Output(path, known.hexdigest(), recipe)
