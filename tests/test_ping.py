"""After a deploy the hub is told of exactly the feed documents that changed, each once, whatever it answers."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, TextIOWrapper
from pathlib import Path
from threading import Thread
from time import sleep
from urllib.parse import parse_qs

import pytest

from feedmill import cli, hub, manifest
from feedmill.errors import FeedmillError
from feedmill.ping import foresee, ping
from feedmill.pings import Answer, Pinged
from feedmill.subscriber import NAMES, receive
from sites import BASE, NOW, SETTINGS, article, clean, run, site, tree, write

Told = dict[str, list[str]]
Behave = Callable[["Hub", int], None]


class Hub:
    """A hub on this machine that counts; `behave` answers the nth request, else with 204 as Google's does."""

    def __init__(self, behave: Behave | None = None) -> None:
        """Begin with nothing told."""
        self.told: list[Told] = []
        self.types: list[str] = []
        self.answer = behave
        self.handler: BaseHTTPRequestHandler | None = None
        self.url = ""

    @property
    def topics(self) -> list[str]:
        """Return the addresses that were told, in order."""
        return [told["hub.url"][0] for told in self.told]

    def reply(self, status: int, said: bytes = b"", **headers: str) -> None:
        """Answer the present request."""
        assert self.handler
        self.handler.send_response(status)
        for name, value in {"Content-Length": str(len(said)), **headers}.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.handler.wfile.write(said)


@contextmanager
def hubs(behave: Behave | None = None) -> Iterator[Hub]:
    """Run a hub for as long as this lasts."""
    heart = Hub(behave)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heart.handler = self
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heart.told.append(parse_qs(body.decode(), strict_parsing=True))
            heart.types.append(self.headers["Content-Type"])
            if heart.answer:
                heart.answer(heart, len(heart.told))
            else:
                heart.reply(204)

        def do_GET(self) -> None:
            heart.told.append({"hub.url": ["GET"]})
            self.send_error(405)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    heart.url = f"http://127.0.0.1:{server.server_port}/"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield heart
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no proxy of the machine stand between us and the hub."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))


def begun(root: Path, hub_: str = "https://hub.example/", many: int = 3) -> Path:
    """Return a site with a hub and some articles of two tags and two authors, built."""
    settings = f'{SETTINGS}[feed]\nentries = 10\nhub = "{hub_}"\n'
    articles = {
        f"content/{n}.md": article(
            f"Title {n}",
            published=f'"2024-01-{n % 28 + 1:02}"',
            tags=f"[t{n % 2}]",
            authors=f"[A{n % 2}]",
            language=("en", "de")[n % 2],
        )
        for n in range(many)
    }
    made = site(root, {"feedmill.toml": settings, **articles})
    clean(made)
    return made


def before(root: Path) -> bytes:
    """Return the manifest as it is."""
    return (root / "feeds" / manifest.FILE).read_bytes()


def told(plan: Pinged) -> set[str]:
    """Return the paths of what the hub would be told of."""
    assert not plan.problems
    return {each.path for each in plan.pings}


def feeds(*folders: str) -> set[str]:
    """Return the paths of the feeds in these folders."""
    return {folder + name for folder in folders for name in NAMES}


def edit(root: Path, path: str, text: str) -> bytes:
    """Change a file of a site and build; return the manifest of before."""
    old = before(root)
    write(root / path, text)
    clean(root, accept_deletions=True)
    return old


# ── which documents ─────────────────────────────────────────────────────────────────────────────


def test_every_subscription_document_names_the_hub_and_itself(tmp_path: Path) -> None:
    """WebSub §4: both links stand in the body, in all three formats of every collection. What is sealed names none."""
    root = begun(tmp_path, many=35)
    found = {path: receive(path, (root / path).read_bytes()) for path in tree(root) if path.endswith(NAMES)}
    assert {"rss", "atom", "json"} == {feed.format for feed in found.values()}
    sealed = {path for path in found if path.startswith("feeds/history/")}
    assert sealed
    assert len(found) - len(sealed) == 3 * len(
        {"", "tags/t0", "tags/t1", "authors/a0", "authors/a1", "languages/en", "languages/de"}
    )
    for path, feed in found.items():
        assert feed.hubs == (() if path in sealed else ("https://hub.example/",)), path
        assert feed.address == BASE + path.removeprefix("feeds/")


