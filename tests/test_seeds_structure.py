"""Seeds → structure: headers, titles, subheadings, key points and lists."""

import pytest

from feedmill.errors import Problem
from feedmill.model import Front
from feedmill.seeds import grow

LEDE = "Der Rat der Stadt hat am Montag über den neuen Haushalt beraten."
TEXT = "Am Ende stimmten alle Fraktionen bis auf eine zu, die sich der Stimme enthielt. Das Geld reicht für zwei Jahre."
LINE = "Streit um das Schwimmbad"


def body(*blocks: str) -> str:
    """Return the Markdown of a dated seed with these blocks."""
    return grow("seeds/a.txt", "\n\n".join((f" date 2024-10 {blocks[0]}", *blocks[1:])).encode(), "de").article.body


def pieces(*blocks: str) -> list[str]:
    """Return the pieces of that Markdown."""
    return body(*blocks).removesuffix("\n").split("\n\n")


def front(text: str) -> Front:
    """Return the front matter of a seed."""
    return grow("seeds/a.txt", text.encode(), "de").article.front


def warnings(text: str) -> tuple[Problem, ...]:
    """Return what is told about a seed."""
    return grow("seeds/a.txt", text.encode(), "de").problems


# ── the date ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (" date 2024-10 ", "2024-10"),
        ("date 2024 ", "2024"),
        ("date\u00a02024-10-05\n\n", "2024-10-05"),
        ("\n\t date \t2024-02-29\u00a0", "2024-02-29"),
        ("Date: 2024-10-05\n", "2024-10-05"),
        ("\ndate: 2024\n\n\n", "2024"),
        ("Date: 2024-10-05 14:30  \n", "2024-10-05 14:30"),
    ],
)
def test_date_keeps_its_precision_and_leaves_the_text(header: str, said: str) -> None:
    """A date header is read as precisely as it was written, and is not part of the article."""
    found = grow("seeds/a.txt", f"{header}{LEDE}".encode(), "de")
    assert found.article.front.published == said
    assert found.article.body == f"{LEDE}\n"
    assert found.problems == ()


@pytest.mark.parametrize(
    "header",
    ["date 2024-13 ", "date 2024-02-30 ", "date 0000 ", "date 2024-1 ", "date 20241005 ", "Date: 5 October 2024\n"],
)
def test_impossible_date_stays_in_the_text_with_a_warning(header: str) -> None:
    """What is no date is text, and its author is told on which line."""
    text = f"{header}{LEDE}"
    assert front(text).published is None
    assert grow("seeds/a.txt", text.encode(), "de").expected == " ".join(text.split())
    told = warnings(text)
    assert [problem.line for problem in told] == [1, 0]
    assert all(problem.warning for problem in told)


@pytest.mark.parametrize(
    "header", ["Date 2024-10 ", "update 2024-10 ", "date 2024-10. ", "date: 2024-10 ", "date 24-10 "]
)
def test_what_only_looks_like_a_date_is_text(header: str) -> None:
    """Only the two known forms are headers: a text may begin with the word "date"."""
    assert front(f"{header}{LEDE}").published is None


def test_impossible_date_is_no_title() -> None:
    """A line that was meant as a date is not taken for a title."""
    assert front(f"Date: 2024-13\n\n{LEDE}").title_inferred


def test_undated_seed_is_told() -> None:
    """Nobody guesses a date, and somebody should know."""
    assert [str(problem) for problem in warnings(LEDE)] == [
        'seeds/a.txt: warning: has no date; give its article one, like published: "2024-10"'
    ]


def test_second_header_is_text() -> None:
    """A header counts once."""
    assert body("date 2023-01 Danach.") == "date 2023-01 Danach.\n"


# ── the title ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", [f"{LINE}\n\n{LEDE}", f"{LINE}\nDate: 2024-10-05\n{LEDE}", f"\n {LINE} \n\ndate 2024-10 {LEDE}"]
)
def test_title_line_is_taken_out_of_the_text(text: str) -> None:
    """A line above the date, or first in an undated text, is the title and not part of the body."""
    found = grow("seeds/a.txt", text.encode(), "de").article
    assert (found.front.title, found.front.title_inferred) == (LINE, False)
    assert found.body == f"{LEDE}\n"


