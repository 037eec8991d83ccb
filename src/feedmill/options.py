"""What can be typed behind `feedmill` → what was asked for."""

import argparse
from collections.abc import Callable, Container
from functools import partial
from pathlib import Path

PORT = 8000

# argparse makes one of each option, only to see that it can be shown: that need not load what asks a terminal's width.
_UNSEEN = partial(argparse.HelpFormatter, width=80)


def parser(version: str, said: Container[str]) -> argparse.ArgumentParser:
    """Return the parser; `command` is the name of the command that was asked for.

    It knows all commands, and the options of those that are `said`.
    """
    whole = argparse.ArgumentParser(
        prog="feedmill",
        description="Turns a folder of raw articles into a publication that people can subscribe to.",
        allow_abbrev=False,
        formatter_class=_UNSEEN,
    )
    whole.add_argument("--version", action="version", version=f"feedmill {version}")
    whole.add_argument(
        "-C", dest="root", metavar="DIR", type=Path, default=Path(), help="work in that folder, as if started there"
    )
    commands = whole.add_subparsers(dest="command", prog=whole.prog, title="commands", metavar="COMMAND", required=True)
    for name, (what, options) in _COMMANDS.items():
        described = f"{what[0].upper()}{what[1:]}."
        command = commands.add_parser(
            name, help=what, description=described, allow_abbrev=False, formatter_class=_UNSEEN
        )
        if name in said:
            options(command)
        command.formatter_class = argparse.HelpFormatter
    whole.formatter_class = argparse.HelpFormatter
    return whole


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


def _review_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="say it for programs")


def _adopt_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("articles", metavar="ARTICLE", nargs="+", type=Path, help="a Markdown file in content/")


def _withdraw_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("article", metavar="ARTICLE", type=Path, help="a Markdown file in content/")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why, for those who come to its address")


def _explain_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("article", metavar="ARTICLE", help="a file in content/ or seeds/, an id, or an address")
    parser.add_argument("--json", action="store_true", help="say it for programs")


def _serve_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=PORT, help=f"the port on 127.0.0.1 ({PORT})")
    _preview_options(parser)
    _jobs_option(parser)


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", metavar="TITLE", help="its title, in quotes")


def _init_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="the folder of the new site")


def _sow_options(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--dry-run", action="store_true", help="list what would be made and how sure that is; write nothing"
    )
    what.add_argument("--diff", metavar="SEED", type=Path, help="show how a seed that changed would change its article")
    what.add_argument("--again", metavar="SEED", type=Path, help="take a seed's text anew; the old file is kept beside")
    parser.add_argument("--json", action="store_true", help="say it for programs; not with --diff")
    _jobs_option(parser, cluster=True)


def _ping_options(parser: argparse.ArgumentParser) -> None:
    old = "the manifest of what was there before (.feedmill.jsonl), a folder that holds it, or - to read it from a pipe"
    parser.add_argument("old", metavar="OLD", help=old)
    parser.add_argument("--output", metavar="DIR", type=Path, help="where the site was written (feeds/)")
    parser.add_argument("--dry-run", action="store_true", help="list the feeds and send nothing")
    parser.add_argument("--json", action="store_true", help="say it for programs")


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("feeds", metavar="FILE", nargs="*", type=Path, help="feeds to look at (all of feeds/)")
    parser.add_argument("--output", metavar="DIR", type=Path, help="where the site was written (feeds/)")
    parser.add_argument("--json", action="store_true", help="say it for programs")
    _jobs_option(parser)


def _diff_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="the output that is published: a folder, or a revision like HEAD")
    parser.add_argument("new", metavar="NEW", nargs="?", default="feeds", help="the one that will be (feeds/)")
    parser.add_argument("-v", "--verbose", action="store_true", help="name every entry, however many there are")
    parser.add_argument("--json", action="store_true", help="say it for programs")


def _count(said: str) -> int:
    if not said.isdecimal() or int(said) < 1:
        message = f"{said!r} is no number of processes: write 1 or more"
        raise argparse.ArgumentTypeError(message)
    return int(said)


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
}
