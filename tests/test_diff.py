"""`feedmill diff`: a site is built, something is done to it, it is built again, and what subscribers see is told."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from feedmill import cli, diff, subscriber
from feedmill.answers import Impact
from feedmill.received import ReceivedFeed
from sites import SETTINGS, article, build, environment, feedmill, settle, site, tree, write

EVERY = ("", "authors/ada/", "authors/bo/", "tags/x/")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a site with ten short articles of two authors, built once, its output kept in old/."""
    files = {
        f"content/{n:02}.md": article(
            f"Note {n}",
            f"Text {n}.",
            published=f'"2024-10-{n:02}"',
            tags="[x]",
            authors="[Bo]" if n == 2 else "[Ada]",
        )
        for n in range(1, 11)
    }
    root = site(tmp_path / "site", files)
    build(root)
    shutil.copytree(root / "feeds", root / "old")
    return root


def after(root: Path, *wrong: str) -> Impact:
    """Build again and return what subscribers see."""
    settle(root)
    assert [str(problem).split(": ")[0] for problem in build(root).problems if not problem.warning] == [*wrong]
    return diff.diff(root, "old", "feeds")


def told(found: Impact) -> dict[str, list[tuple[str, str, tuple[str, ...]]]]:
    """Return what happens in each feed: kind, title, fields."""
    return {feed.folder: [(each.kind, each.title, each.what) for each in feed.entries] for feed in found.feeds}


def edit(root: Path, path: str, *changes: tuple[str, str]) -> None:
    """Put texts in the place of others."""
    said = (root / path).read_text()
    for old, new in changes:
        assert old in said
        said = said.replace(old, new)
    write(root / path, said)


def test_nothing_happens(root: Path) -> None:
    """A build with nothing to do, one from nothing, and another style show subscribers nothing."""
    assert after(root) == Impact()
    shutil.rmtree(root / "feeds")
    shutil.rmtree(root / ".feedmill")
    assert after(root) == Impact()
    for path in ("assets/feed.css", "index.html", "articles/note-1.html"):
        write(root / "feeds" / path, b"/* another theme */")
    assert diff.diff(root, "old", "feeds") == Impact()


NEWS: dict[str, tuple[Callable[[Path], object], Mapping[str, tuple[str, str, tuple[str, ...]]], bool]] = {
    "new": (
        lambda root: write(root / "content/n.md", article("New", published="2024-11-01", authors="[Ada]", tags="[x]")),
        dict.fromkeys(("", "authors/ada/", "tags/x/"), ("new", "New", ())),
        False,
    ),
    "edited": (
        lambda root: edit(root, "content/03.md", ("Text 3", "Another text")),
        dict.fromkeys(("", "authors/ada/", "tags/x/"), ("updated", "Note 3", ("content",))),
        False,
    ),
    "retitled and dated": (
        lambda root: edit(root, "content/03.md", ("Note 3", "Better"), ("tags:", "updated: 2024-11-02\ntags:")),
        dict.fromkeys(("", "authors/ada/", "tags/x/"), ("updated", "Better", ("title", "updated"))),
        False,
    ),
    "another slug": (
        lambda root: edit(root, "content/03.md", ("tags:", "slug: third\ntags:")),
        dict.fromkeys(("", "authors/ada/", "tags/x/"), ("moved", "Note 3", ("link",))),
        False,
    ),
    "another file": (lambda root: (root / "content/03.md").rename(root / "content/third.md"), {}, False),
    "untagged": (
        lambda root: edit(root, "content/03.md", ("tags: [x]\n", "")),
        dict.fromkeys(("", "authors/ada/"), ("updated", "Note 3", ("tags",))),
        False,
    ),
    "jumped": (
        lambda root: edit(root, "content/03.md", ("2024-10-03", "2024-10-31")),
        dict.fromkeys(("", "authors/ada/", "tags/x/"), ("again", "Note 3", ("published", "updated"))),
        True,
    ),
    "deleted": (
        lambda root: (root / "content/03.md").unlink(),
        dict.fromkeys(("", "authors/ada/", "tags/x/"), ("withdrawn", "Note 3", ())),
        False,
    ),
}


@pytest.mark.parametrize("what", NEWS)
def test_what_happens_to_an_article(root: Path, what: str) -> None:
    """Each thing that a person does is told in the feeds that it stands in, once, and in no other."""
    act, expected, harmful = NEWS[what]
    act(root)
    found = after(root)
    assert told(found) == {folder: [change] for folder, change in expected.items()}
    assert found.harmful == harmful
    assert all(not change.formats or "updated" in change.what for feed in found.feeds for change in feed.entries)


def test_a_mistake_in_an_article_loses_it(root: Path) -> None:
    """It leaves the feeds without a word, so those who have not polled yet would miss it: a gate must say so."""
    write(root / "content/03.md", "---\ntitle: [\n---\n")
    found = after(root, "content/03.md:3")
    assert {change for changes in told(found).values() for change in changes} == {("lost", "Note 3", ())}
    assert found.harmful


