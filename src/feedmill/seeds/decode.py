"""Raw bytes → text, and what was wrong with them."""

import codecs

from feedmill.errors import Problem, SourceError
from feedmill.seeds import western
from feedmill.text import illegal_count, legal

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_NULS = 0.01  # a share that no text reaches, but every picture and all UTF-16 does
_BAD, _RATIO, _GOOD = 10, 4, 3  # so few bad sequences, or so many good ones for each: damaged UTF-8

_SAVE = "save it as UTF-8"


def decode(name: str, raw: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Return the seed's text, legal in XML and HTML and with LF line ends, and warnings of what was replaced.

    Nothing else is changed: no normalisation, no other quotes. SourceError if its encoding cannot be told.
    """
    text, problems = _text(name, raw)
    clean = legal(text)
    if clean is not text and (illegal := illegal_count(text)):
        what = f"{illegal} control character(s) that no feed can carry became U+FFFD"
        problems += (_warning(name, what, "look for � in the article"),)
    return clean, problems


def _text(name: str, raw: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Return what the bytes say in the first encoding that fits, and a warning if that is a guess."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strict(name, raw, encoding), ()
    if raw.count(0) > _NULS * len(raw):
        raise SourceError(Problem(name, 0, "is not text, or UTF-16 without its mark", _SAVE))
    try:
        return raw.decode(), ()
    except UnicodeDecodeError:
        return _damaged(name, raw) or _western(name, raw)


def _strict(name: str, raw: bytes, encoding: str) -> str:
    """Return the text of bytes that say what they are; SourceError if that is not true."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        wrong = f"begins like {encoding.removesuffix('-sig').upper()} but is not"
        raise SourceError(Problem(name, 0, wrong, _SAVE)) from None


def _damaged(name: str, raw: bytes) -> tuple[str, tuple[Problem, ...]] | None:
    """Return the text of UTF-8 with a few bad places, None if it hardly ever was UTF-8."""
    text = raw.decode(errors="replace")
    bad = text.count("\ufffd") - raw.count("\ufffd".encode())
    good = sum(1 for c in text if c > "\x7f") - bad
    if good < _GOOD or (bad > _BAD and good <= _RATIO * bad):
        return None
    return text, (_warning(name, f"{bad} place(s) are not UTF-8 and became U+FFFD", "look for � in the article"),)


def _western(name: str, raw: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Return the text as Windows-1252 if it reads like a western European language; else SourceError."""
    text = western.read(raw)
    if text is None:
        raise SourceError(Problem(name, 0, "is in an encoding that cannot be told for certain", _SAVE))
    return text, (_warning(name, "is not UTF-8 and was read as Windows-1252", f"check its letters, or {_SAVE}"),)


def _warning(name: str, wrong: str, right: str) -> Problem:
    """Return a warning about the seed as a whole."""
    return Problem(name, 0, wrong, right, warning=True)
