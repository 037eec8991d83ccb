"""The commands that look at what was published: check."""

import time
from argparse import Namespace

from msgspec.structs import replace

from feedmill.cli.saying import answer, status
from feedmill.cli.wishes import any_run, plain_run
from feedmill.words import checking as words


def check(wishes: Namespace) -> int:
    """Tell what is wrong with what was built, or with feeds given as files."""
    from feedmill.check import check as checked

    started = time.perf_counter()
    run, problems = any_run(wishes) if wishes.feeds or wishes.output else plain_run(wishes)
    if wishes.output:
        run = replace(run, output=(run.root / wishes.output).resolve())
    done = checked(run, tuple(wishes.feeds))
    said = words.checked(done, time.perf_counter() - started, own=not wishes.feeds)
    answer(wishes, done, said, (*problems, *done.problems))
    return status(done.problems)
