"""Text → sentences, by rules that hold for most written languages and a few that hold for some.

A terminator and white space end a sentence, unless the next letter is lower case, the word before is an
abbreviation or an initial, or, in languages that write ordinals with a full stop, a number. The abbreviations
are data: `abbreviations.json`, by language.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from feedmill.seeds import lexicon

CLOSERS = "\"'”’“»«›‹)\\]」』】）"  # „…“ and »…« close with what opens elsewhere
_STOPS = ".!?…؟۔।॥։"
_WIDE_STOPS = "。！？｡"  # no space follows these
# Each run of stops is tried once, from its start and whole: a line of a million dots takes no longer than its letters.
_END = re.compile(
    rf"(?<![{_STOPS}])(?P<stop>[{_STOPS}]++)(?:[{CLOSERS}]*(?:[ \u00a0\u202f]»)?)(?=\s)"
    rf"|[{_WIDE_STOPS}]+[{CLOSERS}]*(?=.)",
    re.DOTALL,
)
_CLOSED = re.compile(rf"[{_STOPS}{_WIDE_STOPS}][{CLOSERS}]*(?:[ \u00a0\u202f]»)?\Z")
_TOKEN = re.compile(r"[^\s(\[\"'„“”»«‹›‚‘’/–—-]*\Z")
_NEXT = re.compile(r"[^\w]{,40}(?P<letter>\w)")
_NUMBER = re.compile(r"[0-9]{1,2}|[IVXLC]+")

_ORDINAL = frozenset({"cs", "da", "de", "et", "fi", "hr", "hu", "lv", "no", "pl", "sk", "sl", "sr", "tr"})
"""Languages that write "3. Oktober"."""

_LOOK_BACK = 40  # letters; longer words are no abbreviations


def split(text: str, language: str) -> Iterator[str]:
    """Yield the sentences of a paragraph, in order; joined with a space they hold every word of it."""
    begin = 0
    for match in _END.finditer(text):
        if match["stop"] is None or _ends(text, match, language.partition("-")[0]):
            yield text[begin : match.end()].strip()
            begin = match.end()
    if rest := text[begin:].strip():
        yield rest


def is_one(text: str, language: str) -> bool:
    """Return whether the text is no more than one sentence."""
    return len(list(islice(split(text, language), 2))) <= 1


def ends(text: str) -> bool:
    """Return whether the text ends like a sentence: a terminator, and quotes or brackets at most behind it."""
    return _CLOSED.search(text.rstrip()) is not None


def _ends(text: str, match: re.Match[str], language: str) -> bool:
    """Return whether a terminator that white space follows really ends a sentence."""
    following = _NEXT.match(text, match.end())
    letter = following["letter"] if following else ""
    if letter.islower():
        return False
    if match["stop"] != ".":
        return True
    found = _TOKEN.search(text[max(0, match.start() - _LOOK_BACK) : match.start()])
    token = found[0] if found else ""
    if language in _ORDINAL and _NUMBER.fullmatch(token) and letter:
        return False
    return not _abbreviated(token, language)


def _abbreviated(token: str, language: str) -> bool:
    """Return whether a full stop behind this word belongs to it: "Dr", "z.B", "J"."""
    if len(token) == 1 and token.isalpha():
        return True
    parts = token.split(".")
    lettered = len(parts) > 1 and all(len(part) == 1 and part.isalpha() for part in parts)
    return lettered or token.lower() in _known(language)


@cache
def _known(language: str) -> frozenset[str]:
    """Return the abbreviations of a language, and those common to many, lower case and without their full stop."""
    words = lexicon.load("abbreviations.json")
    return frozenset(words["any"] + words.get(language, ()))
