"""`feedmill review`: everything that a person should look at, each with its place, and nothing else."""

import json
from pathlib import Path

import pytest

from feedmill import cli
from feedmill.plans import Doubt
from feedmill.review import review
from sites import article, build, clean, run, site, tree, write

FOX = " date 2024-10 \n\nThe quick brown fox jumps over the lazy dog near the river bank.\n"
LONG = " ".join(f"word{n % 7} and thing{n}" for n in range(60))


def test_every_kind_of_doubt_is_found(tmp_path: Path) -> None:
    """Inferred titles, unknown languages, no dates, near duplicates, replaced characters, seeds that wait."""
    root = site(
        tmp_path,
        {
            "seeds/fox.txt": FOX,
            "seeds/short.txt": "date 2024-10 Übergrößen",
            "seeds/hole.txt": "A title\n\nThe old grey cat sleeps all day \x07 under the table of the house.",
            "content/one.md": article("One", LONG, published='"2024"'),
            "content/two.md": article("Two", LONG + " more", published='"2024"'),
            "content/fine.md": article("Fine", published='"2024"', language="en"),
        },
    )
    build(root)
    write(root / "seeds/late.txt", FOX.replace("fox", "hen"))
    before = tree(root)
    found = review(run(root))
    assert tree(root) == before
    names = {path.stem.rpartition("-")[0]: f"content/{path.name}" for path in (root / "content").glob("*-*.md")}
    fox, short, hole = (next(names[name] for name in names if word in name) for word in ("fox", "grossen", "hole"))
    by_kind = {kind: {(doubt.path, doubt.what) for doubt in found.doubts if doubt.kind == kind} for kind in _KINDS}
    assert by_kind["title"] == {
        (fox, "The quick brown fox jumps over the lazy dog near the river bank."),
        (short, "Übergrößen"),
    }
    assert by_kind["language"] == {(short, "")}
    assert by_kind["date"] == {(hole, "")}
    assert by_kind["replaced"] == {(hole, "2")}, "in the text and in its summary"
    ((path, what),) = by_kind["alike"]
    assert (path, what.split(" (")[0]) == ("content/two.md", "content/one.md")
    assert by_kind["unsown"] == {("seeds/late.txt", "")}
    titled = next(doubt for doubt in found.doubts if doubt == Doubt("title", fox, doubt.line, doubt.what))
    assert (root / fox).read_text().splitlines()[titled.line - 1].startswith("title:")
    replaced = next(doubt for doubt in found.doubts if doubt.kind == "replaced")
    assert "\ufffd" in (root / hole).read_text().splitlines()[replaced.line - 1]


_KINDS = ("title", "language", "date", "alike", "replaced", "unsown")


def test_what_was_looked_at_is_not_listed_again(tmp_path: Path) -> None:
    """Without its mark a title is a person's."""
    root = site(tmp_path, {"seeds/fox.txt": FOX})
    clean(root)
    (path,) = (root / "content").glob("*.md")
    assert [doubt.kind for doubt in review(run(root)).doubts] == ["title"]
    write(path, path.read_text().replace("title_inferred: true\n", ""))
    assert review(run(root)).doubts == ()


def test_mistakes_and_changes_of_seeds_are_told_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A seed that cannot be used is a mistake here as in a build; one that changed is named."""
    root = site(tmp_path, {"seeds/fox.txt": FOX})
    clean(root)
    write(root / "seeds/fox.txt", FOX.replace("fox", "hen"))
    assert cli.main(["-C", str(root), "review"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("titles taken from the text (1): ")
    assert err.startswith("seeds/fox.txt: warning: this seed has changed since it was sown")
    write(root / "seeds/bad.txt", b"")
    build(root)
    assert cli.main(["-C", str(root), "review", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {problem["path"] for problem in found["problems"]} == {"seeds/bad.txt", "seeds/fox.txt"}
    assert found["doubts"][0]["kind"] == "title"


def test_nothing_to_look_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so."""
    root = site(tmp_path, {"content/a.md": article("A", published='"2024"')})
    clean(root)
    assert cli.main(["-C", str(root), "review"]) == 0
    assert capsys.readouterr().out == "nothing to look at\nNext: feedmill build publishes what is there\n"
