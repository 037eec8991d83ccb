"""Readers that are not ours → what each makes of feed documents, in one form; test support.

A reader takes a folder and the documents in it, and returns a `Heard` for each. Nothing is repaired here: what a
reader says is only named, put into one order and, where it is an instant, written in one way.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from calendar import timegm
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fastfeedparser
import feedparser
import feedparser_sgmllib
import pytest
from msgspec import Struct

Said = Mapping[str, object]
"""Fields by name; what a reader has no word for is not in it."""


class Heard(Struct, frozen=True):
    """What a reader makes of a document."""

    head: Said
    entries: tuple[Said, ...]


Reader = Callable[[Path, list[str]], dict[str, Heard]]
NPM = Path(__file__).with_name("npm")


def needed(there: object, what: str) -> None:
    """Skip a test whose reader is missing on this machine; where CI runs, that is a mistake."""
    if not there:
        assert not os.environ.get("CI"), f"CI must have {what}"
        pytest.skip(f"{what} is not installed; CI installs it")


def instant(said: object) -> str:
    """Return a date in any form as RFC 3339 in UTC, "" for none."""
    match said:
        case None | "":
            return ""
        case datetime():
            at = said
        case int():
            at = datetime.fromtimestamp(said, UTC)
        case str():
            at = datetime.strptime(said, "%a, %d %b %Y %H:%M:%S %z") if "," in said else datetime.fromisoformat(said)
        case _:
            at = datetime.fromtimestamp(timegm(said), UTC)  # type: ignore[arg-type]
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _dated(entry: dict[str, object]) -> Said:
    return entry | {name: instant(entry[name]) for name in ("published", "updated") if name in entry}


# ── in Python ───────────────────────────────────────────────────────────────────────────────────


def by_feedparser(folder: Path, paths: list[str]) -> dict[str, Heard]:
    """Ask feedparser, which otherwise would drop markup and resolve addresses."""
    return {path: _feedparser((folder / path).read_bytes()) for path in paths}


def _feedparser(raw: bytes) -> Heard:
    said = feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)
    assert not said.bozo, said.bozo_exception
    head = {"title": said.feed.title, "home": said.feed.link, "language": said.feed.get("language", "")}
    return Heard(head, tuple(map(_of_feedparser, said.entries)))


def _of_feedparser(entry: Any) -> Said:  # noqa: ANN401 - it has no types
    content = [each.value for each in entry.get("content", ())]
    summary = entry.get("summary", "")
    return _dated(
        {
            "id": entry.id,
            "title": entry.title,
            "link": entry.link,
            "published": entry.get("published_parsed"),
            "updated": entry["updated_parsed"] if "updated_parsed" in entry.keys() else None,  # noqa: SIM118 - `in` falls back
            "language": entry.title_detail.language or "",
            "authors": tuple(person["name"] for person in entry.get("authors", ())),
            "tags": tuple(tag.label or tag.term for tag in entry.get("tags", ())),
            "summary": summary if content else "",
            "content": content[0] if content else summary,
            "image": entry.get("media_thumbnail", [{"url": ""}])[0]["url"],
            "enclosures": tuple((file.href, file.type, int(file.length)) for file in entry.enclosures),
        }
    )


def by_fastfeedparser(folder: Path, paths: list[str]) -> dict[str, Heard]:
    """Ask fastfeedparser."""
    return {path: _fastfeedparser((folder / path).read_bytes()) for path in paths}


def _fastfeedparser(raw: bytes) -> Heard:
    said = fastfeedparser.parse(raw)
    head = {"title": said.feed.title, "home": said.feed.link, "language": said.feed.language or ""}
    return Heard(head, tuple(map(_of_fastfeedparser, said.entries)))


def _of_fastfeedparser(entry: Any) -> Said:  # noqa: ANN401 - it has no types
    content = [each["value"] for each in entry.get("content") or ()]
    summary = entry.get("description") or ""
    links = [each for each in entry.links if each["rel"] == "enclosure"]
    files = entry.get("enclosures") or links
    return _dated(
        {
            "id": entry.id,
            "title": entry.title,
            "link": entry.link,
            "published": entry.get("published"),
            "updated": entry.get("updated"),
            "authors": tuple(person["name"] for person in entry.get("authors") or ()),
            "tags": tuple(tag["term"] for tag in entry.get("tags") or ()),
            "summary": summary if content else "",
            "content": content[0] if content else summary,
            "enclosures": tuple((file.get("url") or file["href"], file["type"], file.get("length")) for file in files),
        }
    )


def by_reader(folder: Path, paths: list[str]) -> dict[str, Heard]:
    """Ask lemon24's reader, which fetches each document from the folder and keeps what it is told."""
    # Its own copy of feedparser looks for this under the name that it had; that package is to be had as source only.
    sys.modules.setdefault("sgmllib", feedparser_sgmllib)
    from reader import make_reader

    reader = make_reader(":memory:", feed_root=str(folder))
    for path in paths:
        reader.add_feed(path)
    for result in reader.update_feeds_iter():
        assert not isinstance(result.value, Exception), result
    heard = {}
    for path in paths:
        feed = reader.get_feed(path)
        entries = tuple(map(_of_reader, reader.get_entries(feed=path)))
        heard[path] = Heard({"title": feed.title, "home": feed.link}, entries)
    reader.close()
    return heard


