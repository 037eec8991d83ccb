"""layout: history is sealed for good, windows hold what they must, and every file comes after what it names."""

import json
import re
from collections import Counter
from pathlib import Path

import feedparser
import pytest

from feedmill import manifest
from sites import BASE, NOW, SETTINGS, article, build, clean, dead_ends, marks, page, published, site, tree, write

_TEN = SETTINGS + "[feed]\nentries = 10\n"


def _number(n: int, **front: str) -> str:
    front = {"published": f'"2024-{1 + n // 28:02}-{1 + n % 28:02}"', "id": f"urn:test:{n}"} | front
    return article(f"Number {n}", f"Text of {n}.", **front)


def _history(root: Path, name: str = "atom.xml") -> dict[int, str]:
    folder = root / "feeds/history"
    return {int(path.parent.name): path.read_text() for path in sorted(folder.glob(f"*/{name}"))}


def _titles(text: str) -> list[str]:
    return [entry.title for entry in feedparser.parse(text).entries]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a site with 35 articles and documents of ten."""
    site(tmp_path, {"feedmill.toml": _TEN, **{f"content/{n:03}.md": _number(n) for n in range(35)}})
    clean(tmp_path)
    return tmp_path


def test_window_and_history_hold_every_article_once(root: Path) -> None:
    """What is sealed and what is not are together every article, each once, in every format (RFC 5005 §4)."""
    for name in ("rss.xml", "atom.xml"):
        texts = [page(root, name), *_history(root, name).values()]
        assert Counter(title for text in texts for title in _titles(text)) == {f"Number {n}": 1 for n in range(35)}
    documents = [page(root, "feed.json"), *_history(root, "feed.json").values()]
    ids = [item["id"] for text in documents for item in json.loads(text)["items"]]
    assert Counter(ids) == {f"urn:test:{n}": 1 for n in range(35)}
    assert [len(_titles(text)) for text in _history(root).values()] == [10, 10]
    assert len(_titles(page(root, "atom.xml"))) == 15


def _follow(root: Path, start: str, relation: str) -> list[str]:
    """Return the addresses that a reader comes by."""
    met = [start]
    while True:
        links = feedparser.parse(page(root, met[-1])).feed.links
        then = [link.href.removeprefix(BASE) for link in links if link.rel == relation]
        if not then:
            return met
        assert len(then) == 1
        assert then[0] not in met
        met += then


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml"])
def test_a_reader_finds_its_way_through_history(root: Path, name: str) -> None:
    """From the subscription document back to the first and forth again, and from each to the current one."""
    assert _follow(root, name, "prev-archive") == [name, f"history/2/{name}", f"history/1/{name}"]
    assert _follow(root, f"history/1/{name}", "next-archive") == [f"history/1/{name}", f"history/2/{name}"]
    for text in _history(root, name).values():
        links = feedparser.parse(text).feed.links
        assert [link.href for link in links if link.rel == "current"] == [BASE + name]


def test_new_articles_leave_sealed_documents_alone(root: Path) -> None:
    """Sixty more articles, old dates among them: a sealed document changes once, when it gains its next-archive."""
    before = _history(root)
    gained: Counter[int] = Counter()
    for n in range(35, 95, 3):
        for late in range(n, n + 3):
            front = {"published": '"1999-05-05"'} if late % 2 else {}
            write(root / f"content/{late:03}.md", _number(late, **front))
        clean(root)
        after = _history(root)
        for number, text in before.items():
            if after[number] != text:
                gained[number] += 1
                without = re.sub(r"<(\w+:)?link [^>]*next-archive[^>]*/>\s*", "", after[number])
                assert re.sub(r"\s+", "", without) == re.sub(r"\s+", "", text)
        before = after
    assert len(before) == 8
    assert gained == dict.fromkeys(range(2, 8), 1)


def test_a_deletion_leaves_a_hole_in_one_document(root: Path) -> None:
    """A sealed article that is withdrawn leaves its own document, and no other changes."""
    before = marks(root)
    (root / "content/013.md").unlink()
    clean(root)
    after = marks(root)
    changed = {path for path in before if "history/" in path and before[path] != after[path]}
    assert changed == {f"feeds/history/2/{name}" for name in ("rss.xml", "atom.xml", "feed.json")}
    assert len(_titles(_history(root)[2])) == 9


def test_an_emptied_document_stays_as_it_is(root: Path) -> None:
    """A sealed document whose articles are all withdrawn is still valid, and later articles do not change it."""
    for n in range(10):
        (root / f"content/{n:03}.md").unlink()
    build(root, accept_deletions=True)
    before = _history(root)[1]
    assert not feedparser.parse(before).bozo
    assert _titles(before) == []
    for n in range(35, 38):
        write(root / f"content/{n:03}.md", _number(n))
    clean(root)
    assert _history(root)[1] == before


def test_an_edit_changes_its_own_sealed_document(root: Path) -> None:
    """An edited article is edited where it stands, and no other sealed document changes."""
    before = _history(root)
    write(root / "content/003.md", article("Number 3", "Edited.", published='"2024-01-04"', id="urn:test:3"))
    clean(root)
    after = _history(root)
    assert "Edited." in after[1]
    assert {number for number in before if before[number] != after[number]} == {1}


def test_history_does_not_depend_on_how_often_it_is_built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """One build of everything and a build for each article give the same documents."""
    other = site(tmp_path_factory.mktemp("other"), {"feedmill.toml": _TEN})
    for n in range(35):
        write(other / f"content/{n:03}.md", _number(n))
        if n % 4 == 0:
            clean(other)
    clean(other)
    assert tree(other, "feeds") == tree(root, "feeds")


def test_heavy_articles_are_sealed_by_their_bytes(tmp_path: Path) -> None:
    """A subscription document over its byte budget is cut as long as ten articles stay; none is lost."""
    settings = SETTINGS + "[feed]\nentries = 10\nbytes = 10000\n"
    files = {f"content/{n:02}.md": article(f"Number {n}", "word " * 400, published='"2024-10"') for n in range(18)}
    root = site(tmp_path, {"feedmill.toml": settings, **files})
    clean(root)
    sizes = [len(_titles(text)) for text in (*_history(root).values(), page(root, "atom.xml"))]
    assert sum(sizes) == 18
    assert sizes[-1] >= 10
    assert all(size * 2000 <= 12000 for size in sizes[:-1])


def test_a_withdrawal_is_told_where_it_was_read(root: Path) -> None:
    """The tombstone (RFC 6721) of an article that was in the subscription document stands there."""
    (root / "content/034.md").unlink()
    clean(root)
    assert 'ref="urn:test:34"' in page(root, "atom.xml")
    assert "noindex" in page(root, "articles/number-34.html")
    assert not [path for path in tree(root, "feeds") if b"Text of 34" in (root / path).read_bytes()]


def test_a_moved_article_leaves_a_signpost(root: Path) -> None:
    """Under its old address an article is found at its new one, however often it moves; no list names the old ones."""
    for slug in ("first", "second", "third"):
        write(root / "content/030.md", _number(30, slug=slug))
        clean(root)
    for old in ("number-30", "first", "second"):
        text = page(root, f"articles/{old}.html")
        assert "third.html" in text
        assert "noindex" in text
        assert f"articles/{old}.html" not in page(root, "sitemap.xml") + page(root, "atom.xml") + page(
            root, "index.html"
        )
    assert not dead_ends(root)
    write(root / "content/030.md", _number(30, slug="first"))
    clean(root)
    assert "Text of 30." in page(root, "articles/first.html")
    assert "first.html" in page(root, "articles/third.html")


def test_collections_have_a_window_and_no_history(tmp_path: Path) -> None:
    """A tag shows its newest articles, as many as the settings say, and links to no archive."""
    files = {f"content/{n:03}.md": _number(n, tags="[all]") for n in range(35)}
    root = site(tmp_path, {"feedmill.toml": _TEN, **files})
    clean(root)
    assert _titles(page(root, "tags/all/atom.xml")) == [f"Number {n}" for n in reversed(range(25, 35))]
    assert "prev-archive" not in page(root, "tags/all/atom.xml")


def test_every_face_is_there(tmp_path: Path) -> None:
    """A collection has four faces under the same four names; authors and languages where there is more than one."""
    root = site(
        tmp_path,
        {
            "content/a.md": article("A", tags="[x]", authors="[Ann]", published='"2024-01"'),
            "content/b.md": article("B", tags="[y]", authors="[Bob]", language="de", published='"2023"'),
        },
    )
    clean(root)
    folders = ("", "tags/x/", "tags/y/", "authors/ann/", "authors/bob/", "languages/de/", "languages/en/")
    faces = {
        f"feeds/{folder}{name}" for folder in folders for name in ("index.html", "rss.xml", "atom.xml", "feed.json")
    }
    others = ["tags", "authors", "languages", "archive", "archive/2023", "archive/2024"]
    assert faces | {f"feeds/{folder}/index.html" for folder in others} <= published(root).keys()
    ids = [feedparser.parse(page(root, f"{folder}atom.xml")).feed.id for folder in folders]
    assert len(set(ids)) == len(ids)
    assert {feedparser.parse(page(root, f"{folder}rss.xml")).feed.language for folder in ("languages/de/",)} == {"de"}


def test_ids_of_feeds_outlive_their_address(tmp_path: Path) -> None:
    """Another domain changes addresses and no id, of a feed or of an entry."""
    root = site(tmp_path, {"content/a.md": article("A", tags="[x]")})
    clean(root)

    def ids() -> list[str]:
        found = []
        for name in ("atom.xml", "tags/x/atom.xml"):
            feed = feedparser.parse(page(root, name))
            found += [feed.feed.id, *(entry.id for entry in feed.entries)]
        return found

    before = ids()
    (root / "feedmill.toml").write_text(SETTINGS.replace(BASE, "https://elsewhere.example/"))
    clean(root)
    assert ids() == before
    assert "example.org" not in page(root, "atom.xml")


def test_files_come_after_what_they_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written one by one, no list or feed names an article, a picture or a sealed document before it is there."""
    from feedmill import disk

    root = site(tmp_path, {"feedmill.toml": _TEN, **{f"content/{n:03}.md": _number(n) for n in range(25)}})
    clean(root)
    for n in range(25, 35):
        write(root / f"content/{n:03}.md", article(f"Number {n}", f"![A]({n}.png)", published='"2024-10"', tags="[t]"))
        write(root / f"content/{n}.png", b"x")
    original = disk.move
    dead: set[tuple[str, str]] = set()

    def watched(aside: str, path: str) -> disk.Stat:
        stat = original(aside, path)
        if "/articles/" not in path and Path(path).suffix in (".html", ".xml", ".json", ".opml"):
            dead.update(dead_ends(root, "articles", "media", "assets", "history"))
        return stat

    monkeypatch.setattr(disk, "move", watched)
    assert len(_history(root)) == 1
    clean(root)
    assert len(_history(root)) == 2
    assert not dead


