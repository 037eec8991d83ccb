"""feeds/, or feeds given as files → what is wrong with them: what `feedmill check` tells. Changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, lint, manifest, subscriber, workers
from feedmill.blame import Articles, told
from feedmill.errors import FeedmillError, Problem
from feedmill.findings import Checked, Finding
from feedmill.lint import Wanted, whole
from feedmill.lint.document import FEEDS, Around, Document
from feedmill.lint.parsing import parse
from feedmill.run import Run, explained

_HEAD = 1 << 16  # bytes: where a picture says its size
_PASSED = "media/"  # what authors publish as it is: files to download, not documents of the site


class Task(Struct, frozen=True):
    """Documents that are looked at together, and the places inside them that others lead to."""

    places: tuple[str, ...]
    ours: frozenset[str]
    asked: tuple[Wanted, ...] = ()


class Seen(Struct, frozen=True):
    """What is kept of them."""

    findings: tuple[Finding, ...]
    gists: tuple[whole.Gist, ...]
    wanted: tuple[Wanted, ...]


def check(run: Run, files: tuple[Path, ...] = ()) -> Checked:
    """Return what is wrong with what was built, or with these feeds; FeedmillError if there is nothing to look at."""
    _size.cache_clear()
    with explained(run.root):
        return _alone(run, files) if files else _site(run)


def _site(run: Run) -> Checked:
    found = [each.path for each in disk.scan(run.output, "")[0] if not each.path.startswith(_PASSED)]
    groups = _groups(found)
    if not groups:
        raise FeedmillError(Problem(run.place, 0, "no feed lies here", "make some with: feedmill build"))
    ours = _ours(run)
    site = (run.output, run.place, _base(run, groups), run.now)
    look = partial(_look, site)
    seen = list(workers.run(look, [_task(group, ours) for group in groups], run.jobs))
    pages = [place for place in found if place.endswith((".html", ".htm"))]
    asked = _asked(seen, pages)
    tasks = [_task((page,), ours, asked.get(page, ())) for page in pages]
    on_pages = list(run.watch("checking", workers.run(look, tasks, run.jobs), len(tasks)))
    again = _asked(on_pages, pages)
    lost = workers.run(partial(_reopen, site), [_task((page,), ours, again[page]) for page in again], run.jobs)
    every = (*seen, *on_pages)
    gists = tuple(gist for each in every for gist in each.gists)
    findings = [finding for each in every for finding in each.findings]
    findings += [finding for each in lost for finding in each]
    findings += lint.survey(whole.Whole(gists, _around(*site)))
    return _checked(gists, findings, Articles(run.root, run.place))


def _alone(run: Run, files: tuple[Path, ...]) -> Checked:
    """Look at feeds one by one: nothing is known of what stands around them."""
    around = Around("", run.now, _nowhere, _nothing)
    findings: list[Finding] = []
    gists = []
    for file in files:
        shown = _shown(run, file)
        try:
            raw = disk.read(file)
        except OSError as error:
            raise FeedmillError(Problem(shown, 0, disk.reason(error), "name a file with a feed in it")) from error
        document = parse(shown, shown, raw, around, subscriber.receive)
        if document.kind == "other" and not document.broken:
            findings.append(Finding(shown, 0, "this is no feed", "name a file with RSS, Atom or JSON Feed in it"))
        findings += lint.judge(replace(document, ours=_generated(document)))
        gists.append(whole.gist(document))
    return _checked(tuple(gists), findings, Articles(run.root, run.place))


def _checked(gists: tuple[whole.Gist, ...], findings: Iterable[Finding], articles: Articles) -> Checked:
    feeds = sum(gist.kind in ("rss", "atom", "json") for gist in gists)
    pages = sum(gist.kind == "page" for gist in gists)
    return Checked(feeds=feeds, pages=pages, others=len(gists) - feeds - pages, found=told(findings, articles))


# ── what is looked at together ──────────────────────────────────────────────────────────────────


def _groups(found: list[str]) -> list[tuple[str, ...]]:
    """Return the documents but for pages: the formats of one feed together, every other alone."""
    siblings: dict[str, list[str]] = defaultdict(list, {"": []})
    alone = []
    for place in found:
        folder, _, name = place.rpartition("/")
        if name in FEEDS:
            siblings[folder].append(place)
        elif name == "robots.txt" or name.endswith((".xml", ".opml", ".json")):
            alone.append((place,))
    return [*(tuple(group) for group in siblings.values() if group), *alone] if any(siblings.values()) else []


def _task(places: tuple[str, ...], ours: frozenset[str], asked: tuple[Wanted, ...] = ()) -> Task:
    return Task(places, ours.intersection(places), asked)


def _asked(seen: Iterable[Seen], pages: list[str]) -> dict[str, tuple[Wanted, ...]]:
    """Return which places inside each page others lead to."""
    there, asked = set(pages), defaultdict[str, list[Wanted]](list)
    for each in seen:
        for wanted in each.wanted:
            if wanted.page in there:
                asked[wanted.page].append(wanted)
    return {page: tuple(wanted) for page, wanted in asked.items()}


def _ours(run: Run) -> frozenset[str]:
    """Return the documents that feedmill made; what it copied from static/ is its author's."""
    file = run.output / manifest.FILE
    if not file.is_file():
        return frozenset()
    copies = {each.path.removeprefix("static/") for each in disk.scan(run.root, "static", hidden=True)[0]}
    return frozenset(manifest.load(disk.read(file), f"{run.place}/{manifest.FILE}").keys() - copies)


