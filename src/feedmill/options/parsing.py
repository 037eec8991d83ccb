"""argparse's findings → what is wrong with a command line, in our words."""

import argparse
import re
from collections.abc import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:  # a build with nothing to do need not load typing
    from typing import NoReturn


class Misused(Exception):  # noqa: N818 - as `SystemExit` is none; a FeedmillError would have to be loaded
    """Arguments that mean nothing: who was asked, what is wrong, what would be right, and the names that there are."""

    def __init__(self, who: str, wrong: str, right: str, near: tuple[str, tuple[str, ...]] = ("", ())) -> None:
        """Keep them; `near` is a name that is not known, and the ones that are."""
        super().__init__(wrong)
        self.who, self.wrong, self.right, self.near = who, wrong, right, near


class Parser(argparse.ArgumentParser):
    """A parser that raises what is wrong."""

    names: tuple[str, ...] = ()
    """Of its commands."""

    @property
    def form(self) -> str:
        """How it is called, without its options: "feedmill diff OLD [NEW]"."""
        usage = " ".join(self.format_usage().split()).removeprefix("usage: ")
        return re.sub(r" \[-[^\]]*\]", "", usage)

    def error(self, message: str) -> "NoReturn":
        """Raise what argparse found, in our words."""
        unknown = re.match(r"argument COMMAND: invalid choice: '(.*?)' \(", message)
        missing = re.match(r"the following arguments are required: (.*)", message)
        both = re.match(r"argument (\S+): not allowed with argument (\S+)", message)
        valueless = re.match(r"argument (\S+): expected (?:one|at least one) argument", message)
        see = f"see: {self.prog} --help"
        if unknown:
            right = f"commands are: {', '.join(self.names)}"
            raise Misused(self.prog, f"there is no command {unknown[1]!r}", right, (unknown[1], self.names))
        if missing and missing[1] == "COMMAND":
            raise Misused(self.prog, "no command is given", f"commands are: {', '.join(self.names)}")
        if missing:
            raise Misused(self.prog, f"{missing[1]} is missing", f"write it like: {self.form}")
        if both:
            raise Misused(self.prog, f"{both[1]} and {both[2]} cannot both be asked for", "leave one of them out")
        if valueless:
            raise Misused(self.prog, f"{valueless[1]} needs a value behind it", see)
        what, _, right = message.removeprefix("argument ").partition(": write ")
        raise Misused(self.prog, what, f"write {right}" if right else see)

    def refuse(self, odd: Sequence[str]) -> "NoReturn":
        """Raise what is wrong with words that nothing was made of."""
        options = [word.partition("=")[0] for word in odd if word.startswith("-") and word != "-"]
        if options:
            known = tuple(dict.fromkeys(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", self.format_help())))
            right = f"see: {self.prog} --help"
            raise Misused(self.prog, f"there is no option {options[0]}", right, (options[0], known))
        wrong = f"{odd[0]!r} is one word too many"
        together = "" if self.form == self.prog else ", with quotes around words that belong together"
        raise Misused(self.prog, wrong, f"write it like: {self.form}{together}")
