"""Edition → what tells machines where everything is: OPML, sitemaps, robots.txt."""

from collections.abc import Iterator
from datetime import datetime

from feedmill.documents import Outline, Recipe, SiteMap, SiteMapIndex, Text
from feedmill.layout.desk import Desk

MAP_LIMIT = 50_000
"""Addresses in one sitemap (sitemaps.org)."""


def finds(desk: Desk) -> Iterator[tuple[str, Recipe]]:
    """Yield the files."""
    base = desk.site.base_url
    feeds = tuple(
        (link.title, desk.site.description, base + link.address, base + collection.folder)
        for collection in desk.shelves
        for link in desk.links(collection)[:1]  # one format of each: nobody subscribes to the same thing thrice
    )
    yield "feeds.opml", Recipe("opml", Outline(desk.site.title, desk.edition.whole.updated, base, feeds))
    yield from _maps(desk)
    yield "robots.txt", Recipe("text", Text(f"User-agent: *\nDisallow:\n\nSitemap: {base}sitemap.xml\n"))


def _maps(desk: Desk) -> Iterator[tuple[str, Recipe]]:
    """Yield one sitemap, or an index and as many as it takes."""
    addresses = tuple((desk.site.base_url + at, changed) for at, changed in _addresses(desk))
    parts = [addresses[at : at + MAP_LIMIT] for at in range(0, len(addresses), MAP_LIMIT)]
    if len(parts) == 1:
        yield "sitemap.xml", Recipe("sitemap", SiteMap(parts[0]))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, Recipe("sitemap", SiteMap(part))
    yield "sitemap.xml", Recipe("sitemap", SiteMapIndex(tuple(desk.site.base_url + name for name in names)))


def _addresses(desk: Desk) -> Iterator[tuple[str, datetime | None]]:
    for meta in desk.edition.articles:
        yield meta.address, meta.updated.at
    for collection in desk.shelves:
        yield collection.folder, collection.updated if collection.size else None
    for page in desk.edition.pages:
        yield page.address, None
    yield "archive/", None
    yield "subscribe.html", None
