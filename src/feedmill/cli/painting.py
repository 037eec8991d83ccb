"""A line as it is printed → the same in colours. Its words are no others: colours only help to find them."""

import re

_PLAIN, _BOLD, _DIM, _RED, _YELLOW, _CYAN = (f"\x1b[{code}m" for code in (0, 1, 2, 31, 33, 36))
_PROBLEM = re.compile(r"(?P<place>\S.*?): (?P<warning>warning: )?(?P<wrong>.+?)(?P<right>; .+)?", re.DOTALL)
_LABEL = re.compile(r"(?P<label>(?:  )?[a-z]+)(?P<gap> {2,})(?P<rest>.*)")
_NEXT = re.compile(r"Next: (?P<rest>.*)")


def problem(line: str) -> str:
    """Return a problem's line with its place, its weight and what would be right told apart."""
    if not (found := _PROBLEM.fullmatch(line)):
        return line
    weight = f"{_YELLOW}{found['warning']}{_PLAIN}{found['wrong']}" if found["warning"] else _in(_RED, found["wrong"])
    return f"{_in(_BOLD, found['place'])}: {weight}" + (_in(_CYAN, found["right"]) if found["right"] else "")


def answer(line: str) -> str:
    """Return a line of an answer with its label, or the next step in it, told apart."""
    if found := _LABEL.fullmatch(line):
        return f"{_in(_DIM, found['label'])}{found['gap']}{found['rest']}"
    if found := _NEXT.fullmatch(line):
        return f"{_in(_BOLD, 'Next:')} {_in(_CYAN, found['rest'])}"
    return line


def _in(colour: str, text: str) -> str:
    return f"{colour}{text}{_PLAIN}"
