"""OPML 2.0: a list of subscriptions that readers import."""

from datetime import UTC, datetime

import hypothesis.strategies as st
from hypothesis import given, settings
from lxml import etree

from feedmill.documents import Outline
from feedmill.formats.opml import render
from test_feeds_agree import instants, places, texts

OUTLINE = Outline(
    "Fish & <chips>",
    datetime(2024, 10, 1, 12, tzinfo=UTC),
    "https://example.org/",
    (
        ("All", "Everything & more", "https://example.org/rss.xml", "https://example.org/"),
        ("R&D", "", "https://example.org/tags/r-d/rss.xml?a&b", "https://example.org/tags/r-d/"),
    ),
)


def test_head() -> None:
    """The head has a title, an RFC 822 date that is the content's, and the site's address."""
    root = etree.fromstring(render(OUTLINE))
    assert (root.tag, root.items(), [child.tag for child in root]) == ("opml", [("version", "2.0")], ["head", "body"])
    assert [(child.tag, child.text) for child in root[0]] == [
        ("title", "Fish & <chips>"),
        ("dateModified", "Tue, 01 Oct 2024 12:00:00 +0000"),
        ("ownerId", "https://example.org/"),
    ]


def test_feeds() -> None:
    """Each feed is an outline of type rss with text, title and both addresses; no empty description."""
    body = etree.fromstring(render(OUTLINE))[1]
    assert [dict(outline.items()) for outline in body] == [
        {
            "type": "rss",
            "text": "All",
            "title": "All",
            "description": "Everything & more",
            "xmlUrl": "https://example.org/rss.xml",
            "htmlUrl": "https://example.org/",
        },
        {
            "type": "rss",
            "text": "R&D",
            "title": "R&D",
            "xmlUrl": "https://example.org/tags/r-d/rss.xml?a&b",
            "htmlUrl": "https://example.org/tags/r-d/",
        },
    ]


def test_form() -> None:
    """UTF-8 with a declaration, indented, one final newline, the same bytes each time."""
    document = render(OUTLINE)
    assert document == render(OUTLINE)
    assert document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<opml version=\"2.0\">\n  <head>\n")
    assert document.endswith(b"  </body>\n</opml>\n")


@settings(deadline=None, max_examples=60)
@given(st.builds(Outline, texts, instants, places, st.lists(st.tuples(texts, texts, places, places)).map(tuple)))
def test_anything(outline: Outline) -> None:
    """Any text survives into a well-formed document; every feed has a name, if only its address, on one line."""
    root = etree.fromstring(render(outline))
    assert [each.get("xmlUrl") for each in root[1]] == [feed for _, _, feed, _ in outline.feeds]
    for each in root[1]:
        assert each.get("text", "").strip(" ")
        assert not set("\t\r\n") & set("".join(each.get(name, "") for name in ("text", "title", "description")))
