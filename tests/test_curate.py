"""curate: what articles name leads where it should or is a mistake with its line; order, windows and history hold."""

from pathlib import Path
from random import Random
from shutil import copyfile, copytree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmill.curate import links
from feedmill.curate.links import Place
from feedmill.model import File
from feedmill.sheets import ArticlePage
from sites import (
    BASE,
    PIXEL,
    SETTINGS,
    Files,
    article,
    build,
    clean,
    dead_ends,
    laid_out,
    mistakes,
    page,
    published,
    site,
    told,
    tree,
    write,
)


def _one(tmp_path: Path, body: str, **files: str) -> Path:
    """Return a site with one article that has this text, among others to name."""
    return site(
        tmp_path,
        {
            "content/below/one.md": article("One", body, published='"2024-01"'),
            "content/two.md": article("Two", "## A part\n\nText.", slug="zwei", published='"2024-02"'),
            "content/draft.md": article("A draft", draft="true"),
            "content/later.md": article("To come", published='"2031"'),
            "content/pages/about.md": article("About us"),
            "content/below/pics/a.png": PIXEL,
            "content/below/.secret.png": b"x",
            "content/.hidden/b.png": b"x",
            "outside.png": b"x",
            "seeds/note.txt": " date 2024-10 \n\nThe quick brown fox jumps over the lazy dog near the river bank.\n",
            **files,
        },
    )


def _content(root: Path, title: str) -> str:
    entries = feedparser.parse(page(root, "atom.xml")).entries
    return str(next(entry.content[0].value for entry in entries if entry.title == title))


# ── links ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ("../two.md", "articles/zwei.html"),
        ("../two.md#a-part", "articles/zwei.html#a-part"),
        ("/two.md", "articles/zwei.html"),
        ("../below/../two.md", "articles/zwei.html"),
        ("../pages/about.md", "about.html"),
        ("pics/a.png", "media/below/pics/a.png"),
        ("./pics/../pics/a.png", "media/below/pics/a.png"),
        ("/below/pics/a.png", "media/below/pics/a.png"),
        ("pics/a.png?size=2#x", "media/below/pics/a.png"),
    ],
)
def test_a_link_leads_where_its_author_meant(tmp_path: Path, said: str, leads: str) -> None:
    """A link to a file beside an article is relative on the page and absolute in feeds, and what it names is there."""
    root = _one(tmp_path, f"[See]({said})")
    clean(root)
    assert f'href="../{leads}"' in page(root, "articles/one.html")
    assert f'href="{BASE}{leads}"' in _content(root, "One")
    assert (root / "feeds" / leads.partition("#")[0]).exists()
    assert not dead_ends(root)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("../../outside.png", "leads out of content/"),
        ("../../../../../etc/passwd", "leads out of content/"),
        ("..%2f..%2foutside.png", "leads out of content/"),
        ("%2e%2e/%2e%2e/outside.png", "leads out of content/"),
        ("a\\b.png", "leads out of content/"),
        ("/../outside.png", "leads out of content/"),
        ("a%00.png", "leads out of content/"),
        (".secret.png", "leads out of content/"),
        ("../.hidden/b.png", "leads out of content/"),
        ("../ledger.jsonl", "names no file"),
        ("../../seeds/note.txt", "leads out of content/"),
        ("nowhere.png", "names no file"),
        ("pics", "names no file"),
        ("pics/", "names no file"),
        ("../draft.md", "names an article that is not published"),
        ("../later.md", "names an article that is not published"),
        ("link.png", "names no file"),
        ("folder-link/a.png", "names no file"),
    ],
)
def test_what_must_not_go_out_is_refused(tmp_path: Path, said: str, wrong: str) -> None:
    """What leads out, is hidden, linked, unpublished or missing is a mistake with its line; the rest stays."""
    root = _one(tmp_path, f"First.\n\nThen ![text]({said}) after.")
    (root / "content/below/link.png").symlink_to(root / "outside.png")
    (root / "content/below/folder-link").symlink_to(root / "content/below/pics")
    report = build(root)
    assert len(mistakes(report)) == 1
    assert mistakes(report)[0].startswith("content/below/one.md:8: ")
    assert wrong in mistakes(report)[0]
    assert "After" in page(root, "articles/one.html").title()
    assert not [path for path in published(root) if path.startswith("feeds/media")]
    assert not dead_ends(root)


