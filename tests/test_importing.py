"""The tables of docs/importing.md are true: each row is done to a site, and what comes of it is read back."""

import re
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from feedmill import again, disk
from feedmill.errors import FeedmillError
from sites import article, build, clean, mistakes, page, run, settle, site, told, write

DOCS = Path(__file__).parent.parent / "docs" / "importing.md"
FOX = " date 2024-10 \n\nThe quick brown fox jumps over the lazy dog near the river bank.\n"
CAT = " date 2024-09 \n\nThe old grey cat sleeps all day long under the kitchen table.\n"
NEW = FOX.replace("quick", "swift")


def tables() -> list[list[list[str]]]:
    """Return the tables of the page: rows of cells, the head first."""
    text = DOCS.read_text(encoding="utf-8")
    found = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    rows = [[[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()] for table in found]
    return [[row for row in table if not set("".join(row)) <= set("-")] for table in rows]


# ── what was done ───────────────────────────────────────────────────────────────────────────────


def _rename_seed(root: Path) -> None:
    (root / "seeds/below").mkdir()
    (root / "seeds/fox.txt").rename(root / "seeds/below/reynard.txt")


def _swap_seeds(root: Path) -> None:
    write(root / "seeds/fox.txt", CAT)
    write(root / "seeds/cat.txt", FOX)


def _rename_and_change(root: Path) -> None:
    (root / "seeds/fox.txt").unlink()
    write(root / "seeds/reynard.txt", NEW)


SEEDS: dict[str, Callable[[Path], object]] = {
    "left alone": lambda _: None,
    "changed": lambda root: write(root / "seeds/fox.txt", NEW),
    "changed, and sown with `--again`": lambda root: write(root / "seeds/fox.txt", NEW),
    "renamed or moved": _rename_seed,
    "renamed and changed": _rename_and_change,
    "copied": lambda root: write(root / "seeds/reynard.txt", FOX),
    "swapped with another": _swap_seeds,
    "deleted": lambda root: (root / "seeds/fox.txt").unlink(),
}


def _edit(path: Path) -> Path:
    write(path, path.read_text().replace("lazy dog", "sleepy dog"))
    return path


def _move(path: Path) -> Path:
    (path.parent / "below").mkdir()
    return path.rename(path.parent / "below/reynard.md")


def _delete(path: Path) -> Path:
    path.unlink()
    return path


ARTICLES: dict[str, Callable[[Path], Path]] = {
    "untouched": lambda path: path,
    "edited": _edit,
    "renamed or moved": _move,
    "deleted": _delete,
}


# ── what came of it ─────────────────────────────────────────────────────────────────────────────


def _entry(root: Path, words: str) -> dict[str, str] | None:
    """Return id, link and text of the feed's entry that says these words."""
    entries = feedparser.parse((root / "feeds/atom.xml").read_bytes()).entries
    found = [entry for entry in entries if words in entry.content[0].value]
    return {"id": found[0].id, "link": found[0].link, "at": found[0].published} if found else None


def _outcome(root: Path, did: str, path: Path, before: dict[str, str], bytes_: bytes | None) -> str:
    """Return what became of the article, in the words of the table."""
    now = path.read_bytes() if path.exists() else None
    words = "sleepy dog" if did == "edited" else "lazy dog"
    entry = next((each for each in (_entry(root, f"quick brown fox jumps over the {words}"),) if each), None)
    if now is None:
        assert entry is None
        assert before["id"] in page(root, "atom.xml").split("deleted-entry", 1)[1]
        return "is withdrawn"
    assert now == bytes_, "nobody but its author writes into an article"
    assert entry == before
    return {"edited": "is published as you left it", "renamed or moved": "keeps id and address"}.get(did, "stays")


def _again(root: Path, path: Path, before: dict[str, str], bytes_: bytes | None) -> str:
    """Sow the seed again; return what became of the article."""
    done = again.again(run(root), "seeds/fox.txt")
    build(root)
    assert _entry(root, "swift brown fox") == before
    assert _entry(root, "quick brown fox") is None
    assert root / done.article == path
    if bytes_ is None:
        assert not done.kept
        return "is made again"
    assert (root / done.kept).parent == path.parent
    assert (root / done.kept).read_bytes() == bytes_
    return "is made anew, its old file beside it"


_MATRIX = tables()[0]


def test_the_table_has_a_row_for_everything() -> None:
    """No row and no column of the page is without its test, and no test without its row."""
    assert [f"article {name}" for name in ARTICLES] == _MATRIX[0][1:]
    assert [row[0] for row in _MATRIX[1:]] == list(SEEDS)


@pytest.mark.parametrize("did", ARTICLES)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_combination_has_its_outcome(tmp_path: Path, seed: str, did: str) -> None:
    """What is done to a seed and to its article between two builds has the outcome that the page tells."""
    root = site(tmp_path, {"seeds/fox.txt": FOX, "seeds/cat.txt": CAT})
    clean(root)
    (path,) = (root / "content").glob("*fox*.md")
    before, count = _entry(root, "quick brown fox"), len(list((root / "content").rglob("*.md")))
    assert before is not None
    SEEDS[seed](root)
    path = ARTICLES[did](path)
    bytes_ = path.read_bytes() if path.exists() else None
    settle(root)
    report = build(root)
    assert not mistakes(report)
    parts = []
    if seed == "changed, and sown with `--again`":
        parts.append(_again(root, path, before, bytes_))
        report = build(root)
        assert not report.problems
    else:
        parts.append(_outcome(root, did, path, before, bytes_))
        lines = [line for line in told(report) if line.startswith("seeds/")]
        parts += ["the seed is named as changed" for line in lines if "has changed since it was sown" in line]
        parts += ["the seed is named as a twin" for line in lines if "this is the same text as" in line]
        made = len(list((root / "content").rglob("*.md"))) - count + (did == "deleted")
        parts += ["a second article is made"] * made
        assert told(build(root)) == [line for line in told(report) if "reads like" not in line]
    (row,) = (row for row in _MATRIX if row[0] == seed)
    assert "; ".join(parts) == row[1 + list(ARTICLES).index(did)]


# ── articles alone ──────────────────────────────────────────────────────────────────────────────


def _two(root: Path) -> tuple[Path, Path]:
    """Return the article about the fox and one that a person wrote."""
    (path,) = (root / "content").glob("*fox*.md")
    return path, root / "content/mine.md"


def _copied(root: Path) -> None:
    fox, _ = _two(root)
    write(root / "content/copy.md", fox.read_bytes())
    report = build(root)
    assert [line.split(":")[0] for line in mistakes(report)] == ["content/copy.md"]
    assert "quick brown fox" in page(root, f"articles/{fox.stem}.html")


def _places_changed(root: Path) -> None:
    fox, _ = _two(root)
    (cat,) = (root / "content").glob("*cat*.md")
    marks = [re.search(r"(?m)^(slug: .*)\n(?:.*\n)*?(id: .*)\n", each.read_text()) for each in (fox, cat)]
    (fox_slug, fox_id), (cat_slug, cat_id) = (mark.groups() for mark in marks if mark)
    for path, id_ in ((fox, cat_id), (cat, fox_id)):
        write(path, re.sub(r"(?m)^id: .*$", id_, path.read_text()))
    assert fox_slug != cat_slug
    before = {path: page(root, f"articles/{path.stem}.html") for path in (fox, cat)}
    assert {line.split(":")[0] for line in mistakes(build(root))} == {f"content/{path.name}" for path in (fox, cat)}
    assert {path: page(root, f"articles/{path.stem}.html") for path in (fox, cat)} == before


def _id_taken_out(root: Path) -> None:
    fox, _ = _two(root)
    before = _entry(root, "quick brown fox")
    write(fox, re.sub(r"(?m)^id: .*\n", "", fox.read_text()))
    report = build(root)
    assert not mistakes(report)
    assert [line.split(":")[0] for line in told(report)] == [f"content/{fox.name}"]
    assert _entry(root, "quick brown fox") == before


def _held(root: Path, old: str, new: str) -> None:
    fox, _ = _two(root)
    before = page(root, f"articles/{fox.stem}.html")
    write(fox, fox.read_text().replace(old, new))
    assert {line.split(":")[0] for line in mistakes(build(root))} == {f"content/{fox.name}"}
    assert page(root, f"articles/{fox.stem}.html") == before


def _brought_back(root: Path) -> None:
    fox, _ = _two(root)
    before, raw = _entry(root, "quick brown fox"), fox.read_bytes()
    fox.unlink()
    clean(root)
    assert _entry(root, "quick brown fox") is None
    write(fox, raw)
    clean(root)
    assert _entry(root, "quick brown fox") == before


def _mine_renamed(root: Path) -> None:
    _, mine = _two(root)
    before = _entry(root, "My own words")
    mine.rename(root / "content/other.md")
    clean(root)
    assert _entry(root, "My own words") == before


def _mine_swapped(root: Path) -> None:
    _, mine = _two(root)
    write(root / "content/other.md", article("Other", "Somebody else's words about it.", published='"2024-10"'))
    clean(root)
    before = [_entry(root, words) for words in ("My own words", "Somebody else")]
    assert all(before)
    one, other = mine.read_bytes(), (root / "content/other.md").read_bytes()
    write(mine, other)
    write(root / "content/other.md", one)
    clean(root)
    assert [_entry(root, words) for words in ("My own words", "Somebody else")] == before


def _mine_renamed_and_edited(root: Path) -> None:
    from feedmill.adopt import adopt

    _, mine = _two(root)
    before, raw = _entry(root, "My own words"), mine.read_bytes()
    assert before is not None
    mine.unlink()
    write(root / "content/other.md", raw.replace(b"My own", b"My very own"))
    clean(root)
    now = _entry(root, "My very own words")
    assert now is not None
    assert now["id"] != before["id"]
    adopt(run(root), "content/other.md")
    clean(root)
    adopted = (root / "content/other.md").read_bytes().replace(b"very own", b"quite own")
    (root / "content/other.md").unlink()
    write(root / "content/third.md", adopted)
    clean(root)
    assert _entry(root, "My quite own words") == now


def _many_deleted(root: Path) -> None:
    for number in range(11):
        write(root / f"content/{number}.md", article(f"Article {number}", f"Number {number}.", published='"2024-10"'))
    clean(root)
    for number in range(11):
        (root / f"content/{number}.md").unlink()
    with pytest.raises(FeedmillError, match="--accept-deletions"):
        build(root)
    assert _entry(root, "Number 3.")
    clean(root, accept_deletions=True)
    assert not _entry(root, "Number 3.")


def _ledger_lost(root: Path) -> None:
    raw = disk.read(root / "content/ledger.jsonl")
    (root / "content/ledger.jsonl").unlink()
    with pytest.raises(FeedmillError, match="restore it"):
        build(root)
    write(root / "content/ledger.jsonl", raw)
    assert not clean(root).written


ALONE: dict[str, Callable[[Path], object]] = {
    "copy an article": _copied,
    "let two articles change places": _places_changed,
    "take the id out of an article that was sown": _id_taken_out,
    "change the id of a published article": lambda root: _held(root, 'id: "urn:uuid:', 'id: "urn:uuid:0'),
    "make a mistake in an article": lambda root: _held(root, "title:", "titel:"),
    "bring back an article that you deleted": _brought_back,
    "rename an article that you wrote yourself": _mine_renamed,
    "let two that you wrote yourself change places": _mine_swapped,
    "rename and edit one that you wrote yourself": _mine_renamed_and_edited,
    "delete more than ten and one in twenty": _many_deleted,
    "lose the ledger": _ledger_lost,
}


@pytest.mark.parametrize("did", [row[0] for row in tables()[1][1:]])
def test_what_is_done_to_articles_has_its_outcome(tmp_path: Path, did: str) -> None:
    """What the page tells of articles alone happens."""
    mine = article("Mine", "My own words about the town and its people.", published='"2024-10"')
    root = site(tmp_path, {"seeds/fox.txt": FOX, "seeds/cat.txt": CAT, "content/mine.md": mine})
    clean(root)
    ALONE[did](root)
