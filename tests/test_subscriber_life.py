"""A real reader subscribes and polls through the life of a site, and sees what `feedmill diff` said, no more, no less.

lemon24's `reader` keeps what it has once seen, also after a feed has dropped it. So what was withdrawn is compared with
what it holds beyond the new documents; it looks at no tags, and follows no history: neither counts here.
"""

import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import feedparser_sgmllib
import pytest
import uvicorn
from reader import EntryUpdateStatus, Reader, make_reader
from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send

import feedmill
from feedmill.answers import Change
from feedmill.diff import diff
from feedmill.serve import Readers, app
from feedmill.subscriber import receive
from sites import article, build, environment, mistakes, settle, site, write

# The copy of feedparser in `reader` asks for this module by its old name, which feedparser itself has given up.
sys.modules.setdefault("sgmllib", feedparser_sgmllib)

FEEDS = [f"{folder}{name}" for folder in ("", "tags/x/") for name in ("rss.xml", "atom.xml", "feed.json")]
FORMATS = {"rss.xml": "rss", "atom.xml": "atom", "feed.json": "json"}
SHOWN = {"title", "link", "published", "updated", "content", "summary", "authors", "language", "enclosures"}
"""What this reader looks at in an entry."""

Seen = tuple[set[str], set[str]]
"""Ids that are new, and ids that changed."""


class Host:
    """A web host on loopback: it serves a folder, or leads on to another host."""

    def __init__(self, root: Path) -> None:
        """Begin with the output of a site."""
        self.root, self.moved = root, ""
        self.base = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if self.moved:
            await RedirectResponse(self.moved + scope["path"].lstrip("/"), 301)(scope, receive, send)
        else:
            await app(self.root / "feeds", Readers())(scope, receive, send)


