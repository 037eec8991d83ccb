"""The commands for the moment before and after a deploy: diff, explain."""

from argparse import Namespace
from contextlib import suppress
from pathlib import Path

import msgspec

from feedmill.cli.saying import say, status, tell_all
from feedmill.cli.wishes import inside, plain_run, root_of
from feedmill.errors import FeedmillError
from feedmill.words import explaining
from feedmill.words import publishing as words


def diff(wishes: Namespace) -> int:
    """Say what subscribers will see; 1 if they would see something twice, or not at all."""
    from feedmill.diff import diff

    found = diff(root_of(wishes), wishes.old, wishes.new)
    if wishes.json:
        say(msgspec.json.encode(found).decode())
    else:
        tell_all(found.problems)
        say(words.impact(found, verbose=wishes.verbose))
    return int(found.harmful) or status(found.problems)


def explain(wishes: Namespace) -> int:
    """Say all that is known of an article. That it is published nowhere is no mistake."""
    from feedmill.explain import explain

    run, problems = plain_run(wishes)
    said: str = wishes.article
    for folder in ("content", "seeds"):
        with suppress(FeedmillError, OSError, ValueError):  # it may be no file at all, but an id or an address
            said = inside(run.root, Path(said), folder)
            break
    found = explain(run, said)
    if wishes.json:
        say(msgspec.json.encode(found).decode())
    else:
        tell_all((*problems, *found.problems))
        say(explaining.explanation(found))
    return 0
