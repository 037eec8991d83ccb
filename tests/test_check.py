"""`feedmill check`: what it looks at, whom it names, how it ends; and that it changes nothing."""

import json
import re
from pathlib import Path

import pytest

from checked import HIS_ID, broken, copied, looked, of, rich
from feedmill import blame, cli
from feedmill.findings import Checked
from sites import SETTINGS, article, build, clean, marks, mistakes, site, write
from test_lint import FOREIGN_RSS
from test_podcast import podcast

SMALL = {
    "content/a.md": article("One", published="2024-10"),
    "content/b.md": article("Two", "", tags="[x, X, 中文]"),
    "content/c.md": article("Three", "Some *text*.\n\nMore & <more>.", authors="[Ada]", published="2024-10-05"),
    "content/d.md": article("Four", "![](x%20y.png) <b><i>a</b></i>", id='"tag:example.org,2024:four"'),
    "content/x y.png": "a picture",
    "content/pages/about.md": article("About", "Hi, see [one](../a.md)."),
}


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the rich site once."""
    return rich(tmp_path_factory.mktemp("check") / "site")


@pytest.fixture
def root(master: Path, tmp_path: Path) -> Path:
    """Return a copy of the rich site that may be broken."""
    return copied(master, tmp_path / "site")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command look at its sites when they were built."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1732104000")


# ── what it says of what is as it should be ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "more",
    [
        "",
        'copyright = "© <me>"\n[feed]\ncontent = "summary"\n',
        '[feed]\nformats = ["rss"]\n',
        '[feed]\nformats = ["json", "atom"]\nhub = "https://hub.example/"\n',
        'timezone = "Asia/Tokyo"\n[[authors]]\nname = "A & B"\nurl = "https://a.example/?x=1&y=2"\n',
    ],
)
def test_every_kind_of_site_passes(tmp_path: Path, more: str) -> None:
    """Whatever the settings ask for: what is built is told nothing."""
    root = site(tmp_path, {"feedmill.toml": SETTINGS + more, **SMALL})
    clean(root)
    assert [str(problem) for problem in looked(root).problems] == []


def test_an_empty_site_passes(tmp_path: Path) -> None:
    """A site without an article has feeds without entries, and that is no mistake."""
    root = site(tmp_path, {})
    clean(root)
    assert looked(root).found == ()


def test_a_podcast_passes_and_its_files_are_looked_for(tmp_path: Path) -> None:
    """What Apple asks for is there; a transcript that is gone is told at its episode."""
    root = podcast(tmp_path)
    clean(root)
    assert looked(root).found == ()
    (root / "feeds" / "media" / "one.vtt").unlink()
    done = looked(root)
    assert {told.problem.path for told in done.found} == {"content/one.md"}
    assert "media/one.vtt leads to no file of the site" in str(of(done, "addresses.leads_somewhere")[0].problem)


def test_an_authors_address_is_written_as_addresses_are(tmp_path: Path) -> None:
    """What no address can hold is percent-encoded in every format."""
    root = site(tmp_path, {"content/a.md": article("One", authors="[{name: Ada, url: 'https://x.example/\"ü'}]")})
    clean(root)
    assert looked(root).found == ()
    assert "https://x.example/%22%C3%BC" in (root / "feeds" / "atom.xml").read_text("utf-8")


def test_it_needs_no_ledger_and_no_settings(root: Path) -> None:
    """Feeds that were copied somewhere else are looked at all the same; only the articles are not known there."""
    for name in ("feedmill.toml", "content/ledger.jsonl"):
        (root / name).unlink()
    write(root / "feedmill.toml", 'title = "Other"\n')
    assert looked(root).found == ()
    broken(root, "rss.xml", "Sat, 05", "Sun, 05")
    assert [told.problem.path for told in of(looked(root), "moments.mail_dates")] == ["feeds/rss.xml"]


# ── whom it names ───────────────────────────────────────────────────────────────────────────────


def test_a_mistake_of_an_author_is_told_once_at_its_line(tmp_path: Path) -> None:
    """A link to a heading that does not exist shows in every feed and on the page, and is told where it was written."""
    root = site(
        tmp_path, {"content/a.md": article("One", "Words.\n\nSee [two](b.md#none)."), "content/b.md": article("Two")}
    )
    clean(root)
    done = looked(root)
    assert {(told.problem.path, told.problem.line) for told in done.found} == {("content/a.md", 7)}
    (told,) = (told for told in done.found if "https://" in told.problem.wrong)
    assert [place for place, _ in told.places] == ["feeds/atom.xml", "feeds/feed.json", "feeds/rss.xml"]
    assert re.search(r"\(in feeds/atom\.xml:\d+ and 2 more\); mend the link$", str(told.problem))


def test_an_article_that_was_moved_is_named_by_its_new_file(root: Path) -> None:
    """The ledger knows where an id lies now."""
    (root / "content" / "a41.md").rename(root / "content" / "renamed.md")
    assert mistakes(build(root)) == []
    broken(root, "rss.xml", "Sat, 05", "Sun, 05")
    (told,) = of(looked(root), "moments.mail_dates")
    assert (told.problem.path, told.problem.line, told.entry) == ("content/renamed.md", 4, HIS_ID)


def test_a_plain_page_is_named_by_its_slug(tmp_path: Path) -> None:
    """A page whose slug is not its file's name is found all the same."""
    pages = {"content/pages/who.md": article("Who", "a\n\n[nowhere](#x)", slug="about")}
    root = site(tmp_path, pages)
    clean(root)
    (told,) = looked(root).found
    assert (told.problem.path, told.problem.line) == ("content/pages/who.md", 8)


