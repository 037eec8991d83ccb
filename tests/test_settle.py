"""settle: a build finds out anew what may have changed, and nothing else; what comes of it is the same."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from feedmill import ledger, make, press, read, stamp
from feedmill.curate import edition, meta
from feedmill.documents import Recipe
from feedmill.plans import Report
from sites import NOW, SETTINGS, article, build, clean, page, settle, site, told, tree, write

COUNT = 12
_FILES = {
    f"content/{n}.md": article(f"Article {n}", tags="[news]", published=f'"20{10 + n % 3}-05-{n + 1:02}"')
    for n in range(COUNT)
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a site that was built, and is at rest."""
    clean(site(tmp_path, _FILES))
    return tmp_path


class Work(NamedTuple):
    """What a build had to do."""

    studied: list[str]
    """Files that were read and understood."""
    curated: list[str]
    """Articles of which it was worked out what the site knows of them."""
    baked: list[str]
    """Formats of the documents that were rendered."""


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """Note what builds do, as long as this lasts."""
    work = Work([], [], [])
    study, article_, bake = read.__dict__["_open"], meta.article, press.bake

    def open_(root: Path, path: str) -> object:
        work.studied.append(path)
        return study(root, path)

    def curate(promise: object, manuscript: object, desk: object) -> object:
        work.curated.append(manuscript.path)  # type: ignore[attr-defined]
        return article_(promise, manuscript, desk)  # type: ignore[arg-type]

    def render(recipe: Recipe, shop: object) -> press.Baked:
        work.baked.append(f"{recipe.format} {type(recipe.subject).__name__}")
        return bake(recipe, shop)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(read, "_open", open_)
        patch.setattr(edition, "article", curate)
        patch.setattr(make, "bake", render)
        yield work


def same_without_cache(root: Path, **wishes: object) -> Report:
    """Build, and see that a build without a cache writes the same and says the same."""
    settle(root)
    twin = root.with_name(f"{root.name}-twin")
    shutil.copytree(root, twin, ignore=shutil.ignore_patterns(".feedmill"))
    reports = [build(each, **wishes) for each in (root, twin)]
    assert tree(root) == tree(twin)
    assert told(reports[0]) == told(reports[1])
    shutil.rmtree(twin)
    return reports[0]


def test_an_edit_costs_what_it_changes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file is read, one article worked out, and only what shows its text is rendered: no year, no sitemap."""
    write(root / "content/5.md", article("Article 5", "Other words.", tags="[news]", published='"2012-05-06"'))
    with watched(monkeypatch) as work:
        clean(root)
    assert (work.studied, work.curated) == (["content/5.md"], ["content/5.md"])
    feeds = ["rss Feed", "atom Feed", "jsonfeed Feed"]
    assert sorted(work.baked) == sorted(["page ArticlePage", *["page ListPage"] * 2, *feeds * 2])


def test_a_new_article_costs_what_it_changes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file is read and one article worked out; of the others' pages only that of the last, which leads on to it."""
    write(root / "content/new.md", article("New", tags="[news]", published='"2012-12-24"'))
    with watched(monkeypatch) as work:
        clean(root)
    assert (work.studied, work.curated) == (["content/new.md"], ["content/new.md"])
    assert work.baked.count("page ArticlePage") == 2


def test_another_theme_costs_no_markdown_and_no_feed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is rendered from what is known, and feeds, which no theme touches, stay."""
    monkeypatch.setattr(stamp, "theme", lambda: "another")
    monkeypatch.setattr("feedmill.dress.theme", lambda: "another")
    with watched(monkeypatch) as work:
        report = clean(root)
    assert (work.studied, work.curated) == ([], [])
    assert {each.split()[0] for each in work.baked} == {"page", "asset"}
    assert work.baked.count("page ArticlePage") == COUNT
    assert not report.written


def _other_settings(root: Path) -> None:
    write(root / "feedmill.toml", SETTINGS.replace("A Test", "Another"))


def _other_ledger(root: Path) -> None:
    write(root / ledger.FILE, (root / ledger.FILE).read_bytes().replace(b'"number":3', b'"number":99'))


def _one_more(root: Path) -> None:
    write(root / "content/new.md", article("New"))


@pytest.mark.parametrize(
    ("change", "now"),
    [(_other_settings, NOW), (_other_ledger, NOW), (_one_more, NOW - timedelta(days=1))],
    ids=["another setting", "another ledger", "a clock that was set back"],
)
def test_what_was_found_out_for_something_else_is_found_out_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None], now: object
) -> None:
    """Settings, promises and the time decide what articles are: with others, each is worked out anew."""
    change(root)
    with watched(monkeypatch) as work:
        build(root, now=now)
    assert len(work.curated) >= COUNT
    same_without_cache(root, now=now)


def test_an_id_that_another_file_claims(tmp_path: Path) -> None:
    """A settled article is looked at again when a new file says its id; both are told as without a cache."""
    root = site(
        tmp_path / "site", {"content/a.md": article("A", id='"urn:x:a"', slug="a"), "content/b.md": article("B")}
    )
    clean(root)
    write(root / "content/c.md", article("C", id='"urn:x:a"', slug="c"))
    assert any("its id is that of content/a.md too" in each for each in told(same_without_cache(root)))


def _line(root: Path, path: str) -> tuple[str, dict[str, object]]:
    """Return the ledger's line of the article that lies there."""
    lines = (root / ledger.FILE).read_text(encoding="utf-8").splitlines()
    return next((line, msgspec.json.decode(line)) for line in lines if f'"{path}"' in line)


