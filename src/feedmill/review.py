"""content/ and seeds/ → what a person should look at: what `feedmill review` lists. Changes nothing."""

from collections.abc import Iterator
from contextlib import closing

from feedmill import lock
from feedmill.cache import Cache
from feedmill.kindred import kindred
from feedmill.model import Manuscript
from feedmill.plans import Doubt, Review
from feedmill.read import read
from feedmill.run import Run, explained
from feedmill.seen import Seen
from feedmill.stamp import stamp
from feedmill.stock import promises_so_far
from feedmill.survey import survey


def review(run: Run) -> Review:
    """Return every doubt, by kind and path, and what is wrong with seeds and articles."""
    with explained(run.root), lock.alone(run.workshop), closing(Cache(run.cached, stamp())) as cache:
        seen = Seen(cache)
        promised = promises_so_far(run, cache, seen, begin=False)
        desk = read(run, cache, seen)
        field = survey(run, cache, seen, promised.ledger)
        paths = {manuscript.digest: manuscript.path for manuscript in desk.articles}
        alike = kindred(run, cache, paths, fresh=False)
    doubts = [doubt for manuscript in desk.articles for doubt in _doubts(manuscript)]
    for path, kin in alike.items():
        said = (f"{one.article} ({one.likeness:.0%})".replace("%", " %") for one in kin if one.article < path)
        doubts += [Doubt("alike", path, 0, said_) for said_ in said]
    doubts += [Doubt("unsown", name, 0, "") for name in field.ripe]
    return Review(tuple(sorted(doubts)), tuple(sorted({*field.problems, *desk.problems})))


def _doubts(manuscript: Manuscript) -> Iterator[Doubt]:
    """Yield what should be looked at in one article."""
    front, lines = manuscript.front, manuscript.reading.lines
    if front.title_inferred:
        yield Doubt("title", manuscript.path, lines.get("title", 0), front.title)
    if front.language == "und":
        yield Doubt("language", manuscript.path, lines.get("language", 0), "")
    if front.published is None:
        yield Doubt("date", manuscript.path, 0, "")
    count, line = manuscript.reading.replaced
    if count:
        yield Doubt("replaced", manuscript.path, line, str(count))
