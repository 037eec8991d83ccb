"""An article, by whatever it is called → where its fields come from, and where it stands: what `feedmill explain` says.

Changes nothing: what a build would promise is worked out and thrown away.
"""

from contextlib import closing
from urllib.parse import unquote

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, ledger, lock
from feedmill.answers import Explanation, State
from feedmill.cache import Cache
from feedmill.curate import curate
from feedmill.dates import begins, parse, rfc3339
from feedmill.editions import Edition
from feedmill.errors import Problem, SourceError
from feedmill.fields import near
from feedmill.layout.desk import FILES
from feedmill.ledger import Kept, promise
from feedmill.measure import measure
from feedmill.model import Manuscript
from feedmill.origins import absences, origins
from feedmill.promises import Promise, address
from feedmill.read import PAGES, Desk, read
from feedmill.run import Run, explained
from feedmill.seen import Seen
from feedmill.stamp import stamp
from feedmill.stock import Promised, promises_so_far, stock, today
from feedmill.subscriber import receive
from feedmill.survey import survey


class _Site(Struct, frozen=True):
    """All that lies there, and what a build would make of it."""

    run: Run
    promised: Promised
    desk: Desk
    kept: Kept
    edition: Edition
    seeds: frozenset[str]
    problems: tuple[Problem, ...]
    """What is wrong with all that lies there."""


class _Subject(Struct, frozen=True):
    """What was asked for."""

    path: str
    """Its file, a seed where there is no article yet; "" where nothing lies there."""
    row: Promise
    manuscript: Manuscript | None = None


def explain(run: Run, said: str) -> Explanation:
    """Return all that can be said of an article: `said` is its file, its seed, its id or an address that it had.

    SourceError if nothing is known by that.
    """
    site = _look(replace(run, accept_deletions=True))
    subject = _find(site, said)
    if subject is None:
        guess = near(said.rsplit("/", 1)[-1], names := _names(site))
        right = "name a file in content/ or seeds/, an id, or an address like articles/x.html"
        right = f"did you mean {names[guess]}?" if guess else right
        raise SourceError(Problem(said, 0, "no article is known by this name", right))
    return _explanation(site, subject)


def _look(run: Run) -> _Site:
    """Return what lies there, as a build would take it."""
    with explained(run.root), lock.alone(run.workshop), closing(Cache(run.cached, stamp())) as cache:
        seen = Seen(cache)
        promised = promises_so_far(run, cache, seen, begin=False)
        desk = read(run, cache, seen)
        files, unread = measure(run, cache, seen, desk.files)
        field = survey(run, cache, seen, promised.ledger)
    kept = promise(desk.articles, promised.ledger, today(run, desk))
    edition, lost = curate(stock(run, desk, kept, files), kept.ledger, run.site)
    problems = (*field.problems, *desk.problems, *kept.problems, *unread, *lost)
    return _Site(run, promised, desk, kept, edition, frozenset(field.hashes), problems)


def _names(site: _Site) -> dict[str, str]:
    """Return the paths of all articles and seeds by the names that a person may have mistyped."""
    return {path.rsplit("/", 1)[-1]: path for path in (*sorted(site.seeds), *sorted(site.desk.there))}


# ── what was asked for ──────────────────────────────────────────────────────────────────────────


def _find(site: _Site, said: str) -> _Subject | None:
    """Return what a person means."""
    inside = said.removeprefix(site.run.site.base_url).lstrip("/").removeprefix("./")
    plain = {page.path: (page.address, page.address.removesuffix(".html")) for page in site.edition.pages}
    for manuscript in (*site.desk.articles, *site.desk.pages):
        source = manuscript.front.source
        names = (manuscript.path, source and source.seed, *plain.get(manuscript.path, ()))
        if said == manuscript.front.id or inside in names:
            return _Subject(manuscript.path, _row(site, manuscript), manuscript)
    rows = sorted(site.kept.ledger.rows.values(), key=lambda row: (row.withdrawn is not None, row.number or 2**63))
    at = inside if inside.endswith(".html") else f"{inside}.html"
    ways = (inside, at, f"articles/{at}")
    for row in rows:
        if said == row.id or {*row.paths, *row.addresses, *(name for name, _ in row.seeds)}.intersection(ways):
            return _of_row(site, row)
    if inside in site.desk.broken or inside in site.seeds:
        return _Subject(inside, Promise(id=""))
    return None


