"""Every document of three sites says what the stages of a build decided, and shows what the articles' pages show."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree as ET

import html5lib
import lxml.html
import pytest

from feedmill.cache import Cache
from feedmill.check import check
from feedmill.curate import curate
from feedmill.dates import rfc3339
from feedmill.documents import Feed
from feedmill.layout import lay_out
from feedmill.ledger import promise
from feedmill.measure import measure
from feedmill.model import Meta
from feedmill.read import read
from feedmill.received import ReceivedEntry, ReceivedFeed
from feedmill.seen import Seen
from feedmill.stamp import stamp
from feedmill.stock import files_for, promises_so_far, stock, today
from feedmill.subscriber import NAMES, receive
from feedmill.text import balanced
from sample_sites import LAST, SITES, shared
from shown import Shown, seen, shown
from sites import run
from test_hostile import HUGE
from test_jsonfeed import SCHEMA


def planned(name: str, root: Path) -> dict[str, Feed]:
    """Return what the stages of a build put into each feed document, by its path; nothing is written."""
    wishes = run(root, now=LAST[name])
    with closing(Cache(wishes.cached, stamp())) as cache:
        found = Seen(cache)
        promised = promises_so_far(wishes, cache, found)
        desk = read(wishes, cache, found)
        files, _ = measure(wishes, cache, found, desk.files)
        kept = promise(desk.articles, promised.ledger, today(wishes, desk))
        edition, _ = curate(stock(wishes, desk, kept, files), kept.ledger, wishes.site)
        waves, _ = lay_out(edition, files_for(wishes, cache, found, desk, edition))
    outputs = {output.path: output.recipe().subject for wave in waves for output in wave}
    return {path: subject for path, subject in outputs.items() if isinstance(subject, Feed)}


def head(feed: Feed, format_: str) -> dict[str, object]:
    """Return what a document must say of itself."""
    xml = format_ != "json"
    return {
        "id": feed.id if format_ == "atom" else "",
        "title": feed.title,
        "home": feed.home,
        "address": feed.address,
        "language": feed.language,
        "updated": rfc3339(feed.updated) if xml else "",
        "hubs": (feed.hub,) if feed.hub else (),
        "current": feed.current if xml else "",
        "older": feed.older,
        "newer": feed.newer if xml else "",
        "deleted": tuple((gone.id, rfc3339(gone.at)) for gone in feed.deleted) if format_ != "rss" else (),
    }


def about(meta: Meta, feed: Feed, format_: str) -> dict[str, object]:
    """Return what a document must say of an entry, beside its texts."""
    files = tuple((feed.base + file.address, file.type, file.length) for file in meta.enclosures[:1])
    names = tuple(balanced(person.name) for person in meta.people)
    return {
        "id": meta.id,
        "title": balanced(meta.title) or feed.base + meta.address,
        "link": feed.base + meta.address,
        "published": rfc3339(meta.published.at),
        "updated": "" if format_ == "rss" else rfc3339(meta.updated.at),
        "language": feed.language if format_ == "rss" else meta.language,
        "authors": names or ((feed.title,) if format_ == "atom" else ()),
        "tags": tuple(balanced(label.name) for label in meta.tags),
        "image": feed.base + meta.image.address if meta.image else "",
        "enclosures": files,
    }


def heard(received: ReceivedFeed | ReceivedEntry, wanted: dict[str, object]) -> dict[str, object]:
    """Return what was received of the fields that something was wanted of."""
    said = {name: getattr(received, name) for name in wanted}
    if isinstance(received, ReceivedEntry):
        said["enclosures"] = tuple((file.url, file.type, file.length) for file in received.enclosures)
    return said


def page(root: Path, meta: Meta, base: str) -> Shown:
    """Return what the article's page shows of its text, its addresses absolute, and below it further files."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    whole = lxml.html.document_fromstring((root / "feeds" / meta.address).read_bytes(), parser=parser)
    (text,) = whole.iterfind(".//div[@class='text']")
    there = seen(text)
    files = [base + file.address for file in meta.enclosures[1:]]
    names = "".join(unquote(file.rpartition("/")[2]) for file in files)
    leads = (*(_absolute(each, base + meta.address) for each in there.addresses), *(f"href {file}" for file in files))
    return Shown(f"{there.text} {names}".strip(), leads)


