"""A pure function over many values, on as many cores as wanted, here or elsewhere. Owns concurrent.futures."""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from feedmill.errors import FeedmillError, Problem

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from feedmill.workers.mate import Mate

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R")

WORTHWHILE = 100  # fewer values, and starting a pool costs more than it saves
_NEVER = sys.maxsize
_CHUNK = 64  # values sent to a worker at once: one at a time costs many times more
_AHEAD = 8  # chunks under way for each worker, so that none waits and the results of a large site are never all held

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
        self.mate: Mate | None = None
        self._pool: ProcessPoolExecutor | None = None

    @property
    def least(self) -> int:
        return _NEVER if self.hands == 1 else WORTHWHILE if self._pool is None else 2

    def prepare(self, load: Callable[[], object], /) -> None:
        if self.hands == 1:
            return
        from feedmill.workers.mate import Mate, may_fork

        if may_fork():
            self.mate = Mate(load)

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

        from feedmill.workers.mate import end_with, may_fork

        context = get_context("fork" if may_fork() else "spawn")
        return ProcessPoolExecutor(self.hands, context, initializer=end_with, initargs=(os.getpid(),))

    def _leave(self) -> None:
        if self.mate is not None:
            self.mate.dismiss()
            self.mate = None

    def broken(self, error: RuntimeError) -> bool:
        """Return whether that is what is said when one of them was killed."""
        if self.hands == 1:  # and nothing of it is loaded
            return False
        from concurrent.futures import BrokenExecutor

        from feedmill.workers.mate import KilledError

        return isinstance(error, (BrokenExecutor, KilledError))

    def dismiss(self) -> None:
        self._leave()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