@pytest.mark.parametrize(
    "first",
    [
        "Ein Satz.",
        "Achtung:",
        "Eins,",
        "今天下雨。",
        "Und dann …",
        "***",
        "- Punkt",
        f"{LINE}\nvon Eva Roth",
        f"{LEDE[:-1]}, {LEDE[:-1]}",
    ],
)
def test_what_is_no_title_line_stays_in_the_text(first: str) -> None:
    """Sentences, signs, items, lines of a longer block and long lines are text."""
    text = f"{first}\n\n{TEXT}"
    assert front(text).title_inferred
    assert grow("seeds/a.txt", text.encode(), "de").expected == " ".join(text.split())


def test_line_behind_a_date_is_no_title() -> None:
    """Behind a date header the first line is a lede, however short."""
    found = grow("seeds/a.txt", f"date 2024-10 {LINE}\n\n{TEXT}".encode(), "de").article
    assert found.front.title_inferred
    assert found.body.startswith(LINE)


@pytest.mark.parametrize(
    ("lede", "title"),
    [
        ("Am 3. Oktober kamen 20 Leute. Dann gingen sie.", "Am 3. Oktober kamen 20 Leute."),
        ("*** Wer kommt? Niemand.", "*** Wer kommt?"),
        ("!!! Los. Nun.", "Los."),
        (f"{'Wort ' * 12}und, {'Wort ' * 12}.", f"{'Wort ' * 12}und…"),
        (f"{'Wort ' * 25}.", f"{'Wort ' * 21}Wort…"),
        ("\u00a0Eins.", "Eins."),
    ],
)
def test_title_is_inferred_from_the_first_sentence(lede: str, title: str) -> None:
    """A title is the first sentence, cut at a clause or a word where it is long; the sentence stays in the text."""
    found = grow("seeds/a.txt", f"date 2024 {lede}".encode(), "de")
    assert (found.article.front.title, found.article.front.title_inferred) == (title, True)
    assert found.expected == " ".join(lede.split(" ")).strip(" ")


def test_title_skips_what_says_nothing() -> None:
    """Rows of signs and blocks of no-break spaces are kept, but no title is made from them."""
    found = front(f"date 2024 \u00a0\n\n* * *\n\n{LEDE}")
    assert (found.title, found.summary) == (LEDE, LEDE)


@pytest.mark.parametrize(("text", "title"), [("date 2024 - eins\n- zwei", "eins"), ("date 2024 🎉", "🎉")])
def test_every_text_has_a_title(text: str, title: str) -> None:
    """A text without a paragraph, or without letters, gets what there is."""
    assert front(text).title == title


# ── subheadings ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line", [LINE, "Was nun?", 'Grüße an "Freunde"', "Haushalt: Wer zahlt", "20 Jahre danach", "抗議活動"]
)
def test_short_line_between_paragraphs_is_a_subheading(line: str) -> None:
    """A short line without a full stop, behind a sentence and above a paragraph, is a subheading."""
    assert pieces(LEDE, line, TEXT) == [LEDE, f"## {line}", TEXT]


@pytest.mark.parametrize(
    "line",
    [
        *("Ein Satz.", "Und jetzt:", "Los!", "und dann weiter", "Siehe www.example.org", "Foto: dpa", "Quelle dpa"),
        *("– Nein", "(ohne Gewähr)", "→ mehr", "- Punkt", "1. Punkt", "123", "Zwei\nZeilen", "Wort " * 15 + "Ende"),
        "Donaudampfschifffahrtsgesellschaft " * 3,
    ],
)
def test_other_short_lines_are_paragraphs(line: str) -> None:
    """Sentences, captions, dialogue, items, bare numbers and long lines are no subheadings."""
    assert not any(piece.startswith("#") for piece in pieces(LEDE, line, TEXT))


def test_hash_at_the_end_of_a_subheading_stays() -> None:
    """Markdown takes a "#" at the end of a heading for decoration."""
    assert pieces(LEDE, "Neues von C#", TEXT)[1] == "## Neues von C\\#"


