"""What subscribers see when one output takes another's place: from what feeds say, and nothing else."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from feedmill.answers import Change, Impact
from feedmill.impact import glance, impact, stands_for_nothing, vanished
from feedmill.received import ReceivedEntry, ReceivedFeed, ReceivedFile
from feedmill.settings import FormatName
from feedmill.words.publishing import impact as worded

BASE = "https://example.org/"
NAMES: dict[FormatName, str] = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}
Documents = tuple[ReceivedFeed, ...]


def entry(name: str, base: str = BASE, **more: object) -> ReceivedEntry:
    """Return an entry; the later its letter, the newer it is."""
    day = ord(name[0]) - ord("a") + 1
    at = f"2024-10-{day:02}T12:00:00Z"
    plain = ReceivedEntry(
        id=f"urn:{name}",
        title=f"Title {name}",
        link=f"{base}articles/{name}.html",
        published=at,
        updated=at,
        language="en",
        authors=("Ada",),
        tags=("x",),
        summary="",
        content=f'<p>Text {name} <img src="{base}media/{name}.png"></p>',
        image="",
        enclosures=(),
        line=0,
    )
    return replace(plain, **more)


def document(
    folder: str, *entries: ReceivedEntry, base: str = BASE, format_: FormatName = "atom", **more: object
) -> ReceivedFeed:
    """Return a feed document."""
    path = folder + NAMES[format_]
    plain = ReceivedFeed(
        path=path,
        format=format_,
        id=f"urn:feed:{folder}" if format_ == "atom" else "",
        title="Site – x" if folder.startswith("tags") else "Site",
        home=base + folder,
        address=base + path,
        language="en",
        updated="",
        hubs=(),
        current="",
        older="",
        newer="",
        deleted=(),
        entries=entries,
    )
    return replace(plain, **more)


def seen(old: Documents, new: Documents, *withdrawn: str) -> Impact:
    """Return what subscribers see."""
    return impact(map(glance, old), map(glance, new), withdrawn)


def changes(found: Impact, folder: str = "") -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return kind and fields of what happens to each entry of a feed, each told once."""
    told = [change for feed in found.feeds if feed.folder == folder for change in feed.entries]
    assert len({change.id for change in told}) == len(told)
    return {change.id: (change.kind, change.what) for change in told}


def one(found: Impact) -> Change:
    """Return the only change that there is."""
    ((change,),) = (feed.entries for feed in found.feeds)
    return change


A, B, C = entry("a"), entry("b"), entry("c")


def test_the_same_is_nothing() -> None:
    """Where nothing differs, nothing is said, and nothing is harmful."""
    old = (document("", C, B, A), document("tags/x/", A))
    assert seen(old, old) == Impact()
    assert not seen(old, old).harmful
    assert worded(Impact()) == "nothing: subscribers will see no difference"


def test_what_is_new_is_unread() -> None:
    """An id that no subscriber has seen is new, in each feed where it stands."""
    found = seen((document("", A), document("tags/x/", A)), (document("", B, A), document("tags/x/", B, A)))
    assert changes(found) == changes(found, "tags/x/") == {"urn:b": ("new", ())}
    assert not found.harmful
    assert found.count("new") == 1, "one article, however many feeds it stands in"


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("title", "Other", ("title",)),
        ("content", "<p>Other</p>", ("content",)),
        ("summary", "Other", ("summary",)),
        ("authors", ("Bo",), ("authors",)),
        ("tags", ("x", "y"), ("tags",)),
        ("language", "de", ("language",)),
        ("image", "https://example.org/i.png", ("image",)),
        ("enclosures", (ReceivedFile("u", "t", 1),), ("enclosures",)),
        ("updated", "2024-10-09T12:00:00Z", ("updated",)),
        ("published", "2024-10-01T11:00:00Z", ("published",)),
    ],
)
def test_what_differs_is_updated_and_says_where(field: str, value: object, what: tuple[str, ...]) -> None:
    """The same id with anything else in it is changed, not announced; whether `updated` moved is told."""
    found = seen((document("", B, A),), (document("", B, replace(A, **{field: value})),))
    assert changes(found) == {"urn:a": ("updated", what)}
    assert not found.harmful
    assert ("did not move" in worded(found)) == ("updated" not in what)


def test_another_address_is_a_move() -> None:
    """The same id at another address is moved, and says where it was."""
    moved = replace(A, link=BASE + "articles/other.html")
    change = one(seen((document("", A),), (document("", moved),)))
    assert (change.kind, change.was, change.link) == ("moved", A.link, moved.link)


