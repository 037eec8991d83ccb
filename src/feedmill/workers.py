"""A pure function over many values, on as many cores as wanted, here or elsewhere. Owns concurrent.futures."""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from feedmill.errors import FeedmillError, Problem

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.connection import Connection

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R")

WORTHWHILE = 100  # fewer values, and starting a pool costs more than it saves
_NEVER = sys.maxsize
_CHUNK = 64  # values sent to a worker at once: one at a time costs many times more
_AHEAD = 8  # chunks under way for each worker, so that none waits and the results of a large site are never all held
_GLANCE = 1.0  # seconds between a worker's looks at whether the build still lives

Work = Callable[[], list[R]]


class Crew(Protocol):
    """Processes that do the work of a whole build, on whatever machines."""

    @property
    def hands(self) -> int:
        """How many they are, 1 or more."""

    @property
    def least(self) -> int:
        """How many values are worth sending to them."""

    @property
    def near(self) -> bool:
        """Whether they are of this machine."""

    @property
    def mate(self) -> Callable[[Work[Any]], list[Any]] | None:
        """Does work that is too little for all of them, beside this process; None where nobody is there for that."""

    def prepare(self, load: Callable[[], object], /) -> None:
        """Let somebody load what small work will need, while this process does other things."""

    def begin(self, task: Callable[[], T], /) -> Callable[[], T]:
        """Let somebody begin with a task, and return what waits for its result, or does it where nobody is there."""

    def submit(self, work: Work[R], /) -> Work[R]:
        """Begin with the work, which pickles; what is returned waits for its result, and raises what it raises."""


class Many(Protocol[T_co]):
    """Values of which one knows how many there are; each may come to be only when its turn has come."""

    def __len__(self) -> int:
        """Return how many they are."""

    def __iter__(self) -> Iterator[T_co]:
        """Yield them."""


def cores() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # a system that does not tell
        return os.cpu_count() or 1


def run(function: Callable[[T], R], values: Many[T], jobs: int | Crew) -> Iterator[R]:
    """Yield `function(value)` for each value, in order: by so many processes of this machine, or by a crew.

    Values that are not worth sending are seen to in this process. The function and the values must pickle. What the
    function raises is raised here.
    """
    with hired(jobs) as crew:
        if len(values) < crew.least:
            mate = crew.mate if len(values) else None
            yield from mate(partial(_each, function, list(values))) if mate else map(function, values)
            return
        chunk = max(1, min(_CHUNK, len(values) // (crew.hands * 4)))
        waiting: deque[Work[R]] = deque()
        left = iter(values)
        while some := list(islice(left, chunk)):
            waiting.append(crew.submit(partial(_each, function, some)))
            if len(waiting) > crew.hands * _AHEAD:
                yield from waiting.popleft()()
        while waiting:
            yield from waiting.popleft()()


def _each(function: Callable[[T], R], values: Sequence[T]) -> list[R]:
    return [function(value) for value in values]


@contextmanager
def hired(jobs: int | Crew) -> Iterator[Crew]:
    """Give a crew as long as this lasts: so many processes of this machine, started when there is enough to do."""
    if not isinstance(jobs, int):
        yield jobs
        return
    crew = _Processes(jobs)
    try:
        yield crew
    except RuntimeError as error:
        if not crew.broken(error):
            raise
        right = "if memory ran out, build with --jobs 1"
        raise FeedmillError(Problem(".", 0, "a worker process was killed", right)) from error
    finally:
        crew.dismiss()


class _Processes:
    """Processes of this machine. Once they are there, what they have loaded serves for whatever comes next."""

    near = True

    def __init__(self, hands: int) -> None:
        self.hands = hands
        self.mate: _Mate | None = None
        self._pool: ProcessPoolExecutor | None = None

    @property
    def least(self) -> int:
        return _NEVER if self.hands == 1 else WORTHWHILE if self._pool is None else 2

    def prepare(self, load: Callable[[], object], /) -> None:
        if self.hands > 1 and _may_fork():
            self.mate = _Mate(load)

    def begin(self, task: Callable[[], T], /) -> Callable[[], T]:
        if self.mate is None:
            return task
        mate, number = self.mate, self.mate.send(task)
        return lambda: mate.answer(number) if self.mate else task()

    def submit(self, work: Work[R], /) -> Work[R]:
        if self._pool is None:
            self._leave()
            self._pool = self._started()
        return self._pool.submit(work).result

    def _started(self) -> "ProcessPoolExecutor":
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        context = get_context("fork" if _may_fork() else "spawn")
        return ProcessPoolExecutor(self.hands, context, initializer=_end_with, initargs=(os.getpid(),))

    def _leave(self) -> None:
        if self.mate is not None:
            self.mate.dismiss()
            self.mate = None

    def broken(self, error: RuntimeError) -> bool:
        """Return whether that is what is said when one of them was killed."""
        if isinstance(error, _KilledError):
            return True
        if self._pool is None:  # and nothing of it is loaded
            return False
        from concurrent.futures import BrokenExecutor

        return isinstance(error, BrokenExecutor)

    def dismiss(self) -> None:
        self._leave()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


class _KilledError(RuntimeError):
    """Somebody killed the mate."""


class _Mate:
    """A process that loads what will be needed while the build looks around, and then does what little there is to do.

    It is no pool, whose threads would forbid to fork another one.
    """

    def __init__(self, load: Callable[[], object]) -> None:
        from multiprocessing import get_context

        context = get_context("fork")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, load, os.getpid()), daemon=True)
        self._process.start()
        there.close()
        self._answers: list[tuple[bool, Any]] = []
        self._sent = 0

    def __call__(self, work: Work[Any]) -> list[Any]:
        return self.answer(self.send(work))  # type: ignore[no-any-return] # of whatever the work makes

    def send(self, task: Callable[[], object]) -> int:
        """Let it begin with a task when it is done with those before, and return the number of the answer."""
        try:
            self._here.send(task)
        except OSError as error:
            raise _KilledError from error
        self._sent += 1
        return self._sent - 1

    def answer(self, number: int) -> Any:  # noqa: ANN401 - of whatever the task makes
        """Return what came of a task, or raise what it raised."""
        try:
            while len(self._answers) <= number:
                self._answers.append(self._here.recv())
        except (EOFError, OSError) as error:
            raise _KilledError from error
        done, result = self._answers[number]
        self._answers[number] = (done, None)
        if not done:
            raise result
        return result

    def dismiss(self) -> None:
        self._process.terminate()
        self._process.join()
        self._here.close()


def _serve(end: "Connection", load: Callable[[], object], build: int) -> None:
    """Load what is needed, and do what is sent, until the build ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build, which then ends this process
    _end_with(build)
    load()
    while True:
        work = end.recv()
        try:
            answer: tuple[bool, object] = (True, work())
        except Exception as error:  # noqa: BLE001 - raised again where it was asked for
            answer = (False, error)
        end.send(answer)


def _may_fork() -> bool:
    """Return whether forking, which is quickest, is safe: no other thread can hold a lock."""
    from multiprocessing import get_all_start_methods

    return "fork" in get_all_start_methods() and threading.active_count() == 1


def _end_with(build: int) -> None:
    """End this worker when the build is killed: it would wait for ever, as forked siblings hold its queue open."""

    def watch() -> None:
        while os.getppid() == build:
            threading.Event().wait(_GLANCE)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