@pytest.mark.parametrize(
    "blocks",
    [
        (LINE, TEXT),  # first
        (LEDE, LINE),  # last
        (LEDE, LINE, "Noch eine Zeile", TEXT),  # a run: a list without marks
        (LEDE, "Was nun?", LINE, TEXT),
        (LEDE[:-1] + ":", LINE, TEXT),  # announced: an item
        (LEDE, LINE, "Kurz."),  # above next to nothing
        (LEDE, LINE, TEXT[:-1] + ","),  # above what does not end
    ],
)
def test_line_in_another_place_is_a_paragraph(blocks: tuple[str, ...]) -> None:
    """Rather miss a subheading than invent one."""
    assert pieces(*blocks) == list(blocks)


@pytest.mark.parametrize(
    "line",
    [
        "„Das ist doch schon lange bekannt.“",
        "他说：“大家看起来都很灵巧。”",
        "图片来源：清华大学高等研究院",
        "女儿的左眼被塞了小纸片 小花母亲供图",
        "图源：网络",
        "[责任编辑：刘斌]",
        "[20] Stammbaum Stahlhacke",
    ],
)
def test_quotes_credits_and_notes_are_no_headings(line: str) -> None:
    """A quoted sentence, the source of a picture and a note in brackets stand alone and head nothing."""
    assert f"## {line}" not in pieces(LEDE, line, TEXT)
    assert "## Am Land (der Stadt so nah!)" in pieces(LEDE, "Am Land (der Stadt so nah!)", TEXT)


def test_numbered_titles_are_headings_if_they_count() -> None:
    """1. 2. 3. above texts of their own are headings; a gap, one alone, or a list is none."""
    assert pieces(LEDE, "1. Das Geld", TEXT, "2) Die Zeit", TEXT, "3. Der Ort", TEXT) == [
        LEDE,
        *(part for title in ("1\\. Das Geld", "2) Die Zeit", "3\\. Der Ort") for part in (f"## {title}", TEXT)),
    ]
    for lines in (("1. Das Geld",), ("1. Das Geld", "3. Der Ort"), ("2. Die Zeit", "3. Der Ort")):
        assert not [piece for piece in pieces(LEDE, *(b for x in lines for b in (x, TEXT))) if piece.startswith("#")]
    assert pieces(LEDE, "1. Das Geld", "2. Die Zeit", TEXT)[1] == "1\\. Das Geld"


# ── key points ──────────────────────────────────────────────────────────────────────────────────

POINTS = ("Der Haushalt steht.", "Das Bad bleibt offen.", "Die Steuern steigen 2025.")


@pytest.mark.parametrize(
    "phrase", ["Das Wichtigste in Kürze", "AUF EINEN BLICK", "Key points", "L’essentiel", "ÖNE ÇIKANLAR", "要点"]
)
def test_key_points_begin_behind_their_heading_or_below_it(phrase: str) -> None:
    """The phrase becomes a heading and the sentences a list, whether the first shares its line or not."""
    wanted = [LEDE, f"## {phrase}", "\n".join(f"- {point}" for point in POINTS), TEXT]
    assert pieces(LEDE, f"{phrase} {POINTS[0]}", *POINTS[1:], TEXT) == wanted
    assert pieces(LEDE, phrase, *POINTS, TEXT) == wanted
    assert pieces(LEDE, "\n".join((phrase, *POINTS)), TEXT) == wanted


@pytest.mark.parametrize("separator", ["\n", "\n\n"])
@pytest.mark.parametrize("mark", "-*•")
def test_marked_key_points_are_the_list(mark: str, separator: str) -> None:
    """Marked lines below the heading are the points, however many and however long they are."""
    items = separator.join(f"{mark} {point}" for point in (*POINTS, TEXT, *POINTS))
    wanted = [LEDE, "## In Kürze:", "\n".join(f"- {point}" for point in (*POINTS, TEXT, *POINTS)), LEDE]
    assert pieces(LEDE, f"In Kürze:\n{items}", LEDE) == wanted
    assert pieces(LEDE, "In Kürze:", items, LEDE) == wanted


