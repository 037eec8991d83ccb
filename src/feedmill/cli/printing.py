"""Lines → a terminal."""

import sys
from contextlib import suppress


def say(answer: str) -> None:
    """Print what was asked for."""
    _put(answer, aside=False)


def warn(line: str) -> None:
    """Print something apart from what was asked for."""
    _put(line, aside=True)


def _put(text: str, *, aside: bool) -> None:
    """Print on a stream whose reader may have had enough before its end, as `head` has."""
    stream = sys.stderr if aside else sys.stdout
    if stream.closed:
        return
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        with suppress(BrokenPipeError):
            stream.close()  # what is left in it would be tried again at the end
