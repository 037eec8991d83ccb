"""Articles and what they want to be called + ledger → the slug of each."""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from msgspec.structs import replace

from feedmill import text
from feedmill.editions import language_of
from feedmill.errors import Problem
from feedmill.ledger.holders import holders
from feedmill.ledger.names import RESERVED
from feedmill.model import Manuscript
from feedmill.promises import NAMESPACE, Ledger, Promise, address
from feedmill.settings import Site


def give_slugs(
    single: dict[str, tuple[Promise, Manuscript]], ledger: Ledger, site: Site
) -> tuple[tuple[tuple[Promise, Manuscript], ...], list[Problem], set[str]]:
    """Return the articles with their slugs; two that want one address, or another's old one, are mistakes."""
    owner = {at: rows[0] for at, rows in holders(ledger, lambda row: row.addresses).items()}
    articles, problems, lost = [], [], set()
    for slug, wanting in _wanted(single.values(), set(owner), site).items():
        holder = owner.get(address(slug))
        for row, manuscript in wanting:
            others = [other for _, other in wanting if other is not manuscript]
            if problem := _clash(slug, row, manuscript, holder, others):
                problems.append(problem)
                lost.add(row.id)
            else:
                had = tuple(at for at in row.addresses if owner[at].id == row.id)
                articles.append((replace(row, slug=slug, addresses=had), manuscript))
    return tuple(articles), problems, lost


def _wanted(
    pairs: Iterable[tuple[Promise, Manuscript]], taken: set[str], site: Site
) -> dict[str, list[tuple[Promise, Manuscript]]]:
    """Return who wants each slug; an article that says none and never had one gets one that nobody wants."""
    wanted: dict[str, list[tuple[Promise, Manuscript]]] = defaultdict(list)
    underived: list[tuple[Promise, Manuscript]] = []
    for row, manuscript in pairs:
        slug = manuscript.front.slug or (row.slug if address(row.slug) in row.addresses else "")
        (wanted[slug] if slug else underived).append((row, manuscript))
    taken |= set(map(address, wanted))
    for row, manuscript in underived:
        slug = _derive(row.id, manuscript, taken, language_of(manuscript.front, site))
        taken.add(address(slug))
        wanted[slug].append((row, manuscript))
    return wanted


def _clash(
    slug: str, row: Promise, manuscript: Manuscript, holder: Promise | None, others: list[Manuscript]
) -> Problem | None:
    line = manuscript.reading.lines.get("slug", 0)
    if slug in RESERVED:
        return Problem(manuscript.path, line, f"the slug {slug!r} is no file name on Windows", "choose another")
    if holder is not None and holder.id != row.id:
        right = "an address stays with its article for good: choose another slug"
        return Problem(
            manuscript.path, line, f"its slug {slug!r} belongs to {' or '.join(holder.paths) or holder.id}", right
        )
    if holder is None and others:
        names = ", ".join(other.path for other in others)
        return Problem(manuscript.path, line, f"its slug {slug!r} is that of {names} too", "give each its own")
    return None


def _derive(id_: str, manuscript: Manuscript, taken: set[str], language: str) -> str:
    """Return a slug for an article that says none, from its title, else its file's name, else its id."""
    stem = manuscript.path.rsplit("/", 1)[-1].removesuffix(".md")
    base = text.slug(manuscript.front.title, language) or text.slug(stem, language)
    if base and base not in RESERVED and address(base) not in taken:
        return base
    return "-".join(filter(None, (base, uuid.uuid5(NAMESPACE, id_).hex[:8])))
