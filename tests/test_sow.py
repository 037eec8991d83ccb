"""sow: each new seed becomes an article once; whatever is wrong with one harms no other."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from feedmill import disk
from feedmill.errors import FeedmillError
from sites import (
    article,
    build,
    clean,
    counted,
    marks,
    mistakes,
    page,
    preview,
    published,
    settle,
    site,
    told,
    tree,
    write,
)

FOX = " date 2024-10 \n\nThe quick brown fox jumps over the lazy dog near the river bank.\n"
CAT = " date 2024-09 \n\nThe old grey cat sleeps all day long under the kitchen table.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a site with one seed, built."""
    site(tmp_path, {"seeds/fox.txt": FOX})
    clean(tmp_path)
    return tmp_path


def _articles(root: Path) -> list[Path]:
    return sorted((root / "content").glob("*.md"))


def _fox(root: Path) -> Path:
    (path,) = (path for path in _articles(root) if "fox" in path.name)
    return path


def test_a_seed_becomes_an_article_and_is_left_alone(root: Path) -> None:
    """The article carries the seed's name and hash; the seed has the bytes and times that it had."""
    text = _fox(root).read_text()
    assert 'seed: "seeds/fox.txt"' in text
    assert sha256(FOX.encode()).hexdigest() in text
    before = marks(root)
    write(root / "seeds/cat.txt", CAT)
    report = clean(root)
    assert len(report.sown) == 1
    assert len(_articles(root)) == 2
    after = marks(root)
    assert all(after[path] == before[path] for path in before if path.startswith(("seeds/", "content/the")))


def test_the_same_text_twice_is_one_article(root: Path) -> None:
    """A second seed with the same bytes makes no second article, and is named by every build."""
    write(root / "seeds/copy.txt", FOX)
    for _ in range(2):
        report = build(root)
        assert told(report) == [
            "seeds/fox.txt: warning: this is the same text as seeds/copy.txt; one article was made of both; delete one"
        ]
        assert not report.written
    assert len(_articles(root)) == 1


def test_two_new_seeds_with_the_same_text_are_one_article(tmp_path: Path) -> None:
    """Of two new seeds with the same bytes the first by name is sown."""
    site(tmp_path, {"seeds/b.txt": FOX, "seeds/a.txt": FOX})
    report = build(tmp_path)
    assert [line.split(":")[0] for line in told(report)] == ["seeds/b.txt"]
    assert 'seed: "seeds/a.txt"' in _fox(tmp_path).read_text()


def test_a_renamed_seed_is_known_again(root: Path) -> None:
    """A seed under another name or in a folder is the same seed: nothing is sown, nothing is published anew."""
    feeds = marks(root)
    (root / "seeds/below").mkdir()
    (root / "seeds/fox.txt").rename(root / "seeds/below/reynard.txt")
    report = clean(root)
    assert (report.sown, report.written) == ((), ())
    after = marks(root)
    assert all(after[path] == feeds[path] for path in feeds if path.startswith("feeds/"))


def test_a_changed_seed_changes_no_article(root: Path) -> None:
    """A seed with new bytes under a known name is named by every build; its article stays as it is."""
    before = published(root)
    write(root / "seeds/fox.txt", CAT)
    for _ in range(2):
        report = build(root)
        assert [line.split(";")[0] for line in told(report)] == [
            "seeds/fox.txt: warning: this seed has changed since it was sown"
        ]
    assert published(root) == before
    write(root / "seeds/fox.txt", FOX)
    clean(root)


def test_a_seed_that_is_gone_leaves_its_article(root: Path) -> None:
    """An article does not need its seed any more."""
    before = marks(root)
    (root / "seeds/fox.txt").unlink()
    assert not clean(root).written
    (root / "seeds").rmdir()
    assert not clean(root).written
    assert marks(root) == {path: row for path, row in before.items() if not path.startswith("seeds/")}


