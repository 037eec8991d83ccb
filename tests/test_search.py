"""search = true: an index of all articles and plain pages, which is ours like all other files."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from feedmill import make, press, search
from feedmill.documents import Recipe
from feedmill.errors import FeedmillError, Problem
from feedmill.folder import Folder
from sites import SETTINGS, article, build, clean, marks, mistakes, page, preview, published, settle, site, tree, write

ON = SETTINGS + "search = true\n"


def files(count: int = 6) -> dict[str, str]:
    """Return a site that can be searched, with articles in two languages and a plain page."""
    made = {f"content/{n}.md": article(f"Number {n}", f"Zebra{n} text.", published="2024-10-01") for n in range(count)}
    german = article("Nachricht", "Über Äpfel.", published="2024-10-02", language="de")
    return {"feedmill.toml": ON, "content/n.md": german, "content/pages/about.md": article("About"), **made}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return such a site, published."""
    root = site(tmp_path / "site", files())
    clean(root)
    return root


def index(root: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of the index, by path."""
    return {path: sha for path, sha in tree(root, "feeds").items() if path.startswith("feeds/pagefind/")}


def pages(root: Path) -> int:
    """Return how many pages the index holds."""
    languages = json.loads(page(root, "pagefind/pagefind-entry.json"))["languages"]
    return sum(each["page_count"] for each in languages.values())


def test_articles_and_plain_pages_are_in_it(root: Path) -> None:
    """What one searches for is found in one index, whatever its language; what leads there is left out."""
    assert pages(root) == 8
    assert list(json.loads(page(root, "pagefind/pagefind-entry.json"))["languages"]) == ["en"]
    assert "feeds/pagefind/pagefind.js" in index(root)
    assert not [path for path in index(root) if "-ui" in path]
    assert 'id="site.search"' in page(root, "search.html")
    assert "noindex" in page(root, "search.html")
    assert "search.html" not in page(root, "sitemap.xml")


def test_the_same_bytes_twice(tmp_path: Path) -> None:
    """Another folder, another build, more workers: the same index."""
    one, two = (site(tmp_path / name, files(150)) for name in ("one", "two"))
    clean(one)
    clean(two, jobs=2)
    assert published(one) == published(two)
    assert len(index(one)) > 150


def test_it_is_made_when_a_page_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit makes it anew, and what was of the old one goes; nothing changed, or another file: nothing is run."""
    asked = []
    indexed = search.indexed

    def counting(folder: Folder, program: str, pages: Mapping[str, str], work: Path) -> Path:
        asked.append(1)
        return indexed(folder, program, pages, work)

    monkeypatch.setattr(search, "indexed", counting)
    before = marks(root / "feeds")
    clean(root)
    write(root / "static/a.txt", "x")
    clean(root)
    assert not asked
    assert {path: each for path, each in marks(root / "feeds").items() if path in before and "pagefind" in path} == {
        path: each for path, each in before.items() if "pagefind" in path
    }
    old = index(root)
    write(root / "content/1.md", article("Number 1", "Another word.", published="2024-10-01"))
    clean(root)
    assert len(asked) == 1
    assert pages(root) == 8
    assert len(index(root)) == len(old)
    assert index(root) != old
    (root / "content/1.md").unlink()
    clean(root)
    assert pages(root) == 7


def test_without_it_nothing_is_left(root: Path) -> None:
    """Whoever sets it to false has no index and no page for it; and what is made for it is nowhere else."""
    assert not (root / ".feedmill/search").exists()
    write(root / "feedmill.toml", SETTINGS)
    clean(root)
    assert index(root) == {}
    assert not (root / "feeds/pagefind").exists()
    assert not (root / "feeds/search.html").exists()
    assert "search.html" not in page(root, "index.html")


def test_a_file_that_is_lost_or_not_ours(root: Path) -> None:
    """One that somebody deleted comes back; one that somebody changed is kept, and named by each build."""
    before = index(root)
    (root / "feeds/pagefind/pagefind.js").unlink()
    settle(root)
    clean(root)
    assert index(root) == before
    write(root / "feeds/pagefind/pagefind.js", "mine")
    for _ in range(2):
        (told,) = mistakes(build(root))
        assert told.startswith("feeds/pagefind/pagefind.js: this file was changed by hand, so it is kept")
    assert page(root, "pagefind/pagefind.js") == "mine"
    (root / "feeds/pagefind/pagefind.js").unlink()
    clean(root)
    assert index(root) == before


def test_where_pagefind_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mistake says what to install, and everything else is published."""
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    root = site(tmp_path, files())
    wrong = "feedmill.toml:5: search: Pagefind is not installed; install it: pip install 'feedmill[search]'"
    assert mistakes(build(root)) == [wrong]
    assert mistakes(build(root)) == [wrong]
    assert (root / "feeds/articles/number-1.html").is_file()
    monkeypatch.undo()
    clean(root)
    assert pages(root) == 8


def test_where_pagefind_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it said last is told, and everything else is published."""
    monkeypatch.setattr(search, "_program", lambda: "false")
    root = site(tmp_path, files())
    wrong = "feedmill.toml:5: search: Pagefind failed: it ended with 1; build again; search = false publishes without"
    assert mistakes(build(root)) == [wrong]
    assert (root / "feeds/articles/number-1.html").is_file()


def test_a_plain_page_of_that_name(tmp_path: Path) -> None:
    """A plain page called "search" is told where the search has its place, and is published where there is none."""
    more = {"content/pages/search.md": article("Mine")}
    with_search = site(tmp_path / "with", files() | more)
    (told,) = mistakes(build(with_search))
    assert told == "content/pages/search.md: search.html is taken by the search; give this page another slug"
    without = site(tmp_path / "without", files() | more | {"feedmill.toml": SETTINGS})
    clean(without)
    assert "Mine" in page(without, "search.html")


def test_a_file_in_the_way_of_the_index(root: Path) -> None:
    """What a user has put there is told and kept, and the index is whole: one file of another hand would break it."""
    whole = index(root)
    write(root / "static/pagefind/pagefind.js", "mine")
    (told,) = mistakes(build(root))
    assert (
        told == "static/pagefind/pagefind.js: its place is taken by pagefind; rename this one; the other is published"
    )
    assert index(root) == whole
    write(root / "feedmill.toml", SETTINGS)
    clean(root)
    assert page(root, "pagefind/pagefind.js") == "mine"


def test_a_preview_keeps_the_index_that_it_has(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who writes waits for an index: a preview makes one at its beginning."""
    assert not preview(root).problems
    monkeypatch.setattr(search, "indexed", lambda *_: pytest.fail("it is made"))
    write(root / "content/1.md", article("Number 1", "Another word.", published="2024-10-01"))
    assert not preview(root).problems
    assert (root / ".feedmill/preview/pagefind/pagefind.js").is_file()


def test_words_are_found(root: Path) -> None:
    """Pagefind's own script finds an article by a word of it, as a visitor's browser asks it."""
    script = """
import { readFile } from "node:fs/promises";
globalThis.fetch = async (url) => {
  const data = await readFile(new URL(url, "file://").pathname.replace(/\\?.*/, ""));
  const whole = () => data.buffer.slice(data.byteOffset, data.byteOffset + data.length);
  return { ok: true, json: async () => JSON.parse(data), arrayBuffer: async () => whole() };
};
globalThis.document = { querySelector: () => ({ getAttribute: () => "en" }), currentScript: null };
globalThis.window = { location: { origin: "file://" } };
globalThis.location = { href: "file://", origin: "file://" };
const pagefind = await import(process.argv[2] + "/pagefind.js");
await pagefind.options({ basePath: process.argv[2] + "/", baseUrl: "/", noWorker: true });
const { results } = await pagefind.search(process.argv[3]);
console.log(JSON.stringify(await Promise.all(results.map(async (each) => (await each.data()).url))));
"""
    asked = root.parent / "ask.mjs"
    asked.write_text(script, encoding="utf-8")
    done = subprocess.run(
        ["node", str(asked), str(root / "feeds/pagefind"), "zebra3"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["/articles/number-3.html"]


def test_what_goes_wrong_behind_it_is_told_as_it_is(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake that shows only while the index is put into its place is that mistake, and no fault of ours."""

    def changed(recipe: Recipe, shop: press.Shop) -> press.Baked:
        if recipe.format == "copy":
            raise FeedmillError(Problem(".feedmill/x", 0, "it changed meanwhile", "build again"))
        return press.bake(recipe, shop)

    monkeypatch.setattr(make, "bake", changed)
    write(root / "content/0.md", article("Number 0", "Another text.", published="2024-10-01"))
    settle(root)
    with pytest.raises(FeedmillError, match="it changed meanwhile"):
        build(root)