def test_a_site_that_moves_takes_its_entries_with_it() -> None:
    """On another domain every entry and every feed is at another address, and nothing else is said to differ."""
    base = "https://example.net/blog/"
    old = (document("", B, A), document("tags/x/", A))
    new = (
        document("", entry("b", base), entry("a", base), base=base),
        document("tags/x/", entry("a", base), base=base),
    )
    found = seen(old, new)
    assert changes(found) == {"urn:a": ("moved", ("link",)), "urn:b": ("moved", ("link",))}
    assert [each.kind for feed in found.feeds for each in feed.feed] == ["moved", "moved"]
    assert not found.harmful
    assert worded(found).splitlines()[0].endswith("2 moved, 2 feeds at another address")
    assert "moved        2 entries with it" in worded(found)


@pytest.mark.parametrize(
    "again",
    [
        replace(A, id="urn:z", title="Another", content="<p>Other</p>"),
        replace(A, id="urn:z", link=BASE + "articles/z.html", published="2024-12-01T12:00:00Z"),
        replace(A, id="urn:z", link=BASE + "articles/z.html", content="<p>Other</p>"),
    ],
    ids=["same address", "same title and text", "same title and date"],
)
def test_an_article_under_another_id_is_announced_again(again: ReceivedEntry) -> None:
    """It is told once, as announced again, and not as one that is new and one that is lost or withdrawn."""
    for withdrawn in ((), ("urn:a",)):
        found = seen((document("", B, A),), (document("", B, again),), *withdrawn)
        change = one(found)
        assert (change.kind, change.id, change.was) == ("again", "urn:z", "urn:a")
        assert found.harmful


def test_two_articles_that_are_alike_are_two() -> None:
    """A new article like one that is still there is new: nothing is announced again."""
    twin = replace(A, id="urn:z", link=BASE + "articles/z.html")
    assert changes(seen((document("", A),), (document("", A, twin),))) == {"urn:z": ("new", ())}


@pytest.mark.parametrize(
    ("published", "kind"),
    [
        ("2024-10-02T11:59:59Z", "updated"),  # less than a day, and B is newer still
        ("2024-10-02T12:00:00Z", "again"),
        ("2024-09-01T12:00:00Z", "updated"),
        ("", "updated"),
    ],
)
def test_a_date_that_jumps_announces_again(published: str, kind: str) -> None:
    """An article that moves up among newer ones looks like a new one; one that moves down, or by seconds, does not."""
    found = seen((document("", B, A),), (document("", B, replace(A, published=published)),))
    assert changes(found) == {"urn:a": (kind, ("published",))}


def test_one_that_overtakes_another_jumps() -> None:
    """Within a day it is the order among its neighbours that counts."""
    near = replace(B, published="2024-10-01T12:00:05Z")
    late = replace(A, published="2024-10-01T12:00:09Z")
    assert changes(seen((document("", near, A),), (document("", late, near),))) == {"urn:a": ("again", ("published",))}
    down, below = replace(A, published="2024-10-01T11:00:00Z"), replace(B, published="2024-09-01T12:00:00Z")
    fallen = changes(seen((document("", B, A),), (document("", down, below),)))
    assert {kind for kind, _ in fallen.values()} == {"updated"}, "both moved down, one past the other"


def test_one_that_is_gone_without_a_word_is_lost() -> None:
    """Neither in the document, nor in the history, nor withdrawn."""
    found = seen((document("", B, A), document("tags/x/", A)), (document("", B), document("tags/x/")))
    assert changes(found) == changes(found, "tags/x/") == {"urn:a": ("lost", ())}
    assert found.harmful


def test_a_tombstone_in_one_format_speaks_for_all() -> None:
    """RSS cannot say that an entry is withdrawn; where Atom says so it is, in collections too."""
    old = (document("", B, A), document("", B, A, format_="rss"), document("tags/x/", A, format_="rss"))
    new = (
        document("", B, deleted=(("urn:a", "2024-11-01T12:00:00Z"),)),
        document("", B, format_="rss"),
        document("tags/x/", format_="rss"),
    )
    found = seen(old, new)
    assert changes(found) == changes(found, "tags/x/") == {"urn:a": ("withdrawn", ())}
    assert not found.harmful
    assert not vanished(map(glance, old), map(glance, new)), "no page needs to be asked"


def test_a_page_may_say_that_it_was_withdrawn() -> None:
    """Where no feed says so, its page does: `vanished` names the pages to be asked."""
    old, new = (document("", B, A),), (document("", B),)
    assert vanished(map(glance, old), map(glance, new)) == {"urn:a": "articles/a.html"}
    assert changes(seen(old, new, "urn:a")) == {"urn:a": ("withdrawn", ())}
    assert stands_for_nothing(b'<meta name="robots" content="noindex">')
    assert not stands_for_nothing(b'<meta name="robots" content="noindex"><meta http-equiv="refresh">')
    assert not stands_for_nothing(b"<h1>An article</h1>")


