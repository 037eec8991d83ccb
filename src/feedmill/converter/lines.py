"""Lines of Markdown → lines with their white space in order, code and HTML put aside."""

import re

from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.extensions.md_in_html import HtmlBlockPreprocessor
from markdown.preprocessors import NormalizeWhitespace
from markdown.util import ETX, STX

_ODD_SPACE = ("\t", "\r", "\n ", STX, ETX)
_FENCES = ("```", "~~~")
_MARKUP = re.compile(r"<|&(?!(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+);)")  # whole references stay as they are


class Whitespace(NormalizeWhitespace):
    """Makes all white space spaces and line ends."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with two blank ones behind them."""
        text = "\n".join(lines)
        return super().run(lines) if any(odd in text for odd in _ODD_SPACE) else [*lines, "", ""]


class Fences(FencedBlockPreprocessor):
    """Puts code between fences aside."""

    def run(self, lines: list[str]) -> list[str]:
        """Do what the original does, where there is a fence."""
        text = "\n".join(lines)
        return super().run(lines) if any(fence in text for fence in _FENCES) else lines


class Markup(HtmlBlockPreprocessor):
    """Puts HTML aside."""

    def run(self, lines: list[str]) -> list[str]:
        """Do what the original does, where there may be any."""
        text = "\n".join(lines)
        return super().run(lines) if ("<" in text or "&" in text) and _MARKUP.search(text) else lines