@pytest.mark.parametrize(
    "name",
    [
        "a b.png",
        "ümlaut.png",
        "100%.png",
        "50%25.png",
        "a&b.png",
        "日本.png",
        "semi;colon.png",
        "a'b.png",
        "a+b=c,d.png",
        "x#y.png",
        "x?y.png",
    ],
)
def test_names_may_hold_any_letter(tmp_path: Path, name: str) -> None:
    """A picture whose name has spaces, umlauts or percent signs is published, and its address is ASCII."""
    from urllib.parse import quote

    root = site(
        tmp_path,
        {
            "content/one.md": article("One", f"![A](<{quote(name)}>)", image=f'"{name}"'),
            f"content/{name}": PIXEL,
        },
    )
    clean(root)
    assert (root / "feeds/media" / name).read_bytes() == PIXEL
    assert f'src="{BASE}media/{quote(name)}"'.replace("'", "&#39;") in _content(root, "One").replace("'", "&#39;")
    assert page(root, "rss.xml").isascii() or name not in page(root, "rss.xml")
    assert not dead_ends(root)


def test_a_name_is_found_however_it_is_spelled(tmp_path: Path) -> None:
    """A name is found in another normal form or case than the file's, as on a Mac; the file's own counts."""
    root = site(
        tmp_path,
        {
            "content/one.md": article("One", "![A](B%C3%A4r.PNG) ![B](Photo.jpg) [c](TWO.md)"),
            "content/two.md": article("Two"),
            "content/ba\u0308r.png": b"1",
            "content/photo.JPG": b"2",
        },
    )
    clean(root)
    assert {path for path in published(root) if "media" in path} == {
        "feeds/media/ba\u0308r.png",
        "feeds/media/photo.JPG",
    }
    assert "articles/two.html" in _content(root, "One")
    assert not dead_ends(root)


_NAME = st.text("ab.%/\\ #?ä-2eéF", max_size=12)


@given(_NAME, _NAME)
def test_no_name_leads_out(folder: str, named: str) -> None:
    """Whatever is named from wherever: what it leads to lies inside content/, in no hidden folder."""
    found = links.target(f"content/{folder}/one.md", named)
    parts = found.split("/")
    assert not found or (parts[0] == "content" and len(parts) > 1)
    assert not any(part.startswith(".") for part in parts)


@given(st.text(st.characters(codec="utf-8", exclude_characters="/\\\x00", exclude_categories=["Cc"]), min_size=1))
def test_every_name_is_found_in_its_encoded_form(name: str) -> None:
    """A file of any name is found by its percent-encoded name, and its address is ASCII and leads back to it."""
    from urllib.parse import quote, unquote

    path = f"content/{name}"
    if name.startswith("."):
        return
    address, problem = links.resolve("content/a.md", (quote(name), 1), Place({}, frozenset(), {path: File(1)}))
    assert problem is None
    assert address.isascii()
    assert "content/" + unquote(address.removeprefix("media/")) == path


def test_a_renamed_target_is_followed(tmp_path: Path) -> None:
    """When the article that a link names gets another slug, the link leads to the new address."""
    root = _one(tmp_path, "[See](../two.md)")
    clean(root)
    write(root / "content/two.md", article("Two", slug="deux", published='"2024-02"'))
    clean(root)
    assert 'href="../articles/deux.html"' in page(root, "articles/one.html")
    assert "zwei.html" not in page(root, "rss.xml")
    assert 'url=deux.html"' in page(root, "articles/zwei.html").replace("0; ", "").replace("../articles/", "")


