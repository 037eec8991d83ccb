"""A long list → its pages, numbered from the oldest: what is added later changes no page but the last."""

from collections.abc import Iterator, Sequence
from functools import partial
from operator import attrgetter

from msgspec.structs import replace

from feedmill.documents import Output
from feedmill.layout.desk import Desk, line
from feedmill.model import Meta
from feedmill.sheets import NumberedPage

NEWEST, FULL = 20, 50
"""Articles on the first page of a list, and lines on a numbered page or in a year that needs no others, at most."""
_TEASER = 150  # bytes of HTML around title, summary and address


def newest(desk: Desk, metas: Sequence[Meta]) -> tuple[Meta, ...]:
    """Return what the first page of a list shows: the newest articles with their summaries, as far as there is room."""
    some, weight = list[Meta](), 0
    for meta in metas[:NEWEST]:
        weight += _TEASER + len((meta.title + meta.summary + meta.address).encode())
        if some and weight > desk.room:
            break
        some.append(meta)
    return tuple(some)


def fits(desk: Desk, metas: Sequence[Meta]) -> bool:
    """Return whether one page can hold a line for each of these articles."""
    return len(metas) <= FULL and sum([desk.weights[meta.id] for meta in metas]) <= desk.room


def numbered(desk: Desk, empty: NumberedPage, metas: Sequence[Meta]) -> list[Output]:
    """Return the pages of a list, the newest first, as each leads on to the one after it.

    Articles stand on them by their numbers, which only grow: one that comes late with an old date is on the last page.
    An `empty` page says what they have in common; its address is the folder that they stand in.
    """
    cut = list(_cut(desk, sorted(metas, key=attrgetter("number"))))
    last = len(cut)
    return [_output(desk, empty, (number, min(number + 1, last)), cut[number - 1]) for number in range(last, 0, -1)]


def _cut(desk: Desk, rising: list[Meta]) -> Iterator[list[Meta]]:
    """Yield what stands on each page, the oldest first: where one ends depends on nothing that comes after it."""
    start = 0
    while some := rising[start : start + FULL]:
        while len(some) > 1 and not fits(desk, some):
            some.pop()
        start += len(some)
        yield some


def _output(desk: Desk, empty: NumberedPage, place: tuple[int, int], some: list[Meta]) -> Output:
    address = f"{empty.shell.address}{place[0]}/index.html"
    said = desk.said(empty, place, lines=some)
    return desk.output(address, "page", partial(_page, empty, address, place, some), said)


def _page(empty: NumberedPage, address: str, place: tuple[int, int], some: list[Meta]) -> NumberedPage:
    newest_first = sorted(some, key=attrgetter("published.at", "number"), reverse=True)
    shell, (number, pages) = replace(empty.shell, address=address), place
    return replace(empty, shell=shell, number=number, pages=pages, lines=tuple(map(line, newest_first)))
