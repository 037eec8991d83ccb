"""What is sealed stays sealed: a client that walks the history meets every article once, and no document is rewritten.

FEEDMILL_CHANGES=800 makes so many changes, and builds the site for real after each; without it there are fewer, and
real builds after some.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from feedmill import ledger as ledgers
from feedmill import manifest
from feedmill.cache import Cache
from feedmill.curate import curate
from feedmill.documents import Output
from feedmill.layout import Press, lay_out
from feedmill.ledger import promise
from feedmill.model import Manuscript
from feedmill.press import Shop, bake
from feedmill.promises import Ledger
from feedmill.read import Desk, keep, study
from feedmill.stock import stock, today
from sites import BASE, NOW, SETTINGS, article, build, clean, dead_ends, mistakes, page, run, site, write

ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = ("atom.xml", "rss.xml", "feed.json")
FULL = "FEEDMILL_CHANGES" in os.environ
CHANGES = int(os.environ.get("FEEDMILL_CHANGES", "100"))
BACKDATED, POSTDATED = (0.03, 0.01) if FULL else (0.12, 0.08)
"""The shares of what is added with an old date, and with one to come; in a short run larger, so that there are some."""


# ── a client ────────────────────────────────────────────────────────────────────────────────────


class Seen(NamedTuple):
    """What a client makes of a document: its links by relation, and each entry's bytes by id."""

    links: dict[str, str]
    entries: dict[str, bytes]


def look(raw: bytes) -> Seen:
    """Return what a document says."""
    if raw.startswith(b"{"):
        said = json.loads(raw)
        links = {"prev-archive": said["next_url"]} if "next_url" in said else {}
        return _once(links | {"self": said["feed_url"]}, [(each["id"], json.dumps(each)) for each in said["items"]])
    root = etree.fromstring(raw)
    head = root if root.tag == ATOM + "feed" else root[0]
    links = {str(link.get("rel")): str(link.get("href")) for link in head.iterfind(ATOM + "link")}
    found = [*root.iterfind(ATOM + "entry"), *root.iterfind("channel/item")]
    ids = (str(each.findtext(ATOM + "id") or each.findtext("guid")) for each in found)
    return _once(links, list(zip(ids, (etree.tostring(each, with_tail=False).decode() for each in found), strict=True)))


def _once(links: dict[str, str], entries: list[tuple[str, str]]) -> Seen:
    assert len({id_ for id_, _ in entries}) == len(entries), "an entry stands twice in one document"
    return Seen(links, {id_: said.encode() for id_, said in entries})


def walk(fetch: Callable[[str], bytes], name: str) -> list[tuple[str, Seen]]:
    """Return every document from the subscription document back to the oldest; AssertionError if it goes round."""
    path = name
    met: list[tuple[str, Seen]] = []
    while True:
        assert path not in [each for each, _ in met], f"the history goes round at {path}"
        met.append((path, look(fetch(path))))
        older = met[-1][1].links.get("prev-archive")
        if older is None:
            return met
        assert older.startswith(BASE)
        path = older.removeprefix(BASE)


def walked(fetch: Callable[[str], bytes], name: str) -> Counter[str]:
    """Return how often a client meets each article, and be sure that the way back is the way there."""
    met = walk(fetch, name)
    for (path, seen), (newer, _) in zip(met[1:], met, strict=False):
        assert seen.links["self"] == BASE + path
        if name != "feed.json":
            assert seen.links["current"] == BASE + name
            assert seen.links.get("next-archive", BASE + name) == BASE + newer
    return Counter(id_ for _, seen in met for id_ in seen.entries)


# ── any number of articles ──────────────────────────────────────────────────────────────────────


def numbered(n: int) -> str:
    """Return the nth article; each tenth carries an older date than those before it."""
    year = 1990 if n % 10 == 9 else 2024
    front = {"published": f'"{year}-{1 + n // 28 % 9:02}-{1 + n % 28:02}"', "id": f"urn:test:{n}"}
    return article(f"Number {n}", f"Text of {n}.", tags=f"[t{n % 3}]", **front)