def test_two_mistakes_have_their_own_lines(tmp_path: Path) -> None:
    """Each thing that is named and missing is told with the line on which it stands."""
    root = _one(tmp_path, "[a](a.md)\n\n[b](b.md) [c](c.png)")
    places = [line.split(": ")[0] for line in mistakes(build(root))]
    assert places == ["content/below/one.md:6", "content/below/one.md:8", "content/below/one.md:8"]


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("[x](../tow.md)", "there is no content/tow.md; did you mean '../two.md'?"),
        ("[x](two.md)", "there is no content/below/two.md; did you mean '../two.md'?"),
        ("![x](a.png)", "there is no content/below/a.png; did you mean 'pics/a.png'?"),
        ("![x](pics/a.jpg)", "there is no content/below/pics/a.jpg; did you mean 'pics/a.png'?"),
        ("[x](one.markdown)", "there is no content/below/one.markdown"),
        ("[x](zzz.md)", "there is no content/below/zzz.md"),
    ],
)
def test_what_was_meant_is_guessed(tmp_path: Path, said: str, hint: str) -> None:
    """A file of that name elsewhere, or one of nearly that name beside it; never the file that names it."""
    root = _one(tmp_path, said)
    (line,) = told(build(root))
    assert line.endswith(f"; {hint}")


# ── pictures and enclosures of the front matter ─────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("image", "../../outside.png"),
        ("image", "nowhere.png"),
        ("image", "{src: .secret.png, alt: x}"),
        ("image", "empty.png"),
        ("image", "link.png"),
        ("enclosures", "[../../../feedmill.toml]"),
        ("enclosures", "[empty.png]"),
        ("enclosures", "[link.png]"),
    ],
)
def test_files_of_the_front_matter_must_be_there(tmp_path: Path, field: str, value: str) -> None:
    """A file that leads out, is hidden, linked, empty or missing is a mistake; the article is published."""
    root = _one(tmp_path, "Text.", **{"content/below/empty.png": ""})
    (root / "content/below/link.png").symlink_to(root / "outside.png")
    write(root / "content/below/one.md", article("One", **{field: value}))
    report = build(root)
    assert len(mistakes(report)) == 1
    assert mistakes(report)[0].startswith(f"content/below/one.md:3: {field}: ")
    assert report.articles == 3
    assert not [path for path in published(root) if path.startswith("feeds/media")]


def test_an_enclosure_is_measured(tmp_path: Path) -> None:
    """Type and length of an enclosure are those of its bytes, in every feed, and follow them."""
    root = _one(tmp_path, "Text.", **{"content/below/talk.mp3": "x" * 1234})
    write(root / "content/below/one.md", article("One", enclosures="[talk.mp3]"))
    clean(root)
    link = feedparser.parse(page(root, "rss.xml")).entries[0].enclosures[0]
    assert (link.href, link.type, link.length) == (f"{BASE}media/below/talk.mp3", "audio/mpeg", "1234")
    write(root / "content/below/talk.mp3", "y" * 99)
    clean(root)
    assert feedparser.parse(page(root, "atom.xml")).entries[0].enclosures[0].length == "99"


# ── collections ─────────────────────────────────────────────────────────────────────────────────


def test_spellings_of_a_tag_are_one_tag(tmp_path: Path) -> None:
    """Tags that differ in case or space are one collection, named as it first was; an article stands there once."""
    root = site(
        tmp_path,
        {
            "content/a.md": article("A", tags='["Open  Data", "open data", OPEN DATA]', published='"2024-01"'),
            "content/b.md": article("B", tags="[open data]", published='"2024-02"'),
        },
    )
    clean(root)
    assert [path.name for path in sorted((root / "feeds/tags").iterdir())] == ["index.html", "open-data"]
    assert [entry.title for entry in feedparser.parse(page(root, "tags/open-data/rss.xml")).entries] == ["B", "A"]


