"""Sitemaps (sitemaps.org, protocol 0.9) and robots.txt (RFC 9309)."""

import re
from collections.abc import Iterator

from feedmill.lint.document import Document, Fault, Rule, Where, line_of, said
from feedmill.lint.moments import net_fault

MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_MOST, _LARGEST = 50_000, 50 * 1024 * 1024
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


def places(document: Document) -> Iterator[tuple[int, str, str]]:
    """Yield line, address and `lastmod` of all that a sitemap lists."""
    for place in document.all(MAPS + "url", MAPS + "sitemap"):
        yield line_of(place), said(place, MAPS + "loc"), said(place, MAPS + "lastmod")


def not_too_large(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find more than 50,000 addresses or 50 MB in one file: search engines take none of it ("Index files")."""
    count = sum(1 for _ in places(document))
    if count > _MOST or len(document.raw) > _LARGEST:
        wrong = f"it has {count:,} addresses and {len(document.raw):,} bytes"
        yield 0, Fault(wrong, "at most 50,000 and 50 MB a file; split it and list the parts in an index")


def addresses_absolute(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find addresses that are missing, not absolute, of another site, or there twice ("loc", "Location")."""
    seen: set[str] = set()
    for line, address, _ in places(document):
        if not address.startswith(("https://", "http://")):
            yield line, Fault(f"<loc> is {address!r}", "write https://…")
        elif document.around.base and document.around.inside(address) is None:
            yield line, Fault(f"{address} is not on this site", f"list what is below {document.around.base}")
        elif address in seen:
            yield line, Fault(f"{address} is listed twice", "list it once", warning=True)
        seen.add(address)


def leads_somewhere(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find addresses at which no file lies."""
    for line, address, _ in places(document):
        path = document.around.inside(address)
        if path is not None and document.around.size(path) is None:
            yield line, Fault(f"{address} leads to no file of the site", "build again")


def changed_dated(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a `lastmod` that is no date of W3C's (YYYY-MM-DD or with a time and zone), or from the future."""
    now = document.around.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    for line, _, changed in places(document):
        if changed and not _DAY.fullmatch(changed) and (fault := net_fault(changed)):
            yield line, fault
        elif changed > now:
            yield line, Fault(f"<lastmod> {changed} is in the future", "say when the page last changed")


RULES: tuple[Rule, ...] = (not_too_large, addresses_absolute, leads_somewhere, changed_dated)


def names_sitemap(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a robots.txt without the absolute address of a sitemap that is there (sitemaps.org, "Informing")."""
    lines = document.raw.decode("utf-8", "replace").splitlines()
    found = [
        (number, line.partition(":")[2].strip())
        for number, line in enumerate(lines, 1)
        if line.lower().startswith("sitemap:")
    ]
    if not found:
        yield 0, Fault("it names no sitemap", "write Sitemap: https://…/sitemap.xml", warning=True)
    for number, address in found:
        path = document.around.inside(address)
        if not address.startswith(("https://", "http://")):
            yield number, Fault(f"the sitemap's address {address!r} is not absolute", "write https://…/sitemap.xml")
        elif path is not None and document.around.size(path) is None:
            yield number, Fault(f"{address} leads to no file of the site", "build again")


def not_shut(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a robots.txt that shuts everybody out, feed readers that obey it among them (RFC 9309 §2.2)."""
    agents: list[str] = []
    fresh = True
    for number, line in enumerate(document.raw.decode("utf-8", "replace").splitlines(), 1):
        name, _, value = (part.strip().lower() for part in line.partition("#")[0].partition(":"))
        if name == "user-agent":
            agents = [*agents, value] if fresh else [value]
            fresh = True
        elif name:
            fresh = False
            if name == "disallow" and value == "/" and "*" in agents:
                yield number, Fault("it shuts every program out", "let readers of feeds in", warning=True)


ROBOTS: tuple[Rule, ...] = (names_sitemap, not_shut)