def _absolute(said: str, base: str) -> str:
    name, _, address = said.partition(" ")
    if name != "srcset":
        return f"{name} {urljoin(base, address)}"
    candidates = (each.strip().partition(" ") for each in address.split(", "))
    return f"srcset {', '.join(urljoin(base, url) + space + size for url, space, size in candidates)}"


def texts(entry: ReceivedEntry, meta: Meta, there: Shown) -> Iterator[str]:
    """Yield what is wrong with an entry's texts."""
    if shown(entry.content) != there:
        yield f"content {shown(entry.content)!r:.500} is not {there!r:.500}"
    if entry.summary not in {"", balanced(meta.summary)}:
        yield f"summary {entry.summary!r} is not {meta.summary!r}"
    said = "".join(meta.summary.split())
    if not entry.summary and said not in {"", "".join(there.text.split()), "".join(meta.title.split())}:
        yield f"summary {meta.summary!r} is missing"


@pytest.mark.parametrize("name", SITES)
def test_every_document_says_what_was_decided(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is received from each document is what the edition holds, and each text is that of the article's page."""
    root = shared(name, tmp_path_factory)
    folder = root / "feeds"
    plan = planned(name, root)
    assert plan.keys() == {path.relative_to(folder).as_posix() for kind in NAMES for path in folder.rglob(kind)}
    pages: dict[str, Shown] = {}
    for path, feed in plan.items():
        received = receive(path, (folder / path).read_bytes())
        assert heard(received, wanted := head(feed, received.format)) == wanted
        assert [entry.id for entry in received.entries] == [entry.meta.id for entry in feed.entries]
        for entry, meta in zip(received.entries, (entry.meta for entry in feed.entries), strict=True):
            assert heard(entry, wanted := about(meta, feed, received.format)) == wanted
            if meta.id not in pages:
                pages[meta.id] = page(root, meta, feed.base)
            assert not list(texts(entry, meta, pages[meta.id])), (path, meta.path)


def test_the_varied_site_has_everything(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing that a feed can say is missing from the samples, or agreement would prove little."""
    plan = planned("varied", shared("varied", tmp_path_factory))
    feeds = [feed for path, feed in plan.items() if path.endswith("atom.xml")]
    metas = {entry.meta.id: entry.meta for feed in feeds for entry in feed.entries}.values()
    assert len(metas) > 280
    assert {meta.language for meta in metas} == {"de", "en", "ar", "ja"}
    assert {len(meta.published.said) for meta in metas} >= {0, 4, 7, 10, 16, 20, 25}
    assert {len(meta.people) for meta in metas} >= {1, 2, 3}
    assert {len(meta.tags) for meta in metas} >= {0, 1, 4}
    kinds = {file.type.partition("/")[0] for meta in metas for file in meta.enclosures}
    assert kinds == {"audio", "video", "application"}
    assert {meta.image.address.rpartition(".")[2] for meta in metas if meta.image} == {"png", "jpg", "gif", "webp"}
    assert sum(bool(feed.older and feed.newer) for feed in feeds) > 5
    assert any(feed.deleted for feed in feeds)
    assert any(meta.updated != meta.published for meta in metas)
    assert {kind for kind, _ in (path.split("/", 1) for path in plan if "/" in path)} >= {"tags", "authors", "history"}


@pytest.mark.parametrize("name", SITES)
def test_every_document_is_sound(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """XML is well-formed without a DTD, JSON Feed keeps its rules, and no parser need mend the HTML in them."""
    folder = shared(name, tmp_path_factory) / "feeds"
    contents: set[str] = set()
    for path in folder.rglob("*"):
        if path.suffix in {".xml", ".opml"}:
            raw = path.read_bytes()
            ET.fromstring(raw)  # noqa: S314 - our own
            assert raw.decode().count("<!") == 0
        elif path.suffix == ".json":
            SCHEMA.validate(json.loads(path.read_bytes()))
        if path.name in NAMES:
            contents |= {entry.content for entry in receive(path.name, path.read_bytes()).entries}
    for html in contents:
        if len(html) < HUGE:
            html5lib.HTMLParser(strict=True).parseFragment(html)
    assert contents


@pytest.mark.parametrize("name", SITES)
def test_feedmill_check_has_no_mistake_to_tell(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of any site: there are warnings about what articles say, and nothing that a validator would refuse."""
    done = check(run(shared(name, tmp_path_factory), now=LAST[name]))
    assert [str(problem) for problem in done.problems if not problem.warning] == []
