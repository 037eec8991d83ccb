"""One run of a program, measured from outside: time, processor time, and the memory of all its processes together.

Time and memory are never measured in the same run, since to look at memory holds the program up.
"""

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

EVERY = 0.05
"""Seconds between two looks at memory."""


class Took(NamedTuple):
    """What one run took: seconds of the clock, and of processors (user and system, all processes)."""

    wall: float
    cpu: float


class FailedError(Exception):
    """The program did not do its work."""

    def __init__(self, command: Sequence[str], status: int, end: str) -> None:
        """Say which, and the end of what it said."""
        super().__init__(f"{' '.join(command)}: exit status {status}\n{end}")


def timed(command: Sequence[str], folder: Path, environment: Mapping[str, str], limit: float) -> Took:
    """Run the command in the folder and return what it took; it fails after `limit` seconds."""
    os.sync()  # what the run before left to be written is not this one's work
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = _start(command, folder, environment, said.fileno())
        timer = threading.Timer(limit, _end, [process])
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        _complain(process.returncode, said.fileno(), command)
    return Took(wall, usage.ru_utime + usage.ru_stime)


def remembered(command: Sequence[str], folder: Path, environment: Mapping[str, str], limit: float) -> int:
    """Run the command and return the most bytes that all its processes held at once, shared ones counted once (PSS)."""
    most = 0
    with tempfile.TemporaryFile() as said:
        process = _start(command, folder, environment, said.fileno())
        until = time.monotonic() + limit
        while process.poll() is None:
            if time.monotonic() > until:
                _end(process)
            most = max(most, sum(map(_pss, family(process.pid))))
            time.sleep(EVERY)
        _complain(process.returncode, said.fileno(), command)
    return most


def _start(command: Sequence[str], folder: Path, environment: Mapping[str, str], said: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - a program that is measured
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=said,
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)  # a group of its own, made in _start


def _complain(status: int, said: int, command: Sequence[str]) -> None:
    if status:
        os.lseek(said, -min(2000, os.fstat(said).st_size), os.SEEK_END)
        end = os.read(said, 2000).decode(errors="replace")
        raise FailedError(command, status, end)


def family(pid: int) -> list[int]:
    """Return the process and all that descend from it, as far as they are still there."""
    found = [pid]
    for each in found:
        try:
            tasks = list(Path(f"/proc/{each}/task").iterdir())
            found.extend(int(child) for task in tasks for child in (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
