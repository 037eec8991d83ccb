"""A published article → withdrawn, its file kept: what `feedmill withdraw` does."""

from feedmill import lock
from feedmill.amend import amend, opened
from feedmill.run import Run, explained


def withdraw(run: Run, path: str, reason: str) -> bool:
    """Write into an article that it is withdrawn, and why ("" for no word on it); False if it says so already.

    The next build takes it out of pages and feeds, and tells subscribers. SourceError if there is no such article, or
    it has a mistake.
    """
    with explained(run.root), lock.alone(run.workshop):
        raw, article = opened(run, path)
        if article.front.withdrawn:
            return False
        amend(run, path, raw, {"withdrawn": True} | ({"reason": reason} if reason else {}))
    return True
