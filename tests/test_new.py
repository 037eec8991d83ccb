"""Beginning a site and beginning an article: what is made is whole, and nothing that is there is touched."""

import tomllib
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedmill import articles, config, new
from feedmill.cli import main
from feedmill.errors import FeedmillError
from feedmill.text import legal, squeeze
from strategies import names

ID = UUID("3f0c9b1e-6a53-4a6e-9c0f-8a1d5f4f7c21")
TODAY = date(2024, 11, 20)


def everything(root: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_new_site_builds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its three files, its folders, and nothing to complain of but the address that nobody can guess."""
    root = tmp_path / "my-first_site"
    assert new.site(root, ID) == ("feedmill.toml", ".gitattributes", ".gitignore")
    assert {path.name for path in root.iterdir() if path.is_dir()} == {"seeds", "content", ".feedmill"}
    site, problems = config.load((root / config.FILE).read_text(encoding="utf-8"))
    assert site is not None
    assert (site.title, site.id, site.timezone) == ("My First Site", str(ID), "UTC")
    assert [problem.wrong for problem in problems] == ["the site has no base_url"]
    assert main(["-C", str(root), "build", "-q", "--jobs", "1"]) == 0
    assert (root / "feeds" / "index.html").is_file()
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_git_keeps_bytes_and_joins_ledgers(tmp_path: Path) -> None:
    """Line ends that git converts would change the hashes of seeds; the cache is nobody's business."""
    new.site(tmp_path, ID)
    said = (tmp_path / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert said == ["seeds/** -text", "content/** -text", "feeds/** -text", "content/ledger.jsonl merge=union"]
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == ".feedmill/\n"


def test_a_site_that_is_there_is_left_alone(tmp_path: Path) -> None:
    """Only what is missing is added, byte for byte nothing else changes; the second time there is nothing to do."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_bytes(b"mine")
    (tmp_path / ".gitignore").write_bytes(b"")
    before = everything(tmp_path)
    assert new.site(tmp_path, ID) == ("feedmill.toml", ".gitattributes")
    after = everything(tmp_path)
    assert {path: after[path] for path in before} == before
    assert new.site(tmp_path, UUID(int=0)) == ()
    assert everything(tmp_path) == after


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\x00"), min_size=1, max_size=20))
@settings(max_examples=40)
@example("_")
@example("- -")
@example('"')
@example("{id}\\")
@example("\x7f\x1b")
@example("\udce4")
@example("\u3000")
def test_any_folder_gives_settings_that_are_right(folder: str) -> None:
    """Its name is the title, whatever stands in it; a name of nothing gives a title all the same."""
    if folder in (".", "..") or len(folder.encode("utf-8", "surrogateescape")) > 200:
        return
    settings_of = new.settings(Path("/") / folder, ID)
    assert tomllib.loads(settings_of)["id"] == str(ID)
    site, _ = config.load(settings_of)
    assert site is not None
    assert site.title == legal(site.title)


@pytest.mark.parametrize("below", ["file", "file/deeper"])
def test_a_site_needs_a_folder(tmp_path: Path, below: str) -> None:
    """A file that stands in the way is said, not walked over."""
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(FeedmillError, match=r"no site can be made here: .*; choose another folder"):
        new.site(tmp_path / below, ID)
    assert everything(tmp_path) == {"file": b"mine"}


def test_a_new_article_is_a_draft_that_loads(tmp_path: Path) -> None:
    """With its slug and the day, in a file of that name; the build leaves it out until it is no draft."""
    new.site(tmp_path, ID)
    path = new.article(tmp_path, "  Ein  „neuer“\tArtikel: 12:30?\n", "de", TODAY)
    assert path == tmp_path / "content" / "ein-neuer-artikel-12-30.md"
    article, problems = articles.load(path.read_bytes())
    assert not problems
    assert article is not None
    assert article.front.title == "Ein „neuer“ Artikel: 12:30?"
    assert article.front.slug == "ein-neuer-artikel-12-30"
    assert article.front.published == "2024-11-20"
    assert article.front.language is None
    assert article.front.draft
    assert article.body == "Write here."
    assert main(["-C", str(tmp_path), "build", "-q", "--jobs", "1"]) == 0
    assert not (tmp_path / "feeds" / "articles").exists()
    path.write_bytes(path.read_bytes().replace(b"draft: true\n", b""))
    assert main(["-C", str(tmp_path), "build", "-q", "--jobs", "1"]) == 0
    assert (tmp_path / "feeds" / "articles" / "ein-neuer-artikel-12-30.html").is_file()


@given(names() | st.text(min_size=1).filter(lambda title: squeeze(legal(title))))
@settings(max_examples=60)
@example("你好")
@example("\udce4 from a terminal in another encoding")
@example("Con")
@example("lpt9")
def test_any_title_makes_an_article(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    """Of one line, in a file whose name every system takes."""
    root = tmp_path_factory.mktemp("site")
    path = new.article(root, title, "de", TODAY)
    article, _ = articles.load(path.read_bytes())
    assert article is not None
    assert article.front.title == squeeze(legal(title))
    assert path.name == f"{article.front.slug}.md"
    assert path.stem not in {"con", "lpt9"}
    assert len(path.name) < 80


@pytest.mark.parametrize("title", ["", " ", "\t\r\n"])
def test_a_title_must_say_something(tmp_path: Path, title: str) -> None:
    """Else nothing is made."""
    with pytest.raises(FeedmillError, match='the title is empty; write it like: feedmill new "A title"'):
        new.article(tmp_path, title, "de", TODAY)
    assert not everything(tmp_path)


def test_no_article_is_replaced(tmp_path: Path) -> None:
    """Not even by one of the same title."""
    path = new.article(tmp_path, "A title", "de", TODAY)
    path.write_bytes(b"mine")
    with pytest.raises(FeedmillError, match=r"content/a-title.md: there is an article of that name; choose another"):
        new.article(tmp_path, "A – title!", "de", TODAY)
    assert path.read_bytes() == b"mine"


def test_two_titles_without_a_letter_of_ours_are_two_articles(tmp_path: Path) -> None:
    """On one day, too."""
    paths = {new.article(tmp_path, title, "zh", TODAY).name for title in ("你好", "世界")}
    assert len(paths) == 2


def test_the_slug_follows_the_language(tmp_path: Path) -> None:
    """German umlauts become two letters in German alone."""
    assert new.article(tmp_path, "Ärzte", "de-AT", TODAY).name == "aerzte.md"
    assert new.article(tmp_path, "Ärzte", "en", TODAY).name == "arzte.md"
