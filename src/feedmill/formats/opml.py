"""Outline → OPML 2.0 (opml.org/spec2.opml): every feed of the site, for readers that import lists."""

from lxml.etree import Element, SubElement, _Element, tostring

from feedmill.dates import rfc822
from feedmill.documents import Outline
from feedmill.text import legal, squeeze


def render(outline: Outline) -> bytes:
    """Return the OPML 2.0 document of the outline: UTF-8, indented, the same bytes for the same outline."""
    root = Element("opml", version="2.0")
    head = SubElement(root, "head")
    _add(head, "title", outline.title)
    _add(head, "dateModified", rfc822(outline.updated))  # RFC 822, English whatever the locale
    _add(head, "ownerId", outline.home)
    body = SubElement(root, "body")
    for title, description, feed, page in outline.feeds:
        name = squeeze(legal(title)) or feed
        _add(body, "outline", type="rss", text=name, title=name, description=description, xmlUrl=feed, htmlUrl=page)
    return tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _add(parent: _Element, tag: str, text: str = "", /, **attributes: str) -> None:
    """Add an element whose texts are single lines of legal characters; what is empty is left out."""
    element = SubElement(parent, tag, {name: squeeze(legal(value)) for name, value in attributes.items() if value})
    element.text = squeeze(legal(text)) or None
