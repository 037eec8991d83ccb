"""The HTML of an entry: what readers forbid, what they cannot resolve, what breaks the page around it."""

import re
from collections.abc import Iterator

from feedmill.lint.document import Document, Fault, Rule, Where, names
from feedmill.lint.html import ELEMENTS, Mark, body
from feedmill.received import ReceivedEntry

_ACTIVE = names("script iframe frame frameset object embed applet form input button select textarea")
_FOREIGN = names("style link meta base svg math")
_DANGEROUS = re.compile(r"[\s\x00-\x1f]*(javascript|vbscript|data)\s*:", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_POSITIONS = re.compile(r"position\s*:|float\s*:|z-index\s*:|margin[^:;]*:\s*-|expression\s*\(|url\s*\(", re.IGNORECASE)


def _marks(document: Document) -> Iterator[tuple[ReceivedEntry, Mark]]:
    for entry in document.entries:
        for mark in body(entry.content).marks:
            yield entry, mark


def nothing_active(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find scripts, frames and forms: readers cut them out, or show nothing of the entry (W3C: SecurityRisk)."""
    for entry, (name, _) in _marks(document):
        if name in _ACTIVE:
            yield entry, Fault(f"<{name}> stands in the content", "leave it out; link to it", text=f"<{name}")


def nothing_foreign(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find styles, vector drawings and formulas in line: most readers drop them and keep what is in them as text."""
    for entry, (name, _) in _marks(document):
        if name in _FOREIGN:
            right = "leave it out, or make it a picture"
            yield entry, Fault(f"<{name}> stands in the content", right, warning=not document.ours, text=f"<{name}")


def elements_known(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find elements that HTML does not have (W3C: NotHtml); what stands in a drawing or formula is another matter."""
    for entry in document.entries:
        marks = body(entry.content).marks
        if not any(name in ("svg", "math") for name, _ in marks):
            for name in dict.fromkeys(name for name, _ in marks if name not in ELEMENTS):
                right = "write HTML, or &lt; for a sign"
                yield entry, Fault(f"<{name}> is no HTML", right, warning=not document.ours, text=f"<{name}")


def no_handlers(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find attributes that run a script (W3C: SecurityRiskAttr)."""
    for entry, (name, attributes) in _marks(document):
        for attribute in attributes:
            if attribute.startswith("on"):
                yield entry, Fault(f"<{name} {attribute}> would run a script", "leave it out", text=attribute)


def no_dangerous_addresses(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find addresses that run a script or hold the data themselves: readers cut them out (WHATWG URL; RFC 2397)."""
    for entry in document.entries:
        for name, address in body(entry.content).addresses:
            if found := _DANGEROUS.match(address):
                wrong = f"<{name}> has an address that begins with {found[1].lower()}:"
                yield entry, Fault(wrong, "write one that begins with https:", text=address[:40])


def no_positioning(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find styles that position: in a reader they cover what is not theirs (W3C: DangerousStyleAttr)."""
    for entry, (name, attributes) in _marks(document):
        if found := _POSITIONS.search(attributes.get("style", "")):
            wrong = f"<{name} style> says {found[0]!r}"
            yield entry, Fault(wrong, "leave the style out", warning=not document.ours, text=found[0])


def addresses_absolute(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find relative addresses: four of twelve readers resolve them (W3C: ContainsRelRef)."""
    for entry in document.entries:
        for name, address in body(entry.content).addresses:
            if not _ABSOLUTE.match(address.strip()):
                right = "write it absolute: https://…"
                wrong = f"<{name}> leads to {address!r}, which is relative"
                yield entry, Fault(wrong, right, warning=not document.ours, text=address)


def well_nested(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find tags that end what is not open, or are never ended: they spoil the page around the entry (HTML §13.1.2)."""
    for entry in document.entries:
        if tag := body(entry.content).misnested:
            right = "end what began last first"
            yield entry, Fault(f"{tag} is not well nested", right, warning=not document.ours, text=tag)


def ids_distinct(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find two elements with one id in a document: readers show many entries on one page (HTML §3.2.6)."""
    seen: set[str] = set()
    for entry, (_, attributes) in _marks(document):
        id_ = attributes.get("id")
        if id_ and id_ in seen:
            wrong = f"the id {id_!r} stands twice in the document"
            yield entry, Fault(wrong, "give each its own", warning=not document.ours, text=f'id="{id_}"')
        seen.update(filter(None, (id_,)))


RULES: tuple[Rule, ...] = (
    nothing_active,
    nothing_foreign,
    elements_known,
    no_handlers,
    no_dangerous_addresses,
    no_positioning,
    addresses_absolute,
    well_nested,
    ids_distinct,
)