def test_an_article_that_was_deleted_never_comes_back(root: Path) -> None:
    """Deleted, it stays away while its seed lies there, under any name; its address says so; Atom has a tombstone."""
    address = f"articles/{_fox(root).stem}.html"
    identity = page(root, "atom.xml").split("<entry")[1].split("<id>")[1].split("</id>")[0]
    _fox(root).unlink()
    for _ in range(2):
        report = clean(root)
        assert (report.sown, report.articles) == ((), 0)
    (root / "seeds/fox.txt").rename(root / "seeds/other.txt")
    clean(root)
    assert not _articles(root)
    assert "noindex" in page(root, address)
    assert "quick brown fox" not in page(root, address)
    assert "deleted-entry" in page(root, "atom.xml")
    assert identity in page(root, "atom.xml")
    assert not any(
        "quick brown" in (root / "feeds" / name).read_text() for name in ("rss.xml", "feed.json", "index.html")
    )
    assert address not in page(root, "sitemap.xml")


def test_an_article_that_was_brought_back_is_the_same(root: Path) -> None:
    """A deleted article whose file returns has the id, date and address that it had."""
    before = published(root)
    file = _fox(root)
    raw = file.read_bytes()
    file.unlink()
    clean(root)
    write(file, raw)
    clean(root)
    assert published(root) == before


def test_an_edited_article_is_never_written_over(root: Path) -> None:
    """What a person wrote into an article stays, whatever becomes of the seed."""
    text = _fox(root).read_text().replace("lazy dog", "sleepy dog")
    _fox(root).write_text(text)
    report = clean(root)
    assert report.edited == (f"content/{_fox(root).name}",)
    write(root / "seeds/fox.txt", FOX + "More.\n")
    build(root)
    (root / "seeds/fox.txt").unlink()
    clean(root)
    assert _fox(root).read_text() == text
    assert "sleepy dog" in page(root, "rss.xml")


def test_a_file_in_the_way_is_kept(tmp_path: Path) -> None:
    """A file that has the name of the article to be is not replaced; the seed waits until one is renamed."""
    root = site(tmp_path / "a", {"seeds/fox.txt": FOX})
    clean(root)
    name = _fox(root).name
    other = site(tmp_path / "b", {"seeds/fox.txt": FOX, f"content/{name}": article("Mine", published='"2024-01"')})
    for _ in range(2):
        report = build(other)
        assert mistakes(report) == [f"content/{name}: this file is in the way of seeds/fox.txt; rename one of the two"]
    assert (other / "content" / name).read_text() == article("Mine", published='"2024-01"')
    (other / "content" / name).rename(other / "content/mine.md")
    assert build(other).sown == (f"content/{name}",)


def test_an_article_that_carries_an_unknown_hash_is_adopted(root: Path) -> None:
    """After a build that was killed before it wrote the ledger, the article that it made is taken as it is."""
    before = published(root)
    (root / "content/ledger.jsonl").write_bytes(b"")
    for path in sorted((root / "feeds").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    mtime = _fox(root).stat().st_mtime_ns
    report = clean(root)
    assert report.sown == ()
    assert published(root) == before
    assert _fox(root).stat().st_mtime_ns == mtime


def test_adopting_forgets_no_promise(root: Path) -> None:
    """An article that is known keeps its number, date and addresses when it takes over another seed's hash."""
    file = _fox(root)
    file.write_text(file.read_text().replace(f'slug: "{file.stem}"', 'slug: "reynard"'))
    clean(root)
    write(root / "seeds/cat.txt", CAT)
    old, new = (sha256(text.encode()).hexdigest() for text in (FOX, CAT))
    file.write_text(file.read_text().replace(old, new).replace("seeds/fox.txt", "seeds/cat.txt"))
    entries = page(root, "atom.xml").split("<entry")[1:]
    report = clean(root)
    assert (report.sown, report.articles) == ((), 1)
    again = page(root, "atom.xml").split("<entry")[1:]
    for tag in ("id", "published", "updated"):
        assert again[0].split(f"<{tag}>")[1].split("<")[0] == entries[0].split(f"<{tag}>")[1].split("<")[0]
    assert "articles/reynard.html" in page(root, "index.html")
    assert "reynard.html" in page(root, f"articles/{file.stem}.html")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "holds no text"),
        (b" \n\t\r\n", "holds no text"),
        (b" date 2024-10 \n\n", "holds no text"),
        (bytes(range(256)) * 8, ""),
        (b"\x00" * 100, ""),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", ""),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00", ""),
        (b"\xff\xfe\x00", ""),
    ],
)
def test_a_seed_that_is_no_text_harms_no_other(tmp_path: Path, raw: bytes, said: str) -> None:
    """An empty, binary or undecodable seed is a mistake with its name, told by every build; all else is published."""
    root = site(tmp_path, {"seeds/bad.txt": raw, "seeds/fox.txt": FOX})
    first = build(root)
    assert len(mistakes(first)) == 1
    assert mistakes(first)[0].startswith("seeds/bad.txt: ")
    assert said in mistakes(first)[0]
    assert first.articles == 1
    settle(root)
    build(root)
    with counted() as opened:
        third = build(root)
    assert mistakes(third) == mistakes(first)
    assert not third.written
    assert not [path for path in opened if "/seeds/" in path]
    write(root / "seeds/bad.txt", CAT)
    assert len(clean(root).sown) == 1


