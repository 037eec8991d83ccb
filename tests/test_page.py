"""Pages are valid HTML, speak every language its own way, work under any sub-path, and hold no code."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import feedmill
from feedmill import press, text
from feedmill.documents import Asset, Recipe
from feedmill.editions import Collection, PlainPage
from feedmill.formats import page
from feedmill.model import Enclosure, Entry, Label, Meta, Moment, Picture
from feedmill.settings import Person, Site
from feedmill.sheets import (
    ArchivePage,
    ArticlePage,
    CollectionsPage,
    FeedLink,
    Line,
    ListPage,
    MissingPage,
    MonthPage,
    NumberedPage,
    Page,
    RedirectPage,
    SearchPage,
    Shell,
    SubscribePage,
    TextPage,
    WithdrawnPage,
    YearsPage,
)

THEME = Path(feedmill.__file__).parent / "theme"
BASE = "https://example.org/paper/"
AT = datetime(2024, 10, 1, 12, tzinfo=UTC)
SITE = Site(title="Weltblatt", description="Täglich", base_url=BASE, language="de", timezone="Europe/Berlin")
ARABIC = replace(SITE, title="الميزان", language="ar")
POLITICS, ANNA = Label("Politik", "tags/politik/index.html"), Label("Anna", "authors/anna/index.html")
ARABIC_TONGUE = Label("ar", "languages/ar/index.html")
YEARS = ((2024, "archive/2024/index.html", 1234), (0, "archive/undated/index.html", 1))
MONTH = "archive/2024/10/index.html"
HOSTILE = "</title><script>alert('1')</script>\" onclick=\"x & {{ site }} <b>"


def feeds(folder: str = "") -> tuple[FeedLink, ...]:
    """Return the three feeds of a folder."""
    return (
        FeedLink("Weltblatt", f"{folder}rss.xml", "rss"),
        FeedLink("Weltblatt", f"{folder}atom.xml", "atom"),
        FeedLink("Weltblatt", f"{folder}feed.json", "json"),
    )


META = Meta(
    id="urn:uuid:1",
    number=1,
    path="content/a.md",
    digest="",
    size=1,
    address="articles/a.html",
    title="Ein Leuchtturm wird dunkel.",
    published=Moment("2024-10", AT),
    updated=Moment("2024-10", AT),
    language="de",
    summary="Ein Leuchtturm wird dunkel. Der letzte Wärter gibt den Schlüssel ab.",
    authors=(ANNA, Label("Redaktion")),
    people=(),
    tags=(POLITICS,),
    image=Picture("media/turm.jpg", "Ein Turm"),
    enclosures=(Enclosure("media/folge%201.mp3", "audio/mpeg", 12_345_678),),
    links=(),
)
OTHER = replace(META, address="articles/b.html", title="منارة تنطفئ", summary="سلم الحارس", language="ar", image=None)
BODY = f"<p>{META.summary}</p><h2 id='main'>Topics</h2><p>Mehr.</p>"


def shell(address: str, site: Site = SITE, language: str = "") -> Shell:
    """Return the frame of a page."""
    return Shell(
        site=site,
        address=address,
        description="Worum es geht",
        language=language or site.language,
        feeds=feeds(),
        menu=(Label("Über uns", "about.html"), Label("Verlag", "https://example.net/?a=1&b=2")),
        pages=(Label("Über uns", "about.html"),),
        icons=("assets/icon.svg", "assets/icon.png"),
        sections=("tags", "languages"),
    )


def collection(kind: str, label: Label, *window: Meta) -> Collection:
    """Return a collection with these newest articles."""
    found = Collection(
        kind="", name=label.name, folder="", id="urn:x", language="de", updated=AT, size=1234, window=window
    )
    folder = label.address.removesuffix("index.html")
    return replace(found, kind=kind, folder=folder, size=len(window) and found.size)


def article(meta: Meta = META, html: str = BODY, site: Site = SITE) -> ArticlePage:
    """Return the page of one article."""
    return ArticlePage(shell(meta.address, site, meta.language), Entry(meta, html))


def line(meta: Meta) -> Line:
    """Return as much of an article as stands in a list of all."""
    return Line(meta.address, meta.title, meta.published, meta.language)


def front(*window: Meta, site: Site = SITE) -> ListPage:
    """Return the front page."""
    return ListPage(shell("index.html", site), collection("", Label(site.title, "index.html"), *window), (POLITICS,))


FULL = ArticlePage(
    shell(META.address),
    Entry(
        replace(
            META,
            people=(Person("Anna", "https://www.example.org/anna?a=1&b=2"), Person("Redaktion")),
            image=Picture("media/turm.jpg", "Ein Turm", 1600, 900),
            correction="Der Turm ist 30 & nicht 40 Meter <hoch>.",
            updated=Moment("2024-11-02", AT),
        ),
        BODY,
    ),
    before=line(OTHER),
    after=line(replace(META, address="articles/c.html", title="Was danach kam")),
    earlier=(line(OTHER), line(replace(META, address="articles/d.html", title="Früher"))),
    translations=(("ar", OTHER.address), ("de", META.address)),
)
PAGES: tuple[Page, ...] = (
    FULL,
    article(),
    article(OTHER),
    article(OTHER, site=ARABIC),
    front(META, OTHER, replace(META, published=Moment("", AT))),
    front(),
    front(OTHER, site=ARABIC),
    ListPage(shell(POLITICS.address), collection("tags", POLITICS, META), (POLITICS,), 25),
    ListPage(shell(ARABIC_TONGUE.address), collection("languages", ARABIC_TONGUE, OTHER), ()),
    CollectionsPage(shell("tags/index.html"), "tags", ((POLITICS, 1234),)),
    CollectionsPage(shell("tags/index.html"), "tags", ((POLITICS, 1234),), (Label("Politik", "tags/1.html"),)),
    CollectionsPage(shell("tags/1.html"), "tags", ((POLITICS, 1234),)),
    CollectionsPage(shell("languages/index.html"), "languages", ((ARABIC_TONGUE, 1),)),
    ArchivePage(shell(YEARS[0][1]), 2024, ((10, (line(META), line(OTHER))), (0, (line(META),))), YEARS),
    ArchivePage(shell(YEARS[0][1]), 2024, (), YEARS, ((10, "archive/2024/10/index.html", 1234),)),
    MonthPage(shell("archive/2024/10/index.html"), Label("2024", YEARS[0][1]), 10, 1234, (line(META), line(OTHER)), 25),
    NumberedPage(shell("archive/2024/10/25/index.html"), Label("2024", MONTH), "", 10, 25, 25, (line(META),)),
    MonthPage(shell("archive/2024/00/index.html"), Label("2024", YEARS[0][1]), 0, 1, (line(META),)),
    MonthPage(shell(YEARS[1][1]), Label("", "archive/index.html"), 0, 60, (line(OTHER),), 2),
    NumberedPage(shell("archive/undated/1/index.html"), Label("", YEARS[1][1]), "", 0, 1, 2, (line(META),)),
    NumberedPage(shell("tags/politik/3/index.html"), POLITICS, "tags", 0, 3, 4, (line(META), line(OTHER))),
    NumberedPage(shell("languages/ar/1/index.html"), ARABIC_TONGUE, "languages", 0, 1, 1, (line(OTHER),)),
    ArchivePage(shell(YEARS[1][1]), 0, ((0, (line(replace(META, published=Moment("", AT))),)),), YEARS),
    YearsPage(shell("archive/index.html"), YEARS),
    YearsPage(shell("archive/index.html"), ()),
    SubscribePage(
        shell("subscribe.html"),
        ((Label("Weltblatt", "index.html"), feeds()),),
    ),
    TextPage(shell("about.html"), PlainPage("", "", "about.html", "Über uns", "de", "", ()), "<p>Wir.</p>"),
    SearchPage(shell("search.html", replace(SITE, search=True))),
    replace(MissingPage(shell("404.html")), shell=replace(shell("404.html"), indexed=False)),
    WithdrawnPage(
        replace(shell("articles/gone.html"), indexed=False), Moment("2024-10-05T12:00:00Z", AT), "Wrong & <old>."
    ),
    RedirectPage(replace(shell("articles/old.html"), indexed=False), "articles/a.html"),
)
SUBSCRIBING = [each for each in PAGES if isinstance(each, SubscribePage)]
ADDRESSES = {each.shell.address for each in PAGES} | {
    *("rss.xml", "atom.xml", "feed.json", "feeds.opml", "assets/site.css", "media/turm.jpg", "media/folge%201.mp3"),
    *("assets/icon.svg", "assets/icon.png", "assets/site.js", "articles/c.html", "articles/d.html", "search.html"),
    *(f"archive/2024/10/{number}/index.html" for number in range(26)),
    *(f"archive/undated/{number}/index.html" for number in range(3)),
    *(f"tags/politik/{number}/index.html" for number in range(26)),
    *("tags/politik/rss.xml", "tags/politik/atom.xml", "tags/politik/feed.json", ANNA.address),
}
every = pytest.mark.parametrize("shown", PAGES, ids=lambda each: f"{type(each).__name__} {each.shell.address}")


def tree(shown: Page) -> Element:
    """Return the page as a browser reads it; any mistake in the HTML raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    found = parser.parse(page.render(shown).decode())
    assert isinstance(found, Element)
    return found


