"""What commonly goes wrong with feeds, by number: ours do it right, and `feedmill check` tells who does not.

Each test first looks at what a build made, without the help of `lint`, and then breaks it in every way that
`breakages` lists under its number. These are not about documents, and are kept elsewhere:

- 2, what cannot be written is replaced and not dropped: `test_text`, and `test_fidelity` for whole imports;
- 25, no date comes from file times or git: `test_pipeline` builds copies with other file times.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from lxml import etree

from breakages import CASES
from checked import RICHEST, broken_by, rich
from sites import BASE, NOW

ELSEWHERE = {2, 25}
A, AT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
FH = "{http://purl.org/syndication/history/1.0}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the rich site once."""
    return rich(tmp_path_factory.mktemp("checklist") / "site")


def told(site: Path, number: int) -> None:
    """Break the documents in every way that is listed under a number: each is told at the right place."""
    cases = [case for case in CASES if case.number == number]
    assert cases
    for case in cases:
        broken_by(site, case)


def trees(site: Path, pattern: str) -> Iterator[etree._Element]:
    """Yield the roots of all documents of that name."""
    found = sorted((site / "feeds").rglob(pattern))
    assert found
    for path in found:
        yield etree.fromstring(path.read_bytes())


def jsons(site: Path) -> list[dict[str, Any]]:
    """Return all JSON feeds."""
    return [json.loads(path.read_text("utf-8")) for path in sorted((site / "feeds").rglob("feed.json"))]


def bytes_of(site: Path, *patterns: str) -> Iterator[bytes]:
    """Yield the bytes of all documents of these names."""
    for pattern in patterns:
        for path in (site / "feeds").rglob(pattern):
            yield path.read_bytes()


def texts(root: etree._Element, *tags: str) -> list[str]:
    """Return the texts of all elements of these names, in order."""
    return [each.text or "" for each in root.iter(*tags)]


# ── XML ─────────────────────────────────────────────────────────────────────────────────────────


def test_01_only_characters_of_xml(site: Path) -> None:
    """No document holds a control character, raw or as a reference, not even where XML 1.0 would let it pass."""
    for raw in bytes_of(site, "*.xml", "*.json", "*.opml"):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", raw.decode())
        assert not re.search(
            rb"&#(x0*([0-8bcef]|1[0-9a-f])|0*([0-8]|1[124-9]|2\d|3[01]));|\\u00[01]", raw, re.IGNORECASE
        )
    told(site, 1)


def test_03_lines_end_with_lf_and_attributes_are_one_line(site: Path) -> None:
    """There is no carriage return anywhere, and no attribute holds a TAB or a line end."""
    for raw in bytes_of(site, "*.xml", "*.json", "*.opml", "*.html"):
        assert b"\r" not in raw
        assert not re.search(rb"&#(13|x0*d|10|x0*a|9|x0*9);", raw, re.IGNORECASE)
    told(site, 3)


def test_04_every_field_is_escaped_once(site: Path) -> None:
    """A title with `&` and `<` in it comes out of each format as it was written."""
    said = ["Fish & Chips", "Salt & <b>pepper"]
    rss, atom = next(trees(site, "rss.xml")), etree.parse(site / "feeds" / "atom.xml").getroot()
    rss = etree.parse(site / "feeds" / "rss.xml").getroot()
    assert texts(rss, "title")[:2] == texts(atom, A + "title")[:2] == said
    told(site, 4)


def test_05_no_entities_and_no_document_type(site: Path) -> None:
    """Nothing but the five entities of XML is used, and no document type is declared."""
    for raw in bytes_of(site, "*.xml", "*.opml"):
        assert b"<!DOCTYPE" not in raw
        assert set(re.findall(rb"&([A-Za-z]+);", raw)) <= {b"amp", b"lt", b"gt", b"quot", b"apos"}
    told(site, 5)


def test_06_composed_letters(site: Path) -> None:
    """All text is in NFC."""
    assert all(unicodedata.is_normalized("NFC", raw.decode()) for raw in bytes_of(site, "*.xml", "*.json"))
    told(site, 6)


