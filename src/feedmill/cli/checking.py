"""The commands that look at what was published: check."""

import time
from argparse import Namespace

import msgspec
from msgspec.structs import replace

from feedmill.cli.saying import say, status, tell_all
from feedmill.cli.wishes import plain_run
from feedmill.words import checking as words


def check(wishes: Namespace) -> int:
    """Tell what is wrong with what was built, or with feeds given as files."""
    from feedmill.check import check as checked

    started = time.perf_counter()
    run, problems = plain_run(wishes)
    if wishes.output:
        run = replace(run, output=(run.root / wishes.output).resolve())
    done = checked(run, tuple(wishes.feeds))
    if wishes.json:
        say(msgspec.json.encode(done).decode())
    else:
        tell_all((*(problems if not wishes.feeds else ()), *done.problems))
        say(words.checked(done, time.perf_counter() - started))
    return status(done.problems)
