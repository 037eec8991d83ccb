"""Not one character is lost, changed or moved between a seed and its page, by an oracle that is not ours (html5lib).

FEEDMILL_EXAMPLES=100000 looks harder; FEEDMILL_TEXTS=FOLDER looks at every .txt below a folder of your own.
"""

import os
import re
import unicodedata
from pathlib import Path

import html5lib
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from feedmill import articles, converter, markup
from feedmill.errors import SourceError
from feedmill.markup import Place
from feedmill.seeds import grow

HERE = Path(__file__).parents[1]
THOROUGH = settings(
    max_examples=int(os.environ.get("FEEDMILL_EXAMPLES", "300")), suppress_health_check=list(HealthCheck)
)
BLOCKS = {"p", "h2", "ul", "ol", "li", "br"}
"""What an imported text may become; whatever else it became would not keep its words apart."""

# What Markdown and its extensions, YAML, HTML or Python might take for something of their own.
SPECIAL = (
    *("# ", "#", " #", "> ", ">", "- ", "-", "---", "* ", "*", "**", "+ ", "1. ", "20. ", "2) ", "٣. ", "`", "```"),
    *("~~~", "=", "===", "_", "__", "a_b", "_x_", "[", "]", "[x](y)", "[x]: y", "![a](b)", "[^1]", "[^1]: n"),
    *("*[HTML]: x", "HTML", "(", ")", "{", "}", "{: .c }", "{#id}", ": ", ":", "|", "|-|", "|---|---|", "a | b", "-|-"),
    *("!!! note", "!", "\\", "\\*", "&", "&amp;", "&#", "&#35;", "&copy", "35;", ";", "<", "<b>", "</b>", "<div>"),
    *("<div markdown=1>", "<!--", "-->", "<?php", "<![CDATA[", "<http://x.y>", "<a@b.c>", "http://x.y/a_b", "[TOC]"),
    *("klzzwxh:0000", "///Footnotes Go Here///", "\u2028", "\u00a0", "\u3000", "\u200b", "\ufeff", "\x0c", "\t", "  "),
    *(
        "    ",
        " ",
        "\n",
        "\n\n",
        "\n \n",
        "\n    ",
        "\r\n",
        "\r",
        "e\u0301",
        "漢",
        "א",
        "🇩🇪",
        "\u202e",
        "\u00ad",
        "–",
        "…",
    ),
    *(
        "“",
        "»",
        '"',
        ".",
        "?",
        "Ein Satz.",
        "Wort",
        "Key points",
        "Key points ",
        "Summary\n",
        "•",
        "- x\n- y",
        "1. x\n2. y",
    ),
    *(
        "* a\n* b",
        "date 2024-10 ",
        "Date: 2024-10-05\n",
        "C#",
        "-5",
        "H&M",
        "A & B",
        "&nbsp;",
        "\ud800",
        "\ufffe",
        "\x1b",
    ),
    "Dieser Satz ist so lang, dass darüber eine Überschrift stehen könnte, und endet mit einem Punkt.",
)
TEXTS = st.lists(st.sampled_from(SPECIAL) | st.text(max_size=5), min_size=1, max_size=40).map("".join)
POINTS = st.integers(0, 0x10FFFF).map(chr)
CHAOS = st.lists(POINTS | st.sampled_from("\n\n\n \t\r"), min_size=1, max_size=400).map("".join)
"""Every code point is as likely as every other: unassigned, private, half a pair, marks without letters."""


def shown(html: str) -> list[str]:
    """Return the words that a browser would show of a page's text: runs of anything but space, TAB and LF."""
    texts: list[str] = []
    waiting = [html5lib.parseFragment(html, namespaceHTMLElements=False)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            texts.append(node)
            continue
        gap = " " if node.tag in BLOCKS else ""
        inside = [node.text or "", *(part for child in node for part in (child, child.tail or ""))]
        waiting += reversed([gap, *inside, gap])
    return words("".join(texts))


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return re.findall(r"[^ \t\n]+", text)


def cleaned(text: str) -> str:
    """Return a text with one kind of line end, and U+FFFD for what XML and HTML forbid: their rules, said again."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return "".join(letter if letter in "\t\n" or allowed(letter) else "\ufffd" for letter in lines)


def allowed(letter: str) -> bool:
    """Return whether HTML lets a text hold this character, TAB and LF aside."""
    point = ord(letter)
    return (
        unicodedata.category(letter) not in {"Cc", "Cs"} and point & 0xFFFE != 0xFFFE and not 0xFDD0 <= point <= 0xFDEF
    )


MARK = re.compile(r"[-*•·▪‣◦]|[0-9]{1,3}\.")
HEAD = re.compile(r"[ \t\n]*(?:date[ \t\u00a0]+[0-9-]+|[Dd]ate:[^\n]*(?:\n|\Z))")


def survives(text: str) -> None:
    """Check that the page of a seed shows the seed: every word in its place, but for its date and list marks."""
    raw = text.encode("utf-8", "surrogatepass")
    try:
        said = raw.decode()
    except UnicodeDecodeError:  # half a pair: three bytes that are no UTF-8, each replaced by itself
        said = raw.decode(errors="replace")
    try:
        made = grow("seeds/a.txt", raw, "de").article
    except SourceError:
        return
    read, problems = articles.load(articles.dump(made).encode())
    assert read is not None, problems
    assert read.front == made.front
    page = markup.safe(converter.convert(read.body), Place("page", "", "", lambda address: address))
    source = cleaned(said)
    front = made.front
    page_words = ([] if front.title_inferred else words(front.title)) + shown(page)
    if front.published and front.title_inferred:
        source = HEAD.sub("", source, count=1)
    left = iter(page_words)
    wanted = next(left, None)
    for word in words(source):
        if word == wanted:
            wanted = next(left, None)
        else:
            assert MARK.fullmatch(word) or (front.published and (word in {"date", "Date:"} or front.published in word))
    assert wanted is None


@THOROUGH
@given(TEXTS)
@example("Lede.\n\nKey points 1. Eins\n\n2. Zwei\n\nEnde.")
@example("a\n\n\u3000b\u3000\n\u00a0c ##\n\n- \\d_\n- _e\n\n* f\n* g")
@example("__a__ b __c__")
@example("&#\n\n&#35\n\nx &amp; y &#x41; &copy; &copy")
@example("a|b\n-|-\n|c\n\n|\n|\n\nx\n=-=\n\n~~~\ny\n~~~")
@example("Titel\nDate: 2024-10-05\n\n- eins\n- zwei")
@example("{: .c }\n\u2028date 2024-10 # ")
@example("\u3000date 2024-10 a")
@example("- - a\n- b\n\nKey points:\n1. x\n2. y\n\nEnde gut, alles gut.")
def test_marks_of_every_kind_survive(text: str) -> None:
    """Whatever Markdown, HTML or YAML would make of its characters, the page shows the text."""
    survives(text)


@THOROUGH
@given(CHAOS)
def test_any_characters_survive(text: str) -> None:
    """Text of arbitrary code points is shown as it is, U+FFFD for what no page may hold."""
    survives(text)


def _texts() -> list[Path]:
    """Return the real seed, and the texts of the folder that FEEDMILL_TEXTS names."""
    return [*(HERE / "seeds").glob("*.txt"), *sorted(Path(os.environ.get("FEEDMILL_TEXTS", "none")).rglob("*.txt"))]


@pytest.mark.parametrize("path", _texts(), ids=lambda path: path.stem)
def test_real_texts_survive(path: Path) -> None:
    """The text of the real seed, and of any others, is on its page word for word."""
    survives(path.read_bytes().decode())
