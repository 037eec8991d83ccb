"""Links of Atom (RFC 4287 §4.2.7), which RSS borrows, and the relations that others added."""

import re
from collections.abc import Iterator

from feedmill.lint.document import ATOM, Document, Fault, Rule, Where, names, owner

_MIME = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;.*)?", re.ASCII)
_OF_FEEDS = ("current", "prev-archive", "next-archive", "hub")
_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml"}
# iana.org/assignments/link-relations, as far as feeds have used them.
_RELATIONS = names(
    "alternate author canonical collection current describedby edit edit-media enclosure first hub icon last license "
    "next next-archive payment prev prev-archive previous related replies search self service start up via"
)


def one_alternate(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find two alternates of one type and language, and an entry without content that has none (§4.1.1, §4.1.2)."""
    for parent in document.all(ATOM + "feed", ATOM + "entry"):
        links = [link for link in parent.iterfind(ATOM + "link") if link.get("rel", "alternate") == "alternate"]
        kinds: set[tuple[str | None, str | None]] = set()
        for link in links:
            kind = (link.get("type"), link.get("hreflang"))
            if kind in kinds:
                yield link, Fault("two alternates have one type and language", "keep one, or say what differs")
            kinds.add(kind)
        if not links and parent.tag == ATOM + "entry" and parent.find(ATOM + "content") is None:
            yield parent, Fault("the entry has neither content nor an alternate", 'write <link rel="alternate" …/>')


def links_whole(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find links without address, with an odd type or length, or to the document itself (RFC 4287 §4.2.7)."""
    for link in document.all(ATOM + "link"):
        href = (link.get("href") or "").strip()
        if not href or href.startswith("#"):
            yield link, Fault("a link leads to this very document or nowhere", "write its absolute address")
        if (kind := link.get("type")) is not None and not _MIME.fullmatch(kind):
            yield link, Fault(f"the link's type {kind!r} is none", "write one like text/html")
        if (size := link.get("length")) is not None and not size.isdecimal():
            yield link, Fault(f"the link's length {size!r} is no number of bytes", "write the file's size")
        if (link.text or "").strip() or len(link):
            yield link, Fault("a link is not empty", "say all of it in attributes")


def knows_itself(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a feed that does not say its own address (RFC 4287 §4.1.1: SHOULD)."""
    root = document.root
    if root is not None and not any(link.get("rel") == "self" for link in root.iterfind(ATOM + "link")):
        yield (
            root,
            Fault("it does not say its own address", 'write <link rel="self" href="…"/>', warning=not document.ours),
        )


def relations_known(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find relations that nobody registered and that are no address (RFC 4287 §4.2.7.2)."""
    for link in document.all(ATOM + "link"):
        rel = link.get("rel", "alternate").removeprefix("http://www.iana.org/assignments/relation/")
        if rel not in _RELATIONS and not re.match(r"[a-z][a-z0-9+.-]*:", rel):
            yield link, Fault(f"the relation {rel!r} is not registered", "look for a spelling mistake", warning=True)


def documents_typed(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find links to the feed itself or its history of another type than the feed's own (W3C: SelfNotAtom)."""
    expected = _TYPES.get(document.kind, "")
    for link in document.all(ATOM + "link"):
        kind = link.get("type", "").partition(";")[0]
        if link.get("rel") in ("self", *_OF_FEEDS[:3]) and owner(link) is None and kind not in ("", expected):
            yield link, Fault(f"a link {link.get('rel')!r} says the type {kind}", f"it is {expected}")


def history_in_head(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find links of the feed's history, or to its hub, in an entry, where nobody looks (RFC 5005 §4; WebSub §4)."""
    for link in document.all(ATOM + "link"):
        if link.get("rel") in _OF_FEEDS and owner(link) is not None:
            yield link, Fault(f"a link {link.get('rel')!r} stands in an entry", "put it before the first entry")


OF_ATOM: tuple[Rule, ...] = (one_alternate, knows_itself)
RULES: tuple[Rule, ...] = (links_whole, relations_known, documents_typed, history_in_head)
