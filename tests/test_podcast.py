"""A site with audio is a podcast from its settings alone, by the rules of directories and of podcast 2.0."""

from pathlib import Path
from typing import Any
from uuid import UUID

import feedparser
import pytest
from lxml import etree

from feedmill import config
from feedmill.podcasts import CATEGORIES
from sites import BASE, SETTINGS, Files, article, build, clean, page, site, told
from test_media import MP3, picture

PODCAST = """
[podcast]
category = ["News", "Politics"]
image = "cover.jpg"
owner = { name = "Ada", email = "ada@example.org" }
"""
COVER = picture("JPEG", (1400, 1400))
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
P20 = "{https://podcastindex.org/namespace/1.0}"


def podcast(root: Path, cover: bytes = COVER) -> Path:
    """Write a site with one episode of two seconds and a cover."""
    front = {"enclosures": '["one.mp3"]', "season": "2", "episode": "7", "tags": "[Talk]", "image": "square.png"}
    files: Files = {
        "feedmill.toml": SETTINGS + PODCAST,
        "content/one.md": article("One", "Words.", **front),
        "content/one.mp3": MP3,
        "content/one.vtt": "WEBVTT\n",
        "content/square.png": picture("PNG", (1400, 1400)),
        "content/cover.jpg": cover,
    }
    return site(root, files)


def channel(root: Path, name: str = "rss.xml") -> Any:  # noqa: ANN401 - lxml's stubs make every look-up an Optional
    """Return the channel of an RSS document."""
    return etree.fromstring((root / "feeds" / name).read_bytes())[0]


def test_what_directories_require_is_there(tmp_path: Path) -> None:
    """Apple: title, description, image, language, category, explicit; of each episode title, enclosure, guid, date."""
    root = podcast(tmp_path)
    clean(root)
    said = channel(root)
    assert all(said.findtext(name) for name in ("title", "description", "link", "language"))
    assert said.find(ITUNES + "image").get("href") == BASE + "media/cover.jpg"
    assert (root / "feeds/media/cover.jpg").read_bytes() == COVER
    (category,) = said.iterfind(ITUNES + "category")
    assert (category.get("text"), category[0].get("text")) == ("News", "Politics")
    assert said.findtext(ITUNES + "explicit") == "false"
    assert said.findtext(ITUNES + "type") == "episodic"
    assert said.findtext(ITUNES + "author") == "A Test"
    assert [each.text for each in said.find(ITUNES + "owner")] == ["Ada", "ada@example.org"]
    item = said.find("item")
    assert dict(item.find("enclosure").attrib) == {
        "url": BASE + "media/one.mp3",
        "length": str(len(MP3)),
        "type": "audio/mpeg",
    }
    assert [item.findtext(ITUNES + name) for name in ("duration", "season", "episode")] == ["2", "2", "7"]
    assert item.find(ITUNES + "image").get("href") == BASE + "media/square.png"
    assert dict(item.find(P20 + "transcript").attrib) == {
        "url": BASE + "media/one.vtt",
        "type": "text/vtt",
        "language": "en",
    }
    assert (root / "feeds/media/one.vtt").is_file()


def test_a_podcast_player_reads_it(tmp_path: Path) -> None:
    """Feedparser, which knows the iTunes namespace, finds every field."""
    root = podcast(tmp_path)
    clean(root)
    feed = feedparser.parse((root / "feeds/rss.xml").read_bytes())
    assert not feed.bozo
    assert feed.feed.image.href == BASE + "media/cover.jpg"
    assert feed.feed.publisher_detail == {"name": "Ada", "email": "ada@example.org"}
    assert [tag.term for tag in feed.feed.tags] == ["News", "Politics"]
    assert feed.entries[0].itunes_duration == "2"


def test_the_guid_is_for_life(tmp_path: Path) -> None:
    """A UUID of version 5 that a new domain does not change; each feed has its own; one brought along is kept."""
    root = podcast(tmp_path)
    clean(root)
    guid = channel(root).findtext(P20 + "guid")
    assert UUID(guid).version == 5
    assert channel(root, "tags/talk/rss.xml").findtext(P20 + "guid") not in (None, guid)
    settings = root / "feedmill.toml"
    settings.write_text(settings.read_text().replace("example.org/blog", "elsewhere.example"))
    clean(root)
    assert channel(root).findtext(P20 + "guid") == guid
    own = "ead4c236-bf58-58c6-a2c6-a6b28d128cb6"
    settings.write_text(settings.read_text() + f'guid = "{own}"\n')
    clean(root)
    assert channel(root).findtext(P20 + "guid") == own


def test_without_the_settings_it_is_none(tmp_path: Path) -> None:
    """No namespace of podcasts stands in a feed that is none, and Atom and JSON Feed have none in any case."""
    root = site(tmp_path, {"content/a.md": article("A", enclosures='["a.mp3"]'), "content/a.mp3": MP3})
    clean(root)
    assert "itunes" not in page(root, "rss.xml")
    assert "podcastindex" not in page(root, "rss.xml")


@pytest.mark.parametrize(
    ("cover", "wrong"),
    [
        (picture("JPEG", (1400, 1401)), "it has 1400 × 1401 pixels (image/jpeg)"),
        (picture("JPEG", (600, 600)), "it has 600 × 600 pixels (image/jpeg)"),
        (picture("PNG", (1400, 1400)), "it is image/png, though its name says image/jpeg"),
    ],
)
def test_a_cover_that_directories_refuse_is_told(tmp_path: Path, cover: bytes, wrong: str) -> None:
    """The warning says what it is and what it should be; the site is built."""
    root = podcast(tmp_path, cover)
    right = "directories want a JPEG or PNG, square, 1400 to 3000 pixels"
    assert told(build(root)) == [f"feedmill.toml:8: warning: podcast.image: 'cover.jpg': {wrong}; {right}"]


def test_a_missing_cover_is_a_mistake(tmp_path: Path) -> None:
    """Everything else is published."""
    root = podcast(tmp_path)
    (root / "content/cover.jpg").unlink()
    report = build(root)
    assert told(report) == ["feedmill.toml:8: podcast.image: 'cover.jpg' names no file; there is no content/cover.jpg"]
    assert report.articles == 1
    assert channel(root).find(ITUNES + "image") is None


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('category = ["News"]', "feedmill.toml:1: 'image' is missing; add a line like image: \"…\""),
        (
            'category = ["New"]\nimage = "a.jpg"',
            "feedmill.toml:2: 'New' is no category here; did you mean 'News'?",
        ),
        (
            'category = ["News", "Rugby"]\nimage = "a.jpg"',
            f"feedmill.toml:2: 'Rugby' is no category here; write one of {', '.join(CATEGORIES['News'])}",
        ),
        (
            'category = ["News"]\nimage = "a.jpg"\nowner = { name = "A", email = "nobody" }',
            "feedmill.toml:4: 'owner': not of the right form (.email); write a mapping with name, email",
        ),
    ],
)
def test_mistakes_in_its_settings_are_told(said: str, message: str) -> None:
    """With the line, and what would be right."""
    site_, problems = config.load(f"[podcast]\n{said}\n")
    assert site_ is None
    assert str(problems[0]) == message
