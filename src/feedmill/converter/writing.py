"""A tree of elements → HTML, as Python-Markdown writes it."""

import re
from xml.etree.ElementTree import Element

from markdown.serializers import to_html_string

_LEAVES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "li", "p"})
_LISTS = frozenset({"ol", "ul"})
_ID = re.compile("[a-z0-9_-]+")


def html(tree: Element) -> str:
    """Return the HTML of a tree: put together here as far as there is but text in it that stands there as it is."""
    if tree.tag != "div" or tree.attrib or (tree.text and tree.text.strip()):
        return to_html_string(tree)
    return "".join(["<div>", tree.text or "", *map(_element, tree), "</div>"])


def _element(of: Element) -> str:
    """Return the HTML of an element and of the text behind it."""
    tag, text, attributes = of.tag, of.text or "", of.attrib
    if of.tail == "\n" and not ("&" in text or "<" in text or ">" in text):
        if tag in _LEAVES and not len(of):
            if not attributes:
                return f"<{tag}>{text}</{tag}>\n"
            if len(attributes) == 1 and _ID.fullmatch(id_ := attributes.get("id") or ""):
                return f'<{tag} id="{id_}">{text}</{tag}>\n'
        elif tag in _LISTS and not attributes:
            return f"<{tag}>{text}{''.join(map(_element, of))}</{tag}>\n"
    return to_html_string(of)
