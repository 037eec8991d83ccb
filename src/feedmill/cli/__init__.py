"""Arguments → command → exit status. The only rooms that print, and the only ones that ask for the time.

Exit status: 0 done, 1 something a user can mend, 2 wrong usage.
"""

import gc
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from feedmill import __version__
from feedmill.cli import beginning, building, checking, pinging, publishing, seeding
from feedmill.cli.saying import tell
from feedmill.errors import FeedmillError
from feedmill.options import parser

_SELDOM = (100_000, 50, 100)
"""When to look for circles: a build makes many values that hold none, and looking often takes a fifth of its time."""

COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "build": building.build,
    "sow": seeding.sow,
    "review": seeding.review,
    "adopt": seeding.adopt,
    "withdraw": building.withdraw,
    "check": checking.check,
    "diff": publishing.diff,
    "explain": publishing.explain,
    "serve": building.serve,
    "ping": pinging.ping,
    "new": beginning.new,
    "init": beginning.init,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments ask for and return the exit status."""
    gc.set_threshold(*_SELDOM)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal may know fewer letters than an article
    wishes = parser(__version__).parse_args(arguments)
    try:
        status = COMMANDS[wishes.command](wishes)
    except FeedmillError as error:
        tell(error.problem)
        return 1
    except KeyboardInterrupt:
        print("feedmill: stopped; nothing is half done, build again when you like", file=sys.stderr)
        return 130
    return status
