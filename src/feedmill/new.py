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

    line = text.squeeze(text.legal(title))
    if not line:
        raise FeedmillError(Problem("new", 0, "the title is empty", 'write it like: feedmill new "A title"'))
    slug = text.slug(line, language) or f"article-{today.isoformat()}"
    front = Front(title=line, slug=slug, published=today.isoformat(), draft=True)
    path = root / "content" / f"{slug}.md"
    file = articles.dump(Article(front, "Write here.")).encode()
    workshop = root / ".feedmill"
    workshop.mkdir(parents=True, exist_ok=True)
    if not disk.create(path, file, workshop):
        shown = path.relative_to(root).as_posix()
        raise FeedmillError(Problem(shown, 0, "there is an article of that name", "choose another title"))
    return path


def site(root: Path, id_: UUID) -> tuple[str, ...]:
    """Write what a new site needs and return the names of the files that were made; none is replaced."""
    title = msgspec.json.encode(root.resolve().name.replace("-", " ").replace("_", " ").title() or "My site").decode()
    files = {
        "feedmill.toml": SETTINGS.format(id=id_, title=title),
        ".gitattributes": ATTRIBUTES,
        ".gitignore": IGNORED,
    }
    workshop = root / ".feedmill"
    for folder in ("seeds", "content", ".feedmill"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    return tuple(name for name, text_ in files.items() if disk.create(root / name, text_.encode(), workshop))
