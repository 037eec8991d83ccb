"""A long list → its pages, numbered from the oldest: what is added later changes no page but the last."""

from collections.abc import Iterator, Sequence
from functools import partial
from operator import attrgetter

from msgspec.structs import replace

from feedmill.documents import NumberedPage, Output
from feedmill.layout.desk import Desk, line
from feedmill.model import Meta

NEWEST = 20
"""Articles on the first page of a list."""
FULL = 50
"""Lines on a page: those of a numbered one, and of a year that needs no others."""


def pages_of(metas: Sequence[Meta]) -> int:
    """Return how many numbered pages a list has: none where its first page shows all of it."""
    return -(-len(metas) // FULL) if len(metas) > NEWEST else 0


def numbered(desk: Desk, empty: NumberedPage, metas: Sequence[Meta]) -> Iterator[Output]:
    """Yield the pages of a list, the newest first, as each leads on to the one after it.

    Articles stand on them by their numbers, which only grow: one that comes late with an old date is on the last page.
    An `empty` page says what they have in common; its address is the folder that they stand in.
    """
    rising = sorted(metas, key=attrgetter("number"))
    last = pages_of(metas)
    for number in range(last, 0, -1):
        some = rising[(number - 1) * FULL : number * FULL]
        place = (number, min(number + 1, last))
        page = partial(_page, empty, place, some)
        said = desk.said(empty, place, lines=some)
        yield desk.output(_address(empty, number), "page", page, said)


def _address(empty: NumberedPage, number: int) -> str:
    return f"{empty.shell.address}{number}/index.html"


def _page(empty: NumberedPage, place: tuple[int, int], some: list[Meta]) -> NumberedPage:
    number, pages = place
    newest = sorted(some, key=attrgetter("published.at", "number"), reverse=True)
    shell = replace(empty.shell, address=_address(empty, number))
    return replace(empty, shell=shell, number=number, pages=pages, lines=tuple(map(line, newest)))
