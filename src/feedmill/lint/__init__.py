"""Documents that were built → what is wrong with them: what a feed validator says, and what readers trip over.

A rule is a function: its name says what should be so, its docstring what it finds and on whose word. There are rules
for one document, for the formats of one feed, and for all documents of a site; this is the list of them.
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from feedmill.findings import Finding
from feedmill.lint import (
    addresses,
    agreement,
    atom,
    content,
    entries,
    jsonfeed,
    links,
    moments,
    opml,
    pages,
    podcast,
    rss,
    sitemap,
    structure,
    whole,
    xml,
)
from feedmill.lint.document import ATOM, Document, Element, Fault, Kind, Rule, Where, line_of, owner, said
from feedmill.lint.places import line_in
from feedmill.received import ReceivedEntry

_EVERY: tuple[Rule, ...] = (
    *xml.EVERY_FEED,
    *moments.RULES,
    *entries.RULES,
    *content.RULES,
    *addresses.RULES,
)
RULES: dict[Kind, tuple[Rule, ...]] = {
    "rss": (*xml.RULES, *structure.RULES, *rss.RULES, *links.RULES, moments.mail_dates, *podcast.RULES, *_EVERY),
    "atom": (*xml.RULES, *structure.RULES, *atom.RULES, *links.OF_ATOM, *links.RULES, moments.net_dates, *_EVERY),
    "json": (xml.well_formed, *jsonfeed.RULES, moments.net_dates, *_EVERY),
    "opml": (*xml.RULES, *opml.RULES, moments.mail_dates),
    "sitemap": (*xml.RULES, *sitemap.RULES),
    "robots": sitemap.ROBOTS,
    "page": pages.RULES,
    "other": (xml.well_formed,),
}


class Wanted(Struct, frozen=True):
    """A place inside a page that must be there, and what is told if it is not."""

    page: str
    fragment: str
    otherwise: Finding


def judge(document: Document) -> list[Finding]:
    """Return what is wrong with one document."""
    return [_finding(document, *told, rule) for rule in RULES[document.kind] for told in rule(document)]


def compare(siblings: tuple[Document, ...]) -> list[Finding]:
    """Return where the formats of one feed disagree."""
    return [_finding(*told, rule) for rule in agreement.RULES for told in rule(siblings)]


def survey(site: whole.Whole) -> list[Finding]:
    """Return what is wrong between the documents of a site."""
    return [replace(each, rule=name(rule)) for rule in whole.RULES for each in rule(site)]


def wanted(document: Document) -> Iterator[Wanted]:
    """Yield every place inside another page that a document leads to."""
    if document.kind == "page":
        found: Iterable[tuple[Where, str, str, str]] = (
            (line, path, fragment, address)
            for line, address, path, fragment in pages.links(document)
            if fragment and path != document.place and path.endswith(".html")
        )
    else:
        found = addresses.fragments(document)
    for where, page, fragment, address in found:
        fault = Fault(f"{address} leads to no place on that page", "mend the link", text=address)
        yield Wanted(page, fragment, _finding(document, where, fault, places_lead))


def places_lead(page: Document, asked: Iterable[Wanted]) -> list[Finding]:
    """Find links from elsewhere to a place on a page that is not there (HTML §7.4.6.3)."""
    here = pages.anchors(page)
    return [each.otherwise for each in asked if each.fragment not in here and each.fragment.lower() != "top"]


def rules() -> dict[str, str]:
    """Return every rule's name and what it finds, in order."""
    every: list[Callable[..., object]] = [rule for listed in RULES.values() for rule in listed]
    every += [*agreement.RULES, *whole.RULES, places_lead]
    return {name(rule): (rule.__doc__ or "").strip() for rule in every}


def name(rule: Callable[..., object]) -> str:
    """Return a rule's room and name: "atom.ids_absolute"."""
    return f"{rule.__module__.removeprefix('feedmill.lint').removeprefix('.') or 'site'}.{rule.__name__}"


def _finding(document: Document, where: Where, fault: Fault, rule: Callable[..., object]) -> Finding:
    """Return what a rule said with its place, and the entry that caused it."""
    line, entry = where if isinstance(where, int) else 0, ""
    if isinstance(where, ReceivedEntry):
        line, entry = line_in(document, where, fault.text), where.id
    elif not isinstance(where, int):
        line, entry = line_of(where), _id_of(where)
    return Finding(
        document=document.path,
        line=line,
        wrong=fault.wrong,
        right=fault.right,
        warning=fault.warning,
        entry=entry,
        field=fault.field,
        text=fault.text,
        rule=name(rule),
    )


def _id_of(element: Element) -> str:
    holder = owner(element)
    if holder is None:
        return ""
    return said(holder, ATOM + "id") or said(holder, "guid") or said(holder, "link")
