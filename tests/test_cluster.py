"""cluster: the same bytes from the workers of a real Dask cluster on this machine, whatever becomes of them."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec.structs import replace

from feedmill import cluster, disk, workers
from feedmill.cli import main
from feedmill.errors import FeedmillError
from feedmill.run import Run
from sites import (
    SETTINGS,
    article,
    build,
    clean,
    environment,
    feedmill,
    published,
    run,
    settle,
    site,
    told,
    tree,
    write,
)

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))

import corpus
import layouts

T = TypeVar("T")

_COUNT = 150
_FILES = {
    **{f"seeds/{n}.txt": f" date 2024-0{n % 9 + 1} \n\nThe fox number {n} jumps over the dog." for n in range(_COUNT)},
    **{f"content/{n}.md": article(f"By hand {n}", "Some *text*.", published='"2024-05"') for n in range(9)},
}


class _Cluster:
    """A scheduler and its workers, each a process of its own on this machine; no nanny brings one back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        said = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--scheduler-file", str(said), "--port", "0")
        _wait(lambda: said.is_file() and said.read_text().rstrip().endswith("}"))
        self.address: str = json.loads(said.read_text())["address"]
        self.workers: list[subprocess.Popen[bytes]] = []

    def hire(self, count: int) -> None:
        """Make it so many workers."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < count:
            self.workers.append(self._start("worker", self.address, "--nthreads", "2", "--no-nanny"))

    def end(self) -> None:
        """Kill what is left."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", what, *options, "--host", "127.0.0.1", "--no-dashboard"]
        places = environment(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1")
        places["PYTHONPATH"] += os.pathsep + str(Path(__file__).parent)  # our functions, too
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(command, cwd=self._folder, env=places, stdout=log, stderr=log)


def _wait(until: Callable[[], object]) -> None:
    for _ in range(1000):
        if until():
            return
        threading.Event().wait(0.02)
    pytest.fail("waited in vain")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Cluster]:
    """Return a cluster that all tests use."""
    made = _Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.end()


@pytest.fixture
def two(shared: _Cluster) -> _Cluster:
    """Return the cluster with two workers alive."""
    shared.hire(2)
    return shared


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what a build of the same site in one process makes."""
    root = site(tmp_path_factory.mktemp("alone"), _FILES)
    build(root)
    return published(root)


def _where(_: int) -> int:
    threading.Event().wait(0.002)
    return os.getpid()


def test_a_cluster_makes_the_same_bytes(two: _Cluster, tmp_path: Path, expected: dict[str, str]) -> None:
    """`sow`, then `build`, on a cluster: content, ledger and feeds are those of one process; nothing else is left."""
    root = site(tmp_path, _FILES)
    sown = feedmill(root, "sow", "--scheduler", two.address)
    assert (sown.returncode, sown.stderr) == (0, "")
    sources = {path for path in expected if path.startswith("content/") and path != "content/ledger.jsonl"}
    assert tree(root, "content").keys() - {"content/ledger.jsonl"} == sources
    built = feedmill(root, "build", "-q", "--scheduler", two.address)
    assert (built.returncode, built.stderr, built.stdout) == (0, "", "")
    assert published(root) == expected
    assert {path.name for path in (root / ".feedmill").iterdir()} == {"cache.rest", "cache.sqlite3", "lock"}
    assert not clean(root).written


def test_one_process_two_and_a_cluster_make_the_same(two: _Cluster, tmp_path: Path) -> None:
    """Of the bench's articles, written and raw, first and after edits, all three make the same, to the byte."""
    ways = (("--jobs", "1"), ("--jobs", "2"), ("--scheduler", two.address))
    laid = layouts.ATOM_ONLY
    files: dict[str, str | bytes] = {laid.place(each): laid.text(each) for each in corpus.articles(20)}
    files |= {f"seeds/{number}.txt": corpus.raw(corpus.article(number)) for number in range(200, 302)}
    roots = [site(tmp_path / str(number), files) for number in range(len(ways))]
    for turn in range(2):
        for root, way in zip(roots, ways, strict=True):
            done = feedmill(root, "build", "-q", *way)
            assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), way
        assert published(roots[0]) == published(roots[1]) == published(roots[2])
        if turn:
            continue
        for root in roots:  # all pages, an edited article, a new one, one that moved
            write(root / "feedmill.toml", SETTINGS.replace("A Test", "Another"))
            write(root / laid.place(corpus.article(3)), laid.text(corpus.article(3)) + "\nNachtrag.\n")
            write(root / laid.place(corpus.article(400)), laid.text(corpus.article(400)))
            (root / laid.place(corpus.article(5))).rename(root / "content" / "moved.md")
            settle(root)


