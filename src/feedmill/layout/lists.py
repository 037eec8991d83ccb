"""Edition → the pages that lead to articles: the front page, collections, what there is to subscribe to."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from feedmill.documents import Output
from feedmill.editions import Collection
from feedmill.layout.archive import archive
from feedmill.layout.desk import Desk, label
from feedmill.layout.numbered import newest, numbered
from feedmill.model import Label
from feedmill.sheets import CollectionsPage, ListPage, MissingPage, NumberedPage, SearchPage, SubscribePage

RELATED = 12
"""Neighbours shown beside a collection: more help nobody, and each would stand on the page of each."""
PART = 100
"""Collections on one page."""
LARGEST = 50
"""Collections on the first page, where one does not hold them all."""


def lists(desk: Desk) -> Iterator[Output]:
    """Yield the pages, each after those that it leads to."""
    largest = {kind: _largest(desk, kind) for kind in ("tags", *desk.sections)}
    for collection in desk.edition.collections:
        yield from _collection(desk, collection, largest[collection.kind])
    for kind in desk.sections:
        yield from _section(desk, kind)
    yield from archive(desk)
    whole = desk.edition.whole
    yield desk.page(SubscribePage(desk.shell("subscribe.html"), ((label(whole), desk.own),)))
    if desk.site.search:
        yield desk.page(SearchPage(replace(desk.shell("search.html"), indexed=False)))
    yield desk.page(MissingPage(replace(desk.shell("404.html"), indexed=False)))
    shown = replace(whole, window=newest(desk, desk.edition.articles))
    yield desk.page(ListPage(desk.shell("index.html"), shown, tuple(map(label, largest["tags"]))))


def _collection(desk: Desk, collection: Collection, largest: list[Collection]) -> Iterator[Output]:
    """Yield the numbered pages of a collection, and the one that shows its newest articles."""
    members = desk.edition.members[collection.folder]
    shown, pages = newest(desk, members), list[Output]()
    feeds, at = desk.links(collection), label(collection)
    if len(shown) < len(members):
        frame = desk.shell(collection.folder, feeds=feeds, language=collection.language)
        pages = numbered(desk, NumberedPage(frame, at, collection.kind), members)
        yield from pages
    shell = desk.shell(at.address, feeds=feeds, language=collection.language)
    others = tuple(label(each) for each in largest if each is not collection)
    yield desk.page(ListPage(shell, replace(collection, window=shown), others, len(pages)))


def _largest(desk: Desk, kind: str) -> list[Collection]:
    """Return the largest collections of a kind, by name: what is shown beside each of them; on the front page, tags."""
    return _of_size([each for each in desk.edition.collections if each.kind == kind and each.size], RELATED)


def _of_size(collections: list[Collection], most: int) -> list[Collection]:
    largest = sorted(collections, key=lambda each: (-each.size, each.name))[:most]
    return sorted(largest, key=lambda each: each.name)


def _section(desk: Desk, kind: str) -> Iterator[Output]:
    """Yield the page of all collections of a kind, before it its parts where they are too many for one."""
    members = [each for each in desk.edition.collections if each.kind == kind]
    parts: list[Label] = []
    if len(members) > PART:
        # No collection's folder ends in .html: these addresses are free.
        for number, start in enumerate(range(0, len(members), PART), 1):
            some = members[start : start + PART]
            parts.append(Label(some[0].name, f"{kind}/{number}.html"))
            yield desk.page(CollectionsPage(desk.shell(parts[-1].address), kind, _sized(some)))
        members = _of_size(members, LARGEST)
    yield desk.page(CollectionsPage(desk.shell(f"{kind}/index.html"), kind, _sized(members), tuple(parts)))


def _sized(collections: Iterable[Collection]) -> tuple[tuple[Label, int], ...]:
    return tuple((label(each), each.size) for each in collections)