def test_a_withdrawal_is_known_without_tombstones(root: Path) -> None:
    """RSS has none, so where it is the only format the page at the article's address says it."""
    write(root / "feedmill.toml", SETTINGS + '[feed]\nformats = ["rss"]\n')
    after(root)
    shutil.rmtree(root / "old")
    shutil.copytree(root / "feeds", root / "old")
    (root / "content/03.md").unlink()
    found = after(root)
    assert {change for changes in told(found).values() for change in changes} == {("withdrawn", "Note 3", ())}


def test_another_domain(root: Path) -> None:
    """Every feed and entry is at another address; nothing else differs, and nothing is announced."""
    edit(root, "feedmill.toml", ("example.org/blog", "example.net"))
    found = after(root)
    assert set(told(found)) == {*EVERY, "authors/ada/"}
    assert {change.kind for feed in found.feeds for change in feed.entries} == {"moved"}
    assert found.count("moved") == 10
    assert [each.kind for feed in found.feeds for each in feed.feed] == ["moved"] * 4
    assert found.feeds[0].feed[0].now == "https://example.net/rss.xml"
    assert not found.harmful


def test_a_format_that_is_given_up(root: Path) -> None:
    """Its documents are gone, and only they; the other way round it is new, and nobody has subscribed to it."""
    write(root / "feedmill.toml", SETTINGS + '[feed]\nformats = ["rss", "atom"]\n')
    found = after(root)
    assert [(each.kind, each.formats) for feed in found.feeds for each in feed.feed] == [("gone", ("json",))] * 4
    assert found.harmful
    back = diff.diff(root, "feeds", "old")
    assert [(each.kind, each.formats) for feed in back.feeds for each in feed.feed] == [("begun", ("json",))] * 4
    assert not back.harmful
    assert not any(feed.entries for feed in (*found.feeds, *back.feeds))


def test_another_site_id(root: Path) -> None:
    """The ids of all Atom feeds change with it."""
    edit(root, "feedmill.toml", ("a-test", "b-test"))
    found = after(root)
    assert [(each.kind, each.formats) for feed in found.feeds for each in feed.feed] == [("again", ("atom",))] * 4
    assert found.harmful


def test_a_lost_ledger(root: Path) -> None:
    """An edited article without an id of its own has another one then: it would be announced once more."""
    write(root / "content/ledger.jsonl", "")
    shutil.rmtree(root / "feeds")
    edit(root, "content/03.md", ("Text 3", "Another text"))
    found = after(root)
    assert {change[:2] for changes in told(found).values() for change in changes} == {("again", "Note 3")}
    assert found.count("lost") == found.count("new") == 0
    assert found.harmful


def test_a_tag_that_loses_its_address(root: Path) -> None:
    """A feed that stood in one folder and stands in another now is gone for who had subscribed to it."""
    (root / "feeds/tags/x").rename(root / "feeds/tags/y")
    found = diff.diff(root, "old", "feeds")
    assert {feed.folder: [each.kind for each in feed.feed] for feed in found.feeds} == {
        "tags/x/": ["gone"],
        "tags/y/": ["begun"],
    }


def test_many_at_once(root: Path) -> None:
    """Articles that go straight into the history are new, and marked; a tag's subscribers lose what its window lost."""
    write(root / "feedmill.toml", SETTINGS + "[feed]\nentries = 10\n")
    for n in range(40):
        write(
            root / f"content/m{n:02}.md", article(f"More {n}", published=f'"2024-11-01T{n % 24:02}:00:00Z"', tags="[x]")
        )
    found = after(root)
    whole = next(feed for feed in found.feeds if not feed.folder)
    assert [change.kind for change in whole.entries] == ["new"] * 40
    assert {change.sealed for change in whole.entries} == {True, False}
    tag = next(feed for feed in found.feeds if feed.folder == "tags/x/")
    kinds = [change.kind for change in tag.entries]
    assert (kinds.count("new"), kinds.count("lost")) == (10, 30)


def test_documents_that_are_the_same_are_not_parsed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a hundred feeds only those that changed are read as feeds, and the site's own, by which they are judged."""
    parsed: list[str] = []

    def noting(path: str, raw: bytes) -> ReceivedFeed:
        parsed.append(path)
        return subscriber.receive(path, raw)

    monkeypatch.setattr(diff, "receive", noting)
    assert diff.diff(root, "old", "feeds") == Impact()
    assert parsed == []
    edit(root, "content/02.md", ("tags: [x]\n", ""))
    after(root)
    assert {path.rpartition("/")[0] for path in parsed} == {"", "authors/bo", "tags/x"}