def words(element: Element | None) -> str:
    """All text of an element."""
    assert element is not None
    return text.squeeze("".join(element.itertext()))


def links(root: Element) -> Iterator[str]:
    """Every address that a browser would follow or fetch, but those that say what is so."""
    for element in root.iter():
        if element.get("rel") != "canonical" and not element.get("hreflang"):
            yield from (element.attrib[name] for name in ("href", "src") if name in element.attrib)


@every
def test_structure(shown: Page) -> None:
    """Each page is well-formed HTML with one h1, one main part, unique ids and a way past the menu."""
    root = tree(shown)
    assert len(root.findall(".//h1")) == len(root.findall(".//main")) == len(root.findall("body/header")) == 1
    assert words(root.find("head/title"))
    assert words(root.find(".//h1"))
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    skip = root.find("body/a")
    assert skip is not None
    assert skip.attrib["href"].removeprefix("#") in ids
    levels = [int(element.tag[1]) for element in root.iter() if re.fullmatch("h[1-6]", str(element.tag))]
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))


def test_every_type_is_tried() -> None:
    """The samples of this file hold every type of page."""
    assert {type(each) for each in PAGES} == set(get_args(Page))


@every
def test_no_inline_script_and_no_style(shown: Page) -> None:
    """A policy of `script-src 'self'; style-src 'self'; img-src 'self'` breaks no page, and scripts are few.

    What has the type of JSON-LD is data (HTML §4.12.1), and only the pages that can use our script have it.
    """
    for element in tree(shown).iter():
        if element.tag == "script" and element.get("type") == "application/ld+json":
            assert isinstance(shown, ArticlePage)
            continue
        if element.tag == "script":
            assert isinstance(shown, SubscribePage | SearchPage)
            assert element.attrib == {"src": "assets/site.js", "defer": ""}
            assert not element.text
        assert element.tag not in ("style", "iframe", "object", "embed", "form", "base")
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
        fetched = element.get("src") or (element.get("href", "") if element.get("rel") == "stylesheet" else "")
        assert urlsplit(fetched).netloc in ("", "example.org")