def test_history_counts_as_one_with_the_feed() -> None:
    """An entry that is sealed is not lost, if one can get there; one that is sealed at once is new, and marked."""
    first = document("history/1/", A)
    led = document("", C, older=first.address)
    found = seen((document("", B, A),), (document("", C, B, older=first.address), first))
    assert changes(found) == {"urn:c": ("new", ())}
    assert changes(seen((document("", B, A),), (led, document("history/1/", B, A)))) == {"urn:c": ("new", ())}
    unlinked = seen((document("", B, A),), (document("", C, B), first))
    assert changes(unlinked) == {"urn:c": ("new", ()), "urn:a": ("lost", ())}
    straight = seen((document("", B),), (document("", B, older=first.address), first))
    assert one(straight).sealed
    edited = document("history/1/", replace(A, title="Other"))
    assert one(seen((led, first), (led, edited))).sealed


def test_an_article_out_of_the_history_is_announced_again() -> None:
    """Who subscribed after it was sealed has never seen it."""
    first = document("history/1/", A)
    found = seen((document("", B, older=first.address), first), (document("", B, A),))
    assert changes(found) == {"urn:a": ("again", ("history",))}


def test_a_circle_in_the_history_ends() -> None:
    """Sealed documents that lead to each other are each read once."""
    one_, two = document("history/1/", A), document("history/2/", B)
    circle = (document("", C, older=two.address), replace(two, older=one_.address), replace(one_, older=two.address))
    assert seen(circle, circle) == Impact()


def test_a_collection_may_let_go() -> None:
    """An article that lost a tag, or that newer ones push out of the window, is still on the site: nothing is lost."""
    old = (document("", B, A), document("tags/x/", B, A))
    assert changes(seen(old, (document("", B, A), document("tags/x/", B))), "tags/x/") == {}
    pushed = seen(old, (document("", C, B, A), document("tags/x/", C, B)))
    assert changes(pushed, "tags/x/") == {"urn:c": ("new", ())}
    assert not pushed.harmful


def test_more_than_a_window_at_once_loses_some() -> None:
    """Who polls a tag sees only its window: what came and went between two polls nobody saw."""
    many = [entry(name) for name in "ihgfed"]
    other = replace(entry("j"), tags=("y",))
    old = (document("", A), document("tags/x/", A))
    found = seen(old, (document("", other, *many, A), document("tags/x/", *many[:4])))
    kinds = {id_: kind for id_, (kind, _) in changes(found, "tags/x/").items()}
    assert kinds == dict.fromkeys(("urn:i", "urn:h", "urn:g", "urn:f"), "new") | {"urn:e": "lost", "urn:d": "lost"}
    assert found.harmful
    whole = seen(old, (document("", other, *many[:4], A), document("tags/x/", *many[:4])))
    assert not whole.harmful, "a whole window and not one more"
    late = seen(old, (document("", entry("b"), A, replace(entry("c"), published="2014")), document("tags/x/", B, A)))
    assert not late.harmful, "what is new and older than all in the window was never announced there"


def test_other_ids_are_no_flood() -> None:
    """Where all articles of a tag have other ids, those outside its window were not new, so none is lost."""
    entries = [entry(name) for name in "dcba"]
    others = [replace(each, id=f"{each.id}:2") for each in entries]
    old, new = ((document("", *each), document("tags/x/", *each[:2])) for each in (entries, others))
    assert {kind for kind, _ in changes(seen(old, new)).values()} == {"again"}
    assert changes(seen(old, new), "tags/x/") == {"urn:d:2": ("again", ()), "urn:c:2": ("again", ())}


def test_a_feed_that_vanishes_or_changes_its_id_is_harmful() -> None:
    """Nothing comes any more, or everything once more. A feed that is new harms nobody and announces nothing."""
    gone = seen((document("", A), document("", A, format_="json")), (document("", A),))
    ((change,),) = (feed.feed for feed in gone.feeds)
    assert (change.kind, change.formats, change.was) == ("gone", ("json",), BASE + "feed.json")
    assert gone.harmful
    again = seen((document("", A),), (document("", A, id="urn:other"),))
    ((change,),) = (feed.feed for feed in again.feeds)
    assert (change.kind, change.entries) == ("again", 1)
    assert again.harmful
    begun = seen((document("", A),), (document("", A), document("tags/x/", A)))
    assert [(feed.feed[0].kind, feed.entries) for feed in begun.feeds] == [("begun", ())]
    assert not begun.harmful


