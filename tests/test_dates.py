"""Dates keep what their author said; instants are given once, apart from each other, inside their period."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from feedmill import dates
from strategies import ZONES, date_texts, days

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
LATER = datetime(2100, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
zones = st.sampled_from(ZONES)


def at(said: str) -> datetime:
    """Return an instant, as the standard library reads it."""
    return datetime.fromisoformat(said)


@given(days(), st.integers(1, 3))
def test_a_date_says_no_more_than_its_author_said(day: tuple[int, int, int], precision: int) -> None:
    """A year stays a year, a month a month; nothing is filled in."""
    said = "-".join((f"{day[0]:04}", f"{day[1]:02}", f"{day[2]:02}")[:precision])
    date = dates.parse(f" {said}\n")
    assert (date.year, date.month, date.day) == day[:precision] + (None,) * (3 - precision)
    assert date.moment is None


@given(date_texts())
def test_a_time_is_read_as_the_standard_library_reads_it(said: str) -> None:
    """With an offset it is that instant; without one it has no zone."""
    date = dates.parse(said)
    if len(said) > len("2024-10-05"):
        assert date.moment == datetime.fromisoformat(said.upper())
        assert date.moment is not None
        assert (date.moment.tzinfo is None) == (len(said) == len("2024-10-05T00:00:00"))


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2024-10-05T14:30", "2024-10-05T14:30:00"),
        ("2024-10-05 14:30:10", "2024-10-05T14:30:10"),
        ("2024-10-05t14:30:10.999z", "2024-10-05T14:30:10+00:00"),
        ("2024-10-05T14:30+0530", "2024-10-05T14:30:00+05:30"),
        ("2024-10-05 14:30 -03:00", "2024-10-05T14:30:00-03:00"),
        ("2024-02-29T23:59:59-00:00", "2024-02-29T23:59:59+00:00"),
    ],
)
def test_times_are_read_in_the_forms_people_write(said: str, moment: str) -> None:
    """A space or t for T, seconds or none, an offset with or without a colon; fractions are dropped."""
    assert dates.parse(said).moment == at(moment)


@pytest.mark.parametrize(
    "said",
    [
        *("", " ", "0000", "0000-01", "24", "202", "20241", "2024-1", "2024-1-1", "2024-00", "2024-13", "2024-10-00"),
        *("2024-10-32", "2024-02-30", "2023-02-29", "1900-02-29", "2024-04-31", "2024/10/05", "05.10.2024", "20241005"),
        *("2024-10-", "2024-10-05T", "2024-10-05T24:00", "2024-10-05T24:00:00Z", "2024-10-05T23:60", "2024-10-05T1:00"),
        *("2024-10-05T23:59:60Z", "2024-10-05T14", "2024-10T14:30", "2024-10-05T14:30+24:00", "2024-10-05T14:30+02"),
        *("2024-10-05T14:30+02:60", "2024-10-05T14:30 CET", "2024-10-05T14:30ZZ", "-2024", "+2024", "2024-10-05Z"),
        *("٢٠٢٤", "２０２４-10", "2024-10-05\n2024", "2024 -10", "2024–10", "today", "No", "2024-W40", "2024-280"),
        *("0001-01-01T00:00+01:00", "9999-12-31T23:59-01:00", "9" * 5000),
    ],
)
def test_impossible_dates_are_refused(said: str) -> None:
    """A day that does not exist, a time that does not, digits of other scripts, anything else: ValueError, in words."""
    with pytest.raises(ValueError, match="is not a"):
        dates.parse(said)


@given(st.text(max_size=30) | st.from_regex(r"\d{1,5}([-T: +Z]{0,2}\d{1,4}){0,6}", fullmatch=True))
@example("0001")
def test_any_text_is_a_date_or_a_valueerror(said: str) -> None:
    """Nothing else comes out, so that nothing else stops a build."""
    try:
        date = dates.parse(said)
    except ValueError:
        return
    assert 1 <= date.year <= 9999


@pytest.mark.parametrize(
    ("said", "zone", "first", "after"),
    [
        ("2024", "UTC", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
        ("2024-10", "Europe/Berlin", "2024-09-30T22:00:00Z", "2024-10-31T23:00:00Z"),
        ("2024-12", "America/New_York", "2024-12-01T05:00:00Z", "2025-01-01T05:00:00Z"),
        ("2024-03-31", "Europe/Berlin", "2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z"),  # a day of 23 hours
        ("2024-10-27", "Europe/Berlin", "2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z"),  # a day of 25 hours
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),  # begins at one o'clock
        ("2024-02-29T23:59:59Z", "Europe/Berlin", "2024-02-29T23:59:59Z", "2024-03-01T00:00:00Z"),
        ("2024-07-01T12:00", "Asia/Kathmandu", "2024-07-01T06:15:00Z", "2024-07-01T06:15:01Z"),
        ("2024-03-31T02:30", "Europe/Berlin", "2024-03-31T01:30:00Z", "2024-03-31T01:30:01Z"),  # skipped: moves on
        ("2024-10-27T02:30", "Europe/Berlin", "2024-10-27T00:30:00Z", "2024-10-27T00:30:01Z"),  # twice: the first
    ],
)
def test_periods_begin_and_end_in_the_sites_zone(said: str, zone: str, first: str, after: str) -> None:
    """Daylight saving included: a time that it skips moves forward by the gap, one that it repeats is the first."""
    date = dates.parse(said)
    assert dates.begins(date, ZoneInfo(zone)) == at(first)
    assert dates.ends(date, ZoneInfo(zone)) == at(after)


@given(date_texts(), zones)
@example("0001", ZONES[-1])
@example("0001-01-01", ZONES[-3])
@example("0001-01-01T00:00", ZONES[-3])
@example("0001-01-01T00:00:00Z", ZONES[2])
@example("9999", ZONES[-3])
@example("9999-12", ZONES[-1])
@example("9999-12-31", ZONES[-1])
@example("9999-12-31T23:59:59", ZONES[-1])
@example("9999-12-31T23:59:59Z", ZONES[-3])
def test_the_ends_of_time_are_dates_like_others(said: str, zone: ZoneInfo) -> None:
    """From year 1 to 9999, in every zone: in UTC, whole seconds, in order, and fit for both forms of date."""
    date = dates.parse(said)
    first, after = dates.begins(date, zone), dates.ends(date, zone)
    given = dates.Instants(set(), zone, LATER).settle(date)
    year, month = dates.year_and_month(date, zone)
    for instant in (first, after, given):
        assert instant.tzinfo == UTC
        assert not instant.microsecond
        assert datetime.fromisoformat(dates.rfc3339(instant)) == instant
        assert format_datetime(instant)
    assert first <= after
    assert 1 <= year <= 9999
    assert 0 <= month <= 12


@pytest.mark.parametrize(
    ("said", "zone", "filed"),
    [
        ("2024", BERLIN, (2024, 0)),
        ("2024-10", BERLIN, (2024, 10)),
        ("2024-10-05", NEW_YORK, (2024, 10)),
        ("2024-12-31T23:30:00Z", BERLIN, (2025, 1)),
        ("2025-01-01T00:30:00Z", NEW_YORK, (2024, 12)),
        ("2024-12-31T23:30:00", BERLIN, (2024, 12)),
    ],
)
def test_articles_are_filed_by_the_sites_calendar(said: str, zone: ZoneInfo, filed: tuple[int, int]) -> None:
    """A year or month is itself in every zone; an instant belongs to the month in which the site saw it."""
    assert dates.year_and_month(dates.parse(said), zone) == filed


@given(days(low=2, high=2098), st.integers(1, 3), zones)
def test_a_partial_date_stands_at_noon_utc(day: tuple[int, int, int], precision: int, zone: ZoneInfo) -> None:
    """Of its first day, so that it is the same day in nearly every zone."""
    said = "-".join((f"{day[0]:04}", f"{day[1]:02}", f"{day[2]:02}")[:precision])
    year, month, number = (*day[:precision], 1, 1)[:3]
    assert dates.Instants(set(), zone, LATER).settle(dates.parse(said)) == datetime(year, month, number, 12, tzinfo=UTC)


@pytest.mark.parametrize("now", ["2024-10-04T22:00:00Z", "2024-10-05T11:59:59Z"])
def test_before_noon_it_is_the_start_of_the_day(now: str) -> None:
    """In the site's zone: an instant must not lie in the future, for readers would hide it."""
    settled = dates.Instants(set(), BERLIN, at(now)).settle(dates.parse("2024-10-05"))
    assert settled == at("2024-10-04T22:00:00Z")