def test_point_beside_the_heading_is_no_item_of_a_marked_list() -> None:
    """A sentence above marked lines introduces them; what stands below them in the same block follows them."""
    assert pieces(LEDE, "Auf einen Blick Es geht um:", "- a\n- b", TEXT)[1:4] == [
        "## Auf einen Blick",
        "Es geht um:",
        "- a\n- b",
    ]
    assert pieces(LEDE, "Auf einen Blick\n- Eins.\nZwei.", TEXT)[2:4] == ["- Eins.", "Zwei."]


@pytest.mark.parametrize(
    "block",
    [
        "Das Wichtigste in Kürze erklärt sie heute.",  # a sentence that begins like it
        "Das wichtigste Ereignis des Jahres steht bevor.",  # another word in small letters
        "Summary Judgment was granted to the city.",  # one short word
    ],
)
def test_sentence_that_begins_like_key_points_is_a_paragraph(block: str) -> None:
    """Only a phrase in front of a new sentence opens a list."""
    assert pieces(LEDE, block, POINTS[0], TEXT) == [LEDE, block, POINTS[0], TEXT]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # A second paragraph that begins with a small letter is no new sentence of a text.
        ("extend the site to the pages of the library, as was planned.", "reset the work on other languages."),
        # Two of which none ends like a sentence, and the first is longer than any headline.
        (
            f"cargo is {'able ' * 16}to tell which version broke",
            "Faster documentation for those who build it on their own machines",
        ),
    ],
)
def test_points_may_begin_with_a_small_letter(first: str, second: str) -> None:
    """Behind a phrase of several words a point may begin small, if what follows shows that it is one."""
    assert pieces(LEDE, f"Key points {first}", second, TEXT) == [
        LEDE,
        "## Key points",
        f"- {first}\n- {second}",
        TEXT,
    ]


@pytest.mark.parametrize(
    ("block", "below"),
    [
        ("In short supply everywhere", "What the shops say"),  # two headlines
        ("Key points of the plan were read out.", "The council agreed."),
        ("Key points of the plan", "The council agreed."),
        ("Key points of the plan, and", "of the budget, were read out."),  # a sentence over two blocks
        (f"Summary {'of it all ' * 12}", "and more"),
    ],
)
def test_sentence_with_a_small_letter_is_a_paragraph(block: str, below: str) -> None:
    """Without a sign in what follows, a small letter behind the phrase goes on with its sentence."""
    assert "## Key points" not in pieces(LEDE, block, below, TEXT)
    assert not any(piece.startswith(("## In short\n", "## Summary")) for piece in pieces(LEDE, block, below, TEXT))


@pytest.mark.parametrize("phrase", ["أبرز النقاط", "نکات مهم", "עיקרי הדברים"])
def test_without_capitals_the_phrase_stands_alone(phrase: str) -> None:
    """Where no capital shows that a sentence begins, a phrase in front of more words is part of a sentence."""
    assert pieces(LEDE, phrase, *POINTS, TEXT)[1] == f"## {phrase}"
    assert pieces(LEDE, f"{phrase} والمحاور التي تم الحديث عنها", *POINTS, TEXT)[1].startswith(phrase)


def test_single_word_is_a_heading_alone() -> None:
    """A word like "Zusammenfassung" heads plain paragraphs as often as points."""
    assert pieces(LEDE, "Zusammenfassung", *POINTS, TEXT) == [LEDE, "## Zusammenfassung", *POINTS, TEXT]
    assert pieces(LEDE, f"Zusammenfassung {TEXT}", TEXT) == [LEDE, "## Zusammenfassung", TEXT, TEXT]


@pytest.mark.parametrize("blocks", [(f"Auf einen Blick {POINTS[0]}", TEXT), (LEDE, f"Auf einen Blick {POINTS[0]}")])
def test_key_points_never_come_first_or_last(blocks: tuple[str, ...]) -> None:
    """A lede is no list, and neither is a last paragraph."""
    assert pieces(*blocks) == list(blocks)