def test_nothing_is_told_when_nothing_changed(tmp_path: Path) -> None:
    """A deploy of the same bytes is no news."""
    root = begun(tmp_path)
    old = before(root)
    clean(root)
    assert told(foresee(run(root), old, "old")) == set()


def test_exactly_the_documents_that_hold_an_edited_article(tmp_path: Path) -> None:
    """An edit touches the site's feeds and those of the article's own tag, author and language."""
    root = begun(tmp_path)
    old = edit(root, "content/0.md", article("New", published='"2024-01-01"', tags="[t0]", authors="[A0]"))
    expected = feeds("", "tags/t0/", "authors/a0/", "languages/en/")
    assert told(foresee(run(root), old, "old")) == expected


def test_a_new_tag_is_a_new_document(tmp_path: Path) -> None:
    """Retagging changes the old tag's feeds and makes new ones; all are told, no page is."""
    root = begun(tmp_path)
    old = edit(root, "content/0.md", article("Title 0", published='"2024-01-01"', tags="[new]", authors="[A0]"))
    expected = feeds("", "tags/t0/", "tags/new/", "authors/a0/", "languages/en/")
    assert told(foresee(run(root), old, "old")) == expected


def test_a_sealed_document_is_no_topic(tmp_path: Path) -> None:
    """When an article enters and others are sealed, the hub hears of the feeds and not of the history."""
    root = begun(tmp_path, many=20)
    old = edit(root, "content/20.md", article("Title 20", published='"2024-01-21"', tags="[t0]", authors="[A0]"))
    assert (root / "feeds/history/1/atom.xml").is_file()
    assert told(foresee(run(root), old, "old")) == feeds("", "tags/t0/", "authors/a0/", "languages/en/")


def test_all_is_new_where_nothing_was_published(tmp_path: Path) -> None:
    """An empty manifest is that of an empty place."""
    root = begun(tmp_path)
    everything = feeds("", "tags/t0/", "tags/t1/", "authors/a0/", "authors/a1/", "languages/en/", "languages/de/")
    assert told(foresee(run(root), b"", "old")) == everything


def test_topics_are_what_documents_say(tmp_path: Path) -> None:
    """Whatever base address a build was given, its documents say it, and so do the pings."""
    root = begun(tmp_path)
    text = (root / "feedmill.toml").read_text().replace(BASE, "https://elsewhere.example/")
    old = edit(root, "feedmill.toml", text)
    (root / "feedmill.toml").write_text(text.replace("elsewhere", "later"))
    topics = {each.topic for each in foresee(run(root), old, "old").pings}
    assert "https://elsewhere.example/tags/t0/rss.xml" in topics
    assert len(topics) == 21


def test_a_hub_that_was_not_built_in_yet_is_told(tmp_path: Path) -> None:
    """Who sets a hub and forgets to build is told that no feed names it; the hub would know of nobody."""
    root = begun(tmp_path)
    write(root / "feedmill.toml", (root / "feedmill.toml").read_text().replace("hub.example", "other.example"))
    plan = foresee(run(root), b"", "old")
    assert not plan.pings
    wrong = "this feed does not name the hub https://other.example/; build and deploy it first"
    assert f"feeds/rss.xml: warning: {wrong}" in map(str, plan.problems)
    assert len(plan.problems) == 21


def test_a_document_that_is_not_what_was_built_is_told(tmp_path: Path) -> None:
    """Missing or changed by hand: what stands there was not deployed by us, so the hub is not told of it."""
    root = begun(tmp_path)
    (root / "feeds/rss.xml").unlink()
    (root / "feeds/atom.xml").write_text("<feed/>")
    plan = foresee(run(root), b"", "old")
    assert sorted(map(str, plan.problems)) == [
        "feeds/atom.xml: this file was changed by hand; move it away and build again",
        "feeds/rss.xml: this feed is not there; build again",
    ]
    assert len(plan.pings) == 19


# ── the hub ─────────────────────────────────────────────────────────────────────────────────────


def answers(*statuses: int) -> Behave:
    """Return a hub's behaviour: these answers in turn, the last for ever."""
    return lambda heart, number: heart.reply(statuses[min(number, len(statuses)) - 1], b"busy\nand more")