def test_all_of_the_work_is_done_by_all_workers(two: _Cluster, tmp_path: Path) -> None:
    """Values go to every worker, in chunks, and results come in the order of their values."""
    with cluster.crew(run(site(tmp_path, {})), two.address) as crew:
        _wait(lambda: len(set(workers.run(_where, range(200), crew))) == 2)
        assert set(workers.run(_where, range(200), crew)) == {worker.pid for worker in two.workers}
        assert list(workers.run(str, range(500), crew)) == [str(value) for value in range(500)]
        assert set(workers.run(_where, range(1), crew)) == {os.getpid()}


def test_a_worker_that_dies_is_survived(two: _Cluster, tmp_path: Path, expected: dict[str, str]) -> None:
    """A worker is killed while it sows, the other does its work, and nobody sees a difference."""
    root = site(tmp_path, _FILES)
    command = [sys.executable, "-m", "feedmill", "-C", str(root), "build", "-q", "--scheduler", two.address]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE) as building:
        _wait(lambda: len(list((root / "content").glob("*fox*"))) > 1)
        two.workers[0].kill()
        _, said = building.communicate()
    assert (building.returncode, said) == (0, b"")
    assert published(root) == expected


def _deadly(value: int) -> int:
    if not value:
        os.kill(os.getpid(), signal.SIGKILL)
    return value


def test_work_that_kills_is_told_of(two: _Cluster, tmp_path: Path) -> None:
    """Work that no worker outlives, as when memory runs out, ends the build: it must not kill one after the other."""
    with cluster.crew(run(site(tmp_path, {})), two.address) as crew:
        _wait(lambda: len(set(workers.run(_where, range(200), crew))) == 2)
        with pytest.raises(FeedmillError, match="each worker that began a piece of work was killed; if memory ran out"):
            list(workers.run(_deadly, range(2), crew))


def test_a_cluster_that_dies_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected: dict[str, str]
) -> None:
    """Without workers there is no build; when the last dies, or the scheduler, it ends, and the next build is whole."""
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    monkeypatch.setattr(cluster, "_GLANCE", 0.1)
    monkeypatch.setattr(cluster, "_LONELY", 3)
    root = site(tmp_path / "site", _FILES)
    own = _Cluster(tmp_path)
    try:
        with pytest.raises(FeedmillError, match=r"it has no workers; start some: dask worker tcp://"):
            _build_with(root, own)
        own.hire(1)
        monkeypatch.setattr(cluster, "_PATIENCE", 10)
        with pytest.raises(FeedmillError, match=r"no worker is left; start some and build again"):
            _build_with(root, own, own.workers[0].kill)
        done = {path: digest for path, digest in published(root).items() if not path.endswith(".jsonl")}
        assert {path for path in done if "fox" in path}
        assert done.items() <= expected.items()
        own.hire(1)
        with pytest.raises(FeedmillError, match=r"the scheduler is gone; start it and build again"):
            _build_with(root, own, own.scheduler.kill, after=0.5)
    finally:
        own.end()
    build(root)
    assert published(root) == expected


def _slow(_: int) -> None:
    threading.Event().wait(5)


def _build_with(root: Path, own: _Cluster, then: Callable[[], None] = lambda: None, after: float = 0.1) -> None:
    """Build on a cluster, and do something to it while it works, when the first seed is sown or the first page made."""

    def watch(what: str, values: Iterator[T], _total: int) -> Iterator[T]:
        for number, value in enumerate(values):
            if number == 1 and what != "reading":
                threading.Timer(after, then).start()
                list(workers.run(_slow, range(2), crew))
            yield value

    with cluster.crew(run(root), own.address) as crew:
        build(root, jobs=crew, watch=watch)


def _unwritten(_path: Path, _data: bytes) -> None:
    """Write nothing: the worker sees a folder of the same name without the sign."""


def _other(path: Path, _data: bytes) -> None:
    disk.create(path, b"another build's", path.parent)


@pytest.mark.parametrize("write_sign", [_unwritten, _other])
def test_another_folder_of_that_name_is_refused(
    two: _Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_sign: Callable[[Path, bytes], None]
) -> None:
    """A worker must see the very folder that is built, under the same path."""
    root = site(tmp_path, {})
    monkeypatch.setattr(disk, "replace", write_sign)
    wrong = rf"^tcp://127.0.0.1:\d+: this worker does not see the folder {root}; share it with all machines under the "
    with pytest.raises(FeedmillError, match=wrong), cluster.crew(run(root), two.address):
        pass