@pytest.mark.parametrize("count", [0, 1, 50, 51, 100, 101, 1000])
def test_subscription_and_history_hold_every_article_once(count: int, tmp_path: Path) -> None:
    """At every size a client meets each article once, in each format, and comes to an end (RFC 5005 §4)."""
    site(tmp_path, {f"content/{n:04}.md": numbered(n) for n in range(count)})
    clean(tmp_path, jobs=2 if count > 500 else 1)
    feeds = tmp_path / "feeds"
    expected = Counter({f"urn:test:{n}": 1 for n in range(count)})
    for name in FORMATS:
        assert walked(lambda path: (feeds / path).read_bytes(), name) == expected
    sealed = len(list(feeds.glob("history/*/atom.xml")))
    assert sealed == max(0, (count - 51) // 50)


# ── a newsroom ──────────────────────────────────────────────────────────────────────────────────


class Piece(Struct):
    """An article as the newsroom has it."""

    path: str
    id: str
    front: dict[str, str]
    body: str

    def text(self) -> bytes:
        """Return its file."""
        title = f"Piece {self.path[8:-3]}"
        return article(title, self.body, **self.front).encode()


class Change(NamedTuple):
    """What was done, and to which articles."""

    what: str
    paths: set[str]


class Newsroom:
    """A thousand articles that change one at a time, published by the pure stages of a build.

    Only what reads and writes files is left out: the same functions decide, and the same one renders.
    """

    def __init__(self, root: Path, chance: Random, many: int) -> None:
        """Write the first articles and publish them."""
        self.root, self.chance, self.now = site(root, {}), chance, NOW
        self.pieces: dict[str, Piece] = {}
        self.coming: dict[str, str] = {}
        """Articles that wait, and when they are due."""
        self.read: dict[str, Manuscript] = {}
        self.ledger, self.before, self.made = Ledger(), Ledger(), 0
        self.ids: dict[str, str] = {}
        """Of every article that was ever published, by path."""
        self.published: set[str] = set()
        self.cached = self.root / "readings.sqlite3"
        self.cache = Cache(self.cached, "stamp")
        for _ in range(many):
            self._save(self._new(self._day(0)))
        self.outputs = self._publish()
        self.bytes = {path: self.render(each) for path, each in self.outputs.items() if path.startswith("history/")}

    # what people do

    def change(self) -> Change:
        """Let an hour pass and change one thing; what comes due meanwhile changes too."""
        self.now += timedelta(hours=1)
        came = {path for path, when in self.coming.items() if when <= self._said()}
        for path in came:
            del self.coming[path]
        what = self.chance.choices(("add", "delete", "retag", "edit"), (40, 25, 25, 10))[0]
        return Change(what, {getattr(self, f"_{what}")(), *came})

    def _add(self) -> str:
        kind = self.chance.random()
        if kind < BACKDATED:
            day = f'"{self.chance.randint(1990, 2020)}-05-05"'
        elif kind < BACKDATED + POSTDATED:
            day = f'"{self._said(hours=self.chance.randint(2, 30))}"'
        else:
            day = self._day(self.made)
        piece = self._new(day)
        if BACKDATED <= kind < BACKDATED + POSTDATED:
            self.coming[piece.path] = day.strip('"')
        return self._save(piece)

    def _delete(self) -> str:
        piece = self._any()
        del self.pieces[piece.path], self.read[piece.path]
        (self.root / piece.path).unlink()
        return piece.path

    def _retag(self) -> str:
        piece = self._any()
        return self._save(replace(piece, front=piece.front | {"tags": self._tags()}))

    def _edit(self) -> str:
        piece = self._any()
        return self._save(replace(piece, body=f"{piece.body}\n\nMore at {self._said()}."))

    def _any(self) -> Piece:
        return self.pieces[self.chance.choice(sorted(self.pieces.keys() - self.coming.keys()))]

    def _new(self, day: str) -> Piece:
        """Return an article; each third links to another, each second says its id, some are in another language."""
        self.made += 1
        front = {"published": day, "tags": self._tags()}
        if self.made % 2:
            front["id"] = f"urn:test:{self.made}"
        if self.made > 1000 and self.made % 5 == 0:
            front |= {"authors": f"[Author {self.made % 3}]", "language": "de"}
        body = f"Text of {self.made}."
        there = sorted(self.pieces.keys() - self.coming.keys())
        if there and self.made % 3 == 0:
            body += f" [See there]({self.chance.choice(there)[8:]}#part) and [here](https://example.com/)."
        return Piece(f"content/{self.made:04}.md", front.get("id", ""), front, body)

    def _save(self, piece: Piece) -> str:
        self.pieces[piece.path] = piece
        raw = piece.text()
        write(self.root / piece.path, raw)
        fresh = study(raw)
        assert fresh.reading.front, fresh.reading.problems
        keep(self.cache, [fresh])
        self.read[piece.path] = Manuscript(piece.path, fresh.digest, fresh.reading.front, fresh.reading)
        return piece.path

    def _tags(self) -> str:
        return "[" + ", ".join(self.chance.sample([f"tag {n}" for n in range(40)], self.chance.randint(0, 3))) + "]"

    def _day(self, n: int) -> str:
        return f'"2024-{1 + n // 40 % 10:02}-{1 + n % 28:02}"'

    def _said(self, **later: int) -> str:
        return (self.now + timedelta(**later)).strftime("%Y-%m-%dT%H:%M:%SZ")

    # what feedmill does

    def publish(self) -> dict[str, tuple[bytes, bytes]]:
        """Publish; return the documents of history that were rewritten, as they were and as they are."""
        before, self.outputs = self.outputs, self._publish()
        rewritten = {}
        for path, output in self.outputs.items():
            if path.startswith("history/") and (path not in before or output.key != before[path].key):
                old, new = self.bytes.get(path), self.render(output)  # the same key, the same bytes
                self.bytes[path] = new
                if old is not None and old != new:
                    rewritten[path] = (old, new)
        assert before.keys() <= self.outputs.keys()
        return rewritten

    def _publish(self) -> dict[str, Output]:
        wish = run(self.root, now=self.now)
        desk = Desk(
            articles=tuple(self.read[path] for path in sorted(self.read)),
            pages=(),
            broken=frozenset(),
            there=frozenset(self.read),
            files={},
            edited=(),
            problems=(),
        )
        kept = promise(desk.articles, self.ledger, today(wish, desk))
        self.before, self.ledger = self.ledger, kept.ledger
        edition, _ = curate(stock(wish, desk, kept, {}), kept.ledger, wish.site)
        self.ids |= {meta.path: meta.id for meta in edition.articles}
        self.published = {meta.id for meta in edition.articles}
        press = Press(wish.site, "", "", (), {}, {}, manifest.FILE)
        (*_, feeds, _), _ = lay_out(replace(edition, articles=(), collections=()), press)
        return {output.path: output for output in feeds}

    def render(self, output: Output) -> bytes:
        """Return the bytes of a document."""
        return bake(output.recipe(), Shop(self.root, self.cached, "stamp", 1))[0]

    def document(self, path: str) -> bytes:
        """Return a document as it is now."""
        return self.bytes[path] if path in self.bytes else self.render(self.outputs[path])

    def prove(self, before: Ledger) -> None:
        """Build for real from that ledger, and be sure that the same is promised and published."""
        write(self.root / ledgers.FILE, ledgers.dump(before))
        build(self.root, now=self.now, jobs=2)
        assert (self.root / ledgers.FILE).read_bytes() == ledgers.dump(self.ledger)
        feeds = self.root / "feeds"
        sealed = {path.relative_to(feeds).as_posix() for path in feeds.glob("history/*/*")}
        assert sealed == self.bytes.keys()
        for path in self.outputs:
            assert self.document(path) == (feeds / path).read_bytes(), path


# ── what is rewritten ───────────────────────────────────────────────────────────────────────────


def rewritten_for(old: bytes, new: bytes) -> set[str]:
    """Return the ids of the entries for which a document was rewritten; none if it gained its next-archive alone."""
    was, now = look(old), look(new)
    gained = {rel: at for rel, at in now.links.items() if was.links.get(rel) != at}
    assert now.links == was.links | gained
    assert gained.keys() <= {"next-archive"} - was.links.keys()
    differ = {id_ for id_ in was.entries.keys() | now.entries.keys() if was.entries.get(id_) != now.entries.get(id_)}
    if not differ:
        assert gained
        assert re.sub(rb"\s*<\S*link [^>]*next-archive[^>]*>", b"", new) == old
    return differ


def test_changes_rewrite_no_sealed_document_but_for_its_own_entries(tmp_path: Path) -> None:
    """Additions (some with old dates, some due later), deletions, new tags and edits, among a thousand articles.

    What was rewritten holds the article that was touched, and no other entry of it has other bytes; or it was the
    newest, and gained its link to the next, once.
    """
    news = Newsroom(tmp_path, Random(800), 1000)
    news.prove(Ledger())
    counts: Counter[str] = Counter()
    gained: Counter[str] = Counter()
    for number in range(CHANGES):
        change = news.change()
        before, sealed = news.published, len(news.bytes)
        rewritten = news.publish()
        touched = {news.ids[path] for path in change.paths if path in news.ids}
        for path, (old, new) in rewritten.items():
            reasons = rewritten_for(old, new)
            assert reasons <= touched, f"{change.what} {change.paths}: {path} was rewritten for others"
            gained[path] += not reasons
            counts["rewritten for an entry"] += bool(reasons)
        counts.update({change.what: 1, "came due": len(change.paths) - 1, "sealed": len(news.bytes) - sealed})
        counts["gone"] += len(before - news.published)
        if FULL or number in {0, CHANGES - 1}:
            news.prove(news.before)
    counts["gained a next-archive"] = gained.total()
    assert set(gained.values()) <= {0, 1}
    for name in FORMATS:
        assert walked(news.document, name) == Counter(news.published)
    assert min(counts[what] for what in KINDS) > 0, counts
    print(f"{CHANGES} changes: {dict(counts)}")  # noqa: T201 - for who runs it in full with -s


KINDS = (
    "add",
    "delete",
    "retag",
    "edit",
    "came due",
    "sealed",
    "rewritten for an entry",
    "gained a next-archive",
    "gone",
)


# ── what one article does to the entry of another ───────────────────────────────────────────────

TEN = f"{SETTINGS}[feed]\nentries = 10\n"


def sealed_in(root: Path) -> dict[str, bytes]:
    """Return the sealed documents."""
    feeds = root / "feeds"
    return {path.relative_to(feeds).as_posix(): path.read_bytes() for path in feeds.glob("history/*/*")}


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """Return a site of 35 articles, of which two are sealed and link to the last, which is not, and to a page."""
    files = {f"content/{n:04}.md": numbered(n) for n in range(35)}
    for n in (3, 12):
        text = f"[On](0034.md#part), [about](pages/about.md), [out](https://example.com/{n})."
        files[f"content/{n:04}.md"] = numbered(n).replace("Text of", text)
    site(tmp_path, {"feedmill.toml": TEN, "content/pages/about.md": article("About"), **files})
    clean(tmp_path)
    assert len(sealed_in(tmp_path)) == 6
    return tmp_path


def test_a_withdrawn_article_leaves_the_links_to_it(linked: Path) -> None:
    """They lead to the page that says so, the author is told, and nothing sealed is rewritten; nor when it is back."""
    before, text = sealed_in(linked), (linked / "content/0034.md").read_bytes()
    (linked / "content/0034.md").unlink()
    told = mistakes(build(linked))
    assert [each.split(";")[0] for each in told] == [
        f"content/{n:04}.md:8: '0034.md#part' names no file" for n in (3, 12)
    ]
    assert sealed_in(linked) == before
    assert 'href="../articles/number-34.html#part"' in page(linked, "articles/number-3.html")
    assert not dead_ends(linked)
    write(linked / "content/0034.md", text)
    clean(linked)
    assert sealed_in(linked) == before
    write(linked / "content/0034.md", text.replace(b"tags:", b"draft: true\ntags:"))
    assert len(mistakes(build(linked))) == 2
    assert sealed_in(linked) == before
    assert not dead_ends(linked)


def test_an_article_that_may_be_another_leaves_the_links_to_it(linked: Path) -> None:
    """A file is gone and one that cannot be read may be it: its page stays, and so do the links to that."""
    before = sealed_in(linked)
    (linked / "content/0034.md").rename(linked / "content/new.md")
    write(linked / "content/new.md", "---\ntitle: [\n---\n")
    assert mistakes(build(linked))
    assert sealed_in(linked) == before
    assert not dead_ends(linked)


def test_a_retagged_renamed_or_rewritten_article_leaves_those_that_link_to_it(linked: Path) -> None:
    """Title, tags, dates and text of an article are nothing to an entry that links to it."""
    before = sealed_in(linked)
    for change in ('title: "Another"', 'updated: "2024-11-11"', "tags: [x, y]", "authors: [Somebody]", "language: de"):
        text = (linked / "content/0034.md").read_text()
        name = change.split(":")[0]
        text = re.sub(rf"^{name}: .*\n", "", text, flags=re.MULTILINE).replace("---\n", f"---\n{change}\n", 1)
        write(linked / "content/0034.md", text + "\nMore.\n")
        clean(linked)
        assert sealed_in(linked) == before, change


@pytest.mark.parametrize("what", ["address", "page"])
def test_only_entries_that_link_follow_another_address(linked: Path, what: str) -> None:
    """An article or page that its author gives another address is the one reason for which others are rewritten."""
    before = sealed_in(linked)
    file = linked / ("content/0034.md" if what == "address" else "content/pages/about.md")
    write(file, file.read_text().replace("---\n", "---\nslug: elsewhere\n", 1))
    clean(linked)
    after = sealed_in(linked)
    reasons = [rewritten_for(before[path], after[path]) for path in sorted(before) if before[path] != after[path]]
    assert reasons == [{"urn:test:3"}] * 3 + [{"urn:test:12"}] * 3
    assert not dead_ends(linked)


def test_a_hub_is_no_reason_to_rewrite_history(linked: Path) -> None:
    """Nobody subscribes to what is sealed."""
    before = sealed_in(linked)
    write(linked / "feedmill.toml", TEN + 'hub = "https://hub.example/"\n')
    clean(linked)
    assert sealed_in(linked) == before
    assert b"https://hub.example/" in (linked / "feeds/atom.xml").read_bytes()
