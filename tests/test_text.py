"""Text that any document can carry: nothing illegal, nothing lost, nothing too wide."""

import re
import sys
import unicodedata

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from feedmill import text
from strategies import LANGUAGES, names
from strategies import text as texts

EVERYTHING = "".join(map(chr, range(sys.maxunicode + 1)))
CLEAN = text.legal(EVERYTHING)


def test_no_character_is_forbidden_in_xml() -> None:
    """Every one of the 1,114,112 code points comes out as something that lxml writes and reads back."""
    element = etree.Element("a")
    element.text = CLEAN
    element.set("b", CLEAN)
    again = etree.fromstring(etree.tostring(element, encoding="utf-8"))
    assert again.text == CLEAN
    assert again.get("b") == CLEAN


def test_no_character_is_an_error_in_html() -> None:
    """The HTML standard's own parser has nothing to say about any of them, and keeps them all."""
    parser = html5lib.HTMLParser(strict=False)
    kept = CLEAN.replace("&", "").replace("<", "")
    document = parser.parse("<!doctype html><title>t</title><body>" + kept)
    assert not parser.errors
    body = next(each for each in document.iter() if str(each.tag).endswith("body"))
    assert "".join(body.itertext()) == kept


def test_characters_are_replaced_one_for_one() -> None:
    """A removed line end would join two words. CR alone becomes LF, a pair of CR and LF one LF."""
    assert len(CLEAN) == len(EVERYTHING)
    changed = {old: new for old, new in zip(EVERYTHING, CLEAN, strict=True) if old != new}
    assert changed.pop("\r") == "\n"
    assert set(changed.values()) == {"\ufffd"}
    assert len(changed) == text.illegal_count(EVERYTHING)
    assert text.legal("a\r\nb\rc\n\r") == "a\nb\nc\n\n"


def test_only_what_documents_forbid_is_replaced() -> None:
    """Controls, surrogates and non-characters, by their names in the Unicode database; every other one stays."""
    changed = {old for old, new in zip(EVERYTHING, CLEAN, strict=True) if old != new}
    controls = {letter for letter in EVERYTHING if unicodedata.category(letter) == "Cc"} - {"\t", "\n"}
    surrogates = {letter for letter in EVERYTHING if unicodedata.category(letter) == "Cs"}
    never = {letter for letter in EVERYTHING if ord(letter) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(letter) <= 0xFDEF}
    assert changed == controls | surrogates | never


def test_a_long_text_is_judged_as_its_letters_are() -> None:
    """One look at all of it finds each character that may not stay, wherever and beside whatever it stands."""
    odd = [old for old, new in zip(EVERYTHING, CLEAN, strict=True) if old != new]
    for letter in odd[:200] + odd[200:3000:100] + odd[-100:]:
        for around in ("ä" * 150, "中" * 150, "🚢" * 150, "x" * 150):
            assert text.legal(around + letter + around) == around + text.legal(letter) + around


@given(st.text())
@example(EVERYTHING)
@example("\r\r\n\n")
def test_legal_text_stays_as_it_is(said: str) -> None:
    """Once is enough, and what is legal counts as none."""
    once = text.legal(said)
    assert text.legal(once) == once
    assert text.illegal_count(once) == 0


@given(texts())
@example(" \t\r\n a\u3000\n\n\tb\xa0 ")
def test_squeezing_keeps_all_but_ascii_spaces(said: str) -> None:
    """Runs of them become one, those at the ends none; spaces of other kinds are text."""
    squeezed = text.squeeze(said)
    assert re.sub(r"[ \t\r\n]", "", squeezed) == re.sub(r"[ \t\r\n]", "", said)
    assert not re.search(r"[\t\r\n]|  |^ | $", squeezed)
    assert text.squeeze(squeezed) == squeezed


@given(texts(), st.integers(1, 60))
@example("你好，世界" * 20, 60)
@example("word " * 30, 23)
@example("x" * 100, 1)
@example("a，b", 2)
@example("   ", 1)
def test_a_clip_is_never_wider_than_its_limit(said: str, limit: int) -> None:
    """Text that fits stays; other text is cut, and says so."""
    clipped = text.clip(said, limit)
    assert text.width(clipped) <= limit
    if text.width(said) <= limit:
        assert clipped == said
    else:
        assert clipped.endswith("…")
        assert said.startswith(clipped.removesuffix("…"))


