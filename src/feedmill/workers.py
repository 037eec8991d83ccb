"""A pure function over many values, on as many cores as wanted. Owns concurrent.futures."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from feedmill.errors import FeedmillError, Problem

T = TypeVar("T")
R = TypeVar("R")

WORTHWHILE = 100  # fewer values, and starting a pool costs more than it saves
_CHUNK = 64  # values sent to a worker at once: one at a time costs many times more
_GLANCE = 1.0  # seconds between a worker's looks at whether the build still lives


def cores() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # a system that does not tell
        return os.cpu_count() or 1


def run(function: Callable[[T], R], values: Sequence[T], jobs: int) -> Iterator[R]:
    """Yield `function(value)` for each value, in order; with one job or few values in this process.

    The function and the values must pickle. What the function raises is raised here.
    """
    if jobs <= 1 or len(values) < WORTHWHILE:
        yield from map(function, values)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_all_start_methods, get_context

    # Forking is quickest, and safe only while no other thread can hold a lock.
    quick = "fork" in get_all_start_methods() and threading.active_count() == 1
    chunk = max(1, min(_CHUNK, len(values) // (jobs * 4)))
    context = get_context("fork" if quick else "spawn")
    pool = ProcessPoolExecutor(jobs, context, initializer=_end_with, initargs=(os.getpid(),))
    try:
        yield from pool.map(function, values, chunksize=chunk)
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
