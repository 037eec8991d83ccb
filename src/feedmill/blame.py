"""Findings in documents → problems of the articles that cause them, each told once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from feedmill import disk, ledger
from feedmill.errors import Problem
from feedmill.findings import Finding, Told
from feedmill.text import slug

_PAGES = "content/pages/"


class Articles:
    """Which file of content/ stands behind an entry or a page; opens only those that something is told of."""

    def __init__(self, root: Path, place: str) -> None:
        """Read the ledger, if there is one; `place` is the output folder as messages name it."""
        self._root, self._place = root, place
        file = root / ledger.FILE
        rows = ledger.load(disk.read(file)).rows.values() if file.is_file() else ()
        there = [row for row in rows if row.withdrawn is None and row.paths]
        self._by_id = {row.id: row.paths[0] for row in there}
        self._by_address = {f"{place}/{address}": row.paths[0] for row in there for address in row.addresses}

    def behind(self, finding: Finding) -> str:
        """Return the article that causes a finding, "" if none is known."""
        if path := self._by_id.get(finding.entry):
            return path
        if not finding.field and not finding.text:  # what is wrong with a page around the article's text
            return ""
        return self._by_address.get(finding.document) or self._plain(finding.document)

    def _plain(self, document: str) -> str:
        """Return the plain page that is published there."""
        stem = document.removeprefix(f"{self._place}/").removesuffix(".html")
        if "/" in stem or f"{self._place}/{stem}.html" != document:
            return ""
        for found, _ in ((each.path, each) for each in disk.scan(self._root, _PAGES.rstrip("/"))[0]):
            name = found.rpartition("/")[2].removesuffix(".md")
            said = re.search(r"^slug:\s*[\"']?([a-z0-9-]+)", self.text(found), re.MULTILINE)
            if found.endswith(".md") and (said[1] if said else slug(name, "") or "page") == stem:
                return found
        return ""

    def text(self, path: str) -> str:
        """Return an article as it is written; "" if it cannot be read."""
        try:
            return disk.read(self._root / path).decode("utf-8-sig", "replace")
        except OSError:
            return ""


def told(findings: Iterable[Finding], articles: Articles) -> tuple[Told, ...]:
    """Return each finding once, at the article and line that cause it, with every document that shows it."""
    groups: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for each in sorted(findings):
        path = articles.behind(each)
        place = path or (each.document, each.line)
        groups[place, each.rule, each.wrong, each.right, each.warning].append(each)
    return tuple(sorted(_told(key[0], group, articles) for key, group in groups.items()))


def _told(place: object, group: list[Finding], articles: Articles) -> Told:
    first = group[0]
    places = tuple(sorted({(each.document, each.line) for each in group}))
    if isinstance(place, str):
        line = line_of(articles.text(place), first.field, first.text)
        problem = Problem(place, line, f"{first.wrong} (in {_names(places)})", first.right, first.warning)
    else:
        problem = Problem(first.document, first.line, first.wrong, first.right, first.warning)
    return Told(problem, first.rule, first.entry, places)


def _names(places: tuple[tuple[str, int], ...]) -> str:
    document, line = places[0]
    rest = len(places) - 1
    return (f"{document}:{line}" if line else document) + (f" and {rest} more" if rest else "")


def line_of(text: str, field: str, sought: str) -> int:
    """Return the line of an article on which a field of its front matter, or a text, stands; 0 if nowhere."""
    lines = text.split("\n")
    if field:
        for number, line in enumerate(lines, 1):
            if re.match(rf"{re.escape(field)}\s*:", line):
                return _within(lines, number, sought)
            if number > 1 and line.startswith("---"):
                break
    return next((at for each in _forms(sought) if (at := _first(lines, each))), 0)


def _within(lines: list[str], start: int, sought: str) -> int:
    """Return the line of a text below a field that begins there, or the field's own."""
    for number in range(start, len(lines) + 1):
        line = lines[number - 1]
        if number > start and re.match(r"\S+\s*:|---", line):
            break
        if any(form in line for form in _forms(sought)):
            return number
    return start


def _first(lines: list[str], sought: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if sought in line), 0)


def _forms(sought: str) -> Iterator[str]:
    """Yield a text as its author may have written it: an address relative, or without what was encoded."""
    if named := re.fullmatch(r'id="(?:a[0-9a-f]{8}-)?(.+)"', sought):  # feeds put something before each id
        yield from (form.format(named[1]) for form in ('id="{}"', "id='{}'", "id={}", "#{}", "{}"))
        return
    plain = sought.partition("#")[0].partition("?")[0]
    ways = (sought, unescape(sought), unquote(sought), unquote(plain.rstrip("/").rpartition("/")[2]))
    fragment = unquote(sought.partition("#")[2])
    yield from (each for each in dict.fromkeys((*ways, "#" + fragment if fragment else "")) if each)
