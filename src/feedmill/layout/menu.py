"""What the settings put into the menu → links, and what of it leads nowhere."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from urllib.parse import unquote

from feedmill import fields
from feedmill.editions import Edition
from feedmill.errors import Problem
from feedmill.model import Label
from feedmill.settings import MenuItem, Site
from feedmill.uris import absolute, encoded

_SETTINGS, _PAGES = "feedmill.toml", "content/pages/"
_WEB = re.compile(r"(https?):(//.*)", re.IGNORECASE | re.DOTALL)
_NAMED = 10  # pages that are listed in a message


def menu(edition: Edition, site: Site) -> tuple[tuple[Label, ...], tuple[Problem, ...]]:
    """Return the links, every plain page where the settings say nothing, and the names of pages that are none."""
    plain = {page.path.removeprefix(_PAGES): Label(page.title, page.address) for page in edition.pages}
    if not site.menu:
        return tuple(plain.values()), ()
    links: list[Label] = []
    problems: list[Problem] = []
    for item in site.menu:
        if isinstance(item, MenuItem):
            links.append(Label(item.title, _leads(item.to)))
        elif item in plain:
            links.append(plain[item])
        else:
            guess = fields.near(item, plain)
            there = ", ".join([*plain][:_NAMED]) + (" …" if len(plain) > _NAMED else "")
            right = f"did you mean {guess!r}?" if guess else f"there are: {there}" if there else "write it first"
            problems.append(Problem(_SETTINGS, 0, f"menu: {_PAGES}{item} is no plain page that is published", right))
    return tuple(links), tuple(problems)


def _leads(to: str) -> str:
    """Return an address of the web, or of a page of the site: a folder is its index.html, "/" the front page."""
    if web := _WEB.fullmatch(to):
        return absolute(web[1].lower(), web[2])
    place, *rest = re.split("(?=[?#])", to, maxsplit=1)
    folder = "" if place == "/" else place
    return encoded(folder + "index.html" * place.endswith("/") + "".join(rest))


def dead(links: Iterable[Label], paths: AbstractSet[str]) -> tuple[frozenset[Label], tuple[Problem, ...]]:
    """Return the links that lead to no file of the site, and what to say of them."""
    lost = {link: at for link in links if (at := _path(link.address)) is not None and at not in paths}
    if not lost:
        return frozenset(), ()
    shown = {_shown(path): path for path in paths if not path.startswith(("articles/", "media/", "assets/"))}
    problems = []
    for at in lost.values():
        guess = fields.near(_shown(at), shown)
        right = f"did you mean {guess!r}?" if guess else 'write it like "tags/politics/", or a web address: "https://…"'
        problems.append(Problem(_SETTINGS, 0, f"menu: {_shown(at)!r} is no page of this site", right))
    return frozenset(lost), tuple(problems)


def _path(address: str) -> str | None:
    """Return the file of the site that an address leads to, None for one elsewhere."""
    return None if _WEB.match(address) else unquote(re.split("[?#]", address, maxsplit=1)[0])


def _shown(path: str) -> str:
    """Return a path as one writes it in the settings."""
    return path.removesuffix("index.html") if path.endswith("/index.html") else path