def test_key_points_may_come_first_below_a_title() -> None:
    """Below a title line there is something before them."""
    text = f"{LINE}\n\nAuf einen Blick {POINTS[0]}\n\n{POINTS[1]}\n\n{TEXT}"
    found = grow("seeds/a.txt", text.encode(), "de").article.body
    assert found == f"## Auf einen Blick\n\n- {POINTS[0]}\n- {POINTS[1]}\n\n{TEXT}\n"


@pytest.mark.parametrize(
    ("blocks", "points"),
    [
        ((*POINTS, *POINTS, TEXT), 5),  # no more than five
        ((*POINTS, "Eins. Zwei.", TEXT), 3),  # one sentence each
        ((*POINTS, "Ein Satz, der um vieles breiter ist als jeder der drei davor.", TEXT), 3),
        ((*POINTS, "Und nun:", TEXT), 3),  # what announces something
        ((*POINTS, LINE, TEXT), 3),  # a subheading
        (POINTS, 2),  # never the last block
        ((TEXT, LEDE), 0),
        ((POINTS[0], TEXT, LEDE), 0),  # one alone is a paragraph below a heading
        (("Drei Wörter ohne Punkt am Ende des Satzes", "Noch so eine Zeile ohne Punkt dahinter", "Neu", TEXT), 2),
    ],
)
def test_key_points_end(blocks: tuple[str, ...], points: int) -> None:
    """The list ends before what does not look like one more point."""
    found = pieces(LEDE, "Auf einen Blick", *blocks)
    assert found[1] == "## Auf einen Blick"
    assert (found[2].count("\n- ") + 1 if found[2].startswith("- ") else 0) == points


# ── marked lists ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mark", "-*•·▪‣◦")
def test_lines_with_the_same_mark_are_a_list(mark: str) -> None:
    """Every known mark makes the same list."""
    assert pieces(LEDE, f"{mark} eins\n{mark}  zwei") == [LEDE, "- eins\n- zwei"]


def test_numbers_in_order_are_a_list() -> None:
    """1. 2. 3. is a list, and a block that counts on belongs to it."""
    assert pieces(LEDE, "1. eins\n2. zwei", "3. drei\n4. vier") == [LEDE, "1. eins\n2. zwei\n3. drei\n4. vier"]


@pytest.mark.parametrize(
    ("block", "markdown"),
    [
        ("20. Oktober", "20\\. Oktober"),
        ("- Nein, sagte sie.", "\\- Nein, sagte sie."),
        ("– Ja.\n– Nein.", "– Ja.\n– Nein."),
        ("- eins\n* zwei", "\\- eins\n\\* zwei"),
        ("- eins\nzwei", "\\- eins\nzwei"),
        ("1. eins\n3. drei", "1\\. eins\n3\\. drei"),
        ("2. zwei\n3. drei", "2\\. zwei\n3\\. drei"),
        ("-eins\n-zwei", "-eins\n-zwei"),
    ],
)
def test_other_lines_are_no_list(block: str, markdown: str) -> None:
    """A date, dialogue and lines with different marks stay what they are."""
    assert pieces(LEDE, block, TEXT) == [LEDE, markdown, TEXT]


def test_lists_side_by_side_are_not_joined() -> None:
    """A list that counts anew behind another would be counted on by Markdown, so it stays text."""
    assert pieces("1. a\n2. b", "1. c\n2. d") == ["1. a\n2. b", "1\\. c\n2\\. d"]


def test_lines_of_a_block_stay_lines() -> None:
    """A poem keeps its lines, and so does an item."""
    assert body("Eins\nzwei\n drei") == "Eins\nzwei\ndrei\n"
    assert pieces(LEDE, "Auf einen Blick Eins\nzwei.", "Drei.", TEXT)[2] == "- Eins\n  zwei.\n- Drei."


def test_marks_go_however_far_they_are_indented() -> None:
    """What a list must show is its items, also where spaces or a tab stand before their marks."""
    found = grow("seeds/a.txt", f"{LEDE}\n\n  - Eins  zwei\n\t-\tDrei\n\n{LEDE}".encode(), "de")
    assert found.shape.items == 2
    assert found.expected == " ".join([*LEDE.split(), "Eins zwei Drei", *LEDE.split()])
