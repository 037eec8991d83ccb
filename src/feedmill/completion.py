"""The options → a script by which a shell completes commands, options and the names of files."""

import argparse
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

Commands = Mapping[str, argparse.ArgumentParser]


class Word(Struct, frozen=True):
    """An option, or what stands behind the command without one."""

    names: tuple[str, ...]
    """How it is called, "-q" and "--quiet"; () if it has no name."""
    what: str
    value: str
    """How what stands behind it is called, "" if nothing does."""
    choices: tuple[str, ...] = ()
    """What can be said, where that is known."""


def words(parser: argparse.ArgumentParser) -> tuple[Word, ...]:
    """Return all that a parser knows, in its order."""
    return tuple(
        Word(
            tuple(action.option_strings),
            action.help or "",
            str(action.metavar or action.dest.upper()) if action.nargs != 0 else "",
            tuple(action.choices or ()),
        )
        for action in parser._actions  # noqa: SLF001 - argparse tells it nowhere else
        if not isinstance(action, argparse._SubParsersAction)  # noqa: SLF001 - as above
    )


def script(shell: str, whole: argparse.ArgumentParser, commands: Commands) -> str:
    """Return the script for a shell."""
    return "\n".join(_SCRIPTS[shell](whole, commands)) + "\n"


def _bash(whole: argparse.ArgumentParser, commands: Commands) -> Iterator[str]:
    yield "# feedmill: completion for bash. Use it with: source <(feedmill completion bash)"
    yield "_feedmill() {"
    yield '    local word="${COMP_WORDS[COMP_CWORD]}" command="" each words files=yes IFS=$\'\\n\''
    yield '    for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do'
    yield f'        case "$each" in {"|".join(commands)}) command="$each"; break ;; esac'
    yield "    done"
    yield '    case "$command" in'
    for name, command in commands.items():
        known = [each for word in words(command) for each in (*word.names, *word.choices)]
        files = "" if any(word.value and not word.choices for word in words(command)) else " files="
        yield f"        {name}) words=$'{_lines(known)}'{files} ;;"
    own = [name for word in words(whole) for name in word.names]
    yield f"        *) words=$'{_lines([*commands, *own])}' files= ;;"
    yield "    esac"
    yield '    [ "${COMP_WORDS[COMP_CWORD-1]}" = -C ] && { words=; files=yes; }'
    yield "    COMPREPLY=()"
    yield '    for each in $(compgen -W "$words" -- "$word"); do'
    yield '        [[ "$each" = -* && "$word" != -* ]] || COMPREPLY+=("$each")'
    yield "    done"
    yield '    [[ -n "$files" && "$word" != -* ]] && COMPREPLY+=($(compgen -f -- "$word"))'
    yield "}"
    yield "complete -o filenames -F _feedmill feedmill"


def _lines(names: list[str]) -> str:
    return "\\n".join(names)


def _zsh(whole: argparse.ArgumentParser, commands: Commands) -> Iterator[str]:
    yield "#compdef feedmill"
    yield "# feedmill: completion for zsh. Use it with: source <(feedmill completion zsh)"
    yield "_feedmill() {"
    yield "    local context state line"
    yield "    typeset -A opt_args"
    yield "    local -a commands"
    yield "    commands=("
    for name, command in commands.items():
        yield f"        {_quoted(name + ':' + (command.description or ''))}"
    yield "    )"
    yield "    _arguments -C \\"
    for word in words(whole):
        yield from (f"        {_quoted(spec)} \\" for spec in _specs(word))
    yield "        '1:command:->command' '*::argument:->argument'"
    yield '    case "$state" in'
    yield "        command) _describe command commands ;;"
    yield '        argument) case "$line[1]" in'
    for name, command in commands.items():
        specs = [_quoted(spec) for word in words(command) for spec in _specs(word)]
        yield f"            {name}) _arguments {' '.join(specs)} ;;"
    yield "        esac ;;"
    yield "    esac"
    yield "}"
    yield "(( $+functions[compdef] )) || { autoload -U compinit && compinit -i -D }"
    yield 'if [ "$funcstack[1]" = "_feedmill" ]; then _feedmill "$@"; else compdef _feedmill feedmill; fi'


def _specs(word: Word) -> Iterator[str]:
    """Yield how zsh's _arguments wants each name of a word to be said."""
    what = word.what.replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
    action = f"({' '.join(word.choices)})" if word.choices else "_files"
    value = f":{word.value}:{action}" if word.value else ""
    if not word.names:
        yield f"*:{word.value}:{action}"
    yield from (f"{name}[{what}]{value}" for name in word.names)


def _fish(whole: argparse.ArgumentParser, commands: Commands) -> Iterator[str]:
    yield "# feedmill: completion for fish. Use it with: feedmill completion fish | source"
    # fish's own __fish_use_subcommand takes the folder behind -C for a command
    first = f"'not __fish_seen_subcommand_from {' '.join(commands)}'"
    for word in words(whole):
        yield from _completes(first, word)
    for name, command in commands.items():
        yield f"complete -c feedmill -n {first} -f -a {name} -d {_quoted(command.description or '')}"
        for word in words(command):
            yield from _completes(f"'__fish_seen_subcommand_from {name}'", word)


def _completes(when: str, word: Word) -> Iterator[str]:
    """Yield the line by which fish knows a word."""
    short = [f"-s {name[1:]}" for name in word.names if not name.startswith("--")]
    long = [f"-l {name[2:]}" for name in word.names if name.startswith("--")]
    value = ["-r"] if word.names and word.value else []
    choices = ["-f", "-a", _quoted(" ".join(word.choices))] if word.choices else []
    if word.names or choices:
        parts = ["complete -c feedmill -n", when, *short, *long, *value, *choices, "-d", _quoted(word.what)]
        yield " ".join(parts)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "’") + "'"  # the same to the eye, and in every shell


_SCRIPTS: dict[str, Callable[[argparse.ArgumentParser, Commands], Iterator[str]]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
}
