"""Seeds → articles: what `grow` promises, and that no word is lost on the way to the page."""

import re
import subprocess
import sys
import unicodedata
import uuid
from hashlib import sha256
from pathlib import Path

import html5lib
import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedmill.errors import SourceError
from feedmill.model import Article, Source
from feedmill.seeds import Sown, grow

SEED = next((Path(__file__).parents[1] / "seeds").glob("*.txt"))

BLOCKS = {"p", "h2", "ul", "ol", "li", "br"}
"""What an imported text may become; whatever else it became would not keep its words apart."""


def shown(body: str) -> str:
    """Return the text of a body as a browser would show it: rendered and read by code that is not ours."""
    html = markdown.markdown(body, extensions=["extra", "sane_lists", "toc"])
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
    return re.sub(r"[ \t\n]+", " ", "".join(texts)).strip(" ")


def sown(text: str) -> Sown:
    """Return what becomes of a text."""
    return grow("seeds/a.txt", text.encode("utf-8", "surrogatepass"), "de")


def body(text: str) -> str:
    """Return the Markdown of a text."""
    return sown(text).article.body


# ── the seed that this project began with ───────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def article() -> Article:
    """Return the article of the real seed."""
    return grow(f"seeds/{SEED.name}", SEED.read_bytes(), "en").article


def test_real_seed_front(article: Article) -> None:
    """The real seed keeps its month, is German, and has a title that says that it was inferred."""
    front = article.front
    assert (front.published, front.language, front.title_inferred) == ("2024-10", "de", True)
    assert front.title == (
        "Kürzlich sollen mehrere nordkoreanische Soldaten in der Ostukraine ums Leben gekommen sein."
    )
    assert front.summary == f"{front.title} Sie könnten nur die Vorhut für Hilfstruppen für Russland gewesen sein."
    digest = sha256(SEED.read_bytes()).hexdigest()
    assert front.source == Source(seed=f"seeds/{SEED.name}", sha256=digest)
    assert front.slug == f"kuerzlich-sollen-mehrere-nordkoreanische-soldaten-in-der-{digest[:8]}"


def test_real_seed_structure(article: Article) -> None:
    """The real seed has a lede, three key points below their heading, two subheadings and six more paragraphs."""
    pieces = article.body.removesuffix("\n").split("\n\n")
    kinds = ["heading" if piece.startswith("## ") else "list" if piece.startswith("- ") else "text" for piece in pieces]
    assert kinds == ["text", "heading", "list", "text", "heading", *4 * ["text"], "heading", "text"]
    headings = [piece for piece in pieces if piece.startswith("## ")]
    assert headings == [
        "## Das Wichtigste in Kürze",
        "## Seoul sicher: Kim wird Truppen entsenden",
        '## Geburtstagsgrüße an "engsten Genossen"',
    ]
    assert [item[:14] for item in pieces[2].split("\n")] == ["- Südkorea geh", "- Kürzlich sol", "- Nordkoreas M"]
    assert "\\" not in article.body
    assert "&" not in article.body


def test_real_seed_warns_of_nothing() -> None:
    """A seed that is in order needs nobody's attention."""
    assert grow("seeds/a.txt", SEED.read_bytes(), "de").problems == ()


# ── no word is lost, joined or added ────────────────────────────────────────────────────────────

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


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("Lede.\n\nKey points 1. Eins\n\n2. Zwei\n\nEnde.")
@example("a\n\n\u3000b\u3000\n\u00a0c ##\n\n- \\d_\n- _e\n\n* f\n* g")
@example("__a__ b __c__")
@example("&#\n\n&#35\n\nx &amp; y &#x41; &copy; &copy")
@example("a|b\n-|-\n|c\n\n|\n|\n\nx\n=-=\n\n~~~\ny\n~~~")
def test_page_shows_the_text_of_the_seed(text: str) -> None:
    """The rendered body shows the expected text, whatever Markdown makes of its characters."""
    try:
        found = sown(text)
    except SourceError:
        return
    assert shown(found.article.body) == found.expected


MARK = re.compile(r"[-*•·▪‣◦]|[0-9]{1,3}\.")
HEAD = re.compile(r"\s*(?:date[ \t\u00a0]+[0-9-]+|[Dd]ate:[^\n]*(?:\n|\Z))")


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


