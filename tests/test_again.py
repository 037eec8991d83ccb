"""`feedmill sow --again` and `--diff`: a person asks for the seed's text anew, and nothing that they wrote is lost."""

import json
from pathlib import Path

import pytest

from feedmill import cli, disk, ledger
from feedmill.again import again, difference
from feedmill.errors import FeedmillError, SourceError
from sites import article, build, clean, page, run, settle, site, tree, write

FOX = " date 2024-10 \n\nThe quick brown fox jumps over the lazy dog near the river bank.\n\nThat is all.\n"
NEW = FOX.replace("quick", "swift")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a site with one seed, built, whose seed has changed since."""
    site(tmp_path, {"seeds/fox.txt": FOX})
    clean(tmp_path)
    write(tmp_path / "seeds/fox.txt", NEW)
    settle(tmp_path)
    return tmp_path


def _article(root: Path) -> Path:
    (path,) = (root / "content").rglob("*.md")
    return path


def _field(path: Path, name: str) -> str:
    return next(line for line in path.read_text().splitlines() if line.startswith(f"{name}:"))


def test_the_new_text_is_taken_and_the_old_file_kept(root: Path) -> None:
    """Id, slug and address stay, inferred fields follow the text, and the next build has nothing to complain about."""
    path = _article(root)
    raw, id_, slug = path.read_bytes(), _field(path, "id"), _field(path, "slug")
    done = again(run(root), "seeds/fox.txt")
    assert (done.article, done.kept, done.changed) == (f"content/{path.name}", f"content/{path.name}.old", True)
    assert (root / done.kept).read_bytes() == raw
    assert (_field(path, "id"), _field(path, "slug")) == (id_, slug)
    assert "swift" in _field(path, "title")
    assert "swift" in _field(path, "summary")
    report = clean(root)
    assert report.articles == 1
    assert "swift brown fox" in page(root, f"articles/{path.stem}.html")
    assert not clean(root).written


def test_what_a_person_wrote_into_the_front_matter_stays(root: Path) -> None:
    """Tags, authors and whatever is not inferred any more are kept; the date follows the seed."""
    path = _article(root)
    text = path.read_text().replace("title_inferred: true\n", "").replace("summary_inferred: true\n", "")
    text = text.replace(_field(path, "title"), 'title: "Reynard"').replace(_field(path, "summary"), 'summary: "Short."')
    write(path, text.replace('published: "2024-10"', 'published: "2024-10-07"\ntags: ["Animals"]\nauthors: ["Ada"]'))
    clean_ = build(root)
    assert clean_.articles == 1
    write(root / "seeds/fox.txt", NEW.replace("2024-10", "2024-11"))
    again(run(root), "seeds/fox.txt")
    now = path.read_text()
    for kept in ('title: "Reynard"', 'summary: "Short."', "Animals", "Ada", 'published: "2024-11"', "swift"):
        assert kept in now
    assert "title_inferred" not in now
    assert "language_inferred: true" in now


def test_a_more_precise_date_is_a_persons(root: Path) -> None:
    """The day that a person gave is kept as long as the seed says no more than its month."""
    path = _article(root)
    write(path, path.read_text().replace('"2024-10"', '"2024-10-07"'))
    again(run(root), "seeds/fox.txt")
    assert _field(path, "published") == 'published: "2024-10-07"'


def test_the_article_and_not_its_copy_is_made_anew(root: Path) -> None:
    """Two files say the id: the one that the ledger knows is meant."""
    path = _article(root)
    write(root / "content/a-copy.md", path.read_bytes())
    assert again(run(root), "seeds/fox.txt").article == f"content/{path.name}"
    assert b"quick" in (root / "content/a-copy.md").read_bytes()


def test_a_title_line_in_the_seed_is_the_title(root: Path) -> None:
    """What the seed says itself is not inferred, and goes before what the article says."""
    path = _article(root)
    write(root / "seeds/fox.txt", f"Foxes of the town\nDate: 2024-10\n\n{NEW.partition('10 ')[2].strip()}\n")
    again(run(root), "seeds/fox.txt")
    assert _field(path, "title") == 'title: "Foxes of the town"'
    assert "title_inferred" not in path.read_text()


def test_no_old_file_is_replaced(root: Path) -> None:
    """However often it is asked for, every text that was there is there still."""
    path = _article(root)
    texts = [path.read_bytes()]
    for word in ("red", "grey", "white"):
        write(root / "seeds/fox.txt", FOX.replace("quick", word))
        again(run(root), "seeds/fox.txt")
        texts.append(path.read_bytes())
    kept = [path.with_name(path.name + ending).read_bytes() for ending in (".old", ".old2", ".old3")]
    assert kept == texts[:-1]


def test_asked_for_twice_it_does_nothing(root: Path) -> None:
    """The second time there is nothing to change, and no file is made or touched."""
    again(run(root), "seeds/fox.txt")
    before = tree(root)
    done = again(run(root), "seeds/fox.txt")
    assert (done.kept, done.changed) == ("", False)
    assert tree(root) == before


def test_an_unchanged_seed_brings_back_its_text(root: Path) -> None:
    """An edited article can be set back; the edit is kept beside."""
    write(root / "seeds/fox.txt", FOX)
    path = _article(root)
    raw = path.read_bytes()
    write(path, raw.replace(b"lazy dog", b"sleepy dog"))
    done = again(run(root), "seeds/fox.txt")
    assert path.read_bytes() == raw
    assert b"sleepy" in (root / done.kept).read_bytes()


def test_a_moved_article_is_found(root: Path) -> None:
    """Where the article lies now, not where it lay at the last build."""
    path = _article(root)
    (root / "content/below").mkdir()
    moved = path.rename(root / "content/below/reynard.md")
    assert again(run(root), "seeds/fox.txt").article == "content/below/reynard.md"
    assert b"swift" in moved.read_bytes()
    assert not path.exists()
    clean(root)


def test_a_deleted_article_is_made_again_with_its_id(root: Path) -> None:
    """Only because a person named its seed; subscribers see the entry that they knew."""
    path = _article(root)
    id_ = _field(path, "id")
    path.unlink()
    build(root)
    assert again(run(root), "seeds/fox.txt").kept == ""
    assert _field(path, "id") == id_
    clean(root)
    assert "swift brown fox" in page(root, "atom.xml")


def test_a_folder_in_the_ledger_that_leads_out_is_not_followed(root: Path) -> None:
    """A path with .. in it, which only a hand can have written, makes no file there."""
    path = _article(root)
    path.unlink()
    text = (root / ledger.FILE).read_text().replace(f"content/{path.name}", "content/../../out.md")
    write(root / ledger.FILE, text)
    done = again(run(root), "seeds/fox.txt")
    assert done.article.startswith("content/the-")
    assert not (root.parent / "out.md").exists()


def test_markdown_is_taken_as_it_is(tmp_path: Path) -> None:
    """A Markdown seed replaces its copy byte for byte; an id that was adopted goes into it."""
    from feedmill.adopt import adopt

    text = article("By hand", "One.")
    root = site(tmp_path, {"seeds/a.md": text})
    clean(root)
    write(root / "seeds/a.md", text.replace("One", "Two"))
    again(run(root), "seeds/a.md")
    assert (root / "content/a.md").read_text() == text.replace("One", "Two")
    clean(root)
    id_ = adopt(run(root), "content/a.md")
    clean(root)
    write(root / "seeds/a.md", text.replace("One", "Three"))
    again(run(root), "seeds/a.md")
    assert (root / "content/a.md").read_text() == text.replace("One", "Three").replace("\n---", f'\nid: "{id_}"\n---')
    clean(root)
    assert id_ in page(root, "atom.xml")


@pytest.mark.parametrize(
    ("prepare", "name", "wrong"),
    [
        (lambda _: None, "seeds/none.txt", "there is no such seed"),
        (lambda root: write(root / "seeds/new.txt", "New."), "seeds/new.txt", "this seed was not sown yet"),
        (lambda root: write(root / "seeds/fox.txt", b"\x00"), "seeds/fox.txt", "is not text"),
        (
            lambda root: write(_article(root), _article(root).read_text().replace("title:", "titel:")),
            "seeds/fox.txt",
            "this article has a mistake in it",
        ),
    ],
)
def test_what_cannot_be_done_is_told(root: Path, prepare: object, name: str, wrong: str) -> None:
    """One line with the file, and nothing is changed."""
    assert callable(prepare)
    prepare(root)
    before = tree(root)
    for command in (again, difference):
        with pytest.raises(SourceError, match=wrong):
            command(run(root), name)
    assert tree(root) == before


def test_the_text_of_another_seed_is_refused(root: Path) -> None:
    """Two articles are never made of one text."""
    write(root / "seeds/hen.txt", FOX.replace("fox", "hen"))
    build(root)
    write(root / "seeds/fox.txt", FOX.replace("fox", "hen"))
    with pytest.raises(SourceError, match="was made of this very text"):
        again(run(root), "seeds/fox.txt")


def test_another_id_in_markdown_is_refused(tmp_path: Path) -> None:
    """Subscribers know an article by its id."""
    root = site(tmp_path, {"seeds/a.md": article("A", "One.", id='"urn:example:1"')})
    clean(root)
    write(root / "seeds/a.md", article("A", "Two.", id='"urn:example:2"'))
    with pytest.raises(SourceError, match="its id is another one now"):
        again(run(root), "seeds/a.md")


def test_a_difference_shows_both_and_changes_nothing(root: Path) -> None:
    """It is a unified diff from the article to what the seed would make of it, empty where that is the same."""
    before = tree(root)
    lines = difference(run(root), "seeds/fox.txt").splitlines()
    assert lines[0] == f"--- content/{_article(root).name}"
    assert lines[1] == "+++ seeds/fox.txt (sown again)"
    assert "-The quick brown fox jumps over the lazy dog near the river bank." in lines
    assert "+The swift brown fox jumps over the lazy dog near the river bank." in lines
    assert tree(root) == before
    again(run(root), "seeds/fox.txt")
    assert difference(run(root), "seeds/fox.txt") == ""


@pytest.mark.parametrize("said", ["seeds/fox.txt", "fox.txt"])
def test_a_seed_may_be_named_from_its_folder(
    root: Path, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its path in the site, in seeds/, or from where one stands; what is done is told, what to do next too."""
    monkeypatch.chdir(root / "seeds")
    assert cli.main(["-C", str(root), "sow", "--diff", said]) == 0
    assert capsys.readouterr().out.startswith("--- content/the-quick-brown-fox")
    assert cli.main(["-C", str(root), "sow", "--again", said]) == 0
    assert "the old file is kept as content/" in capsys.readouterr().out
    assert cli.main(["-C", str(root), "sow", "--diff", said]) == 0
    assert capsys.readouterr().out == "seeds/fox.txt would change nothing in its article\n"
    assert cli.main(["-C", str(root), "sow", "--again", said, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changed"] is False
    assert cli.main(["-C", str(root), "sow", "--again", "../feedmill.toml"]) == 1
    assert cli.main(["-C", str(root), "sow", "--diff", said, "--json"]) == 2


@pytest.mark.parametrize("failing", ["create", "replace"])
def test_a_full_disk_loses_nothing(root: Path, failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever cannot be written, the article is whole, and asked for again it is done."""
    path = _article(root)
    raw = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, failing, full)
    with pytest.raises(FeedmillError, match="no space left"):
        again(run(root), "seeds/fox.txt")
    assert path.read_bytes() == raw
    monkeypatch.undo()
    again(run(root), "seeds/fox.txt")
    assert path.with_name(path.name + ".old").read_bytes() == raw
    assert not path.with_name(path.name + ".old2").exists()
    clean(root)