def ask(heart: Hub, patience: float = 5) -> tuple[Answer, list[float]]:
    """Return what a hub answers, and the pauses that were made."""
    pauses: list[float] = []
    return hub.publish(heart.url, "https://example.org/rss.xml?a=1&b=2", pauses.append, patience), pauses


def test_a_request_is_what_hubs_expect() -> None:
    """A form with the mode and the topic under both of its names, to be read back whatever is in the address."""
    with hubs() as heart:
        assert ask(heart) == (Answer(204), [])
    topic = ["https://example.org/rss.xml?a=1&b=2"]
    assert heart.told == [{"hub.mode": ["publish"], "hub.url": topic, "hub.topic": topic}]
    assert heart.types == ["application/x-www-form-urlencoded"]


@pytest.mark.parametrize("busy", [429, 500, 502, 503, 504])
def test_a_busy_hub_is_asked_again(busy: int) -> None:
    """A few times and with growing pauses; then its answer is told."""
    with hubs(answers(busy, 202)) as heart:
        assert ask(heart) == (Answer(202, tries=2), [1.0])
    with hubs(answers(busy)) as heart:
        assert ask(heart) == (Answer(busy, "busy", 3), [1.0, 5.0])
    assert len(heart.told) == 3


@pytest.mark.parametrize("refusal", [400, 401, 403, 404, 501])
def test_a_refusal_is_final(refusal: int) -> None:
    """What would be refused again is not asked again."""
    with hubs(answers(refusal, 204)) as heart:
        assert ask(heart) == (Answer(refusal, "busy"), [])


@pytest.mark.parametrize(
    ("said", "pause"), [("7", 7.0), ("99999", 30.0), ("0", 1.0), ("soon", 1.0), ("٣", 1.0), ("9" * 5000, 30.0)]
)
def test_a_hub_may_ask_for_a_pause(said: str, pause: float) -> None:
    """RFC 9110 §10.2.3, within what a deploy can wait; anything odd is passed over."""

    def behave(heart: Hub, number: int) -> None:
        heart.reply(204) if number > 1 else heart.reply(503, Retry_After=said.encode().decode("latin-1"))

    with hubs(behave) as heart:
        assert ask(heart) == (Answer(204, tries=2), [pause])


def test_nobody_there_and_nobody_answering_are_told() -> None:
    """A refused connection, a silent hub, and one that hangs up: each has its reason and is asked once."""
    with hubs() as heart:
        pass
    answer, _ = ask(heart)
    assert (answer.status, answer.tries) == (0, 1)
    assert "refused" in answer.said
    with hubs(lambda *_: sleep(1)) as heart:
        assert ask(heart, patience=0.2) == (Answer(0, "no answer in time"), [])
    with hubs(lambda heart, _: heart.handler.connection.close() if heart.handler else None) as heart:
        answer, _ = ask(heart)
        assert (answer.status, bool(answer.said)) == (0, True)
    assert hub.publish("http://[::1", "https://x.example/", print).status == 0
    assert hub.publish("http://x.example:port/", "https://x.example/", print).status == 0


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_hub_that_moved_gets_the_same_request(status: int) -> None:
    """A redirect makes no GET of it, which would be taken for an answer and tell the hub nothing."""
    with hubs() as new, hubs(lambda heart, _: heart.reply(status, Location=new.url)) as old:
        assert ask(old)[0] == Answer(204)
    assert new.told == old.told
    assert new.types == old.types


@pytest.mark.parametrize(
    "to", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:text/plain,x", "gopher://x/", "javascript:1"]
)
def test_a_redirect_to_another_scheme_is_refused(to: str) -> None:
    """No hub can make us open a file, or speak to something that is no web server."""
    with hubs(lambda heart, _: heart.reply(302, Location=to)) as heart:
        answer, _ = ask(heart)
    assert (answer.accepted, len(heart.told)) == (False, 1)


def test_a_redirect_that_goes_round_ends() -> None:
    """A hub that leads to itself is a refusal, after a few rounds."""
    with hubs(lambda heart, _: heart.reply(302, Location=heart.url)) as heart:
        answer, _ = ask(heart)
    assert answer.status == 302
    assert len(heart.told) < 12