def test_07_namespaces_are_exact(site: Path) -> None:
    """Atom is the default namespace of its documents, and the others are spelled as their owners spell them."""
    for root in trees(site, "atom.xml"):
        assert root.nsmap[None] == A.strip("{}")
        assert set(root.nsmap.values()) <= {
            A.strip("{}"),
            AT.strip("{}"),
            FH.strip("{}"),
            "http://search.yahoo.com/mrss/",
        }
    told(site, 7)


# ── RSS 2.0 ─────────────────────────────────────────────────────────────────────────────────────


def test_08_a_channel_says_what_it_must(site: Path) -> None:
    """Title, link and description are there and say something."""
    for root in trees(site, "rss.xml"):
        assert all((root.findtext(f"channel/{tag}") or "").strip() for tag in ("title", "link", "description"))
        assert root.get("version") == "2.0"
    told(site, 8)


def test_09_a_channels_link_is_a_page(site: Path) -> None:
    """The link is absolute, and leads to a page of the site."""
    for root in trees(site, "rss.xml"):
        link = root.findtext("channel/link") or ""
        assert (site / "feeds" / link.removeprefix(BASE) / "index.html").is_file()
        assert link.startswith(BASE)
    told(site, 9)


def test_10_a_guid_is_for_life(site: Path) -> None:
    """It is a urn:uuid, which is no address and says so, and it is the same in all three formats."""
    for root in trees(site, "rss.xml"):
        for guid in root.iter("guid"):
            assert guid.get("isPermaLink") == "false"
            assert (guid.text or "").startswith("urn:uuid:")
    told(site, 10)


def test_11_nothing_is_said_in_two_ways(site: Path) -> None:
    """Of `author` and dc:creator, `category` and dc:subject, `pubDate` and dc:date there is one each."""
    for root in trees(site, "rss.xml"):
        assert not list(root.iter("author", DC + "subject", DC + "date"))
    told(site, 11)


def test_12_a_channels_picture_is_small(site: Path) -> None:
    """Ours have none; one that is too large, an SVG or without title and link is told."""
    assert not any(list(root.iter("image")) for root in trees(site, "rss.xml"))
    told(site, 12)


def test_13_one_enclosure_with_length_and_type(site: Path) -> None:
    """RSS has one of the article's two files, and its length is the file's."""
    root = etree.parse(site / "feeds" / "rss.xml").getroot()
    (file,) = root.iter("enclosure")
    assert file.attrib == {"url": f"{BASE}media/talk.mp3", "length": "396", "type": "audio/mpeg"}
    told(site, 13)


def test_14_no_source_but_from_elsewhere(site: Path) -> None:
    """Nothing of ours was taken from elsewhere."""
    assert not any(list(root.iter("source")) for root in trees(site, "rss.xml"))
    told(site, 14)


def test_15_languages_are_tags(site: Path) -> None:
    """Feeds and entries say a language tag, with a hyphen and not an underscore."""
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    for root in trees(site, "atom.xml"):
        assert all(each.get(lang) in ("en", "de") for each in (root, *root.iter(A + "entry")))
    told(site, 15)


def test_16_newest_first(site: Path) -> None:
    """Entries are ordered by publication, the newest first, in every document."""
    for root in trees(site, "atom.xml"):
        times = texts(root, A + "published")
        assert times == sorted(times, reverse=True)
    told(site, 16)


def test_17_docs_leads_to_the_specification(site: Path) -> None:
    """`docs` is the RSS Advisory Board's address."""
    for root in trees(site, "rss.xml"):
        assert root.findtext("channel/docs") == "https://www.rssboard.org/rss-specification"
    told(site, 17)


def test_18_no_ttl_and_no_text_input(site: Path) -> None:
    """Hosts say how long a feed stays fresh; nobody shows a text input."""
    assert not any(list(root.iter("ttl", "textInput")) for root in trees(site, "rss.xml"))
    told(site, 18)


# ── dates ───────────────────────────────────────────────────────────────────────────────────────


def test_19_dates_of_rfc_822(site: Path) -> None:
    """English names, a year of four digits, the right weekday."""
    for root in trees(site, "rss.xml"):
        for text in texts(root, "pubDate", "lastBuildDate"):
            assert parsedate_to_datetime(text).strftime("%a, %d %b %Y %H:%M:%S +0000") == text
    told(site, 19)