def test_names_that_would_share_an_address_do_not(tmp_path: Path) -> None:
    """C, C++ and C# each have a folder of their own, and keep it."""
    root = site(tmp_path, {"content/a.md": article("A", tags='[C, "C++", "C#", "日本", "!!!"]')})
    clean(root)
    folders = {path.name for path in (root / "feeds/tags").iterdir()} - {"index.html"}
    assert len(folders) == 5
    write(root / "content/b.md", article("B", tags='["c", "C--"]'))
    clean(root)
    assert folders < {path.name for path in (root / "feeds/tags").iterdir()}
    assert not dead_ends(root)


def test_a_collection_that_was_published_keeps_answering(tmp_path: Path) -> None:
    """A tag that no article has any more is still there, with valid feeds and no entries."""
    root = site(tmp_path, {"content/a.md": article("A", tags="[gone]"), "content/b.md": article("B")})
    clean(root)
    write(root / "content/a.md", article("A"))
    clean(root)
    for name in ("rss.xml", "atom.xml"):
        feed = feedparser.parse(page(root, f"tags/gone/{name}"))
        assert not feed.bozo
        assert feed.entries == []
    assert (root / "feeds/tags/gone/index.html").exists()
    assert not dead_ends(root)


def test_an_authors_address_is_one_that_feeds_can_name(tmp_path: Path) -> None:
    """Letters and quotes in it are encoded, as in links: what a browser would open is what every format says."""
    people = """[{ name: "A", url: 'https://bücher.example/ä?b="c"' }]"""
    root = site(tmp_path, {"content/one.md": article("One", authors=people)})
    clean(root)
    address = "https://xn--bcher-kva.example/%C3%A4?b=%22c%22"
    assert f"<uri>{address}</uri>" in page(root, "atom.xml")
    assert f'"url": "{address}"' in page(root, "feed.json")


def test_letters_that_no_feed_can_hold_harm_nothing(tmp_path: Path) -> None:
    """Controls in titles, tags and names, which YAML can spell, come out as replacements in well-formed documents."""
    front = {"tags": '["a\\0b", "\\x07"]', "authors": '["A\\x01n"]', "summary": '"s\\x02"', "published": '"2024"'}
    root = site(tmp_path, {"content/a.md": article("T\\x03", **front), "content/b.md": article("B", authors="[Other]")})
    report = build(root)
    assert report.articles == 2
    for path in (root / "feeds").rglob("*.xml"):
        assert not feedparser.parse(path.read_bytes()).bozo, path
    assert not any(letter in page(root, "index.html") for letter in "\x00\x01\x02\x03\x07")
    entries = {entry.title: entry for entry in feedparser.parse(page(root, "rss.xml")).entries}
    assert len(entries["T\ufffd"].tags) == 2
    assert {len(feedparser.parse(path.read_bytes()).entries) for path in (root / "feeds/tags").rglob("rss.xml")} == {1}


def test_order_is_total(tmp_path: Path) -> None:
    """Articles of one day have instants of their own, so the order is the same in every format and on the page."""
    root = site(tmp_path, {f"content/{n}.md": article(f"Number {n}", published='"2024-10"') for n in range(9)})
    clean(root)
    orders = [[entry.title for entry in feedparser.parse(page(root, name)).entries] for name in ("rss.xml", "atom.xml")]
    assert orders[0] == orders[1] == [f"Number {n}" for n in reversed(range(9))]
    instants = [entry.published for entry in feedparser.parse(page(root, "atom.xml")).entries]
    assert len(set(instants)) == 9
    assert all(instant.startswith("2024-10-01T12:00:0") for instant in instants)


def test_pages_that_want_one_address(tmp_path: Path) -> None:
    """Two plain pages for one address, or one for an address of ours, are mistakes; the first is published."""
    root = site(
        tmp_path,
        {
            "content/pages/a/about.md": article("First"),
            "content/pages/b/about.md": article("Second"),
            "content/pages/index.md": article("Index"),
            "content/pages/x.md": article("X", slug="subscribe"),
        },
    )
    report = build(root)
    assert [line.split(":")[0] for line in mistakes(report)] == [
        "content/pages/b/about.md",
        "content/pages/index.md",
        "content/pages/x.md",
    ]
    assert "First" in page(root, "about.html")