def test_more_addresses_than_a_sitemap_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one sitemap is too small there is an index and several that name every address once; less again, one."""
    from feedmill.layout import finds

    root = site(tmp_path, {f"content/{n:03}.md": _number(n) for n in range(9)})
    clean(root)
    whole = re.findall(r"<loc>([^<]+)", page(root, "sitemap.xml"))
    monkeypatch.setattr(finds, "MAP_LIMIT", 5)
    (root / ".feedmill/cache.sqlite3").unlink()  # as a release that has another limit would
    clean(root)
    parts = re.findall(r"<loc>([^<]+)", page(root, "sitemap.xml"))
    assert len(parts) == 3
    split = [loc for part in parts for loc in re.findall(r"<loc>([^<]+)", page(root, part.removeprefix(BASE)))]
    assert split == whole
    monkeypatch.undo()
    (root / ".feedmill/cache.sqlite3").unlink()
    assert set(clean(root).pruned) == {part.removeprefix(BASE) for part in parts}


def test_settings_that_feeds_do_not_show_change_no_feed(root: Path) -> None:
    """Two builds a year apart, with the same settings, agree in every byte; `updated` comes from the articles."""
    before = tree(root, "feeds")
    (root / ".feedmill/cache.sqlite3").unlink()
    later = NOW.replace(year=2026)
    assert not build(root, now=later).written
    assert tree(root, "feeds") == before
    assert "2026" not in page(root, "atom.xml") + page(root, "rss.xml") + page(root, "sitemap.xml")
    listed = manifest.load((root / "feeds" / manifest.FILE).read_bytes(), "")
    assert len(listed) == len(before) - 1


def test_pages_speak_their_own_language(tmp_path: Path) -> None:
    """An article, a plain page and the list of a language are in that language; all other pages are in the site's."""
    root = site(
        tmp_path,
        {
            "content/ahlan.md": article("أهلا", "نص", language="ar", slug="ahlan", tags="[x]"),
            "content/hello.md": article("Hello"),
            "content/pages/hakkinda.md": article("Hakkında", "Biz.", language="tr"),
        },
    )
    clean(root)
    said = {at: re.search(r'<html lang="(\S+)" dir="(\S+)">', page(root, at)) for at in _pages(root)}
    others = {at: found[0] for at, found in said.items() if found and found.groups() != ("en", "ltr")}
    assert others == {
        "articles/ahlan.html": '<html lang="ar" dir="rtl">',
        "languages/ar/index.html": '<html lang="ar" dir="rtl">',
        "hakkinda.html": '<html lang="tr" dir="ltr">',
    }


def _pages(root: Path) -> list[str]:
    return [path.removeprefix("feeds/") for path in published(root) if path.endswith(".html")]
