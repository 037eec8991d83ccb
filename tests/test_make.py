"""make: what is ours in feeds/ is kept in step, and what is not ours is never touched."""

import os
from pathlib import Path

import pytest

from feedmill import manifest
from feedmill.errors import ConfigError, FeedmillError
from sites import article, build, clean, dead_ends, marks, mistakes, page, published, settle, site, told, tree, write

_THREE = {
    "content/one.md": article("One", "First.", tags="[x]", published='"2024-01"'),
    "content/two.md": article("Two", "Second.", tags="[x, y]", published='"2024-02"'),
    "content/three.md": article("Three", "Third.", published='"2024-03"'),
}
_ONE = "feeds/articles/one.html"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small site that was built."""
    site(tmp_path, _THREE)
    clean(tmp_path)
    return tmp_path


def test_the_manifest_lists_all_that_is_there(root: Path) -> None:
    """Every file of feeds/ but the manifest itself is in the manifest, with the hash of its bytes."""
    listed = manifest.load((root / "feeds" / manifest.FILE).read_bytes(), "")
    there = {path.removeprefix("feeds/"): (sha,) for path, sha in tree(root, "feeds").items()}
    del there[manifest.FILE]
    assert listed == there
    assert not (root / "feeds" / ".feedmill-new").exists()


def test_every_address_that_the_site_names_is_there(root: Path) -> None:
    """No page, feed, sitemap or outline names a file of the site that does not exist."""
    assert not dead_ends(root)


# ── what is not ours ────────────────────────────────────────────────────────────────────────────


def test_a_foreign_file_is_kept_and_named(root: Path) -> None:
    """A file that we did not write stays, and every build names it, but nothing fails."""
    write(root / "feeds/mine/notes.txt", "mine")
    for _ in range(2):
        report = build(root)
        (line,) = told(report)
        assert line.startswith("feeds/mine/notes.txt: warning: this file is not feedmill's, so it is kept; ")
        assert not report.written
    assert (root / "feeds/mine/notes.txt").read_text() == "mine"


def test_a_foreign_dotfile_is_kept_in_silence(root: Path) -> None:
    """Hidden files belong to programs: they stay, and nobody is told."""
    write(root / "feeds/.gitkeep", "")
    write(root / "feeds/.DS_Store", "x")
    clean(root)
    assert (root / "feeds/.DS_Store").read_text() == "x"


def test_ours_changed_by_hand_is_kept_until_its_address_is_free(root: Path) -> None:
    """A page that someone changed stays as it is; that is a mistake at every build until it is moved away."""
    before = published(root)
    write(root / _ONE, "changed by hand")
    for _ in range(3):
        report = build(root)
        assert mistakes(report) == [
            f"{_ONE}: this file was changed by hand, so it is kept; move it away and build again"
        ]
        assert not report.written
        assert (root / _ONE).read_text() == "changed by hand"
    (root / _ONE).rename(root / "elsewhere.html")
    assert clean(root).written == ("articles/one.html",)
    (root / "elsewhere.html").unlink()
    assert published(root) == before


def test_ours_changed_and_restored_is_ours_again(root: Path) -> None:
    """When a changed file has its bytes again, the builds go on as if nothing had been."""
    before = (root / _ONE).read_bytes()
    write(root / _ONE, "changed")
    build(root)
    write(root / _ONE, before)
    assert not clean(root).written
    (root / "content/one.md").write_text(article("One", "Edited.", tags="[x]", published='"2024-01"'))
    assert "articles/one.html" in clean(root).written


def test_ours_changed_and_not_wanted_any_more_is_kept(root: Path) -> None:
    """A file of ours that someone changed is not removed when nothing needs it; it is named as long as it lies."""
    old = (root / "feeds/archive/2024/index.html").read_bytes()
    write(root / "feeds/archive/2024/index.html", old + b"<!-- mine -->")
    for name in ("one", "two", "three"):
        (root / f"content/{name}.md").write_text(article(name.title(), published='"2023"'))
    for _ in range(3):
        report = build(root)
        assert not mistakes(report)
        assert any(line.startswith("feeds/archive/2024/index.html: warning: ") for line in told(report))
    assert (root / "feeds/archive/2024/index.html").read_bytes() == old + b"<!-- mine -->"


def test_a_file_that_was_there_first_is_kept(tmp_path: Path) -> None:
    """A file that stands at an address before feedmill ever wrote there is kept; all else is published."""
    site(tmp_path, {**_THREE, "feeds/index.html": "mine"})
    report = build(tmp_path)
    (line,) = mistakes(report)
    assert line == "feeds/index.html: this file is not feedmill's, so it is kept; move it away and build again"
    assert (tmp_path / "feeds/index.html").read_text() == "mine"
    assert (tmp_path / "feeds/rss.xml").exists()
    assert not build(tmp_path).written


def test_the_same_bytes_without_a_manifest_are_adopted(root: Path) -> None:
    """A lost manifest is made again: files that are as they would be written are ours, without a word or a write."""
    before = marks(root)
    (root / "feeds" / manifest.FILE).unlink()
    assert not clean(root).written
    after = marks(root)
    name = f"feeds/{manifest.FILE}"
    assert after.pop(name)[2] == before.pop(name)[2]
    assert after == before


@pytest.mark.parametrize("kind", ["folder", "link", "dangling", "pipe", "loop"])
def test_what_is_no_file_is_kept(root: Path, kind: str) -> None:
    """A folder, a link or a pipe at an address is the user's: kept, named, nothing is written through it or hangs."""
    path = root / _ONE
    path.unlink()
    outside = root / "outside.txt"
    outside.write_text("precious")
    match kind:
        case "folder":
            path.mkdir()
        case "link":
            path.symlink_to(outside)
        case "dangling":
            path.symlink_to(root / "nowhere")
        case "pipe":
            os.mkfifo(path)
        case _:
            path.symlink_to(path)
    (root / "content/one.md").write_text(article("One", "Edited.", tags="[x]", published='"2024-01"'))
    for _ in range(2):
        report = build(root)
        assert len(mistakes(report)) == 1
        assert all(line.startswith(f"{_ONE}: ") for line in told(report)), told(report)
    assert outside.read_text() == "precious"
    assert not (root / "nowhere").exists()
    path.rmdir() if kind == "folder" else path.unlink()
    assert clean(root).written == ("articles/one.html",)


