"""`feedmill withdraw`: an article is taken back and its file kept; subscribers and visitors are told."""

from datetime import timedelta
from pathlib import Path

import pytest

from feedmill import cli
from feedmill.errors import SourceError
from feedmill.withdraw import withdraw
from sites import NOW, article, build, clean, page, published, run, site, tree

FILES = {"content/a.md": article("A", "Alpha."), "content/b.md": article("B", "Beta. See [a](a.md).")}


def test_it_goes_from_pages_and_feeds_and_says_why(tmp_path: Path) -> None:
    """Its page says when and why, Atom has a tombstone with the reason, lists and feeds have nothing of it."""
    root = site(tmp_path, FILES)
    clean(root)
    assert withdraw(run(root), "content/a.md", 'The source was "wrong" & old.')
    report = build(root, now=NOW + timedelta(days=1))
    assert (report.articles, report.withdrawn, report.kept_out) == (1, ("content/a.md",), 1)
    assert [str(problem) for problem in report.problems] == [
        "content/b.md:5: 'a.md' names an article that is not published; publish it, or take the link out"
    ]
    gone = page(root, "articles/a.html")
    assert "Alpha" not in gone
    assert "The source was &#34;wrong&#34; &amp; old." in gone
    assert '<time datetime="2024-11-21T12:00:00Z">November 21, 2024</time>' in gone
    assert '<meta name="robots" content="noindex">' in gone
    assert '<at:comment>The source was "wrong" &#x26; old.</at:comment>' in page(root, "atom.xml")
    for name in ("rss.xml", "atom.xml", "feed.json", "index.html", "sitemap.xml"):
        assert "Alpha" not in page(root, name)
    assert page(root, "rss.xml").count("articles/a.html") == 1  # the link of the other article, to the word on it


def test_taken_out_again_it_is_back_as_it_was(tmp_path: Path) -> None:
    """Same id, address and dates: no subscriber is told of it twice. Withdrawing twice is withdrawing once."""
    root = site(tmp_path, {"content/a.md": article("A", "Alpha.")})
    clean(root)
    before = published(root)
    text = (root / "content/a.md").read_text()
    assert withdraw(run(root), "content/a.md", "")
    assert not withdraw(run(root), "content/a.md", "")
    clean(root)
    once = tree(root, "feeds")
    clean(root, now=NOW + timedelta(days=9))
    assert tree(root, "feeds") == once
    (root / "content/a.md").write_text(text)
    clean(root)
    assert published(root) == before


def test_a_draft_after_publication_does_the_same(tmp_path: Path) -> None:
    """It is gone while it is a draft, and comes back under its id, with its dates."""
    root = site(tmp_path, {"content/a.md": article("A", "Alpha.")})
    clean(root)
    before, text = published(root), (root / "content/a.md").read_text()
    (root / "content/a.md").write_text(text.replace("---\n\n", "draft: true\n---\n\n"))
    report = clean(root)
    assert (report.articles, report.drafts, report.withdrawn) == (0, 1, ("content/a.md",))
    assert "deleted-entry" in page(root, "atom.xml")
    assert "Alpha" not in page(root, "articles/a.html")
    (root / "content/a.md").write_text(text)
    clean(root)
    assert published(root) == before


def test_what_never_was_published_leaves_no_trace(tmp_path: Path) -> None:
    """An article that is withdrawn before its first build has no tombstone and no page, in previews either."""
    root = site(tmp_path, {"content/a.md": article("A", "Alpha.", withdrawn="true"), "content/b.md": article("B")})
    clean(root)
    assert not (root / "feeds/articles/a.html").exists()
    assert "deleted-entry" not in page(root, "atom.xml")


def test_many_at_once_are_no_accident(tmp_path: Path) -> None:
    """Who writes it into twenty files means it: the guard against lost disks does not ask."""
    files = {f"content/{n}.md": article(f"N {n}", f"Text {n}.") for n in range(20)}
    root = site(tmp_path, files)
    clean(root)
    for path in files:
        withdraw(run(root), path, "")
    assert clean(root).articles == 0


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("content/none.md", "there is no such article"),
        ("seeds/a.txt", "there is no such article"),
        ("content/bad.md", "'titel' is not a field here"),
        ("content/flow.md", 'in a way that no line can be added to; add it yourself: withdrawn: true, reason: "why"'),
        ("content/said.md", "in a way that no line can be added to"),
    ],
)
def test_what_cannot_be_done_is_told(tmp_path: Path, path: str, wrong: str) -> None:
    """One line with the file and what to do; no file changes."""
    files = {"content/bad.md": "---\ntitel: x\n---\n", "content/flow.md": '---\n{title: "x"}\n---\n\nText.\n'}
    root = site(tmp_path, {**files, "seeds/a.txt": "x", "content/said.md": article("S", withdrawn="false")})
    before = tree(root)
    with pytest.raises(SourceError, match="1?" + wrong.replace("(", "\\(")):
        withdraw(run(root), path, "why")
    assert tree(root) == before


def test_the_command_says_what_is_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it did, how to undo it, what to run; done twice it says so."""
    root = site(tmp_path, FILES)
    assert cli.main(["-C", str(root), "withdraw", "a.md", "--reason", "Because."]) == 0
    assert cli.main(["-C", str(root), "withdraw", "content/a.md"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "content/a.md: now says that it is withdrawn; to publish it again, take out the line `withdrawn: true`",
        "Next: feedmill build takes it out of pages and feeds, and tells its subscribers",
        "content/a.md: says that it is withdrawn already",
    ]
    assert (root / "content/a.md").read_text() == article("A", "Alpha.", withdrawn="true", reason='"Because."')
