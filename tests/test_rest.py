"""Nothing has changed: a build then compares marks and opens two files. Anything else is noticed."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from feedmill import ledger
from feedmill.errors import ConfigError
from sites import NOW, PIXEL, SETTINGS, article, build, clean, counted, page, settle, site, told, write

FILES: dict[str, str | bytes] = {
    "seeds/a.txt": "date 2024-10-05 A first sentence that says something.\n\nAnd more.",
    "content/b.md": article("B", "![x](b.png)", tags="[t]"),
    "content/b.png": PIXEL,
    "content/pages/about.md": article("About"),
    "static/CNAME": "example.org",
}


def resting(root: Path) -> Path:
    """Return a site that was built until nothing more was to be done."""
    site(root, FILES)
    build(root)
    build(root)
    return root


def opened_by(root: Path, **wishes: object) -> list[str]:
    """Build, and return the names of the files that were opened."""
    with counted() as opened:
        build(root, **wishes)
    return sorted(Path(path).relative_to(root).as_posix() for path in opened)


def test_a_site_at_rest_is_not_read(tmp_path: Path) -> None:
    """Ledger and manifest are opened, and no seed, article, picture or page; what is told stays the same."""
    root = resting(tmp_path)
    before = build(root)
    assert opened_by(root) == [ledger.FILE, "feeds/.feedmill.jsonl"]
    report = build(root)
    assert report == before
    assert (report.written, report.unchanged > 10, report.articles) == ((), True, 2)


def test_what_is_wrong_is_told_again(tmp_path: Path) -> None:
    """Mistakes and warnings are repeated by every build until they are mended."""
    root = site(
        tmp_path, {**FILES, "content/c.md": article("C", "[no](nowhere.md)"), "content/d.md": "no front matter"}
    )
    build(root)
    whole = told(build(root))
    assert len(whole) == 2
    assert told(build(root)) == told(build(root)) == whole


def _edit(path: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        raw = (root / path).read_bytes()
        write(root / path, raw + b" ")

    return change


def _taken(path: Path) -> bytes:
    raw = path.read_bytes()
    path.unlink()
    return raw


CHANGES: dict[str, Callable[[Path], None]] = {
    **{path: _edit(path) for path in FILES},
    "ledger": _edit(ledger.FILE),
    "output": _edit("feeds/index.html"),
    "manifest": _edit("feeds/.feedmill.jsonl"),
    "settings": lambda root: write(root / "feedmill.toml", SETTINGS.replace("A Test", "Another")),
    "new seed": lambda root: write(root / "seeds/new.txt", "A sentence of its own, and no date."),
    "new article": lambda root: write(root / "content/new.md", article("New")),
    "new static": lambda root: write(root / "static/x.txt", "x"),
    "stranger": lambda root: write(root / "feeds/mine.txt", "x"),
    "gone": lambda root: (root / "content/b.md").unlink(),
    "page gone": lambda root: (root / "feeds/articles/b.html").unlink(),
    "renamed": lambda root: write(root / "content/c.md", _taken(root / "content/b.md")),
    "link": lambda root: (root / "content/link.md").symlink_to(root / "content/b.md"),
    "cache": lambda root: (root / ".feedmill/cache.sqlite3").unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_is_noticed(tmp_path: Path, change: Callable[[Path], None]) -> None:
    """The build looks at everything again; more than ledger and manifest are opened, or something is written."""
    root = resting(tmp_path)
    assert len(opened_by(root)) == 2
    change(root)
    settle(root)
    with counted() as opened, suppress(ConfigError):  # which a spoiled manifest is
        report = build(root)
        assert len(opened) > 2 or report.written or report.pruned or report.problems


def test_same_size_and_time_are_not_the_same_file(tmp_path: Path) -> None:
    """An editor that keeps size and time cannot hide: the time of change and the inode tell."""
    root = resting(tmp_path)
    path = root / "content/b.md"
    before = path.stat()
    path.write_text(path.read_text().replace("B", "C"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    build(root)
    assert ">C</a>" in page(root, "index.html")


def test_what_is_due_is_published(tmp_path: Path) -> None:
    """Time passes, and a site at rest has something to do."""
    root = site(tmp_path, {"content/a.md": article("A"), "content/b.md": article("B", published="2024-12-01")})
    clean(root)
    clean(root)
    assert len(opened_by(root, now=NOW + timedelta(days=1))) == 2
    assert clean(root, now=NOW + timedelta(days=30)).articles == 2
    assert len(opened_by(root, now=NOW + timedelta(days=1))) > 2  # a clock that goes back is not trusted
