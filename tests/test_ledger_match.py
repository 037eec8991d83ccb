"""Which file is which article: everything that goes wrong with ids, slugs and files, and what happens then."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from feedmill.errors import FeedmillError
from feedmill.ledger import Kept, Today, promise
from feedmill.model import Front, Manuscript
from feedmill.promises import NAMESPACE, Ledger, address
from feedmill.settings import Site
from strategies import manuscript

NOW = datetime(2024, 11, 20, 12, tzinfo=UTC)
TODAY = Today(now=NOW, zone=UTC, site=Site(id="here", title="Here", base_url="https://example.org/"))

Folder = Mapping[str, Front]
"""Name of a file in content/ → its front matter. A name may carry a word for its text behind a colon: "a.md:new"."""


def files(folder: Folder) -> tuple[Manuscript, ...]:
    """Return the manuscripts of a folder."""
    parts = [(name.partition(":"), front) for name, front in folder.items()]
    return tuple(manuscript(f"content/{name}", front, body) for (name, _, body), front in parts)


def sown(name: str, **changes: object) -> Front:
    """Return an article with an id and a slug of its own."""
    return replace(Front(title=name, slug=name, published="2024-10", id=f"urn:example:{name}"), **changes)


def hand(title: str, **changes: object) -> Front:
    """Return an article as a person writes it, without id and slug."""
    return replace(Front(title=title, published="2024-10"), **changes)


def at(kept: Kept | Ledger) -> dict[str, str]:
    """Return the id of the article that each file is, where the ledger knows one."""
    ledger = kept.ledger if isinstance(kept, Kept) else kept
    return {path: row.id for row in ledger.rows.values() for path in row.paths}


class Case(NamedTuple):
    """What a person did to a folder, and what comes of it."""

    what: str
    before: Folder
    after: Folder
    published: Mapping[str, str]
    """Each file that is published → the file that the same article was before, "" if it is new."""
    withdrawn: tuple[str, ...] = ()
    """The files that articles were before that are withdrawn now."""
    held: tuple[str, ...] = ()
    """Addresses whose files stay as they are."""
    problems: tuple[str, ...] = ()
    """What is told, from its beginning, without "content/"."""
    broken: tuple[str, ...] = ()
    """Files that are there and cannot be read."""


A, B, C = sown("a"), sown("b"), sown("c")
H = hand("Hand")
COPY = "an id belongs to one article"

CASES = [
    Case("nothing", {"a.md": A, "h.md": H}, {"a.md": A, "h.md": H}, {"a.md": "a.md", "h.md": "h.md"}),
    Case("edited", {"a.md": A, "h.md": H}, {"a.md:x": A, "h.md:x": H}, {"a.md": "a.md", "h.md": "h.md"}),
    Case("a new title", {"h.md": H}, {"h.md": hand("Other")}, {"h.md": "h.md"}),
    # files
    Case("gone", {"a.md": A, "b.md": B}, {"b.md": B}, {"b.md": "b.md"}, withdrawn=("a.md",)),
    Case("gone, by hand", {"h.md": H}, {}, {}, withdrawn=("h.md",)),
    Case("renamed", {"a.md": A}, {"x.md": A}, {"x.md": "a.md"}),
    Case("moved", {"a.md": A}, {"2024/ü/a.md": A}, {"2024/ü/a.md": "a.md"}),
    Case("moved and edited", {"a.md": A}, {"x.md:new": sown("a", title="New")}, {"x.md": "a.md"}),
    Case("two that swapped names", {"a.md": A, "b.md": B}, {"a.md": B, "b.md": A}, {"a.md": "b.md", "b.md": "a.md"}),
    Case("a ring of names", {"a.md": A, "b.md": B, "c.md": C}, {"a.md": B, "b.md": C, "c.md": A},
         {"a.md": "b.md", "b.md": "c.md", "c.md": "a.md"}),
    Case("by hand, moved", {"h.md": H}, {"x/y.md": H}, {"x/y.md": "h.md"}),
    Case("by hand, moved and edited", {"h.md": H}, {"x.md:new": H}, {"x.md": ""}, withdrawn=("h.md",)),
    Case("by hand, moved and edited, with a slug", {"h.md": hand("Hand", slug="hand")},
         {"x.md:new": hand("Hand two", slug="hand")}, {"x.md": "h.md"}),
    Case("by hand, copied", {"h.md": H}, {"h.md": H, "x.md": H}, {"h.md": "h.md", "x.md": ""}),
    Case("by hand, moved and copied", {"h.md": H}, {"x.md": H, "y.md": H}, {}, held=("hand",),
         problems=(f"x.md: its id is that of content/y.md too; {COPY}", "y.md: its id is that of content/x.md too")),
    Case("moved away, another in its place", {"a.md": A}, {"x.md": A, "a.md": hand("New")},
         {"x.md": "a.md", "a.md": ""}),
    Case("moved away by hand, another in its place", {"h.md": H}, {"x.md": H, "h.md": hand("New")},
         {"h.md": "h.md", "x.md": ""}),
    Case("by hand, given the id that it has", {"h.md": H}, {"x.md:new": hand("Hand", id="same")}, {"x.md": "h.md"}),
    # ids
    Case("id taken out", {"a.md": A}, {"a.md": sown("a", id=None)}, {"a.md": "a.md"},
         problems=("a.md: warning: the id was taken out of this file; it keeps the one that subscribers know; put",)),
    Case("id and slug taken out", {"a.md": A}, {"a.md": hand("a")}, {"a.md": "a.md"},
         problems=("a.md: warning: the id was taken out",)),
    Case("id changed", {"a.md": A}, {"a.md": sown("a", id="urn:example:z")}, {}, held=("a",),
         problems=("a.md: the id of this published article was changed; subscribers know it as urn:example:a",)),
    Case("an id given to one without", {"h.md": H}, {"h.md": hand("Hand", id="urn:example:z")}, {}, held=("hand",),
         problems=("h.md: the id of this published article was changed",)),
    Case("ids changed places", {"a.md": A, "b.md": B}, {"a.md": sown("a", id=B.id), "b.md": sown("b", id=A.id)}, {},
         held=("a", "b"), problems=("a.md: its slug 'a' belongs to content/a.md", "b.md: its slug 'b' belongs to")),
    Case("the id of one that is gone", {"a.md": A, "b.md": B}, {"a.md": sown("a", id=B.id)}, {}, held=("a", "b"),
         problems=("a.md: its slug 'a' belongs to content/a.md; an address stays with its article for good",)),
    Case("copied", {"a.md": A}, {"a.md": A, "x.md": A}, {"a.md": "a.md"},
         problems=(f"x.md: its id is that of content/a.md too; {COPY} (content/a.md, content/x.md); in a copy, ta",)),
    Case("copied twice", {"a.md": A}, {"0.md": A, "a.md": A, "x.md": A}, {"a.md": "a.md"},
         problems=("0.md: its id is that of content/a.md too", "x.md: its id is that of content/a.md too")),
    Case("copied, without the id", {"a.md": A}, {"a.md": A, "x.md": sown("a", id=None)}, {"a.md": "a.md"},
         problems=("x.md: its slug 'a' belongs to content/a.md",)),
    Case("copied, without id and slug", {"a.md": A}, {"a.md": A, "x.md": hand("a")}, {"a.md": "a.md", "x.md": ""}),
    Case("copied, the id taken out of the first", {"a.md": A}, {"a.md": hand("a"), "x.md": A},
         {"x.md": "a.md", "a.md": ""}),
    Case("moved and copied", {"a.md": A}, {"x.md": A, "y.md": A}, {}, held=("a",),
         problems=("x.md: its id is that of content/y.md too", "y.md: its id is that of content/x.md too")),
    Case("two new ones with one id", {}, {"x.md": A, "y.md": sown("b", id=A.id)}, {},
         problems=("x.md: its id is that of content/y.md too", "y.md: its id is that of content/x.md too")),
    # slugs
    Case("slug changed", {"a.md": A}, {"a.md": sown("a", slug="z")}, {"a.md": "a.md"}),
    Case("a slug that was free", {"a.md": A}, {"a.md": A, "x.md": sown("x", slug="z")}, {"a.md": "a.md", "x.md": ""}),
    Case("another one's slug", {"a.md": A}, {"a.md": A, "x.md": sown("x", slug="a")}, {"a.md": "a.md"},
         problems=("x.md: its slug 'a' belongs to content/a.md; an address stays with its article for good: choose",)),
    Case("another one's slug, taken by a known one", {"a.md": A, "b.md": B}, {"a.md": A, "b.md": sown("b", slug="a")},
         {"a.md": "a.md"}, held=("b",), problems=("b.md: its slug 'a' belongs to content/a.md",)),
    Case("slugs changed places", {"a.md": A, "b.md": B}, {"a.md": sown("a", slug="b"), "b.md": sown("b", slug="a")}, {},
         held=("a", "b"), problems=("a.md: its slug 'b' belongs to", "b.md: its slug 'a' belongs to")),
    Case("the slug of one that is gone", {"a.md": A}, {"x.md": sown("x", slug="a")}, {}, withdrawn=("a.md",),
         problems=("x.md: its slug 'a' belongs to content/a.md",)),
    Case("moved, its slug said by one without id", {"a.md": A}, {"x.md": A, "y.md": hand("New", slug="a")},
         {"x.md": "a.md"}, problems=("y.md: its slug 'a' belongs to content/a.md",)),
    Case("by hand, moved and edited, with its slug", {"h.md": hand("Hand", slug="h")},
         {"x.md:new": hand("New", slug="h")}, {"x.md": "h.md"}),
    Case("two new ones with one slug", {}, {"x.md": A, "y.md": sown("y", slug="a")}, {},
         problems=("x.md: its slug 'a' is that of content/y.md too; give each its own", "y.md: its slug 'a' is that")),
    Case("two drafts with one slug", {}, {"x.md": sown("a", draft=True), "y.md": sown("y", slug="a", draft=True)}, {},
         problems=("x.md: its slug 'a' is that of content/y.md too", "y.md: its slug 'a' is that")),
    Case("a slug that Windows keeps", {"a.md": A}, {"a.md": sown("a", slug="con"), "x.md": sown("x", slug="lpt1")}, {},
         held=("a",), problems=("a.md: the slug 'con' is no file name on Windows; choose another", "x.md: the slug")),
    Case("a title that Windows keeps", {}, {"x.md": hand("Con"), "y.md": hand("Aux")}, {"x.md": "", "y.md": ""}),
    Case("three of one title", {"x.md": H}, {"x.md": H, "y.md:y": H, "z.md:z": H},
         {"x.md": "x.md", "y.md": "", "z.md": ""}),
    Case("titles without a letter", {}, {"你.md": hand("你好"), "好.md": hand("你好!")}, {"你.md": "", "好.md": ""}),
    # broken files
    Case("broken", {"a.md": A, "b.md": B}, {"b.md": B}, {"b.md": "b.md"}, held=("a",), broken=("a.md",)),
    Case("broken, another gone", {"a.md": A, "b.md": B}, {}, {}, withdrawn=("b.md",), held=("a",), broken=("a.md",)),
    Case("gone, a new one broken", {"a.md": A, "b.md": B}, {"b.md": B}, {"b.md": "b.md"}, held=("a",), broken=("x.md",),
         problems=("a.md: warning: this file is gone; its page stays, as content/x.md may be it under another name",)),
    Case("a new one broken", {"a.md": A}, {"a.md": A}, {"a.md": "a.md"}, broken=("x.md",)),
    Case("by hand: broken, and a copy", {"h.md": H}, {"x.md": H}, {"x.md": ""}, held=("hand",), broken=("h.md",)),
    Case("moved, another broken in its place", {"a.md": A}, {"x.md": A}, {"x.md": "a.md"}, broken=("a.md",)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_what_happens_when(case: Case) -> None:
    """Each case, by its four questions: what is published as what, what is withdrawn, what stays, what is told."""
    first = promise(files(case.before), Ledger(), TODAY)
    assert not first.problems
    was = at(first)
    after = dict(case.after)
    for name, front in after.items():
        if front.id == "same":
            after[name] = replace(front, id=was["content/h.md"])
    broken = frozenset(f"content/{name}" for name in case.broken)
    today = replace(TODAY, now=NOW + timedelta(days=1), broken=broken)
    kept = promise(files(after), first.ledger, today)

    known = {path: id_ for path, id_ in was.items() if path in {f"content/{name}" for name in case.before}}
    shown = {file.path: row.id for row, file in kept.published}
    assert set(shown) == {f"content/{name}" for name in case.published}
    for name, before in case.published.items():
        assert shown[f"content/{name}"] in (
            [known[f"content/{before}"]] if before else set(shown.values()) - set(known.values())
        )
    gone = {row.id for row in kept.ledger.rows.values() if row.withdrawn}
    assert gone == {known[f"content/{name}"] for name in case.withdrawn}
    assert kept.held == {address(slug) for slug in case.held}
    assert len(kept.problems) == len(case.problems)
    for told, problem in zip(kept.problems, case.problems, strict=True):
        assert str(told).startswith(f"content/{problem}")

    # Whatever happened, nothing that was promised is lost, and the next build changes nothing.
    for id_, row in first.ledger.rows.items():
        now = kept.ledger.rows[id_]
        assert (now.number, now.published) == (row.number, row.published)
        assert set(now.addresses) >= set(row.addresses)
    again = promise(tuple(reversed(files(after))), kept.ledger, replace(today, now=today.now + timedelta(days=1)))
    assert again.ledger == kept.ledger
    assert {file.path: row.id for row, file in again.published} == shown
    assert again.held == kept.held


def steps(*folders: Folder) -> list[Kept]:
    """Return what each of these folders leads to, one after the other, a day apart."""
    kept, ledger = [], Ledger()
    for day, folder in enumerate(folders):
        kept.append(promise(files(folder), ledger, replace(TODAY, now=NOW + timedelta(days=day))))
        ledger = kept[-1].ledger
    return kept


@pytest.mark.parametrize("back", ["a.md", "x/y.md"])
def test_one_that_was_deleted_and_brought_back_is_the_same(back: str) -> None:
    """With its number, its instant and its address, wherever it comes back."""
    first, gone, again = steps({"a.md": A}, {}, {back: A})
    assert gone.ledger.rows[str(A.id)].withdrawn == NOW + timedelta(days=1)
    (before, _), (after, _) = *first.published, *again.published
    assert after == replace(before, paths=(f"content/{back}",))


def test_one_by_hand_that_was_brought_back_is_the_same() -> None:
    """By its path, or by its bytes."""
    for back in ("h.md", "x.md"):
        first, _, again = steps({"h.md": H}, {}, {back: H})
        assert again.published[0][0].id == first.published[0][0].id


def test_an_old_address_stays_with_its_article() -> None:
    """Through every change of slug: each old one leads on, can be taken again by it, and by no other."""
    first, second, third, fourth = steps(
        {"a.md": A},
        {"a.md": sown("a", slug="z")},
        {"a.md": sown("a", slug="z"), "x.md": sown("x", slug="a")},
        {"a.md": A},
    )
    assert first.published[0][0].addresses == ("articles/a.html",)
    assert second.published[0][0].addresses == ("articles/a.html", "articles/z.html")
    assert second.published[0][0].slug == "z"
    assert [problem.path for problem in third.problems] == ["content/x.md"]
    assert fourth.published[0][0].slug == "a"
    assert fourth.published[0][0].addresses == ("articles/a.html", "articles/z.html")


def test_a_slug_taken_out_stays() -> None:
    """And with it the title may change: an address is not made anew."""
    *_, last = steps({"h.md": H}, {"h.md": hand("Another title altogether")})
    assert last.published[0][0].slug == "hand"


def test_the_id_of_one_by_hand_is_the_same_on_every_machine() -> None:
    """It follows from the site, the path and the bytes; it becomes its own as soon as somebody writes it down."""
    (first,), (second,) = steps({"h.md": H}), steps({"h.md": H})
    id_ = first.published[0][0].id
    seen = f"here\ncontent/h.md\n{first.published[0][1].digest}"
    assert second.published[0][0].id == id_ == uuid.uuid5(NAMESPACE, seen).urn
    *_, third = steps({"h.md": H}, {"h.md": hand("Hand", id=id_)}, {"x.md:y": hand("Hand", id=id_)})
    assert third.published[0][0].id == id_
    assert not third.problems


def test_new_bytes_at_an_old_place_are_a_new_article() -> None:
    """The very bytes with which another article began there, which has been edited and moved since."""
    *_, last = steps({"h.md": H}, {"h.md:x": H}, {"y.md:x": H}, {"y.md:x": H, "h.md": H})
    assert len({row.id for row, _ in last.published}) == 2
    assert not last.problems


@pytest.mark.parametrize("first", [A, hand("Hand", draft=True)])
def test_a_place_belongs_to_who_was_published_there_last(first: Front) -> None:
    """Not to an article that was withdrawn, nor to a draft that was thrown away, when an id is taken out there."""
    *_, last = steps({"x.md": first}, {}, {"x.md": B}, {"x.md": sown("b", id=None)})
    assert [row.id for row, _ in last.published] == [B.id]


def test_two_branches_that_published_at_one_address() -> None:
    """After the merge it belongs to one of them, the same on every machine; the other needs a new slug, and no more."""
    one = promise(files({"a.md": A}), Ledger(), TODAY)
    other = promise(files({"b.md": sown("b", slug="a")}), Ledger(), TODAY)
    folder = {"a.md": A, "b.md": sown("b", slug="a")}
    for rows in (one.ledger.rows | other.ledger.rows, other.ledger.rows | one.ledger.rows):
        merged = promise(files(folder), Ledger(rows), TODAY)
        assert [file.path for _, file in merged.published] == ["content/a.md"]
        assert [problem.wrong for problem in merged.problems] == ["its slug 'a' belongs to content/a.md"]
        mended = promise(files({"a.md": A, "b.md": B}), merged.ledger, TODAY)
        assert not mended.problems
        assert [row.addresses for row, _ in mended.published] == [("articles/a.html",), ("articles/b.html",)]


def test_two_branches_that_began_one_file() -> None:
    """One of the two articles goes on, the same on every machine."""
    branches = [promise(files({f"h.md:{text}": H}), Ledger(), TODAY).ledger.rows for text in "xy"]
    merged = [promise(files({"h.md:z": H}), Ledger(one | two), TODAY) for one, two in (branches, reversed(branches))]
    assert merged[0].published == merged[1].published
    assert {row.id: row.withdrawn is None for row in merged[0].ledger.rows.values()} == {
        id_: id_ == merged[0].published[0][0].id for rows in branches for id_ in rows
    }


@pytest.mark.parametrize(
    ("have", "gone", "stopped"), [(220, 11, False), (219, 11, True), (100, 10, False), (11, 11, True)]
)
def test_many_that_are_gone_at_once_stop_the_build(have: int, gone: int, *, stopped: bool) -> None:
    """More than 10 and more than 5 %: an unmounted disk, half a sync. `--accept-deletions` says that it is meant."""
    everything = {f"{number}.md": sown(f"n{number}") for number in range(have)}
    first = promise(files(everything), Ledger(), TODAY)
    rest = files(dict(list(everything.items())[gone:]))
    accepted = promise(rest, first.ledger, replace(TODAY, accept_deletions=True))
    assert len([row for row in accepted.ledger.rows.values() if row.withdrawn]) == gone
    if stopped:
        with pytest.raises(FeedmillError, match=f"{gone} of {have} articles are gone at once; bring them back, or"):
            promise(rest, first.ledger, TODAY)
    else:
        assert promise(rest, first.ledger, TODAY).ledger == accepted.ledger
    # What was withdrawn before counts no more.
    assert promise(rest, accepted.ledger, TODAY).ledger == accepted.ledger
