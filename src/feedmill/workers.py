"""A pure function over many values, on as many cores as wanted, here or elsewhere. Owns concurrent.futures."""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import islice
from typing import Protocol, TypeVar

from feedmill.errors import FeedmillError, Problem

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R")

WORTHWHILE = 100  # fewer values, and starting a pool costs more than it saves
_CHUNK = 64  # values sent to a worker at once: one at a time costs many times more
_AHEAD = 8  # chunks under way for each worker, so that none waits and the results of a large site are never all held
_GLANCE = 1.0  # seconds between a worker's looks at whether the build still lives

Work = Callable[[], list[R]]


class Crew(Protocol):
    """Processes that are there already, on whatever machines."""

    @property
    def hands(self) -> int:
        """How many they are, 1 or more."""

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

    With one job, or values for which no pool is worth starting, it is done in this process. The function and the values
    must pickle. What the function raises is raised here.
    """
    if jobs == 1 or len(values) < (WORTHWHILE if isinstance(jobs, int) else 2):
        yield from map(function, values)
        return
    hands = jobs if isinstance(jobs, int) else jobs.hands
    chunk = max(1, min(_CHUNK, len(values) // (hands * 4)))
    waiting: deque[Work[R]] = deque()
    with _processes(jobs) if isinstance(jobs, int) else nullcontext(jobs.submit) as submit:
        left = iter(values)
        while some := list(islice(left, chunk)):
            waiting.append(submit(partial(_each, function, some)))
            if len(waiting) > hands * _AHEAD:
                yield from waiting.popleft()()
        while waiting:
            yield from waiting.popleft()()


def _each(function: Callable[[T], R], values: Sequence[T]) -> list[R]:
    return [function(value) for value in values]


@contextmanager
def _processes(jobs: int) -> Iterator[Callable[[Work[R]], Work[R]]]:
    """Give what submits work to processes of this machine, as long as this lasts."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_all_start_methods, get_context

    # Forking is quickest, and safe only while no other thread can hold a lock.
    quick = "fork" in get_all_start_methods() and threading.active_count() == 1
    context = get_context("fork" if quick else "spawn")
    pool = ProcessPoolExecutor(jobs, context, initializer=_end_with, initargs=(os.getpid(),))
    try:
        yield lambda work: pool.submit(work).result
    except BrokenProcessPool as error:
        right = "if memory ran out, build with --jobs 1"
        raise FeedmillError(Problem(".", 0, "a worker process was killed", right)) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with(build: int) -> None:
    """End this worker when the build is killed: it would wait for ever, as forked siblings hold its queue open."""

    def watch() -> None:
        while os.getppid() == build:
            threading.Event().wait(_GLANCE)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
