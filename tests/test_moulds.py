"""feedgen is asked once for each form of entry: what the values are put into is what it would have written."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from lxml import etree
from msgspec import structs

from feedmill import moulds
from feedmill.documents import Feed
from feedmill.formats import atom, rss
from feedmill.moulds import Said, add, filled, marked, mould
from feedmill.text import legal, squeeze
from strategies import text as texts
from test_feeds_agree import BASE, FEED, feeds

BOTH = pytest.mark.parametrize("room", [rss, atom])


def by_feedgen(room: ModuleType, feed: Feed) -> bytes:
    """Return the document with each entry as feedgen writes it with its values, no marks and no moulds."""
    with pytest.MonkeyPatch.context() as patch:

        def written(document: bytes, end: str, form: Callable[..., Any], entries: Sequence[Sequence[Said]]) -> bytes:
            texts = []
            for said in entries:
                patch.setattr(room, "marked", lambda _, said=said: said)
                texts.append(form.__wrapped__(tuple(field for field, _ in said)).begin)  # type: ignore[attr-defined]
            return document.replace(end.encode(), "".join((*texts, end)).encode())

        patch.setattr(room, "filled", written)
        return bytes(room.render(feed))


def canonical(document: bytes) -> bytes:
    """Return what an XML document says to a program, whatever its spelling."""
    return bytes(etree.tostring(etree.fromstring(document), method="c14n"))


@BOTH
@given(feeds)
def test_an_entry_is_what_feedgen_would_have_written(room: ModuleType, feed: Feed) -> None:
    """Whatever it says and leaves out; only the spelling of "&" and "<" is ours."""
    assert canonical(room.render(feed)) == canonical(by_feedgen(room, feed))


@BOTH
def test_feedgen_is_asked_once_for_each_form(room: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred entries with the same fields take its time once: that is what moulds are for."""
    asked: list[Sequence[str]] = []

    def noted(fields: Sequence[str]) -> list[Said]:
        asked.append(fields)
        return marked(fields)

    monkeypatch.setattr(room, "marked", noted)
    entry = FEED.entries[0]
    meta = structs.replace(entry.meta, tags=entry.meta.tags * 9)  # which no other test has
    room.render(structs.replace(FEED, entries=(structs.replace(entry, meta=meta),) * 100))
    assert len(asked) == 1


@given(texts())
def test_a_value_is_spelled_for_its_place(anything: str) -> None:
    """In an attribute, in a text, in the spelling for plain text: an XML parser reads what was said."""
    said = squeeze(legal(anything))
    fields = ("b", "c", "d")
    (_, one), (_, two), (_, three) = marked(fields)
    written = f'<x b="{one}"><c>{two}</c><d>{three}</d></x>\n'
    form = mould(written.encode(), ("<x", "\n"), fields, {"d": moulds.plain})
    read = etree.fromstring(filled(b"<r></r>", "</r>", lambda _: form, [[(field, said) for field in fields]]))[0]
    assert (read.get("b"), read[0].text or "", read[1].text or "") == (said, said, said)


def test_what_has_a_prefix_is_added() -> None:
    """The text of an element, several of one name, and attributes that belong to one element."""
    element = etree.Element("item")
    said = [("title", "T"), ("p:a", "1"), ("p:a", "2"), ("p:b@c", "3"), ("p:b@d", "4"), ("p:c@d", "5")]
    add(element, said, {"p": BASE})
    found = [(etree.QName(each).localname, each.text, dict(each.attrib)) for each in element]
    assert found == [("a", "1", {}), ("a", "2", {}), ("b", None, {"c": "3", "d": "4"}), ("c", None, {"d": "5"})]