def _reader(link: str) -> bool:
    """Whether it hands the site's first feed to a feed reader."""
    own = f"{BASE}rss.xml"
    return link == own.replace("https:", "feed:") or (
        link.startswith("https://") and link.endswith(quote(own, safe=""))
    )


@every
def test_links_resolve(shown: Page) -> None:
    """Every link of ours is relative and leads to something, absolute in 404.html; others are users' or readers'."""
    for link in links(tree(shown)):
        if re.match(r"https://(example\.net|www\.example\.org)/", link) or (_reader(link) and shown in SUBSCRIBING):
            continue
        if isinstance(shown, MissingPage) and not link.startswith("#"):
            assert link.startswith(BASE)
            continue
        assert not urlsplit(link).scheme
        target = urljoin(BASE + shown.shell.address, link).partition("#")[0]
        assert target.removeprefix(BASE) in ADDRESSES


segments = st.text("abc:.~-", min_size=1, max_size=4).filter(lambda part: part.strip("."))
addresses = st.lists(segments, min_size=1, max_size=4).map("/".join)


@given(addresses, addresses)
def test_any_link_resolves(here: str, there: str) -> None:
    """From any depth to any other, a relative link leads where it should (RFC 3986 §5.2)."""
    link = tree(RedirectPage(shell(here), there)).find(".//main//a")
    assert link is not None
    assert urljoin(BASE + here, link.attrib["href"]) == BASE + there


