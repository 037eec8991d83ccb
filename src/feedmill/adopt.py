"""An article whose id stands in the ledger alone → the same file with its id in it: what `feedmill adopt` does."""

from contextlib import closing

from feedmill import disk, lock
from feedmill.amend import amend, opened
from feedmill.cache import Cache
from feedmill.errors import Problem, SourceError
from feedmill.run import Run, explained
from feedmill.seen import Seen
from feedmill.stamp import stamp
from feedmill.stock import promises_so_far


def adopt(run: Run, path: str) -> str:
    """Write the id that the ledger holds for an article into its front matter and return it; "" if it stands there.

    Nothing else in the file changes. SourceError if the ledger does not know the file, or it has a mistake.
    """
    with explained(run.root), lock.alone(run.workshop), closing(Cache(run.cached, stamp())) as cache:
        rows = promises_so_far(run, cache, Seen(cache), begin=False).ledger.rows.values()
        raw, article = opened(run, path)
        if article.front.id:
            return ""
        digest = disk.digest(raw)
        known = [row for row in rows if path in row.paths and digest in row.digests]
        if not known:  # or another file may have taken its place since
            right = "build first: feedmill build looks at it as it is now"
            raise SourceError(Problem(path, 0, "the ledger has no id for this file", right))
        id_ = min(known, key=lambda row: (row.withdrawn is not None, row.number or 2**63, row.id)).id
        amend(run, path, raw, {"id": id_})
    return id_
