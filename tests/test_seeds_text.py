"""Seeds → text: encodings, sentences, languages, summaries."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedmill.errors import SourceError
from feedmill.seeds import grow, language, sentences
from feedmill.seeds.decode import decode

GERMAN = "Die größten Städte überlegen, ob sie für Autos künftig höhere Gebühren verlangen. „Das wäre schön“, hieß es."
RUSSIAN = "Город объявил, что с понедельника движение по мосту будет закрыто на две недели из-за ремонта."


# ── bytes ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-32-be"])
def test_marked_and_plain_unicode_is_read(encoding: str) -> None:
    """UTF-8 needs no mark; UTF-16 and UTF-32 are known by theirs, in either order."""
    raw = GERMAN.encode(encoding)
    if encoding.endswith(("-le", "-be")):
        raw = "\ufeff".encode(encoding) + raw
    assert decode("seeds/a.txt", raw) == (GERMAN, ())


@pytest.mark.parametrize(
    "said",
    [
        GERMAN,
        "¿Dónde está el alcalde? ¡Nadie lo sabe!, dijo ayer la señora Ibáñez en la reunión del consejo municipal.",
        "Le maire a dit : « L’école du marché reste fermée cet été… » Le coût : 3 000 €, d’après lui.",
        "It’s what the mayor — who isn’t known for long speeches — said on Monday: “Café owners didn’t pay £5.”",
        "Borgmästaren sade på måndagen att skolan förblir stängd på grund av arbetena på vägen.",
    ],
)
def test_western_text_is_read_with_a_warning(said: str) -> None:
    """Windows-1252 is read where it makes sense as a western European language, and its author is told."""
    text, problems = decode("seeds/a.txt", said.encode("cp1252"))
    assert text == said
    assert [(problem.path, problem.warning) for problem in problems] == [("seeds/a.txt", True)]


@pytest.mark.parametrize(
    "raw",
    [
        RUSSIAN.encode("cp1251"),
        RUSSIAN.encode("koi8-r"),
        "Zażółć gęślą jaźń, a potem idź do domu i odpocznij trochę przed jutrzejszą podróżą.".encode("cp1250"),
        "今天下午北京下了一場大雨，交通受到很大影響，許多航班延誤。".encode("big5"),
        "Café".encode("cp1252"),
        "Plain letters in two bytes each.".encode("utf-16-le"),
        f"{GERMAN} ÄÖÜäöü {GERMAN}".encode("cp1252"),
        GERMAN.encode("gb18030"),
        GERMAN.encode("mac-roman"),
        GERMAN.replace("„", "").replace("“", "").encode("cp850"),
        "Le maire a dit que le café du marché reste fermé à cause des travaux près de l'école.".encode("cp437"),
        "It’s what the mayor said on Monday, and the council didn’t like it at all.".encode("mac-roman"),
        "The mayor — who isn’t known for long speeches — said nothing at all on Monday.".encode("big5"),
        GERMAN.encode() + 12 * b"\xff",
        b"\xff\xfe\x00",
        b"\xef\xbb\xbf\xff",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    ],
)
def test_what_cannot_be_told_is_refused(raw: bytes) -> None:
    """Nothing is guessed: the author is asked for UTF-8."""
    with pytest.raises(SourceError) as caught:
        decode("seeds/a.txt", raw)
    problem = caught.value.problem
    assert (problem.path, problem.warning, problem.right) == ("seeds/a.txt", False, "save it as UTF-8")


@pytest.mark.parametrize(
    "raw", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", "\u3000\u00a0\n\u200b".encode(), b"date 2024-10 \n"]
)
def test_seed_without_text_is_refused(raw: bytes) -> None:
    """An empty seed is a mistake, and so is one that holds white space or a date alone."""
    with pytest.raises(SourceError, match=r"^seeds/a\.txt: holds no text; "):
        grow("seeds/a.txt", raw, "de")


def test_damaged_utf8_is_read_with_a_warning() -> None:
    """A few bad bytes among many good ones become U+FFFD, and their number is told."""
    text, problems = decode("seeds/a.txt", GERMAN.encode() + b" \xff\xfe Ende.")
    assert text == f"{GERMAN} \ufffd\ufffd Ende."
    assert problems[0].wrong.startswith("2 place(s)")
    text, problems = decode("seeds/a.txt", (9 * GERMAN).encode() + 12 * b"\xff")
    assert text == 9 * GERMAN + 12 * "\ufffd"
    assert problems[0].wrong.startswith("12 place(s)")


def test_characters_that_no_document_may_hold_are_replaced_and_told() -> None:
    """A control character becomes U+FFFD, one for one; line ends become LF; nothing else changes."""
    raw = "a\x00b\x0cc\r\nd\re\u2028f\u00adg\u202eh e\u0301 „x“" + "." * 200
    text, problems = decode("seeds/a.txt", raw.encode())
    assert text == raw.replace("\x00", "\ufffd").replace("\x0c", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    assert problems[0].wrong.startswith("2 control character(s)")


@given(st.binary(max_size=60))
def test_any_bytes_are_an_article_or_a_source_error(raw: bytes) -> None:
    """No bytes at all make `grow` fail in another way."""
    with suppress(SourceError):
        grow("seeds/a.txt", raw, "en")


# ── sentences ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tag", "wanted"),
    [
        (
            "de",
            ("Am 3. Oktober 20 Soldaten.", "Er kam z. B. nicht.", "Dr. Kim sagte: „Ja.“", "Dann ging er (7. Oktober)."),
        ),
        ("de", ("Es kostet 3,5 Mio. Euro usw. und so fort.", "»Nein!«", "Ludwig XIV. Nachfolger war jung.", "Ende …")),
        ("de", ("Wirklich?!", "Ja ...", "Nein!", "„Doch.“", "Er ging.")),
        (
            "en",
            (
                "Mr. Smith met J. R. Jones in the U.S. Senate.",
                '"Go!" he said.',
                "It was 5.",
                "They ate at 7 p.m. today.",
            ),
        ),
        ("en", ("See www.example.org for 3.5 reasons.", "Node.js is one.", "(It is.)", "“Is it?”", "Yes")),
        ("fr", ("Il a dit : « Oui ! »", "M. Macron est là.", "Vraiment ?", "Oui.")),
        ("cs", ("Přišel 3. října atd. a odešel.", "Bylo 20. výročí.")),
        ("zh", ("今天下雨。", "他说：“好。”", "然后走了！", "真的？")),
        ("ar", ("ذهب الولد.", "هل عاد؟", "نعم.")),
        ("hi", ("वह गया।", "वह आया।")),
        ("ru", ("Он ушел в 2020 г. домой.", "Потом т. е. сейчас.", "Конец.")),
    ],
)
def test_sentences(tag: str, wanted: tuple[str, ...]) -> None:
    """Sentences end where a reader says so, not at ordinals, abbreviations or initials."""
    joint = "" if tag == "zh" else " "
    assert tuple(sentences.split(joint.join(wanted), tag)) == wanted


@given(st.text(alphabet="aB1.!?… \n\u00a0“”»。）", max_size=60), st.sampled_from(["de", "en", "zh-Hans", "xx"]))
def test_sentences_hold_the_whole_text(text: str, tag: str) -> None:
    """Splitting loses nothing but the white space between sentences."""
    assert "".join("".join(sentences.split(text, tag)).split()) == "".join(text.split())


# ── language ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("de", GERMAN),
        ("ru", RUSSIAN),
        ("en", "The council met on Monday to talk about next year's budget and the swimming pool."),
        ("zh-Hans", "今天下午北京下了一场大雨，交通受到很大影响，许多航班延误，乘客在机场等候。"),
        ("zh-Hant", "今天下午北京下了一場大雨，交通受到很大影響，許多航班延誤，乘客在機場等候。"),
        ("ja", "今日の午後、東京では大雨が降り、多くの電車が遅れた。乗客は駅で待たされた。"),
        ("fa", "شورای شهر روز دوشنبه دربارهٔ بودجهٔ سال آینده و استخر شنا گفت‌وگو کرد و همه موافق بودند."),
        ("ckb", "ئەنجومەنی شار ڕۆژی دووشەممە لەبارەی بودجەی ساڵی داهاتوو گفتوگۆی کرد و هەموو ڕازی بوون."),
        ("de", GERMAN.upper()),
        ("is", "Forsetinn sagði að ríkisstjórnin myndi leggja nýja vegi á næsta ári til að hjálpa bændum í landinu."),
        ("th", "นายกรัฐมนตรีกล่าวว่ารัฐบาลจะสร้างถนนใหม่ในปีหน้าเพื่อช่วยเหลือเกษตรกร"),
        ("und", "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor."),
        ("und", "OK"),
        ("und", "Ruby Python Rust Java Kotlin Swift"),
        ("und", "1234567890 " * 20),
    ],
)
def test_language(tag: str, text: str) -> None:
    """The tag names the language and, where one language has two, the script."""
    assert language.detect(text)[0] == tag


@pytest.mark.parametrize("space", ["\n", "\n\n", "\t", "\xa0", "\u2028", "\u3000"])
def test_white_space_of_any_kind_parts_words(space: str) -> None:
    """A text in Chinese or from a word processor is told as surely as one with spaces."""
    assert language.guess(GERMAN.replace(" ", space)) == language.guess(GERMAN)


@given(st.integers(0, 400), st.integers(0, 400))
@example(330, 70)
@example(320, 80)
def test_a_text_in_capitals_is_known(upper: int, lower: int) -> None:
    """In capitals are texts of which more than four fifths are, wherever the small letters stand."""
    for text in ("A" * upper + "a" * lower, "a" * lower + "A" * upper):
        opening = text[:400]
        expected = opening.count("A") > 0.8 * (opening.count("A") + opening.count("a"))
        assert language._in_capitals(opening) == expected  # noqa: SLF001 - what the model makes of it is another matter


def test_undetermined_language_is_told() -> None:
    """A text too short to tell is "und", follows the rules of the site's language, and its author is told."""
    found = grow("seeds/a.txt", "date 2024 Übergrößen".encode(), "de")
    assert found.article.front.language == "und"
    assert (found.article.front.slug or "").startswith("uebergroessen-")
    assert [problem.right for problem in found.problems] == ["give its article one, like language: de"]


# ── summary ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lede", "summary"),
    [
        ("Ein Satz.\nNoch  einer.", "Ein Satz. Noch einer."),
        (f"Ein Satz. {'Wort ' * 30}Ende. {'Wort ' * 40}Ende.", f"Ein Satz. {'Wort ' * 30}Ende."),
        (f"{'Wort ' * 80}Ende.", f"{'Wort ' * 63}Wort…"),
        ("雨" * 200, "雨" * 159 + "…"),
    ],
)
def test_summary_is_the_lede(lede: str, summary: str) -> None:
    """A summary is the first paragraph as plain text: whole, or whole sentences, or whole words of it."""
    assert grow("seeds/a.txt", f"date 2024 {lede}\n\nMehr.".encode(), "de").article.front.summary == summary


def test_summary_is_no_key_point() -> None:
    """A list or a heading above the first paragraph does not stand for the article."""
    found = grow("seeds/a.txt", b"Titel\n\nKey points\n- Eins\n- Zwei\n\nDer Text.", "de")
    assert found.article.front.summary == "Der Text."
