"""layout: history is sealed for good, windows hold what they must, and every file comes after what it names."""

import json
import re
from collections import Counter
from pathlib import Path

import feedparser
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from feedmill import manifest
from feedmill.sheets import ArticlePage, Line
from sites import (
    BASE,
    NOW,
    SETTINGS,
    article,
    build,
    clean,
    dead_ends,
    laid_out,
    marks,
    named_by,
    page,
    published,
    site,
    told,
    tree,
    write,
)
from weight import LIMIT, weight

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


# ── long lists ──────────────────────────────────────────────────────────────────────────────────


def _tagged(n: int, **front: str) -> str:
    return _number(n, tags="[all]", **({"published": '"2024-10"'} | front))


def _many(root: Path, *numbers: int, **front: str) -> None:
    for n in numbers:
        write(root / f"content/{n:03}.md", _tagged(n, **front))


def _titles_on(root: Path, address: str) -> list[str]:
    main = page(root, address).partition("<main")[2]
    return re.findall(r'<a href="[./]*articles/[^"]+"[^>]*>([^<]+)</a>', main)


def _numbered(root: Path, folder: str) -> list[str]:
    found = (root / "feeds" / folder).glob("[1-9]*/index.html")
    return sorted(path.relative_to(root / "feeds").as_posix() for path in found)


@pytest.mark.parametrize(("size", "pages"), [(20, 0), (21, 1), (50, 1), (51, 2)])
def test_a_long_list_has_numbered_pages(tmp_path: Path, size: int, pages: int) -> None:
    """The first page shows the newest 20; where that is not all, pages from the oldest hold each article once."""
    root = site(tmp_path, {})
    _many(root, *range(size))
    clean(root)
    newest = [f"Number {n}" for n in reversed(range(size))]
    assert _titles_on(root, "tags/all/index.html") == _titles_on(root, "index.html") == newest[:20]
    there = _numbered(root, "tags/all")
    assert there == [f"tags/all/{number}/index.html" for number in range(1, pages + 1)]
    held = [title for each in reversed(there) for title in _titles_on(root, each)]
    assert held == (newest if pages else [])
    assert not _numbered(root, ".")
    assert not dead_ends(root)


def test_what_comes_later_changes_no_numbered_page_but_the_last(tmp_path: Path) -> None:
    """A page with one after it never changes, whatever dates the articles have that come; nor do months' pages."""
    root = site(tmp_path, {})
    _many(root, *range(60), published='"2024-10"')
    _many(root, *range(60, 75), published='"2024-11"')
    clean(root)
    folders = ("tags/all", "archive/2024/10")
    for late in range(75, 180, 15):
        before = {at: page(root, at) for folder in folders for at in _numbered(root, folder)[:-1]}
        _many(root, *range(late, late + 15), published=('"2024-10"', '"2024-10-02"', '"1999"')[late % 3])
        clean(root)
        assert {at: page(root, at) for at in before} == before
        assert not dead_ends(root)
    assert len(_numbered(root, "tags/all")) == 4


def test_numbered_pages_go_with_what_they_held(tmp_path: Path) -> None:
    """A list that is short again has none, and a month of a year that is short again is no page."""
    root = site(tmp_path, {})
    _many(root, *range(60))
    clean(root)
    assert _numbered(root, "tags/all")
    assert (root / "feeds/archive/2024/10/2/index.html").exists()
    for n in range(10, 60):
        (root / f"content/{n:03}.md").unlink()
    build(root, accept_deletions=True)
    assert not _numbered(root, "tags/all")
    assert {path.name for path in (root / "feeds/archive/2024").iterdir()} == {"index.html"}
    assert len(_titles_on(root, "archive/2024/index.html")) == 10
    assert not dead_ends(root)


def test_a_long_year_is_cut_into_months(tmp_path: Path) -> None:
    """Up to 50 articles a year is one page; then it leads to its months, and long months to numbered pages."""
    root = site(tmp_path, {})
    _many(root, *range(30), published='"2024-10"')
    _many(root, *range(30, 50), published='"2024-03"')
    clean(root)
    assert len(_titles_on(root, "archive/2024/index.html")) == 50
    _many(root, *range(50, 53), published='"2024"')
    _many(root, *range(53, 90), published='"2024-10"')
    clean(root)
    assert _titles_on(root, "archive/2024/index.html") == []
    held = {month: len(_titles_on(root, f"archive/2024/{month}/index.html")) for month in ("00", "03", "10")}
    assert held == {"00": 3, "03": 20, "10": 20}
    assert [len(_titles_on(root, at)) for at in _numbered(root, "archive/2024/10")] == [50, 17]
    assert not _numbered(root, "archive/2024/03")
    assert not dead_ends(root)


