"""What every feed says of its entries, whatever its format: ids, texts, people, languages."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from feedmill.lint.document import ATOM, LANGUAGE, Document, Fault, Rule, Where
from feedmill.lint.html import ELEMENTS

_UUID = re.compile(r"urn:uuid:[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.IGNORECASE)
_TAG_URI = re.compile(r"tag:[^,/:]+,\d{4}(-\d\d(-\d\d)?)?:.*")  # RFC 4151 §2.1
_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TWICE = re.compile(r"&(amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9A-Fa-f]+);")
# RFC 5646 §2.1, as far as feeds use it: language, script, region, variants, extensions.
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Za-z0-9]{4,8})*(-[a-z]-[A-Za-z0-9-]+)?"
)
_END = re.compile(r"</([A-Za-z][A-Za-z0-9]*)\s*>")
_TAG = re.compile(r"<[^>]*>")


def ids_unique(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find two entries with one id: readers take the second for a new version of the first (RFC 4287 §4.1.1)."""
    times = Counter(entry.id for entry in document.entries)
    for entry in document.entries:
        if times[entry.id] > 1 and entry.id:
            yield entry, Fault(f"{times[entry.id]} entries have the id {entry.id}", "give each its own")
            times[entry.id] = 0


def ids_lasting(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find ids of ours that are addresses: an id must outlive titles, addresses and domains (RFC 4151 §1.2)."""
    ids = [(entry, entry.id) for entry in document.entries]
    for where, said in ids if document.ours else ():
        if not _URN.fullmatch(said) and said.startswith("http"):
            right = "an id is for life: write urn:uuid:…, or leave it to feedmill"
            yield where, Fault(f"the id {said!r} is an address, which may change", right, warning=True, field="id")
    own = document.feed.id if document.feed else ""
    if document.ours and document.kind == "atom" and document.feed and not _URN.fullmatch(own):
        yield 0, Fault(f"the feed's id is {own!r}", "build it again: it is a urn:uuid")


def ids_formed(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find ids that begin as a UUID or a tag and go on otherwise (RFC 9562 §4, RFC 4151 §2.1; W3C: InvalidUUID)."""
    for entry in document.entries:
        for begin, form, right in (
            ("urn:uuid:", _UUID, "32 hex digits in five groups"),
            ("tag:", _TAG_URI, "tag:example.org,2024:…"),
        ):
            if entry.id.lower().startswith(begin) and not form.fullmatch(entry.id):
                yield entry, Fault(f"the id {entry.id!r} is not well formed", f"write {right}", field="id")


def titles_there(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find entries without a title: readers invent one, each another."""
    for entry in document.entries:
        if not entry.title.strip():
            yield entry, Fault("the entry has no title", "write one", warning=not document.ours, field="title")


def escaped_once(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find plain text that was escaped twice, and shows as "AT&amp;T" (JSON Feed "title"; RFC 4287 §3.1.1.1)."""
    for entry in document.entries:
        texts = (
            ("title", entry.title),
            *(("tags", tag) for tag in entry.tags),
            *(("authors", n) for n in entry.authors),
        )
        if document.kind != "rss":  # whose description is HTML
            texts = (*texts, ("summary", entry.summary))
        for field, text in texts:
            if found := _TWICE.search(text):
                right = f"write {unescape(found[0])!r}, unless the letters {found[0]!r} are meant"
                wrong = f"{field}: {found[0]!r} is escaped twice"
                yield entry, Fault(wrong, right, warning=True, field=field, text=found[0])


def plain_is_plain(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find HTML in titles and tags, and mail addresses in names (W3C: ContainsHTML, ContainsEmail)."""
    for entry in document.entries:
        for field, text in (("title", entry.title), *(("tags", tag) for tag in entry.tags)):
            if found := next((each for each in _END.finditer(text) if each[1].lower() in ELEMENTS), None):
                right = "write it without, unless the letters are meant"
                yield entry, Fault(f"{field}: {found[0]!r} is HTML", right, warning=True, field=field, text=found[0])
        if mail := next((name for name in entry.authors if "@" in name), ""):
            right = "write the name alone: whatever stands in a feed gets mail"
            yield entry, Fault(f"{mail!r} holds a mail address", right, warning=True, field="authors", text=mail)


def summary_adds(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find summaries that repeat the title or the whole text (RFC 4287 §4.2.13). Where there is no text, one must."""
    for entry in document.entries:
        said = "".join(entry.summary.split())
        if said and entry.content and said == "".join(entry.title.split()):
            wrong = "the summary repeats the title"
        elif said and entry.content and said == "".join(unescape(_TAG.sub("", entry.content)).split()):
            wrong = "the summary repeats the whole text"
        else:
            continue
        right = "leave it out; readers show both"
        yield entry, Fault(wrong, right, warning=not document.ours, field="summary")


def names_not_empty(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find tags and names that say nothing, and those that stand there twice."""
    for entry in document.entries:
        for field, names in (("tags", entry.tags), ("authors", entry.authors)):
            if any(not name.strip() for name in names):
                yield entry, Fault(f"{field}: one of them is empty", "write it, or leave it out", field=field)
            twice = next((name for name in names if names.count(name) > 1), "")
            if twice:
                wrong = f"{field}: {twice!r} stands there twice"
                yield entry, Fault(wrong, "write it once", warning=True, field=field, text=twice)


def languages_tagged(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find languages that are no tags, as "de_AT" is none (RSS 2.0 "language"; RFC 5646 §2.1)."""
    own = document.feed.language if document.feed else ""
    found: list[tuple[Where, str]] = [(0, own)] if own else []
    found += [(entry, entry.language) for entry in document.entries if entry.language != own]
    found += [(link, link.get("hreflang", "")) for link in document.all(ATOM + "link") if link.get("hreflang")]
    for where, tag in found:
        if tag and not _LANGUAGE.fullmatch(tag):
            yield (
                where,
                Fault(f"the language {tag!r} is no language tag", 'write it like "de" or "de-AT"', field="language"),
            )
    if document.ours and document.feed and not own:
        yield 0, Fault("the feed does not say its language", "say it in feedmill.toml: language")
    if document.kind == "atom" and document.root is not None and document.ours and not document.root.get(LANGUAGE):
        yield document.root, Fault("xml:lang is missing", 'write xml:lang="…" on <feed>')


def one_enclosure(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find items with several enclosures: readers of RSS keep the first or the last (Profile "enclosure")."""
    for entry in document.entries if document.kind == "rss" else ():
        if len(entry.enclosures) > 1:
            right = "leave one; link the others in the text"
            warning = not document.ours
            wrong = f"the item has {len(entry.enclosures)} enclosures"
            yield entry, Fault(wrong, right, warning=warning, field="enclosures")


RULES: tuple[Rule, ...] = (
    ids_unique,
    ids_lasting,
    ids_formed,
    titles_there,
    escaped_once,
    plain_is_plain,
    summary_adds,
    names_not_empty,
    languages_tagged,
    one_enclosure,
)