def test_nothing_is_written_through_a_linked_folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder that someone replaced by a link leads elsewhere: nothing is written or removed there."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (root / "feeds/tags").rename(elsewhere / "tags")
    (root / "feeds/tags").symlink_to(elsewhere / "tags")
    before = marks(elsewhere)
    for name in ("one", "two"):
        (root / f"content/{name}.md").write_text(article(name.title(), "Edited.", tags="[x, z]"))
    assert mistakes(build(root))
    assert marks(elsewhere) == before


def test_a_file_where_a_folder_is_needed_is_kept(tmp_path: Path) -> None:
    """A file called `articles` stays, and each page that cannot be written is named; the rest is published."""
    site(tmp_path, {**_THREE, "feeds/articles": "mine"})
    report = build(tmp_path)
    assert [line.split(":")[0] for line in mistakes(report)] == [
        f"feeds/articles/{name}.html" for name in ("one", "three", "two")
    ]
    assert (tmp_path / "feeds/articles").read_text() == "mine"
    assert (tmp_path / "feeds/index.html").exists()


def test_a_link_in_the_output_is_named_by_its_place(root: Path) -> None:
    """A warning about something in feeds/ says so with its path below the site."""
    (root / "feeds/extra").symlink_to("index.html")
    assert [line.split(":")[0] for line in told(build(root))] == ["feeds/extra"]


# ── what is no longer wanted ────────────────────────────────────────────────────────────────────


def test_what_is_no_longer_wanted_goes_with_its_folder(root: Path) -> None:
    """Files of ours that nothing needs are removed, and folders that this leaves empty; others stay."""
    write(root / "feeds/archive/2024/mine.txt", "mine")
    for name in ("one", "two", "three"):
        (root / f"content/{name}.md").write_text(article(name.title(), published='"2023-05"'))
    assert build(root).pruned == ("archive/2024/index.html",)
    assert (root / "feeds/archive/2024/mine.txt").exists()
    (root / "feeds/archive/2024/mine.txt").unlink()
    (root / "feeds/archive/2024").rmdir()
    for name in ("one", "two", "three"):
        (root / f"content/{name}.md").write_text(article(name.title(), published='"2022-05"'))
    assert clean(root).pruned == ("archive/2023/index.html",)
    assert not (root / "feeds/archive/2023").exists()


