"""Edition → the archive: a page for each year, for its months where one does not hold it, and numbered pages below."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from zoneinfo import ZoneInfo

from feedmill import dates
from feedmill.documents import Output
from feedmill.layout.desk import Desk, line
from feedmill.layout.numbered import NEWEST, fits, numbered
from feedmill.model import Label, Meta
from feedmill.sheets import ArchivePage, MonthPage, NumberedPage, Shell, YearsPage

Months = Mapping[int, list[Meta]]
"""The articles of a year by month, newest first; 0 where only the year is known."""
Counts = tuple[tuple[int, str, int], ...]


def archive(desk: Desk) -> Iterator[Output]:
    """Yield the pages, each after those that it leads to."""
    years = _years(desk)
    counts = tuple((year, _year(year), sum(map(len, years[year].values()))) for year in sorted(years, reverse=True))
    for year, _, _ in counts:
        if fits(desk, [*chain.from_iterable(years[year].values())]):
            yield _whole(desk, year, years[year], counts)
        elif year:
            yield from _by_month(desk, year, years[year], counts)
        else:
            yield from _list(desk, Label("", "archive/index.html"), 0, "archive/undated/", years[0][0])
    yield desk.page(YearsPage(desk.shell("archive/index.html"), counts))


def _years(desk: Desk) -> Mapping[int, Months]:
    zone = ZoneInfo(desk.site.timezone)
    years: dict[int, dict[int, list[Meta]]] = defaultdict(lambda: defaultdict(list))
    month_of = cache(lambda said: dates.year_and_month(dates.parse(said), zone) if said else (0, 0))
    for meta in desk.edition.articles:
        year, month = month_of(meta.published.said)
        years[year][month].append(meta)
    return years


def _year(year: int) -> str:
    return f"archive/{year:04}/index.html" if year else "archive/undated/index.html"


def _whole(desk: Desk, year: int, months: Months, counts: Counts) -> Output:
    """Return the page of a year that shows all of it."""
    listed = sorted(months.items(), reverse=True)
    shell, sizes = desk.shell(_year(year)), [(month, len(metas)) for month, metas in listed]
    said = desk.said("whole", shell, counts, sizes, lines=chain.from_iterable(metas for _, metas in listed))
    return desk.output(shell.address, "page", partial(_shelf, desk, year, months, counts), said)


def _shelf(desk: Desk, year: int, months: Months, counts: Counts) -> ArchivePage:
    listed = tuple((month, tuple(map(line, months[month]))) for month in sorted(months, reverse=True))
    return ArchivePage(desk.shell(_year(year)), year, listed, counts)


def _by_month(desk: Desk, year: int, months: Months, counts: Counts) -> Iterator[Output]:
    """Yield the pages of a year's months, and the one that leads to them."""
    listed = []
    for month in sorted(months, reverse=True):
        folder = f"archive/{year:04}/{month:02}/"
        listed.append((month, f"{folder}index.html", len(months[month])))
        yield from _list(desk, Label(str(year), _year(year)), month, folder, months[month])
    yield desk.page(ArchivePage(desk.shell(_year(year)), year, (), counts, tuple(listed)))


def _list(desk: Desk, of: Label, month: int, folder: str, metas: list[Meta]) -> Iterator[Output]:
    """Yield the page of a month, or of what has no date, after its numbered pages."""
    shown, pages, shell = metas, list[Output](), desk.shell(f"{folder}index.html")
    if not fits(desk, metas):
        empty = NumberedPage(desk.shell(folder), Label(of.name, shell.address), month=month)
        shown, pages = metas[:NEWEST], numbered(desk, empty, metas)
        yield from pages
    head, count = (shell, of, month, len(metas)), len(pages)
    said = desk.said("month", head, count, lines=shown)
    yield desk.output(shell.address, "page", partial(_month, head, shown, count), said)


def _month(head: tuple[Shell, Label, int, int], shown: Sequence[Meta], pages: int) -> MonthPage:
    return MonthPage(*head, tuple(map(line, shown)), pages)