def test_20_no_unknown_zone(site: Path) -> None:
    """-0000 would say that the zone is not known."""
    assert not any(b"-0000" in text.encode() for root in trees(site, "rss.xml") for text in texts(root, "pubDate"))
    told(site, 20)


def test_21_dates_of_rfc_3339(site: Path) -> None:
    """T and Z in upper case, seconds, nothing else."""
    form = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    for root in trees(site, "atom.xml"):
        assert all(map(form.fullmatch, texts(root, A + "published", A + "updated")))
    for feed in jsons(site):
        assert all(form.fullmatch(item["date_published"]) for item in feed["items"])
    told(site, 21)


def test_22_days_and_hours_exist(site: Path) -> None:
    """Every date can be read by Python, which knows no hour 24 here and no 30th of February."""
    for root in trees(site, "atom.xml"):
        assert all(datetime.fromisoformat(text) for text in texts(root, A + "published", A + "updated"))
    told(site, 22)


def test_23_nothing_from_the_future(site: Path) -> None:
    """No date is later than the build."""
    for root in trees(site, "atom.xml"):
        assert all(datetime.fromisoformat(text) <= NOW for text in texts(root, A + "published", A + "updated"))
    told(site, 23)


def test_24_updated_is_not_before_published(site: Path) -> None:
    """An entry changes after it was published, and the feed is as new as its newest entry."""
    for root in trees(site, "atom.xml"):
        times = [(e.findtext(A + "updated") or "", e.findtext(A + "published") or "") for e in root.iter(A + "entry")]
        assert all(updated >= published for updated, published in times)
        assert root.findtext(A + "updated") == max(updated for updated, _ in times)
    told(site, 24)


# ── Atom ────────────────────────────────────────────────────────────────────────────────────────


def test_26_id_title_and_updated(site: Path) -> None:
    """Feeds and entries have each of the three once."""
    for root in trees(site, "atom.xml"):
        for element in (root, *root.iter(A + "entry")):
            assert [len(element.findall(A + tag)) for tag in ("id", "title", "updated")] == [1, 1, 1]
    told(site, 26)


def test_27_ids_are_absolute(site: Path) -> None:
    """Every id is a urn:uuid in small letters."""
    form = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    assert all(form.fullmatch(text) for root in trees(site, "atom.xml") for text in texts(root, A + "id"))
    told(site, 27)


def test_28_one_entry_an_id(site: Path) -> None:
    """No two entries of a document have one id."""
    for root in trees(site, "atom.xml"):
        ids = texts(root, A + "id")
        assert len(set(ids)) == len(ids)
    told(site, 28)


def test_29_one_alternate(site: Path) -> None:
    """Feeds and entries have one alternate, with type and language."""
    for root in trees(site, "atom.xml"):
        for element in (root, *root.iter(A + "entry")):
            (link,) = (each for each in element.iterfind(A + "link") if each.get("rel") == "alternate")
            assert link.get("type") == "text/html"
            assert link.get("hreflang")
    told(site, 29)


def test_30_texts_say_their_type(site: Path) -> None:
    """Every title, subtitle, rights and summary is plain text and says so."""
    for root in trees(site, "atom.xml"):
        kinds = {
            each.get("type") for each in root.iter(*(A + tag for tag in ("title", "subtitle", "rights", "summary")))
        }
        assert kinds == {"text"}
    told(site, 30)


def test_31_one_content_of_html(site: Path) -> None:
    """There is one content an entry, escaped HTML and never XHTML."""
    for root in trees(site, "atom.xml"):
        for entry in root.iter(A + "entry"):
            assert [content.get("type") for content in entry.iter(A + "content")] == ["html"]
    told(site, 31)


def test_32_a_summary_adds_something(site: Path) -> None:
    """It is neither the title nor the whole text."""
    for feed in jsons(site):
        for item in feed["items"]:
            plain = "".join(html5lib.parseFragment(item["content_html"]).itertext())
            assert "".join(item["summary"].split()) not in ("".join(plain.split()), "".join(item["title"].split()))
    told(site, 32)


def test_33_people_have_names(site: Path) -> None:
    """Every entry has an author with a name."""
    for root in trees(site, "atom.xml"):
        assert all((entry.findtext(f"{A}author/{A}name") or "").strip() for entry in root.iter(A + "entry"))
    told(site, 33)


