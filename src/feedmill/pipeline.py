"""The whole build, in the order in which it happens."""

from collections.abc import Callable
from contextlib import closing

from msgspec.structs import replace

from feedmill import lock, workers
from feedmill.cache import Cache
from feedmill.curate import Stock, curate
from feedmill.editions import Edition
from feedmill.folder import Folder, glimpse
from feedmill.layout import Waves, lay_out
from feedmill.ledger import promise
from feedmill.make import make
from feedmill.measure import measure
from feedmill.plans import Report
from feedmill.press import Worn, load
from feedmill.promises import Ledger
from feedmill.run import Run, explained
from feedmill.seen import Seen
from feedmill.settle import Standing
from feedmill.sow import sow
from feedmill.stamp import stamp
from feedmill.stock import files_for, held, keep_promises, left, promises_so_far, report, stock, today

WorkedOut = Callable[[Run, Stock, Ledger, Edition, tuple[Waves, Worn]], None]


def unheard(*_: object) -> None:
    """Tell nobody."""


def build(run: Run, worked_out: WorkedOut = unheard) -> Report:
    """Bring content/ and feeds/ up to date with seeds/, writing only what changed; return what was done.

    FeedmillError if nothing can be built at all. A mistake in one seed or article is a problem in the report, and
    everything else is published. At the end `worked_out` gets what the files were made from.
    """
    with (
        explained(run.root),
        lock.alone(run.workshop),
        closing(Cache(run.cached, stamp())) as cache,
        workers.hired(run.jobs) as crew,
    ):
        crew.prepare(load)
        run = replace(run, jobs=crew)
        there = glimpse(run)
        seen = Seen(cache)
        promised = promises_so_far(run, cache, seen)
        run.passed("start")
        # seeds/ → content/: new seeds only
        crop = sow(run, cache, seen, promised.ledger)
        run.passed("sow")
        # content/ → metadata, opening only files that changed, and looking only at what was not settled before
        standing = Standing(run, cache)
        desk = standing.read(seen, promised, crop.ledger)
        files, unread = measure(run, cache, seen, desk.files)
        run.passed("read")
        # metadata + ledger → ids, numbers, instants, addresses, for ever
        kept = promise(desk.articles, crop.ledger, today(run, desk), desk.settled)
        promised = keep_promises(run, promised, kept.ledger)
        run.passed("promise")
        # metadata → what is in which feed and on which page
        stocked = stock(run, desk, kept, files)
        edition, lost = curate(stocked, kept.ledger, run.site)
        run.passed("curate")
        # … → every file that must exist, with the key that it is made from
        press = files_for(run, cache, seen, desk, edition)
        waves, taken = lay_out(edition, press)
        run.passed("lay out")
        # render the outputs whose key changed, write those whose bytes changed, prune what is no longer wanted
        made = make(Folder(run, seen, there), cache, waves, held(desk, kept, edition), press.worn)
        seen.save(cache, run.folders)
        told = report(run, edition, made, (crop, desk, kept), (*unread, *lost, *taken))
        standing.keep(promised, (desk, kept, edition), {problem.path for problem in told.problems})
        told = replace(told, files=left(run, seen))
        worked_out(run, stocked, kept.ledger, edition, (waves, press.worn))
        run.passed("make")
    return told
