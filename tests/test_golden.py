"""Whole sites, compared folder to folder with what they gave before: `make golden` rewrites, a person reviews the diff.

golden/<case>/feedmill.toml, seeds/, content/    what goes in (of content/, what no seed became)
golden/<case>/content/, feeds/                   what comes out
"""

import shutil
from difflib import unified_diff
from pathlib import Path

import feedparser
import pytest

from sites import build, dead_ends, mistakes, page, tree

GOLDEN = Path(__file__).parent / "golden"
CASES = ("history", "seed", "tongues")


def _sources(case: Path, root: Path) -> Path:
    """Copy what goes into a case: not what feedmill made of it."""
    root.mkdir()
    for path in (path for path in case.rglob("*") if path.is_file()):
        inside = path.relative_to(case)
        made = inside.parts[0] == "feeds" or inside.name == "ledger.jsonl"
        sown = inside.suffix == ".md" and "\nsource:\n" in path.read_text(encoding="utf-8")
        if not made and not sown:
            (root / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, root / inside)
    return root


def _difference(expected: Path, found: Path) -> str:
    """Return what differs, as git would show it."""
    old, new = tree(expected), tree(found)
    lines = []
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) != new.get(path):
            was, now = (_lines(root / path) for root in (expected, found))
            lines += [path, *unified_diff(was, now, lineterm="", n=1)]
    return "\n".join(lines)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []


@pytest.mark.parametrize("case", CASES)
def test_the_site_is_as_it_was(case: str, tmp_path: Path, write_golden: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    """The same seeds, articles and settings give the same content/ and feeds/, byte for byte."""
    root = _sources(GOLDEN / case, tmp_path / "site")
    report = build(root)
    assert not mistakes(report)
    assert not dead_ends(root)
    if write_golden:
        for folder in ("content", "feeds"):
            shutil.rmtree(GOLDEN / case / folder, ignore_errors=True)
            shutil.copytree(root / folder, GOLDEN / case / folder)
    assert not _difference(GOLDEN / case, root)


@pytest.mark.parametrize("case", CASES)
def test_the_published_site_has_nothing_to_do(case: str, tmp_path: Path) -> None:
    """A clean checkout of a published site, ledger and manifest with it, is built without one write."""
    root = tmp_path / "site"
    shutil.copytree(GOLDEN / case, root)
    report = build(root)
    assert (report.sown, report.written, report.pruned, report.problems) == ((), (), (), ())
    assert tree(root) == tree(GOLDEN / case)


def test_the_cases_are_what_they_say() -> None:
    """The expected files hold what each case is there for, so that nobody accepts an empty site by mistake."""
    feeds = {case: feedparser.parse((GOLDEN / case / "feeds/atom.xml").read_bytes()) for case in CASES}
    assert {case: len(feed.entries) for case, feed in feeds.items()} == {"history": 15, "seed": 1, "tongues": 4}
    assert {entry.title_detail.language for entry in feeds["tongues"].entries} == {"de", "en", "ar", "ja"}
    assert len(list((GOLDEN / "history/feeds/history").iterdir())) == 2
    assert 'dir="rtl"' in page(GOLDEN / "tongues", "articles/ahlan.html")
    assert "Entwurf" not in "".join(path.read_text() for path in (GOLDEN / "tongues/feeds").rglob("*.*ml"))
