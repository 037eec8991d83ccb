"""Settled articles, and those that are looked at anew → whether the former stay settled, whatever the latter are."""

from collections.abc import Callable

from feedmill.editions import COLLECTIONS
from feedmill.model import Manuscript, Meta
from feedmill.promises import Ledger
from feedmill.settings import Site
from feedmill.settled import Settled


def reliable(settled: tuple[Settled, ...], manuscripts: tuple[Manuscript, ...], ledger: Ledger, site: Site) -> bool:
    """Return whether nothing changes for settled articles because of the others; else all must be looked at anew.

    Three things go from one article to another: an id that two files claim, an instant that a merge gave to two, and
    the second author or language of a site, with which the first gets a page.
    """
    ids = {each.meta.id for each in settled}
    if any(each.front.id in ids for each in manuscripts):
        return False
    others = [ledger.rows[id_] for id_ in ledger.rows.keys() - ids]
    given = {moment.at for row in others for moment in (row.published, row.updated) if moment}
    if any(each.meta.published.at in given or each.meta.updated.at in given for each in settled):
        return False
    opened = {kind for kind, _ in ledger.names}
    return all(kind in opened or _one(kind, settled, manuscripts, site) for kind in _NAMES)


def _one(kind: str, settled: tuple[Settled, ...], manuscripts: tuple[Manuscript, ...], site: Site) -> bool:
    """Return whether all articles have the same author, or language."""
    known = {name for each in settled for name in _NAMES[kind](each.meta)}
    return len(known.union(*(COLLECTIONS[kind](each.front, site) for each in manuscripts))) <= 1


_NAMES: dict[str, Callable[[Meta], tuple[str, ...]]] = {
    "authors": lambda meta: tuple(person.name for person in meta.people),
    "languages": lambda meta: (meta.language,),
}
