"""Markdown → HTML as its author meant it, always with the same extensions. Owns markdown.

    text ──lines──▶ lines ──blocks──▶ elements ──trees──▶ elements ──writing──▶ HTML

The work is Python-Markdown's own. For each of its parts most texts hold nothing, which it finds out block by block and
element by element, so the rooms of this folder put a first look before them. The bytes are the same for any text.
"""

from functools import cache
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from feedmill.converter import blocks, lines, trees, writing

EXTENSIONS: dict[str, dict[str, object]] = {
    # The way back from a footnote would be named by an English sentence, whatever the language of the text.
    "extra": {"footnotes": {"BACKLINK_TITLE": "↩ {}"}, "tables": {"use_align_attribute": True}},
    "toc": {"marker": ""},  # or a paragraph that reads [TOC] would vanish
}
"""And `sane_lists`: what any article may use."""


def convert(body: str) -> str:
    """Return the HTML of a Markdown text; whatever its author wrote is in it.

    ValueError if lists or quotes are nested hundreds deep, which Python-Markdown cannot follow.
    """
    try:
        return _markdown().reset().convert(body)
    except RecursionError:
        _markdown.cache_clear()  # it is left in the middle of that text
        message = "lists or quotes are nested too deeply"
        raise ValueError(message) from None


def _extensions() -> list[Extension]:
    """Return what `extra`, `sane_lists` and `toc` name: by name they are looked for in all packages there are."""
    extra: dict[str, Any] = EXTENSIONS["extra"]
    return [
        FencedCodeExtension(),
        FootnoteExtension(**extra["footnotes"]),
        AttrListExtension(),
        DefListExtension(),
        TableExtension(**extra["tables"]),
        AbbrExtension(),
        MarkdownInHtmlExtension(),
        SaneListExtension(),
        trees.Toc(**EXTENSIONS["toc"]),
    ]


@cache
def _markdown() -> Markdown:
    """Return this process's converter: making one takes longer than an article does."""
    made = Markdown(output_format="html", extensions=_extensions())
    # Each takes the name and the place of the one that it stands for.
    made.preprocessors.register(lines.Whitespace(made), "normalize_whitespace", 30)
    made.preprocessors.register(lines.Fences(made, FencedCodeExtension().getConfigs()), "fenced_code_block", 25)
    made.preprocessors.register(lines.Markup(made), "html_block", 20)
    made.treeprocessors.register(trees.Inline(made), "inline", 20)
    made.treeprocessors.register(trees.Prettify(made), "prettify", 10)
    made.treeprocessors.register(trees.Attributes(made), "attr_list", 8)
    made.treeprocessors.register(trees.Unescape(made), "unescape", 0)
    made.serializer = writing.html
    first = (kind(made.parser) for kind in (blocks.Paragraph, blocks.Heading, blocks.Items))
    made.parser.blockprocessors = (*first, *made.parser.blockprocessors)  # type: ignore[assignment] # theirs makes a list of itself for each block
    return made
