"""Which pages of a site show between them all that its pages can show."""

import re
from collections.abc import Iterator
from pathlib import Path

_ELEMENT = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>")
_CLASS = re.compile(r'\s(?:class|dir|type)="[^"]*"')
_OF_FEEDS = ("rss.xml", "atom.xml")


def shape(path: str) -> str:
    """Return what kind of page lies at a path: `archive/#/index.html` for `archive/2024/index.html`."""
    *folders, name = path.split("/")
    known = folders[:1] + ["#" if part.isdigit() else "…" for part in folders[1:]]
    return "/".join([*known, name if name == "index.html" or not folders else "…"])


def every(root: Path) -> list[str]:
    """Return the paths of all pages."""
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*.html"))


def chosen(root: Path) -> list[str]:
    """Return the paths of a few pages: of each kind those that have every element and class that pages of it have."""
    shown = {path: _shown(root, path) for path in every(root)}
    missing = set[str]().union(*shown.values())
    picked = []
    while missing:
        best = max(shown, key=lambda path: len(shown[path] & missing))
        picked.append(best)
        missing -= shown[best]
    return picked


def one_of_each(root: Path) -> dict[str, str]:
    """Return one page for each kind, that which shows most of what such pages can; and the site's own feeds."""
    found: dict[str, str] = {}
    for path in every(root):
        kind = shape(path)
        if kind not in found or len(_shown(root, path)) > len(_shown(root, found[kind])):
            found[kind] = path
    return found | {name: name for name in _OF_FEEDS if (root / name).exists()}


def _shown(root: Path, path: str) -> frozenset[str]:
    return frozenset(_features(path, (root / path).read_text(encoding="utf-8")))


def _features(path: str, text: str) -> Iterator[str]:
    kind = shape(path)
    for name, attributes in _ELEMENT.findall(text):
        yield f"{kind} {name}{''.join(sorted(_CLASS.findall(attributes)))}"
