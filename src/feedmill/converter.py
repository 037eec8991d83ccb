"""Markdown → HTML as its author meant it, always with the same extensions. Owns markdown."""

import re
from collections.abc import Sequence
from functools import cache
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.toc import TocExtension, TocTreeprocessor, unique
from markdown.treeprocessors import InlineProcessor
from markdown.util import ETX, STX, AtomicString

EXTENSIONS: dict[str, dict[str, object]] = {
    # The way back from a footnote would be named by an English sentence, whatever the language of the text.
    "extra": {"footnotes": {"BACKLINK_TITLE": "↩ {}"}, "tables": {"use_align_attribute": True}},
    "toc": {"marker": ""},  # or a paragraph that reads [TOC] would vanish
}
"""And `sane_lists`: what any article may use."""
_MARKED = re.compile(r"[\\`*_\[<&]|  \n")  # no inline pattern of these extensions matches a text without any of them
_MARKED_BESIDES = re.compile(r"[\\`*_\[<]|  \n")  # the same, but for entities: they are left as they are anyway
_MARKED_IN_HEADING = re.compile(f"[&<>{STX}{ETX}]")
_LINE = re.compile(rf"[^\W\d_][^\n|{STX}{ETX}]*")  # no syntax of a block begins with a letter; "|" is for tables
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FIRST = 1000  # before all block processors, which have 105 at most
_INLINE = "inline", 20  # the name and the place under which Python-Markdown keeps what it replaces


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


class _Inline(InlineProcessor):
    """Python-Markdown's own, but for text whose only marks are escaped ones, as in everything that was sown.

    It would try 15 patterns on that in vain, and copy the whole text once for each mark: an hour for a megabyte of "*".
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._escaped = re.compile(r"\\([{}])".format(re.escape("".join(md.ESCAPED_CHARS))))

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - its own names
        if not _MARKED.search(data) or isinstance(data, AtomicString):
            return data
        if not patternIndex:
            plain = self._escaped.sub(lambda found: f"{STX}{ord(found[1])}{ETX}", data)
            if not _MARKED_BESIDES.search(plain):
                return plain
        handled: str = InlineProcessor._InlineProcessor__handleInline(self, data, patternIndex)  # type: ignore[attr-defined] # noqa: SLF001 - the only way in
        return handled


class _Line(BlockProcessor):
    """A paragraph of one line that begins with a letter: what most blocks are, and what no other processor takes."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - their own parameter
        """Return whether the block is such a line, outside of lists, where it might go on with an item."""
        return _LINE.fullmatch(block) is not None and not self.parser.state.isstate("list")

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make the paragraph."""
        SubElement(parent, "p").text = blocks.pop(0)


class _Headings(TocTreeprocessor):
    """Gives headings their ids, and makes no table of contents, which no article could show without its marker."""

    def run(self, doc: Element) -> None:
        """Give the ids that the original gives, which also writes out each heading for the table."""
        headings = [each for each in doc.iter() if each.tag in _HEADINGS]
        if any(len(each) or each.attrib or _MARKED_IN_HEADING.search(each.text or "") for each in headings):
            super().run(doc)
        elif headings:
            used = {each.attrib["id"] for each in doc.iter() if "id" in each.attrib}
            counters: dict[str, int] = {}
            for each in headings:
                each.attrib["id"] = unique(self.slugify(each.text or "", self.sep), used, counters)

    def build_toc_div(self, toc_list: Sequence[object]) -> Element:  # noqa: ARG002 - its own parameter
        """Return nothing to be shown."""
        return Element("div")


class _Toc(TocExtension):
    TreeProcessorClass = _Headings


@cache
def _markdown() -> Markdown:
    """Return this process's converter: making one takes longer than an article does."""
    toc = _Toc(**EXTENSIONS["toc"])
    made = Markdown(output_format="html", extensions=["extra", "sane_lists", toc], extension_configs=EXTENSIONS)
    made.treeprocessors.register(_Inline(made), *_INLINE)
    made.parser.blockprocessors.register(_Line(made.parser), "line", _FIRST)
    return made