def test_head() -> None:
    """A page says its address, announces its feeds and tells search engines whether to list it."""
    head = tree(PAGES[7]).find("head")
    assert head is not None
    said = [(each.get("rel"), each.get("type"), each.get("href")) for each in head.findall("link")]
    assert ("canonical", None, BASE + "tags/politik/") in said
    assert ("alternate", "application/rss+xml", "../../rss.xml") in said
    assert ("alternate", "application/atom+xml", "../../atom.xml") in said
    assert ("alternate", "application/feed+json", "../../feed.json") in said
    assert words(head.find("title")) == "Politik – Weltblatt"
    assert b"noindex" not in page.render(front(META))
    assert b'<meta name="robots" content="noindex">' in page.render(PAGES[-2])


def test_redirect() -> None:
    """A page that has moved leads on without a script and names the new address as the true one."""
    html = page.render(PAGES[-1]).decode()
    assert '<meta http-equiv="refresh" content="0; url=a.html">' in html
    assert f'<link rel="canonical" href="{BASE}articles/a.html">' in html


@pytest.mark.parametrize(
    ("said", "language", "stamp", "shown"),
    [
        ("2024", "de", "2024", "2024"),
        ("2024-10", "de", "2024-10", "Oktober 2024"),
        ("2024-10-05", "de", "2024-10-05", "5. Oktober 2024"),
        ("2024-10-05T23:30:00Z", "de", "2024-10-05T23:30:00Z", "6. Oktober 2024, 01:30"),
        ("2024-10-05T23:30", "de", "2024-10-05T21:30:00Z", "5. Oktober 2024, 23:30"),
        ("2024", "en", "2024", "2024"),
        ("2024-10", "en", "2024-10", "October 2024"),
        ("2024-10-05", "en", "2024-10-05", "October 5, 2024"),
        ("2024-10-05", "en-GB", "2024-10-05", "5 October 2024"),
        ("2024-10-05", "ar", "2024-10-05", "5 أكتوبر 2024"),
        ("2024-10-05", "und", "2024-10-05", "5. Oktober 2024"),
        ("2024-10-05", "tlh", "2024-10-05", "5. Oktober 2024"),
        ("0001-01-01T00:00:00Z", "en", "0001-01-01T00:00:00Z", "January 1, 1, 12:53\u202fAM"),
        ("9999-12-31T23:59:59Z", "en", "9999-12-31T23:59:59Z", "December 31, 9999, 11:59\u202fPM"),
    ],
)
def test_dates(said: str, language: str, stamp: str, shown: str) -> None:
    """A date is no more precise than it was said, in the article's language, on the site's clock."""
    moment = Moment(said, AT)
    found = tree(article(replace(META, published=moment, updated=moment, language=language))).findall(".//time")
    assert [(each.get("datetime"), words(each)) for each in found] == [(stamp, shown)]


def test_no_date_and_two_dates() -> None:
    """What has no date shows none; `updated` is shown when it says something new."""
    undated, dated = Moment("", AT), Moment("2024-11", AT)
    assert not tree(article(replace(META, published=undated, updated=undated))).findall(".//time")
    assert not tree(front(replace(META, published=undated))).findall(".//time")
    assert "Aktualisiert" not in page.render(article()).decode()
    assert "Aktualisiert: November 2024" in words(tree(article(replace(META, updated=dated))))


def test_archive_days() -> None:
    """Under its month an article shows its day, and nothing where no day was said."""
    day = replace(META, published=Moment("2024-10-05", AT))
    root = tree(ArchivePage(shell("archive/2024/index.html"), 2024, ((10, (line(day), line(META))),), YEARS))
    assert [words(each) for each in root.findall(".//time")] == ["5. Oktober"]
    assert words(root.find(".//h2")) == "Oktober"


def test_directions() -> None:
    """A page is in its article's language and runs its way, also on a site in another, whose name says its own."""
    root = tree(article(OTHER))
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    assert words(root.find("body/a")) == "انتقل إلى المحتوى"
    for path in (".//main//h1", ".//main//div[@class='text']", ".//time"):
        found = root.find(path)
        assert found is not None
        assert found.get("lang") is None
    name = root.find("body/header/p/a")
    assert name is not None
    assert (name.get("lang"), name.get("dir")) == ("de", "ltr")
    for same in (META, replace(META, language="und")):
        assert [each.tag for each in tree(article(same)).iter() if "lang" in each.attrib] == ["html"]


def test_other_languages_in_a_list() -> None:
    """Text in another language than its page says so and runs its own way."""
    story = tree(front(OTHER)).find(".//h2/..")
    assert story is not None
    assert (story.get("lang"), story.get("dir")) == ("ar", "rtl")


