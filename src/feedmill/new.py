"""A title → a file in content/ that waits for its text; a folder → a site that builds."""

from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec

from feedmill import disk, text
from feedmill.errors import FeedmillError, Problem
from feedmill.model import Article, Front

SETTINGS = """\
# What your site is called, where it will stand, who writes it. All settings: docs/settings.md

id = "{id}"   # never change it: subscribers' readers know the feeds by it
title = {title}
description = ""
# base_url = "https://example.org/"   # feeds need the address under which the site will stand
language = "en"
timezone = "UTC"
# authors = [{{ name = "Your Name" }}]
# copyright = "© Your Name"

[feed]
# entries = 50
# content = "full"   # or "summary"
"""

# git must not change line ends: the hash of a seed is part of its identity. Ledgers merge line by line.
ATTRIBUTES = """\
seeds/** -text
content/** -text
feeds/** -text
content/ledger.jsonl merge=union
"""
IGNORED = ".feedmill/\n"


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


def settings(root: Path, id_: UUID) -> str:
    """Return the settings with which a site in that folder begins."""
    words = text.legal(root.name).replace("-", " ").replace("_", " ").split()
    title = " ".join(words).title() or "My site"
    return SETTINGS.format(id=id_, title=msgspec.json.encode(title).decode())  # a text in JSON is one in TOML


def site(root: Path, id_: UUID) -> tuple[str, ...]:
    """Write what a new site needs and return the names of the files that were made; none is replaced.

    FeedmillError where no folder can be made.
    """
    files = {
        "feedmill.toml": settings(root.resolve(), id_),
        ".gitattributes": ATTRIBUTES,
        ".gitignore": IGNORED,
    }
    workshop = root / ".feedmill"
    try:
        for folder in ("seeds", "content", ".feedmill"):
            (root / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        wrong = f"no site can be made here: {disk.reason(error)}"
        raise FeedmillError(Problem(str(root), 0, wrong, "choose another folder")) from error
    return tuple(name for name, text_ in files.items() if disk.create(root / name, text_.encode(), workshop))
