"""The preview answers as a static host does, to this machine alone, and open pages follow what changes."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from feedmill.errors import FeedmillError
from feedmill.serve import RELOAD, Built, Preview, Readers, app, serve

PAGE = "<!doctype html><title>ü</title><body><p>Hello</p></body></html>\n"
SCRIPT = f'<script src="{RELOAD}.js"></script>\n'
NEAR = f'<script src="{RELOAD}.js" data-missing="{{}}"></script>\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small site, in a folder below one with a secret."""
    root = tmp_path / ".hidden" / "site"
    (root / "articles").mkdir(parents=True)
    (root / "empty").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    for name in ("index.html", "404.html", "articles/index.html", "articles/a.html"):
        (root / name).write_text(PAGE, encoding="utf-8")
    for name in (
        "rss.xml",
        "feed.json",
        "feeds.opml",
        "robots.txt",
        "a.css",
        "a.js",
        "a.webmanifest",
        "b.json",
        "CNAME",
        "a.png",
    ):
        (root / name).write_text("ü", encoding="utf-8")
    for name in (".feedmill.jsonl", ".nojekyll", "articles/.x.html"):
        (root / name).write_text("secret")
    return root


class Answer(NamedTuple):
    """What a client gets."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Client:
    """Speaks ASGI to the application without a port, and sends any path as it stands: clients on the net tidy it."""

    def __init__(self, site: Starlette) -> None:
        """Keep the application."""
        self.site = site

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Return the answer to one request."""
        sent: list[Message] = []
        sent_headers = {"host": "127.0.0.1:8000", **headers}
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "method": method,
            "scheme": "http",
            "root_path": "",
            "path": unquote(path),
            "query_string": b"",
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in sent_headers.items()],
        }

        async def receive() -> Message:
            await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        asyncio.run(asyncio.wait_for(self.site(scope, receive, send), timeout=10))
        got = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], got, b"".join(bytes(message.get("body", b"")) for message in sent[1:]))


@pytest.fixture
def client(root: Path) -> Client:
    """Return a client of the small site."""
    return Client(app(root, Readers()))


# ── what a host does ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/articles/a.html", "text/html; charset=utf-8"),
        ("/rss.xml", "application/xml; charset=utf-8"),
        ("/feed.json", "application/feed+json"),
        ("/b.json", "application/json"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/a.css", "text/css; charset=utf-8"),
        ("/a.js", "text/javascript; charset=utf-8"),
        ("/a.webmanifest", "application/manifest+json"),
        ("/a.png", "image/png"),
        ("/CNAME", "application/octet-stream"),
        (RELOAD + ".js", "text/javascript; charset=utf-8"),
    ],
)
def test_types_are_those_of_a_good_host(client: Client, path: str, type_: str) -> None:
    """Every kind of file is served with the type that readers and browsers expect, and is asked for each time."""
    answer = client.get(path)
    assert (answer.status, answer.headers["content-type"]) == (200, type_)
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/rss.xml", "/articles/a.html", "/articles/", "/a.png"])
def test_a_poll_is_answered_with_304_until_something_changes(client: Client, root: Path, path: str) -> None:
    """Either condition of RFC 9110 §13 is answered without a body, and a change is seen by both."""
    first = client.get(path)
    by_tag = {"if_none_match": f'"other", W/{first.headers["etag"]}'}
    by_date = {"if_modified_since": first.headers["last-modified"]}
    for condition in (by_tag, by_date):
        again = client.get(path, **condition)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    file = root / path.removeprefix("/") / ("index.html" if path.endswith("/") else "")
    file.write_text("changed", encoding="utf-8")
    os.utime(file, (4_000_000_000, 4_000_000_000))
    for condition in (by_tag, by_date):
        assert client.get(path, **condition).status == 200