def test_at_noon_it_is_noon() -> None:
    """Noon counts as past from its own second on."""
    noon = at("2024-10-05T12:00:00Z")
    assert dates.Instants(set(), BERLIN, noon).settle(dates.parse("2024-10-05")) == noon


@given(st.lists(st.tuples(st.sampled_from(("2024", "2024-01", "2024-01-01", "2024-01-02")), st.booleans())), zones)
def test_no_two_partial_dates_get_one_instant(said: list[tuple[str, bool]], zone: ZoneInfo) -> None:
    """Each lies inside its own period, counted in the site's zone or in UTC, also where that day has no noon UTC."""
    taken = {at("2024-01-01T12:00:01Z"), at("2024-01-02T12:00:00Z")}
    settle = dates.Instants(set(taken), zone, LATER).settle
    given = [(settle(dates.parse(text), at("2024-01-02T00:00:00Z") if late else None), text) for text, late in said]
    assert len({instant for instant, _ in given} | taken) == len(given) + len(taken)
    for instant, text in given:
        date = dates.parse(text)
        assert dates.begins(date, zone) <= instant < max(dates.ends(date, zone), dates.ends(date, UTC))


def test_ten_thousand_articles_of_one_month_are_told_apart() -> None:
    """By one second each, in order, and by looking at each taken instant about once, not once for each other."""
    looked = 0

    class Counting(set[datetime]):
        def __contains__(self, instant: object) -> bool:
            nonlocal looked
            looked += 1
            return super().__contains__(instant)

    settle = dates.Instants(Counting(), BERLIN, LATER).settle
    month = dates.parse("2024-10")
    given = [settle(month) for _ in range(10_000)]
    assert given == [at("2024-10-01T12:00:00Z") + number * SECOND for number in range(10_000)]
    assert looked <= 20_001


