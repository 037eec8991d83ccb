"""The commands for the moment before and after a deploy: diff, explain."""

from argparse import Namespace
from contextlib import suppress
from pathlib import Path

from feedmill.cli.arriving import root_of
from feedmill.cli.saying import answer, status
from feedmill.cli.wishes import inside, plain_run
from feedmill.errors import FeedmillError
from feedmill.words import explaining
from feedmill.words import publishing as words


def diff(wishes: Namespace) -> int:
    """Say what subscribers will see; 1 if they would see something twice, or not at all."""
    from feedmill.diff import diff

    found = diff(root_of(wishes), wishes.old, wishes.new)
    answer(wishes, found, words.impact(found, verbose=wishes.verbose) + words.then(found), found.problems)
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
    answer(wishes, found, explaining.explanation(found), (*problems, *found.problems))
    return 0
