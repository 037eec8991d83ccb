"""Manuscripts + ledger + today → numbers, instants, addresses and withdrawals, given once and for ever."""

from collections import Counter
from datetime import datetime, tzinfo
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from feedmill import dates
from feedmill.editions import COLLECTIONS
from feedmill.errors import FeedmillError, Problem
from feedmill.ledger.match import match
from feedmill.ledger.moments import apart, moments, taken
from feedmill.ledger.names import name_collections, seal
from feedmill.model import Manuscript
from feedmill.promises import Ledger, Promise, address
from feedmill.settings import Site
from feedmill.settled import Settled

# More at once than both is an unmounted disk or half a sync, not an editor at work.
GONE_AT_ONCE, GONE_SHARE = 10, 0.05


class Today(Struct, frozen=True, kw_only=True):
    """What a build knows beside the files."""

    now: datetime
    zone: tzinfo
    site: Site
    broken: frozenset[str] = frozenset()
    """Paths of files in content/ that exist and cannot be used."""
    drafts: bool = False
    future: bool = False
    accept_deletions: bool = False


class Kept(Struct, frozen=True, kw_only=True):
    """What is promised from now on."""

    ledger: Ledger
    published: tuple[tuple[Promise, Manuscript], ...]
    """Each with its file, in the ledger's order; without those that were settled."""
    held: frozenset[str]
    """Addresses whose files stay as they are until a mistake is mended."""
    drafts: int
    future: int
    withdrawn: int
    """Articles whose files say that they are."""
    reasons: dict[str, str]
    """By id, why they were, where their files say it."""
    due: datetime | None
    """When the first article in waiting is due."""
    problems: tuple[Problem, ...]


class _Waiting(Struct, frozen=True):
    """Why an article is not published: it is a draft or withdrawn, or the instant when it is due."""

    why: Literal["draft", "withdrawn", "future"]
    due: datetime | None = None
    reason: str = ""


def promise(
    manuscripts: tuple[Manuscript, ...], ledger: Ledger, today: Today, settled: tuple[Settled, ...] = ()
) -> Kept:
    """Return what is published now and the ledger that remembers it; `ledger` itself does not change.

    What was promised of the settled articles stays as it is, and they are not returned.
    """
    matched = match(manuscripts, ledger, today.site, today.broken, settled)
    waits, wrong = _sift(matched.articles, today)
    held = matched.held | wrong.keys()
    left_out = held | waits.keys()
    published = _publish([pair for pair in matched.articles if pair[0].id not in left_out], ledger, today)
    rows = dict(ledger.rows)
    rows.update((row.id, row) for row, _ in published)
    rows.update((row.id, _withdraw(_at(row, file), today)) for row, file in matched.articles if row.id in waits)
    here = left_out.union((row.id for row, _ in published), (each.meta.id for each in settled))
    gone, missing = _gone(ledger, rows, here, today)
    held |= missing
    rows.update((id_, _withdraw(rows[id_], today)) for id_ in gone)
    why = Counter(wait.why for wait in waits.values())
    return Kept(
        ledger=_keep(replace(ledger, rows=rows), published, settled, today.site),
        published=tuple(published),
        held=frozenset(at for id_ in held if id_ in rows for at in rows[id_].addresses),
        drafts=why["draft"],
        future=why["future"],
        withdrawn=why["withdrawn"],
        reasons={id_: wait.reason for id_, wait in waits.items() if wait.reason},
        due=min((wait.due for wait in waits.values() if wait.due is not None), default=None),
        problems=(*matched.problems, *wrong.values(), *_unsure(missing, rows, today)),
    )


def _keep(
    ledger: Ledger, published: list[tuple[Promise, Manuscript]], settled: tuple[Settled, ...], site: Site
) -> Ledger:
    """Return the ledger with what follows from the articles: addresses of collections, bounds of history."""
    for kind, names in COLLECTIONS.items():
        said = dict.fromkeys(name for _, manuscript in published for name in names(manuscript.front, site))
        # Tags always have pages; authors and languages only where there is more than one.
        if kind == "tags" or len(said) > 1 or any(of == kind for of, _ in ledger.names):
            ledger = name_collections(ledger, kind, said)
    sizes: Counter[int] = Counter()  # two articles have one number where two branches gave it
    for row, manuscript in published:
        sizes[row.number or 0] += manuscript.reading.size
    bound = ledger.seals[-1] if ledger.seals else 0
    sizes.update({each.meta.number: each.meta.size for each in settled if each.meta.number > bound})
    return seal(ledger, sizes, site.feed)


def _sift(
    articles: tuple[tuple[Promise, Manuscript], ...], today: Today
) -> tuple[dict[str, _Waiting], dict[str, Problem]]:
    """Return why articles wait, and what is wrong with the dates of others, by id."""
    waits, wrong = {}, {}
    for row, manuscript in articles:
        wait = _wait(manuscript, today)
        if wait is not None:
            waits[row.id] = wait
        elif problem := _backwards(manuscript, today):
            wrong[row.id] = problem
    return waits, wrong


