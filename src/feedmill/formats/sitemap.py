"""SiteMap → the sitemap protocol 0.9 (sitemaps.org). One file holds at most 50,000 addresses and 50 MB."""

from lxml.etree import Element, SubElement, _Element, tostring

from feedmill.dates import rfc3339
from feedmill.documents import SiteMap, SiteMapIndex
from feedmill.text import legal

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def render(sitemap: SiteMap | SiteMapIndex) -> bytes:
    """Return the document of a sitemap or of an index of them: UTF-8, indented, the same bytes for the same value."""
    if isinstance(sitemap, SiteMapIndex):
        root = _root("sitemapindex")
        for address in sitemap.sitemaps:
            _add(SubElement(root, "sitemap"), "loc", address)
    else:
        root = _root("urlset")
        for address, changed in sitemap.addresses:
            place = SubElement(root, "url")
            _add(place, "loc", address)
            if changed:
                _add(place, "lastmod", rfc3339(changed))
    return tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _root(tag: str) -> _Element:
    """Return the root element."""
    return Element(tag, xmlns=SITEMAPS)


def _add(parent: _Element, tag: str, text: str) -> None:
    """Add an element with a text of legal characters."""
    SubElement(parent, tag).text = legal(text)