def test_formats_that_are_given_up_are_removed(root: Path) -> None:
    """With fewer formats in the settings the feeds of the others go, and come back the same when they return."""
    before = published(root)
    settings = (root / "feedmill.toml").read_text()
    (root / "feedmill.toml").write_text(settings + '[feed]\nformats = ["atom"]\n')
    assert "rss.xml" in clean(root).pruned
    assert not list((root / "feeds").rglob("*.json")) + list((root / "feeds").rglob("rss.xml"))
    assert not dead_ends(root)
    (root / "feedmill.toml").write_text(settings)
    clean(root)
    assert published(root) == before


def test_a_missing_file_is_written_again(root: Path) -> None:
    """A file of ours that someone deleted comes back with the same bytes, and nothing else is touched."""
    before = marks(root)
    (root / _ONE).unlink()
    (root / "feeds/rss.xml").unlink()
    assert set(clean(root).written) == {"articles/one.html", "rss.xml"}
    after = marks(root)
    assert {path: row[2] for path, row in after.items()} == {path: row[2] for path, row in before.items()}
    assert {path for path in after if after[path] != before[path]} == {_ONE, "feeds/rss.xml", f"feeds/{manifest.FILE}"}


# ── builds that were cut short ──────────────────────────────────────────────────────────────────


def test_a_manifest_that_was_cut_short(root: Path) -> None:
    """The beginning of a line at the end of a manifest is what a killed build leaves: it is mended."""
    before = published(root)
    file = root / "feeds" / manifest.FILE
    file.write_bytes(file.read_bytes() + b'{"path":"rss.xml","sha')
    clean(root)
    assert published(root) == before
    file.write_bytes(file.read_bytes()[:-10])
    clean(root)
    assert published(root) == before


def test_a_manifest_with_a_broken_line_stops_the_build(root: Path) -> None:
    """Nothing is written or removed when the manifest cannot be read; the message has its line."""
    file = root / "feeds" / manifest.FILE
    file.write_bytes(b"<<<<<<< HEAD\n" + file.read_bytes())
    before = tree(root, "feeds")
    (root / "content/one.md").unlink()
    with pytest.raises(ConfigError, match=r"^feeds/\.feedmill\.jsonl:1: "):
        build(root)
    assert tree(root, "feeds") == before


def test_both_hashes_of_a_build_that_was_cut_short_are_ours(root: Path) -> None:
    """Between saying and writing, the old bytes may still stand there: they are ours, and are replaced."""
    before = published(root)
    file = root / "feeds" / manifest.FILE
    old = (root / _ONE).read_bytes()
    (root / "content/one.md").write_text(article("One", "Edited.", tags="[x]", published='"2024-01"'))
    clean(root)
    new = file.read_bytes()
    write(root / _ONE, old)
    sha = before[_ONE]
    file.write_bytes(new + manifest.lines([("articles/one.html", sha)]))
    assert clean(root).written == ("articles/one.html",)
    assert file.read_bytes() == new


def test_what_a_killed_build_left_aside_is_cleared(root: Path) -> None:
    """Files that a build wrote aside and never moved are gone after the next build that writes; none is published."""
    write(root / "feeds/.feedmill-new/7", "half")
    (root / "content/one.md").write_text(article("One", "Edited.", tags="[x]", published='"2024-01"'))
    clean(root)
    assert not (root / "feeds/.feedmill-new").exists()


def test_paths_in_a_manifest_lead_nowhere_else(root: Path) -> None:
    """A manifest that names files outside of feeds/ makes no build touch them."""
    file = root / "feeds" / manifest.FILE
    outside = {path: sha for path, sha in tree(root).items() if not path.startswith("feeds/")}
    rows = [(f"../{path}", sha) for path, sha in outside.items()]
    rows += [(f"{root}/{path}", sha) for path, sha in outside.items()]
    file.write_bytes(file.read_bytes() + manifest.lines(rows))
    build(root)
    assert {path: sha for path, sha in tree(root).items() if not path.startswith("feeds/")} == outside