def _wait(manuscript: Manuscript, today: Today) -> _Waiting | None:
    """Return why an article stays out, None if it does not."""
    front = manuscript.front
    if front.withdrawn:
        return _Waiting("withdrawn", reason=front.reason or "")
    if front.draft and not today.drafts:
        return _Waiting("draft")
    if front.published is not None and not today.future:
        begins = dates.begins(dates.parse(front.published), today.zone)
        if begins > today.now:
            return _Waiting("future", begins)
    return None


def _backwards(manuscript: Manuscript, today: Today) -> Problem | None:
    front, line = manuscript.front, manuscript.reading.lines.get("updated", 0)
    if front.updated is None:
        return None
    if dates.begins(dates.parse(front.updated), today.zone) > today.now and not today.future:
        return Problem(manuscript.path, line, f"it was updated in the future ({front.updated})", "mend the date")
    if front.published is None:
        return None
    published, updated = dates.parse(front.published), dates.parse(front.updated)
    begins = dates.begins(published, today.zone)
    if dates.ends(updated, today.zone) > begins or dates.begins(updated, today.zone) >= begins:
        return None
    wrong = f"it was updated ({front.updated}) before it was published ({front.published})"
    return Problem(manuscript.path, line, wrong, "mend one of the two dates")


def _publish(
    articles: list[tuple[Promise, Manuscript]], ledger: Ledger, today: Today
) -> list[tuple[Promise, Manuscript]]:
    """Return the articles with numbers and instants; those who enter now come by date, then by name."""
    given = taken(articles, ledger, today.zone)
    articles = apart(articles, given)
    instants = dates.Instants(given, today.zone, today.now)
    number = max((row.number or 0 for row in ledger.rows.values()), default=0)
    published = []
    for row, manuscript in sorted(articles, key=lambda pair: _entrance(pair[0], pair[1], today)):
        published_at, updated_at = moments(row, manuscript, instants, today.now.astimezone(today.zone))
        number += row.number is None
        kept = replace(
            _at(row, manuscript),
            number=row.number or number,
            addresses=tuple(sorted({*row.addresses, address(row.slug)})),
            published=published_at,
            updated=updated_at,
            withdrawn=None,
        )
        published.append((kept, manuscript))
    return published


def _entrance(row: Promise, manuscript: Manuscript, today: Today) -> tuple[int, datetime, str]:
    if row.number is not None:
        return row.number, today.now, row.id
    said, source = manuscript.front.published, manuscript.front.source
    begins = dates.begins(dates.parse(said), today.zone) if said else today.now
    return 2**63, begins, source.seed if source else manuscript.path


def _at(row: Promise, manuscript: Manuscript) -> Promise:
    """Return the row with the file's present place; without an id in the file, also its bytes."""
    digests = () if manuscript.front.id else (manuscript.digest,)
    return replace(row, paths=(manuscript.path,), digests=digests)


def _withdraw(row: Promise, today: Today) -> Promise:
    return row if row.number is None or row.withdrawn else replace(row, withdrawn=today.now)


def _gone(ledger: Ledger, rows: dict[str, Promise], here: frozenset[str], today: Today) -> tuple[set[str], set[str]]:
    """Return the ids of articles whose file is gone, and of those whose file may be a broken one elsewhere."""
    standing = {id_ for id_, row in rows.items() if row.number is not None and row.withdrawn is None}
    missing = standing - here
    broken_here = {id_ for id_ in missing if today.broken.intersection(rows[id_].paths)}
    if _strays(ledger, today) or broken_here == missing:
        return set(), missing
    gone = missing - broken_here
    if len(gone) > GONE_AT_ONCE and len(gone) > GONE_SHARE * len(standing) and not today.accept_deletions:
        wrong = f"{len(gone)} of {len(standing)} articles are gone at once"
        right = "bring them back, or build with --accept-deletions to withdraw them"
        raise FeedmillError(Problem("content", 0, wrong, right))
    return gone, broken_here


def _strays(ledger: Ledger, today: Today) -> list[str]:
    """Return the files that cannot be used and that no article is known by: each may be one that was renamed."""
    if not today.broken:
        return []
    return sorted(today.broken - {path for row in ledger.rows.values() for path in row.paths})


def _unsure(missing: set[str], rows: dict[str, Promise], today: Today) -> tuple[Problem, ...]:
    """Return a word on each article that is gone while a file elsewhere cannot be used: it may be that file."""
    strays = ", ".join(_strays(Ledger(rows), today))
    right = f"its page stays, as {strays} may be it under another name; mend that"
    return tuple(
        Problem(path, 0, "this file is gone", right, warning=True)
        for id_ in sorted(missing)
        for path in rows[id_].paths[:1]
        if path not in today.broken
    )
