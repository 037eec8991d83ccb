"""Bytes that are no UTF-8 → text in Windows-1252, where they read like a western European language in it."""

import re
from functools import cache

from feedmill.seeds import language

# The letters beyond a to z that a language is written with, in its own words and in the foreign ones it uses most.
_ALPHABETS = {
    "ca": "àçèéíïòóúü",
    "da": "æøåéü",
    "de": "äöüßéèáç",
    "en": "éèïöüñçáíóôê",
    "es": "áéíñóúüºª",
    "fi": "äöåéšž",
    "fr": "àâæçéèêëîïôœùûüÿö",
    "id": "éè",
    "it": "àèéìíîòóùúº",
    "nl": "éëïóöüáèêç",
    "no": "æøåéòôóêàäöü",
    "pt": "ãáâàçéêíõóôúüºª",
    "sv": "åäöéàüø",
}
_SURE = 0.9  # with less, Windows-1251 or a Chinese encoding might be read as gibberish
_RUN = 4  # accented letters in a row; more of them is another alphabet read wrongly
_FOREIGN = 0.1  # of the accented letters; more of another language's is another encoding of this one (Mac OS Roman)
_LETTERS = "A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e"
_SIGNS = "“”‘’„‚«»‹›–—…·•°§©®™€£½¼¾²³ªº×±µ‰\xa0\xad"  # what is left of a letter in another encoding is often none
_JOINING = {"en": "’—–…·\xad\xa0", "es": "…·\xad\xa0", "pt": "…·\xad\xa0"}  # what may stand inside a word
_JOINING_ELSEWHERE = "’…·\xad\xa0"


def read(raw: bytes) -> str | None:
    """Return the text, None where it cannot be told for certain that this is its encoding."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    tag, probability = language.guess(text)
    if tag not in _ALPHABETS or probability < _SURE:
        return None
    if _longest_accented_run(text) > _RUN or _foreign(text, _ALPHABETS[tag]) > _FOREIGN:
        return None
    return None if _misread(tag).search(text) else text


@cache
def _misread(tag: str) -> re.Pattern[str]:
    """Return the form of what no author writes and another encoding leaves: "M¨¹ller", "dŽj‡", "donÕt", "caf‚"."""
    small, joining = "a-z\xdf-\xff", _JOINING.get(tag, _JOINING_ELSEWHERE)
    opening = "„‚‰" + ("" if tag == "de" else "‘")
    inverted = "¡¿" if tag in {"ca", "es"} else ""
    return re.compile(
        f"[^\\x00-\\x7f{_LETTERS}{_SIGNS}{inverted}]"
        f"|[{_LETTERS}][^\\x00-\\x7f{_LETTERS}{joining}][{_LETTERS}]"
        f"|[{_LETTERS}][¡¿{opening}]|[¡¿][^{_LETTERS}0-9“\"'‘«(¡¿]"
        f"|[{small}][\xc0-\xd6\xd8-\xde\u0152\u0160\u0178\u017d]|[\xc0-\xd6\xd8-\xde][A-Z][a-z]"
        f"|(?<![{_LETTERS}])[\xc1-\xc7\xca-\xd6\xd8-\xde](?![{_LETTERS}])"
    )


def _foreign(text: str, alphabet: str) -> float:
    """Return which share of the accented letters no word of the language has."""
    accented = [letter for letter in text.lower() if letter > "\x7f" and letter.isalpha()]
    return sum(letter not in alphabet for letter in accented) / max(1, len(accented))


def _longest_accented_run(text: str) -> int:
    """Return how many letters from À to ÿ stand side by side at most."""
    longest = run = 0
    for letter in text:
        run = run + 1 if "À" <= letter <= "ÿ" else 0
        longest = max(longest, run)
    return longest