def _link(root: Path) -> None:
    (root / "seeds/odd.txt").symlink_to(root / "feedmill.toml")


def _pipe(root: Path) -> None:
    os.mkfifo(root / "seeds/odd.txt")


def _dangling(root: Path) -> None:
    (root / "seeds/odd.txt").symlink_to("nowhere")


@pytest.mark.parametrize("make", [_link, _pipe, _dangling])
def test_what_is_no_file_is_left_out(root: Path, make: Callable[[Path], None]) -> None:
    """A link or a pipe among the seeds is named and not opened: nothing hangs."""
    make(root)
    write(root / "seeds/cat.txt", CAT)
    report = build(root)
    assert not mistakes(report)
    assert [line.split(":")[0] for line in told(report)] == ["seeds/odd.txt"]
    assert len(_articles(root)) == 2


def test_a_name_that_is_not_utf_8_is_left_out(root: Path) -> None:
    """A file whose name no document can hold is named, with what can be read of the name."""
    (root / os.fsdecode(b"seeds/f\xfcx.txt")).write_text(CAT)
    report = build(root)
    assert told(report) == ["seeds/f\ufffdx.txt: warning: its name is not UTF-8, so it is left out; rename it"]
    assert len(_articles(root)) == 1


def test_names_of_seeds(tmp_path: Path) -> None:
    """Endings count in any case, folders are looked into whatever their name; only hidden files go unnamed."""
    animals = ("fox", "cat", "dog", "cow", "hen")
    texts = [f" date 2024-10 \n\nThe quick brown {name} jumps over the lazy river bank today.\n" for name in animals]
    names = ("A.TXT", "folder.txt/b.txt", "with space & ümlaut 100%.Txt", "line\nbreak.txt", "-rf.txt")
    files = {f"seeds/{name}": text for name, text in zip(names, texts, strict=True)}
    site(tmp_path, {**files, "seeds/.hidden.txt": FOX, "seeds/.d/x.txt": FOX})
    report = clean(tmp_path)
    assert len(report.sown) == 5
    assert len(_articles(tmp_path)) == 5
    assert not clean(tmp_path).written
    write(tmp_path / "seeds/notes.rtf", FOX)
    (stray,) = build(tmp_path).problems
    assert (stray.path, stray.wrong, stray.warning) == ("seeds/notes.rtf", "this is no seed, so it is left out", True)