def test_another_version_is_refused(two: _Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker with another program makes other bytes: it is refused at the start, and also if it comes later."""
    wrong = r"^tcp://127.0.0.1:\d+: this worker has another version of feedmill .*; install the same feedmill"
    with cluster.crew(run(site(tmp_path, {})), two.address) as crew:
        late = replace(crew._pledge, stamp="another")  # noqa: SLF001 - as a worker would have it that comes late
        monkeypatch.setattr(crew, "_pledge", late)
        with pytest.raises(FeedmillError, match=wrong):
            list(workers.run(str, range(200), crew))
    monkeypatch.setattr(cluster, "stamp", lambda: "another")
    with pytest.raises(FeedmillError, match=wrong), cluster.crew(run(tmp_path), two.address):
        pass


def test_errors_arrive_as_they_were(two: _Cluster, tmp_path: Path) -> None:
    """What a worker raises is raised here, with all that it says: a mistake is told as by one process."""
    root = site(tmp_path / "one", {**_FILES, "content/bad.md": "---\ntitle: [\n---\n", "content/pic.png": b"GIF89a"})
    other = site(tmp_path / "two", {**_FILES, "content/bad.md": "---\ntitle: [\n---\n", "content/pic.png": b"GIF89a"})
    with cluster.crew(run(root), two.address) as crew:
        assert told(build(root, jobs=crew)) == told(build(other))
        with pytest.raises(FileNotFoundError) as caught:
            list(workers.run(disk.read, [tmp_path / "nowhere"] * 2, crew))
    assert caught.value.filename == str(tmp_path / "nowhere")


@pytest.mark.parametrize("address", ["", "nowhere", "tcp://127.0.0.1", "xyz://a:1", "tcp://127.0.0.1:1"])
def test_no_scheduler_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    """An address at which nobody answers is a message, within seconds, and nothing is written."""
    monkeypatch.setattr(cluster, "_PATIENCE", 0.2)
    root = site(tmp_path, _FILES)
    assert main(["-C", str(root), "build", "--scheduler", address]) == 1
    assert "no scheduler answers there; start one with `dask scheduler`" in capsys.readouterr().err
    assert not (root / "feeds").exists()


def test_tls_without_a_certificate_is_told_of(tmp_path: Path) -> None:
    """Dask would wait and then show a traceback."""
    wrong = "there is no certificate for TLS; set distributed.comm.tls"
    wish = run(site(tmp_path, {}))
    with pytest.raises(FeedmillError, match=wrong), cluster.crew(wish, "tls://127.0.0.1:1"):
        pass


def test_without_dask_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dask is an extra."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    root = site(tmp_path, {})
    assert main(["-C", str(root), "sow", "--scheduler", "tcp://127.0.0.1:1"]) == 1
    assert "install it with: pip install 'feedmill[cluster]'" in capsys.readouterr().err


def test_an_output_elsewhere_is_refused(tmp_path: Path) -> None:
    """Workers write into the output, so it must lie in the folder that they were seen to share."""
    wish = replace(run(site(tmp_path / "site", {})), output=tmp_path / "out")
    with pytest.raises(FeedmillError, match="choose an output folder in it"), cluster.crew(wish, "tcp://a:1"):
        pass


class _Blind:
    """A crew that does not see what came into the output since it looked, as NFS may have it."""

    hands, least, near, mate = 1, 2, False, None

    def __init__(self, wish: Run) -> None:
        self._mine = wish.output / "about.html"

    def prepare(self, load: object, /) -> None:
        """Do nothing."""

    def begin(self, task: Callable[[], T], /) -> Callable[[], T]:
        """Do nothing yet."""
        return task

    def submit(self, work: workers.Work[object], /) -> workers.Work[object]:
        """Do the work at once, and then put a file in the place of what was made."""
        result = work()
        if "about.html" in str(result):
            write(self._mine, "mine")
        return lambda: result


def test_what_a_worker_does_not_see_is_kept(tmp_path: Path) -> None:
    """A file of the user's that workers elsewhere are told of late is not replaced: the build itself looks again."""
    root = site(tmp_path, {"content/pages/about.md": article("About"), "content/a.md": article("A")})
    report = build(root, jobs=_Blind(run(root)))
    assert (root / "feeds/about.html").read_text() == "mine"
    assert any("feeds/about.html: this file is not feedmill's, so it is kept" in line for line in told(report))
