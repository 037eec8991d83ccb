"""What the program itself is made of: a change of it may change every byte that it makes."""

import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# Their names as installed. A new version of any may make other bytes of the same article.
_MAKERS = (
    "babel",
    "feedgen",
    "jinja2",
    "lxml",
    "markdown",
    "markupsafe",
    "nh3",
    "pillow",
    "puremagic",
    "python_frontmatter",
    "pyyaml",
    "rcssmin",
    "rensa",
    "tinytag",
)
HOUSE = Path(__file__).parent


_THEME = HOUSE / "theme"


@cache
def stamp() -> str:
    """Return one hash of the code and the libraries that make bytes; nothing is imported for it."""
    known = _hash(path for path in HOUSE.rglob("*") if _THEME not in path.parents)
    known.update(repr((sys.version_info[:2], versions())).encode())
    return known.hexdigest()


@cache
def theme() -> str:
    """Return one hash of the templates, styles and words, of which pages are made and no feed is."""
    return _hash(_THEME.rglob("*")).hexdigest()


def _hash(paths: Iterable[Path]) -> "hashlib.blake2b":
    """Return the hash of the files' names and bytes."""
    known = hashlib.blake2b(digest_size=16)
    for path in sorted(paths):
        if path.suffix != ".pyc" and path.is_file():
            known.update(path.relative_to(HOUSE).as_posix().encode() + path.read_bytes())
    return known


def assets() -> tuple[str, ...]:
    """Return the names of the theme's files that go out as they are."""
    return tuple(sorted(path.name for path in (_THEME / "assets").iterdir()))


def versions() -> list[str]:
    """Return the folders in which installers note versions: to ask for them in the proper way imports too much."""
    spec = find_spec("markdown")
    packages = Path(spec.origin).parent.parent if spec and spec.origin else None
    noted = [path.name.lower() for path in packages.iterdir() if path.suffix == ".dist-info"] if packages else []
    return sorted(name for name in noted if name.split("-")[0] in _MAKERS)