def _of_reader(entry: Any) -> Said:  # noqa: ANN401 - its own type is wider than what we ask
    return _dated(
        {
            "id": entry.id,
            "title": entry.title,
            "link": entry.link,
            "published": entry.published,
            "updated": entry.updated,
            "language": (entry.content[0].language if entry.content else "") or "",
            "authors": tuple(person.name for person in entry.authors),
            "summary": (entry.summary or "") if entry.content else "",
            "content": entry.content[0].value if entry.content else entry.summary,
            "enclosures": tuple((file.href, file.type, file.length) for file in entry.enclosures),
        }
    )


# ── of Debian ───────────────────────────────────────────────────────────────────────────────────


def by_newsboat(folder: Path, paths: list[str]) -> dict[str, Heard]:
    """Let newsboat subscribe. It takes entries with one id for one, so documents that share some are asked apart."""
    program = shutil.which("newsboat")
    needed(program, "newsboat")
    with TemporaryDirectory() as home, ThreadPoolExecutor(8) as pool:  # most of the time it waits for its disk
        places = map(Path(home).joinpath, map(str, count()))
        heard = pool.map(partial(_batch, str(program), folder), places, _apart(folder, paths))
        return {path: each for batch in heard for path, each in batch.items()}


def _batch(program: str, folder: Path, place: Path, paths: list[str]) -> dict[str, Heard]:
    place.mkdir()
    (place / "config").touch()
    (place / "urls").write_text("".join(f"file://{folder / path}\n" for path in paths), encoding="utf-8")
    files = ("-u", place / "urls", "-c", place / "cache", "-C", place / "config")
    command = [program, *map(str, files), "-x", "reload"]
    subprocess.run(command, check=True, capture_output=True, timeout=300, env={**os.environ, "HOME": str(place)})
    with closing(sqlite3.connect(place / "cache")) as base:
        return {path: _newsboat(base, f"file://{folder / path}") for path in paths}


def _newsboat(base: sqlite3.Connection, address: str) -> Heard:
    ((title, home),) = base.execute("SELECT title, url FROM rss_feed WHERE rssurl = ?", (address,))
    wanted = "guid, title, url, pubDate, author, content, enclosure_url, enclosure_type"
    rows = base.execute(f"SELECT {wanted} FROM rss_item WHERE feedurl = ? ORDER BY id DESC", (address,))  # noqa: S608
    entries = (
        {"id": id_, "title": name, "link": link, "published": instant(at), "authors": author, "content": content}
        | {"enclosures": ((file, kind),) if file else ()}
        for id_, name, link, at, author, content, file, kind in rows
    )
    return Heard({"title": title, "home": home}, tuple(entries))