def test_what_a_hub_says_cannot_command_a_terminal() -> None:
    """One short line of it is shown, its controls spelled out; a page of HTML is not."""
    with hubs(lambda heart, _: heart.reply(400, b"\x1b[31mno\xff" + b"x" * 9999)) as heart:
        said = ask(heart)[0].said
    assert said.startswith("\\x1b[31mno")
    assert len(said) < 320
    with hubs(lambda heart, _: heart.reply(400, b"<!doctype html><p>x")) as heart:
        assert ask(heart)[0].said == "Bad Request"


def test_one_failure_does_not_stop_the_others(tmp_path: Path) -> None:
    """Every document is told, each failure has its line with the status."""
    plan = foresee(run(begun(tmp_path)), b"", "old")

    def behave(heart: Hub, number: int) -> None:
        heart.reply(400, b"no such feed") if number == 2 else heart.reply(204)

    with hubs(behave) as heart:
        done = ping(plan, lambda topic: hub.publish(heart.url, topic, print))
    assert len(heart.topics) == len(set(heart.topics)) == len(plan.pings) == 21
    (problem,) = done.problems
    assert str(problem).startswith(f"{plan.pings[1].topic}: the hub answered 400: no such feed; tell it again")


# ── the command ─────────────────────────────────────────────────────────────────────────────────


def command(root: Path, *more: str) -> int:
    """Run `feedmill ping`."""
    return cli.main(["-C", str(root), "ping", *more])


def test_ping_tells_the_hub_of_each_change_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From an old manifest, as a file or in its folder, to one request for each changed document."""
    with hubs() as heart:
        root = begun(tmp_path / "site", heart.url)
        write(tmp_path / "old" / manifest.FILE, before(root))
        assert command(root, str(tmp_path / "old")) == 0
        assert heart.told == []
        assert capsys.readouterr().out == "no feed has changed: the hub is told nothing\n"
        edit(root, "content/0.md", article("New", published='"2024-01-01"', tags="[t0]", authors="[A0]"))
        assert command(root, str(tmp_path / "old" / manifest.FILE), "--dry-run") == 0
        assert heart.told == []
        dry = capsys.readouterr().out
        assert dry.endswith(f"{heart.url} would be told of 12 feeds; nothing was sent\n")
        assert command(root, str(tmp_path / "old" / manifest.FILE)) == 0
        assert sorted(heart.topics) == sorted(dry.split("\n")[:12])
        assert {each.removeprefix(BASE) for each in heart.topics} == feeds(
            "", "tags/t0/", "authors/a0/", "languages/en/"
        )
        assert capsys.readouterr().out.endswith(f"{heart.url} was told of 12 feeds\n")


def test_ping_reads_a_pipe_and_writes_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`git show HEAD~1:feeds/.feedmill.jsonl | feedmill ping - --json`; refusals end with 1."""
    with hubs(answers(204, 403, 204)) as heart:
        root = begun(tmp_path, heart.url)
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(before(root))))
        assert command(root, "-", "--json") == 0
        assert json.loads(capsys.readouterr().out) == {"hub": heart.url, "pings": [], "problems": []}
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"")))
        assert command(root, "-", "--json") == 1
        said = json.loads(capsys.readouterr().out)
    statuses = [each["answer"]["status"] for each in said["pings"]]
    assert statuses == [204, 403, *[204] * 19]
    assert len(said["problems"]) == 1


MISTAKES = {
    "no hub": ('hub = ""', "feedmill.toml: there is no hub to tell; name one below [feed]", "old.jsonl"),
    "no manifest": (
        "",
        "nowhere: this cannot be read: no such file or directory; name an old .feedmill.jsonl",
        "nowhere",
    ),
    "no json": ("", "feedmill.toml:1: this line of the manifest cannot be read", "feedmill.toml"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each in one line, with exit status 1, and nothing is sent."""
    setting, said, old = MISTAKES[name]
    root = begun(tmp_path)
    write(root / "old.jsonl", before(root))
    if setting:
        text = (root / "feedmill.toml").read_text().replace('hub = "https://hub.example/"', setting)
        write(root / "feedmill.toml", text)
    assert command(root, old) == 1
    assert said in capsys.readouterr().err


def test_a_site_that_was_never_built_says_so(tmp_path: Path) -> None:
    """There is nothing that a hub could be told of."""
    root = site(tmp_path, {"feedmill.toml": f'{SETTINGS}[feed]\nhub = "https://hub.example/"\n'})
    with pytest.raises(FeedmillError, match="nothing was published here; build first"):
        foresee(run(root), b"", "old")
