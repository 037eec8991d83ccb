"""seeds/ → content/ and nothing else: what `feedmill sow` does, and what it would do."""

from collections.abc import Mapping
from contextlib import closing

from msgspec.structs import replace

from feedmill import lock
from feedmill.cache import Cache
from feedmill.kindred import keep, kindred
from feedmill.plans import Alike, Planned, Sowing
from feedmill.run import Run, explained
from feedmill.seen import Seen
from feedmill.sow import grow_all, sow
from feedmill.stamp import stamp
from feedmill.stock import keep_promises, promises_so_far
from feedmill.survey import survey


def sow_only(run: Run) -> Sowing:
    """Make an article of each new seed, publish nothing, and return what was made."""
    with explained(run.root), lock.alone(run.workshop), closing(Cache(run.cached, stamp())) as cache:
        seen = Seen(cache)
        promised = promises_so_far(run, cache, seen)
        plans: list[Planned] = []
        crop = sow(run, cache, seen, promised.ledger, plans.append)
        keep_promises(run, promised, crop.ledger)
        seen.save(cache, ("seeds/",))
    return Sowing(_with_kin(plans, crop.alike), crop.problems)


def foresee(run: Run) -> Sowing:
    """Return what `sow_only` would make, and write nothing but the cache."""
    with explained(run.root), lock.alone(run.workshop), closing(Cache(run.cached, stamp())) as cache:
        seen = Seen(cache)
        promised = promises_so_far(run, cache, seen, begin=False)
        field = survey(run, cache, seen, promised.ledger)
        plans, problems, paths = [], list(field.problems), dict(field.digests)
        for each in grow_all(run, field):
            problems += each.problems
            if each.plan and each.fresh:
                plans.append(each.plan)
                paths[each.plan.article] = each.fresh.digest
                keep(cache, [(each.fresh.digest, each.sketch)])
        alike = kindred(run, cache, {digest: path for path, digest in paths.items()}, fresh=True) if plans else {}
        seen.save(cache, ("seeds/",))
    return Sowing(_with_kin(plans, alike), tuple(problems))


def _with_kin(plans: list[Planned], alike: Mapping[str, tuple[Alike, ...]]) -> tuple[Planned, ...]:
    return tuple(replace(plan, alike=alike.get(plan.article, ())) for plan in plans)