def test_a_clip_ends_with_a_word() -> None:
    """Where there is one in the second half of it, without the comma or dash behind it."""
    assert text.clip("one two, three four", 12) == "one two…"
    assert text.clip("one two three", 8) == "one two…"
    assert text.clip("one – twothree", 8) == "one…"
    assert text.clip("abcd e fgh", 7) == "abcd e…"
    assert text.clip("a onelongword", 9) == "a onelon…"


def test_wide_letters_count_twice() -> None:
    """Chinese, Japanese, Korean and full-width forms do; Greek, emoji-free Latin and half-width forms do not."""
    assert [text.width(letter) for letter in ("a", "é", "Ω", "漢", "か", "한", "Ａ", "ｱ")] == [1, 1, 1, 2, 2, 2, 2, 1]


@given(texts() | names(), st.sampled_from((*LANGUAGES, "", "DE-at")))
@example("İstanbul", "tr")
@example("- -", "de")
@example("a" * 70 + " b", "en")
@example("１２３ ＡＢＣ", "ja")
def test_a_slug_fits_into_any_address(said: str, language: str) -> None:
    """It matches the pattern or is empty, and is at most 60 letters; a slug is its own slug."""
    made = text.slug(said, language)
    assert made == "" or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= text.SLUG_WIDTH == 60
    assert text.slug(made, language) == made


@pytest.mark.parametrize(
    ("said", "language", "slug"),
    [
        ("Ärzte üben große Öffnung", "de", "aerzte-ueben-grosse-oeffnung"),
        ("Ärzte üben große Öffnung", "de-AT", "aerzte-ueben-grosse-oeffnung"),
        ("A\u0308rzte", "de", "aerzte"),
        ("Ärzte üben große Öffnung", "en", "arzte-uben-grosse-offnung"),
        ("GROẞ", "en", "gross"),
        ("Łódź, Ørsted, Þór & Đà Nẵng", "en", "lodz-orsted-thor-da-nang"),
        ("Æsir, Ǽ, cœur, ǿ, ısı", "en", "aesir-ae-coeur-o-isi"),
        ("Crème brûlée: 5 €!", "fr", "creme-brulee-5"),
        ("𝗕𝗿𝗲𝗮𝗸𝗶𝗻𝗴 news, № 7, ＦＵＬＬ", "en", "breaking-news-no-7-full"),
        ("don't", "en", "don-t"),
        ("你好", "zh", ""),
        ("привет", "ru", ""),
        ("", "en", ""),
        ("one two " + "x" * 53, "en", "one-two"),
        ("one two " + "x" * 52, "en", "one-two-" + "x" * 52),
        ("y" * 61, "en", "y" * 60),
    ],
)
def test_slugs_of_titles(said: str, language: str, slug: str) -> None:
    """Marks are dropped, German umlauts become two letters, it is cut at a word."""
    assert text.slug(said, language) == slug


@pytest.mark.parametrize(
    ("language", "runs"),
    [
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("FA", "rtl"),
        ("az-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("de", "ltr"),
        ("", "ltr"),
    ],
)
def test_direction_follows_script_before_language(language: str, runs: str) -> None:
    """Arabic in Latin letters runs from left to right."""
    assert text.direction(language) == runs


_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text(st.sampled_from(_BIDI + "aب ")))
def test_what_a_line_opens_it_closes(line: str) -> None:
    """By the algorithm of Unicode Annex #9, X1 to X7, no embedding, override or isolate is open at its end."""
    closed = text.balanced(line)
    assert closed.startswith(line)
    assert set(closed[len(line) :]) <= {"\u202c", "\u2069"}
    stack: list[bool] = []  # True for an isolate
    for letter in closed:
        if letter in "\u202a\u202b\u202d\u202e":
            stack.append(False)
        elif letter in "\u2066\u2067\u2068":
            stack.append(True)
        elif letter == "\u2069" and True in stack:
            while not stack.pop():
                pass
        elif letter == "\u202c" and stack and not stack[-1]:
            stack.pop()
    assert stack == []
    assert text.balanced(closed) == closed
