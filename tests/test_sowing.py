"""`feedmill sow`: articles of new seeds and nothing else; what would be made; Markdown seeds."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from feedmill import cli, ledger
from feedmill.errors import FeedmillError
from feedmill.plans import Shape
from feedmill.sowing import foresee, sow_only
from sites import article, build, clean, environment, marks, mistakes, page, published, run, site, tree, write

FOX = " date 2024-10 \n\nThe quick brown fox jumps over the lazy dog near the river bank.\n"
CAT = "Cats of the town\n\nThe old grey cat sleeps all day long under the kitchen table, and nobody minds it at all.\n"


# ── on its own ──────────────────────────────────────────────────────────────────────────────────


def test_sowing_publishes_nothing_and_the_next_build_goes_on(tmp_path: Path) -> None:
    """Articles and ledger are there, feeds are not; the build that follows makes the site of a build at once."""
    one, two = (site(tmp_path / name, {"seeds/fox.txt": FOX, "seeds/cat.txt": CAT}) for name in "ab")
    done = sow_only(run(one))
    assert [plan.seed for plan in done.sown] == ["seeds/cat.txt", "seeds/fox.txt"]
    assert not (one / "feeds").exists()
    rows = ledger.load((one / ledger.FILE).read_bytes()).rows
    assert {row.seeds[0][0] for row in rows.values()} == {"seeds/cat.txt", "seeds/fox.txt"}
    assert build(one).sown == ()
    build(two)
    assert published(one) == published(two)
    assert sow_only(run(one)).sown == ()


def test_a_dry_run_says_what_would_be_made_and_how_sure_that_is(tmp_path: Path) -> None:
    """What is inferred is told apart from what the seed says; nothing is written but the cache."""
    copy = FOX.replace("quick", "swift") + "\n" + CAT + FOX
    root = site(tmp_path, {"seeds/fox.txt": copy, "seeds/cat.txt": CAT, "content/own.md": article("Mine", copy)})
    before = tree(root)
    done = foresee(run(root))
    assert tree(root) == before
    assert not (root / ledger.FILE).exists()
    cat, fox = done.sown
    assert (cat.title, cat.title_from, cat.published) == ("Cats of the town", "title line", None)
    assert (fox.title_from, fox.published, fox.language) == ("text", "2024-10", "en")
    assert fox.language_probability is not None
    assert 0.5 < fox.language_probability <= 1
    assert cat.shape == Shape(paragraphs=1)
    (alike,) = fox.alike
    assert (alike.article, alike.likeness > 0.9) == ("content/own.md", True)
    assert fox.summary == "The swift brown fox jumps over the lazy dog near the river bank."
    assert [problem.path for problem in done.problems] == ["seeds/cat.txt"]
    again = foresee(run(root))
    assert again.sown == done.sown
    made = sow_only(run(root))
    assert [plan.article for plan in made.sown] == [plan.article for plan in done.sown]
    assert (root / fox.article).exists()


def test_sowing_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json one object says all that people are told, and nothing else is printed."""
    root = site(tmp_path, {"seeds/fox.txt": FOX, "seeds/bad.txt": b"\x00\x01\x02", "seeds/odd.rtf": "x"})
    assert cli.main(["-C", str(root), "sow", "--dry-run", "--json"]) == 1
    dry = json.loads(capsys.readouterr().out)
    assert cli.main(["-C", str(root), "sow", "--json"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert json.loads(out) == dry
    assert {problem["path"] for problem in dry["problems"]} == {"seeds/bad.txt", "seeds/odd.rtf"}
    assert dry["sown"][0]["seed"] == "seeds/fox.txt"


def test_sowing_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each article is shown with what it is made from, and what to do next stands at the end."""
    root = site(tmp_path, {"seeds/fox.txt": FOX})
    assert cli.main(["-C", str(root), "sow", "--dry-run"]) == 0
    dry = capsys.readouterr().out
    assert dry.startswith("seeds/fox.txt → content/the-quick-brown-fox")
    assert "(inferred from the text)" in dry
    assert dry.endswith("1 article would be made; nothing was written\n")
    assert cli.main(["-C", str(root), "sow"]) == 0
    assert capsys.readouterr().out.endswith("then publish with feedmill build\n")
    assert cli.main(["-C", str(root), "sow"]) == 0
    assert (
        capsys.readouterr().out
        == "nothing new to sow\nNext: put articles as .txt files into seeds/, then run: feedmill sow\n"
    )


def test_a_lost_ledger_stops_sowing_too(tmp_path: Path) -> None:
    """Without the ledger nobody knows what was sown; a dry run does not pretend to."""
    root = site(tmp_path, {"seeds/fox.txt": FOX})
    clean(root)
    (root / ledger.FILE).unlink()
    for command in (sow_only, foresee):
        with pytest.raises(FeedmillError, match="restore it"):
            command(run(root))
    assert not (root / ledger.FILE).exists()


# ── Markdown ────────────────────────────────────────────────────────────────────────────────────

HAND = article("By hand", "With *stars*, a [link](https://example.org/) and\r\n  its own   spaces.", tags="[One, Two]")


def test_markdown_is_copied_as_it_is(tmp_path: Path) -> None:
    """A seed with front matter becomes the same file at the same place; its id is that of its bytes, in the ledger."""
    root = site(tmp_path, {"seeds/2024/by hand.MD": HAND})
    report = clean(root)
    assert report.sown == ("content/2024/by hand.md",)
    assert (root / report.sown[0]).read_bytes() == HAND.encode()
    (row,) = ledger.load((root / ledger.FILE).read_bytes()).rows.values()
    assert row.seeds == (("seeds/2024/by hand.MD", sha256(HAND.encode()).hexdigest()),)
    assert row.digests == (sha256(HAND.encode()).hexdigest(),)
    assert row.id in page(root, "atom.xml")
    assert not clean(root).written
    write(root / "content/2024/by hand.md", HAND.replace("stars", "moons"))
    clean(root)
    assert row.id in page(root, "atom.xml")
    assert "moons" in page(root, "atom.xml")


def test_two_machines_give_markdown_one_id(tmp_path: Path) -> None:
    """The id does not depend on name or folder: sown here and there, and merged, it is one article."""
    rows: list[str] = []
    for name in ("a", "b"):
        root = site(tmp_path / name, {f"seeds/{name}.md": HAND})
        clean(root)
        rows += ledger.load((root / ledger.FILE).read_bytes()).rows
    assert rows[0] == rows[1]


def test_markdown_with_an_id_keeps_it(tmp_path: Path) -> None:
    """An id that the file says is its own; another article's is refused."""
    said = article("By hand", "Text.", id='"urn:example:1"')
    root = site(tmp_path, {"seeds/a.md": said, "seeds/b.md": said.replace("Text", "Other text")})
    for _ in range(2):
        report = build(root)
        (line,) = mistakes(report)
        assert line.startswith("seeds/b.md: its id urn:example:1 is that of another article; ")
    assert "urn:example:1" in page(root, "atom.xml")
    assert (root / "content/a.md").read_bytes() == said.encode()
    assert not (root / "content/b.md").exists()
    write(root / "seeds/b.md", article("By hand", "Other text."))
    assert clean(root).sown == ("content/b.md",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("no front matter", "seeds/x.md:1: there is no front matter; "),
        ("---\ntitel: x\n---\n", "seeds/x.md:2: 'titel' is not a field here; did you mean 'title'?"),
        ("---\ntitle: x\ndraft: maybe\n---\n", "seeds/x.md:3: 'draft': expected bool, got str"),
        ("---\ntitle: x\ntitle: y\n---\n", "seeds/x.md:3: 'title' stands here twice"),
        ("---\ntitle: [\n---\n", "seeds/x.md:"),
        ("---\ntitle: x\npublished: 2024-13\n---\n", "seeds/x.md:3: 'published': "),
    ],
)
def test_a_mistake_in_markdown_makes_no_article(tmp_path: Path, text: str, line: str) -> None:
    """Its fields are checked first: every build names the seed and the line; everything else is published."""
    root = site(tmp_path, {"seeds/x.md": text, "seeds/fox.txt": FOX})
    for _ in range(2):
        report = build(root)
        assert any(each.startswith(line) for each in mistakes(report)), mistakes(report)
        assert report.articles == 1
        assert not (root / "content/x.md").exists()
    write(root / "seeds/x.md", HAND)
    assert clean(root).sown == ("content/x.md",)


def test_markdown_without_front_matter_may_have_been_raw_text(tmp_path: Path) -> None:
    """Its author is told both ways out; under the other name the same bytes are raw text."""
    root = site(tmp_path, {"seeds/x.md": FOX})
    (line,) = mistakes(build(root))
    assert line.endswith("or call it .txt if it is raw text")
    (root / "seeds/x.md").rename(root / "seeds/x.txt")
    assert len(clean(root).sown) == 1


@pytest.mark.parametrize("there", ["content/a.md", "content/A.md", "content/A\u030a.md"])
def test_markdown_replaces_no_article(tmp_path: Path, there: str) -> None:
    """A file of that name, or of one that some file systems take for the same, is kept, and named."""
    seed = "seeds/å.md" if "\u030a" in there else "seeds/a.md"
    root = site(tmp_path, {seed: HAND, there: article("Mine", published='"2024-10"')})
    for _ in range(2):
        (line,) = mistakes(build(root))
        assert line.endswith(f"this file is in the way of {seed}; rename one of the two")
    assert (root / there).read_text() == article("Mine", published='"2024-10"')
    assert len(list((root / "content").glob("*.md"))) == 1


def test_markdown_makes_no_plain_page(tmp_path: Path) -> None:
    """What would lie in content/pages/ would stand in no feed, so its author is asked."""
    root = site(tmp_path, {"seeds/pages/about.md": HAND, "seeds/pages/fox.txt": FOX})
    report = build(root)
    assert [line.split(":")[0] for line in mistakes(report)] == ["seeds/pages/about.md"]
    assert len(report.sown) == 1


def test_the_same_bytes_as_both_kinds_are_raw_text(tmp_path: Path) -> None:
    """Raw text has no wrong form, so nothing is lost, whatever the other would have said."""
    root = site(tmp_path, {"seeds/a.md": FOX, "seeds/b.txt": FOX})
    report = build(root)
    assert len(report.sown) == 1
    assert report.sown[0].startswith("content/the-quick")
    assert not mistakes(report)


def test_markdown_that_lies_there_already_is_adopted(tmp_path: Path) -> None:
    """A copy that a build left before it was cut short, or that came by git, is the article."""
    root = site(tmp_path, {"seeds/a.md": HAND, "content/elsewhere/b.md": HAND})
    report = clean(root)
    assert report.sown == ()
    assert report.articles == 1
    before = marks(root)
    assert not clean(root).written
    assert marks(root) == before


# ── folders ─────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in it is not sown; every other seed is, and nothing is taken for deleted."""
    root = site(tmp_path, {"seeds/locked/cat.txt": CAT, "seeds/fox.txt": FOX})
    build(root)
    write(root / "seeds/new.txt", FOX.replace("fox", "hen"))
    original = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return original(path)

    monkeypatch.setattr(os, "scandir", refusing)
    report = build(root)
    assert mistakes(report) == ["seeds/locked: this folder cannot be listed: permission denied; allow it"]
    assert len(report.sown) == 1
    assert report.articles == 3


def test_a_difference_stops_the_one_article(tmp_path: Path) -> None:
    """If an import would change the text, a report says where; nothing is written; all else is published."""
    root = site(tmp_path, {"seeds/fox.txt": FOX, "seeds/cat.txt": CAT})
    code = (
        "import sys\n"
        "from feedmill.seeds import escape\n"
        "real = escape.markdown\n"
        "escape.markdown = lambda pieces: real(pieces).replace('lazy', 'lively')\n"
        "from feedmill.cli import main\n"
        "sys.exit(main(['-C', sys.argv[1], 'build', '--jobs', '1']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(root)], capture_output=True, text=True, check=False, env=environment()
    )
    assert done.returncode == 1
    (line,) = (line for line in done.stderr.splitlines() if "word for word" in line)
    assert line.startswith("seeds/fox.txt: its text would not be kept word for word: ")
    assert "lazy dog" in line
    assert "lively dog" in line
    assert not list((root / "content").glob("*fox*"))
    assert len(list((root / "content").glob("*cat*.md"))) == 1


# ── what is in the way ──────────────────────────────────────────────────────────────────────────


def test_no_article_is_written_through_a_link_or_into_a_file(tmp_path: Path) -> None:
    """A folder of content/ that is a link, or a file, takes no article; nothing outside the site is touched."""
    (tmp_path / "outside").mkdir()
    root = site(
        tmp_path / "site", {"seeds/news/x.md": HAND, "seeds/ledger.jsonl/y.md": HAND + "More.", "seeds/f.txt": FOX}
    )
    (root / "content").mkdir()
    (root / "content/news").symlink_to(tmp_path / "outside", target_is_directory=True)
    report = build(root)
    assert {line.split(":")[0] for line in mistakes(report)} == {"seeds/news/x.md", "seeds/ledger.jsonl/y.md"}
    assert len(report.sown) == 1
    assert not list((tmp_path / "outside").iterdir())


def test_every_name_of_a_text_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """Two empty seeds are two mistakes, in the first build as in the second."""
    root = site(tmp_path, {"seeds/a.txt": "", "seeds/b.txt": "", "seeds/fox.txt": FOX})
    for _ in range(2):
        assert [line.split(":")[0] for line in mistakes(build(root))] == ["seeds/a.txt", "seeds/b.txt"]


def test_a_seed_of_any_size_fills_no_memory(tmp_path: Path) -> None:
    """What is far larger than an article is named, and not opened."""
    root = site(tmp_path, {"seeds/fox.txt": FOX})
    with (root / "seeds/big.txt").open("wb") as file:
        file.truncate(1 << 40)
    report = build(root)
    assert [line.split(":")[0] for line in mistakes(report)] == ["seeds/big.txt"]
    assert report.articles == 1


def test_names_command_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a name or title would do to a terminal is spelled out in everything that is printed."""
    name = "seeds/a\x1b[31mb\u202ec.md"
    root = site(tmp_path, {name: article("B\x1b[32m".replace("\x1b", "\\e"), "Text.")})
    for command in (["sow", "--dry-run"], ["sow"], ["build", "-v"], ["review"]):
        cli.main(["-C", str(root), *command])
        out, err = capsys.readouterr()
        assert not {"\x1b", "\u202e"} & set(out + err)