def test_a_draft_of_a_page_is_not_published(tmp_path: Path) -> None:
    """A plain page that is a draft has no address, and a link to it is a mistake."""
    root = site(
        tmp_path, {"content/pages/p.md": article("Plan", draft="true"), "content/a.md": article("A", "[p](pages/p.md)")}
    )
    report = build(root)
    assert [line.split(";")[0] for line in told(report)] == [
        "content/a.md:5: 'pages/p.md' names an article that is not published"
    ]
    assert not (root / "feeds/p.html").exists()


# ── translations and corrections ────────────────────────────────────────────────────────────────


def _tongues(root: Path) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what the page of each article says of its translations, as far as there are any."""
    shown = (made.subject for _, made in laid_out(root).values() if isinstance(made.subject, ArticlePage))
    return {each.entry.meta.title: each.translations for each in shown if each.translations}


def _world(tmp_path: Path, more: Files | None = None) -> Path:
    """Return a site with an article, a translation of it and a translation of that."""
    return site(
        tmp_path,
        {
            "content/en.md": article("Water", "Text.", published='"2024-01"'),
            "content/de/wasser.md": article("Wasser", language="de", translates="../en.md", published='"2024-02"'),
            "content/eau.md": article("Eau", language="fr", translates="/de/wasser.md", published='"2024-03"'),
            "content/alone.md": article("Alone", published='"2024-04"'),
            **(more or {}),
        },
    )


_THREE = (("en", "articles/water.html"), ("de", "articles/wasser.html"), ("fr", "articles/eau.html"))


def test_every_translation_names_all_of_them(tmp_path: Path) -> None:
    """Original, translation and the translation of that each lead to all three; one that goes, goes from each."""
    root = _world(tmp_path)
    clean(root)
    assert _tongues(root) == dict.fromkeys(("Water", "Wasser", "Eau"), _THREE)
    (root / "content/de/wasser.md").unlink()
    report = build(root)
    assert told(report) == [
        "content/eau.md:4: translates: '/de/wasser.md' names no file; there is no content/de/wasser.md"
    ]
    assert _tongues(root) == {}


def test_two_that_name_each_other_belong_together(tmp_path: Path) -> None:
    """An original may name its translation too."""
    root = _world(tmp_path)
    write(root / "content/en.md", article("Water", translates="eau.md", published='"2024-01"'))
    clean(root)
    assert _tongues(root) == dict.fromkeys(("Water", "Wasser", "Eau"), _THREE)


@pytest.mark.parametrize(
    ("said", "language", "wrong"),
    [
        ("nowhere.md", "it", "'nowhere.md' names no file; there is no content/nowhere.md"),
        ("es.md", "it", "'es.md' is this very article; name the one that it was translated from"),
        ("e.md", "it", "'e.md' names no file; there is no content/e.md; did you mean 'en.md'?"),
        ("wasser.md", "it", "'wasser.md' names no file; there is no content/wasser.md; did you mean 'de/wasser.md'?"),
        ("en.md", "EN", "'en.md' is in the same language (en); say the language of each of the two"),
        (
            "alone.md",
            "en",
            "'alone.md' is in the same language (en); say the language of each of the two",
        ),
        (
            "eau.md",
            "de",
            "content/es.md and content/de/wasser.md would be two translations into one language (de); say which one",
        ),
        ("draft.md", "it", "'draft.md' names an article that is not published; publish it, or take the link out"),
        ("pages/about.md", "it", "'pages/about.md' is no article; name the file of the article that it was translated"),
        ("a.png", "it", "'a.png' is no article; name the file of the article that it was translated from"),
        ("https://a.example/en.md", "it", "'https://a.example/en.md' is no article; name the file of the article"),
        ("../feedmill.toml", "it", "'../feedmill.toml' leads out of content/; name a file inside content/"),
    ],
)
def test_what_is_no_original_is_a_mistake(tmp_path: Path, said: str, language: str, wrong: str) -> None:
    """It is told with its line and what would be right, by each build; the article is published without it."""
    files: dict[str, str | bytes] = {
        "content/es.md": article("Agua", language=language, translates=said, published='"2024-05"'),
        "content/draft.md": article("A draft", draft="true"),
        "content/pages/about.md": article("About us"),
        "content/a.png": PIXEL,
    }
    root = _world(tmp_path, files)
    for _ in range(2):
        report = build(root)
        assert len(told(report)) == 1
        assert told(report)[0].startswith(f"content/es.md:4: translates: {wrong}")
        assert _tongues(root) == dict.fromkeys(("Water", "Wasser", "Eau"), _THREE)
        assert report.articles == 5
    write(root / "content/es.md", article("Agua", language="es", translates="en.md", published='"2024-05"'))
    clean(root)
    assert len(_tongues(root)["Agua"]) == 4


def test_what_another_file_says_is_found_out_again(tmp_path: Path) -> None:
    """A translation whose original takes its language is a mistake then, though nobody touched its own file."""
    root = _world(tmp_path)
    clean(root)
    clean(root)
    write(root / "content/en.md", article("Water", "Text.", language="fr", published='"2024-01"'))
    assert [line.split(" would be ")[0] for line in told(build(root))] == [
        "content/eau.md:4: translates: content/eau.md and content/en.md"
    ]
    write(root / "content/en.md", article("Water", "Text.", slug="aqua", published='"2024-01"'))
    clean(root)
    assert {pair for pairs in _tongues(root).values() for pair in pairs} >= {("en", "articles/aqua.html")}


def test_a_correction_is_known(tmp_path: Path) -> None:
    """What an author says was put right reaches the page of the article, in one line."""
    root = site(tmp_path, {"content/a.md": article("A", correction='"It was\\n  Tuesday."')})
    clean(root)
    (shown,) = (made.subject for _, made in laid_out(root).values() if isinstance(made.subject, ArticlePage))
    assert shown.entry.meta.correction == "It was Tuesday."


@pytest.mark.parametrize("seed", range(3))
def test_what_is_remembered_is_what_would_be_found_out(tmp_path: Path, seed: int) -> None:
    """However translations, tags, languages and the menu change, builds give and tell what those without memory do."""
    chance = Random(seed)
    names = ("a.md", "b.md", "c.md", "below/d.md", "e.md")
    root = site(tmp_path / "site", {"content/pages/p.md": article("P"), "content/rest.md": article("Rest", tags="[x]")})
    for step in range(14):
        path = root / "content" / chance.choice(names)
        if chance.random() < 0.15 and path.exists():
            path.unlink()
        else:
            write(path, _any_article(path.name, names, chance))
        if step % 4 == 3:
            menu = chance.choice(("", 'menu = ["p.md", "q.md"]\n', 'menu = [{ title = "X", to = "tags/y/" }]\n'))
            write(root / "feedmill.toml", SETTINGS + menu)
        report = build(root, accept_deletions=True)
        fresh = tmp_path / f"fresh-{step}"
        for each in ("content", "feedmill.toml"):
            (copytree if (root / each).is_dir() else copyfile)(root / each, _made(fresh) / each)
        assert told(build(fresh)) == told(report)
        assert tree(fresh, "feeds") == tree(root, "feeds")


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _any_article(title: str, names: tuple[str, ...], chance: Random) -> str:
    front = {"language": chance.choice(("en", "de", "fr", "pt")), "published": '"2024-10"'}
    front["tags"] = f"[{', '.join(chance.sample('xyz', chance.randrange(4)))}]"
    if chance.random() < 0.7:
        front["translates"] = chance.choice((*names, "../a.md", "pages/p.md"))
    if chance.random() < 0.1:
        front["draft"] = "true"
    return article(f"{title} {chance.randrange(3)}", "[a](/a.md)" if chance.random() < 0.3 else "Text.", **front)
