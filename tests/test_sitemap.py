"""The sitemap protocol 0.9: its rules as a schema."""

from datetime import UTC, datetime

import hypothesis.strategies as st
from hypothesis import given, settings
from lxml import etree

from feedmill.documents import SiteMap, SiteMapIndex
from feedmill.formats.sitemap import SITEMAPS, render
from test_feeds_agree import instants, places

# sitemaps.org/protocol.html as a grammar: an address and perhaps a W3C date, in this order, absolute, in one namespace.
GRAMMAR = etree.RelaxNG(
    etree.fromstring(f"""
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="{SITEMAPS}"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><choice>
    <element name="urlset"><zeroOrMore><element name="url"><ref name="place"/></element></zeroOrMore></element>
    <element name="sitemapindex"><oneOrMore><element name="sitemap"><ref name="place"/></element></oneOrMore></element>
  </choice></start>
  <define name="place">
    <element name="loc"><data type="anyURI"><param name="pattern">https?://[!-~]+</param>
      <param name="maxLength">2047</param></data></element>
    <optional><element name="lastmod"><choice><data type="dateTime"/><data type="date"/></choice></element></optional>
  </define>
</grammar>""")
)
MAP = SiteMap(
    (
        ("https://example.org/a?b&c", datetime(2024, 10, 1, 12, tzinfo=UTC)),
        ("https://example.org/about.html", None),
    )
)


def test_map() -> None:
    """Each address has the instant of its last change, if it is known, and nothing is guessed."""
    assert render(MAP).decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        "  <url>\n"
        "    <loc>https://example.org/a?b&amp;c</loc>\n"
        "    <lastmod>2024-10-01T12:00:00Z</lastmod>\n"
        "  </url>\n"
        "  <url>\n"
        "    <loc>https://example.org/about.html</loc>\n"
        "  </url>\n"
        "</urlset>\n"
    )


def test_index() -> None:
    """Where one file is not enough, an index names them all."""
    document = render(SiteMapIndex(("https://example.org/sitemap-1.xml", "https://example.org/sitemap-2.xml")))
    root = etree.fromstring(document)
    GRAMMAR.assertValid(root)
    assert root.tag == f"{{{SITEMAPS}}}sitemapindex"
    assert [each[0].text for each in root] == [f"https://example.org/sitemap-{n}.xml" for n in (1, 2)]


@settings(deadline=None, max_examples=60)
@given(st.builds(SiteMap, st.lists(st.tuples(places, st.none() | instants)).map(tuple)))
def test_anything(sitemap: SiteMap) -> None:
    """Any addresses make a valid document, the same bytes each time, in the order in which they came."""
    root = etree.fromstring(render(sitemap))
    GRAMMAR.assertValid(root)
    assert [each[0].text for each in root] == [address for address, _ in sitemap.addresses]
    assert render(sitemap) == render(SiteMap(sitemap.addresses))


def test_size() -> None:
    """50,000 addresses of usual length stay below the protocol's 50 MB a file."""
    address = "https://example.org/articles/" + "a-long-name-" * 5 + ".html"
    document = render(SiteMap(((address, MAP.addresses[0][1]),) * 50_000))
    assert document.count(b"<loc>") == 50_000
    assert len(document) < 50_000_000
