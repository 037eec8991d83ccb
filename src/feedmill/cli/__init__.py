"""Arguments → command → exit status. The only rooms that print, and the only ones that ask for the time.

Exit status: 0 done, 1 something a user can mend, 2 wrong usage, 130 interrupted.
"""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from feedmill import __version__
from feedmill.cli import resting
from feedmill.cli.printing import UnheardError, warn
from feedmill.options import Misused, parse

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
    "completion": "completing",
}
"""The room of each command: others are not loaded."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments ask for and return the exit status."""
    if sys.getfilesystemencoding() != "utf-8":
        # Names of files would be other names in this terminal, and what has them would seem to be gone.
        asked = sys.argv[1:] if arguments is None else arguments
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "feedmill", *asked])  # noqa: S606 - no shell
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who called; the next file that is opened would take its number
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: PTH123, SIM115 - it stays open
    gc.set_threshold(*_SELDOM)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal may know fewer letters than an article
    said = sys.argv[1:] if arguments is None else arguments
    try:
        wishes = parse(__version__, said)
        if wishes.command == "build" and resting.told_again(wishes):
            return 0
        return _obey(wishes)
    except Misused as misused:
        return _refuse(misused, json="--json" in said)
    except KeyboardInterrupt:
        warn("feedmill: stopped; nothing is half done, build again when you like")
        return 130
    except UnheardError as error:
        warn(f"feedmill: the answer cannot be written: {error}")
        return 1


def _obey(wishes: Namespace) -> int:
    from feedmill.cli.saying import refuse
    from feedmill.errors import FeedmillError

    room = import_module(f"feedmill.cli.{_ROOMS[wishes.command]}")
    command: Callable[[Namespace], int] = getattr(room, wishes.command)
    try:
        return command(wishes)
    except FeedmillError as error:
        refuse(error.problems, json=getattr(wishes, "json", False))
        return 1


def _refuse(misused: Misused, *, json: bool) -> int:
    """Say why these arguments mean nothing, with the name that is most likely meant."""
    from feedmill.cli.saying import refuse
    from feedmill.errors import Problem
    from feedmill.fields import near

    guess = near(*misused.near)
    right = f"did you mean {guess}?" if guess else misused.right
    refuse([Problem(misused.who, 0, misused.wrong, right)], json=json)
    return 2
