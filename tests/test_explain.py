"""`feedmill explain`: who says each field of an article, where it stands, and why not elsewhere."""

import json
from pathlib import Path

import pytest

from feedmill import cli
from feedmill.answers import Absence, Explanation, Origin
from feedmill.errors import SourceError
from feedmill.explain import explain
from sites import BASE, SETTINGS, article, build, clean, run, settle, site, tree, write

FOX = " date 2024-10 \n\nThe quick brown fox jumps over the lazy dog near the river bank.\n\nMore of it.\n"
MINE = article(
    "Mine",
    "A first paragraph.\n\nA second one.",
    slug="my-own",
    published='"2024-10-05"',
    updated='"2024-11-02"',
    language="de",
    summary="Said by me",
    authors="[Bo]",
    tags="[x, y]",
    id='"urn:example:mine"',
)


def asked(root: Path, said: str) -> Explanation:
    """Return what is said of an article; nothing but the cache may change."""
    before = tree(root)
    found = explain(run(root), said)
    assert tree(root) == before
    return found


def by_field(found: Explanation) -> dict[str, Origin]:
    """Return who says each field."""
    assert len({each.field for each in found.origins}) == len(found.origins)
    return {each.field: each for each in found.origins}


def said_there(root: Path, origin: Origin) -> str:
    """Return the line that an origin points to."""
    return (root / origin.path).read_text().splitlines()[origin.line - 1]


def test_a_person_who_said_everything(tmp_path: Path) -> None:
    """Each field of front matter points to its line; what only the ledger says, to the article's line there."""
    root = site(tmp_path, {"content/mine.md": MINE})
    clean(root)
    found = by_field(asked(root, "content/mine.md"))
    for field in ("id", "slug", "title", "language", "summary", "authors", "tags", "published", "updated"):
        assert found[field].origin == "front matter", field
        assert said_there(root, found[field]).startswith(f"{field}:"), field
    for field, value in (
        ("number", "1"),
        ("published at", "2024-10-05T12:00:00Z"),
        ("updated at", "2024-11-02T12:00:00Z"),
    ):
        assert (found[field].origin, found[field].value) == ("ledger", value)
        assert '"id":"urn:example:mine"' in said_there(root, found[field])


def test_what_nobody_said(tmp_path: Path) -> None:
    """The settings give author and language, the first paragraph the summary, the ledger id, slug and date."""
    root = site(tmp_path, {"content/a.md": article("A", "A first paragraph.\n\nMore.")})
    write(root / "feedmill.toml", SETTINGS + 'authors = [{ name = "Ada" }]\n')
    clean(root)
    found = by_field(asked(root, "content/a.md"))
    assert {field: (each.origin, each.value) for field, each in found.items() if field not in ("id", "title")} == {
        "number": ("ledger", "1"),
        "slug": ("ledger", "a"),
        "language": ("settings", "en"),
        "summary": ("text", "A first paragraph."),
        "authors": ("settings", "Ada"),
        "published at": ("ledger", "2024-11-20T12:00:00Z"),
    }
    assert found["id"].origin == "ledger"


def test_what_was_inferred(tmp_path: Path) -> None:
    """What the import inferred says so, field by field, until a person takes out the mark."""
    root = site(tmp_path, {"seeds/fox.txt": FOX})
    clean(root)
    (path,) = (root / "content").glob("*.md")
    found = asked(root, "seeds/fox.txt")
    assert found.path == f"content/{path.name}"
    kinds = {field: each.origin for field, each in by_field(found).items()}
    assert [kinds[field] for field in ("title", "language", "summary")] == ["inferred"] * 3
    assert kinds["published"] == kinds["source"] == "front matter"
    write(path, path.read_text().replace("title_inferred: true\n", ""))
    edited = asked(root, "seeds/fox.txt")
    assert by_field(edited)["title"].origin == "front matter"
    assert edited.edited
    assert not found.edited


