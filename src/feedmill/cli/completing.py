"""The command that lets a shell know the others: completion."""

from argparse import Namespace

from feedmill import __version__, options
from feedmill.cli.saying import say
from feedmill.completion import script


def completion(wishes: Namespace) -> int:
    """Print the script; which file it belongs into is the shell's business."""
    say(script(wishes.shell, *options.parsers(__version__)).rstrip("\n"))
    return 0
