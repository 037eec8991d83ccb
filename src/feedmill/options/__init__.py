"""What can be typed behind `feedmill` → what was asked for."""

import argparse
from collections.abc import Callable, Container, Sequence
from functools import partial
from pathlib import Path

from feedmill.options.parsing import Misused, Parser

__all__ = ["PORT", "SHELLS", "STATUSES", "Misused", "Parser", "parse", "parsers"]

PORT = 8000
SHELLS = ("bash", "zsh", "fish")
STATUSES = """\
exit status:
  0    done; what is left to say are warnings
  1    something is wrong that you can mend, and is said
  2    these arguments mean nothing here; nothing was done
  130  stopped by Ctrl+C; nothing is half done
"""

# argparse makes one of each option, only to see that it can be shown: that need not load what asks a terminal's width.
_UNSEEN = partial(argparse.HelpFormatter, width=80)


def parse(version: str, said: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for; `command` is the name of the command. Misused if nothing was."""
    whole, commands = parsers(version, said)
    wishes, odd = whole.parse_known_args(said)
    if odd:
        commands[wishes.command].refuse(odd)
    return wishes


def parsers(version: str, said: Container[str] = ()) -> tuple[Parser, dict[str, Parser]]:
    """Return the parser and those of its commands, by name, each with its options if it is `said`; all if none is."""
    whole = Parser(
        prog="feedmill",
        description="Turns a folder of raw articles into a publication that people can subscribe to.",
        epilog=STATUSES,
        allow_abbrev=False,
        formatter_class=_UNSEEN,
    )
    whole.add_argument("--version", action="version", version=f"feedmill {version}", help="say which release this is")
    whole.add_argument(
        "-C", dest="root", metavar="DIR", type=Path, default=Path(), help="work in that folder, as if started there"
    )
    commands = whole.add_subparsers(dest="command", prog=whole.prog, title="commands", metavar="COMMAND", required=True)
    known: dict[str, Parser] = {}
    for name, (what, options) in _COMMANDS.items():
        described = f"{what[0].upper()}{what[1:]}."
        command = commands.add_parser(
            name, help=what, description=described, allow_abbrev=False, formatter_class=_UNSEEN
        )
        if said == () or name in said:
            options(command)
        command.formatter_class = argparse.HelpFormatter
        known[name] = command
    whole.formatter_class = argparse.RawDescriptionHelpFormatter
    whole.names = tuple(_COMMANDS)
    return whole, known


def _json_option(parser: argparse.ArgumentParser, *, but: str = "") -> None:
    parser.add_argument("--json", action="store_true", help=f"say it for programs{but}")


def _preview_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--drafts", action="store_true", help="show drafts, in a preview that publishes nothing")
    parser.add_argument("--future", action="store_true", help="show articles that are not due yet, in the same way")


def _jobs_option(parser: argparse.ArgumentParser, *, cluster: bool = False) -> None:
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--jobs", type=_count, metavar="N", help="processes at work (one for each core)")
    if cluster:
        who.add_argument("--scheduler", metavar="ADDRESS", help="let the workers of this Dask scheduler do the work")


def _build_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base-url", metavar="URL", help="the address under which the site will stand")
    parser.add_argument("--output", metavar="DIR", type=Path, help="where to write it (feeds/)")
    _preview_options(parser)
    _jobs_option(parser, cluster=True)
    parser.add_argument("--accept-deletions", action="store_true", help="withdraw articles even if many are gone")
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")
    loudness.add_argument("-v", "--verbose", action="store_true", help="say what was written, and where the time went")
    _json_option(parser)


def _review_options(parser: argparse.ArgumentParser) -> None:
    _json_option(parser)


def _adopt_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("articles", metavar="ARTICLE", nargs="+", type=Path, help="a Markdown file in content/")
    _json_option(parser)


def _withdraw_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("article", metavar="ARTICLE", type=Path, help="a Markdown file in content/")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why, for those who come to its address")
    _json_option(parser)


def _explain_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("article", metavar="ARTICLE", help="a file in content/ or seeds/, an id, or an address")
    _json_option(parser)


def _serve_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=PORT, help=f"the port on 127.0.0.1 ({PORT})")
    _preview_options(parser)
    _jobs_option(parser)


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", metavar="TITLE", help="its title, in quotes")
    _json_option(parser)


def _init_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, help="the folder of the site (this one)")
    parser.add_argument("--github", action="store_true", help="also write a workflow that publishes to GitHub Pages")
    _json_option(parser)


def _completion_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", metavar="SHELL", type=_shell, choices=SHELLS, help=f"one of {', '.join(SHELLS)}")


def _sow_options(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--dry-run", action="store_true", help="list what would be made and how sure that is; write nothing"
    )
    what.add_argument("--diff", metavar="SEED", type=Path, help="show how a seed that changed would change its article")
    what.add_argument("--again", metavar="SEED", type=Path, help="take a seed's text anew; the old file is kept beside")
    _json_option(parser, but="; not with --diff")
    _jobs_option(parser, cluster=True)


def _ping_options(parser: argparse.ArgumentParser) -> None:
    old = "the manifest of what was there before (.feedmill.jsonl), a folder that holds it, or - to read it from a pipe"
    parser.add_argument("old", metavar="OLD", help=old)
    parser.add_argument("--output", metavar="DIR", type=Path, help="where the site was written (feeds/)")
    parser.add_argument("--dry-run", action="store_true", help="list the feeds and send nothing")
    _json_option(parser)


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("feeds", metavar="FILE", nargs="*", type=Path, help="feeds to look at (all of feeds/)")
    parser.add_argument("--output", metavar="DIR", type=Path, help="where the site was written (feeds/)")
    _json_option(parser)
    _jobs_option(parser)


def _diff_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="the output that is published: a folder, or a revision like HEAD")
    parser.add_argument("new", metavar="NEW", nargs="?", default="feeds", help="the one that will be (feeds/)")
    parser.add_argument("-v", "--verbose", action="store_true", help="name every entry, however many there are")
    _json_option(parser)


def _count(said: str) -> int:
    if not said.isdecimal() or int(said) < 1:
        message = f"{said!r} is no number of processes: write 1 or more"
        raise argparse.ArgumentTypeError(message)
    return int(said)


def _shell(said: str) -> str:
    if said not in SHELLS:
        message = f"{said!r} is no shell that is known here: write {', '.join(SHELLS[:-1])} or {SHELLS[-1]}"
        raise argparse.ArgumentTypeError(message)
    return said


def _port(said: str) -> int:
    if not said.isdecimal() or not 0 < int(said) < 1 << 16:
        message = f"{said!r} is no port: write a number from 1 to 65535"
        raise argparse.ArgumentTypeError(message)
    return int(said)


_COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "build": ("bring content/ and feeds/ up to date with seeds/", _build_options),
    "sow": ("make articles of new seeds, and publish nothing", _sow_options),
    "review": ("list what a person should look at: what was inferred, what could not be told", _review_options),
    "adopt": ("write the id that the ledger holds into articles written by hand", _adopt_options),
    "withdraw": ("take a published article back; its file is kept, its subscribers are told", _withdraw_options),
    "check": ("look for mistakes in what was built, or in any feed", _check_options),
    "diff": ("say what subscribers will see when this output takes another's place", _diff_options),
    "explain": ("say where an article's fields come from, where it stands, and why not elsewhere", _explain_options),
    "serve": ("show the site on this machine, and again whenever a file changes", _serve_options),
    "ping": ("tell the WebSub hub of each feed that changed, after a deploy", _ping_options),
    "new": ("begin an article: a draft with front matter in content/", _new_options),
    "init": ("begin a site: settings and folders", _init_options),
    "completion": ("print what lets a shell complete commands and options", _completion_options),
}
