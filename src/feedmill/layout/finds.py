"""Edition → what tells machines where everything is: OPML, sitemaps, robots.txt."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import islice

from feedmill.documents import Outline, Output, SiteMap, SiteMapIndex, Text
from feedmill.layout.desk import Desk

MAP_LIMIT = 50_000
"""Addresses in one sitemap (sitemaps.org)."""


def finds(desk: Desk) -> Iterator[Output]:
    """Yield the files."""
    base = desk.site.base_url
    feeds = tuple(
        (link.title, desk.site.description, base + link.address, base + collection.folder)
        for collection in desk.shelves
        for link in desk.links(collection)[:1]  # one format of each: nobody subscribes to the same thing thrice
    )
    outline = partial(Outline, desk.site.title, desk.edition.whole.updated, base, feeds)
    yield desk.output("feeds.opml", "opml", outline)
    yield from _maps(desk)
    yield desk.output("robots.txt", "text", partial(Text, f"User-agent: *\nDisallow:\n\nSitemap: {base}sitemap.xml\n"))


def _maps(desk: Desk) -> Iterator[Output]:
    """Yield one sitemap, or an index and as many as it takes."""
    count = sum(1 for _ in _addresses(desk))
    if count <= MAP_LIMIT:
        yield desk.output("sitemap.xml", "sitemap", partial(_map, desk, 0))
        return
    places = range(0, count, MAP_LIMIT)
    names = [f"sitemap-{number}.xml" for number in range(1, len(places) + 1)]
    for name, start in zip(names, places, strict=True):
        yield desk.output(name, "sitemap", partial(_map, desk, start))
    parts = tuple(desk.site.base_url + name for name in names)
    yield desk.output("sitemap.xml", "sitemap", partial(SiteMapIndex, parts))


def _map(desk: Desk, start: int) -> SiteMap:
    some = islice(_addresses(desk), start, start + MAP_LIMIT)
    return SiteMap(tuple((desk.site.base_url + at, changed) for at, changed in some))


def _addresses(desk: Desk) -> Iterator[tuple[str, datetime | None]]:
    for meta in desk.edition.articles:
        yield meta.address, meta.updated.at
    for collection in desk.shelves:
        yield collection.folder, collection.updated if collection.size else None
    for page in desk.edition.pages:
        yield page.address, None
    yield "archive/", None
    yield "subscribe.html", None