def test_34_categories_have_terms(site: Path) -> None:
    """Term and label are the tag as its author wrote it."""
    for root in trees(site, "atom.xml"):
        tags = [(each.get("term"), each.get("label")) for each in root.iter(A + "category")]
        assert set(tags) <= {("R&D", "R&D"), ("C++", "C++")}
    told(site, 34)


def test_35_nothing_leads_to_the_same_document(site: Path) -> None:
    """No link is relative, empty or a fragment, and a feed's alternate is a page."""
    for root in trees(site, "atom.xml"):
        assert all((link.get("href") or "").startswith("https://") for link in root.iter(A + "link"))
    told(site, 35)


def test_36_icons_are_square(site: Path) -> None:
    """Ours have none; one that is not square is told, measured from its bytes."""
    assert not any(list(root.iter(A + "icon", A + "logo")) for root in trees(site, "atom.xml"))
    told(site, 36)


def test_37_html_is_well_nested(site: Path) -> None:
    """A strict HTML parser finds nothing to mend in any content."""
    for feed in jsons(site):
        for item in feed["items"]:
            html5lib.HTMLParser(strict=True).parseFragment(item["content_html"])
    told(site, 37)


# ── history and deletions ───────────────────────────────────────────────────────────────────────


def test_38_history_is_a_chain(site: Path) -> None:
    """From the subscription document back, each document names the next; together they hold each article once."""
    address = "atom.xml"
    seen: list[str] = []
    ids: list[str | None] = []
    while address:
        root = etree.parse(site / "feeds" / address).getroot()
        links = {link.get("rel"): link.get("href") or "" for link in root.iterfind(A + "link")}
        archived = root.find(FH + "archive") is not None
        assert archived == address.startswith("history/")
        assert archived == (links.get("current") == f"{BASE}atom.xml")
        newer = BASE + seen[-1] if len(seen) > 1 else None
        assert links.get("next-archive") == newer
        seen.append(address)
        ids += [entry.findtext(A + "id") for entry in root.iter(A + "entry")]
        address = links.get("prev-archive", "").removeprefix(BASE)
    assert seen == ["atom.xml", "history/3/atom.xml", "history/2/atom.xml", "history/1/atom.xml"]
    assert len(ids) == len(set(ids)) == 40
    told(site, 38)


def test_39_history_is_linked_in_the_head(site: Path) -> None:
    """No entry has a link of the feed's history, or to its hub."""
    for name in ("atom.xml", "rss.xml"):
        for root in trees(site, name):
            inside = [link for entry in root.iter(A + "entry", "item") for link in entry.iter(A + "link")]
            assert {link.get("rel") for link in inside} <= {"alternate", "enclosure"}
    told(site, 39)


def test_40_what_is_deleted_is_gone(site: Path) -> None:
    """The withdrawn article has a tombstone with ref and when, and no entry."""
    root = etree.parse(site / "feeds" / "atom.xml").getroot()
    (gone,) = root.iter(AT + "deleted-entry")
    assert (gone.get("ref") or "").endswith("40")
    assert datetime.fromisoformat(gone.get("when") or "") == NOW
    assert gone.get("ref") not in texts(root, A + "id")
    told(site, 40)


# ── JSON Feed ───────────────────────────────────────────────────────────────────────────────────


def test_41_version_items_and_ids(site: Path) -> None:
    """The version is exact, items are there, and ids are strings."""
    for feed in jsons(site):
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert all(isinstance(item["id"], str) for item in feed["items"])
    told(site, 41)


def test_42_titles_and_summaries_are_plain(site: Path) -> None:
    """They are not escaped for HTML."""
    item = json.loads((site / "feeds" / "feed.json").read_text("utf-8"))["items"][0]
    assert (item["title"], item["summary"]) == ("Salt & <b>pepper", "A & B, as a < b")
    told(site, 42)


def test_43_authors_and_attachments(site: Path) -> None:
    """Both are lists, and an attachment has url, type and size."""
    item = json.loads((site / "feeds" / "feed.json").read_text("utf-8"))["items"][0]
    assert [author["name"] for author in item["authors"]] == ["Ada", "Bo & Sons"]
    assert [set(each) for each in item["attachments"]] == [{"url", "mime_type", "size_in_bytes"}]
    told(site, 43)


