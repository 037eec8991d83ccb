"""Numbers, instants, addresses, withdrawals: given once, and the same ever after."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from feedmill import ledger as ledgers
from feedmill.ledger import Kept, promise
from feedmill.model import Front, Manuscript, Moment
from feedmill.promises import Ledger, Promise
from feedmill.settings import Person, Site
from strategies import ZONES, date_texts, manuscript, manuscripts, text
from test_ledger_match import NOW, TODAY, files, hand, sown, steps

BERLIN = ZoneInfo("Europe/Berlin")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def build(before: Ledger, now: datetime, *given: Manuscript, **changes: object) -> Kept:
    """Return what is promised of these manuscripts at that time."""
    return promise(given, before, replace(TODAY, now=now, **changes))


def dated(*said: str | None, **changes: object) -> tuple[Manuscript, ...]:
    """Return an article for each date, named "0" and so on."""
    return files({f"{n}.md": sown(f"n{n}", published=each, **changes) for n, each in enumerate(said)})


def instants(kept: Kept) -> dict[str, datetime]:
    """Return the instant of each published article, by the name of its file."""
    return {file.path[8:-3]: row.published.at for row, file in kept.published if row.published}


def at(said: str) -> datetime:
    """Return an instant."""
    return datetime.fromisoformat(said)


# ── laws ────────────────────────────────────────────────────────────────────────────────────────


@given(manuscripts(high=2022), st.randoms(use_true_random=False), st.sampled_from(ZONES))
@settings(max_examples=60)
def test_the_order_in_which_files_are_found_changes_nothing(
    given: tuple[Manuscript, ...], chance: Random, zone: ZoneInfo
) -> None:
    """Nor the order of the ledger's lines."""
    first, later = given[: len(given) // 2], list(given)
    before = build(Ledger(), NOW, *first, zone=zone)
    chance.shuffle(later)
    rows, names = list(before.ledger.rows.items()), list(before.ledger.names.items())
    chance.shuffle(rows)
    chance.shuffle(names)
    kept = build(before.ledger, NOW + DAY, *given, zone=zone)
    other = build(Ledger(dict(rows), dict(names), before.ledger.seals), NOW + DAY, *later, zone=zone)
    assert other.published == kept.published
    assert ledgers.dump(other.ledger) == ledgers.dump(kept.ledger)
    assert (other.held, set(other.problems)) == (kept.held, set(kept.problems))


@given(manuscripts(high=2022), st.sampled_from(ZONES), st.integers(0, 400))
@settings(max_examples=60)
def test_a_build_with_nothing_new_changes_nothing(given: tuple[Manuscript, ...], zone: ZoneInfo, days: int) -> None:
    """Whatever the clock says: `promise(promise(x)) == promise(x)`, also through the file."""
    kept = build(Ledger(), NOW, *given, zone=zone)
    again = build(ledgers.load(ledgers.dump(kept.ledger)), NOW + days * DAY, *given, zone=zone)
    assert again == kept


@given(manuscripts(high=2022))
@settings(max_examples=60)
def test_each_number_and_each_instant_is_given_once(given: tuple[Manuscript, ...]) -> None:
    """Numbers are 1, 2, 3 …; instants differ, but where authors typed them; no update is before its publication."""
    kept = build(Ledger(), NOW, *given)
    assert [row.number for row, _ in kept.published] == list(range(1, len(kept.published) + 1))
    partial: list[datetime] = []
    for row, _ in kept.published:
        moments = [moment for moment in (row.published, row.updated) if moment]
        partial += {moment.at for moment in moments if len(moment.said) <= len("2024-10-05")}
    assert len(set(partial)) == len(partial)
    for row, _ in kept.published:
        assert row.published is not None
        assert row.updated is None or row.updated.at >= row.published.at
    begun = [row.published.at for row, _ in kept.published if row.published and row.published.said]
    assert all(one - DAY <= other for one, other in pairwise(begun))


class Years(RuleBasedStateMachine):
    """A site over the years: people write, edit, rename, delete, date; time passes. The ledger keeps its word."""

    @initialize(zone=st.sampled_from(ZONES))
    def begin(self, zone: ZoneInfo) -> None:
        """Begin with nothing."""
        self.today = replace(TODAY, zone=zone)
        self.folder: dict[str, tuple[Front, str]] = {}
        self.ledger = Ledger()
        self.written = 0

    def pick(self, number: int) -> str:
        """Return the path of one of the articles."""
        return sorted(self.folder)[number % len(self.folder)]

    def change(self, number: int, **changes: object) -> None:
        """Change an article's front matter."""
        path = self.pick(number)
        front, body = self.folder[path]
        self.folder[path] = (replace(front, **changes), body)

    dates = st.none() | date_texts(2020, 2027)
    some = st.integers(0, 9)

    @rule(said=dates, tags=st.lists(text().filter(str.strip), max_size=2).map(tuple), own=st.booleans())
    @precondition(lambda self: len(self.folder) < 8)
    def write(self, said: str | None, tags: tuple[str, ...], own: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
        """Write an article, with an id and a slug or without."""
        self.written += 1
        front = sown(f"n{self.written}") if own else hand(f"Title {self.written % 3}")
        self.folder[f"content/{self.written}.md"] = (replace(front, published=said, tags=tags), "")

    @rule(number=some, said=dates)
    @precondition(lambda self: self.folder)
    def date(self, number: int, said: str | None) -> None:
        """Change the date of an article."""
        self.change(number, published=said, updated=None)

    @rule(number=some, said=dates)
    @precondition(lambda self: self.folder)
    def update(self, number: int, said: str | None) -> None:
        """Say that an article was updated, perhaps before it was published."""
        self.change(number, updated=said)

    @rule(number=some, draft=st.booleans())
    @precondition(lambda self: self.folder)
    def draft(self, number: int, draft: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
        """Make a draft of an article, or publish it."""
        self.change(number, draft=draft)

    @rule(number=some, slug=st.sampled_from(("a", "b", "c", None)))
    @precondition(lambda self: self.folder)
    def rename(self, number: int, slug: str | None) -> None:
        """Want another address, perhaps one that is taken."""
        self.change(number, slug=slug)

    @rule(number=some)
    @precondition(lambda self: self.folder)
    def move(self, number: int) -> None:
        """Move a file."""
        path = self.pick(number)
        self.folder[f"{path.removesuffix('.md')}x.md"] = self.folder.pop(path)

    @rule(number=some)
    @precondition(lambda self: self.folder)
    def copy(self, number: int) -> None:
        """Copy a file."""
        path = self.pick(number)
        self.folder[f"{path.removesuffix('.md')}y.md"] = self.folder[path]

    @rule(number=some)
    @precondition(lambda self: self.folder)
    def edit(self, number: int) -> None:
        """Change the text of an article."""
        path = self.pick(number)
        front, body = self.folder[path]
        self.folder[path] = (front, body + ".")

    @rule(number=some)
    @precondition(lambda self: self.folder)
    def delete(self, number: int) -> None:
        """Delete a file."""
        del self.folder[self.pick(number)]

    @rule(days=st.sampled_from((1, 40, 700)))
    def wait(self, days: int) -> None:
        """Let time pass."""
        self.today = replace(self.today, now=self.today.now + days * DAY)

    @invariant()
    def the_ledger_keeps_its_word(self) -> None:
        """Nothing that was given changes, whatever people did; the next build finds nothing to do."""
        if not hasattr(self, "folder"):
            return
        given = tuple(manuscript(path, front, body) for path, (front, body) in self.folder.items())
        kept = promise(given, self.ledger, self.today)
        for id_, row in self.ledger.rows.items():
            now = kept.ledger.rows[id_]
            assert row.number is None or now.number == row.number
            assert set(now.addresses) >= set(row.addresses)
            if row.published is not None and now.published is not None and now.published.said == row.published.said:
                assert now.published == row.published
        assert {key: kept.ledger.names[key] for key in self.ledger.names} == self.ledger.names
        self.nothing_is_in_two_places(kept)
        assert ledgers.load(ledgers.dump(kept.ledger)) == kept.ledger
        assert promise(given[::-1], kept.ledger, self.today).ledger == kept.ledger
        self.ledger = kept.ledger

    def nothing_is_in_two_places(self, kept: Kept) -> None:
        """Each article, number, file and address is published, held back or withdrawn, and only one of these."""
        published = {row.id: row for row, _ in kept.published}
        assert len({file.path for _, file in kept.published}) == len(published)
        assert len({row.slug for row in published.values()}) == len(published)
        rows = kept.ledger.rows.values()
        numbers = [row.number for row in rows if row.number is not None]
        assert len(set(numbers)) == len(numbers)
        owned = [at for row in rows for at in row.addresses]
        assert len(set(owned)) == len(owned)
        for row in rows:
            stays = row.number is not None and row.withdrawn is None and row.id not in published
            assert set(row.addresses) <= kept.held or not stays
        partial = [row.published.at for row in rows if row.published and len(row.published.said) <= len("2024-10-05")]
        assert len(set(partial)) == len(partial)
        for row in published.values():
            assert row.published is not None
            # Only what is due this very second cannot be told apart in the past.
            assert row.published.at < self.today.now + timedelta(seconds=len(rows))
            assert row.updated is None or row.updated.at >= row.published.at


TestYears = Years.TestCase
TestYears.settings = settings(max_examples=50, stateful_step_count=25, deadline=None)


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────


def test_those_who_enter_together_come_by_date_then_by_name() -> None:
    """The name is the seed's where there is one; those without a date come last."""
    from feedmill.model import Source

    given = {
        "z.md": sown("z", published="2024-01"),
        "b.md": sown("b", published="2024", source=Source("seeds/2.txt", "0" * 64)),
        "a.md": sown("a", published="2024", source=Source("seeds/3.txt", "1" * 64)),
        "c.md": sown("c", published="2024", source=Source("seeds/1.txt", "2" * 64)),
        "d.md": sown("d", published=None),
        "e.md": sown("e", published="2024-11-20T11:59:59Z"),
        "f.md": sown("f", published="2023-12-31T23:59:59Z"),
    }
    kept = promise(files(given), Ledger(), TODAY)
    assert [file.path[8:-3] for _, file in kept.published] == ["f", "z", "c", "b", "a", "e", "d"]


def test_those_who_enter_later_come_later_whatever_their_date() -> None:
    """History is cut along the order of entrance, so that late arrivals do not rewrite it."""
    _, kept = steps({"a.md": sown("a")}, {"a.md": sown("a"), "b.md": sown("b", published="1999")})
    assert [(row.number, file.path) for row, file in kept.published] == [(1, "content/a.md"), (2, "content/b.md")]


def test_a_number_is_never_given_again() -> None:
    """Not even that of an article that was withdrawn."""
    *_, kept = steps({"a.md": sown("a")}, {}, {"b.md": sown("b")})
    assert [row.number for row, _ in kept.published] == [2]


# ── instants ────────────────────────────────────────────────────────────────────────────────────


def test_ten_thousand_of_one_month_get_ten_thousand_instants() -> None:
    """In one build, in the order of their names, inside the month."""
    given = dated(*["2024-10"] * 10_000)
    found = instants(promise(given, Ledger(), TODAY))
    assert sorted(found.values()) == [at("2024-10-01T12:00:00Z") + n * SECOND for n in range(10_000)]


def test_partial_dates_keep_away_from_typed_ones() -> None:
    """Also from one that comes in the same build and stands behind them, so that nothing has to move later."""
    kept = promise(dated("2024-10-05", "2024-10-05T12:00:00Z", "2024-10-05T12:00:01Z", "2024-10"), Ledger(), TODAY)
    assert {name: f"{moment:%d %H:%M:%S}" for name, moment in instants(kept).items()} == {
        "0": "05 12:00:02",
        "1": "05 12:00:00",
        "2": "05 12:00:01",
        "3": "01 12:00:00",
    }


def test_new_dates_of_known_articles_keep_away_from_typed_ones_too() -> None:
    """Also when one is typed in the very build in which the other changes."""
    first = promise(dated("2024", "2024"), Ledger(), TODAY)
    kept = promise(dated("2024-10-05", "2024-10-05T12:00:00Z"), first.ledger, TODAY)
    assert instants(kept) == {"0": at("2024-10-05T12:00:01Z"), "1": at("2024-10-05T12:00:00Z")}


def test_a_typed_instant_that_comes_later_moves_nobody() -> None:
    """Two may then stand at one second: neither was ever promised to move."""
    given = dated("2024-10-05", "2024-10-05T12:00:00Z")
    first = promise(given[:1], Ledger(), TODAY)
    second = promise(given, first.ledger, TODAY)
    third = promise(given, second.ledger, TODAY)
    assert set(instants(second).values()) == {at("2024-10-05T12:00:00Z")}
    assert third.ledger == second.ledger


@pytest.mark.parametrize("said", ["2024-10-05T12:00:00Z", "2024-10-05T14:00:00+02:00", "2024-10-05 14:00"])
def test_typed_instants_are_never_moved(said: str) -> None:
    """Five articles of one second stay there."""
    kept = promise(dated(*[said] * 5), Ledger(), replace(TODAY, zone=BERLIN))
    assert set(instants(kept).values()) == {at("2024-10-05T12:00:00Z")}


def test_a_day_in_the_morning_begins_at_midnight_of_the_site_and_stays_there() -> None:
    """Its noon is still to come, and no feed may show the future; when it comes, nothing moves."""
    given = dated("2024-11-20")
    first = build(Ledger(), at("2024-11-20T06:00:00Z"), *given, zone=BERLIN)
    assert instants(first) == {"0": at("2024-11-19T23:00:00Z")}
    assert instants(build(first.ledger, at("2024-11-21T06:00:00Z"), *given, zone=BERLIN)) == instants(first)


def test_an_article_without_a_date_has_the_day_of_its_first_build() -> None:
    """In the site's zone; given once, and never said on its page."""
    given = dated(None, "")
    first = build(Ledger(), at("2024-11-20T23:30:00Z"), given[0], zone=BERLIN)
    assert instants(first) == {"0": at("2024-11-20T23:00:00Z")}
    row, _ = build(first.ledger, at("2025-11-20T23:30:00Z"), given[0], zone=BERLIN).published[0]
    assert row.published == Moment("", at("2024-11-20T23:00:00Z"))


def test_only_another_date_gives_another_instant() -> None:
    """Spaces around it are no other date; going back gives the first one, which is free again."""
    moments = [instants(kept)["0"] for kept in trail("2024-10", " 2024-10\n", "2024-09", "2024-10", None)]
    october, september = at("2024-10-01T12:00:00Z"), at("2024-09-01T12:00:00Z")
    assert moments == [october, october, september, october, at("2024-11-24T00:00:00Z")]


def trail(*said: str | None) -> Iterator[Kept]:
    """Yield what is promised of one article that gets these dates, one a day."""
    ledger = Ledger()
    for day, each in enumerate(said):
        kept = build(ledger, datetime(2024, 11, 20 + day, 6, tzinfo=UTC), *dated(each))
        ledger = kept.ledger
        yield kept


@pytest.mark.parametrize(
    ("published", "updated", "instant"),
    [
        ("2024-10", "2024-10", "2024-10-01T12:00:01Z"),
        ("2024-10", "2024", "2024-10-01T12:00:01Z"),
        ("2024-10", "2024-11", "2024-11-01T12:00:00Z"),
        ("2024-10", "2024-11-20", "2024-11-20T12:00:00Z"),
        ("2024-10-05", "2024-10-05T13:00:00Z", "2024-10-05T13:00:00Z"),
        ("2024-10-05", "2024-10-05T08:00:00Z", "2024-10-05T12:00:00Z"),
        ("2024-10-05T20:00:00Z", "2024-10-05", "2024-10-05T20:00:01Z"),
        ("2024-10-05T20:00:00Z", "2024-10-05T20:00:00Z", "2024-10-05T20:00:00Z"),
        (None, "2024-11-20", "2024-11-20T12:00:01Z"),
    ],
)
def test_an_update_is_never_before_the_publication(published: str | None, updated: str, instant: str) -> None:
    """And it stands beside it, with the words of its author, from then on."""
    given = dated(published, updated=updated)
    kept = promise(given, Ledger(), TODAY)
    assert kept.published[0][0].updated == Moment(updated, at(instant))
    assert build(kept.ledger, NOW + DAY, *given).ledger == kept.ledger


@pytest.mark.parametrize(
    ("published", "updated"), [("2024-10", "2024-09"), ("2024", "2023-12-31T22:59:59Z"), ("2024-10-05", "2024-10-04")]
)
def test_an_update_before_the_publication_is_a_mistake(published: str, updated: str) -> None:
    """Told with both dates; the last page stays."""
    first = promise(dated(published), Ledger(), replace(TODAY, zone=BERLIN))
    kept = promise(dated(published, updated=updated), first.ledger, replace(TODAY, zone=BERLIN))
    assert [str(problem) for problem in kept.problems] == [
        f"content/0.md: it was updated ({updated}) before it was published ({published}); mend one of the two dates"
    ]
    assert not kept.published
    assert kept.held == {"articles/n0.html"}
    assert kept.ledger.rows == first.ledger.rows


def test_an_update_taken_back_is_forgotten() -> None:
    """Then the article is as old as its publication again."""
    first = promise(dated("2024", updated="2024-10"), Ledger(), TODAY)
    assert promise(dated("2024"), first.ledger, TODAY).published[0][0].updated is None


@pytest.mark.parametrize(
    ("said", "zone"), [("9999-12-31T23:59:59Z", BERLIN), ("0001", ZONES[2]), ("0001-01-01", BERLIN)]
)
def test_the_ends_of_time_stop_no_build(said: str, zone: ZoneInfo) -> None:
    """They wait, or they are long past; nothing overflows."""
    kept = promise(dated(said, updated=said), Ledger(), replace(TODAY, zone=zone))
    assert len(kept.published) + kept.future == 1
    later = promise(dated(said, updated=said), kept.ledger, replace(TODAY, zone=zone, future=True))
    assert later.published


# ── who waits ───────────────────────────────────────────────────────────────────────────────────


def test_drafts_and_the_future_stay_out() -> None:
    """They have no number yet; the build says how many there are and when it has to run again."""
    given = files(
        {
            "a.md": sown("a", draft=True),
            "b.md": sown("b", draft=True, published="2030"),
            "c.md": sown("c", published="2024-12"),
            "d.md": sown("d", published="2024-11-20T12:00:01Z"),
            "e.md": sown("e", published="2024-11-20T12:00:00Z"),
        }
    )
    kept = promise(given, Ledger(), TODAY)
    assert [file.path for _, file in kept.published] == ["content/e.md"]
    assert (kept.drafts, kept.future, kept.due) == (2, 2, at("2024-11-20T12:00:01Z"))
    assert all(row.number is None for row in kept.ledger.rows.values() if row.id != "urn:example:e")
    assert not kept.problems
    shown = promise(given, Ledger(), replace(TODAY, drafts=True, future=True))
    assert len(shown.published) == 5
    assert (shown.drafts, shown.future, shown.due) == (0, 0, None)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("2025", "2024-12-31T23:00:00Z"),
        ("2024-12", "2024-11-30T23:00:00Z"),
        ("2024-11-21", "2024-11-20T23:00:00Z"),
        ("2024-11-21T00:00", "2024-11-20T23:00:00Z"),
    ],
)
def test_an_article_is_due_when_its_period_begins_in_the_sites_zone(said: str, due: str) -> None:
    """Not a second before, and from then on it is there, with an instant that has passed."""
    given = dated(said)
    waits = build(Ledger(), at(due) - SECOND, *given, zone=BERLIN)
    assert (waits.published, waits.future, waits.due) == ((), 1, at(due))
    there = build(waits.ledger, at(due), *given, zone=BERLIN)
    assert instants(there) == {"0": at(due)}


@pytest.mark.parametrize("away", [{"draft": True}, {"published": "2030"}])
def test_an_article_that_goes_back_to_waiting_is_withdrawn_until_it_returns(away: dict[str, object]) -> None:
    """As the same: number, instant and address."""
    first, second, third, fourth = steps(
        {"a.md": sown("a")}, {"a.md": sown("a", **away)}, {"a.md:x": sown("a", **away)}, {"a.md": sown("a")}
    )
    (row,) = second.ledger.rows.values()
    assert not second.published
    assert row.withdrawn == NOW + DAY
    assert third.ledger == second.ledger
    assert fourth.published == first.published
    assert fourth.ledger == first.ledger


def test_a_draft_keeps_no_address_and_no_number() -> None:
    """What was never published promised nothing: it may change its slug, and be deleted without a trace on the site."""
    *_, kept = steps(
        {"a.md": sown("a", draft=True)}, {"a.md": sown("a", slug="z", draft=True)}, {"b.md": sown("b", slug="a")}
    )
    assert [row.number for row, _ in kept.published] == [1]
    assert not kept.problems
    assert not [row for row in kept.ledger.rows.values() if row.withdrawn]


# ── branches ────────────────────────────────────────────────────────────────────────────────────


def test_equal_instants_after_a_merge_are_told_apart_once() -> None:
    """The later id moves by a second, the first stays; the next build and the next merge find nothing to do."""
    given = dated("2024-10", "2024-10", "2024-10", updated="2024-11")
    branches = [promise((file,), Ledger(), TODAY) for file in given]
    merged = ledgers.load(b"".join(ledgers.dump(branch.ledger) for branch in branches))
    kept = promise(given, merged, TODAY)
    moments = [(row.published, row.updated) for row in kept.ledger.rows.values()]
    october, november = at("2024-10-01T12:00:00Z"), at("2024-11-01T12:00:00Z")
    assert moments == [
        (Moment("2024-10", october + n * SECOND), Moment("2024-11", november + n * SECOND)) for n in range(3)
    ]
    assert promise(given, kept.ledger, TODAY).ledger == kept.ledger
    again = ledgers.load(b"".join(ledgers.dump(each.ledger) for each in (branches[0], kept)))
    assert promise(given, again, TODAY).ledger == kept.ledger


def test_equal_numbers_after_a_merge_are_ordered_by_id() -> None:
    """Whatever their dates and names; they stay as they are, and the next number is a new one."""
    given = files({"z.md": sown("a", published="2024-11"), "y.md": sown("b", published="2023")})
    lines = b"".join(ledgers.dump(promise((file,), Ledger(), TODAY).ledger) for file in given)
    kept = promise((*given, *files({"c.md": sown("c")})), ledgers.load(lines), TODAY)
    assert [(row.number, row.id[-1]) for row, _ in kept.published] == [(1, "a"), (1, "b"), (2, "c")]


def test_typed_instants_stay_equal_after_a_merge() -> None:
    """They are never moved."""
    given = dated("2024-10-05T12:00:00Z", "2024-10-05T12:00:00Z", "2024-10-05")
    lines = b"".join(ledgers.dump(promise((file,), Ledger(), TODAY).ledger) for file in given)
    kept = promise(given, ledgers.load(lines), TODAY)
    assert set(instants(kept).values()) == {at("2024-10-05T12:00:00Z")}
    assert promise(given, kept.ledger, TODAY).ledger == kept.ledger


@given(st.lists(manuscripts(max_size=4, high=2022), min_size=2, max_size=3))
@settings(max_examples=40)
def test_merged_branches_settle_in_one_build(branches: list[tuple[Manuscript, ...]]) -> None:
    """Each branch was built by itself; their union, built once, does not change when it is built again."""
    lines = b"".join(ledgers.dump(build(Ledger(), NOW, *branch).ledger) for branch in branches)
    folder = {file.path: file for branch in branches for file in branch}.values()
    kept = build(ledgers.load(lines), NOW, *folder)
    again = build(kept.ledger, NOW + DAY, *folder)
    assert (again.ledger, again.published, again.held) == (kept.ledger, kept.published, kept.held)


# ── what the site says ──────────────────────────────────────────────────────────────────────────


def test_collections_get_their_addresses_with_the_first_article() -> None:
    """Tags always; authors and languages only when there are two, then also for the first. None is ever taken back."""
    site = Site(id="here", language="de", authors=(Person("Ada"),))
    one, two = sown("a", tags=("X",)), sown("b", authors=("Bo",), language="en")
    first = promise(files({"a.md": one}), Ledger(), replace(TODAY, site=site))
    second = promise(files({"a.md": one, "b.md": two}), first.ledger, replace(TODAY, site=site))
    third = promise(files({"b.md": two}), second.ledger, replace(TODAY, site=site))
    assert {(key[0], name.name) for key, name in first.ledger.names.items()} == {("tags", "X")}
    assert {(key[0], name.name) for key, name in second.ledger.names.items()} == {
        ("tags", "X"),
        ("authors", "Ada"),
        ("authors", "Bo"),
        ("languages", "de"),
        ("languages", "en"),
    }
    assert third.ledger.names == second.ledger.names


def test_the_ledger_that_was_handed_in_does_not_change() -> None:
    """A build that fails later has changed nothing."""
    before = promise(files({"a.md": sown("a", tags=("x",))}), Ledger(), TODAY).ledger
    copy = ledgers.load(ledgers.dump(before))
    promise(files({"b.md": sown("b", tags=("y",))}), before, TODAY)
    assert before == copy


def test_a_row_of_a_seed_keeps_what_it_knows_of_the_seed() -> None:
    """The build that sows an article hands over its row; numbers and addresses are added to it."""
    row = Promise(id="urn:example:a", paths=("content/a.md",), seeds=(("seeds/a.txt", "0" * 64),))
    kept = promise(files({"x.md": sown("a")}), Ledger({row.id: row}), TODAY)
    assert kept.published[0][0].seeds == row.seeds
    assert kept.published[0][0].paths == ("content/x.md",)


@pytest.mark.parametrize(
    ("site", "own", "slug"),
    [("de", None, "groesser"), ("de", "und", "groesser"), ("sv", None, "grosser"), ("de", "sv", "grosser")],
)
def test_an_address_is_spelled_as_the_articles_language_does(site: str, own: str | None, slug: str) -> None:
    """An article that names no language is in the site's, and its address, too, is spelled as that spells."""
    settings = replace(TODAY.site, language=site)
    kept = build(Ledger(), NOW, manuscript("content/a.md", Front(title="Größer", language=own)), site=settings)
    assert [row.slug for row in kept.ledger.rows.values()] == [slug]