def test_an_article_is_found_by_every_name(tmp_path: Path) -> None:
    """By its file, its id, each address that it had, in full or in part, and by its seed."""
    root = site(tmp_path, {"content/mine.md": MINE, "content/other.md": article("Other")})
    clean(root)
    write(root / "content/mine.md", MINE.replace("my-own", "renamed"))
    settle(root)
    clean(root)
    names = ["content/mine.md", "urn:example:mine"]
    for slug in ("my-own", "renamed"):
        names += [
            slug,
            f"{slug}.html",
            f"articles/{slug}.html",
            f"/articles/{slug}.html",
            f"{BASE}articles/{slug}.html",
        ]
    for name in names:
        found = asked(root, name)
        assert (found.path, found.id) == ("content/mine.md", "urn:example:mine"), name
    assert (found.address, found.past) == (BASE + "articles/renamed.html", (BASE + "articles/my-own.html",))
    assert {"articles/renamed.html", "articles/my-own.html"} <= set(found.pages)
    for name in ("content/none.md", "none", "", "urn:example:none", "https://elsewhere.example/articles/renamed.html"):
        with pytest.raises(SourceError, match="no article is known by this name"):
            explain(run(root), name)


def test_where_it_stands(tmp_path: Path) -> None:
    """Every feed document that holds it is named, and every page that leads to it; others are not."""
    files = {
        "content/mine.md": MINE,
        "content/other.md": article("Other", "See [mine](mine.md).", tags="[z]", authors="[Ada]"),
    }
    root = site(tmp_path, files)
    clean(root)
    found = asked(root, "content/mine.md")
    folders = ("", "authors/bo/", "languages/de/", "tags/x/", "tags/y/")
    assert set(found.feeds) == {folder + name for folder in folders for name in ("rss.xml", "atom.xml", "feed.json")}
    lists = {f"{folder}index.html" for folder in (*folders, "archive/2024/")}
    assert set(found.pages) == {"articles/my-own.html", *lists}
    assert found.absent == ()
    assert asked(root, "content/other.md").absent == ()


def test_why_it_stands_nowhere_else(tmp_path: Path) -> None:
    """Sealed into the history, pushed out of a tag's window, or no such feed as there is one author only."""
    root = site(
        tmp_path,
        {
            f"content/{n:02}.md": article(f"Note {n}", published=f'"2024-10-{n:02}"', tags="[x]", authors="[Ada]")
            for n in range(1, 26)
        },
    )
    write(root / "feedmill.toml", SETTINGS + "[feed]\nentries = 10\n")
    clean(root)
    old = asked(root, "content/01.md")
    assert old.feeds == ("history/1/atom.xml", "history/1/feed.json", "history/1/rss.xml")
    assert old.absent == (
        Absence(folder="", why="sealed", history="history/1/"),
        Absence(folder="tags/x/", why="window", place=25, holds=10),
        Absence(folder="authors/", why="alone"),
        Absence(folder="languages/", why="alone"),
    )
    newest = asked(root, "content/25.md")
    assert {absence.why for absence in newest.absent} == {"alone"}


def test_what_waits_for_a_build(tmp_path: Path) -> None:
    """New articles and new tags stand nowhere yet; a document that is missing is named by its format."""
    root = site(tmp_path, {"content/a.md": article("A", tags="[x]")})
    clean(root)
    write(root / "content/new.md", article("New", tags="[x]"))
    found = asked(root, "content/new.md")
    assert (found.state, found.feeds, found.pages) == ("unbuilt", (), ())
    assert {each.origin for each in found.origins if each.field in ("id", "number", "slug")} == {"build"}
    assert Absence(folder="tags/x/", why="unbuilt") in found.absent
    (root / "feeds/tags/x/rss.xml").unlink()
    write(root / "content/a.md", article("A", tags="[x, y]"))
    absent = asked(root, "content/a.md").absent
    assert Absence(folder="tags/x/", why="unbuilt", formats=("rss",)) in absent
    assert Absence(folder="tags/y/", why="unbuilt") in absent


STATES = {
    "draft": (article("A", draft="true"), "draft"),
    "future": (article("A", published='"2030"'), "future"),
    "withdrawn": (article("A", withdrawn="true", reason="A reason"), "withdrawn"),
    "mistake": ("---\ntitle: [\n---\n", "mistake"),
    "backwards": (article("A", published='"2024-10"', updated='"2024-09"'), "mistake"),
    "gone": (None, "gone"),
    "same": (article("A"), "published"),
}