def _base(run: Run, groups: list[tuple[str, ...]]) -> str:
    """Return the address that the site was built for: what its first feed says, else the settings."""
    for place in groups[0]:
        try:
            address = subscriber.receive(place, disk.read(run.output / place)).address
        except (ValueError, TypeError):
            continue
        if address.endswith("/" + place):
            return address.removesuffix(place)
    return run.site.base_url


def _shown(run: Run, file: Path) -> str:
    whole_path = file.resolve()
    inside = whole_path.is_relative_to(run.root)
    return whole_path.relative_to(run.root).as_posix() if inside else file.as_posix()


def _generated(document: Document) -> bool:
    """Return whether a feed says that feedmill made it."""
    return any((each.text or "").startswith("feedmill") for each in document.all("generator", "{*}generator"))


# ── one task; runs in a worker ──────────────────────────────────────────────────────────────────

Site = tuple[Path, str, str, datetime]


def _look(site: Site, task: Task) -> Seen:
    documents = tuple(_documents(site, task))
    findings = [finding for each in documents for finding in lint.judge(each)]
    findings += lint.compare(documents) if len(documents) > 1 else []
    findings += lint.places_lead(documents[0], task.asked) if task.asked else []
    wanted = tuple(each for document in documents for each in lint.wanted(document))
    return Seen(tuple(findings), tuple(map(whole.gist, documents)), wanted)


def _reopen(site: Site, task: Task) -> list[Finding]:
    (page,) = _documents(site, task)
    return lint.places_lead(page, task.asked)


def _documents(site: Site, task: Task) -> Iterator[Document]:
    output, shown, *_ = site
    for place in task.places:
        raw = disk.read(output / place)
        document = parse(f"{shown}/{place}", place, raw, _around(*site), subscriber.receive)
        yield replace(document, ours=place in task.ours)


def _around(output: Path, _shown: str, base: str, now: datetime) -> Around:
    return Around(base, now, partial(_size, output), partial(_head, output))


@lru_cache(maxsize=1 << 17)  # every page links the same few
def _size(output: Path, path: str) -> int | None:
    """Return a file's size, None if there is none. `check` forgets them all when it begins."""
    if ".." in path.split("/") or "\x00" in path:
        return None
    try:
        return disk.stat(output / path).size if disk.stands(output, path) == "file" else None
    except OSError:  # a name that no file can have
        return None


def _head(output: Path, path: str) -> bytes:
    return disk.read(output / path)[:_HEAD] if _size(output, path) is not None else b""


def _nowhere(_path: str) -> int | None:
    return None


def _nothing(_path: str) -> bytes:
    return b""