def test_a_long_shelf_of_what_has_no_date(tmp_path: Path) -> None:
    """Articles without a date have their own page in the archive, and numbered pages when there are many."""
    root = site(tmp_path, {f"content/{n:03}.md": article(f"Number {n}") for n in range(50)})
    clean(root)
    assert len(_titles_on(root, "archive/undated/index.html")) == 50
    for n in range(50, 60):
        write(root / f"content/{n:03}.md", article(f"Number {n}"))
    clean(root)
    assert len(_titles_on(root, "archive/undated/index.html")) == 20
    assert [len(_titles_on(root, at)) for at in _numbered(root, "archive/undated")] == [50, 10]
    assert not dead_ends(root)


def test_a_list_is_never_too_heavy(tmp_path: Path) -> None:
    """Where titles and summaries are long, a page holds fewer: none weighs more than 30 KB with its style."""
    pages = {f"content/pages/{n}.md": article(f"Страница {n} о нас", slug=f"page-{n}") for n in range(9)}
    settings = SETTINGS + f'description = "{"Вода " * 30}"\ncopyright = "{"© Вода " * 9}"\n'
    root = site(tmp_path, {"feedmill.toml": settings, **pages})
    for n in range(120):
        title, summary = f"{n} " + "Большая вода " * 12, '"' + "Вода пришла ночью. " * 60 + '"'
        when = ('"2024-10"', '""')[n % 2]
        text = article(title, summary=summary, published=when, slug=f"{'w' * 100}-{n}", tags="[all]", authors=f"[A{n}]")
        write(root / f"content/{n:03}.md", text.replace('published: ""\n', ""))
    clean(root)
    lists = {at: weight(root / "feeds", at, "/blog/") for at in _pages(root) if not at.startswith("articles/")}
    assert {at: bytes_ for at, bytes_ in lists.items() if bytes_ > LIMIT} == {}
    for folder in ("tags/all", "archive/2024/10", "archive/undated"):
        held = [title for at in _numbered(root, folder) for title in _titles_on(root, at)]
        assert len(held) == len(set(held)) == (120 if folder == "tags/all" else 60)


def test_thousands_of_tags_do_not_make_a_page_heavy(tmp_path: Path) -> None:
    """Where there are too many for one page, the largest stand there, and all of them by name on pages behind it."""
    names = {n: [f"Thema {n * 40 + k:04}" for k in range(40)] + ["all"] for n in range(30)}
    root = site(tmp_path, {f"content/{n}.md": article(f"N {n}", tags=str(tags)) for n, tags in names.items()})
    clean(root)
    parts = [f"tags/{number}.html" for number in range(1, 14)]
    assert [at for at in _pages(root) if re.fullmatch(r"tags/\d+\.html", at)] == sorted(parts)
    listed = [name for at in parts for name in re.findall(r'href="([a-z][^"/]*)/index.html"', page(root, at))]
    assert len(listed) == len(set(listed)) == 1201
    assert 'href="all/index.html"' in page(root, "tags/index.html")
    for at in ("tags/index.html", "subscribe.html", "index.html", *parts):
        assert weight(root / "feeds", at, "/blog/") <= LIMIT, at
    assert not dead_ends(root)


def test_every_article_is_found_by_links(tmp_path: Path) -> None:
    """From the front page each article is at most six clicks away, and each page of a list, too."""
    root = site(tmp_path, {})
    _many(root, *range(450), published='"2024-10"')
    _many(root, *range(450, 460), published='"1999-01"')
    write(root / "content/undated.md", article("Undated"))
    clean(root)
    met, ring = {"index.html"}, {"index.html"}
    for _ in range(6):
        ring = {to for at in ring for to in named_by(at, (root / "feeds" / at).read_bytes()) if to.endswith(".html")}
        ring -= met
        met |= ring
    assert {*_pages(root)} - met == {"404.html"}


# ── neighbours ──────────────────────────────────────────────────────────────────────────────────


