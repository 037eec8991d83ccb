"""`feedmill adopt`: the id that stands in the ledger alone goes into the file, and nothing else of it changes."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from msgspec.structs import replace

from feedmill import articles, cli, ledger
from feedmill.adopt import adopt
from feedmill.amend import with_fields
from feedmill.errors import SourceError
from feedmill.model import Article
from sites import article, build, clean, page, run, site, tree, write
from strategies import articles as any_article

ID = "urn:uuid:451309f8-3e11-5df7-9e2c-cf95c5e53727"


def test_the_id_survives_a_new_name_and_a_new_text_at_once(tmp_path: Path) -> None:
    """Once it stands in the file, subscribers know the article whatever becomes of name and text."""
    root = site(tmp_path, {"content/a.md": article("Mine", "My own words.", published='"2024-10"')})
    clean(root)
    (id_,) = ledger.load((root / ledger.FILE).read_bytes()).rows
    assert adopt(run(root), "content/a.md") == id_
    assert adopt(run(root), "content/a.md") == ""
    clean(root)
    (root / "content/a.md").rename(root / "content/b.md")
    text = (root / "content/b.md").read_text()
    write(root / "content/b.md", text.replace("Mine", "Ours").replace("own", "other"))
    report = clean(root)
    assert report.withdrawn == ()
    assert id_ in page(root, "atom.xml")
    assert len(ledger.load((root / ledger.FILE).read_bytes()).rows) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("begin", ["", "\ufeff", "\ufeff\n\n", "\n \n"])
@pytest.mark.parametrize("rest", ["---\n\nText.\n", "---", "-----  \nText\n---\nid: no\n", "---\n---\n"])
def test_one_line_is_added(begin: str, end: str, rest: str) -> None:
    """With the file's own line end, above the last line of the front matter; every other byte stays."""
    raw = f"{begin}---\ntitle: x\n# a remark\n{rest}".replace("\n", end).encode()
    made = with_fields(raw, {"id": ID})
    assert made is not None
    line = f'id: "{ID}"{end}'.encode()
    assert made.count(line) == 1
    assert made.replace(line, b"", 1) == raw


@given(any_article())
def test_any_article_takes_an_id(value: Article) -> None:
    """What else a file says is the same with the id in it."""
    raw = articles.dump(replace(value, front=replace(value.front, id=None))).encode()
    made = with_fields(raw, {"id": ID})
    assert made is not None
    before, after = articles.load(raw)[0], articles.load(made)[0]
    assert before is not None
    assert after == replace(before, front=replace(before.front, id=ID))


@pytest.mark.parametrize(
    ("path", "text", "wrong"),
    [
        ("content/none.md", "", "there is no such article"),
        ("feedmill.toml", "", "there is no such article"),
        ("content/new.md", article("New"), "the ledger has no id for this file"),
        ("content/bad.md", "---\ntitel: x\n---\n", "'titel' is not a field here"),
        ("content/flow.md", '---\n{title: "x"}\n---\n', "in a way that no line can be added to"),
    ],
)
def test_what_cannot_be_done_is_told(tmp_path: Path, path: str, text: str, wrong: str) -> None:
    """One line with the file and what to do; no file changes."""
    root = site(tmp_path, {"content/a.md": article("Mine"), "content/flow.md": '---\n{title: "x"}\n---\n\nText.\n'})
    build(root)
    if text and "flow" not in path:
        write(root / path, text)
    before = tree(root)
    with pytest.raises(SourceError, match=wrong):
        adopt(run(root), path)
    assert tree(root) == before


def test_what_changed_since_the_last_build_is_built_first(tmp_path: Path) -> None:
    """Two files that changed places would take each other's ids, so only what the ledger has seen is adopted."""
    root = site(tmp_path, {"content/a.md": article("A"), "content/b.md": article("B", "Other text.")})
    build(root)
    one, other = (root / "content/a.md").read_bytes(), (root / "content/b.md").read_bytes()
    write(root / "content/a.md", other)
    write(root / "content/b.md", one)
    with pytest.raises(SourceError, match="build first"):
        adopt(run(root), "content/a.md")
    before = {row.digests[0]: row.id for row in ledger.load((root / ledger.FILE).read_bytes()).rows.values()}
    build(root)
    assert adopt(run(root), "content/a.md") == before[sha256(other).hexdigest()]


def test_many_are_done_and_each_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that cannot be done keeps no other from it, and the exit status says so."""
    root = site(tmp_path, {"content/a.md": article("A"), "content/b.md": article("B")})
    build(root)
    assert cli.main(["-C", str(root), "adopt", "a.md", "none.md", "content/b.md"]) == 1
    out, err = capsys.readouterr()
    assert [line.split(":")[0] for line in out.splitlines()] == ["content/a.md", "content/b.md"]
    assert err.startswith("none.md: there is no such file in content/")
    assert cli.main(["-C", str(root), "adopt", "a.md", "b.md"]) == 0
