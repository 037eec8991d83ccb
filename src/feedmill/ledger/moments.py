"""Dates as authors said them + what was promised → the instants that stand for them, given once."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from itertools import count

from msgspec.structs import replace

from feedmill import dates
from feedmill.model import Manuscript, Moment
from feedmill.promises import Ledger, Promise


def taken(articles: list[tuple[Promise, Manuscript]], ledger: Ledger, zone: tzinfo) -> set[datetime]:
    """Return the instants that no other date may get: those in the ledger, and those that authors typed since."""
    given = {moment.at for row in ledger.rows.values() for moment in (row.published, row.updated) if moment}
    return given | {dates.begins(dates.parse(said), zone) for pair in articles for said in _typed(*pair)}


def apart(articles: list[tuple[Promise, Manuscript]], given: set[datetime]) -> list[tuple[Promise, Manuscript]]:
    """Return the articles, one a few seconds later where a merge of two branches left an instant to two of them.

    `given` are the instants that no other may get; those that are given here are added.
    """
    seen: set[datetime] = set()
    alone = []
    for row, manuscript in sorted(articles, key=lambda pair: pair[0].id):
        published = _unlike(row.published, seen, given)
        same = row.published is not None and row.updated is not None and row.updated.at <= row.published.at
        updated = row.updated if same else _unlike(row.updated, seen, given)
        if published is not row.published or updated is not row.updated:
            row = replace(row, published=published, updated=updated)  # noqa: PLW2901 - the same article
        alone.append((row, manuscript))
    return alone


def _unlike(moment: Moment | None, seen: set[datetime], given: set[datetime]) -> Moment | None:
    """Return the moment, later if another article has its instant. One that was typed in full stands beside others."""
    if moment is None or _whole(moment.said):
        return moment
    if moment.at in seen:
        at = next(at for n in count(1) if (at := moment.at + timedelta(seconds=n)) not in given)
        moment = replace(moment, at=at)
        given.add(at)
    seen.add(moment.at)
    return moment


def moments(
    row: Promise, manuscript: Manuscript, instants: dates.Instants, now: datetime
) -> tuple[Moment, Moment | None]:
    """Return `published` and, where the author gave one, `updated`; what the ledger holds is not moved.

    An article without a date has the day of `now`, which is in the site's zone.
    """
    front = manuscript.front
    said = (front.published or "").strip()
    published = row.published
    if published is None or published.said != said:
        date = dates.parse(said) if said else dates.Date(now.year, now.month, now.day)
        published = Moment(said, instants.settle(date))
    if front.updated is None:
        return published, None
    changed = front.updated.strip()
    if row.updated is not None and row.updated.said == changed and row.updated.at >= published.at:
        return published, row.updated
    at = instants.settle(dates.parse(changed), not_before=published.at)
    return published, Moment(changed, max(at, published.at))  # 08:00 of a day whose own instant is noon


def _typed(row: Promise, manuscript: Manuscript) -> Iterator[str]:
    """Yield the instants that the author typed in full since. They are never moved, so others keep away from them."""
    front = manuscript.front
    for said, known in ((front.published, row.published), (front.updated, row.updated)):
        if said and _whole(said.strip()) and (known is None or known.said != said.strip()):
            yield said


def _whole(said: str) -> bool:
    """Return whether a date says a time too."""
    return len(said) > len("2024-10-05")
