"""Small sites in folders of their own: written from a dict, built, and looked at from outside."""

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from msgspec.structs import replace

from feedmill import config, disk, pipeline
from feedmill.documents import Recipe
from feedmill.editions import Edition
from feedmill.errors import Problem
from feedmill.layout import Press, Waves, lay_out
from feedmill.plans import Report
from feedmill.run import Run

NOW = datetime(2024, 11, 20, 12, tzinfo=UTC)
BASE = "https://example.org/blog/"
SETTINGS = f'id = "a-test"\ntitle = "A Test"\nbase_url = "{BASE}"\nlanguage = "en"\n'
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""

Files = Mapping[str, str | bytes]


def site(root: Path, files: Files) -> Path:
    """Write the files of a site, by path; settings come by themselves. Return the folder, at rest."""
    root.mkdir(parents=True, exist_ok=True)
    if not (root / config.FILE).exists():
        (root / config.FILE).write_text(SETTINGS, encoding="utf-8")
    for path, text in files.items():
        write(root / path, text)
    settle(root)
    return root


def write(path: Path, text: str | bytes) -> None:
    """Write one file, its folders too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def settle(folder: Path) -> None:
    """Wait until the file system's clock has moved on: no build doubts then what was written before."""
    probe = folder / ".probe"
    probe.touch()
    first = now = probe.stat().st_ctime_ns
    while now <= first:
        os.utime(probe)
        now = probe.stat().st_ctime_ns
    probe.unlink()


def article(title: str, body: str = "Some text.", **front: str) -> str:
    """Return an article as a person would write it; values of front matter are YAML."""
    lines = [f'title: "{title}"', *(f"{key}: {value}" for key, value in front.items())]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"


def run(root: Path, **wishes: object) -> Run:
    """Return what a build of this folder is asked for, always at the same time unless `now` says another."""
    settings, problems = config.load((root / config.FILE).read_text(encoding="utf-8"))
    assert settings is not None, problems
    return replace(Run(root=root, site=settings, output=root / "feeds", now=NOW), **wishes)


def build(root: Path, **wishes: object) -> Report:
    """Build in this process."""
    return pipeline.build(run(root, **wishes))


def clean(root: Path, **wishes: object) -> Report:
    """Build in this process and be sure that there was nothing to complain about."""
    report = build(root, **wishes)
    assert not report.problems, told(report)
    return report


def laid_out(root: Path, **wishes: object) -> dict[str, tuple[bytes, Recipe]]:
    """Return the key of every file of the site, and what it is made from; build it, too."""
    found: dict[str, tuple[bytes, Recipe]] = {}
    original = lay_out

    def watched(edition: Edition, press: Press) -> tuple[Waves, tuple[Problem, ...]]:
        waves, problems = original(edition, press)
        found.update({output.path: (output.key, output.recipe()) for wave in waves for output in wave})
        return waves, problems

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "lay_out", watched)
        build(root, **wishes)
    return found


def preview(root: Path, **wishes: object) -> Report:
    """Build a preview, as `feedmill serve --drafts` does."""
    return build(root, preview=True, output=root / ".feedmill" / "preview", **wishes)


def told(report: Report) -> list[str]:
    """Return every problem as a user reads it."""
    return [str(problem) for problem in report.problems]


def mistakes(report: Report) -> list[str]:
    """Return the problems that make a build fail."""
    return [str(problem) for problem in report.problems if not problem.warning]


def tree(root: Path, *folders: str) -> dict[str, str]:
    """Return the SHA-256 of every file by path, without the cache; only those below `folders`, if given."""
    return {
        path: sha256((root / path).read_bytes()).hexdigest()
        for path in sorted(_files(root))
        if not folders or path.split("/")[0] in folders
    }


def published(root: Path) -> dict[str, str]:
    """Return what a build makes: content/ and feeds/."""
    return tree(root, "content", "feeds")


def marks(root: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return mtime, inode and bytes of every file by path, without the cache."""
    return {
        path: ((root / path).stat().st_mtime_ns, (root / path).stat().st_ino, (root / path).read_bytes())
        for path in _files(root)
    }


def _files(root: Path) -> Iterator[str]:
    for path in root.rglob("*"):
        inside = path.relative_to(root)
        if path.is_file() and not path.is_symlink() and inside.parts[0] != ".feedmill":
            yield inside.as_posix()


def page(root: Path, address: str) -> str:
    """Return the text of a file of the site."""
    return (root / "feeds" / address).read_text(encoding="utf-8")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count the files that feedmill opens to read, with one worker, as long as this lasts."""
    opened: list[str] = []
    original = disk.read

    def counting(path: Path | str) -> bytes:
        opened.append(str(path))
        return original(path)

    disk.read = counting
    try:
        yield opened
    finally:
        disk.read = original


def feedmill(root: Path, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "feedmill", "-C", str(root), *arguments],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment(**(env or {})),
    )


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment with feedmill's code on the path and the time that tests build at."""
    source = str(Path(config.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": source, "SOURCE_DATE_EPOCH": str(int(NOW.timestamp())), **more}


_NAMED = re.compile(
    r"""(?:href|src|url|xmlUrl|htmlUrl)=["']?([^"'> ]+)|"(?:url|home_page_url|feed_url|next_url)": ?"([^"]+)"|"""
    r"<(?:link|loc)>([^<]+)"
)


def dead_ends(root: Path, *kinds: str) -> set[tuple[str, str]]:
    """Return who names a file of the site that is not there: (file, address). `kinds` are first folders to look for."""
    output = root / "feeds"
    found = set()
    for path in output.rglob("*"):
        if not path.is_file():
            continue
        inside = path.relative_to(output).as_posix()
        for to in named_by(inside, path.read_bytes()):
            if not (output / to).exists() and (not kinds or to.split("/")[0] in kinds):
                found.add((inside, to))
    return found


def named_by(inside: str, data: bytes) -> set[str]:
    """Return which files of the site a page, feed or list of addresses names, by their paths below feeds/."""
    if not inside.endswith((".html", ".xml", ".json", ".opml")):
        return set()
    found = set()
    for match in _NAMED.finditer(data.decode().replace('\\"', '"')):
        said = unescape(next(filter(None, match.groups())))
        whole = urlsplit(urljoin(BASE + inside, said))._replace(fragment="", query="").geturl()
        if whole.startswith(BASE):
            to = unquote(whole.removeprefix(BASE))
            found.add(to + "index.html" if to.endswith("/") or not to else to)
    return found