def test_dates_of_a_list_are_a_column() -> None:
    """Below each other dates are in the page's language, whatever language their articles have."""
    lines = (line(META), line(OTHER))
    numbered = NumberedPage(shell("tags/politik/1/index.html"), POLITICS, "tags", 0, 1, 1, lines)
    for shown in (front(META, OTHER), numbered):
        dates = tree(shown).findall(".//time")
        assert [(words(each), each.get("lang")) for each in dates] == [("Oktober 2024", None)] * 2


def test_a_headline_that_is_a_sentence_is_set_as_one() -> None:
    """A long title is smaller, on its page and where it leads the front page."""
    long = replace(META, title="Zwölf Schiffe, ein Kai und kein Platz: " * 3)
    for shown, path in ((article, ".//main//h1"), (front, ".//main//h2")):
        assert [each.get("class") for each in tree(shown(long)).findall(path)[:1]] == ["long"]
        assert [each.get("class") for each in tree(shown(META)).findall(path)[:1]] == [None]


@pytest.mark.parametrize(
    ("own", "body", "said"), [("de", "de", "Zum Inhalt springen"), ("fa", "en", "Skip to the content")]
)
def test_language_without_words(own: str, body: str, said: str) -> None:
    """Where there is no catalogue a page keeps its language and direction; our words are in the site's, or English."""
    root = tree(article(replace(META, language="he"), site=replace(SITE, language=own)))
    found = root.find("body")
    assert found is not None
    assert (root.get("lang"), root.get("dir"), found.get("lang")) == ("he", "rtl", body)
    assert words(root.find("body/a")) == said


def test_language_names() -> None:
    """A language is called as it calls itself, and its name keeps its own direction."""
    root = tree(PAGES[8])
    assert words(root.find(".//h1")) == words(root.find(".//h1/bdi")) == "العربية"


def test_hostile_texts_are_escaped() -> None:
    """Titles, names and addresses of a hostile article stay text."""
    label = Label(HOSTILE, "tags/x/index.html")
    meta = replace(META, title=HOSTILE, summary=HOSTILE + "!", tags=(label,), authors=(label,))
    site = replace(SITE, title=HOSTILE, description=HOSTILE, copyright=HOSTILE)
    for shown in (article(meta, site=site), front(meta, meta, site=site)):
        root = tree(shown)
        assert words(root.find(".//main//h1" if isinstance(shown, ArticlePage) else ".//h1")) == HOSTILE
        assert not [each for each in root.iter("script") if each.get("type") != "application/ld+json"]
        assert not root.findall(".//b")
        assert not [each for each in root.iter() if "onclick" in each.attrib]


@given(st.text(min_size=1).map(text.legal), st.text().map(text.legal))
def test_any_text_survives(title: str, summary: str) -> None:
    """Whatever a title and a summary say, the page stays valid and shows them."""
    root = tree(article(replace(META, title=title, summary=summary, image=None)))
    assert words(root.find(".//h1")) == text.squeeze(title)


def test_same_bytes() -> None:
    """The same page gives the same bytes, in whatever order pages are made."""
    once = [page.render(each) for each in PAGES]
    assert [page.render(each) for each in reversed(PAGES)] == once[::-1]


def test_what_one_article_is_about_no_other_shows() -> None:
    """Parts that many pages share are rendered once; topics and authors are kept for each set of them."""
    for labels in ((Label("Kran", "tags/kran/"), Label("Kai")), (Label("Ufer", "tags/ufer/"),), (Label("Kai"),)):
        root = tree(article(replace(META, tags=labels, authors=labels)))
        for place in (".//nav[@class='topics']//bdi", ".//p[@class='authors']//bdi"):
            assert [words(each) for each in root.findall(place)] == [label.name for label in labels]


def card(shown: Page) -> dict[str, str]:
    """Return what OpenGraph and its like say of a page, each name's last value."""
    metas = tree(shown).findall("head/meta")
    return {each.get("property") or each.get("name") or "": each.get("content") or "" for each in metas}


def test_cards() -> None:
    """A page that is shared shows title, language, picture with its size and words, and dates as they were said."""
    said = card(FULL)
    assert said["og:locale"] == "de_DE"
    assert said["og:locale:alternate"] == "ar_EG"
    assert (said["og:image"], said["og:image:width"], said["og:image:height"]) == (
        f"{BASE}media/turm.jpg",
        "1600",
        "900",
    )
    assert said["og:image:alt"] == "Ein Turm"
    assert (said["article:published_time"], said["article:modified_time"]) == ("2024-10", "2024-11-02")
    assert (said["article:author"], said["article:tag"]) == (f"{BASE}authors/anna/", "Politik")
    assert said["twitter:card"] == "summary_large_image"
    other = card(front(META))
    assert (other["og:type"], other["twitter:card"], other["og:image"]) == (
        "website",
        "summary",
        f"{BASE}assets/icon.png",
    )


