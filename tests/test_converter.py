"""Markdown becomes HTML with one set of extensions, the same as Python-Markdown makes by itself, only sooner.

FEEDMILL_EXAMPLES=20000 compares so many texts of every kind, and so many articles (500).
"""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown

from feedmill import converter, markup

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))

import corpus

EXAMPLES = int(os.environ.get("FEEDMILL_EXAMPLES", "500"))

STOCK = Markdown(
    output_format="html", extensions=["extra", "sane_lists", "toc"], extension_configs=converter.EXTENSIONS
)
MARKS = (
    *("\\", "`", "``", "*", "**", "_", "__", "[", "](", "]", "![", "<", "</b>", "<b>", "<http://x.y>", "<a@b.c>", ">"),
    *("&", "&amp;", "&#35;", "&#65", "&x", "&copy;", "!", "  \n", " \n", "\n\n", "\n\n\n", "\n", "\n\nA line.\n\n"),
    *(
        "[^1]",
        "[^1]: n",
        "[^2]: n\n    m\n\n    o",
        "[x]: y",
        "[x]: <y> 'z'",
        "![x](y 'z')",
        "*[HTML]: x",
        "HTML",
        "# ",
    ),
    *(
        "\n## Two\n",
        "\n## Two ##\n",
        "####### x",
        "#",
        "\n# A {#i}\n",
        "\n# B {#i .c}\n",
        "\nTwo\n===\n",
        "\nTwo\n---",
        "h1",
        "{#i}",
        "{: .c k=v }",
    ),
    *(
        "- ",
        "\n- One\n- Two\n",
        "- One\n\n- Two",
        "\n1. - \n    - A\n",
        "- a\n    - b\n        - c",
        "- a | b\n- --|--",
        "- a\n---",
        "* a",
        "+ b",
    ),
    *(
        "1. ",
        "\n1. a\n2. b\n",
        "1990 was",
        "2.",
        "3. x",
        "٣. x",
        "²",
        ": ",
        "Term\n: what\n",
        "> ",
        "\n\n> a\n> b",
        "***",
        "___",
    ),
    *(
        "|",
        "a | b\n--|--\n1 | 2",
        "|a|\n|-|\n|b|",
        "~~~",
        "\n~~~\nx\n~~~\n",
        "\n```py\nx\n```\n",
        "    ",
        "\n\n    code\n",
        "\t",
        "\r\n",
        "a",
    ),
    *("<div>\n\nx\n\n</div>", '<div markdown="1">\n\n*x*\n\n</div>', "<!-- c -->", "<br>", "<p>", "<h1 id='a'>x</h1>"),
    *("B c", "é", "“Quoted”", "(", "…", "😀", "\x02", "\x03", "\x0b", "\x1f", "\x85", "\xa0", "\u2028", "\u3000"),
    *(
        "klzzwxh:0000",
        "wzxhzdk:0",
        "\x02wzxhzdk:0\x03",
        "http://x.y/a_b",
        "[TOC]",
        "///Footnotes Go Here///",
        "=",
        "-",
        ".",
    ),
)
"""All that means something, alone and in its place, and what nearly does."""


def test_convert_knows_one_set_of_extensions() -> None:
    """Tables, code, footnotes, definitions, abbreviations and lists of each kind work in any article."""
    html = converter.convert(
        "# Über uns\n\na | b\n--|--:\n1 | 2\n\n``` python\nx < y\n```\n\nTerm\n: what\n\nX[^1] HTML\n\n"
        "*[HTML]: Hyper\n\n[^1]: note\n\n3. three\n\n* star\n"
    )
    for part in (
        '<h1 id="uber-uns">',
        '<td align="right">2</td>',
        '<code class="language-python">x &lt; y\n</code>',
        "<dt>Term</dt>",
        '<abbr title="Hyper">HTML</abbr>',
        '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>',
        '<li id="fn:1">',
        'href="#fnref:1" title="↩ 1">',
        '<ol start="3">',
        "<ul>",
    ):
        assert part in html


@pytest.mark.parametrize("text", ["[TOC]", "Key: value", '"quoted" -- and...', "smart 'x'"])
def test_convert_changes_no_text(text: str) -> None:
    """No extension eats a mark, an opening line or a quote."""
    assert markup.plain(converter.convert(text)) == text