@settings(max_examples=300, deadline=None)
@given(TEXTS.filter(lambda text: "\ud800" not in text))
@example("Titel\nDate: 2024-10-05\n\n- eins\n- zwei")
@example("- - a\n- b\n\nKey points:\n1. x\n2. y\n\nEnde gut, alles gut.")
def test_expected_text_is_the_seeds_own(text: str) -> None:
    """Title and expected text are the words of the seed in their order, but for its date and list marks."""
    try:
        found = sown(text)
    except SourceError:
        return
    front = found.article.front
    source = cleaned(text)
    words = [] if front.title_inferred else re.findall(r"[^ \t\n]+", front.title)
    if front.published and not words:
        source = HEAD.sub("", source, count=1)
    words += re.findall(r"[^ \t\n]+", found.expected)
    dated = iter(words)
    wanted = next(dated, None)
    for word in re.findall(r"[^ \t\n]+", source):
        if word == wanted:
            wanted = next(dated, None)
        else:
            assert MARK.fullmatch(word) or (front.published and (word in {"date", "Date:"} or front.published in word))
    assert wanted is None


@pytest.mark.parametrize("text", ["Ein Satz.", "a\n\nb\n", "- a\n- b\n\n\n"])
def test_body_ends_with_one_line_end(text: str) -> None:
    """A body is a text file: it ends in one line end, and begins with no blank line."""
    found = body(text)
    assert found == f"{found.strip()}\n"


def test_plain_text_is_not_escaped() -> None:
    """What means nothing in Markdown stays as an author would type it."""
    line = (
        'H&M, A & B: "x" (20 %) – snake_case, https://x.y/a_b?c=d&e, -5 °C, C#, 3.5 [sic] ~10 | 2 > 1 = a@b.c! $5 ^1 }'
    )
    assert body(f"Erst das.\n\n{line}") == f"Erst das.\n\n{line.replace('[', chr(92) + '[')}\n"


@pytest.mark.parametrize(
    ("line", "markdown"),
    [
        ("__init__", r"\_\_init\_\_"),
        ("!!! note", r"\!!! note"),
        ("Nr. 5", "Nr. 5"),
        ("5. Nr.", r"5\. Nr."),
        ("5.", r"5\."),
    ],
)
def test_what_means_something_is_escaped(line: str, markdown: str) -> None:
    """A mark is made plain by one backslash, where it would be a mark."""
    assert body(f"Erst das.\n\n{line}") == f"Erst das.\n\n{markdown}\n"


# ── identity ────────────────────────────────────────────────────────────────────────────────────


def test_same_bytes_get_the_same_id_whatever_their_name() -> None:
    """The id depends on the seed's bytes alone, so that two machines agree."""
    one, two = grow("seeds/a.txt", b"Ein Satz.", "de"), grow("seeds/b/c.TXT", b"Ein Satz.", "en")
    assert one.article.front.id == two.article.front.id
    digest = sha256(b"Ein Satz.").hexdigest()
    assert one.article.front.id == uuid.uuid5(uuid.UUID("6b1f0f0e-5a0c-5d5e-9a53-0d5f5f1a7c11"), digest).urn


@pytest.mark.parametrize(
    ("name", "text", "begins"),
    [
        (
            "seeds/a.txt",
            "Größe zählt in dieser Welt nicht immer, sagt man.",
            "groesse-zaehlt-in-dieser-welt-nicht-immer",
        ),
        ("seeds/x/Nr 7 Übung.txt", "今天下雨。", "nr-7-uebung-"),
        ("seeds/日.txt", "今天下雨。", ""),
    ],
)
def test_slug_is_the_titles_or_the_stems_with_a_short_id(name: str, text: str, begins: str) -> None:
    """A slug has words where there are any in Latin letters, and always the short id of the bytes."""
    slug = grow(name, text.encode(), "de").article.front.slug
    assert slug is not None
    assert slug.startswith(begins)
    assert slug.endswith(sha256(text.encode()).hexdigest()[:8])
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)


def test_importing_the_package_loads_no_model() -> None:
    """A build that sows nothing pays for no language model."""
    code = (
        "import sys, feedmill.seeds; "
        "print({'fasttext', 'requests', 'markdown', 'frontmatter', 'lxml', 'importlib.resources'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
