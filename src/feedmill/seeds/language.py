"""Text → the language that it is written in. The only room that loads py3langid, and with it numpy."""

from functools import cache
from typing import Protocol

LANGUAGES = frozenset({
    *("ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it"),
    *("ja", "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi", "zh"),
})  # fmt: skip
"""Told apart well. With all 140 that the model knows, short texts land in languages that hardly anybody writes."""

UNDETERMINED = "und"  # BCP 47: a language that could not be told

_ENOUGH = 20  # letters; less than that is a guess
_OWN_LETTERS = 0.02  # of all; Sorani has three times as many, Arabic and Persian have none
_LIKELY = 0.5  # right in 99.9 % of whole articles from here on


class _Classifier(Protocol):
    """What we use of py3langid."""

    def classify(self, text: str) -> tuple[str, float]:
        """Return a language and its probability."""


def detect(text: str) -> str:
    """Return the BCP 47 tag of the text's language ("de", "zh-Hant"), "und" where it cannot be told."""
    language, probability = guess(text)
    if probability < _LIKELY:
        return UNDETERMINED
    if language == "zh":
        return _script(text)
    return "ckb" if language in {"ar", "fa"} and _sorani(text) else language


def guess(text: str) -> tuple[str, float]:
    """Return the likeliest language and its probability, ("und", 0) for less than twenty letters."""
    if sum(map(str.isalpha, text)) < _ENOUGH:
        return UNDETERMINED, 0.0
    return _classifier().classify(text)


@cache
def _classifier() -> _Classifier:
    """Return the model; it takes most of a second to load, so only a seed that is really sown asks for it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(LANGUAGES)
    classifier: _Classifier = found
    return classifier


def _script(text: str) -> str:
    """Return the tag of Chinese in the script that more of its characters belong to alone.

    GB 2312 holds the simplified characters and Big5 the traditional ones, so what only one of them knows decides.
    """
    simplified = _encodable(text, "gb2312") - _encodable(text, "big5")
    traditional = _encodable(text, "big5") - _encodable(text, "gb2312")
    balance = sum(text.count(c) for c in simplified) - sum(text.count(c) for c in traditional)
    return "zh-Hans" if balance > 0 else "zh-Hant" if balance < 0 else "zh"


def _sorani(text: str) -> bool:
    """Return whether a text in Arabic letters is Sorani Kurdish, which the model does not know: ێ ۆ ڵ ڕ are its own."""
    own = sum(map(text.count, "ێۆڵڕ"))
    return own > _OWN_LETTERS * sum("\u0600" <= letter <= "\u06ff" for letter in text)


def _encodable(text: str, charset: str) -> set[str]:
    """Return the Chinese characters of the text that a character set holds."""
    return {c for c in set(text) if "\u4e00" <= c <= "\u9fff" and c.encode(charset, "ignore")}