def test_convert_starts_afresh() -> None:
    """Nothing of one article (footnotes, references, abbreviations, ids) is in the next."""
    said = "# Same\n\n[x] X[^1]"
    alone = converter.convert(said)
    converter.convert("# Same\n\n[x]: https://example.org\n\n*[X]: y\n\n[^1]: note\n\nX[^1] <b>")
    assert converter.convert(said) == alone


@pytest.mark.parametrize("text", ["- " * 3000 + "x", "\n".join("    " * depth + "- a" for depth in range(400))])
def test_convert_survives_what_is_nested_too_deeply(text: str) -> None:
    """A text that Python-Markdown cannot follow is refused, and the next one comes out as ever."""
    with pytest.raises(ValueError, match="nested too deeply"):
        converter.convert(text)
    assert converter.convert("a") == "<p>a</p>"


@given(st.lists(st.sampled_from(MARKS) | st.text(max_size=4), max_size=24).map("".join))
@example("#0\x850")
@example("0\x1f\\\n---\n")
@example(r"[x](y\_z)")
@example("1.     - A\n    - A")
@example("~~~\n\nx\n~~~")
@example("# A {#i}")
@example("# A {#i .c}")
@example("a\n \nb")
@example("a  \nb")
@example("a _b_ c")
@example("## A ##")
@example("a &#65 b")
@settings(max_examples=EXAMPLES)
def test_converter_is_python_markdown(text: str) -> None:
    """No short cut changes a byte of what Python-Markdown makes."""
    assert converter.convert(text) == STOCK.reset().convert(text)


def test_articles_come_out_as_python_markdown_makes_them() -> None:
    """The same for articles as they are written, short cuts from end to end."""
    for article in corpus.articles(EXAMPLES):
        text = corpus.markdown(article)
        assert converter.convert(text) == STOCK.reset().convert(text)


def test_an_article_of_plain_text_asks_for_none_of_the_long_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each short cut is taken for paragraphs, headings and lists, or reading would take four times as long."""
    converter.convert("")

    def forbidden(*_: object) -> None:
        raise AssertionError

    for long_way in (
        "preprocessors.NormalizeWhitespace",
        "extensions.fenced_code.FencedBlockPreprocessor",
        "extensions.md_in_html.HtmlBlockPreprocessor",
        "extensions.attr_list.AttrListTreeprocessor",
        "extensions.toc.TocTreeprocessor",
        "treeprocessors.InlineProcessor",
        "treeprocessors.UnescapeTreeprocessor",
    ):
        monkeypatch.setattr(f"markdown.{long_way}.run", forbidden)
    for processor in ("HashHeaderProcessor", "UListProcessor", "OListProcessor", "ReferenceProcessor"):
        monkeypatch.setattr(f"markdown.blockprocessors.{processor}.test", forbidden)
    monkeypatch.setattr("markdown.serializers._serialize_html", forbidden)
    said = '# Über uns\n\n2024 war es.\nNoch\n\n"So", sagte er – R+D.\n\n## Zwei\n\n- Eins\n- Zwei\n\nEnde'
    assert converter.convert(said) == (
        '<h1 id="uber-uns">Über uns</h1>\n<p>2024 war es.\nNoch</p>\n<p>"So", sagte er – R+D.</p>\n'
        '<h2 id="zwei">Zwei</h2>\n<ul>\n<li>Eins</li>\n<li>Zwei</li>\n</ul>\n<p>Ende</p>'
    )


def test_every_inline_pattern_begins_with_a_mark_that_is_looked_for() -> None:
    """A new version of Python-Markdown with another inline pattern would be noticed here."""
    names = {pattern.name for pattern in vars(STOCK.inlinePatterns)["_priority"]}
    assert names == {
        *("backtick", "escape", "footnote", "reference", "link", "image_link", "image_reference", "short_reference"),
        *("short_image_ref", "autolink", "automail", "linebreak", "html", "entity", "em_strong"),
    }


def test_escaped_marks_are_not_tried_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text whose marks are all escaped meets no pattern, or a megabyte of them would take an hour."""
    said = "Ein Satz. " + r"\[ \* \_ \` \\ &amp; &lt; &#35; " * 50

    def forbidden(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("markdown.treeprocessors.InlineProcessor._InlineProcessor__applyPattern", forbidden)
    assert converter.convert(said).count("[ * _ ` \\ &amp; &lt; &#35;") == 50
    with pytest.raises(AssertionError):
        converter.convert("*x*")
