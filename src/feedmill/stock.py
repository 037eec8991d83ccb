"""What goes from one stage of a build to the next, and what is told at its end."""

from collections.abc import Iterator
from operator import attrgetter
from zoneinfo import ZoneInfo

from msgspec import Struct

from feedmill import config, disk, ledger, lock, manifest, marks, places, rest
from feedmill.cache import Cache
from feedmill.curate import Stock
from feedmill.dress import STYLE, dress_for
from feedmill.editions import Edition
from feedmill.errors import ConfigError, Problem
from feedmill.folder import Held
from feedmill.layout import Press
from feedmill.ledger import Kept, Today
from feedmill.make import Made
from feedmill.model import File
from feedmill.plans import Report
from feedmill.promises import Ledger, address
from feedmill.read import PAGES, Desk, read
from feedmill.run import Run
from feedmill.seen import Seen
from feedmill.sow import Crop
from feedmill.stamp import assets, stamp

_TEXTS = (".txt", ".md", ".markdown", ".mdown", ".mkd", ".rst", ".docx", ".odt", ".rtf")
"""How names end, in any case, of what looks like an article and is none: articles end in .md, as it is written here."""


class Promised(Struct, frozen=True):
    """The ledger as it lay there."""

    ledger: Ledger
    raw: bytes


def promises_so_far(run: Run, cache: Cache, seen: Seen, *, begin: bool = True) -> Promised:
    """Return the ledger. One that is missing where something was published is a mistake, never a fresh start.

    Unless `begin`, a site that has none gets none.
    """
    file = run.root / ledger.FILE
    there = file.is_file()
    raw = disk.read(file) if there else b""
    if not raw and not run.preview and (sign := _sign(run, there=there) or _sown(run, cache, seen, there=there)):
        wrong = f"the ledger is {'empty' if there else 'missing'}, though {sign} is there"
        right = "restore it from your last commit or backup: it holds the ids and dates that subscribers know"
        raise ConfigError(Problem(ledger.FILE, 0, wrong, right))
    if not there and begin and not run.preview:
        # Before anything is sown: an article without a ledger beside it would be that mistake.
        disk.replace(file, b"")
    return Promised(ledger.load(raw), raw)


def _sign(run: Run, *, there: bool) -> str:
    """Return the file by which one sees that something was published: with an empty ledger, some article."""
    published = run.output / manifest.FILE
    if not published.is_file():
        return ""
    paths = manifest.load(disk.read(published), f"{run.place}/{manifest.FILE}")
    return next((f"{run.place}/{path}" for path in paths if path.startswith("articles/") or not there), "")


def _sown(run: Run, cache: Cache, seen: Seen, *, there: bool) -> str:
    """Return an article that was sown; beside an empty ledger there is one after a build that was cut short."""
    if there:
        return ""
    return next((each.path for each in read(run, cache, seen).articles if each.front.source), "")


def today(run: Run, desk: Desk) -> Today:
    """Return what promises depend on beside the articles."""
    return Today(
        now=run.now,
        zone=ZoneInfo(run.site.timezone),
        site=run.site,
        broken=frozenset(path for path in desk.broken if not path.startswith(PAGES)),
        drafts=run.drafts,
        future=run.future,
        accept_deletions=run.accept_deletions,
    )


def keep_promises(run: Run, promised: Promised, kept: Ledger) -> Promised:
    """Write the ledger, if it says anything new, and return it as it lies there then. A preview promises nothing."""
    raw = ledger.dump(kept)
    if raw == promised.raw or run.preview:
        return promised
    disk.replace(run.root / ledger.FILE, raw)
    return Promised(kept, raw)


def stock(run: Run, desk: Desk, kept: Kept, files: dict[str, File]) -> Stock:
    """Return what there is to publish."""
    published = {manuscript.path for _, manuscript in kept.published}.union(each.meta.path for each in desk.settled)
    pages = tuple(page for page in desk.pages if run.drafts or not page.front.draft)
    out = {each.path for each in (*desk.articles, *desk.pages)} - published - {page.path for page in pages}
    asked = run.site.podcast or any(each.names_files for each in (*desk.articles, *desk.pages))
    asked = asked or any(each.manuscript for each in desk.settled)
    standing, gone = _homes(kept.ledger, desk) if asked else ({}, {})
    unpublished = frozenset(out | desk.broken)
    return Stock(kept.published, pages, unpublished, files, kept.reasons, standing, gone, desk.settled)


