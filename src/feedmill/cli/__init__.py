"""Arguments → command → exit status. The only rooms that print, and the only ones that ask for the time.

Exit status: 0 done, 1 something a user can mend, 2 wrong usage.
"""

import gc
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from feedmill import __version__
from feedmill.cli import resting
from feedmill.options import parser

_SELDOM = (100_000, 50, 100)
"""When to look for circles: a build makes many values that hold none, and looking often takes a fifth of its time."""
_ROOMS = {
    "build": "building",
    "sow": "seeding",
    "review": "seeding",
    "adopt": "seeding",
    "withdraw": "building",
    "check": "checking",
    "diff": "publishing",
    "explain": "publishing",
    "serve": "building",
    "ping": "pinging",
    "new": "beginning",
    "init": "beginning",
}
"""The room of each command: others are not loaded."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments ask for and return the exit status."""
    gc.set_threshold(*_SELDOM)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal may know fewer letters than an article
    said = sys.argv[1:] if arguments is None else arguments
    wishes = parser(__version__, said).parse_args(said)
    try:
        if wishes.command == "build" and resting.told_again(wishes):
            return 0
        return _obey(wishes)
    except KeyboardInterrupt:
        print("feedmill: stopped; nothing is half done, build again when you like", file=sys.stderr)
        return 130


def _obey(wishes: Namespace) -> int:
    from feedmill.cli.saying import tell
    from feedmill.errors import FeedmillError

    room = import_module(f"feedmill.cli.{_ROOMS[wishes.command]}")
    command: Callable[[Namespace], int] = getattr(room, wishes.command)
    try:
        return command(wishes)
    except FeedmillError as error:
        tell(error.problem)
        return 1
