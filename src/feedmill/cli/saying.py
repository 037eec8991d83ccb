"""What goes to the terminal while something is done, what was done, and the exit status at its end."""

import sys
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator
from typing import TypeVar

from feedmill.cli.printing import say, warn
from feedmill.errors import Problem

__all__ = ["Stages", "answer", "say", "status", "tell", "tell_all", "watch"]

T = TypeVar("T")


def answer(wishes: Namespace, found: object, words: str, problems: Iterable[Problem] = ()) -> None:
    """Print what was done: for people in words, below what is wrong; for programs the value, which holds that too."""
    if wishes.json:
        from msgspec.json import encode

        say(encode(found).decode())
        return
    tell_all(problems)
    if words:
        say(words)


def tell_all(problems: Iterable[Problem]) -> None:
    """Print each problem on a line of its own, apart from what was asked for."""
    for problem in problems:
        tell(problem)


def tell(problem: Problem) -> None:
    """Print a problem on stderr."""
    warn(str(problem))


def refuse(problems: Iterable[Problem], *, json: bool) -> None:
    """Print why nothing was done: also for programs, where they listen."""
    if json:
        from msgspec.json import encode

        say(encode({"problems": list(problems)}).decode())
    else:
        tell_all(problems)


def status(problems: Iterable[Problem]) -> int:
    """Return 1 if there is a mistake among the problems, 0 if all are warnings."""
    return 0 if all(problem.warning for problem in problems) else 1


def watch(what: str, values: Iterator[T], total: int) -> Iterator[T]:
    """Show a bar with count, rate and time left while something long goes on; on short work nothing is shown."""
    if total < 200:  # noqa: PLR2004 - that is over before a bar is read
        return values
    from tqdm import tqdm

    bar = tqdm(values, desc=what, total=total, unit=" files", leave=False, dynamic_ncols=True)
    return iter(bar)


class Stages:
    """Prints how long each stage took."""

    def __init__(self) -> None:
        """Start the clock."""
        self._last = time.perf_counter()

    def __call__(self, stage: str) -> None:
        """Print the time since the last stage."""
        now = time.perf_counter()
        print(f"{stage:>10} {now - self._last:7.3f} s", file=sys.stderr)
        self._last = now
