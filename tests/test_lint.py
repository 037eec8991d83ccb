"""The rules of `feedmill check`: each of them fires, at the right place, and on nothing that is as it should be."""

import json
from datetime import UTC, datetime
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from breakages import CASES, Case
from checked import HUGE, broken_by, copied, looked, of, png, reshaped, rich
from feedmill import lint
from feedmill.documents import Feed
from feedmill.formats import atom, jsonfeed, rss
from feedmill.lint.document import Around, Document
from feedmill.lint.html import body, misnested
from feedmill.lint.moments import mail_fault, net_fault
from feedmill.lint.parsing import parse
from feedmill.lint.pictures import measure
from feedmill.subscriber import receive
from sites import NOW, build, clean, mistakes
from test_feeds_agree import SAMPLES, feeds

ALONE = Around("", NOW, lambda _: None, lambda _: b"")


def document(raw: bytes | str, place: str = "x.xml") -> Document:
    """Return a document that stands alone."""
    return parse(place, place, raw.encode() if isinstance(raw, str) else raw, ALONE, receive)


def told(raw: bytes | str, place: str = "x.xml") -> list[str]:
    """Return what is wrong with it."""
    return [f"{each.line}: {each.rule}: {each.wrong}" for each in lint.judge(document(raw, place))]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the rich site once."""
    return rich(tmp_path_factory.mktemp("lint") / "site")


# ── what is built, and what is broken ───────────────────────────────────────────────────────────


def test_nothing_is_wrong_with_what_a_build_makes(site: Path) -> None:
    """A site with something of everything is told nothing, not even a warning; every document was looked at."""
    done = looked(site)
    assert [str(problem) for problem in done.problems] == []
    files = [path for path in (site / "feeds").rglob("*") if path.name in ("rss.xml", "atom.xml", "feed.json")]
    assert (done.feeds, done.others) == (len(files), 3)
    assert done.pages == len(list((site / "feeds").rglob("*.html")))


@pytest.mark.parametrize("case", [case for case in CASES if not case.number], ids=lambda case: case.rule)
def test_what_is_broken_is_told(site: Path, case: Case) -> None:
    """Each way to break a document is told by its rule, with the document, the article that causes it and its line."""
    broken_by(site, case)


def test_every_rule_is_seen_to_fire() -> None:
    """There is no rule that no document breaks, here or in `test_checklist`, and none without a docstring."""
    assert {case.rule for case in CASES} == set(lint.rules())
    assert all(found.startswith("Find ") for found in lint.rules().values())


def test_a_build_mends_it(site: Path, tmp_path: Path) -> None:
    """What `check` says of a document that somebody changed is gone after the next build, as it promises."""
    root = copied(site, tmp_path / "site")
    reshaped(root, "feed.json", lambda members: members.pop("title"))
    assert of(looked(root), "jsonfeed.feed_says")
    (root / "feeds" / "feed.json").unlink()
    assert mistakes(build(root)) == []
    assert looked(root).found == ()


def test_ids_that_begin_alike_do_not_clash(site: Path) -> None:
    """All articles of the site have ids that begin with the same 24 letters, and their headings are told apart."""
    ids = [
        attributes["id"]
        for item in json.loads((site / "feeds" / "feed.json").read_text("utf-8"))["items"]
        for _, attributes in body(item["content_html"]).marks
        if "id" in attributes
    ]
    assert len(ids) > 9
    assert len(set(ids)) == len(ids)


# ── feeds that are not ours ─────────────────────────────────────────────────────────────────────

FOREIGN_RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>Elsewhere</title><link>https://other.example</link><description>News</description>
<atom:link rel="self" href="https://other.example/feed"/>
<item><title>One</title><link>https://other.example/1</link><guid>https://other.example/1</guid>
<pubDate>Sat, 5 Oct 2024 10:00 GMT</pubDate><description>&lt;p&gt;Hello&lt;p&gt;you</description></item>
</channel></rss>
"""
FOREIGN_ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>https://other.example/</id><title>Elsewhere</title>
<updated>2024-10-05T12:00:00.5+02:00</updated><link rel="self" href="https://other.example/feed"/>
<entry><id>tag:other.example,2024:1</id><title type="html">One</title><updated>2024-10-05T12:00:00.5+02:00</updated>
<author><name>Ada</name></author><link href="https://other.example/1"/><summary>Hello</summary></entry></feed>
"""
FOREIGN_JSON = """{"version": "https://jsonfeed.org/version/1", "title": "Elsewhere", "_x": {"y": 1}, "items": [
{"id": "1", "url": "https://other.example/1", "title": "One", "content_text": "Hello",
 "date_published": "2024-10-05T12:00:00+02:00"}]}
