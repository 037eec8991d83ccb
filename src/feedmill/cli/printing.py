"""Lines → a terminal, in colours where somebody looks at them."""

import os
import sys
from contextlib import suppress


class UnheardError(Exception):
    """What was asked for cannot be printed, as on a full disk; its text says why."""


def say(answer: str) -> None:
    """Print what was asked for; UnheardError if that cannot be done, so that nobody takes a part for the whole."""
    _put(answer, aside=False)


def warn(line: str) -> None:
    """Print something apart from what was asked for."""
    _put(line, aside=True)


def _put(text: str, *, aside: bool) -> None:
    """Print on a stream whose reader may have had enough before its end, as `head` has."""
    stream = sys.stderr if aside else sys.stdout
    if stream.closed:
        return
    if _colourful(terminal=stream.isatty()):
        from feedmill.cli import painting

        text = "\n".join(map(painting.problem if aside else painting.answer, text.split("\n")))
    try:
        print(text, file=stream, flush=True)
    except OSError as error:
        with suppress(OSError):
            stream.close()  # what is left in it would be tried again at the end
        if not aside and not isinstance(error, BrokenPipeError):
            raise UnheardError(error.strerror) from error


def _colourful(*, terminal: bool) -> bool:
    """Return whether colours are wanted: no-color.org, force-color.org, and else where a terminal is."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")
