"""What goes from one stage of a build to the next, and what is told at its end."""

from zoneinfo import ZoneInfo

from msgspec import Struct

from feedmill import disk, ledger, manifest
from feedmill.cache import Cache
from feedmill.curate import Stock
from feedmill.documents import Report
from feedmill.errors import ConfigError, FeedmillError, Problem
from feedmill.layout import Press
from feedmill.ledger import Kept, Today
from feedmill.make import Made
from feedmill.model import Edition
from feedmill.promises import Ledger
from feedmill.read import Desk, read
from feedmill.run import Run
from feedmill.seen import Seen
from feedmill.sow import Crop
from feedmill.stamp import assets, stamp


class Promised(Struct, frozen=True):
    """The ledger as it lay there."""

    ledger: Ledger
    raw: bytes


def promises_so_far(run: Run, cache: Cache, seen: Seen) -> Promised:
    """Return the ledger. One that is missing where something was published is a mistake, never a fresh start."""
    file = run.root / ledger.FILE
    if file.is_file():
        raw = disk.read(file)
        return Promised(ledger.load(raw), raw)
    if run.preview:
        return Promised(Ledger(), b"")
    sown = next((each.path for each in read(run, cache, seen).articles if each.front.source), None)
    published = run.output / manifest.FILE
    if sown or published.is_file():
        wrong = f"the ledger is missing, though {sown or published.name} is there"
        right = "restore it from your last commit or backup: it holds the ids and dates that subscribers know"
        raise ConfigError(Problem(ledger.FILE, 0, wrong, right))
    # Before anything is sown: an article without a ledger beside it would be that mistake.
    disk.replace(file, b"")
    return Promised(Ledger(), b"")


def today(run: Run, desk: Desk) -> Today:
    """Return what promises depend on beside the articles."""
    return Today(
        now=run.now,
        zone=ZoneInfo(run.site.timezone),
        site=run.site,
        broken=desk.broken,
        drafts=run.drafts,
        future=run.future,
        accept_deletions=run.accept_deletions,
    )


def keep_promises(run: Run, promised: Promised, kept: Kept) -> None:
    """Write the ledger, if it says anything new. A preview promises nothing."""
    raw = ledger.dump(kept.ledger)
    if raw != promised.raw and not run.preview:
        disk.replace(run.root / ledger.FILE, raw)


def stock(run: Run, desk: Desk, kept: Kept) -> Stock:
    """Return what there is to publish."""
    published = {manuscript.path for _, manuscript in kept.published}
    pages = tuple(page for page in desk.pages if run.drafts or not page.front.draft)
    out = {each.path for each in (*desk.articles, *desk.pages)} - published - {page.path for page in pages}
    sizes = {path: found.stat.size for path, found in desk.files.items()}
    return Stock(kept.published, pages, frozenset(out | desk.broken), sizes)


def files_for(run: Run, seen: Seen, desk: Desk, edition: Edition) -> Press:
    """Return the files that go out as they are, with their hashes, and the hash of what makes the others."""
    look = disk.tick(run.workshop)
    static, _ = disk.scan(run.root, "static", hidden=True)
    try:
        return Press(
            site=run.site,
            stamp=stamp(),
            assets=assets(),
            static={each.path.removeprefix("static/"): seen.hash(run.root, each, look) for each in static},
            media={path: seen.hash(run.root, desk.files[path], look) for path in edition.media},
        )
    except OSError as error:
        wrong = f"this file cannot be read: {disk.reason(error)}"
        raise FeedmillError(Problem(str(error.filename or "static"), 0, wrong, "allow reading it")) from error


def report(
    run: Run, edition: Edition, made: Made, stages: tuple[Crop, Desk, Kept], more: tuple[Problem, ...]
) -> Report:
    """Return what is told at the end: what was done, and what a person should mend."""
    crop, desk, kept = stages
    problems = {*crop.problems, *desk.problems, *kept.problems, *made.problems, *more}
    return Report(
        sown=crop.sown,
        waiting=crop.waiting,
        edited=tuple(path for path in desk.edited if path not in crop.sown),
        articles=len(edition.articles),
        drafts=kept.drafts,
        future=kept.future,
        due=kept.due,
        written=made.written,
        pruned=made.pruned,
        unchanged=made.unchanged,
        problems=tuple(sorted(problems)),
        home=(run.output / "index.html").as_uri(),
    )