@pytest.mark.parametrize(
    ("field", "sought", "line"),
    [
        ("title", "", 2),
        ("tags", "second", 5),
        ("tags", "third", 3),
        ("updated", "", 0),
        ("updated", "body", 8),
        ("", "https://x.example/b/c.png#d", 9),
        ("", 'id="a01234567-here"', 10),
        ("", "a &amp; b", 11),
        ("", "nowhere", 0),
    ],
)
def test_lines_of_articles(field: str, sought: str, line: int) -> None:
    """A field is found in the front matter, with what stands below it; an address as its author may have written it."""
    text = "---\ntitle: A\ntags:\n  - first\n  - second\nslug: a\n---\nA body.\n![](c.png)\n<p id=here>\na & b\n"
    assert blame.line_of(text, field, sought) == line


# ── the command ─────────────────────────────────────────────────────────────────────────────────


def test_nothing_wrong_ends_with_status_0(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what was looked at, and nothing on stderr."""
    assert cli.main(["-C", str(root), "check"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert re.fullmatch(
        r"checked    30 feeds, 57 pages, 3 other documents\ndone in \d+\.\d\d s; all is well\n", said.out
    )


def test_a_mistake_ends_with_status_1_and_a_warning_with_0(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is a line on stderr; the last line counts them."""
    broken(root, "sitemap.xml", "<loc>https://example.org/blog/archive/</loc>", "<loc>https://example.org/blog/</loc>")
    assert cli.main(["-C", str(root), "check"]) == 0
    said = capsys.readouterr()
    assert re.fullmatch(r"feeds/sitemap\.xml:\d+: warning: .* is listed twice; list it once\n", said.err)
    assert said.out.endswith("; 1 warning above\n")
    broken(root, "robots.txt", "https://example.org/blog/", "/")
    assert cli.main(["-C", str(root), "check"]) == 1
    then = "Next: mend what is named above, then run: feedmill build\n"
    assert capsys.readouterr().out.endswith(f"; 1 mistake and 1 warning above\n{then}")


def test_it_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither feeds nor ledger nor cache: not a byte and not a file time."""
    broken(root, "rss.xml", "Sat, 05", "Sun, 05")
    before, cached = marks(root), sorted((root / ".feedmill").rglob("*"))
    assert cli.main(["-C", str(root), "check"]) == 1
    assert capsys.readouterr().out.endswith("run: feedmill build\n")
    assert cli.main(["-C", str(root), "check", str(root / "feeds" / "rss.xml")]) == 1
    assert "feedmill build" not in capsys.readouterr().out  # a file that is named may be anybody's
    assert (marks(root), sorted((root / ".feedmill").rglob("*"))) == (before, cached)


def test_json_is_for_programs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every finding with its problem, rule, entry and all documents that show it; the status is the same."""
    broken(root, "rss.xml", "Sat, 05", "Sun, 05")
    assert cli.main(["-C", str(root), "check", "--json"]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    done = json.loads(said.out)
    assert (done["feeds"], done["pages"], done["others"]) == (30, 57, 3)
    (told,) = done["found"]
    assert told["rule"] == "moments.mail_dates"
    assert told["entry"] == HIS_ID
    assert told["problem"]["path"] == "content/a41.md"
    assert [place for place, _ in told["places"]] == ["feeds/rss.xml"]
    assert set(done) == set(Checked.__struct_fields__)


def test_any_feed_can_be_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a site, by file: of feedmill or not; the lines are the document's."""
    file = tmp_path / "news.rss"
    write(file, FOREIGN_RSS)
    assert cli.main(["-C", str(tmp_path), "check", str(file)]) == 0
    assert capsys.readouterr().err == ""
    write(file, FOREIGN_RSS.replace("Sat, 5", "Sun, 5"))
    assert cli.main(["-C", str(tmp_path), "check", str(file)]) == 1
    assert capsys.readouterr().err.startswith("news.rss:7: 'Sun, 5 Oct 2024 10:00 GMT' names the wrong weekday")


def test_a_feed_of_ours_names_the_article(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A single document is enough: the ledger knows the id."""
    broken(root, "history/1/rss.xml", "Number 3</title>", "Number 3</title><author>me</author>")
    assert cli.main(["-C", str(root), "check", str(root / "feeds" / "history" / "1" / "rss.xml")]) == 1
    assert capsys.readouterr().err.startswith(
        "content/a03.md: <author> holds no mail address (in feeds/history/1/rss.xml:"
    )


@pytest.mark.parametrize(("name", "line"), [("none.xml", "no such file"), ("page.xml", "this is no feed")])
def test_what_is_no_feed_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, line: str) -> None:
    """A file that is not there, or holds something else, is one line and status 1."""
    write(tmp_path / "page.xml", "<?xml version='1.0' encoding='UTF-8'?>\n<page/>")
    assert cli.main(["-C", str(tmp_path), "check", str(tmp_path / name)]) == 1
    assert line in capsys.readouterr().err


def test_where_nothing_was_built_there_is_nothing_to_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so, and what to do."""
    site(tmp_path, {})
    assert cli.main(["-C", str(tmp_path), "check"]) == 1
    assert capsys.readouterr().err == "feeds: no feed lies here; make some with: feedmill build\n"


def test_another_output_folder(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--output` looks where `build --output` wrote."""
    broken(root, "robots.txt", "Sitemap: https://example.org/blog/", "Sitemap: /")
    (root / "feeds").rename(root / "public")
    assert cli.main(["-C", str(root), "check", "--output", "public"]) == 1
    assert capsys.readouterr().err.startswith("public/robots.txt:4: ")


def test_a_feed_among_the_users_own_files_is_looked_at(tmp_path: Path) -> None:
    """Whatever lies in feeds/: a feed that another program made and a page that a person wrote are no exception."""
    page = "<!DOCTYPE html><title>Mine</title><a href='gone.html'>a</a> <a href='https://x.example/'>b</a>"
    files = {"static/news.xml": FOREIGN_RSS.replace("Sat, 5", "Sun, 5"), "static/mine.html": page, **SMALL}
    root = site(tmp_path, files)
    clean(root)
    lines = [str(problem).partition(";")[0] for problem in looked(root).problems]
    assert lines == [
        "feeds/mine.html:1: 'gone.html' leads to no file of the site",
        "feeds/news.xml:7: 'Sun, 5 Oct 2024 10:00 GMT' names the wrong weekday",
    ]