def _row(site: _Site, manuscript: Manuscript) -> Promise:
    """Return what is promised of the article in a file, or would be by the next build."""
    published = next((row for row, file in site.kept.published if file.path == manuscript.path), None)
    rows = site.kept.ledger.rows
    if published or manuscript.front.id:
        return published or rows.get(manuscript.front.id or "", Promise(id=manuscript.front.id or ""))
    return next((row for row in rows.values() if manuscript.path in row.paths), Promise(id=""))


def _of_row(site: _Site, row: Promise) -> _Subject:
    lying = {each.path: each for each in site.desk.articles}
    published = next((file.path for one, file in site.kept.published if one.id == row.id), "")
    path = published or next((path for path in row.paths if path in site.desk.there), "")
    return _Subject(path, row, lying.get(path))


# ── what is said of it ──────────────────────────────────────────────────────────────────────────


def _explanation(site: _Site, subject: _Subject) -> Explanation:
    manuscript, row = subject.manuscript, subject.row
    state, since = _state(site, subject)
    base, here = site.run.site.base_url, address(row.slug) if row.slug else ""
    feeds, pages = _standing(site, row, here) if row.id else ((), ())
    meta = next((each for each in site.edition.articles if each.id == row.id), None)
    files = {name: FILES[name] for name in site.run.site.feed.formats}
    front = manuscript.front if manuscript else None
    return Explanation(
        path=subject.path,
        id=row.id,
        title=front.title if front else "",
        state=state,
        since=since,
        edited=subject.path in site.desk.edited,
        address=base + here if here and state != "page" else "",
        past=tuple(base + at for at in row.addresses if at != here),
        origins=origins(manuscript, row, site.run.site, _told(site, row.id)) if manuscript and state != "page" else (),
        feeds=feeds,
        pages=pages,
        absent=tuple(absences(meta, site.edition, frozenset(feeds), files)) if meta else (),
        problems=_wrong(site, subject),
    )


def _told(site: _Site, id_: str) -> tuple[str, int]:
    """Return the ledger's path and the line in it that holds an article, 0 for none."""
    sign = b'"id":' + msgspec.json.encode(id_)
    lines = enumerate(site.promised.raw.split(b"\n"), 1)
    return ledger.FILE, next((number for number, line in lines if sign in line), 0)


def _wrong(site: _Site, subject: _Subject) -> tuple[Problem, ...]:
    return tuple(sorted({each for each in site.problems if each.path == subject.path}))


def _state(site: _Site, subject: _Subject) -> tuple[State, str]:
    """Return what the files make of an article, and when it is due or was withdrawn."""
    before = site.promised.ledger.rows.get(subject.row.id)
    front = subject.manuscript.front if subject.manuscript else None
    state: State = "gone"
    since = None
    if subject.path.startswith(PAGES):
        state = "page"
    elif any(row.id == subject.row.id for row, _ in site.kept.published):
        state = "published" if before and before.number and not before.withdrawn else "unbuilt"
    elif any(not each.warning for each in _wrong(site, subject)):
        state = "mistake"
    elif subject.path in site.seeds:
        state = "seed"
    elif front and front.withdrawn:
        state, since = "withdrawn", before and before.withdrawn
    elif front and front.draft:
        state = "draft"
    elif front and front.published:
        state, since = "future", begins(parse(front.published), today(site.run, site.desk).zone)
    elif before and before.withdrawn:
        state, since = "withdrawn", before.withdrawn
    return state, rfc3339(since) if since else ""


def _standing(site: _Site, row: Promise, here: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the feed documents that hold an article, and the pages that are it or lead to it."""
    output = site.run.output
    paths = [each.path for each in disk.scan(output, "", hidden=True)[0]]
    feeds = [path for path in paths if path.rsplit("/", 1)[-1] in FILES.values()]
    own = [at for at in row.addresses if unquote(at) in paths]
    leads = f'{here}"'.encode()
    lists = [path for path in paths if path.endswith(".html") and not path.startswith("articles/")]
    holding = tuple(path for path in feeds if _holds(path, disk.read(output / path), row.id))
    return holding, (*own, *(path for path in lists if here and leads in disk.read(output / path)))


def _holds(path: str, raw: bytes, id_: str) -> bool:
    """Return whether a feed document has an entry of that id; it is parsed only if the id is somewhere in it."""
    try:
        return id_.encode() in raw and any(entry.id == id_ for entry in receive(path, raw).entries)
    except ValueError:
        return False
