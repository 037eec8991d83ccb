"""read: what lies in content/ is opened once, and what cannot be read is never taken for deleted."""

import os
from pathlib import Path

import pytest

from feedmill import disk
from feedmill.errors import FeedmillError
from sites import article, build, clean, counted, dead_ends, marks, mistakes, page, published, settle, site, told, write

_SITE: dict[str, str | bytes] = {
    "content/one.md": article(
        "One", "See [two](two.md).\n\n![A picture](pics/a.png)", tags="[x]", published='"2024-01"'
    ),
    "content/two.md": article("Two", "Second.", tags="[x, y]", published='"2024-02"'),
    "content/pics/a.png": b"\x89PNG",
    "content/pages/about.md": article("About us", "We are.\n\n![Us](../pics/us.png)"),
    "content/pics/us.png": b"\x89PNG2",
}
_FEEDS = ("rss.xml", "atom.xml", "feed.json")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small site that was built."""
    site(tmp_path, _SITE)
    clean(tmp_path)
    return tmp_path


# ── an article with a mistake ───────────────────────────────────────────────────────────────────

_BROKEN = '---\ntitle: "One"\npublished: "2024-13"\n---\n\nBroken.\n'


def test_a_broken_article_keeps_its_last_page(root: Path) -> None:
    """With a mistake in its front matter an article's page and pictures stay; lists and feeds go on without it."""
    before = marks(root)
    write(root / "content/one.md", _BROKEN)
    write(root / "content/two.md", article("Two", "Edited.", published='"2024-02"'))
    report = build(root)
    assert [line.split(": ")[0] for line in mistakes(report)] == ["content/one.md:3"]
    after = marks(root)
    for path in ("feeds/articles/one.html", "feeds/media/pics/a.png"):
        assert after[path] == before[path]
    assert not any("articles/one.html" in page(root, name) for name in (*_FEEDS, "index.html", "sitemap.xml"))
    assert "Edited." in page(root, "articles/two.html")
    assert "withdrawn" not in (root / "content/ledger.jsonl").read_text()
    assert not dead_ends(root)


def test_a_mistake_is_told_by_every_build_until_it_is_mended(root: Path) -> None:
    """The problem comes from the cache, without opening the file, as often as it is built; mended, all is as before."""
    before = published(root)
    write(root / "content/one.md", _BROKEN)
    first = build(root)
    settle(root)
    build(root)
    with counted() as opened:
        third = build(root)
    assert mistakes(third) == mistakes(first) != []
    assert not third.written
    assert not [path for path in opened if path.endswith(".md")]
    write(root / "content/one.md", _SITE["content/one.md"])
    clean(root)
    assert published(root) == before


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"", 1),
        (b"no front matter\n", 1),
        (b"---\ntitle: x\n", 1),
        (b"---\ntitle: [\n---\n", 3),
        (b"---\ntitle: a\ntitle: b\n---\n", 3),
        (b"---\ntitle: a\ntytle: b\n---\n", 3),
        (b'---\ntitle: a\nslug: "Not A Slug"\n---\n', 3),
        (b"---\ntitle: a\n---\n\xff\xfe\n", 4),
        (b"---\n- a\n---\n", 1),
    ],
)
def test_every_mistake_has_path_and_line(root: Path, raw: bytes, line: int) -> None:
    """Whatever is wrong with a file, the message begins with where."""
    write(root / "content/one.md", raw)
    report = build(root)
    assert [text.split(": ")[0] for text in mistakes(report)] == [f"content/one.md:{line}"]
    assert (root / "feeds/articles/one.html").exists()


def test_a_broken_page_keeps_its_last_page(root: Path) -> None:
    """A plain page with a mistake stays as it is, its pictures too; mended, it goes on."""
    before = published(root)
    write(root / "content/pages/about.md", "---\ntitle: [\n---\n")
    report = build(root)
    assert len(mistakes(report)) == 1
    assert "about.html" not in report.pruned
    for path in ("feeds/about.html", "feeds/media/pics/us.png"):
        assert published(root)[path] == before[path]
    write(root / "content/pages/about.md", _SITE["content/pages/about.md"])
    clean(root)
    assert published(root) == before
    (root / "content/pages/about.md").unlink()
    assert set(clean(root).pruned) == {"about.html", "media/pics/us.png"}