@contextmanager
def hosted(root: Path) -> Iterator[Host]:
    """Run a host until the end."""
    host = Host(root)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        host.base = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        server = uvicorn.Server(uvicorn.Config(host, log_config=None, lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield host
        finally:
            server.should_exit = True
            thread.join()


class Subscriber:
    """Somebody with a reader, who reads all there is after each poll."""

    def __init__(self, reader: Reader, base: str) -> None:
        """Subscribe to every feed."""
        self.reader, self.urls = reader, {path: base + path for path in FEEDS}
        self._met: list[tuple[str, str, EntryUpdateStatus]] = []
        reader.after_entry_update_hooks.append(lambda _, entry, status: self._met.append((*entry.resource_id, status)))
        for url in self.urls.values():
            reader.add_feed(url)

    def poll(self) -> dict[str, Seen]:
        """Return what each feed brought; what is unread must be what is new, and is read then."""
        self._met.clear()
        results = {result.url: result.value for result in self.reader.update_feeds_iter(scheduled=False)}
        seen = {}
        for path, url in self.urls.items():
            assert not isinstance(results[url], Exception), results[url]
            new = {id_ for at, id_, status in self._met if at == url and status is EntryUpdateStatus.NEW}
            changed = {id_ for at, id_, status in self._met if at == url and status is EntryUpdateStatus.MODIFIED}
            unread = list(self.reader.get_entries(feed=url, read=False))
            assert {entry.id for entry in unread} == new, "only what is new is unread"
            for entry in unread:
                self.reader.mark_entry_as_read(entry)
            seen[path] = (new, changed)
        return seen

    def holds(self, path: str) -> set[str]:
        """Return the ids of all that it has of a feed."""
        return {entry.id for entry in self.reader.get_entries(feed=self.urls[path])}

    def follow(self, base: str) -> None:
        """Change the addresses of all feeds, as a person does who is told of a new one."""
        for path, url in self.urls.items():
            self.reader.change_feed_url(url, base + path)
            self.urls[path] = base + path


def told(root: Path, path: str, *, harmful: bool) -> tuple[Seen, set[str]]:
    """Return what `diff` says that the subscribers of a feed see, and what it says is gone."""
    found = diff(root, "old", "feeds")
    assert found.harmful == harmful
    assert not found.problems
    folder, name = path.rpartition("/")[0], path.rpartition("/")[2]
    changes = [
        change
        for feed in found.feeds
        if feed.folder.rstrip("/") == folder
        for change in feed.entries
        if FORMATS[name] in (change.formats or FORMATS.values()) and not change.sealed
    ]
    new = {change.id for change in changes if change.kind == "new" or _renamed(change)}
    changed = {change.id for change in changes if SHOWN.intersection(change.what)} - new
    gone = {change.id for change in changes if change.kind in ("withdrawn", "lost")}
    return (new, changed), gone | {change.was for change in changes if _renamed(change)}


def _renamed(change: Change) -> bool:
    return change.kind == "again" and change.was.startswith("urn:")


class Life:
    """A site on a host, and who has subscribed to it."""

    def __init__(self, root: Path, host: Host, subscriber: Subscriber) -> None:
        """Remember all three."""
        self.root, self.host, self.subscriber = root, host, subscriber
        self.gone: dict[str, set[str]] = {path: set() for path in FEEDS}
        """What each feed has dropped so far, by its ids."""

    def step(self, name: str, act: Callable[[], object], *, harmful: bool = False) -> dict[str, Seen]:
        """Do something, build, and compare what the reader sees in each feed with what `diff` says."""
        shutil.rmtree(self.root / "old", ignore_errors=True)
        shutil.copytree(self.root / "feeds", self.root / "old")
        if act() is None:
            settle(self.root)
            assert not mistakes(build(self.root)), name
        seen = self.subscriber.poll()
        for path in FEEDS:
            said, gone = told(self.root, path, harmful=harmful)
            assert seen[path] == said, (name, path)
            here = {entry.id for entry in receive(path, (self.root / "feeds" / path).read_bytes()).entries}
            self.gone[path] |= gone
            assert self.subscriber.holds(path) - here == self.gone[path], (name, path)
        return seen

    def edit(self, path: str, old: str, new: str) -> None:
        """Put one text in the place of another."""
        said = (self.root / path).read_text(encoding="utf-8")
        assert old in said
        write(self.root / path, said.replace(old, new))


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """Build a site with two seeds and five articles, host it, and subscribe to all its feeds."""
    with hosted(tmp_path) as host, make_reader(":memory:") as reader:
        files: dict[str, str | bytes] = {
            f"content/{n}.md": article(
                f"Note {n}", f"Text {n}, see [one](1.md).", published=f'"2024-10-0{n}"', tags="[x]"
            )
            for n in range(1, 6)
        }
        files["seeds/fox.txt"] = (
            "date 2024-09 The quick brown fox jumps over the lazy dog near the river.\n\nMore text."
        )
        files["seeds/owl.txt"] = "date 2024-08 An old owl sat in an oak and said very little to us.\n\nMore text."
        files["feedmill.toml"] = f'id = "life"\ntitle = "Life"\nbase_url = "{host.base}"\nlanguage = "en"\n'
        site(tmp_path, files)
        build(tmp_path)
        subscriber = Subscriber(reader, host.base)
        first = subscriber.poll()
        assert {path: (len(new), len(changed)) for path, (new, changed) in first.items()} == {
            path: (5 if path.startswith("tags") else 7, 0) for path in FEEDS
        }
        yield Life(tmp_path, host, subscriber)


def counts(seen: Mapping[str, Seen]) -> dict[str, tuple[int, int]]:
    """Return how many entries are new and changed, by folder; all formats of one must agree."""
    found: dict[str, tuple[int, int]] = {}
    for path, (new, changed) in seen.items():
        sizes = (len(new), len(changed))
        assert found.setdefault(path.rpartition("/")[0], sizes) == sizes, path
    return found


NOTHING = {"": (0, 0), "tags/x": (0, 0)}


def test_what_a_person_writes(life: Life) -> None:
    """New, edited, retitled, renamed, tagged and deleted articles: new is what is new, and nothing else is unread."""
    root = life.root
    new = life.step("new", lambda: write(root / "content/6.md", article("Six", published='"2024-11-01"', tags="[x]")))
    assert counts(new) == {"": (1, 0), "tags/x": (1, 0)}
    assert counts(life.step("edit", lambda: life.edit("content/2.md", "Text 2", "Another text"))) == {
        "": (0, 1),
        "tags/x": (0, 1),
    }
    assert counts(life.step("retitle", lambda: life.edit("content/3.md", "Note 3", "A better title"))) == {
        "": (0, 1),
        "tags/x": (0, 1),
    }
    life.step("date of change", lambda: life.edit("content/3.md", "tags:", "updated: 2024-11-02\ntags:"))
    renamed = life.step("slug", lambda: life.edit("content/4.md", "tags:", "slug: elsewhere\ntags:"))
    assert counts(renamed) == {"": (0, 1), "tags/x": (0, 1)}
    moved = life.step("file", lambda: (root / "content/5.md").rename(root / "content/five.md") and None)
    assert counts(moved) == NOTHING
    (fox,) = (root / "content").glob("*fox*.md")
    tagged = life.step("tag", lambda: life.edit(f"content/{fox.name}", "source:", "tags: [x]\nsource:"))
    assert counts(tagged) == {"": (0, 0), "tags/x": (1, 0)}, (
        "whose subscribers have not seen it; this reader reads no tags"
    )
    deleted = life.step("delete", (root / "content/2.md").unlink)
    assert counts(deleted) == NOTHING
    jumped = life.step("date", lambda: life.edit("content/1.md", "2024-10-01", "2024-10-30"), harmful=True)
    assert counts(jumped) == {"": (0, 1), "tags/x": (0, 1)}


def test_what_a_site_goes_through(life: Life, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Another theme, another machine, another domain: nothing is announced; a lost ledger is what `diff` warns of."""
    root = life.root
    assert (
        counts(life.step("theme", lambda: rebuilt(root, source=other_theme(tmp_path_factory.mktemp("code")))))
        == NOTHING
    )
    assert "--another:theme" in (root / "feeds/assets/feed.css").read_text()
    assert counts(life.step("machine", lambda: elsewhere(root, tmp_path_factory.mktemp("clone")))) == NOTHING
    with hosted(root) as second:
        life.edit("feedmill.toml", life.host.base, second.base)
        life.host.moved = second.base
        moved = life.step("domain", lambda: None)
        assert counts(moved) == {"": (0, 7), "tags/x": (0, 5)}
        life.subscriber.follow(second.base)
        assert counts(life.step("new addresses", lambda: None)) == NOTHING
        life.edit("feedmill.toml", 'language = "en"', 'language = "en"\n[feed]\ncontent = "summary"')
        shorter = life.step("summaries", lambda: None)
        assert counts(shorter)[""] == (0, 7)
        life.edit("content/5.md", "Text 5", "A fifth text")
        again = life.step("ledger", lambda: lost(root), harmful=True)
        assert {path: len(new) for path, (new, _) in again.items()} == dict.fromkeys(FEEDS, 1)


def rebuilt(root: Path, **environ: str | Path) -> bool:
    """Build in a process of its own, by other code if a folder of it is named as `source`; return that it is done."""
    more = {name: str(value) for name, value in environ.items() if name != "source"}
    env = environment(**more)
    env["PYTHONPATH"] = str(environ.get("source", env["PYTHONPATH"]))
    command = [sys.executable, "-m", "feedmill", "-C", str(root), "build", "-q"]
    assert subprocess.run(command, check=True, capture_output=True, text=True, env=env).stderr == ""
    return True


def other_theme(folder: Path) -> Path:
    """Return a copy of the code, with another style, other words on pages and another style of feeds."""
    shutil.copytree(Path(feedmill.__file__).parent, folder / "feedmill")
    for name in ("assets/site.css", "assets/feed.css", "templates/article.html"):
        path = folder / "feedmill" / "theme" / name
        path.write_text(path.read_text() + ("<!-- new -->" if "html" in name else ":root { --another: theme }"))
    return folder


def elsewhere(root: Path, clone: Path) -> bool:
    """Build from what a clone of the repository holds, with and without feeds/, and bring the output home."""
    for name in ("seeds", "content", "feeds"):
        shutil.copytree(root / name, clone / name)
    shutil.copy(root / "feedmill.toml", clone)
    rebuilt(clone, TZ="Pacific/Kiritimati", LC_ALL="tr_TR.UTF-8", LANG="tr_TR.UTF-8", PYTHONHASHSEED="77")
    shutil.rmtree(clone / "feeds")
    shutil.rmtree(clone / ".feedmill")
    rebuilt(clone, TZ="America/Adak", LC_ALL="C", PYTHONHASHSEED="3")
    shutil.rmtree(root / "feeds")
    shutil.copytree(clone / "feeds", root / "feeds")
    return True


def lost(root: Path) -> None:
    """Lose what was promised, and begin anew."""
    write(root / "content/ledger.jsonl", "")
    shutil.rmtree(root / "feeds")
