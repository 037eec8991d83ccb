"""A title → a file in content/ that waits for its text; a folder → a site that builds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

from feedmill import __version__, disk, places, text
from feedmill.errors import FeedmillError, Problem
from feedmill.model import Article, Front
from feedmill.settings import Site
from feedmill.workflow import workflow

_SETTINGS = """\
# What your site is called, where it will stand, who writes it. All settings:
# https://github.com/feedmill/feedmill/blob/main/docs/settings.md

id = "{id}"   # never change it: subscribers' readers know the feeds by it
title = {title}
description = ""
{base_url}
language = {language}
timezone = {timezone}
{authors}
# copyright = "© Your Name"

[feed]   # below this line only what feeds hold
# entries = 50
# content = "full"   # or "summary"
"""
_NO_ADDRESS = '# base_url = "https://example.org/"   # feeds need the address under which the site will stand'
_NO_AUTHOR = '# authors = [{ name = "Your Name" }]'

# git must not change line ends: the hash of a seed is part of its identity. Ledgers merge line by line.
ATTRIBUTES = """\
seeds/** -text
content/** -text
feeds/** -text
content/ledger.jsonl merge=union
"""
IGNORED = ".feedmill/\n"


class Known(Struct, frozen=True):
    """What is known of a new site without asking; what is not is "", or the settings' default."""

    language: str = Site().language
    timezone: str = Site().timezone
    author: str = ""
    base_url: str = ""

    @property
    def said(self) -> dict[str, str]:
        """What was found out."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if getattr(self, name)}


def article(root: Path, title: str, language: str, today: date) -> Path:
    """Write a draft with that title into content/ and return its path; FeedmillError if the name is taken."""
    from feedmill import articles
    from feedmill.ledger.names import RESERVED

    line = text.squeeze(text.legal(title))
    if not line:
        raise FeedmillError(Problem("new", 0, "the title is empty", 'write it like: feedmill new "A title"'))
    slug = text.slug(line, language)
    if not slug or slug in RESERVED:  # a title without a letter of ours, or one that Windows keeps to itself
        slug = f"{slug or 'article'}-{disk.digest(line.encode())[:8]}"
    front = Front(title=line, slug=slug, published=today.isoformat(), draft=True)
    path = root / "content" / f"{slug}.md"
    file = articles.dump(Article(front, "Write here.")).encode()
    workshop = root / ".feedmill"
    workshop.mkdir(parents=True, exist_ok=True)
    if not disk.create(path, file, workshop):
        shown = path.relative_to(root).as_posix()
        raise FeedmillError(Problem(shown, 0, "there is an article of that name", "choose another title"))
    return path


def settings(root: Path, id_: UUID, known: Known = Known()) -> str:  # noqa: B008 - it cannot change
    """Return the settings with which a site in that folder begins."""
    words = text.legal(root.name).replace("-", " ").replace("_", " ").split()
    title = " ".join(words).title() or "My site"
    author = text.squeeze(text.legal(known.author))
    return _SETTINGS.format(
        id=id_,
        title=_toml(title),
        language=_toml(known.language),
        timezone=_toml(known.timezone),
        base_url=f"base_url = {_toml(known.base_url)}" if known.base_url else _NO_ADDRESS,
        authors=f"authors = [{{ name = {_toml(author)} }}]" if author else _NO_AUTHOR,
    )


def _toml(value: str) -> str:
    return msgspec.json.encode(value).decode()  # a text in JSON is one in TOML


def site(root: Path, id_: UUID, known: Known = Known()) -> tuple[str, ...]:  # noqa: B008 - as above
    """Write what a new site needs and return the names of the files that were made; none is replaced.

    FeedmillError where no folder can be made.
    """
    files = {
        "feedmill.toml": settings(root.resolve(), id_, known),
        ".gitattributes": ATTRIBUTES,
        ".gitignore": IGNORED,
    }
    with _explained(root):
        for folder in ("seeds", "content", ".feedmill"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        return _created(root, files, root)


def github(root: Path, top: Path, branch: str) -> tuple[str, ...]:
    """Write the workflow that publishes the site into the repository at `top`; () where there is one of that name."""
    folder = root.resolve().relative_to(top.resolve()).as_posix()
    with _explained(root):
        return _created(top, {places.WORKFLOW: workflow(__version__, branch, folder)}, root)


def _created(below: Path, files: dict[str, str], root: Path) -> tuple[str, ...]:
    workshop = root / ".feedmill"
    return tuple(name for name, said in files.items() if disk.create(below / name, said.encode(), workshop))


@contextmanager
def _explained(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        wrong = f"no site can be made here: {disk.reason(error)}"
        raise FeedmillError(Problem(str(root), 0, wrong, "choose another folder")) from error