def news(shown: Page) -> dict[str, Any]:
    """Return what a page says as JSON-LD."""
    script = tree(shown).find("head/script")
    assert script is not None
    said = json.loads(script.text or "")
    assert isinstance(said, dict)
    return said


def test_news_article() -> None:
    """Search engines get what readers see: who wrote what when, no date more precise than it was said, corrections."""
    said = news(FULL)
    assert (said["@type"], said["headline"], said["inLanguage"]) == ("NewsArticle", META.title, "de")
    assert (said["datePublished"], said["dateModified"]) == ("2024-10", "2024-11-02")
    assert said["url"] == said["mainEntityOfPage"] == f"{BASE}articles/a.html"
    assert said["image"]["url"] == f"{BASE}media/turm.jpg"
    assert (said["image"]["width"], said["image"]["height"]) == (1600, 900)
    assert [(each["name"], each.get("url")) for each in said["author"]] == [
        ("Anna", "https://www.example.org/anna?a=1&b=2"),
        ("Redaktion", None),
    ]
    assert said["publisher"] == {
        "@type": "Organization",
        "name": "Weltblatt",
        "url": BASE,
        "logo": f"{BASE}assets/icon.png",
    }
    assert said["correction"] == FULL.entry.meta.correction
    nothing = news(
        article(replace(META, published=Moment("", AT), updated=Moment("", AT), authors=(), tags=(), image=None))
    )
    assert not {"datePublished", "dateModified", "author", "keywords", "image", "correction"} & nothing.keys()


@given(st.text(st.characters(codec="utf-8")))
def test_news_are_data(said: str) -> None:
    """Whatever a title says, it stays in the JSON: no HTML ends it (HTML §4.12.1.3), and it is read as it was."""
    for title in (f"x{said}", f"</script><!--<script>{said}", f"\u2028{said}&amp;"):
        shown = article(replace(META, title=text.legal(title)))
        assert news(shown)["headline"] == text.legal(title)
        assert page.render(shown).count(b"<script") == 1


def test_translations() -> None:
    """A page leads to the same article in other languages, and names all of them behind the feeds that it announces."""
    root = tree(FULL)
    heads = [each for each in root.findall("head/link") if each.get("rel") == "alternate"]
    assert [each.get("hreflang") for each in heads] == [None, None, None, "ar", "de"]
    assert [each.get("href") for each in heads[3:]] == [f"{BASE}articles/b.html", f"{BASE}articles/a.html"]
    shown = [each for each in root.findall(".//main//a") if each.get("hreflang")]
    assert [(words(each), each.get("lang"), each.get("dir")) for each in shown] == [("العربية", "ar", "rtl")]
    assert not [each for each in tree(article()).iter() if each.get("hreflang")]


def test_neighbours() -> None:
    """An article leads to those around it and to earlier ones on its subject, and says what was corrected."""
    root = tree(FULL)
    around = root.findall(".//nav[@class='neighbours']//a")
    assert [(each.get("rel"), each.get("href")) for each in around] == [("prev", "b.html"), ("next", "c.html")]
    assert around[0].get("lang") == "ar"
    earlier = root.findall(".//section[@class='earlier shelf']//a")
    assert [each.get("href") for each in earlier] == ["b.html", "d.html"]
    assert words(root.find(".//aside[@class='correction']")) == f"Berichtigung {FULL.entry.meta.correction}"
    alone = tree(article())
    for place in (".//nav[@class='neighbours']", ".//section[@class='earlier shelf']", ".//aside[@class='correction']"):
        assert alone.find(place) is None


def test_authors_have_their_own_site() -> None:
    """An author leads to their articles here and to the site that they name."""
    found = tree(FULL).findall(".//p[@class='authors']//a")
    assert [(words(each), each.get("href")) for each in found] == [
        ("Anna", "../authors/anna/index.html"),
        ("example.org", "https://www.example.org/anna?a=1&b=2"),
    ]