def test_a_seed_that_cannot_be_read_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A seed whose reading is refused is a mistake; the others are sown, and its article stays."""
    write(root / "seeds/cat.txt", CAT)
    (root / "seeds/fox.txt").touch()
    original = disk.read

    def refusing(path: Path) -> bytes:
        if path.name == "fox.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return original(path)

    monkeypatch.setattr(disk, "read", refusing)
    report = build(root)
    assert mistakes(report) == ["seeds/fox.txt: this seed cannot be read: permission denied; allow reading it"]
    assert report.articles == 2


def test_the_order_in_which_files_are_found_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the system lists the folders, the same site comes out."""
    files = {"seeds/fox.txt": FOX, "seeds/cat.txt": CAT, "seeds/d/copy.txt": FOX}
    files |= {f"content/{n}/{n}.md": article(f"Article {n % 3}", tags="[B, a]") for n in range(5)}
    one, two = site(tmp_path / "one", files), site(tmp_path / "two", dict(reversed(files.items())))
    first = told(build(one))
    original = os.scandir

    class Backwards:
        def __init__(self, path: Path) -> None:
            with original(path) as entries:
                self._entries = sorted(entries, key=lambda entry: entry.name, reverse=True)

        def __enter__(self) -> object:
            return iter(self._entries)

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Backwards)
    assert told(build(two)) == first
    monkeypatch.undo()
    assert published(one) == published(two)


def test_one_worker_and_many_sow_the_same(tmp_path: Path) -> None:
    """Enough seeds for a pool give the same articles, numbers and bytes as one worker does."""
    words = [
        "The",
        "quick",
        "brown",
        "fox",
        "jumps",
        "over",
        "the",
        "lazy",
        "dog",
        "near",
        "the",
        "river",
        "bank",
        "in",
    ]
    files = {f"seeds/{n:03}.txt": f" date 2024-{1 + n % 12:02} \n\n{' '.join(words)} part {n}.\n" for n in range(110)}
    one, two = site(tmp_path / "one", files), site(tmp_path / "two", files)
    clean(one, jobs=1)
    clean(two, jobs=2)
    assert published(one) == published(two)


# ── previews ────────────────────────────────────────────────────────────────────────────────────


def test_a_preview_leaves_no_trace(root: Path) -> None:
    """A preview sows nothing and writes neither content/ nor the ledger nor feeds/; it shows what would be."""
    write(root / "seeds/cat.txt", CAT)
    write(root / "content/draft.md", article("A draft", draft="true"))
    write(root / "content/future.md", article("To come", published='"2030-01-01"'))
    _fox(root).write_text(_fox(root).read_text().replace("lazy dog", "sleepy dog"))
    before = marks(root)
    report = preview(root, drafts=True, future=True)
    assert marks(root) == before
    assert (report.waiting, report.articles, report.sown) == (1, 3, ())
    shown = root / ".feedmill/preview"
    assert "sleepy dog" in (shown / f"articles/{_fox(root).stem}.html").read_text()
    assert (shown / "articles/a-draft.html").exists()
    assert (shown / "articles/to-come.html").exists()
    assert not preview(root, drafts=True, future=True).written


def test_a_preview_of_a_new_site_leaves_no_trace(tmp_path: Path) -> None:
    """Even where nothing was ever built, a preview makes no ledger."""
    site(tmp_path, {"content/a.md": article("One"), "seeds/fox.txt": FOX})
    before = tree(tmp_path)
    assert preview(tmp_path).articles == 1
    assert tree(tmp_path) == before
    assert not (tmp_path / "feeds").exists()


def test_an_edit_is_told_by_the_build_after_a_preview(root: Path) -> None:
    """That a preview has seen an edit does not keep the build from reporting it."""
    _fox(root).write_text(_fox(root).read_text().replace("lazy dog", "sleepy dog"))
    settle(root)
    preview(root)
    assert clean(root).edited == (f"content/{_fox(root).name}",)


def test_sowing_on_a_full_disk_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an article cannot be written one line says so, none is half written, and the next build goes on."""
    write(root / "seeds/cat.txt", CAT)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "create", full)
    with pytest.raises(FeedmillError, match="no space left on device"):
        build(root)
    monkeypatch.undo()
    assert len(clean(root).sown) == 1