def _near(root: Path) -> dict[str, ArticlePage]:
    shown = (made.subject for _, made in laid_out(root).values() if isinstance(made.subject, ArticlePage))
    return {each.entry.meta.title.removeprefix("Number "): each for each in shown}


def _called(*lines: Line | None) -> list[str]:
    return [each.title.removeprefix("Number ") if each else "" for each in lines]


def test_neighbours_go_by_number(tmp_path: Path) -> None:
    """An article leads to those published just before and after it; one that comes late with an old date is last."""
    root = site(tmp_path, {f"content/{n}.md": _number(n) for n in range(4)})
    clean(root)
    write(root / "content/4.md", _number(4, published='"1999"'))
    clean(root)
    (root / "content/2.md").unlink()
    clean(root)
    beside = {title: _called(each.before, each.after) for title, each in _near(root).items()}
    assert beside == {"0": ["", "1"], "1": ["0", "3"], "3": ["1", "4"], "4": ["3", ""]}


def test_earlier_on_the_subject(tmp_path: Path) -> None:
    """Up to three of lower numbers that share tags, the rarest tag's first, and its newest; no translation of it."""
    tags = ["a", "a, b", "a", "b, c", "a", "a, c", "a, b, c", "d"]
    files = {f"content/{n}.md": _number(n, tags=f"[{said}]", published='"2024"') for n, said in enumerate(tags)}
    root = site(tmp_path, files)
    found = {title: _called(*each.earlier) for title, each in _near(root).items()}
    assert found == {
        "0": [],
        "1": ["0"],
        "2": ["1", "0"],
        "3": ["1"],
        "4": ["2", "1", "0"],
        "5": ["3", "4", "2"],
        "6": ["3", "1", "5"],
        "7": [],
    }
    write(root / "content/6.md", _number(6, tags="[a, b, c]", published='"2024"', language="de", translates="3.md"))
    (root / "content/5.md").unlink()
    clean(root)
    found = {title: _called(*each.earlier) for title, each in _near(root).items()}
    assert found["6"] == ["1", "4", "2"]


_TAGS = st.lists(st.sampled_from("abcd"), unique=True, max_size=3).map(lambda tags: f"[{', '.join(tags)}]")


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_TAGS, st.sampled_from(('"1999"', '"2024-10"', '"2024-11-01"'))), min_size=2, max_size=14))
def test_what_comes_later_changes_one_article(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str]]
) -> None:
    """A new article, whatever its tags and date, changes the page of the one before it, and of no other."""
    root = site(tmp_path_factory.mktemp("late"), {"content/first.md": article("First", tags="[a, b, c, d]")})
    clean(root)
    before = _near(root)
    for n, (tags, when) in enumerate(said):
        write(root / f"content/{n}.md", _number(n, tags=tags, published=when))
        after = _near(root)
        changed = {title for title in before if after[title] != before[title]}
        assert changed == {*_called(after[str(n)].before)}
        before = after


def test_a_key_covers_all_of_a_page(tmp_path: Path) -> None:
    """Whatever changes in what a file is made from, its key changes; and only then."""
    root = site(tmp_path, {"content/pages/about.md": article("About")})
    _many(root, *range(30), published='"2024-10"')
    _many(root, *range(30, 56), published='"2024-11"')
    before = laid_out(root)
    edits = {
        "text": _tagged(7).replace("Text of", "Another text of"),
        "title": _tagged(7).replace("Number", "Nummer"),
        "date": _tagged(7, published='"2024-11-03"'),
        "slug": _tagged(7, slug="seven"),
        "language": _tagged(7, language="de"),
        "tags": _number(7, tags="[other]"),
        "translation": _tagged(7, language="de", translates="008.md"),
        "correction": _tagged(7, correction="It was Tuesday."),
        "new": _tagged(99),
    }
    for what, said in edits.items():
        write(root / ("content/099.md" if what == "new" else "content/007.md"), said)
        after = laid_out(root)
        changed = {path for path in before.keys() & after.keys() if before[path][1] != after[path][1]}
        assert changed
        assert {path for path in changed if before[path][0] == after[path][0]} == set(), what
        keyed = {path for path in before.keys() & after.keys() if before[path][0] != after[path][0]}
        assert {path for path in keyed - changed if path.endswith(".html")} == set(), what
        before = after


