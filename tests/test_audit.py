"""audit: which pages are looked at, what they weigh, and that its own sites are sound."""

import sys
from pathlib import Path

import pytest

from sites import mistakes, run
from weight import weight

AUDIT = Path(__file__).parent.parent / "audit"
sys.path.insert(0, str(AUDIT))

import grounds  # noqa: E402
import looks  # noqa: E402 - the folder of scripts is no package
import pages  # noqa: E402
from feedmill import pipeline  # noqa: E402

BASE = "http://127.0.0.1:1/"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "index.html"),
        ("about.html", "about.html"),
        ("articles/a-title.html", "articles/…"),
        ("tags/sea/index.html", "tags/…/index.html"),
        ("tags/sea/12/index.html", "tags/…/#/index.html"),
        ("archive/2024/index.html", "archive/#/index.html"),
        ("archive/2024/10/3/index.html", "archive/#/#/#/index.html"),
    ],
)
def test_pages_are_of_kinds(path: str, kind: str) -> None:
    """Names and numbers make no kind of page; the folder does, and how deep a page lies."""
    assert pages.shape(path) == kind


def test_few_pages_show_all_that_pages_show(tmp_path: Path) -> None:
    """Each element, with its class, that pages of a kind have is on one that is looked at; no page adds nothing."""
    texts = {
        "index.html": "<p>",
        "articles/a.html": '<p><pre class="x">',
        "articles/b.html": "<p>",
        "articles/c.html": '<p><pre class="y"><table>',
        "articles/d.html": "<p><table>",
        "tags/e/index.html": "<p>",
        "tags/f/index.html": "<p>",
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert pages.every(tmp_path) == sorted(texts)
    assert sorted(pages.chosen(tmp_path)) == ["articles/a.html", "articles/c.html", "index.html", "tags/e/index.html"]
    (tmp_path / "rss.xml").touch()
    each = {"articles/…": "articles/c.html", "index.html": "index.html", "tags/…/index.html": "tags/e/index.html"}
    assert pages.one_of_each(tmp_path) == {**each, "rss.xml": "rss.xml"}


def test_messages_without_an_authors_words_are_of_one_kind() -> None:
    """What Nu says of elements stays; what it cites of a text does not."""
    assert looks.general("“p” in “ul”: “" + "long " * 9 + "” and “é”") == "“p” in “ul”: “…” and “…”"


def test_a_page_weighs_what_it_is_and_loads(tmp_path: Path) -> None:
    """Style and scripts count once each, wherever the site stands; what the author wrote does not."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/a b.css").write_bytes(b"x" * 1000)
    (tmp_path / "assets/a.js").write_bytes(b"x" * 500)
    text = '<div class="text" lang="de"><p>Häfen</p></div>'
    page = '<title>x</title><link rel="stylesheet" href="{0}a%20b.css"><script defer src="{0}a.js"></script>'
    for path, base, at in (("a/b.html", "/", "../assets/"), ("404.html", "/s%20x/", "/s%20x/assets/")):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(page.format(at) + text + text, encoding="utf-8")
        assert weight(tmp_path, path, base) == len(page.format(at)) + 1500


@pytest.mark.parametrize("name", ["en", "ar", "large"])
def test_the_sites_that_are_audited_have_no_mistakes(tmp_path: Path, name: str) -> None:
    """What is looked at is what a careful author would have, with all that an article can show."""
    root = tmp_path / name
    grounds.sites(30)[name](root, BASE)
    assert mistakes(pipeline.build(run(root, now=grounds.LATE))) == []
    text = "".join(path.read_text(encoding="utf-8") for path in (root / "feeds").rglob("articles/*.html"))
    shown = () if name == "large" else ("<table", "<pre", "<img", "<video", 'class="footnote')
    assert [each for each in ("<h2", "<ul", *shown) if each not in text] == []