def test_an_authors_page_leads_to_their_own() -> None:
    """The list of an author's articles names the site that they name, and no other author's."""
    for name, own in (("Anna", ["https://www.example.org/anna?a=1&b=2"]), ("Redaktion", [])):
        shown = ListPage(shell(ANNA.address), collection("authors", Label(name, ANNA.address), FULL.entry.meta), ())
        found = [each.get("href") for each in tree(shown).findall(".//hgroup//a") if each.get("rel") == "external"]
        assert found == own


@pytest.mark.parametrize(
    ("html", "language", "minutes"),
    [
        ("", "de", 0),
        ("<hr>", "de", 0),
        ("<p>Ein Wort.</p>", "de", 1),
        (f"<p>{'Wort ' * 220}</p>", "de", 1),
        (f"<p>{'Wort ' * 221}</p>", "de", 2),
        (f"<p>{'港' * 500}</p>", "ja", 1),
        (f"<p>{'港は ' * 500}</p>", "zh-Hans", 2),
        (f"<p>{'港' * 250} {'word ' * 110}</p>", "ja", 1),
        ('<p title="eins zwei">' + "<b>Wort</b> " * 220 + "</p>", "de", 1),
    ],
)
def test_reading_time(html: str, language: str, minutes: int) -> None:
    """How long a text takes is told by its words, where nothing stands between words by its letters."""
    shown = words(tree(article(replace(META, language=language), html)).find(".//div[@class='rail']"))
    assert ("Lesezeit" in shown) == bool(minutes)
    assert not minutes or f"{minutes} Minute" in shown


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>1 &lt; 2</p>", "<p>1 &lt; 2</p>"),
        ("<pre><code>x</code></pre>", '<pre tabindex="0"><code>x</code></pre>'),
        ('<pre id="x">x</pre>', '<pre tabindex="0" id="x">x</pre>'),
        (
            '<table dir="ltr"><tbody><tr><td><table></table></td></tr></tbody></table><table></table>',
            '[<table dir="ltr"><tbody><tr><td><table></table></td></tr></tbody></table>][<table></table>]',
        ),
    ],
)
def test_what_is_wide_is_scrolled_by_keyboard(html: str, shown: str) -> None:
    """Tables and code that are wider than the page scroll within themselves, and the keyboard reaches them."""
    frame = '<div class="scroll" role="group" aria-label="Tabelle" tabindex="0">'
    assert shown.replace("[", frame).replace("]", "</div>") in page.render(article(html=html)).decode()


def test_icons_and_menu() -> None:
    """A page shows the site's sign and colour, a menu that may lead elsewhere, and at its foot pages and feeds."""
    root = tree(replace(FULL, shell=replace(FULL.shell, site=replace(SITE, color="#123456"))))
    icons = [(each.get("rel"), each.get("href")) for each in root.findall("head/link") if "icon" in each.get("rel", "")]
    svg, png = "../assets/icon.svg", "../assets/icon.png"
    assert icons == [("icon", svg), ("apple-touch-icon", png), ("icon", png)]
    assert (
        card(replace(FULL, shell=replace(FULL.shell, site=replace(SITE, color="#123456"))))["theme-color"] == "#123456"
    )
    assert "https://example.net/?a=1&b=2" in [each.get("href") for each in root.findall("body/header//a")]
    foot = [each.get("href") for each in root.findall("body/footer/nav//a")]
    assert foot == ["../about.html", "../subscribe.html", "../rss.xml", "../atom.xml", "../feed.json"]


def test_feed_style_is_in_the_words_of_its_site() -> None:
    """A feed in a browser says what it is in the site's language, and where it is explained; nothing ends a string."""
    for language, said in (("de", "Das ist ein Feed"), ("ar", "هذه خلاصة"), ("ja", "This is a feed")):
        css = page.asset("feed.css", replace(SITE, language=language, base_url='https://example.org/a"b\\<&/')).decode()
        assert said in css
        assert f"direction: {text.direction(language)};" in css
        assert "https://example.org/a\\22 b\\5c \\3c \\26 /subscribe.html" in css
    recipe = Recipe("asset", Asset("feed.css", replace(SITE, color="#123456")))
    assert b"--accent:#123456" in press.bake(recipe, press.Shop(Path(), None, "", 0))[0]


def test_opening() -> None:
    """A summary is shown above the text unless the text opens with it."""
    own = replace(META, summary="Etwas anderes.")
    cut = replace(META, summary="Ein Leuchtturm wird…")
    assert tree(article()).find(".//p[@class='standfirst']") is None
    assert tree(article(cut)).find(".//p[@class='standfirst']") is None
    assert words(tree(article(own)).find(".//p[@class='standfirst']")) == "Etwas anderes."


