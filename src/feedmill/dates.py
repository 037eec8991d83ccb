"""Dates with the precision they came with, and the instants that feeds need.

"2024-10" is October 2024 and stays so on every page. RSS, Atom and JSON Feed know only full
instants, so each such date is given one, once; the ledger keeps it from then on.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from msgspec import Struct

RIGHT = 'write it like "2024", "2024-10", "2024-10-05" or "2024-10-05T14:30:00+02:00"'

_FORM = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[Tt ](?P<time>\d\d:\d\d(?::\d\d)?)(?:\.\d+)? ?(?P<offset>[Zz]|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
_SECOND = timedelta(seconds=1)


class Date(Struct, frozen=True):
    """A calendar date that says only what its author said; `moment` is set where a time was given."""

    year: int
    month: int | None = None
    day: int | None = None
    moment: datetime | None = None
    """Aware if an offset was given, naive (the site's wall clock) if not."""


def parse(said: str) -> Date:
    """Return the date that a text says; ValueError tells what is wrong with it."""
    match = _FORM.fullmatch(said.strip())
    if match is None:
        message = f"{said!r} is not a date"
        raise ValueError(message)
    year, month, day = (int(match[part]) if match[part] else None for part in ("year", "month", "day"))
    moment = None
    try:
        datetime(year or 0, month or 1, day or 1, tzinfo=UTC)  # does this day exist?
        if match["time"]:
            offset = (match["offset"] or "").upper()
            moment = datetime.fromisoformat(f"{year:04}-{match['month']}-{match['day']}T{match['time']}{offset}")
            moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"{said!r} is not a day or time that exists"
        raise ValueError(message) from None
    return Date(year or 0, month, day, moment)


def begins(date: Date, zone: tzinfo) -> datetime:
    """Return the first instant (UTC) of the period in that zone; for a full instant, that instant."""
    if date.moment is not None:
        # A wall-clock time that daylight saving skips moves forward by the gap: fold=0 does that.
        return _utc(date.moment if date.moment.tzinfo else date.moment.replace(tzinfo=zone))
    return _utc(datetime(date.year, date.month or 1, date.day or 1, tzinfo=zone))


def ends(date: Date, zone: tzinfo) -> datetime:
    """Return the first instant (UTC) after the period in that zone; of a full instant, the next second."""
    if date.moment is not None:
        return begins(date, zone) + _SECOND
    try:
        if date.day is not None:
            after = datetime(date.year, date.month or 1, date.day, tzinfo=zone) + timedelta(days=1)
        elif date.month is not None and date.month < 12:  # noqa: PLR2004 - the calendar has twelve months
            after = datetime(date.year, date.month + 1, 1, tzinfo=zone)
        else:
            after = datetime(date.year + 1, 1, 1, tzinfo=zone)
    except (ValueError, OverflowError):  # the last day that datetime knows
        return datetime.max.replace(microsecond=0, tzinfo=UTC)
    return _utc(after)


def year_and_month(date: Date, zone: tzinfo) -> tuple[int, int]:
    """Return the year and month (0 where only the year is known) under which a date is filed."""
    if date.moment is None:
        return date.year, date.month or 0
    local = begins(date, zone).astimezone(zone)
    return local.year, local.month


class Instants:
    """Gives each date an instant that no other has, and remembers which are taken.

    Entries of one feed with equal `updated` make validators warn and readers shuffle, so partial
    dates are spread by seconds inside their own period. An instant that an author typed in full
    is never moved.
    """

    def __init__(self, taken: set[datetime], zone: tzinfo, now: datetime) -> None:
        """Start from the instants already given; `now` decides whether noon is still to come."""
        self._taken, self._zone, self._now = taken, zone, now
        self._next: dict[datetime, datetime] = {}

    def settle(self, date: Date, not_before: datetime | None = None) -> datetime:
        """Return the instant (UTC) for a date, from then on taken.

        Noon UTC of the period's first day is the same calendar day in nearly every time zone;
        where that is still to come, the period's start in the site's zone. `not_before` lets an
        `updated` that says no more than "2024-10" follow a publication inside that month.
        """
        first, end = begins(date, self._zone), ends(date, self._zone)
        if date.moment is not None:
            self._taken.add(first)
            return first
        noon = datetime(date.year, date.month or 1, date.day or 1, 12, tzinfo=UTC)
        base = noon if noon <= self._now else first
        if not_before is not None and base < not_before < end:
            base = not_before
        found = self._free(base, end)
        self._taken.add(found)
        return found

    def _free(self, base: datetime, end: datetime) -> datetime:
        """Return the first free second from `base` on; `base` itself when the period is full."""
        at = self._next.get(base, base)
        while at in self._taken and at < end:
            at += _SECOND
        self._next[base] = at
        return at if at < end else base


def rfc3339(at: datetime) -> str:
    """Return an instant as "2024-10-01T12:00:00Z" (RFC 3339 §5.6)."""
    return _utc(at).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _utc(at: datetime) -> datetime:
    """Return the same instant in UTC, without a fraction; the ends of time stay where they are."""
    try:
        return at.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        return at.replace(microsecond=0, tzinfo=UTC)