def test_a_full_day_gives_what_it_has() -> None:
    """When every second of it is taken, instants repeat rather than leave their day."""
    noon = at("2024-10-05T12:00:00Z")
    taken = {noon + number * SECOND for number in range(12 * 3600)}
    settle = dates.Instants(taken, ZoneInfo("UTC"), LATER).settle
    assert {settle(dates.parse("2024-10-05")) for _ in range(3)} == {noon}


@given(date_texts(low=2, high=9998).filter(lambda said: len(said) > 10), zones)
def test_a_typed_instant_is_never_moved(said: str, zone: ZoneInfo) -> None:
    """Not by others at the same second, not because it is to come, not by what it must follow; but others avoid it."""
    date = dates.parse(said)
    exact = dates.begins(date, zone)
    instants = dates.Instants({exact}, zone, datetime(1, 1, 2, tzinfo=UTC))
    assert instants.settle(date, not_before=LATER) == instants.settle(date) == exact
    offset = timezone(timedelta(0))
    day = dates.Date(exact.year, exact.month, exact.day)
    assert dates.Instants({exact}, ZoneInfo("UTC"), LATER).settle(day).astimezone(offset) != exact


def test_an_update_in_the_month_of_publication_follows_it() -> None:
    """`updated: 2024-10` of an article that was published on the 20th is no earlier than that."""
    published = at("2024-10-20T12:00:00Z")
    settle = dates.Instants({published}, BERLIN, LATER).settle
    assert settle(dates.parse("2024-10"), not_before=published) == published + SECOND
    assert settle(dates.parse("2024-11"), not_before=published) == at("2024-11-01T12:00:00Z")


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        (datetime(2024, 10, 5, 14, 30, 0, 999999, timezone(timedelta(hours=2))), "2024-10-05T12:30:00Z"),
        (datetime(33, 4, 3, 15, tzinfo=UTC), "0033-04-03T15:00:00Z"),
        (datetime.max.replace(tzinfo=timezone(-timedelta(hours=1))), "9999-12-31T23:59:59Z"),
    ],
)
def test_rfc3339_has_four_digits_of_year_and_a_capital_z(instant: datetime, written: str) -> None:
    """RFC 3339 §5.6: in UTC, without a fraction, years padded."""
    assert dates.rfc3339(instant) == written


@given(st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0)))
@example(datetime(1, 1, 1, 12, tzinfo=UTC))
def test_rfc822_is_read_back_whatever_the_year(moment: datetime) -> None:
    """Years of fewer than three digits, too, which Python's `email` takes for those of our time."""
    assert dates.from_rfc822(format_datetime(moment)) == moment


def test_rfc822_may_have_two_digits_of_year() -> None:
    """As RFC 822 itself had them; what is no date is refused."""
    assert dates.from_rfc822("01 Oct 24 12:00:00 +0000") == at("2024-10-01T12:00:00Z")
    with pytest.raises(ValueError, match="date"):
        dates.from_rfc822("yesterday")


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-9, minutes=-30))])))
def test_rfc822_is_what_the_standard_library_writes(moment: datetime) -> None:
    """The name of the day, two digits where two belong, four of the year; in UTC, as all instants are."""
    try:
        whole = moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        return
    assert dates.rfc822(moment) == format_datetime(whole)