def test_a_page_that_wants_a_taken_address_keeps_its_own(root: Path) -> None:
    """A plain page whose new slug is another's stays where it was until that is mended."""
    write(root / "content/pages/zoo.md", article("The zoo"))
    clean(root)
    write(root / "content/pages/zoo.md", article("The zoo", slug="about"))
    report = build(root)
    assert len(mistakes(report)) == 1
    assert (root / "feeds/zoo.html").exists()
    write(root / "content/pages/zoo.md", article("The zoo", slug="animals"))
    assert clean(root).pruned == ("zoo.html",)


def test_a_warning_is_repeated_too(root: Path) -> None:
    """What no feed can carry is shown as a replacement, and every build says where it stands."""
    write(root / "content/two.md", article("Two", "A bell \x07 rings.", published='"2024-02"'))
    for _ in range(3):
        report = build(root)
        assert not mistakes(report)
        assert [line.split(": ")[0] for line in told(report)] == ["content/two.md:6"]
    assert "A bell \ufffd rings." in page(root, "articles/two.html")


# ── files that cannot be read ───────────────────────────────────────────────────────────────────


def test_a_file_that_cannot_be_read_is_not_deleted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose reading the system refuses keeps its page; it is not withdrawn, nor told as edited."""
    before = published(root)
    (root / "content/one.md").touch()
    original = disk.read

    def refusing(path: Path | str) -> bytes:
        if Path(path).name == "one.md":
            raise PermissionError(13, "Permission denied", str(path))
        return original(path)

    monkeypatch.setattr(disk, "read", refusing)
    for _ in range(2):
        report = build(root)
        assert mistakes(report) == ["content/one.md: this file cannot be read: permission denied; allow reading it"]
        assert report.edited == ()
    assert published(root)["feeds/articles/one.html"] == before["feeds/articles/one.html"]
    monkeypatch.undo()
    clean(root)
    assert published(root) == before


def test_a_folder_that_cannot_be_listed_stops_the_build(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When content/ cannot be listed nothing is done at all."""
    before = marks(root)
    original = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "content":
            raise PermissionError(13, "Permission denied", str(path))
        return original(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(FeedmillError, match=r"^content: this folder cannot be listed: permission denied"):
        build(root)
    monkeypatch.undo()
    assert marks(root) == before


def test_many_deletions_at_once_are_asked_about(tmp_path: Path) -> None:
    """An emptied content/ stops the build with a question; accepted, the articles are withdrawn."""
    site(tmp_path, {f"content/{n:02}.md": article(f"Article {n}") for n in range(12)})
    clean(tmp_path)
    before = marks(tmp_path)
    for n in range(12):
        (tmp_path / f"content/{n:02}.md").unlink()
    gone = {path: row for path, row in before.items() if not path.endswith(".md")}
    with pytest.raises(FeedmillError, match=r"12 of 12 articles are gone at once; .*--accept-deletions"):
        build(tmp_path)
    assert marks(tmp_path) == gone
    assert build(tmp_path, accept_deletions=True).articles == 0
    assert "noindex" in page(tmp_path, "articles/article-3.html")


def test_a_missing_ledger_is_no_fresh_start(root: Path) -> None:
    """Without its ledger a published site is not built: ids and dates would be given anew."""
    (root / "content/ledger.jsonl").unlink()
    before = marks(root)
    with pytest.raises(FeedmillError, match=r"^content/ledger\.jsonl: the ledger is missing, though "):
        build(root)
    assert marks(root) == before


def test_an_empty_ledger_is_a_missing_one(root: Path) -> None:
    """A ledger that lost its lines is no fresh start either."""
    (root / "content/ledger.jsonl").write_bytes(b"")
    before = marks(root)
    with pytest.raises(FeedmillError, match=r"^content/ledger\.jsonl: the ledger is empty, though "):
        build(root)
    assert marks(root) == before


# ── opening only what changed ───────────────────────────────────────────────────────────────────


def test_only_the_edited_file_is_opened(root: Path) -> None:
    """After one edit one article is read; the others, and the pictures, are not."""
    settle(root)
    clean(root)
    settle(root)
    write(root / "content/two.md", article("Two", "Edited.", published='"2024-02"'))
    with counted() as opened:
        report = clean(root)
    assert report.edited == ("content/two.md",)
    assert {Path(path).name for path in opened if "/content/" in path} == {"two.md", "ledger.jsonl"}


def test_a_touched_file_changes_nothing(root: Path) -> None:
    """A new time, the same bytes: nothing is edited, nothing is written, no time of any output moves."""
    before = marks(root)
    for path in ("content/one.md", "content/pics/a.png", "feeds/index.html", "feeds/media/pics/a.png"):
        (root / path).touch()
    touched = marks(root)
    report = clean(root)
    assert (report.edited, report.written) == ((), ())
    assert marks(root) == touched
    assert {path: row[2] for path, row in touched.items()} == {path: row[2] for path, row in before.items()}


def test_two_edits_within_one_tick_are_both_noticed(root: Path) -> None:
    """A file that is written twice with the same length, the second time right after a build, is read again."""
    for n in range(10):
        for letter in "ab":
            write(root / "content/two.md", article("Two", f"Edit {n} {letter}.", published='"2024-02"'))
            clean(root)
            assert f"Edit {n} {letter}." in page(root, "articles/two.html")


def test_an_edit_whose_time_was_set_back_is_noticed(root: Path) -> None:
    """An edit of the same length whose mtime is the old one, as some tools leave it, is published."""
    settle(root)
    clean(root)
    file = root / "content/two.md"
    old = file.stat().st_mtime_ns
    file.write_bytes(file.read_bytes().replace(b"Second", b"Sekond"))
    os.utime(file, ns=(old, old))
    clean(root)
    assert "Sekond." in page(root, "articles/two.html")


def test_a_changed_picture_is_published(root: Path) -> None:
    """A picture with other bytes under the same name goes out; nothing else is written."""
    write(root / "content/pics/a.png", b"other")
    assert clean(root).written == ("media/pics/a.png",)
    assert (root / "feeds/media/pics/a.png").read_bytes() == b"other"


def test_what_is_not_markdown_is_no_article(root: Path) -> None:
    """Notes, hidden files and folders whose name ends in .md are not read as articles, and say nothing."""
    write(root / "content/notes.pdf", "notes")
    write(root / "content/.hidden.md", "no front matter")
    write(root / "content/.obsidian/x.md", "no front matter")
    write(root / "content/folder.md/inside.md", article("Inside", published='"2024-03"'))
    assert clean(root).articles == 3


def test_one_worker_and_many_read_the_same(tmp_path: Path) -> None:
    """More articles than one worker takes are read by several, mistakes too, with the same result."""
    files = {f"content/{n:03}.md": article(f"Article {n}", published='"2024-10"') for n in range(130)}
    files["content/050.md"] = "---\ntitle: [\n---\n"
    one, two = site(tmp_path / "one", files), site(tmp_path / "two", files)
    assert told(build(one, jobs=1)) == told(build(two, jobs=2)) != []
    assert published(one) == published(two)


def test_links_to_an_article_that_has_a_mistake_still_lead_to_its_page(tmp_path: Path) -> None:
    """Its page stays, so nobody else's page or feed changes because of it, and nobody else is blamed."""
    between = {"content/p.md": article("Between")}  # a neighbour does lose the way to it, as lists do
    root = site(
        tmp_path, {"content/one.md": article("One"), "content/two.md": article("Two", "See [it](one.md).")} | between
    )
    clean(root)
    before = page(root, "articles/two.html")
    assert 'href="../articles/one.html"' in before
    write(root / "content/one.md", "---\ntitle: [\n---\n")
    report = build(root)
    assert {problem.path for problem in report.problems} == {"content/one.md"}
    assert page(root, "articles/two.html") == before


def test_a_broken_plain_page_holds_no_withdrawal_back(tmp_path: Path) -> None:
    """A page is no article, so it cannot be the one that is gone under another name; the report names the one."""
    root = site(tmp_path, {"content/one.md": article("One"), "content/two.md": article("Two")})
    clean(root)
    (root / "content/one.md").unlink()
    write(root / "content/pages/about.md", "x")
    report = build(root)
    assert report.withdrawn == ("content/one.md",)
    assert [problem.path for problem in report.problems] == ["content/pages/about.md"]


@pytest.mark.parametrize("published", ["2020", ""])
def test_an_update_in_the_future_is_a_mistake(tmp_path: Path, published: str) -> None:
    """No feed may be dated after the day on which it was made; the line is told."""
    dated = {"published": published} if published else {}
    root = site(tmp_path, {"content/one.md": article("One", **dated, updated="'2031'")})
    (problem,) = build(root).problems
    assert str(problem) == f"content/one.md:{3 + bool(published)}: it was updated in the future (2031); mend the date"