def test_44_next_url_never_leads_back(site: Path) -> None:
    """Following it ends after the oldest document."""
    seen, address = [], f"{BASE}feed.json"
    while address:
        assert address not in seen
        seen.append(address)
        address = json.loads((site / "feeds" / address.removeprefix(BASE)).read_text("utf-8")).get("next_url")
    assert len(seen) == 4
    told(site, 44)


# ── hubs, lists, pages ──────────────────────────────────────────────────────────────────────────


def test_45_hub_and_self_are_in_the_body(site: Path) -> None:
    """Every feed that may change names the hub, and its own address beside it."""
    for name in ("atom.xml", "rss.xml"):
        for root in trees(site, name):
            head = root if name == "atom.xml" else root[0]
            rels = {link.get("rel") for link in head.iterfind(A + "link")}
            assert "self" in rels
            assert ("hub" in rels) != ("current" in rels)  # what is sealed is not to change
    told(site, 45)


def test_46_the_list_of_feeds(site: Path) -> None:
    """OPML 2.0 with a head and a body; every subscription has text, type and an address that is there."""
    (root,) = trees(site, "feeds.opml")
    assert [child.tag for child in root] == ["head", "body"]
    for outline in root.iter("outline"):
        assert outline.get("type") == "rss"
        assert outline.get("text")
        assert (site / "feeds" / (outline.get("xmlUrl") or "").removeprefix(BASE)).is_file()
    told(site, 46)


def test_47_podcasts(site: Path) -> None:
    """What is no podcast says nothing of one; what is wrong with one is told."""
    assert not any(b"itunes" in raw for raw in bytes_of(site, "rss.xml"))
    told(site, 47)


def test_48_every_page_announces_the_feeds(site: Path) -> None:
    """The site's feeds first, then the collection's own, each with type, title and address."""
    for path in (site / "feeds").rglob("*.html"):
        page = html5lib.parse(path.read_text("utf-8"), namespaceHTMLElements=False)
        links = [link for link in page.iterfind("head/link") if link.get("rel") == "alternate"]
        assert all(link.get("type") and link.get("title") for link in links)
        names = [(link.get("href") or "").rpartition("/")[2] for link in links]
        own = ["rss.xml", "atom.xml", "feed.json"]
        # A numbered page of a collection lies in a folder below it.
        above = [each for each in (path.parent, path.parent.parent) if (each / "atom.xml").is_file()]
        assert names == own * (2 if above and above[0] != site / "feeds" else 1)
    told(site, 48)


def test_49_the_sitemap(site: Path) -> None:
    """It lists what is there, each address once, with the date on which it changed."""
    (root,) = trees(site, "sitemap.xml")
    listed = texts(root, "{*}loc")
    assert len(listed) == len(set(listed)) <= 50_000
    for address in listed:
        path = site / "feeds" / address.removeprefix(BASE)
        assert (path / "index.html" if address.endswith("/") else path).is_file()
    told(site, 49)


def test_50_robots_are_told_of_the_sitemap(site: Path) -> None:
    """Its address is absolute."""
    assert f"\nSitemap: {BASE}sitemap.xml\n" in (site / "feeds" / "robots.txt").read_text("utf-8")
    told(site, 50)


def test_51_a_base_address_keeps_its_path(site: Path) -> None:
    """Every feed says an address below /blog/, its own."""
    for path in (site / "feeds").rglob("atom.xml"):
        root = etree.fromstring(path.read_bytes())
        (own,) = (link.get("href") or "" for link in root.iterfind(A + "link") if link.get("rel") == "self")
        assert own == BASE + path.relative_to(site / "feeds").as_posix()
        assert urlsplit(own).path.startswith("/blog/")
    told(site, 51)


def test_every_number_is_kept_somewhere() -> None:
    """Each of the 51 has a test here, or stands in the list of those that are kept elsewhere."""
    named: dict[str, Callable[..., object]] = globals()
    here = {int(name[5:7]) for name in named if re.match(r"test_\d\d_", name)}
    assert here | ELSEWHERE == set(range(1, 52))
    assert {case.number for case in CASES} - {0} == here
    assert RICHEST.endswith("a41.md")
