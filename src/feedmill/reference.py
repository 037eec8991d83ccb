"""The code → the tables of docs/settings.md and docs/writing.md, and docs/commands.md: what it says of itself.

Settings and front matter are described by the docstrings below their fields, commands and options by their help.
"""

from collections.abc import Iterator, Mapping

import msgspec

from feedmill import __version__, options
from feedmill.completion import Word, words
from feedmill.described import described
from feedmill.fields import form
from feedmill.model import Front
from feedmill.settings import FeedSettings, Podcast, Site

BEGINS, ENDS = "<!-- from the code: {name} -->", "<!-- end -->"
"""Between which lines of a page a block stands."""


def blocks() -> dict[str, str]:
    """Return Markdown by name, without the lines that stand around it."""
    return {
        "settings": _table(Site),
        "feed": _table(FeedSettings, "feed."),
        "podcast": _table(Podcast, "podcast."),
        "front matter": _table(Front),
        "commands": "\n".join(_commands()).rstrip("\n"),
    }


def written(page: str, known: Mapping[str, str]) -> str:
    """Return a page of the docs with its blocks as they are now."""
    for name, block in known.items():
        before, mark, rest = page.partition(BEGINS.format(name=name))
        if mark:
            _, end, after = rest.partition(ENDS)
            page = f"{before}{mark}\n{block}\n{end}{after}"
    return page


def _table(kind: type[msgspec.Struct], before: str = "") -> str:
    told = described(kind)
    lines = ["| name | what it is | what to write | default |", "|---|---|---|---|"]
    for field in msgspec.structs.fields(kind):
        if not _is_table(field.type):
            default = _default(field)
            lines.append(
                f"| `{before}{field.name}` | {_cell(told[field.name])} | {_cell(form(field.type))} | {default} |"
            )
    return "\n".join(lines)


def _is_table(kind: object) -> bool:
    """Return whether a field is a table of settings, which has a section of its own."""
    return any(kind in {table, table | None} for table in (FeedSettings, Podcast))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<")


def _default(field: msgspec.structs.FieldInfo) -> str:
    """Return what holds where nothing is said."""
    if field.required:
        return "must be given"
    if field.default in ("", None, (), msgspec.NODEFAULT):
        return "none"
    return f"`{msgspec.json.encode(field.default).decode()}`"


def _commands() -> Iterator[str]:
    """Yield the lines about all commands, and what holds for each of them."""
    whole, commands = options.parsers(__version__)
    yield from ("| command | what it does |", "|---|---|")
    yield from (
        f"| [`{command.form}`](#feedmill-{name}) | {command.description} |" for name, command in commands.items()
    )
    yield from ("", "Before the command:", "", *_options(words(whole)), "")
    for name, command in commands.items():
        yield from (f"## feedmill {name}", "", f"`{command.form}`", "", command.description or "", "")
        yield from (*_options(words(command)), "")


def _options(known: tuple[Word, ...]) -> Iterator[str]:
    """Yield a table of what can be said behind a command, but for `--help`, which there always is."""
    told = [word for word in known if "--help" not in word.names]
    if told:
        yield from ("| what | what it does |", "|---|---|")
    for word in told:
        names = (
            ", ".join(f"`{name}{f' {word.value}' if word.value else ''}`" for name in word.names) or f"`{word.value}`"
        )
        yield f"| {names} | {_cell(word.what)} |"
