"""Markdown becomes HTML with one set of extensions, the same as Python-Markdown makes by itself, only sooner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from feedmill import converter, markup

STOCK = Markdown(
    output_format="html", extensions=["extra", "sane_lists", "toc"], extension_configs=converter.EXTENSIONS
)
MARKS = (
    *("\\", "`", "``", "*", "**", "_", "__", "[", "](", "]", "![", "<", "</b>", "<b>", "<http://x.y>", "<a@b.c>", ">"),
    *("&", "&amp;", "&#35;", "!", "  \n", " \n", "\n\n", "\n", "[^1]", "[^1]: n", "[x]: y", "*[HTML]: x", "HTML", "# "),
    *(
        "\n\nA line.\n\n",
        "\n## Two\n",
        "\nTwo\n===\n",
        "- ",
        "1. ",
        "    ",
        "a",
        "B c",
        "é",
        "{#i}",
        "{: .c }",
        "|",
        "a | b\n--|--\n1 | 2",
        "~~~",
        ": ",
        "\x02",
        "\x03",
    ),
    *("klzzwxh:0000", "wzxhzdk:0", "http://x.y/a_b", "[TOC]", "=", "-", "."),
)


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
def test_converter_is_python_markdown(text: str) -> None:
    """The short cut past text without marks changes no byte of what Python-Markdown makes."""
    assert converter.convert(text) == STOCK.reset().convert(text)


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
