"""Dates: RFC 822 in RSS and OPML, RFC 3339 in Atom and JSON Feed, and what they may say."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from feedmill.lint.document import ATOM, Document, Fault, Rule, Where, name_of
from feedmill.lint.jsonfeed import items

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MAIL = re.compile(
    rf"(?:(?P<weekday>{'|'.join(_DAYS)}), )?(?P<day>\d\d?) (?P<month>{'|'.join(_MONTHS)}) (?P<year>\d{{4}}|\d\d) "
    r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))? (?P<zone>[+-]\d\d[0-5]\d|[A-Z]{1,3})",
    re.ASCII,
)
_NET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:[0-5]\d)", re.ASCII)
_NAMED = ("Z", "UT", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT")
_EPOCH = "1970"
_FIELDS = {
    "pubDate": "published",
    "published": "published",
    "date_published": "published",
    "updated": "updated",
    "date_modified": "updated",
}


def mail_fault(said: str, field: str = "") -> Fault | None:
    """Return what is wrong with a date of RFC 822 as RSS wants it: a year of four digits, a zone as a number."""
    found = _MAIL.fullmatch(said)
    if found is None:
        return Fault(f"{said!r} is no date of RFC 822", 'write "Tue, 01 Oct 2024 12:00:00 +0000"', field=field)
    if len(found["year"]) < len("2024"):
        return Fault(f"{said!r} has a year of two digits", "write all four", warning=True, field=field)
    second = min(int(found["second"] or 0), 59)  # a leap second may stand there
    month = _MONTHS.index(found["month"]) + 1
    try:
        day = datetime(
            int(found["year"]), month, int(found["day"]), int(found["hour"]), int(found["minute"]), second, tzinfo=UTC
        )
    except ValueError:
        return Fault(f"{said!r} is a day or time that does not exist", "write one that does", field=field)
    if found["weekday"] and found["weekday"] != _DAYS[day.weekday()]:
        return Fault(f"{said!r} names the wrong weekday", f"it was a {_DAYS[day.weekday()]}", field=field)
    return _zone_fault(said, found["zone"], field)


def _zone_fault(said: str, zone: str, field: str) -> Fault | None:
    if zone == "-0000":
        return Fault(f"{said!r} says that its zone is not known", "write +0000 for UTC", warning=True, field=field)
    if zone.isalpha() and zone not in _NAMED:
        return Fault(f"{said!r} has an unknown zone", "write it like +0100", field=field)
    return None


def net_fault(said: str, field: str = "") -> Fault | None:
    """Return what is wrong with a date of RFC 3339 §5.6: T and Z upper case, seconds, an offset."""
    right = 'write "2024-10-01T12:00:00Z"'
    if not _NET.fullmatch(said):
        return Fault(f"{said!r} is no date of RFC 3339", right, field=field)
    try:
        datetime.fromisoformat(said.replace(":60", ":59"))
        exists = said[11:13] != "24"
    except ValueError:
        exists = False
    if not exists:
        return Fault(f"{said!r} is a day or time that does not exist", "write one that does", field=field)
    if said.endswith("-00:00"):
        return Fault(f"{said!r} says that its zone is not known", "write Z for UTC", warning=True, field=field)
    return None


def mail_dates(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find dates that are not RFC 822 as RSS and OPML want it (RSS 2.0, "All date-times"; OPML 2.0)."""
    for element in document.all("pubDate", "lastBuildDate", "dateCreated", "dateModified"):
        fault = mail_fault((element.text or "").strip(), _FIELDS.get(name_of(element), ""))
        if fault:
            yield element, fault


def net_dates(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find dates that are not RFC 3339 (RFC 4287 §3.3, JSON Feed "date_published", RFC 6721 `when`)."""
    for element in document.all(ATOM + "published", ATOM + "updated"):
        if fault := net_fault(element.text or "", _FIELDS[name_of(element)]):
            yield element, fault
    for gone in document.all("{http://purl.org/atompub/tombstones/1.0}deleted-entry"):
        if (when := gone.get("when")) and (fault := net_fault(when)):
            yield gone, fault
    for where, item in items(document):
        for name in ("date_published", "date_modified"):
            said = item.get(name)
            if isinstance(said, str) and (fault := net_fault(said, _FIELDS[name])):
                yield where, fault


def not_in_future(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find entries from the future: readers pin them to the top, or hide them (W3C: ImplausibleDate)."""
    now = _said(document.around.now)
    for entry in document.entries:
        for field, at in (("published", entry.published), ("updated", entry.updated)):
            if at > now and (field == "published" or at != entry.published):
                right = f"it is {now} now; say a date that has been"
                yield entry, Fault(f"{field}: {at} is in the future", right, field=field, text=at)


def updated_after_published(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find entries that changed before they were published (RFC 4287 §4.2.9, §4.2.15)."""
    for entry in document.entries:
        if entry.updated and entry.published and entry.updated < entry.published:
            wrong = f"updated {entry.updated} is before published {entry.published}"
            yield entry, Fault(wrong, "say a later updated, or leave it out", field="updated", text=entry.updated)


def newest_updated(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a feed whose own date is not that of its newest entry: it tells readers when to look (RFC 4287 §4.2.15)."""
    newest = max((entry.updated or entry.published for entry in document.entries), default="")
    own = document.feed.updated if document.feed else ""
    exact = document.ours and document.kind == "atom"  # what RSS says of its entries is less
    if own and newest and (own != newest if exact else own < newest):
        wrong = f"the feed's own date is {own}, its newest entry's is {newest}"
        yield 0, Fault(wrong, "the feed says the newest of its entries", warning=not document.ours)


def updated_distinct(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find entries that share a date: readers then order them as they like (W3C: DuplicateUpdated)."""
    times = Counter(entry.updated or entry.published for entry in document.entries)
    for entry in document.entries:
        at = entry.updated or entry.published
        if at and times[at] > 1:
            field = "updated" if entry.updated != entry.published and entry.updated else "published"
            right = "say them to the second, or leave the time out"
            wrong = f"{times[at]} entries have the date {at}"
            yield entry, Fault(wrong, right, warning=True, field=field)
            times[at] = 0  # said once


def newest_first(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find an order that is not newest first: readers that take the first few take the wrong ones (Profile)."""
    for before, entry in zip(document.entries, document.entries[1:], strict=False):
        if before.published and entry.published > before.published:
            wrong = f"the entry is newer ({entry.published}) than the one before it ({before.published})"
            yield entry, Fault(wrong, "list the newest first", warning=not document.ours)


def not_too_old(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find dates before 1970: who counts seconds from there shows today, or nothing (W3C: ImplausibleDate)."""
    for entry in document.entries:
        if entry.published and entry.published < _EPOCH:
            right = "readers may show another date; a year needs all four digits"
            yield (
                entry,
                Fault(f"published: {entry.published} is before 1970", right, warning=True, field="published"),
            )


def _said(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


RULES: tuple[Rule, ...] = (
    not_in_future,
    updated_after_published,
    newest_updated,
    updated_distinct,
    newest_first,
    not_too_old,
)
