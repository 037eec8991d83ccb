"""Bad input of every kind that was ever named: documents stay sound, the message has file and line, the rest is out."""

import json
import re
from pathlib import Path

import pytest
from lxml import etree

from feedmill import manifest
from feedmill.curate import curate
from feedmill.documents import Feed
from feedmill.layout import Press, lay_out
from feedmill.ledger import promise
from feedmill.model import Front, Manuscript, Reading
from feedmill.plans import Report
from feedmill.promises import Ledger
from feedmill.read import Desk
from feedmill.stock import stock, today
from feedmill.subscriber import NAMES, receive
from safety import faults
from sites import SETTINGS, article, build, clean, mistakes, page, run, site
from test_any_text import CONTROLS, assert_sound, entries, quoted

ID = "urn:test:bad"


def one(root: Path, text: str | bytes, **files: str | bytes) -> Report:
    """Build a site with one article at content/bad.md, among some that nothing is wrong with."""
    site(root, {**CONTROLS, "content/bad.md": text, **files})
    return build(root)


def titled(title: str, body: str = "Some text.") -> str:
    """Return an article with that title, in which every escape of YAML may stand."""
    return f"---\ntitle: {quoted(title)}\nid: {ID}\npublished: 2024-11-02\n---\n\n{body}\n"


def titles(root: Path) -> set[object]:
    """Return the titles of the article in all feeds of all formats."""
    return {title for title, *_ in entries(root)[ID]}


# ── titles ──────────────────────────────────────────────────────────────────────────────────────

TITLES = {
    "ten thousand characters": "Breaking news " * 714 + "1234",
    "ten thousand without a space": "x" * 10_000,
    "emoji": "👩‍👩‍👧‍👦 😀 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ✈️",
    "the end of a CDATA section": "]]>",
    "CDATA in CDATA": "<![CDATA[ ]]]]><![CDATA[> ]]>",
    "marks": "<b>& &amp; &lt;/title> \"'",
    "bidi controls that are closed": "a \u2067שלום\u2069 b \u202bעולם\u202c",
    "combining marks": "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f",
    "noncharacters": "a\ufdd0b\ufffec\U0001ffffd",
    "controls": "a\x00b\x07c\x1b[31md\x7fe\x85f",
    "line ends": "a\nb\r\nc\u2028d\u2029e",
}


@pytest.mark.parametrize("name", TITLES)
def test_a_title_of(name: str, tmp_path: Path) -> None:
    """Any text in which one sees something is a title, the same in every format; what no feed can carry is replaced."""
    report = one(tmp_path, titled(TITLES[name]))
    assert "content/bad.md" in assert_sound(tmp_path, report)
    assert not mistakes(report)
    (title,) = titles(tmp_path)
    clean_ = re.sub(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\U0001ffff]", "\ufffd", TITLES[name].replace("\r\n", "\n")
    )
    assert title == re.sub(r"[ \t\n]+", " ", clean_).strip(" ")


@pytest.mark.parametrize("title", ["", " ", "\t", "\u2003", "\u00a0", "\u3000\u2028"])
def test_a_title_of_nothing(title: str, tmp_path: Path) -> None:
    """Space alone is no title: told with its line, and everything else is published."""
    report = one(tmp_path, titled(title))
    assert_sound(tmp_path, report)
    assert [line for line in mistakes(report) if line.startswith("content/bad.md:2: 'title'")]


# ── surrogates ──────────────────────────────────────────────────────────────────────────────────

FIELDS = (
    "title",
    "summary",
    "tags",
    "authors",
    "slug",
    "language",
    "published",
    "updated",
    "id",
    "image",
    "enclosures",
)


