"""A tree of elements → the same with inline elements, attributes and ids: each step only where it has to do."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.toc import TocExtension, TocTreeprocessor, unique
from markdown.treeprocessors import InlineProcessor, PrettifyTreeprocessor, UnescapeTreeprocessor
from markdown.util import ETX, STX, AtomicString

_MARKS = ("\\", "`", "*", "_", "[", "<", "&", "  \n")  # each match of an inline pattern holds one of them
_MARKED = re.compile(r"[\\`*_\[<&]")
_MARKED_BESIDES = re.compile(r"[\\`*_\[<]|  \n")  # the same, but for entities: they are left as they are anyway
_MARKED_IN_HEADING = re.compile(f"[&<>{STX}{ETX}]")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_GONE = bytes(letter for letter in range(128) if not re.match(r"[\w\s-]", chr(letter)))
_SMALL = bytes(ord(" " if chr(letter).isspace() else chr(letter).lower()) for letter in range(128)).ljust(256)


class Inline(InlineProcessor):
    """Python-Markdown's own, but for text whose only marks are escaped ones, as in everything that was sown.

    It would try 15 patterns on that in vain, and copy the whole text once for each mark: an hour for a megabyte of "*".
    """

    def __init__(self, md: Markdown) -> None:
        """Take the patterns of a converter to which no more are added."""
        super().__init__(md)
        self.inlinePatterns = tuple(md.inlinePatterns)  # type: ignore[assignment] # theirs takes longer to look into
        self._escaped = re.compile(r"\\([{}])".format(re.escape("".join(md.ESCAPED_CHARS))))

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Return the tree with inline elements in it, where there are any."""
        text = "".join(tree.itertext())
        return super().run(tree, ancestors) if any(mark in text for mark in _MARKS) else tree

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - its own names
        if not (_MARKED.search(data) or "  \n" in data) or isinstance(data, AtomicString):
            return data
        if not patternIndex:
            plain = self._escaped.sub(lambda found: f"{STX}{ord(found[1])}{ETX}", data)
            if not _MARKED_BESIDES.search(plain):
                return plain
        handled: str = InlineProcessor._InlineProcessor__handleInline(self, data, patternIndex)  # type: ignore[attr-defined] # noqa: SLF001 - the only way in
        return handled


class Prettify(PrettifyTreeprocessor):
    """Puts line ends between blocks."""

    def __init__(self, md: Markdown) -> None:
        """Take the converter that knows the blocks."""
        super().__init__(md)
        self._is_block = cache(md.is_block_level)  # which looks a tag up in a list of sixty

    def _prettifyETree(self, elem: Element) -> None:  # noqa: N802 - its own name
        """Do what the original does, without a call for each element that has none in it."""
        is_block = self._is_block
        if len(elem) and is_block(elem.tag) and elem.tag not in {"code", "pre"}:
            if not (elem.text and elem.text.strip()) and is_block(elem[0].tag):
                elem.text = "\n"
            for each in elem:
                if is_block(each.tag):
                    if len(each):
                        self._prettifyETree(each)
                    elif not (each.tail and each.tail.strip()):
                        each.tail = "\n"
        if not (elem.tail and elem.tail.strip()):
            elem.tail = "\n"


class Attributes(AttrListTreeprocessor):
    """Gives elements what stands as `{: … }` in their texts."""

    def run(self, doc: Element) -> None:
        """Do what the original does, where there is any."""
        if any("{" in text for text in doc.itertext()):
            super().run(doc)


class Headings(TocTreeprocessor):
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
                each.attrib["id"] = unique(_slug(each.text or ""), used, counters)

    def build_toc_div(self, toc_list: Sequence[object]) -> Element:  # noqa: ARG002 - its own parameter
        """Return nothing to be shown."""
        return Element("div")


def _slug(text: str) -> str:
    """Return the id that Python-Markdown makes of a heading without marks."""
    letters = unicodedata.normalize("NFKD", " ".join(text.split())).encode("ascii", "ignore")
    slug = letters.translate(_SMALL, _GONE).strip(b" ").replace(b" ", b"-")
    while b"--" in slug:
        slug = slug.replace(b"--", b"-")
    return slug.decode()


class Toc(TocExtension):
    """Python-Markdown's own, with these headings."""

    TreeProcessorClass = Headings


class Unescape(UnescapeTreeprocessor):
    """Puts back what was escaped."""

    def run(self, root: Element) -> None:
        """Do what the original does, where anything was."""
        values = [value for each in root.iter() if each.attrib for value in each.attrib.values() if value]
        if STX in "".join(values) or STX in "".join(root.itertext()):
            super().run(root)
