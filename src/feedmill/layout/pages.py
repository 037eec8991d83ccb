"""Edition → what is on each page."""

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from feedmill import dates
from feedmill.documents import (
    ArchivePage,
    ArticlePage,
    CollectionsPage,
    ListPage,
    MissingPage,
    Page,
    Recipe,
    RedirectPage,
    SubscribePage,
    TextPage,
    WithdrawnPage,
    YearsPage,
)
from feedmill.editions import Collection
from feedmill.layout.desk import Desk, label
from feedmill.model import Entry, Meta, Moment

RELATED = 30
"""Neighbours shown beside a collection: more help nobody, and each would stand on the page of each."""


def _page(page: Page) -> tuple[str, Recipe]:
    return unquote(page.shell.address), Recipe("page", page)


def articles(desk: Desk) -> Iterator[tuple[str, Recipe]]:
    """Yield the pages that lists and feeds lead to."""
    for meta in desk.edition.articles:
        yield _page(ArticlePage(desk.shell(meta.address, meta.summary), Entry(meta)))
    for plain in desk.edition.pages:
        yield _page(TextPage(desk.shell(plain.address, plain.summary), plain))
    for old, now in desk.edition.moved:
        yield _page(RedirectPage(replace(desk.shell(old), indexed=False), now))
    for gone in desk.edition.deleted:
        for address in gone.addresses:
            when = Moment(dates.rfc3339(gone.at), gone.at)
            yield _page(WithdrawnPage(replace(desk.shell(address), indexed=False), when, gone.reason))


def lists(desk: Desk) -> Iterator[tuple[str, Recipe]]:
    """Yield the pages that lead to articles."""
    largest = {kind: _largest(desk, kind) for kind in ("tags", *desk.sections)}
    for collection in desk.shelves:
        feeds = desk.links(collection) if collection.kind else ()
        shell = desk.shell(label(collection).address, feeds=feeds)
        # The site's window may hold twice `feed.entries`, waiting to be sealed; its page need not.
        shown = replace(collection, window=collection.window[: desk.site.feed.entries])
        others = (each for each in largest[collection.kind or "tags"] if each is not collection)
        yield _page(ListPage(shell, shown, tuple(map(label, others))))
    for kind in desk.sections:
        members = tuple((label(each), each.size) for each in desk.edition.collections if each.kind == kind)
        yield _page(CollectionsPage(desk.shell(f"{kind}/index.html"), kind, members))
    yield from _archive(desk)
    feeds_of = tuple((label(each), desk.links(each)) for each in desk.shelves)
    yield _page(SubscribePage(desk.shell("subscribe.html"), feeds_of))
    yield _page(MissingPage(replace(desk.shell("404.html"), indexed=False)))


def _largest(desk: Desk, kind: str) -> list[Collection]:
    """Return the largest collections of a kind, by name: what is shown beside each of them; on the front page, tags."""
    filled = (each for each in desk.edition.collections if each.kind == kind and each.size)
    largest = sorted(filled, key=lambda each: (-each.size, each.name))[:RELATED]
    return sorted(largest, key=lambda each: each.name)


def _archive(desk: Desk) -> Iterator[tuple[str, Recipe]]:
    zone = ZoneInfo(desk.site.timezone)
    years: dict[int, dict[int, list[Meta]]] = defaultdict(lambda: defaultdict(list))
    for meta in desk.edition.articles:
        said = meta.published.said
        year, month = dates.year_and_month(dates.parse(said), zone) if said else (0, 0)
        years[year][month].append(meta)
    counts = tuple((year, _year(year), sum(map(len, years[year].values()))) for year in sorted(years, reverse=True))
    yield _page(YearsPage(desk.shell("archive/index.html"), counts))
    for year, address, _ in counts:
        months = tuple((month, tuple(years[year][month])) for month in sorted(years[year], reverse=True))
        yield _page(ArchivePage(desk.shell(address), year, months, counts))


def _year(year: int) -> str:
    return f"archive/{year:04}/index.html" if year else "archive/undated/index.html"