def _homes(promised: Ledger, desk: Desk) -> tuple[dict[str, str], dict[str, str]]:
    """Return where links to articles lead, by path: to those whose file is there, and to those whose file was."""
    standing: dict[str, str] = {}
    gone: dict[str, str] = {}
    rows = [row for row in promised.rows.values() if row.number is not None]
    taken = {at for row in rows if row.withdrawn is None for at in row.addresses}
    rows.sort(key=attrgetter("number"))
    rows.sort(key=lambda row: row.withdrawn is None)
    for row in rows:
        at = address(row.slug)
        for path in row.paths:
            if row.withdrawn is None:  # also one whose page stays because of a mistake in its file
                (standing if path in desk.there else gone)[path] = at
            elif at not in taken:  # by another article, after a merge
                gone[path] = at
    return standing, gone


def held(desk: Desk, kept: Kept, edition: Edition) -> Held:
    """Return what stays as it is because of a mistake in an article or a plain page."""
    meant = {page.path for page in desk.pages if not page.front.draft}
    lost = meant - {page.path for page in edition.pages}
    return Held(kept.held, pages=bool(lost) or any(path.startswith(PAGES) for path in desk.broken))


def files_for(run: Run, cache: Cache, seen: Seen, desk: Desk, edition: Edition) -> Press:
    """Return the files that go out as they are, with their hashes, and the hash of what makes the others."""
    look = lock.tick(run.workshop)
    dress = dress_for(run, cache, seen)
    static, odd = seen.scan(run.root, "static", look, hidden=True)
    return Press(
        site=run.site,
        stamp=stamp(),
        theme=dress.stamp,
        style=dress.style,
        accents=dress.accents,
        dressed=dress.assets,
        worn=dress.worn,
        icon=(edition.icon, seen.hash(run.root, desk.files[edition.icon], look)) if edition.icon else ("", ""),
        assets=tuple(name for name in assets() if name != STYLE and name not in dress.assets),
        static={each.path.removeprefix("static/"): seen.hash(run.root, each, look) for each in static},
        media={path: seen.hash(run.root, desk.files[path], look) for path in edition.media},
        manifest=manifest.FILE,
        odd=(*odd, *dress.problems),
    )


def left(run: Run, seen: Seen) -> bytes:
    """Return all files that a build looks at, as this one leaves them; nothing where one may yet change unseen."""
    ours = (run.root / ledger.FILE, run.output / manifest.FILE)
    lock.tick(run.workshop, after=max((disk.stat(file).ctime for file in ours if file.is_file()), default=0))
    files = seen.state(frozenset((ledger.FILE, f"{run.place}/{manifest.FILE}")))
    own = rest.own(run.root, run.output)
    return marks.joined((files, *own)) if files and len(own) == len(ours) else b""


def report(
    run: Run, edition: Edition, made: Made, stages: tuple[Crop, Desk, Kept], more: tuple[Problem, ...]
) -> Report:
    """Return what is told at the end: what was done, and what a person should mend."""
    crop, desk, kept = stages
    problems = {*crop.problems, *desk.problems, *kept.problems, *made.problems, *more, *_unread(desk, edition)}
    if unplaced := {each for each in problems if each.path == places.SETTINGS and not each.line}:
        file = run.root / places.SETTINGS
        text = disk.read(file).decode("utf-8", "replace") if file.is_file() else ""
        problems = (problems - unplaced) | {*config.located(unplaced, text)}
    return Report(
        sown=crop.sown,
        withdrawn=tuple(
            sorted(
                path
                for id_, row in kept.ledger.rows.items()
                if row.withdrawn and not crop.ledger.rows[id_].withdrawn
                for path in row.paths
            )
        ),
        waiting=crop.waiting,
        edited=tuple(path for path in desk.edited if path not in crop.sown),
        articles=len(edition.articles),
        drafts=kept.drafts,
        future=kept.future,
        kept_out=kept.withdrawn,
        due=kept.due,
        written=made.written,
        pruned=made.pruned,
        unchanged=made.unchanged,
        problems=tuple(sorted(problems)),
        home=(run.output / "index.html").as_uri(),
    )


def _unread(desk: Desk, edition: Edition) -> Iterator[Problem]:
    """Yield a warning for each text in content/ that is no article by its name, and that no article names."""
    texts = [path for path in desk.files if path.lower().endswith(_TEXTS) and path not in edition.media]
    if not texts:
        return
    named = {name.rsplit("/", 1)[-1] for each in (*desk.articles, *desk.pages) for name, _ in each.reading.references}
    for path in texts:
        if path.rsplit("/", 1)[-1] not in named:
            raw = path.lower().endswith(".txt")
            right = "raw text belongs into seeds/" if raw else "let its name end in .md"
            yield Problem(path, 0, "this is no article, and none names it, so it is left out", right, warning=True)