@pytest.mark.parametrize("surrogate", ["\ud800", "\udc00\ud800"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_lone_surrogate_in(field: str, surrogate: str, tmp_path: Path) -> None:
    """As an escape of YAML, in any field: told with its line."""
    value = quoted(f"a{surrogate}b")
    front = {"title": '"T"', field: f"[{value}]" if field in {"tags", "authors", "enclosures"} else value}
    text = "---\nid: urn:test:bad\n" if field != "id" else "---\ndraft: false\n"
    text += "".join(f"{name}: {said}\n" for name, said in front.items()) + "---\n\nText.\n"
    report = one(tmp_path, text)
    assert "content/bad.md" not in assert_sound(tmp_path, report)
    line = text.split("\n").index(f"{field}: {front[field]}") + 1
    assert [each for each in mistakes(report) if each.startswith(f"content/bad.md:{line}: ")]


def test_a_surrogate_as_bytes(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are told with the line on which they stand."""
    report = one(tmp_path, titled("T", "First.\n\nAnd \ud83d here.").encode("utf-8", "surrogatepass"))
    assert_sound(tmp_path, report)
    assert [each.split(";")[0] for each in mistakes(report)] == ["content/bad.md:9: this is not UTF-8"]


def test_surrogates_in_the_text(tmp_path: Path) -> None:
    """As a reference of HTML it is no character, and U+FFFD stands for it."""
    report = one(tmp_path, titled("T", "A &#xD800; and &#55357;&#56832; and \\ud800."))
    assert "content/bad.md" in assert_sound(tmp_path, report)
    (content,) = {
        each.content
        for name in NAMES
        for each in receive(name, (tmp_path / "feeds" / name).read_bytes()).entries
        if each.id == ID
    }
    assert content == "<p>A \ufffd and \ufffd\ufffd and \\ud800.</p>"


@pytest.mark.parametrize("deep", ["1. " * 2000, "* " * 2000])
def test_lists_that_are_too_deep_are_told_with_their_line(deep: str, tmp_path: Path) -> None:
    """Markdown that nobody can follow: the line is where it is deepest."""
    report = one(tmp_path, titled("T", f"First.\n\n* a\n\n{deep}x\n\nLast."))
    assert_sound(tmp_path, report)
    wrong = "content/bad.md:11: lists or quotes are nested too deeply; write it flatter"
    assert mistakes(report) == [wrong]


# ── names that meet ─────────────────────────────────────────────────────────────────────────────


def test_tags_that_differ_by_case_are_one(tmp_path: Path) -> None:
    """In the spelling that was first; each article has it once, and its feed holds both."""
    files = {
        "content/a.md": article("A", tags="[Politik, politik, POLITIK]", published='"2024-01"'),
        "content/b.md": article("B", tags="[politik]", published='"2024-02"'),
    }
    clean(site(tmp_path, {**CONTROLS, **files}))
    assert faults(tmp_path / "feeds") == []
    assert {path.name for path in (tmp_path / "feeds/tags").iterdir() if path.is_dir()} == {"ok", "politik"}
    for name in NAMES:
        feed = receive(name, (tmp_path / "feeds/tags/politik" / name).read_bytes())
        assert [(each.title, each.tags) for each in feed.entries] == [("B", ("Politik",)), ("A", ("Politik",))]


def test_tags_that_slug_to_the_same_are_two(tmp_path: Path) -> None:
    """C, C++ and C# are three tags at three addresses, as are some of which nothing is left in an address."""
    names = ["C", "C++", "C#", "政治", "经济", "!", "?", "con", "\u200bx"]
    files = {f"content/t{n}.md": article(f"T{n}", tags=f"[{quoted(name)}]") for n, name in enumerate(names)}
    report = clean(site(tmp_path, {**CONTROLS, **files}))
    assert_sound(tmp_path, report)
    folders = [path for path in (tmp_path / "feeds/tags").iterdir() if path.is_dir()]
    assert len(folders) == len(names) + 1
    assert "con" not in {folder.name for folder in folders}
    for folder in folders:
        said = {receive(name, (folder / name).read_bytes()).entries[0].tags for name in NAMES}
        assert len(said) == 1


def test_two_articles_with_one_slug(tmp_path: Path) -> None:
    """Both newcomers are told by name and line; who had the address first keeps it."""
    files = {f"content/{name}.md": article(name, slug="same") for name in ("a", "b")}
    report = build(site(tmp_path, {**CONTROLS, **files}))
    assert_sound(tmp_path, report)
    assert mistakes(report) == [
        "content/a.md:3: its slug 'same' is that of content/b.md too; give each its own",
        "content/b.md:3: its slug 'same' is that of content/a.md too; give each its own",
    ]
    (tmp_path / "content/b.md").unlink()
    clean(tmp_path)
    (tmp_path / "content/b.md").write_text(files["content/b.md"])
    report = build(tmp_path)
    assert "content/a.md" in assert_sound(tmp_path, report)
    assert [each.split(";")[0] for each in mistakes(report)] == [
        "content/b.md:3: its slug 'same' belongs to content/a.md"
    ]


def test_two_articles_with_one_id(tmp_path: Path) -> None:
    """Both newcomers are told by name and line, as nobody can tell which is the copy."""
    files = {f"content/{name}.md": article(name, slug=name, id=ID) for name in ("a", "b")}
    report = build(site(tmp_path, {**CONTROLS, **files}))
    assert_sound(tmp_path, report)
    assert [each.split(";")[0] for each in mistakes(report)] == [
        "content/a.md:4: its id is that of content/b.md too",
        "content/b.md:4: its id is that of content/a.md too",
    ]


# ── addresses of people ──

PLACES = {
    'a"><script>1</script>': "a%22%3E%3Cscript%3E1%3C/script%3E",
    "a b": "a%20b",
    "a\x00b": "a%EF%BF%BDb",
    "ä/%20?q=1&r=[2]#x": "%C3%A4/%20?q=1&r=[2]#x",
    "a\u202eb": "a%E2%80%AEb",
}


@pytest.mark.parametrize("said", PLACES)
def test_an_address_of_a_person(said: str, tmp_path: Path) -> None:
    """Whatever stands in it, it is an address in every document, and the same one."""
    text = (
        f"---\ntitle: T\nid: {ID}\nauthors: [{{name: Ada, url: {quoted('https://a.example/' + said)}}}]\n---\n\nText.\n"
    )
    report = one(tmp_path, text)
    assert not mistakes(report)
    assert "content/bad.md" in assert_sound(tmp_path, report)
    expected = f"https://a.example/{PLACES[said]}"
    root = etree.fromstring((tmp_path / "feeds/atom.xml").read_bytes())
    assert [each.text for each in root.iter("{*}uri")] == [expected]
    items = json.loads((tmp_path / "feeds/feed.json").read_bytes())["items"]
    assert [who["url"] for item in items for who in item.get("authors", ()) if "url" in who] == [expected]


# ── enclosures ──────────────────────────────────────────────────────────────────────────────────

ENCLOSURES = {
    "missing": ("nothing.mp3", "enclosures: 'nothing.mp3' names no file"),
    "empty": ("empty.mp3", "enclosures: 'empty.mp3' is empty"),
    "outside": ("../../etc/passwd", "enclosures: '../../etc/passwd' leads out of content/"),
    "elsewhere": ("https://example.com/a.mp3", "enclosures: 'https://example.com/a.mp3' is an address"),
    "a folder": ("folder", "enclosures: 'folder' names no file"),
    "an article": ("control-0.md", "enclosures: 'control-0.md' names no file"),
}


@pytest.mark.parametrize("name", ENCLOSURES)
def test_an_enclosure_that_is(name: str, tmp_path: Path) -> None:
    """Told with its line; the article is out without it, as no reader must be sent to a file that is not there."""
    said, wrong = ENCLOSURES[name]
    text = f"---\ntitle: T\nid: {ID}\nenclosures: [{said}, good.mp3]\n---\n\nText.\n"
    more = {"content/empty.mp3": b"", "content/good.mp3": b"ID3", "content/folder/x.mp3": b"ID3"}
    report = one(tmp_path, text, **more)
    assert "content/bad.md" in assert_sound(tmp_path, report)
    assert [each.split(";")[0] for each in mistakes(report)] == [f"content/bad.md:4: {wrong}"]
    for feed in NAMES:
        (entry,) = (e for e in receive(feed, (tmp_path / "feeds" / feed).read_bytes()).entries if e.id == ID)
        assert [(file.url.rsplit("/", 1)[-1], file.type, file.length) for file in entry.enclosures] == [
            ("good.mp3", "audio/mpeg", 3)
        ]


# ── sizes ───────────────────────────────────────────────────────────────────────────────────────


def test_an_article_of_five_megabytes(tmp_path: Path) -> None:
    """It is published whole, in every format, and the others with it."""
    line = "A hundred letters of plain text, as most of a long report is, one paragraph after another, to its end.\n\n"
    marked = "Some **marks** and [a link](https://example.org/).\n\n"
    body = (line * 49 + marked) * (5_000_000 // len(line) // 49)
    report = one(tmp_path, titled("Large", body))
    assert not mistakes(report)
    root = etree.fromstring((tmp_path / "feeds/atom.xml").read_bytes(), etree.XMLParser(huge_tree=True))
    assert max(len(each.text or "") for each in root.iter("{*}content")) > len(body)
    items = json.loads((tmp_path / "feeds/feed.json").read_bytes())["items"]
    assert len(items) == len(CONTROLS) + 1
    assert max(item["content_html"].count("<p>") for item in items) == body.count("\n\n")
    assert page(tmp_path, "articles/large.html").count('https://example.org/">a link') == body.count("**") // 2
    assert len(receive("rss.xml", (tmp_path / "feeds/rss.xml").read_bytes()).entries) == len(CONTROLS) + 1


@pytest.mark.parametrize("count", [0, 1, 50, 51])
def test_a_site_of_few_articles(count: int, tmp_path: Path) -> None:
    """None, one, as many as a feed has entries, and one more: every document is sound."""
    clean(site(tmp_path, {f"content/{n}.md": article(f"T{n}", published='"2024-01"') for n in range(count)}))
    assert faults(tmp_path / "feeds") == []
    for name in NAMES:
        assert len(receive(name, (tmp_path / "feeds" / name).read_bytes()).entries) == count


def test_a_site_of_a_hundred_thousand_articles(tmp_path: Path) -> None:
    """Through the stages that decide: every article is on one page, in one document of the site's, in order."""
    count = 100_000
    site(tmp_path, {"feedmill.toml": SETTINGS})
    fronts = (
        Front(title=f"T {n}", id=f"urn:t:{n}", published=f"{1990 + n % 34}-{n % 12 + 1:02}", tags=(f"t{n % 500}",))
        for n in range(count)
    )
    articles = tuple(
        Manuscript(f"content/{n}.md", f"{n:064x}", front, Reading(front, 1000)) for n, front in enumerate(fronts)
    )
    there = frozenset(each.path for each in articles)
    desk = Desk(articles=articles, pages=(), broken=frozenset(), there=there, files={}, edited=(), problems=())
    wish = run(tmp_path)
    kept = promise(desk.articles, Ledger(), today(wish, desk))
    edition, problems = curate(stock(wish, desk, kept, {}), kept.ledger, wish.site)
    waves, taken = lay_out(edition, Press(wish.site, "", "", (), {}, {}, manifest.FILE))
    assert not (*kept.problems, *problems, *taken)
    outputs = {output.path: output.recipe().subject for wave in waves for output in wave}
    assert sum(len(wave) for wave in waves) == len(outputs)
    assert sum(path.startswith("articles/") for path in outputs) == count
    sealed = (count - 51) // 50
    for name in NAMES:
        feeds = [outputs[name], *(outputs[f"history/{n}/{name}"] for n in range(1, sealed + 1))]
        held = [entry.meta.id for feed in feeds if isinstance(feed, Feed) for entry in feed.entries]
        assert len(held) == len(set(held)) == count
        assert f"history/{sealed + 1}/{name}" not in outputs
    assert {path for path in outputs if path.startswith("sitemap")} == {
        "sitemap.xml",
        *(f"sitemap-{n}.xml" for n in (1, 2, 3)),
    }
