"""Dates with the precision they came with, and the instants that feeds need.

"2024-10" is October 2024 and stays so on every page. RSS, Atom and JSON Feed know only full
instants, so each such date is given one, once; the ledger keeps it from then on.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from msgspec import Struct, to_builtins

RIGHT = 'write it like "2024", "2024-10", "2024-10-05" or "2024-10-05T14:30:00+02:00"'

_FORM = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    # Hour 24 and minute 60 of an offset are for newer and older Pythons to like.
    r"(?:[Tt ](?P<time>(?:[01]\d|2[0-3]):\d\d(?::\d\d)?)(?:\.\d+)? ?(?P<offset>[Zz]|[+-]\d\d:?[0-5]\d)?)?)?)?",
    re.ASCII,
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SECOND = timedelta(seconds=1)
_DAYS = 4096  # dates that are remembered: many articles are of one day


class Date(Struct, frozen=True):
    """A calendar date that says only what its author said; `moment` is set where a time was given."""

    year: int
    month: int | None = None
    day: int | None = None
    moment: datetime | None = None
    """Aware if an offset was given, naive (the site's wall clock) if not."""


@lru_cache(_DAYS)
def parse(said: str) -> Date:
    """Return the date that a text says; ValueError tells what is wrong with it."""
    match = _FORM.fullmatch(said.strip())
    if match is None:
        message = f"{said!r} is not a date"
        raise ValueError(message)
    year, month, day = (int(match[part] or 1) for part in ("year", "month", "day"))
    moment = None
    try:
        datetime(year, month, day, tzinfo=UTC)  # does this day exist?
        if match["time"]:
            offset = (match["offset"] or "").upper()
            moment = datetime.fromisoformat(f"{year:04}-{match['month']}-{match['day']}T{match['time']}{offset}")
            moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"{said!r} is not a day or time that exists"
        raise ValueError(message) from None
    return Date(year, month if match["month"] else None, day if match["day"] else None, moment)


def begins(date: Date, zone: tzinfo) -> datetime:
    """Return the first instant (UTC) of the period in that zone; for a full instant, that instant."""
    if date.moment is not None:
        # A wall-clock time that daylight saving skips moves forward by the gap: fold=0 does that.
        return _utc(date.moment if date.moment.tzinfo else date.moment.replace(tzinfo=zone))
    return _utc(datetime(date.year, date.month or 1, date.day or 1, tzinfo=zone))


def ends(date: Date, zone: tzinfo) -> datetime:
    """Return the first instant (UTC) after the period in that zone; of a full instant, the next second."""
    try:
        if date.moment is not None:
            return begins(date, zone) + _SECOND
        if date.day is not None:
            after = datetime(date.year, date.month or 1, date.day, tzinfo=zone) + timedelta(days=1)
        elif date.month is not None and date.month < 12:  # noqa: PLR2004 - the calendar has twelve months
            after = datetime(date.year, date.month + 1, 1, tzinfo=zone)
        else:
            after = datetime(date.year + 1, 1, 1, tzinfo=zone)
    except (ValueError, OverflowError):  # the last second that datetime knows
        return datetime.max.replace(microsecond=0, tzinfo=UTC)
    return _utc(after)


def year_and_month(date: Date, zone: tzinfo) -> tuple[int, int]:
    """Return the year and month (0 where only the year is known) under which a date is filed."""
    if date.moment is None or date.moment.tzinfo is None:
        return date.year, date.month or 0
    try:
        local = date.moment.astimezone(zone)
    except OverflowError:  # the zone's clock shows a year that datetime does not know
        return date.year, date.month or 0
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
        where that, or the first free second after it, is still to come, the period's start in the
        site's zone. `not_before` lets an `updated` that says no more than "2024-10" follow a
        publication inside that month.
        """
        # East of UTC+12 a day is over before its noon UTC; instants then have the rest of the UTC day.
        first, end = begins(date, self._zone), max(ends(date, self._zone), ends(date, UTC))
        if date.moment is not None:
            self._taken.add(first)
            return first
        noon = datetime(date.year, date.month or 1, date.day or 1, 12, tzinfo=UTC)
        found = self._free(noon, not_before, end)
        if found > self._now:
            found = self._free(first, not_before, end)
        self._taken.add(found)
        return found

    def _free(self, base: datetime, not_before: datetime | None, end: datetime) -> datetime:
        """Return the first free second from there on; where it begins when the period is full."""
        if not_before is not None and base < not_before < end:
            base = not_before
        at = self._next.get(base, base)
        while at in self._taken and at < end:
            at += _SECOND
        self._next[base] = at
        return at if at < end else base


def from_rfc822(said: str) -> datetime:
    """Return a date of RFC 822 with a year of any length, as feeds have it; ValueError if it is none."""
    from email.utils import parsedate_to_datetime

    at = parsedate_to_datetime(said)
    year = re.search(r"[A-Za-z]{3}\s+(\d{4})\b", said)  # `email` takes the year 0001 for one of two digits
    return at.replace(year=int(year[1])) if year else at


def rfc822(at: datetime) -> str:
    """Return an instant as "Tue, 01 Oct 2024 12:00:00 +0000" (RFC 822 §5, RFC 1123 §5.2.14), whatever the locale."""
    at = _utc(at)
    day, month = _WEEKDAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"{day}, {at.day:02} {month} {at.year:04} {at.hour:02}:{at.minute:02}:{at.second:02} +0000"


def rfc3339(at: datetime) -> str:
    """Return an instant as "2024-10-01T12:00:00Z" (RFC 3339 §5.6)."""
    return str(to_builtins(_utc(at)))  # as msgspec's JSON has it, in a tenth of the time that strftime takes


def _utc(at: datetime) -> datetime:
    """Return the same instant in UTC, without a fraction; the ends of time stay where they are."""
    if at.tzinfo is UTC and not at.microsecond:  # as nearly all are
        return at
    try:
        return at.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        return at.replace(microsecond=0, tzinfo=UTC)