def test_a_place_that_a_merge_gave_to_two(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an article whose place the ledger gives to another one too, everything is found out each time."""
    _, row = _line(root, "content/5.md")
    other = row | {"id": "urn:x:other", "number": 99, "slug": "other", "addresses": ["articles/other.html"]}
    other |= {"digests": ["0" * 64], "withdrawn": "2024-11-01T00:00:00Z"}
    with (root / ledger.FILE).open("ab") as file:
        file.write(msgspec.json.encode(other) + b"\n")
    settle(root)
    build(root)
    write(root / "content/7.md", article("Article 7", "Other words.", tags="[news]", published='"2011-05-08"'))
    with watched(monkeypatch) as work:
        same_without_cache(root)
    assert {"content/5.md", "content/7.md"} <= set(work.curated[:2])


def test_an_instant_that_a_merge_gave_to_two(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a draft comes back with another article's instant, both are looked at: one of them has to move."""
    write(root / "content/5.md", article("Article 5", tags="[news]", published='"2012-05-06"', draft="true"))
    settle(root)
    build(root)
    (five, row), (_, seven) = _line(root, "content/5.md"), _line(root, "content/7.md")
    row["published"] = {"said": "2012-05-06", "at": seven["published"]["at"]}  # type: ignore[index] # of the ledger
    raw = (root / ledger.FILE).read_text(encoding="utf-8")
    write(root / ledger.FILE, raw.replace(five, msgspec.json.encode(row).decode()))
    settle(root)
    build(root)
    write(root / "content/5.md", article("Article 5", tags="[news]", published='"2012-05-06"'))
    with watched(monkeypatch) as work:
        same_without_cache(root)
    assert len(work.curated) >= 2 * COUNT


def test_a_second_language_reaches_all(tmp_path: Path) -> None:
    """With the second language of a site every page names the languages, that of a settled article too."""
    root = site(tmp_path / "site", {"content/a.md": article("A"), "content/b.md": article("B")})
    clean(root)
    assert "languages/index.html" not in page(root, "articles/a.html")
    write(root / "content/c.md", article("C", language="de"))
    same_without_cache(root)
    assert "languages/index.html" in page(root, "articles/a.html")


def test_a_link_to_what_changes(tmp_path: Path) -> None:
    """A settled article is published with its links as they lead now, and told when one leads nowhere any more."""
    linking = article("A", "[B](b.md) ![a picture](p.png)")
    root = site(tmp_path / "site", {"content/a.md": linking, "content/b.md": article("B"), "content/p.png": b"1"})
    clean(root)
    write(root / "content/b.md", article("B", slug="moved"))
    same_without_cache(root)
    assert "moved.html" in page(root, "articles/a.html")
    (root / "content/p.png").unlink()
    assert any("'p.png' names no file" in each for each in told(same_without_cache(root)))
    assert any("'p.png' names no file" in each for each in told(same_without_cache(root)))


def test_previews_settle_what_is_promised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview promises nothing; what it knows of articles that are promised it need not find out again."""
    root = site(tmp_path / "site", _FILES)
    clean(root)
    wishes: dict[str, object] = {"preview": True, "output": root / ".feedmill" / "preview"}
    write(root / "content/new.md", article("New", published='"2012-12-24"'))
    settle(root)
    build(root, **wishes)
    write(root / "content/5.md", article("Article 5", "Other words.", tags="[news]", published='"2012-05-06"'))
    settle(root)
    with watched(monkeypatch) as work:
        build(root, **wishes)
    assert set(work.curated) == {"content/new.md", "content/5.md"}