def test_an_output_folder_that_cannot_be_written_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where writing is not allowed, one line says so, and the old site is whole."""
    before = tree(root, "feeds")
    (root / "content/one.md").write_text(article("One", "Edited."))
    original = os.replace

    def refusing(path: Path | str, target: Path | str) -> None:
        if "feeds" in Path(target).parts:
            raise PermissionError(13, "Permission denied", str(path), None, str(target))
        original(path, target)

    monkeypatch.setattr(os, "replace", refusing)
    with pytest.raises(FeedmillError, match=r"^feeds/.*: permission denied; "):
        build(root)
    monkeypatch.undo()
    left = tree(root, "feeds")
    assert {path: sha for path, sha in left.items() if not path.endswith(".jsonl")} == {
        path: sha for path, sha in before.items() if not path.endswith(".jsonl")
    }
    clean(root)


def test_the_output_may_stand_elsewhere(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same site in another folder has the same bytes, and feeds/ is left alone."""
    before = marks(root)
    elsewhere = tmp_path_factory.mktemp("out") / "below"
    report = build(root, output=elsewhere)
    assert not report.problems
    assert tree(elsewhere) == {path.removeprefix("feeds/"): sha for path, sha in tree(root, "feeds").items()}
    assert marks(root) == before
    settle(elsewhere)
    assert not build(root, output=elsewhere).written


# ── static/ ─────────────────────────────────────────────────────────────────────────────────────


def test_static_files_are_copied(root: Path) -> None:
    """Files of static/ go out as they are, hidden ones and .well-known too; gone there, they are gone here."""
    files: dict[str, str | bytes] = {
        "CNAME": "example.org",
        ".well-known/security.txt": "Contact: x",
        "fonts/a b%20.woff2": b"\x00\x01\xff",
    }
    for name, data in files.items():
        write(root / "static" / name, data)
    assert set(clean(root).written) == set(files)
    assert all((root / "feeds" / name).read_bytes() == (root / "static" / name).read_bytes() for name in files)
    write(root / "static/CNAME", "example.com")
    assert clean(root).written == ("CNAME",)
    for name in files:
        (root / "static" / name).unlink()
    assert set(clean(root).pruned) == set(files)
    assert not (root / "feeds/fonts").exists()


def test_robots_txt_may_be_the_users_own(root: Path) -> None:
    """A robots.txt in static/ is published instead of ours; without it ours is back."""
    ours = page(root, "robots.txt")
    write(root / "static/robots.txt", "User-agent: *\nDisallow: /\n")
    clean(root)
    assert page(root, "robots.txt") == "User-agent: *\nDisallow: /\n"
    (root / "static/robots.txt").unlink()
    clean(root)
    assert page(root, "robots.txt") == ours


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "INDEX.html",
        "articles/one.html",
        "Articles/One.html",
        "assets/feed.css",
        ".feedmill.jsonl",
        "articles",
        "rss.xml/more.txt",
        "ATOM.xml/more.txt",
        "Tags",
    ],
)
def test_a_static_file_cannot_take_our_place(root: Path, name: str) -> None:
    """A static file whose name feedmill needs, in any case or as a folder, is a mistake; what we make is published."""
    before = published(root)
    write(root / "static" / name, "mine")
    report = build(root)
    assert [line.split(":")[0] for line in mistakes(report)] == [f"static/{name}"], told(report)
    assert published(root) == before


def test_two_static_files_that_differ_in_case_alone(root: Path) -> None:
    """Two names that many file systems take for one are a mistake in one of them."""
    write(root / "static/a.txt", "1")
    write(root / "static/A.txt", "2")
    write(root / "static/ü.txt", "3")
    write(root / "static/u\u0308.txt", "4")
    assert len(mistakes(build(root))) == 2


def test_links_in_static_are_named(root: Path) -> None:
    """A link in static/ is not followed, and the user is told."""
    (root / "static").mkdir()
    (root / "static/link.txt").symlink_to(root / "feedmill.toml")
    report = build(root)
    assert [line.split(":")[0] for line in told(report)] == ["static/link.txt"]
    assert not (root / "feeds/link.txt").exists()
