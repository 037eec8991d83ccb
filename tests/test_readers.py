"""Readers that are not ours subscribe to what the preview server shows, and poll again."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import threading
from calendar import timegm
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import fastfeedparser
import feedparser
import pytest
import uvicorn
from starlette.types import Message, Receive, Scope, Send

from feedmill import cli
from feedmill.serve import Readers, app
from test_jsonfeed import SCHEMA

SEED = Path(__file__).parent.parent / "seeds" / "000_35baaeb0b3e0450d.txt"
TITLE = "Kürzlich sollen mehrere nordkoreanische Soldaten in der Ostukraine ums Leben gekommen sein."
ID = "urn:uuid:ae9a24f5-8e1c-587a-b663-dcb55a515af8"
WHEN = datetime(2024, 10, 1, 12, tzinfo=UTC)
SAID = "die internationale Gerechtigkeit zu verteidigen"


class Preview:
    """A site served on loopback, and the status of each answer that it gave."""

    def __init__(self, root: Path, base: str) -> None:
        """Remember where it stands."""
        self.root, self.base = root, base
        self.answers: list[tuple[str, int]] = []

    def status(self, name: str) -> list[int]:
        """Return the statuses of the answers for a file, in order."""
        return [status for path, status in self.answers if path == f"/{name}"]


@contextmanager
def served(root: Path) -> Iterator[Preview]:
    """Build a site with the real seed under the address that it is served at, and serve it until the end."""
    (root / "seeds").mkdir()
    shutil.copy(SEED, root / "seeds")
    (root / "feedmill.toml").write_text('id = "readers"\ntitle = "Leseprobe"\nlanguage = "de"\n', encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        preview = Preview(root, f"http://127.0.0.1:{listening.getsockname()[1]}/")
        assert cli.main(["-C", str(root), "build", "-q", "--base-url", preview.base]) == 0
        site = app(root / "feeds", Readers())

        async def noting(scope: Scope, receive: Receive, send: Send) -> None:
            async def note(message: Message) -> None:
                if message["type"] == "http.response.start":
                    preview.answers.append((scope["path"], message["status"]))
                await send(message)

            await site(scope, receive, note)

        server = uvicorn.Server(uvicorn.Config(noting, log_config=None, lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield preview
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Serve one site to all readers."""
    with served(tmp_path_factory.mktemp("readers")) as preview:
        yield preview


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_feedparser_subscribes_and_polls(preview: Preview, name: str) -> None:
    """Feedparser sees the entry as it is, and its second poll is answered with 304."""
    feed = feedparser.parse(preview.base + name)
    assert not feed.bozo
    (entry,) = feed.entries
    assert (entry.title, entry.id) == (TITLE, ID)
    assert entry.link.startswith(preview.base + "articles/kuerzlich-sollen-")
    assert timegm(entry.published_parsed) == WHEN.timestamp()
    assert SAID in entry.content[0].value
    assert feedparser.parse(preview.base + name, etag=feed.etag).status == 304


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_fastfeedparser_subscribes(preview: Preview, name: str) -> None:
    """Fastfeedparser sees the same entry."""
    (entry,) = fastfeedparser.parse(preview.base + name).entries
    assert (entry.title, entry.id) == (TITLE, ID)
    assert datetime.fromisoformat(entry.published) == WHEN
    assert SAID in entry.content[0]["value"]


def test_all_readers_see_one_entry(preview: Preview) -> None:
    """Title, id, link, instant and content are the same in both XML formats and in JSON Feed, by their own parsers."""

    def seen(name: str) -> tuple[object, ...]:
        (entry,) = feedparser.parse((preview.root / "feeds" / name).read_bytes(), sanitize_html=False).entries
        return entry.title, entry.id, entry.link, timegm(entry.published_parsed), entry.content[0].value.strip()

    document = json.loads((preview.root / "feeds" / "feed.json").read_bytes())
    (item,) = document["items"]
    at = datetime.fromisoformat(item["date_published"]).timestamp()
    wanted = (item["title"], item["id"], item["url"], at, item["content_html"].strip())
    assert seen("rss.xml") == seen("atom.xml") == wanted


def test_json_feed_keeps_its_rules(preview: Preview) -> None:
    """feed.json is what JSON Feed 1.1 asks for."""
    SCHEMA.validate(json.loads((preview.root / "feeds" / "feed.json").read_bytes()))


@pytest.fixture
def newsboat(tmp_path: Path) -> Callable[[str], list[tuple[str, ...]]]:
    """Return a function that lets newsboat reload a feed and returns what it then knows of its entries."""
    program = shutil.which("newsboat")
    if program is None:
        assert not os.environ.get("CI"), "CI must have newsboat, a reader from Debian's packages"
        pytest.skip("newsboat is not installed; CI installs it")

    def reload(address: str) -> list[tuple[str, ...]]:
        urls, cache, config = tmp_path / "urls", tmp_path / "cache.db", tmp_path / "config"
        urls.write_text(address + "\n", encoding="utf-8")
        config.write_text("", encoding="utf-8")
        command = [program, "-u", str(urls), "-c", str(cache), "-C", str(config), "-x", "reload"]
        subprocess.run(command, check=True, capture_output=True, timeout=60, env={**os.environ, "HOME": str(tmp_path)})
        with sqlite3.connect(cache) as base:
            return base.execute("SELECT guid, title, url, pubDate, content FROM rss_item").fetchall()

    return reload


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_newsboat_subscribes_and_polls(
    preview: Preview, newsboat: Callable[[str], list[tuple[str, ...]]], name: str
) -> None:
    """A reader that people use sees the same entry, and is answered with 304 once it remembers what it has."""
    before = len(preview.status(name))
    ((guid, title, url, when, content),) = newsboat(preview.base + name)
    assert (guid, title, int(when)) == (ID, TITLE, WHEN.timestamp())
    assert url.startswith(preview.base + "articles/kuerzlich-sollen-")
    assert SAID in content
    newsboat(preview.base + name)  # it keeps the entity tag only of a feed that it knew before
    newsboat(preview.base + name)
    assert preview.status(name)[before:] == [200, 200, 304]
