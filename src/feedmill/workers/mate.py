"""One process beside a build: it loads what will be needed while the build looks around, then does small work."""

import os
import signal
import threading
from collections.abc import Callable
from multiprocessing import get_all_start_methods, get_context
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_GLANCE = 1.0  # seconds between a process's looks at whether the build still lives


class KilledError(RuntimeError):
    """Somebody killed the mate."""


class Mate:
    """Does one task after the other. It is no pool, whose threads would forbid to fork another one."""

    def __init__(self, load: Callable[[], object]) -> None:
        """Fork it; it loads first."""
        context = get_context("fork")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, load, os.getpid()), daemon=True)
        self._process.start()
        there.close()
        self._answers: list[tuple[bool, Any]] = []
        self._sent = 0

    def __call__(self, work: Callable[[], list[Any]]) -> list[Any]:
        """Return what comes of some work, or raise what it raises."""
        result: list[Any] = self.answer(self.send(work))
        return result

    def send(self, task: Callable[[], object]) -> int:
        """Let it begin with a task, and return the number of the answer.

        All answers are taken first: while it tells a long one it does not listen, and both would wait for ever.
        """
        try:
            self._hear(self._sent)
            self._here.send(task)
        except (EOFError, OSError) as error:
            raise KilledError from error
        self._sent += 1
        return self._sent - 1

    def answer(self, number: int) -> Any:  # noqa: ANN401 - of whatever the task makes
        """Return what came of a task, once, or raise what it raised."""
        try:
            self._hear(number + 1)
        except (EOFError, OSError) as error:
            raise KilledError from error
        done, result = self._answers[number]
        self._answers[number] = (done, None)
        if not done:
            raise result
        return result

    def _hear(self, count: int) -> None:
        while len(self._answers) < count:
            self._answers.append(self._here.recv())

    def dismiss(self) -> None:
        """End it, whatever it does."""
        self._process.terminate()
        self._process.join()
        self._here.close()


def _serve(end: "Connection", load: Callable[[], object], build: int) -> None:
    """Load what is needed, and do what is sent, until the build ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build, which then ends this process
    end_with(build)
    load()
    while True:
        work = end.recv()
        try:
            answer: tuple[bool, object] = (True, work())
        except Exception as error:  # noqa: BLE001 - raised again where it was asked for
            answer = (False, error)
        end.send(answer)


def may_fork() -> bool:
    """Return whether forking, which is quickest, is safe: no other thread can hold a lock."""
    return "fork" in get_all_start_methods() and threading.active_count() == 1


def end_with(build: int) -> None:
    """End this worker when the build is killed: it would wait for ever, as forked siblings hold its queue open."""

    def watch() -> None:
        while os.getppid() == build:
            threading.Event().wait(_GLANCE)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
