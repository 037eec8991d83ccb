"""JSON Feed 1.1: the specification as a schema, and what no schema says."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from msgspec import structs

from feedmill.documents import Feed
from feedmill.formats.jsonfeed import render
from feedmill.model import Entry, Moment
from feedmill.settings import Person
from test_feeds_agree import (
    BASE,
    BRIEF,
    EMPTY,
    FEED,
    GONE,
    LATER,
    META,
    OCTOBER,
    SAMPLES,
    SEALED,
    SUBSCRIPTION,
    feeds,
    with_meta,
)

# jsonfeed.org/version/1.1 as data. Stricter where the specification asks for what only some readers forgive:
# nothing empty, nothing unknown but extensions, instants in RFC 3339 with a zone.
TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": r"^https?://[!-~]+$"}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
LANGUAGE = {"type": "string", "pattern": r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}
EXTENSION = {"^_[^.]+$": {"type": "object", "minProperties": 1}}


def several(items: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a list that is left out when it is empty."""
    return {"type": "array", "minItems": 1, "items": items}


def exactly(required: str, **properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with these members, some of them required, and extensions."""
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "patternProperties": EXTENSION,
        "additionalProperties": False,
        "minProperties": 1,
    }


AUTHOR = exactly("", name=TEXT, url=ADDRESS, avatar=ADDRESS)
HUB = exactly("type url", type=TEXT, url=ADDRESS)
ATTACHMENT = exactly(
    "url mime_type",
    url=ADDRESS,
    mime_type={"type": "string", "pattern": "^[a-z]+/.+$"},
    title=TEXT,
    size_in_bytes={"type": "integer", "minimum": 0},
    duration_in_seconds={"type": "number"},
)
ITEM = exactly(
    "id url title date_published date_modified",
    id=TEXT,
    url=ADDRESS,
    external_url=ADDRESS,
    title=TEXT,
    content_html=TEXT,
    content_text=TEXT,
    summary=TEXT,
    image=ADDRESS,
    banner_image=ADDRESS,
    date_published=INSTANT,
    date_modified=INSTANT,
    authors=several(AUTHOR),
    tags=several(TEXT),
    language=LANGUAGE,
    attachments=several(ATTACHMENT),
) | {"oneOf": [{"required": ["content_html"]}, {"required": ["content_text"]}]}
SCHEMA = Draft202012Validator(
    exactly(
        "version title items home_page_url feed_url",
        version={"const": "https://jsonfeed.org/version/1.1"},
        title=TEXT,
        home_page_url=ADDRESS,
        feed_url=ADDRESS,
        description=TEXT,
        user_comment=TEXT,
        next_url=ADDRESS,
        icon=ADDRESS,
        favicon=ADDRESS,
        authors=several(AUTHOR),
        language=LANGUAGE,
        expired={"type": "boolean"},
        hubs=several(HUB),
        items={"type": "array", "items": ITEM},
    )
)


def document_of(feed: Feed) -> dict[str, Any]:
    """Return the document of a feed."""
    document: dict[str, Any] = json.loads(render(feed))
    return document


def item_of(feed: Feed) -> dict[str, Any]:
    """Return the first item of the document of a feed."""
    item: dict[str, Any] = document_of(feed)["items"][0]
    return item


@pytest.mark.parametrize("feed", SAMPLES)
def test_schema_of_samples(feed: Feed) -> None:
    """Each kind of document is a JSON Feed 1.1."""
    SCHEMA.validate(document_of(feed))


@settings(deadline=None, max_examples=60)
@given(feeds)
def test_schema(feed: Feed) -> None:
    """Whatever a feed holds, the document is a JSON Feed 1.1."""
    SCHEMA.validate(document_of(feed))


def test_feed() -> None:
    """The feed tells its texts as they are, unescaped, its addresses, people and language; the version comes first."""
    document = document_of(FEED)
    assert next(iter(document.items())) == ("version", "https://jsonfeed.org/version/1.1")
    assert document.pop("items")
    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Fish & <chips>",
        "home_page_url": BASE,
        "feed_url": FEED.address,
        "description": "All & <everything>",
        "authors": [{"name": "The Editors", "url": "https://editors.example/"}],
        "language": "en",
    }


def test_item() -> None:
    """An item tells everything of its article, in plain text but for the content."""
    assert item_of(FEED) == {
        "id": META.id,
        "url": BASE + "articles/one.html",
        "title": "T & Co. <loud>",
        "content_html": FEED.entries[0].html,
        "summary": "Salt & <pepper> first.",
        "image": BASE + "media/one.png",
        "date_published": "2024-10-01T12:00:00Z",
        "date_modified": "2025-01-02T03:04:05Z",
        "authors": [{"name": "Ada", "url": "https://ada.example/?a=1&b=2"}, {"name": "Bo & Sons"}],
        "tags": ["R&D", "C++"],
        "language": "de-AT",
        "attachments": [
            {"url": BASE + "media/one.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1234},
        ],
        "_feedmill": {"published": "2024-10"},
    }


def test_letters_stand_as_they_are() -> None:
    """The document is UTF-8: no letter is written as an escape, no mark of HTML either."""
    assert '"title": "Grüße, 漢字 & <😀>"' in render(with_meta(FEED, title="Grüße, 漢字 & <😀>")).decode()


def test_empty_feed() -> None:
    """A feed without entries has `items` all the same, and leaves out what it does not say."""
    assert document_of(EMPTY) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Fish & <chips>",
        "home_page_url": BASE,
        "feed_url": EMPTY.address,
        "language": "en",
        "items": [],
    }


def test_pages() -> None:
    """Every document names the one before it, where there is one; the subscription document also its hub."""
    assert document_of(SEALED)["next_url"] == SEALED.older
    assert document_of(SUBSCRIPTION)["next_url"] == SUBSCRIPTION.older
    assert document_of(SUBSCRIPTION)["hubs"] == [{"type": "WebSub", "url": SUBSCRIPTION.hub}]
    assert "next_url" not in document_of(FEED)
    assert "hubs" not in document_of(FEED)


def test_deleted_entries() -> None:
    """JSON Feed knows no deletions: they stand in an extension, only where there are any."""
    assert document_of(GONE)["_feedmill"] == {"deleted": [{"id": "urn:uuid:9", "when": "2024-10-01T12:00:00Z"}]}
    assert "_feedmill" not in document_of(FEED)


@pytest.mark.parametrize(
    ("published", "updated", "said"),
    [
        (LATER, LATER, None),
        (OCTOBER, OCTOBER, {"published": "2024-10"}),
        (structs.replace(OCTOBER, said=""), LATER, {"published": ""}),
        (LATER, structs.replace(LATER, said="2025"), {"updated": "2025"}),
        (OCTOBER, structs.replace(OCTOBER, said="2024-10-05"), {"published": "2024-10", "updated": "2024-10-05"}),
        (Moment("2024-10-05 14:30", LATER.at), LATER, None),
    ],
)
def test_dates_as_said(published: Moment, updated: Moment, said: dict[str, str] | None) -> None:
    """A date that its author left open is told as said, so that nobody takes the instant for more than it is."""
    item = item_of(with_meta(FEED, published=published, updated=updated))
    assert item.get("_feedmill") == said


def test_people() -> None:
    """An item without people leaves them to the feed; names that are empty are nobody."""
    assert "authors" not in item_of(with_meta(FEED, people=()))
    assert item_of(with_meta(FEED, people=(Person(""), Person("Eve"))))["authors"] == [{"name": "Eve"}]


def test_brief() -> None:
    """A feed of summaries has the summary as its text, or the title where there is none; one of the two members."""
    item = item_of(BRIEF)
    assert item["content_text"] == META.summary
    assert not {"content_html", "summary"} & set(item)
    assert item_of(with_meta(BRIEF, summary=""))["content_text"] == META.title
    assert item_of(structs.replace(FEED, entries=(Entry(META, " \n"),)))["content_text"] == META.summary
    entry = Entry(structs.replace(META, summary="All there is."), "<p>All there is.</p>")
    assert item_of(structs.replace(BRIEF, entries=(entry,)))["content_text"] == "All there is."
