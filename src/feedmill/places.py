"""Where things lie in a site and how files are named: for those who must know it before all else is loaded."""

from pathlib import Path

SETTINGS = "feedmill.toml"
LEDGER = "content/ledger.jsonl"
MANIFEST = ".feedmill.jsonl"
"""In the output folder."""
ASIDE = ".feedmill-new"
"""The folder, beside the files that it is for, in which they are written before they are moved to their places."""
WORKFLOW = ".github/workflows/publish.yml"
"""In the repository."""
NOBODYS = (".git", ".DS_Store", ASIDE)
"""How names begin that belong to programs, in whatever folder."""


def workshop(root: Path) -> Path:
    """Return where the cache lives and files are written aside; may be deleted at any time."""
    return root / ".feedmill"


def search(root: Path) -> Path:
    """Return where the index for searching is made, before it goes out."""
    return workshop(root) / "search"


def cached(root: Path, *, preview: bool) -> Path:
    """Return the cache's file. Previews have their own: what only they have seen, a build must still tell."""
    return workshop(root) / ("preview.sqlite3" if preview else "cache.sqlite3")


def output(root: Path, asked: Path | None, *, preview: bool) -> Path:
    """Return where the site is written, absolute."""
    return (root / asked).resolve() if asked else workshop(root) / "preview" if preview else root / "feeds"


def place(root: Path, output: Path) -> str:
    """Return the output folder's name in messages and in the cache."""
    return (output.relative_to(root) if output.is_relative_to(root) else output).as_posix()