# ── the menu ────────────────────────────────────────────────────────────────────────────────────


def _with_menu(tmp_path: Path, menu: str) -> Path:
    files = {
        "feedmill.toml": SETTINGS + f"menu = {menu}\n",
        "content/pages/about.md": article("About us"),
        "content/pages/law/imprint.md": article("Imprint", language="de"),
        "content/a.md": article("A", tags="[x, y]", published='"2024-10"'),
        "static/über uns.html": "<p>",
    }
    return site(tmp_path, files)


def _menu(root: Path) -> list[tuple[str, str]]:
    shown = page(root, "tags/x/index.html").partition("<nav")[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"[^>]*>(?:<bdi>)?([^<]+)', shown)[2:-1]  # between our own links


@pytest.mark.parametrize(
    ("said", "leads", "title"),
    [
        ('"law/imprint.md"', "../../imprint.html", "Imprint"),
        ('{ title = "T", to = "tags/y/" }', "../y/index.html", "T"),
        ('{ title = "T", to = "tags/y/index.html" }', "../y/index.html", "T"),
        ('{ title = "T", to = "archive/2024/" }', "../../archive/2024/index.html", "T"),
        ('{ title = "T", to = "about.html#who" }', "../../about.html#who", "T"),
        ('{ title = "T", to = "articles/a.html" }', "../../articles/a.html", "T"),
        ('{ title = "T", to = "/" }', "../../index.html", "T"),
        ('{ title = "T", to = "über uns.html" }', "../../%C3%BCber%20uns.html", "T"),
        ('{ title = "T", to = "feeds.opml" }', "../../feeds.opml", "T"),
        ('{ title = "T", to = "https://bücher.example/ä?q" }', "https://xn--bcher-kva.example/%C3%A4?q", "T"),
    ],
)
def test_the_menu_is_what_the_settings_say(tmp_path: Path, said: str, leads: str, title: str) -> None:
    """A plain page by its file, any page of the site, the user's own files, or a place elsewhere; in that order."""
    root = _with_menu(tmp_path, f'[{said}, "about.md"]')
    clean(root)
    assert _menu(root) == [(leads, title), ("../../about.html", "About us")]
    assert not dead_ends(root)
    assert not clean(root).written


def test_without_a_menu_every_plain_page_is_in_it(tmp_path: Path) -> None:
    """Where the settings say nothing, all plain pages stand there; the frame knows them all in any case."""
    root = _with_menu(tmp_path, "[]")
    clean(root)
    assert [title for _, title in _menu(root)] == ["About us", "Imprint"]
    write(root / "feedmill.toml", SETTINGS + 'menu = ["about.md"]\n')
    shells = {made.subject.shell.pages for _, made in laid_out(root).values() if isinstance(made.subject, ArticlePage)}
    assert [[label.name for label in pages] for pages in shells] == [["About us", "Imprint"]]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ('"abuot.md"', "content/pages/abuot.md is no plain page that is published; did you mean 'about.md'?"),
        ('"about"', "content/pages/about is no plain page that is published; did you mean 'about.md'?"),
        ('"privacy.md"', "content/pages/privacy.md is no plain page that is published; there are: about.md, law/imp"),
        ('{ title = "T", to = "tags/z/" }', "'tags/z/' is no page of this site; did you mean 'tags/"),
        ('{ title = "T", to = "archiv/" }', "'archiv/' is no page of this site; did you mean 'archive/'?"),
        ('{ title = "T", to = "/about.html" }', "'/about.html' is no page of this site; did you mean 'about.html'?"),
        ('{ title = "T", to = "../secret" }', "'../secret' is no page of this site; "),
        ('{ title = "T", to = "javascript:alert(1)" }', "'javascript:alert(1)' is no page of this site; write it like"),
    ],
)
def test_what_of_the_menu_leads_nowhere_is_told(tmp_path: Path, said: str, wrong: str) -> None:
    """It is a mistake of the settings, told with what is there; the rest of the menu stands, and no link is dead."""
    root = _with_menu(tmp_path, f'[{said}, "about.md"]')
    for _ in range(2):
        (line,) = told(build(root))
        assert line.startswith(f"feedmill.toml:5: menu: {wrong}")
        assert _menu(root) == [("../../about.html", "About us")]
        assert not dead_ends(root)