@pytest.mark.parametrize("name", ["index.html", "rss.xml"])
def test_a_tag_is_of_the_bytes_that_are_sent(client: Client, root: Path, name: str) -> None:
    """A page or feed that is written again with the same bytes has the same tag, one with others has another."""
    tag = client.get(f"/{name}").headers["etag"]
    os.utime(root / name, (1, 1))
    assert client.get(f"/{name}").headers["etag"] == tag
    (root / name).write_bytes((root / name).read_bytes()[::-1])
    os.utime(root / name, (1, 1))
    assert client.get(f"/{name}").headers["etag"] != tag


def test_films_can_be_read_in_parts(client: Client) -> None:
    """Players seek by range (RFC 9110 §14)."""
    part = client.get("/a.png", range="bytes=1-1")
    assert (part.status, part.body) == (206, "ü".encode()[1:])


def test_a_folder_answers_with_its_index(client: Client) -> None:
    """A folder without its slash redirects, as relative addresses need it; one without an index is missing."""
    moved = client.get("/articles")
    assert (moved.status, urlsplit(moved.headers["location"]).path) == (307, "/articles/")
    assert client.get("/articles/").status == 200
    assert client.get("/empty/").status == 404


def test_what_is_missing_answers_with_the_sites_own_page(client: Client, root: Path) -> None:
    """404.html comes with status 404 at any depth, never as 304; without one, plain words."""
    missing = client.get("/a/b/c.html")
    assert (missing.status, missing.text) == (404, PAGE.replace("</body>", NEAR.format("") + "</body>"))
    assert client.get("/gone", if_none_match=missing.headers["etag"]).status == 404
    (root / "404.html").unlink()
    plain = client.get("/gone")
    assert (plain.status, plain.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert NEAR.format("") in plain.text
    assert Client(app(root)).get("/gone").text == "Not Found"


def test_what_is_missing_names_what_is_near(client: Client, root: Path) -> None:
    """To its author a page that is not there says which are called nearly so, in its folder and nowhere else."""
    for name in ("the-harbour.html", 'the-h\u00e4rbour\'s "x".html', "wind.html"):
        (root / "articles" / name).write_text(PAGE, encoding="utf-8")
    said = client.get("/articles/the-harbor.html").text
    assert NEAR.format("/articles/the-harbour.html /articles/the-h%C3%A4rbour%27s%20%22x%22.html") in said
    for path in ("/the-harbor.html", "/a%00b/c", "/../x"):
        assert NEAR.format("") in client.get(path).text


def test_readers_see_a_proof_in_the_place_of_its_file(root: Path) -> None:
    """A page that the next build will make is shown before it is there, with a tag of its own; the file stays."""
    readers = Readers()
    client = Client(app(root, readers))
    tag = client.get("/articles/a.html").headers["etag"]
    readers.show({"articles/a.html": b"<p>New</p></body>", "articles/index.html": b"<p>List"})
    answer = client.get("/articles/a.html", if_none_match=tag)
    assert (answer.status, answer.text) == (200, f"<p>New</p>{SCRIPT}</body>")
    assert client.get("/articles/").text == f"<p>List{SCRIPT}"
    assert (root / "articles/a.html").read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize(
    "path",
    [
        "/.feedmill.jsonl",
        "/.nojekyll",
        "/articles/.x.html",
        "/articles/../.nojekyll",
        "/linked.txt",
        "/.linked.html",
        "/outside.txt",
        "/folder/secret.txt",
        "/../../secret.txt",
        "/%2e%2e/%2e%2e/secret.txt",
        "/..%2f..%2fsecret.txt",
        "/..%5c..%5csecret.txt",
        "//etc/passwd",
        "/a%00.css",
        "/" + "a" * 5000,
    ],
)
def test_nothing_hidden_or_outside_is_served(client: Client, root: Path, path: str) -> None:
    """Neither dots, nor links, nor any spelling of a path leads to what is not the site's."""
    (root / "linked.txt").symlink_to(root / ".feedmill.jsonl")
    (root / ".linked.html").symlink_to(root / "index.html")
    (root / "outside.txt").symlink_to(root.parents[1] / "secret.txt")
    (root / "folder").symlink_to(root.parents[1])
    answer = client.get(path)
    assert answer.status == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000"])
def test_our_own_names_are_answered(client: Client, host: str) -> None:
    """This machine's names for itself work, with any port."""
    assert client.get("/", host=host).status == 200


@pytest.mark.parametrize(
    "host", ["example.org", "127.0.0.1.example.org", "localhost.example.org:8000", "", "192.168.0.1"]
)
@pytest.mark.parametrize("path", ["/", RELOAD, RELOAD + ".js"])
def test_strangers_names_are_refused(client: Client, host: str, path: str) -> None:
    """A foreign page whose name was made to lead here (DNS rebinding) reads nothing."""
    assert client.get(path, host=host).status == 400


def test_only_reading_is_allowed(client: Client) -> None:
    """Nothing can be sent."""
    assert client.get("/", "POST").status == 405
    assert client.get("/rss.xml", "DELETE").status == 405


# ── live reload ─────────────────────────────────────────────────────────────────────────────────


def test_pages_get_the_script_and_nothing_else_does(client: Client, root: Path) -> None:
    """The script stands at the end of every page's answer, with the right length, and in no file and no feed."""
    answer = client.get("/articles/a.html")
    assert answer.text == PAGE.replace("</body>", SCRIPT + "</body>")
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert (root / "articles/a.html").read_text(encoding="utf-8") == PAGE
    assert client.get("/rss.xml").text == client.get("/feed.json").text == "ü"
    assert RELOAD in client.get(RELOAD + ".js").text


def test_without_readers_files_are_shown_as_they_are(root: Path) -> None:
    """A site that nobody changes is shown with its own bytes, and there is nothing to listen to."""
    client = Client(app(root))
    assert client.get("/articles/a.html").text == PAGE
    assert client.get(RELOAD).status == client.get(RELOAD + ".js").status == 404


def test_a_page_without_an_end_gets_the_script_too(client: Client, root: Path) -> None:
    """HTML may leave </body> out (HTML §13.1.2.4)."""
    (root / "index.html").write_text("<p>Hello", encoding="utf-8")
    assert client.get("/").text == "<p>Hello" + SCRIPT


# ── the real server ─────────────────────────────────────────────────────────────────────────────

PROGRAM = """
import sys, threading, time
from pathlib import Path
from feedmill.errors import Problem, SourceError
from feedmill.serve import Built, Preview, serve

home = Path(sys.argv[1])

def log(line):
    with (home / "log").open("a") as file:
        file.write(line + "\\n")

class Maker:
    def build(self):
        log("begin")
        assert threading.current_thread() is not threading.main_thread()
        said = (home / "watched" / "a.md").read_text()
        if said == "user":
            raise SourceError(Problem("a.md", 3, "it is wrong", "make it right"))
        if said == "ours":
            raise RuntimeError("our mistake")
        same = (home / "site" / "rss.xml").read_text() == said
        (home / "site" / "new").write_text(said)
        (home / "site" / "new").replace(home / "site" / "rss.xml")
        if said.startswith("proof"):
            (home / "site" / "index.html").write_text("wrong" if said == "proof, wrong" else said)
        time.sleep(0.2)
        log("end")
        changed = () if same else ("rss.xml", "index.html") if said.startswith("proof") else ("rss.xml",)
        return Built(changed, (Problem("a.md", 1, "it is odd", "", warning=True),) if said == "odd" else ())

    def proof(self, changed):
        said = changed.read_text()
        if said == "ours":
            raise RuntimeError("our mistake")
        same = "rss.xml", (home / "site" / "rss.xml").read_bytes()
        return (("index.html", said.encode()), same) if said.startswith("proof") else ()

def say(text):
    print(text, flush=True)

problems = (Problem("b.md", 0, "it was wrong", ""),)
serve(Preview(home / "site", 0, (home / "watched", home / "later", home / "settings.toml"), problems), Maker(), say)
print("ended", flush=True)
"""


class Running(NamedTuple):
    """A server in a process of its own."""

    home: Path
    process: subprocess.Popen[str]
    port: int

    def line(self) -> str:
        """Return the next line that it says."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    @contextmanager
    def asking(self, path: str, method: str = "GET", **headers: str) -> Iterator[HTTPResponse]:
        """Yield its answer, which may have no end."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, headers={name.replace("_", "-"): said for name, said in headers.items()})
            with connection.getresponse() as response:
                yield response

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Return its whole answer."""
        with self.asking(path, method, **headers) as response:
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())


@contextmanager
def running(home: Path) -> Iterator[Running]:
    """Start a server on a free port, and end it in any case."""
    (home / "site").mkdir()
    (home / "site" / "index.html").write_text(PAGE, encoding="utf-8")
    (home / "site" / "rss.xml").write_text("first")
    (home / "watched").mkdir()
    (home / "watched" / "a.md").write_text("first")
    (home / "settings.toml").write_text("first")
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(home)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:(\d+)/ ", process.stdout.readline())
            assert found is not None
            yield Running(home, process, int(found[1]))
        finally:
            process.kill()


def connected(stream: HTTPResponse) -> None:
    """Wait until the server knows that we listen: it says what is wrong."""
    assert [stream.readline(), stream.readline()] == [b"retry: 500\n", b"\n"]
    assert told(stream) == ("problems", [{"said": "b.md: it was wrong", "warning": False}])


def told(stream: HTTPResponse) -> tuple[str, Any]:
    """Wait for the next event and return its name and what it says."""
    name, data, end = (stream.readline().decode() for _ in range(3))
    assert end == "\n"
    return name.removeprefix("event: ").strip(), json.loads(data.removeprefix("data: "))


def reloaded(stream: HTTPResponse) -> list[str]:
    """Wait for the next event that asks to reload, and return for which files."""
    while (event := told(stream))[0] != "reload":
        pass
    paths: list[str] = event[1]
    return paths


def complaints(stream: HTTPResponse) -> list[str]:
    """Wait until it is told what is wrong, and return it."""
    while (event := told(stream))[0] != "problems":
        pass
    return [each["said"] for each in event[1]]


def test_a_running_preview_answers_polls(tmp_path: Path) -> None:
    """Over the wire, too, a poll gets 200 and then 304, HEAD gets no body, and what changes is built and seen."""
    with running(tmp_path) as server:
        first = server.ask("/rss.xml")
        tag = first.headers["etag"]
        assert (first.status, first.body) == (200, b"first")
        assert server.ask("/rss.xml", if_none_match=tag)[::2] == (304, b"")
        head = server.ask("/", "HEAD")
        assert (head.headers["content-length"], head.body) == (str(len((PAGE + SCRIPT).encode())), b"")
        with server.asking(RELOAD) as news:
            assert news.getheader("content-type") == "text/event-stream; charset=utf-8"
            connected(news)
            (tmp_path / "watched" / "a.md").write_text("second")
            assert reloaded(news) == ["rss.xml"]
        assert server.ask("/rss.xml", if_none_match=tag)[::2] == (200, b"second")


def test_a_running_preview_tells_errors_and_ends_in_silence(tmp_path: Path) -> None:
    """A build that fails, by the user's fault or by ours, ends nothing; Ctrl-C does, though a page is still open."""
    article = tmp_path / "watched" / "a.md"
    with running(tmp_path) as server, server.asking(RELOAD) as news:
        connected(news)
        article.write_text("user")
        assert server.line() == "a.md:3: it is wrong; make it right\n"
        assert complaints(news) == ["a.md:3: it is wrong; make it right"]
        article.write_text("ours")
        assert server.line() == "Traceback (most recent call last):\n"
        while server.line() != "RuntimeError: our mistake\n":
            pass
        mistake = "serve: this is a mistake in feedmill: RuntimeError('our mistake'); "
        assert complaints(news) == [mistake + "please report it with what the terminal says"]
        article.write_text("odd")
        assert complaints(news) == ["a.md:1: warning: it is odd"]
        assert reloaded(news)
        assert server.ask("/rss.xml").body == b"odd"  # so that was the first reload: the errors made none
        article.write_text("mended")
        assert (complaints(news), reloaded(news)) == ([], ["rss.xml"])
        server.process.send_signal(signal.SIGINT)
        assert news.read() == b""
        out, err = server.process.communicate(timeout=20)
        assert (out.strip(), err, server.process.returncode) == ("ended", "", 0)


def test_a_running_preview_follows_what_comes_goes_and_is_replaced(tmp_path: Path) -> None:
    """Editors put new files in the place of old ones, version control does so with folders; builds take turns."""
    watched, settings, later = tmp_path / "watched", tmp_path / "settings.toml", tmp_path / "later"
    with running(tmp_path) as server, server.asking(RELOAD) as news:
        connected(news)
        for number in range(2):
            (tmp_path / "new").write_text(str(number))
            (tmp_path / "new").replace(settings)
            assert complaints(news) == []
        later.mkdir()
        assert complaints(news) == []
        (later / "x.txt").write_text("x")
        assert complaints(news) == []
        (watched / "a.md").unlink()
        watched.rmdir()
        watched.mkdir()  # with some file systems in the old one's place, so that its number is the same
        (watched / "a.md").write_text("made anew")
        while server.ask("/rss.xml").body != b"made anew":
            assert complaints(news) == []
        for number in range(20):
            (watched / "a.md").write_text(f"fast {number}")
        while server.ask("/rss.xml").body != b"fast 19":
            assert complaints(news) == []
    assert re.fullmatch("(begin\n(end\n)?)+", (tmp_path / "log").read_text())
    assert (tmp_path / "log").read_text().count("begin") < 20


def test_a_proof_is_shown_first_and_the_build_has_the_last_word(tmp_path: Path) -> None:
    """A page reloads once for a proof that was right, twice for one that was not, and never without a change."""
    article, page = tmp_path / "watched" / "a.md", "index.html"
    with running(tmp_path) as server, server.asking(RELOAD) as news:
        connected(news)
        article.write_text("proof, right")
        assert reloaded(news) == [page]
        assert server.ask("/").text == "proof, right" + SCRIPT
        assert reloaded(news) == ["rss.xml"]
        article.write_text("proof, wrong")
        assert reloaded(news) == [page]
        assert server.ask("/").text == "proof, wrong" + SCRIPT
        assert reloaded(news) == [page, "rss.xml"]
        assert server.ask("/").text == "wrong" + SCRIPT
        article.write_text("proof, wrong")
        assert reloaded(news) == [page]
        assert reloaded(news) == [page]  # which the build did not change: it shows the file again


class Nothing:
    """Makes nothing."""

    def build(self) -> Built:
        """Return that nothing was changed."""
        return Built((), ())

    def proof(self, changed: Path) -> tuple[tuple[str, bytes], ...]:
        """Return nothing."""
        del changed
        return ()


def test_a_taken_port_is_an_error_of_the_user(tmp_path: Path) -> None:
    """The message names the port and the way out."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(FeedmillError) as failure:
            serve(Preview(tmp_path, port, ()), Nothing(), print)
    assert str(failure.value) == f"serve: port {port} is taken; choose another with --port"


def test_an_impossible_port_is_an_error_of_the_user(tmp_path: Path) -> None:
    """So is a number that is no port."""
    with pytest.raises(FeedmillError, match="there is no port 70000"):
        serve(Preview(tmp_path, 70_000, ()), Nothing(), print)