"""


@pytest.mark.parametrize("raw", [FOREIGN_RSS, FOREIGN_ATOM, FOREIGN_JSON], ids=["rss", "atom", "json"])
def test_other_programs_do_it_otherwise(raw: str) -> None:
    """A sound feed that feedmill did not make is told nothing: what we promise of ours is no rule for others."""
    assert told(raw) == []


def test_a_foreign_feed_is_told_its_lines() -> None:
    """What is wrong with it stands on its own lines; what is only unusual is a warning."""
    raw = FOREIGN_RSS.replace("<guid>https://other.example/1", "<guid>1").replace("Sat, 5", "Sun, 5")
    assert told(raw) == [
        "6: rss.guid_permanent: the guid '1' is no address, but says that it is one",
        "7: moments.mail_dates: 'Sun, 5 Oct 2024 10:00 GMT' names the wrong weekday",
    ]
    relative = FOREIGN_RSS.replace("Hello", '&lt;a href="/2"&gt;two&lt;/a&gt;')
    (found,) = lint.judge(document(relative))
    assert (found.rule, found.line, found.warning) == ("content.addresses_absolute", 7, True)


@pytest.mark.parametrize(
    ("raw", "place"),
    [("", "x.xml"), ("<html>", "x.xml"), ("{", "x.json"), ("[1]", "feed.json"), ("\x00\xff", "rss.xml")],
)
def test_what_is_no_feed_is_told(raw: str, place: str) -> None:
    """Nothing of it can be read, which is one mistake and no traceback."""
    assert [line.split(": ")[1] for line in told(raw, place)] == ["xml.well_formed"]


def test_json_of_every_shape_is_told_and_never_raises() -> None:
    """Whatever stands where an object, a list or a text should."""
    shapes: tuple[object, ...] = (None, 5, "x", [], [1], {"a": 1}, [[{}]], {"items": 1})
    for wrong in shapes:
        for name in ("items", "authors", "hubs", "title", "tags", "attachments", "next_url", "id"):
            whole = json.loads(FOREIGN_JSON)
            whole[name] = wrong
            told(json.dumps(whole), "feed.json")
            whole = json.loads(FOREIGN_JSON)
            whole["items"][0][name] = wrong
            told(json.dumps(whole), "feed.json")


RENDERED = [room.render(feed) for feed in SAMPLES for room in (rss, atom, jsonfeed)]


@settings(max_examples=60)
@given(st.sampled_from(RENDERED), st.integers(0), st.integers(0, 40), st.binary(max_size=8))
def test_no_document_makes_it_raise(raw: bytes, at: int, length: int, put: bytes) -> None:
    """A feed that was cut and filled anywhere is told or passed; that it cannot be read is told, too."""
    at %= len(raw)
    lint.judge(document(raw[:at] + put + raw[at + length :]))


@settings(max_examples=60)
@given(feeds)
def test_hostile_feeds_are_judged(feed: Feed) -> None:
    """Whatever a feed holds, its documents can be judged and compared, and all three say the same."""
    rooms = {"rss.xml": rss, "atom.xml": atom, "feed.json": jsonfeed}
    documents = tuple(document(room.render(feed), name) for name, room in rooms.items())
    for each in documents:
        lint.judge(each)
    assert lint.compare(documents) == []


# ── small parts ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("<p>a<p>b", ""),
        ("<ul><li>a<li>b</ul>", ""),
        ("<br><img src='a>b'><hr/>", ""),
        ("<!-- <b> -->", ""),
        ("<table><tr><td>a<tr><td>b</table>", ""),
        ("<b><i>x</b></i>", "</b>"),
        ("<div>a", "<div>"),
        ("a</div>", "</div>"),
        ("<p><b>a</p></b>", "</p>"),
    ],
)
def test_nesting(text: str, first: str) -> None:
    """What HTML lets one leave out is no mistake; the first tag that is wrong is named."""
    assert misnested(text) == first


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ("Sat, 05 Oct 2024 10:00:00 +0000", True),
        ("5 Oct 2024 10:00 EST", True),
        ("Sat, 05 Oct 2024 10:00:00 Z", True),
        ("Sat, 05 Oct 24 10:00:00 GMT", False),
        ("Sat, 05 Oct 2024 23:59:60 +0000", True),
        ("Sat, 05 Oct 2024 24:00:00 +0000", False),
        ("Sat, 05 Okt 2024 10:00:00 +0000", False),
        ("Sat, 05 Oct 2024 10:00:00 CET", False),
        ("Sat, 05 Oct 2024 10:00:00 +00:00", False),
        ("2024-10-05", False),
    ],
)
def test_mail_dates(said: str, *, good: bool) -> None:
    """RFC 822 as RSS wants it."""
    assert (mail_fault(said) is None) == good


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ("2024-10-05T10:00:00Z", True),
        ("2024-10-05T10:00:00.123+05:30", True),
        ("2016-12-31T23:59:60Z", True),
        ("2024-10-05T10:00:00", False),
        ("2024-10-05 10:00:00Z", False),
        ("2024-10-05T24:00:00Z", False),
        ("2023-02-29T10:00:00Z", False),
        ("2024-10-05T10:00:00-00:00", False),
        (" 2024-10-05T10:00:00Z", False),
    ],
)
def test_net_dates(said: str, *, good: bool) -> None:
    """RFC 3339, with every part that it wants."""
    assert (net_fault(said) is None) == good


def test_pictures_are_measured() -> None:
    """PNG, GIF and JPEG say their size; anything else, or half a picture, says none."""
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc2\x00\x0b\x08\x00\x05\x00\x07\x01"
    assert measure(png(1400, 3)) == (1400, 3)
    assert measure(b"GIF89a\x02\x01\x03\x00") == (258, 3)
    assert measure(jpeg) == (7, 5)
    assert [measure(raw) for raw in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", jpeg[:12], b"<svg/>")] == [None] * 5


def test_now_is_what_one_is_told(site: Path) -> None:
    """Nothing asks the clock: with an earlier `now` the newest article is from the future, at the line that says so."""
    around = Around("", datetime(2024, 10, 6, tzinfo=UTC), ALONE.size, ALONE.head)
    raw = (site / "feeds" / "atom.xml").read_bytes()
    found = [each for each in lint.judge(parse("atom.xml", "atom.xml", raw, around, receive)) if "future" in each.wrong]
    assert [(each.rule, each.field) for each in found] == [("moments.not_in_future", "updated")]


def test_large_sites_are_looked_at_in_workers(tmp_path: Path) -> None:
    """With several processes the same is found as with one."""
    root = rich(tmp_path / "site", HUGE)
    clean(root)
    reshaped(root, "history/2/feed.json", lambda members: members.pop("title"))
    (root / "feeds" / "articles" / "number-100.html").unlink()
    one = looked(root)
    assert one.found
    assert looked(root, jobs=2).found == one.found