def test_formats_are_named_where_they_differ() -> None:
    """RSS cannot say that `updated` moved: the others do. What all say is told once, and names none."""
    later = replace(A, updated="2024-11-01T12:00:00Z")
    old = tuple(document("", A if name != "rss" else replace(A, updated=""), format_=name) for name in NAMES)
    new = (old[0], *(document("", later, format_=name) for name in ("atom", "json")))
    assert one(seen(old, new)).formats == ("atom", "json")
    titled = tuple(replace(each, entries=(replace(each.entries[0], title="Other"),)) for each in new)
    assert (one(seen(old, titled)).formats, one(seen(old, titled)).what) == ((), ("title", "updated"))
    both = seen(old[:2], (*titled[:2], document("", A, format_="json")))
    assert both.feeds[0].entries[0].formats == (), "nobody has subscribed yet to the third"
    more = seen(old[:2], (*old[:2], document("", A, B, format_="json")))
    assert [(feed.feed[0].kind, feed.entries) for feed in more.feeds] == [("begun", ())]


def test_titles_cannot_command_a_terminal_and_are_clipped() -> None:
    """A title stands on one line, its signs spelled out, no longer than a line may be; beyond ten they are counted."""
    wild = replace(A, title="\x1b[31m" + "long " * 40)
    many = tuple(replace(entry("b"), id=f"urn:{n}", link=f"{BASE}{n}", title=f"N {n}") for n in range(30))
    said = worded(seen((document("", C),), (document("", wild, *many, C),)))
    assert "\x1b" not in said
    assert "\\x1b[31mlong" in said
    assert max(map(len, said.splitlines())) < 100
    assert "new          and 21 more" in said
    assert len(worded(seen((document("", C),), (document("", wild, *many, C),)), verbose=True).splitlines()) == 34


# ── whatever two outputs hold ───────────────────────────────────────────────────────────────────

STATES = st.builds(
    lambda title, content, day: {"title": title, "content": content, "published": f"2024-10-{day:02}T12:00:00Z"},
    st.sampled_from(["T", "U"]),
    st.sampled_from(["", "v", "w"]),
    st.integers(1, 28),
)
POOL = st.dictionaries(st.sampled_from("abcdefgh"), STATES, max_size=8)


@st.composite
def outputs(draw: st.DrawFn) -> Documents:
    """Return an output: the site's feed, its history, a tag's window."""
    entries = [entry(name, **state) for name, state in sorted(draw(POOL).items(), reverse=True)]
    cut = draw(st.integers(0, len(entries)))
    first = document("history/1/", *entries[cut:])
    deleted = tuple((f"urn:{name}", "") for name in draw(st.sets(st.sampled_from("abcdefgh"), max_size=2)))
    whole = document("", *entries[:cut], older=first.address, deleted=deleted)
    return whole, first, document("tags/x/", *entries[: draw(st.integers(0, 4))])


def held(output: Documents) -> dict[str, ReceivedEntry]:
    """Return what a subscriber of the site's feed can see."""
    return {each.id: each for document in output[:2] for each in document.entries}


@given(outputs(), outputs())
def test_everything_is_told_once(old: Documents, new: Documents) -> None:
    """Each entry that came, went or changed is told in one way; of one that did not, only that it left the history."""
    told = changes(seen(old, new))
    before, now = held(old), held(new)
    came, went = now.keys() - before.keys(), before.keys() - now.keys()
    kinds = {id_: kind for id_, (kind, _) in told.items()}
    assert {id_ for id_ in came if kinds.get(id_) in ("new", "again")} == came
    renamed = {change.was for feed in seen(old, new).feeds for change in feed.entries if change.was.startswith("urn:")}
    assert {id_ for id_ in went if kinds.get(id_) in ("withdrawn", "lost")} == went - renamed
    differ = {id_ for id_ in now.keys() & before.keys() if now[id_] != before[id_]}
    back = {each.id for each in new[0].entries} & {each.id for each in old[1].entries}
    assert kinds.keys() == came | (went - renamed) | differ | back


@given(outputs())
def test_nothing_comes_of_nothing(output: Documents) -> None:
    """The same output again, its documents in any order, is no change, nor is the same one on another domain lost."""
    assert seen(output, output[::-1]) == Impact()
    raw = msgspec.json.encode(output).replace(BASE.encode(), b"https://example.net/a/")
    moved = seen(output, msgspec.json.decode(raw, type=tuple[ReceivedFeed, ...]))
    assert not moved.harmful
    assert {kind for feed in moved.feeds for kind, _ in changes(moved, feed.folder).values()} <= {"moved"}


@given(outputs(), outputs())
def test_the_order_of_documents_does_not_matter(old: Documents, new: Documents) -> None:
    """The same is said however the folders are listed."""
    assert seen(old, new) == seen(old[::-1], new[::-1])