@pytest.mark.parametrize("what", STATES)
def test_what_became_of_a_published_article(tmp_path: Path, what: str) -> None:
    """Before the next build it still stands in the feeds, and it is told what that build will do and why."""
    text, state = STATES[what]
    root = site(tmp_path, {"content/a.md": article("A"), "content/b.md": article("B")})
    clean(root)
    write(root / "content/a.md", text) if text else (root / "content/a.md").unlink()
    settle(root)
    for name in ("content/a.md", "articles/a.html"):
        found = asked(root, name)
        assert found.state == state
        assert "atom.xml" in found.feeds
        assert bool(found.problems) == (state == "mistake")
    assert found.since == ("2030-01-01T00:00:00Z" if state == "future" else "")
    build(root)
    found = asked(root, "content/a.md")
    assert found.state == ("withdrawn" if state == "gone" else state)
    assert ("atom.xml" in found.feeds) == (state == "published")
    if state in ("gone", "withdrawn"):
        assert found.since == "2024-11-20T12:00:00Z"
        assert found.pages == ("articles/a.html",), "where a page says that it was withdrawn"


def test_what_is_no_article(tmp_path: Path) -> None:
    """A plain page stands in no feed; a seed that is not sown yet, or cannot be, is told as such."""
    root = site(tmp_path, {"content/pages/about.md": article("About"), "content/a.md": article("A")})
    clean(root)
    write(root / "seeds/fox.txt", FOX)
    write(root / "seeds/empty.txt", "")
    page = asked(root, "content/pages/about.md")
    assert (page.state, page.feeds, page.origins) == ("page", (), ())
    assert asked(root, f"{BASE}about.html") == asked(root, "about") == page
    assert asked(root, "seeds/fox.txt").state == "seed"
    build(root)
    assert asked(root, "seeds/fox.txt").state == "published"
    empty = asked(root, "seeds/empty.txt")
    assert empty.state == "mistake"
    assert [str(problem).split(":")[0] for problem in empty.problems] == ["seeds/empty.txt"]


def test_many_deletions_do_not_stop_it(tmp_path: Path) -> None:
    """A build would refuse to withdraw so many at once; asking about one is always allowed."""
    root = site(tmp_path, {f"content/{n}.md": article(f"A {n}") for n in range(20)})
    clean(root)
    for n in range(1, 20):
        (root / f"content/{n}.md").unlink()
    assert asked(root, "content/0.md").state == "published"
    assert asked(root, "content/1.md").state == "gone"


# ── the command ─────────────────────────────────────────────────────────────────────────────────


def test_a_person_reads_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Fields with their places, then where it stands, then where not; a file may be named from where one is."""
    root = site(tmp_path, {"content/mine.md": MINE})
    clean(root)
    monkeypatch.chdir(root / "content")
    assert cli.main(["-C", str(root), "explain", "mine.md"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[:2] == ["content/mine.md (Mine)", "  published"]
    assert "  title        Mine  [content/mine.md:2]" in lines
    assert f"address  {BASE}articles/my-own.html" in lines
    assert "  tags/x/ atom.xml, feed.json, rss.xml" in lines
    assert lines[lines.index("and not in") + 1] == "  authors/: no such feed, as the site has only one of them"


def test_mistakes_and_unknown_names_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with the article is told with its line; what is no article at all is a mistake of the call."""
    root = site(tmp_path, {"content/a.md": "---\ntitle: [\n---\n"})
    assert cli.main(["-C", str(root), "explain", "content/a.md"]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("content/a.md:3: ")
    assert "kept out by the mistake above" in out
    assert cli.main(["-C", str(root), "explain", "nothing\x1b"]) == 1
    assert capsys.readouterr().err.startswith("nothing\\x1b: no article is known by this name; name a file")


def test_programs_get_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same, with every place as path and line."""
    root = site(tmp_path, {"content/mine.md": MINE})
    clean(root)
    assert cli.main(["-C", str(root), "explain", "my-own", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["path"], said["state"], said["id"]) == ("content/mine.md", "published", "urn:example:mine")
    title = next(each for each in said["origins"] if each["field"] == "title")
    assert title == {"field": "title", "value": "Mine", "origin": "front matter", "path": "content/mine.md", "line": 2}