# ── the command ─────────────────────────────────────────────────────────────────────────────────


def test_it_is_a_gate(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 where nothing harmful happens, 1 where something would be seen twice or not at all, the sum first."""
    write(root / "content/n.md", article("New", published="2024-11-01"))
    build(root)
    before = tree(root)
    capsys.readouterr()
    assert cli.main(["-C", str(root), "diff", "old"]) == 0
    assert capsys.readouterr().out == (
        "1 new, 0 updated, 0 re-announced, 0 lost\n\nthe whole site (A Test)\n  new          New\n"
        "Next: publish it, as nobody loses anything or is told it twice\n"
    )
    (root / "content/03.md").unlink()
    write(root / "content/04.md", "broken")
    build(root)
    assert cli.main(["-C", str(root), "diff", "old"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("1 new, 0 updated, 0 re-announced, 1 lost, 1 withdrawn\n")
    assert "  lost         Note 4\n" in out
    assert out.splitlines()[-1].startswith("Next: mend that before it is published")
    assert tree(root, "old") == {path: sha for path, sha in before.items() if path.startswith("old/")}


def test_programs_get_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same as JSON, with ids and addresses."""
    edit(root, "content/03.md", ("Text 3", "Another text"))
    build(root)
    capsys.readouterr()
    assert cli.main(["-C", str(root), "diff", "old", "feeds", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    (change,) = said["feeds"][0]["entries"]
    assert (change["kind"], change["what"]) == ("updated", ["content"])
    assert change["link"] == "https://example.org/blog/articles/note-3.html"
    assert change["id"].startswith("urn:uuid:")


def test_a_revision_is_an_output_too(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was committed is compared with what lies there, also where the site is a folder of the repository."""

    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(root.parent), *identity, *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", f"{root.name}/feeds")
    git("commit", "-qm", "one")
    (root / "content/03.md").unlink()
    write(root / "content/04.md", article("Four", "Text 4.", published='"2024-10-04"', tags="[x]", authors="[Ada]"))
    build(root)
    capsys.readouterr()
    assert cli.main(["-C", str(root), "diff", "HEAD"]) == 0
    assert capsys.readouterr().out.startswith("0 new, 1 updated, 0 re-announced, 0 lost, 1 withdrawn\n")
    by_folder, by_revision = diff.diff(root, "old", "feeds"), diff.diff(root, "HEAD", "feeds")
    assert by_folder == by_revision
    git("add", "-A")
    git("commit", "-qm", "two")
    assert diff.diff(root, "HEAD", "feeds") == Impact()
    assert diff.diff(root, "HEAD~1", "feeds") == by_folder
    assert cli.main(["-C", str(root), "diff", "HEAD~2"]) == 1
    assert capsys.readouterr().err.startswith("HEAD~2: this is neither a folder nor a revision")


MISTAKES = {
    "no such folder": (["nowhere"], "nowhere: this is neither a folder nor a revision that git knows here; name"),
    "no repository": (["HEAD"], "HEAD: this is neither a folder nor a revision that git knows here; name the folder"),
    "an option for git": (["--", "--help"], "--help: this is neither a folder nor a revision"),
    "no new folder": (["old", "nowhere"], "nowhere: there is no such folder; build first, or name an output folder"),
    "no feeds": (["content"], "content: there are no feeds in it; name an output folder, like feeds/"),
    "no new feeds": (["old", "content"], "content: there are no feeds in it"),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_mistakes_are_told(root: Path, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What was named wrongly is said in one line, with what would be right."""
    arguments, said = MISTAKES[what]
    assert cli.main(["-C", str(root), "diff", *arguments]) == 1
    out, err = capsys.readouterr()
    assert err.startswith(said)
    assert (out, err.count("\n")) == ("", 1)


def test_wrong_usage(root: Path) -> None:
    """Without an old output there is nothing to compare: that is wrong usage."""
    assert feedmill(root, "diff").returncode == 2


def test_a_feed_that_no_reader_can_read(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named, and told as gone: that is what its subscribers see."""
    write(root / "feeds/tags/x/atom.xml", "<feed")
    assert cli.main(["-C", str(root), "diff", "old"]) == 1
    out, err = capsys.readouterr()
    assert err.startswith("feeds/tags/x/atom.xml: no reader can read this: ")
    assert "[atom] nothing stands at https://example.org/blog/tags/x/atom.xml any more" in out


def test_whoever_reads_it_may_go_early(root: Path) -> None:
    """`feedmill diff HEAD | head -1` prints no traceback, and its exit status is that of the comparison."""
    write(root / "content/04.md", "broken")
    build(root)
    command = [sys.executable, "-m", "feedmill", "-C", str(root), "diff", "old"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as asked:
        assert asked.stdout
        assert asked.stderr
        asked.stdout.close()
        assert (asked.stderr.read(), asked.wait()) == (b"", 1)
