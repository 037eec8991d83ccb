"""A Dask cluster that is there already → a crew for the build, over a folder that all machines share. Owns distributed.

Workers do what the processes of one machine do: read below the site's folder, and put new bytes aside in the output.
All that makes the site what it is, ledger, manifest, cache and moving files to their places, stays with the build.
"""

import logging
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk
from feedmill.errors import FeedmillError, Problem
from feedmill.run import Run, explained
from feedmill.stamp import stamp, theme
from feedmill.workers import Work

if TYPE_CHECKING:
    from distributed import Client

R = TypeVar("R")

_PATIENCE = 10  # seconds for the scheduler to answer and the first worker to come
_GLANCE = 1.0  # seconds between looks at whether somebody is still at work
_LONELY = 30  # glances without any worker: their nannies start new ones within a few
_TURN = threading.Lock()  # a worker may have several threads, and converters are made for one
_VERSIONS = "install the same feedmill, libraries and Python there as here, and start it anew"


class _Pledge(Struct, frozen=True):
    """What a worker must have in common with the build."""

    stamp: str
    sign: Path
    """A file in the site's folder."""
    word: str
    """What it says in this build only, so that a folder of the same name is not taken for it."""


@contextmanager
def crew(run: Run, address: str) -> Iterator["_Crew"]:
    """Give the workers of the scheduler at that address, as long as this lasts.

    FeedmillError if there are none, or one of them has not the same program and the same folder.
    """
    if not run.output.is_relative_to(run.root):
        right = "choose an output folder in it"
        raise FeedmillError(Problem(str(run.output), 0, "workers elsewhere see the site's folder only", right))
    with _quiet(), _connected(address) as client:
        sign = run.workshop / client.id
        try:
            with explained(run.root):
                disk.replace(sign, client.id.encode())
            yield _Crew(client, address, _Pledge(stamp() + theme(), sign, client.id))
        finally:
            disk.remove(sign, run.root)


@contextmanager
def _quiet() -> Iterator[None]:
    """Let nobody log: Dask shows tracebacks, and what a user must know is raised."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)


def _connected(address: str) -> "Client":
    try:
        from distributed import Client, Security
        from distributed.comm.addressing import get_address_host_port
    except ModuleNotFoundError as error:
        right = "install it with: pip install 'feedmill[cluster]'"
        raise FeedmillError(Problem("--scheduler", 0, f"a cluster needs {error.name}", right)) from error
    if address.startswith(("tls:", "wss:")) and Security().get_connection_args("client")["ssl_context"] is None:
        right = "set distributed.comm.tls in Dask's configuration"
        raise FeedmillError(Problem(address, 0, "there is no certificate for TLS", right))
    try:
        get_address_host_port(address)  # or the client would try it for long, and be vague about it
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        right = "start one with `dask scheduler`, and give the address that it prints, as tcp://HOST:8786"
        raise FeedmillError(Problem(address, 0, "no scheduler answers there", right)) from error
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except OSError as error:
        client.close()
        raise FeedmillError(Problem(address, 0, "it has no workers", f"start some: dask worker {address}")) from error
    return client


class _Crew:
    """The workers of one scheduler: what `workers.run` wants."""

    least, near, mate = 2, False, None

    def __init__(self, client: "Client", address: str, pledge: _Pledge) -> None:
        self._client, self._address, self._pledge = client, address, pledge
        flaws = client.run(_flaw, pledge, on_error="return")
        for worker, flaw in sorted(flaws.items()):
            if flaw is not None and not isinstance(flaw, OSError):  # which is of one that has just died
                raise FeedmillError(replace(flaw, path=worker) if isinstance(flaw, Problem) else _stranger(worker))
        self.hands = max(1, len(flaws))
        # Not pure: the same work in the next build finds other files, and no result of the last one will do.
        self._executor = client.get_executor(pure=False)

    def prepare(self, load: Callable[[], object], /) -> None:
        """Do nothing: they have loaded what they need in a build before."""

    def begin(self, task: Callable[[], R], /) -> Callable[[], R]:
        """Leave it to the build itself, which alone looks at what is there."""
        return task

    def submit(self, work: Work[R], /) -> Work[R]:
        """Begin with the work on some worker, on another if that one dies, and return what waits for its result."""
        # Pickled here and not by Dask: it is opened only where the pledge is kept.
        future = self._executor.submit(_carry, self._pledge, pickle.dumps(work))
        return lambda: self._result(future)

    def _result(self, future: Future[R]) -> R:
        from distributed import KilledWorker

        lonely = 0
        while not future.done():
            with suppress(TimeoutError, CancelledError):
                future.exception(_GLANCE)
            lonely = 0 if future.done() or self._somebody() else lonely + 1
            if lonely > _LONELY:
                raise FeedmillError(Problem(self._address, 0, "no worker is left", "start some and build again"))
        try:
            return future.result()
        except KilledWorker as error:
            wrong = "each worker that began a piece of work was killed"
            raise FeedmillError(Problem(self._address, 0, wrong, "if memory ran out, give them more")) from error
        except CancelledError as error:
            wrong = "the scheduler is gone"
            raise FeedmillError(Problem(self._address, 0, wrong, "start it and build again")) from error
        except ImportError as error:
            raise FeedmillError(_stranger(self._address)) from error

    def _somebody(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except OSError:
            return False


def _stranger(worker: str) -> Problem:
    return Problem(worker, 0, "a worker cannot load this feedmill", _VERSIONS)


def _carry(pledge: _Pledge, work: bytes) -> object:
    """Do a piece of work, if the pledge is kept: a worker may have come late. Runs on the cluster."""
    from distributed import get_worker

    with _TURN:
        if flaw := _flaw(pledge):
            raise FeedmillError(replace(flaw, path=get_worker().address))
        return pickle.loads(work)()  # noqa: S301 - our own, over the cluster's own way of sending


@cache
def _flaw(pledge: _Pledge) -> Problem | None:
    """Return what keeps this worker from working for the build. Runs on the cluster."""
    if stamp() + theme() != pledge.stamp:
        return Problem("", 0, "this worker has another version of feedmill or of what it needs", _VERSIONS)
    folder = pledge.sign.parent.parent
    try:
        same = disk.read(pledge.sign) == pledge.word.encode()
    except OSError:
        same = False
    right = "share it with all machines under the same path, and allow reading and writing"
    return None if same else Problem("", 0, f"this worker does not see the folder {folder}", right)
