"""A folder → whether there is a site in it, its settings, and a word on what lies where nobody looks for it."""

from argparse import Namespace
from pathlib import Path

from msgspec.structs import replace

from feedmill import config, disk
from feedmill.errors import FeedmillError, Problem
from feedmill.fields import near
from feedmill.settings import Site

_FOLDERS = ("seeds", "content", "static", "theme")
_ALIKE = 0.8  # as "seed" and "seeds" are; "tests" is another word


def root_of(wishes: Namespace) -> Path:
    """Return the folder that is worked in, absolute; FeedmillError if there is none."""
    root: Path = wishes.root.resolve()
    if not root.is_dir():
        wrong = "this is a file, no folder" if root.exists() else "there is no such folder"
        raise FeedmillError(Problem(str(wishes.root), 0, wrong, f"begin a site with: feedmill init {_new(root)}"))
    return root


def _new(root: Path) -> str:
    return "DIR" if root.exists() else root.name


def site_at(wishes: Namespace) -> Path:
    """Return the folder of the site, absolute; FeedmillError if there is none in it: nothing is begun by accident."""
    root = root_of(wishes)
    if (root / config.FILE).exists() or any((root / folder).exists() for folder in ("seeds", "content")):
        return root
    for misnamed in (*_misnamed(root), *astray(root)):
        raise FeedmillError(replace(misnamed, warning=False))
    above = next((folder for folder in root.parents if (folder / config.FILE).is_file()), None)
    if above:
        right = f"the site is in {above}: go there, or write: feedmill -C {above} {wishes.command}"
    else:
        right = "begin one with: feedmill init"
        right += "" if wishes.root == Path() else f" {wishes.root}"
    raise FeedmillError(Problem(str(wishes.root), 0, "there is no site here", right))


def settings_of(root: Path, base_url: str | None) -> tuple[Site, tuple[Problem, ...]]:
    """Return the settings and warnings about them; FeedmillError if they cannot be used."""
    site, problems = config.load(_text(root), base_url)
    if base_url:  # what is wrong with the option is not the file's mistake
        mine = f"{base_url!r} is no base address"
        problems = tuple(
            Problem("--base-url", 0, mine, each.right) if "base_url" in each.wrong or base_url in each.wrong else each
            for each in problems
        )
    if site is None:
        raise FeedmillError(problems[-1], *problems[:-1])
    return site, problems


def _text(root: Path) -> str | None:
    """Return the text of the settings, None where there are none."""
    file = root / config.FILE
    if file.is_dir():
        right = "the settings are a text file of that name: move the folder away"
        raise FeedmillError(Problem(config.FILE, 0, "this is a folder", right))
    if not file.exists():
        for problem in _misnamed(root):
            raise FeedmillError(problem)
        return None
    try:
        return disk.read(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeedmillError(Problem(config.FILE, 0, "this is not UTF-8", "save the file as UTF-8")) from error
    except OSError as error:
        wrong = f"this file cannot be read: {disk.reason(error)}"
        raise FeedmillError(Problem(config.FILE, 0, wrong, "allow reading it")) from error


def _misnamed(root: Path) -> tuple[Problem, ...]:
    """Return a word on a file that was meant to hold the settings."""
    names = sorted(path.name for path in root.iterdir() if path.is_file() and path.suffix.lower() == ".toml")
    wrong, right = "the settings have another name", f"rename it to {config.FILE}"
    return tuple(Problem(name, 0, wrong, right) for name in names if near(name, [config.FILE], _ALIKE))


def astray(root: Path) -> tuple[Problem, ...]:
    """Return a warning for each thing that lies where nobody looks: silence would look like a loss."""
    found = []
    for path in sorted(root.iterdir()):
        if path.name.startswith(".") or path.name in (*_FOLDERS, "feeds"):
            continue
        if path.is_dir():
            found += _folder(root, path.name, near(path.name, _FOLDERS, _ALIKE))
        elif path.suffix.lower() == ".md" and path.is_file() and _is_article(path):
            wrong = "this article lies outside content/, so it is left out"
            found.append(Problem(path.name, 0, wrong, "move it into content/", warning=True))
    meant = () if (root / "content/pages").exists() else ("page", "Page", "Pages")
    for name in meant:
        if (root / "content" / name).is_dir():
            wrong, right = (
                "what lies here is taken for articles",
                "plain pages lie in content/pages: did you mean that?",
            )
            found.append(Problem(f"content/{name}", 0, wrong, right, warning=True))
    return tuple(found)


def _folder(root: Path, name: str, meant: str) -> list[Problem]:
    """Return a warning about a folder that was meant to be another one, of which nothing is there yet."""
    there = root / meant
    if not meant or (there.is_dir() and any(there.iterdir())):
        return []
    return [Problem(name, 0, "nobody looks into this folder", f"did you mean {meant}? Rename it", warning=True)]


def _is_article(path: Path) -> bool:
    """Return whether a file begins with front matter."""
    with path.open("rb") as file:
        return file.read(8).removeprefix(b"\xef\xbb\xbf").startswith((b"---\n", b"---\r\n"))
