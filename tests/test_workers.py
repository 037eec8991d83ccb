"""workers: the same values in the same order, however many hands there are."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest

from feedmill import lock, workers
from feedmill.errors import ConfigError, FeedmillError, Problem, SourceError
from sites import environment


def _square(value: int) -> int:
    return value * value


def _where(_: int) -> int:
    return os.getpid()


def _fail(value: int) -> int:
    if value == 150:
        raise SourceError(Problem("seeds/a.txt", 3, "wrong", "right"))
    return value


def _full(value: int) -> int:
    if value == 150:
        raise OSError(28, "No space left on device", "feeds/a")
    return value


def _die(value: int) -> int:
    if value == 150:
        os.kill(os.getpid(), signal.SIGKILL)
    return value


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, workers.WORTHWHILE - 1, workers.WORTHWHILE, 500])
def test_order_is_kept(jobs: int, count: int) -> None:
    """Results come in the order of their values, with any number of processes."""
    assert list(workers.run(_square, range(count), jobs)) == [value * value for value in range(count)]


def test_few_values_start_no_process() -> None:
    """A handful of values, or one job, is done right here."""
    assert set(workers.run(_where, range(workers.WORTHWHILE - 1), 8)) == {os.getpid()}
    assert set(workers.run(_where, range(workers.WORTHWHILE * 5), 1)) == {os.getpid()}
    assert os.getpid() not in set(workers.run(_where, range(workers.WORTHWHILE), 2))


@pytest.mark.parametrize("jobs", [1, 2])
def test_errors_arrive_as_they_were(jobs: int) -> None:
    """What a worker raises is raised here, with its type and all that it says."""
    with pytest.raises(SourceError) as caught:
        list(workers.run(_fail, range(200), jobs))
    assert caught.value.problem == Problem("seeds/a.txt", 3, "wrong", "right")
    with pytest.raises(OSError, match="No space left") as refused:
        list(workers.run(_full, range(200), jobs))
    assert (refused.value.errno, refused.value.filename) == (28, "feeds/a")


def test_a_killed_worker_is_told_of() -> None:
    """A worker that the system kills, as when memory runs out, is a message and not a traceback or a wait."""
    with pytest.raises(FeedmillError, match=r"a worker process was killed; if memory ran out, build with --jobs 1"):
        list(workers.run(_die, range(200), 2))


def test_threads_beside_are_no_danger() -> None:
    """With another thread alive nothing is forked, and the result is the same."""
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        assert list(workers.run(_square, range(200), 2)) == [value * value for value in range(200)]
    finally:
        over.set()
        thread.join()


def test_stopping_early_leaves_no_process() -> None:
    """Whoever stops taking results leaves no worker behind."""
    results: Iterator[int] = workers.run(_where, range(500), 2)
    worker = next(results)
    results.close()  # type: ignore[attr-defined] # it is a generator
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_workers_end_with_a_build_that_is_killed(tmp_path: Path) -> None:
    """Workers do not outlive a killed build, and do not keep its lock: the next build can start at once."""
    script = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[2]); import test_workers\n"
        "from feedmill import lock, workers\n"
        "with lock.alone(pathlib.Path(sys.argv[1])):\n"
        "    for worker in workers.run(test_workers._where, range(10_000), 2): print(worker, flush=True); input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), str(Path(__file__).parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    ) as build:
        assert build.stdout is not None
        worker = int(build.stdout.readline())
        build.kill()
        build.wait()
        with lock.alone(tmp_path):
            pass
        for _ in range(100):
            if _over(worker):
                return
            threading.Event().wait(0.1)
    pytest.fail("a worker is still there")


def _over(process: int) -> bool:
    """Return whether a process has ended (a zombie, which nobody has asked for, has)."""
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def _nothing() -> None:
    pass


def _pair() -> tuple[int, int]:
    return os.getpid(), 1


def _small_work(nowhere: str) -> None:
    with workers.hired(2) as crew:
        crew.prepare(_nothing)
        early = crew.begin(_pair)
        (mate,) = set(workers.run(_where, range(3), crew))
        assert mate != os.getpid()
        assert list(workers.run(_square, range(50), crew)) == [value * value for value in range(50)]
        with pytest.raises(FileNotFoundError):
            list(workers.run(os.listdir, [nowhere], crew))
        assert early() == (mate, 1)
        # For much work there is a pool in its place, and what it had not told is found out here.
        late = crew.begin(_pair)
        assert mate not in set(workers.run(_where, range(500), crew))
        assert late() == (os.getpid(), 1)
    with pytest.raises(ProcessLookupError):
        os.kill(mate, 0)


def test_small_work_is_done_beside(tmp_path: Path) -> None:
    """What is too little for a pool is done by the one that was prepared for it, in order, errors and all."""
    assert _in_a_process_of_its_own(_small_work, str(tmp_path / "nowhere")) == 0


def _in_a_process_of_its_own(function: Callable[..., None], *arguments: str) -> int | None:
    """Run the function where no other test has left a thread, and return the exit status."""
    process = get_context("spawn").Process(target=function, args=arguments)
    process.start()
    process.join(60)
    process.kill()  # if it still waits
    process.join()
    return process.exitcode


def test_nobody_is_prepared_in_vain() -> None:
    """With one job, or with another thread alive, nothing is forked, and small work is done right here."""
    with workers.hired(1) as crew:
        crew.prepare(_nothing)
        assert crew.begin(_pair)() == (os.getpid(), 1)
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        with workers.hired(2) as crew:
            crew.prepare(_nothing)
            assert set(workers.run(_where, range(3), crew)) == {os.getpid()}
    finally:
        over.set()
        thread.join()


def _long() -> bytes:
    return bytes(3_000_000)


def _long_work() -> None:
    with workers.hired(2) as crew:
        crew.prepare(_nothing)
        early = crew.begin(_long)
        assert list(workers.run(len, ["x" * 3_000_000], crew)) == [3_000_000]
        assert len(early()) == 3_000_000


def test_long_work_and_a_long_answer_do_not_meet() -> None:
    """Neither waits for the other to listen, however much both have to say."""
    assert _in_a_process_of_its_own(_long_work) == 0


def _deadly_work() -> None:
    def work() -> None:
        with workers.hired(2) as crew:
            crew.prepare(_nothing)
            assert crew.mate
            list(workers.run(_die, [150], crew))

    with pytest.raises(FeedmillError, match="a worker process was killed"):
        work()


def test_small_work_whose_process_was_killed() -> None:
    """That the system killed it is a message, as of any worker."""
    assert _in_a_process_of_its_own(_deadly_work) == 0


def test_cores_are_at_least_one() -> None:
    """There is always someone to do the work."""
    assert workers.cores() >= 1


def test_expected_errors_pickle() -> None:
    """Every kind of expected error survives the way between processes."""
    import pickle

    for kind in (FeedmillError, ConfigError, SourceError):
        error = kind(Problem("a", 1, "b", "c"))
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        assert (type(copy), copy.problem, str(copy)) == (kind, error.problem, str(error))
