"""The commands for the moment before and after a deploy: diff, explain."""

from argparse import Namespace

import msgspec

from feedmill.cli.saying import status, tell_all
from feedmill.cli.wishes import root_of
from feedmill.words import publishing as words


def diff(wishes: Namespace) -> int:
    """Say what subscribers will see; 1 if they would see something twice, or not at all."""
    from feedmill.diff import diff

    found = diff(root_of(wishes), wishes.old, wishes.new)
    if wishes.json:
        print(msgspec.json.encode(found).decode())
    else:
        tell_all(found.problems)
        print(words.impact(found, verbose=wishes.verbose))
    return int(found.harmful) or status(found.problems)