@pytest.mark.parametrize(
    ("title", "summary", "shown"),
    [
        ("Es brennt.", "Es brennt. Niemand weiß, warum.", "Niemand weiß, warum."),
        ("Es brennt", "Es brennt. Niemand weiß, warum.", "Niemand weiß, warum."),
        ("Es", "Es brennt.", "Es brennt."),
        ("Es brennt, und…", "Es brennt, und niemand weiß, warum.", "Es brennt, und niemand weiß, warum."),
        ("Feuer", "Es brennt.", "Es brennt."),
    ],
)
def test_teasers(title: str, summary: str, shown: str) -> None:
    """A list does not say the title's sentence twice."""
    root = tree(front(replace(META, title=title, summary=summary)))
    assert words(root.find(".//div[@class='story']/p")) == shown


def test_enclosures() -> None:
    """A file that comes with an article is a link with its name, its kind and a size for people."""
    assert "folge 1.mp3 Ton, 12,3 MB" in words(tree(article()))


def test_empty_site() -> None:
    """A site without articles says so in a friendly way, and leads to no archive of nothing."""
    shown = words(tree(front()).find(".//main"))
    assert "Hier ist noch nichts erschienen." in shown
    assert "Alle Artikel" not in shown


def test_subscribe_addresses() -> None:
    """The site's addresses can be copied whole: absolute, and in one piece of text; every other feed is a link."""
    root = tree(SUBSCRIBING[0])
    assert [words(each) for each in root.findall(".//code")] == [
        f"{BASE}{name}" for name in ("rss.xml", "atom.xml", "feed.json")
    ]
    assert {feed.address for _, feeds_ in SUBSCRIBING[0].collections for feed in feeds_} <= set(links(root))
    assert "user-select: all" in page.asset("site.css", SITE).decode()


@pytest.mark.parametrize(("language", "forms"), [("de", 2), ("en", 2), ("ar", 6)])
def test_catalogues_are_complete(language: str, forms: int) -> None:
    """Every word of the templates is in the catalogue, translated, with the same holes and plural forms."""
    found = extract_from_dir(
        THEME / "templates",
        [("**.html", "jinja2.ext:babel_extract"), ("**.css", "jinja2.ext:babel_extract")],
        {"**.html": {"silent": "false", "extensions": "feedmill.formats.page.remember.Remember"}},
    )
    asked = {message for _, _, message, *_ in found}
    with (THEME / "locale" / f"{language}.po").open("rb") as file:
        catalogue = {message.id: message for message in read_po(file) if message.id}
    assert asked == set(catalogue)
    for source, message in catalogue.items():
        said = [message.string] if isinstance(message.string, str) else list(message.string or [""])
        first = source if isinstance(source, str) else source[0]
        assert all(said)
        assert not message.fuzzy
        *fixed, last = (set(re.findall(r"%\(\w+\)s", each)) for each in said)
        assert last == set(re.findall(r"%\(\w+\)s", first))
        assert all(holes <= last for holes in fixed)  # "one article" may be said without its number
        assert len(said) == (1 if isinstance(source, str) else forms)


def test_assets() -> None:
    """The names of the assets are those of the files, and no other file can be had by name."""
    assert set(page.ASSETS) == {path.name for path in (THEME / "assets").iterdir()}
    with pytest.raises(KeyError):
        page.asset("../templates/base.html", SITE)


@pytest.mark.parametrize("name", [name for name in page.ASSETS if name.endswith(".css")])
def test_stylesheets(name: str) -> None:
    """A stylesheet fetches nothing, mirrors itself by logical properties, and reaches 4.5 : 1 (WCAG 1.4.3)."""
    css = (THEME / "assets" / name).read_text("utf-8")
    assert not re.search(r"url\(|@import|@font-face", css)
    assert not re.search(
        r"\b(margin|padding|border|inset)-(left|right)\b|^\s*(left|right|float)\s*:", css, re.MULTILINE
    )
    schemes = re.findall(r":root \{([^}]*--paper: #\w{6}[^}]*)\}", css)
    assert len(schemes) == 2
    for scheme in schemes:
        colour = dict(re.findall(r"--(\w+): (#\w{6})", scheme))
        for ink in ("ink", "soft", "accent"):
            assert contrast(colour[ink], colour["paper"]) >= 4.5
            assert contrast(colour[ink], colour["tint"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