def _apart(folder: Path, paths: Iterable[str]) -> Iterator[list[str]]:
    """Yield the documents in batches in which no two have an entry in common."""
    batches: list[tuple[set[str], list[str]]] = []
    for path in paths:
        ids = set(_ids((folder / path).read_text(encoding="utf-8")))
        fitting = next((batch for batch in batches if not batch[0] & ids), None)
        if fitting is None:
            batches.append(fitting := (set(), []))
        fitting[0].update(ids)
        fitting[1].append(path)
    yield from (batch for _, batch in batches)


def _ids(document: str) -> Iterator[str]:
    for tag in ("<id>", '<guid isPermaLink="false">'):
        yield from (part.partition("<")[0] for part in document.partition("<entry")[2].split(tag)[1:])
        yield from (part.partition("<")[0] for part in document.partition("<item>")[2].split(tag)[1:])


def by_sfeed(folder: Path, paths: list[str]) -> dict[str, Heard]:
    """Pipe each document through sfeed, which writes a line of TAB-separated fields for each entry."""
    program = shutil.which("sfeed")
    needed(program, "sfeed")
    heard = {}
    for path in paths:
        with (folder / path).open("rb") as document:
            done = subprocess.run([str(program)], stdin=document, check=True, capture_output=True, timeout=60)
        heard[path] = Heard({}, tuple(map(_of_sfeed, done.stdout.decode().split("\n")[:-1])))
    return heard


def _of_sfeed(line: str) -> Said:
    at, title, link, content, _, id_, author, enclosure, tags = line.split("\t")
    return {
        "id": id_,
        "title": title,
        "link": link,
        "published": instant(int(at)),
        "authors": author,
        "tags": tags,
        "content": re.sub(r"\\([nt\\])", lambda mark: {"n": "\n", "t": "\t", "\\": "\\"}[mark[1]], content),
        "enclosures": enclosure,
    }


# ── of npm ──────────────────────────────────────────────────────────────────────────────────────


def by_npm(library: str, folder: Path, paths: list[str]) -> dict[str, Heard]:
    """Ask a library of npm, in one process for all documents."""
    node = shutil.which("node")
    needed(node, "node")
    needed((NPM / "node_modules").is_dir(), "what `npm ci --prefix tests/npm` installs")
    done = subprocess.run(
        [str(node), str(NPM / "read.mjs"), library],
        input="".join(f"{folder / path}\n" for path in paths),
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    heard = {}
    for path, line in zip(paths, done.stdout.rstrip("\n").split("\n"), strict=True):
        said = json.loads(line)
        heard[path] = Heard(said["head"], tuple(map(_of_npm, said["entries"])))
    return heard


def _of_npm(entry: dict[str, Any]) -> Said:
    lists = {name: tuple(entry[name]) for name in ("authors", "tags") if name in entry}
    return _dated(entry | lists | {"enclosures": tuple(tuple(file) for file in entry["enclosures"])})


READERS: dict[str, tuple[Reader, tuple[str, ...]]] = {
    "feedparser": (by_feedparser, ("rss", "atom")),
    "fastfeedparser": (by_fastfeedparser, ("rss", "atom", "json")),
    "reader": (by_reader, ("rss", "atom", "json")),
    "newsboat": (by_newsboat, ("rss", "atom")),
    "sfeed": (by_sfeed, ("rss", "atom")),
    "feedsmith": (partial(by_npm, "feedsmith"), ("rss", "atom", "json")),
    "rss-parser": (partial(by_npm, "rss-parser"), ("rss", "atom")),
    "rowanmanning": (partial(by_npm, "rowanmanning"), ("rss", "atom")),
}
"""Each reader, and the formats that it knows."""
