"""Edition → what is on each page."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, partial
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from feedmill import dates
from feedmill.documents import (
    ArchivePage,
    ArticlePage,
    CollectionsPage,
    Line,
    ListPage,
    MissingPage,
    Output,
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


def _page(desk: Desk, page: Page) -> Output:
    return desk.output(unquote(page.shell.address), "page", lambda: page)


def articles(desk: Desk) -> Iterator[Output]:
    """Yield the pages that lists and feeds lead to."""
    # With its print this covers all of an article's page, as address, description and language are in both.
    frame, prints = desk.key("page", msgspec.msgpack.encode(desk.shell(""))), desk.edition.prints
    for meta in desk.edition.articles:
        yield Output(meta.address, frame + prints[meta.id], partial(_article, desk, meta))
    for plain in desk.edition.pages:
        yield _page(desk, TextPage(desk.shell(plain.address, plain.summary, language=plain.language), plain))
    for old, now in desk.edition.moved:
        yield _page(desk, RedirectPage(replace(desk.shell(old), indexed=False), now))
    for gone in desk.edition.deleted:
        for address in gone.addresses:
            when = Moment(dates.rfc3339(gone.at), gone.at)
            yield _page(desk, WithdrawnPage(replace(desk.shell(address), indexed=False), when, gone.reason))


def _article(desk: Desk, meta: Meta) -> Recipe:
    return Recipe("page", ArticlePage(desk.shell(meta.address, meta.summary, language=meta.language), Entry(meta)))


def lists(desk: Desk) -> Iterator[Output]:
    """Yield the pages that lead to articles."""
    largest = {kind: _largest(desk, kind) for kind in ("tags", *desk.sections)}
    for collection in desk.shelves:
        feeds = desk.links(collection) if collection.kind else ()
        shell = desk.shell(label(collection).address, feeds=feeds, language=collection.language)
        # The site's window may hold twice `feed.entries`, waiting to be sealed; its page need not.
        shown = replace(collection, window=collection.window[: desk.site.feed.entries])
        others = (each for each in largest[collection.kind or "tags"] if each is not collection)
        yield _page(desk, ListPage(shell, shown, tuple(map(label, others))))
    for kind in desk.sections:
        members = tuple((label(each), each.size) for each in desk.edition.collections if each.kind == kind)
        yield _page(desk, CollectionsPage(desk.shell(f"{kind}/index.html"), kind, members))
    yield from _archive(desk)
    feeds_of = tuple((label(each), desk.links(each)) for each in desk.shelves)
    yield _page(desk, SubscribePage(desk.shell("subscribe.html"), feeds_of))
    yield _page(desk, MissingPage(replace(desk.shell("404.html"), indexed=False)))


def _largest(desk: Desk, kind: str) -> list[Collection]:
    """Return the largest collections of a kind, by name: what is shown beside each of them; on the front page, tags."""
    filled = (each for each in desk.edition.collections if each.kind == kind and each.size)
    largest = sorted(filled, key=lambda each: (-each.size, each.name))[:RELATED]
    return sorted(largest, key=lambda each: each.name)


def _archive(desk: Desk) -> Iterator[Output]:
    zone = ZoneInfo(desk.site.timezone)
    years: dict[int, dict[int, list[Meta]]] = defaultdict(lambda: defaultdict(list))
    month_of = cache(lambda said: dates.year_and_month(dates.parse(said), zone) if said else (0, 0))
    for meta in desk.edition.articles:
        year, month = month_of(meta.published.said)
        years[year][month].append(meta)
    counts = tuple((year, _year(year), sum(map(len, years[year].values()))) for year in sorted(years, reverse=True))
    yield _page(desk, YearsPage(desk.shell("archive/index.html"), counts))
    for year, address, _ in counts:
        yield desk.output(address, "page", partial(_shelf, desk, year, years[year], counts))


def _shelf(
    desk: Desk, year: int, months: Mapping[int, list[Meta]], counts: tuple[tuple[int, str, int], ...]
) -> ArchivePage:
    listed = tuple((month, tuple(map(_line, months[month]))) for month in sorted(months, reverse=True))
    return ArchivePage(desk.shell(_year(year)), year, listed, counts)


def _line(meta: Meta) -> Line:
    return Line(meta.address, meta.title, meta.published, meta.language)


def _year(year: int) -> str:
    return f"archive/{year:04}/index.html" if year else "archive/undated/index.html"
