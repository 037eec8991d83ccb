"""Manuscripts + ledger → which file is which article, whatever was renamed, moved, copied or swapped."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from feedmill import text
from feedmill.errors import Problem
from feedmill.ledger.names import RESERVED
from feedmill.model import Manuscript
from feedmill.promises import Ledger, Promise, address
from feedmill.settled import Settled

NAMESPACE = uuid.UUID("0c7c1f5e-7b0b-5f0f-8d55-52b8a3b6b0c4")
"""Of the ids of articles written by hand. Fixed for ever: two machines must give one article one id."""


class Matched(Struct, frozen=True):
    """Who is who."""

    articles: tuple[tuple[Promise, Manuscript], ...]
    """Each article's promise so far, with its present slug, beside its file."""
    held: frozenset[str]
    """Ids of articles whose file has a mistake: their last pages stay."""
    problems: tuple[Problem, ...]


def match(
    manuscripts: tuple[Manuscript, ...],
    ledger: Ledger,
    site_id: str,
    broken: frozenset[str],
    settled: tuple[Settled, ...] = (),
) -> Matched:
    """Return each article's row and file. `broken` are paths of files that exist and cannot be used.

    The settled articles stay what they are and are not returned; `ledger.rely.reliable` says whether that may be.
    """
    identify = _Identify(ledger, (manuscripts, settled), site_id, broken)
    claims, held, problems = _claims(manuscripts, identify)
    single = {}
    for id_, files in claims.items():
        row = ledger.rows.get(id_, Promise(id=id_))
        kept, copies = _settle_copies(row, files)
        problems += copies
        if kept is not None:
            single[id_] = (row, kept)
        else:
            held.add(id_)
    articles, wrong, lost = _give_slugs(single, ledger)
    problems += wrong
    # The article that a mistaken file was until now is not gone, even where the file claims to be another one.
    was = {known.id for problem in problems if (known := identify.by_path(problem.path))}
    well = {row.id for row, _ in articles} | {each.meta.id for each in settled if was}
    return Matched(articles, frozenset(held | lost | was - well), tuple(problems))


def _claims(
    manuscripts: Iterable[Manuscript], identify: "_Identify"
) -> tuple[dict[str, list[Manuscript]], set[str], list[Problem]]:
    """Return the files that claim each id, the ids whose file has a mistake, and every mistake and doubt."""
    claims: dict[str, list[Manuscript]] = defaultdict(list)
    held: set[str] = set()
    problems: list[Problem] = []
    for manuscript in sorted(manuscripts, key=lambda each: each.path):
        claimed, problem = identify(manuscript)
        problems += [problem] if problem else []
        if problem is None or problem.warning:
            claims[claimed].append(manuscript)
        else:
            held.add(claimed)
    return claims, held, problems


class _Identify:
    """Finds a manuscript's id: in its front matter, else by its bytes, its path or its slug, else a new one."""

    def __init__(
        self,
        ledger: Ledger,
        files: tuple[Iterable[Manuscript], Iterable[Settled]],
        site_id: str,
        broken: frozenset[str],
    ) -> None:
        self._rows, self._site_id = ledger.rows, site_id
        self._by_place = _holders(ledger, lambda row: row.paths)
        said = {each.path: (each.digest, each.front.id) for each in files[0]}
        said |= {each.meta.path: (each.meta.digest, None if each.mute else each.meta.id) for each in files[1]}
        self._mute = {path: digest for path, (digest, id_) in said.items() if id_ is None}
        self._broken = broken
        self._present = said.keys() | broken
        self._used = {id_ for _, id_ in said.values()}

    @cached_property
    def _by_digest(self) -> dict[str, tuple[Promise, ...]]:
        return _holders(Ledger(self._rows), lambda row: row.digests)

    @cached_property
    def _by_slug(self) -> dict[str, tuple[Promise, ...]]:
        return _holders(Ledger(self._rows), lambda row: (row.slug,) if row.slug else ())

    @cached_property
    def _lying(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path, digest in self._mute.items():
            found.setdefault(digest, []).append(path)
        return found

    def by_path(self, path: str) -> Promise | None:
        """Return whose place that is, None if it is nobody's."""
        return next(iter(self._by_place.get(path, ())), None)

    def __call__(self, manuscript: Manuscript) -> tuple[str, Problem | None]:
        said, known = manuscript.front.id, self.by_path(manuscript.path)
        if said is None:
            return self._without(manuscript)
        stands = known is not None and known.number is not None and known.withdrawn is None
        lost = known and known.id not in self._used and not self._elsewhere(known)
        if known and stands and known.id != said and said not in self._rows and lost:
            right = f'subscribers know it as {known.id}: put back id: "{known.id}"'
            line = manuscript.reading.lines.get("id", 0)
            return known.id, Problem(manuscript.path, line, "the id of this published article was changed", right)
        return said, None

    def _without(self, manuscript: Manuscript) -> tuple[str, Problem | None]:
        known = next((row for row in self._by_place.get(manuscript.path, ()) if row.id not in self._used), None)
        exact = [row for row in self._by_digest.get(manuscript.digest, ()) if row.id not in self._used]
        here = [row for row in exact if manuscript.path in row.paths]
        if same := here or [row for row in exact if not self._stays(row)]:
            return same[0].id, None
        if known is not None and (self._stays(known) or not self._elsewhere(known)):
            if known.digests:
                return known.id, None
            right = f'it keeps the one that subscribers know; put back id: "{known.id}"'
            return known.id, Problem(manuscript.path, 0, "the id was taken out of this file", right, warning=True)
        # Renamed and edited at once, an article is still known by the slug that it says itself.
        moved = None if exact else next(iter(self._by_slug.get(manuscript.front.slug or "", ())), None)
        if moved is not None and moved.id not in self._used and not self._here(moved):
            return moved.id, None
        new = uuid.uuid5(NAMESPACE, f"{self._site_id}\n{manuscript.path}\n{manuscript.digest}").urn
        while new in self._rows:  # of an article that began here with these very bytes and has moved on
            new = uuid.uuid5(NAMESPACE, new).urn
        return new, None

    def _here(self, row: Promise) -> bool:
        """Return whether a file lies at an article's place, or the article lies elsewhere."""
        return bool(self._present.intersection(row.paths)) or self._elsewhere(row)

    def _elsewhere(self, row: Promise) -> bool:
        """Return whether an article lies unedited at a place of its own, or at one that is no other article's."""
        return any(
            path in row.paths or not any(path in other.paths for other in self._by_digest[digest])
            for digest in row.digests
            for path in self._lying.get(digest, ())
        )

    def _stays(self, row: Promise) -> bool:
        """Return whether a file lies at an article's place that may be it."""
        here = [path for path in row.paths if path in self._present]
        return any(
            path in self._broken
            or (path in self._mute and (self._mute[path] in row.digests or self._mute[path] not in self._by_digest))
            for path in here
        )


def _holders(ledger: Ledger, things: Callable[[Promise], tuple[str, ...]]) -> dict[str, tuple[Promise, ...]]:
    """Return whose each path, address or hash is; where two branches gave it to two, in one order on every machine."""
    rows = ledger.rows.values()
    found: dict[str, tuple[Promise, ...]] = {thing: (row,) for row in rows for thing in things(row)}
    if len(found) == sum(len(things(row)) for row in rows):  # as it is without a merge
        return found
    several: dict[str, list[Promise]] = defaultdict(list)
    for row in sorted(rows, key=_rank):
        for thing in things(row):
            several[thing].append(row)
    return {thing: tuple(holders) for thing, holders in several.items()}


def _rank(row: Promise) -> tuple[bool, int, str]:
    return row.withdrawn is not None, row.number or 2**63, row.id


def _settle_copies(row: Promise, files: list[Manuscript]) -> tuple[Manuscript | None, list[Problem]]:
    """Return the one file that is the article, if it is plain which, and a mistake for every other."""
    if len(files) == 1:
        return files[0], []
    known = [file for file in files if file.path in row.paths]
    kept = known[0] if len(known) == 1 else None
    names = ", ".join(file.path for file in files)
    right = f"an id belongs to one article ({names}); in a copy, take out the lines id and slug"
    return kept, [
        Problem(
            file.path,
            file.reading.lines.get("id", 0),
            f"its id is that of {(kept or _other(files, file)).path} too",
            right,
        )
        for file in files
        if file is not kept
    ]


def _other(files: list[Manuscript], file: Manuscript) -> Manuscript:
    return files[0] if file is not files[0] else files[1]


def _give_slugs(
    single: dict[str, tuple[Promise, Manuscript]], ledger: Ledger
) -> tuple[tuple[tuple[Promise, Manuscript], ...], list[Problem], set[str]]:
    """Return the articles with their slugs; two that want one address, or another's old one, are mistakes."""
    owner = {at: holders[0] for at, holders in _holders(ledger, lambda row: row.addresses).items()}
    articles, problems, lost = [], [], set()
    for slug, wanting in _wanted(single.values(), set(owner)).items():
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
    pairs: Iterable[tuple[Promise, Manuscript]], taken: set[str]
) -> dict[str, list[tuple[Promise, Manuscript]]]:
    """Return who wants each slug; an article that says none and never had one gets one that nobody wants."""
    wanted: dict[str, list[tuple[Promise, Manuscript]]] = defaultdict(list)
    underived: list[tuple[Promise, Manuscript]] = []
    for row, manuscript in pairs:
        slug = manuscript.front.slug or (row.slug if address(row.slug) in row.addresses else "")
        (wanted[slug] if slug else underived).append((row, manuscript))
    taken |= set(map(address, wanted))
    for row, manuscript in underived:
        slug = _derive(row.id, manuscript, taken)
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


def _derive(id_: str, manuscript: Manuscript, taken: set[str]) -> str:
    """Return a slug for an article that says none, from its title, else its file's name, else its id."""
    front = manuscript.front
    stem = manuscript.path.rsplit("/", 1)[-1].removesuffix(".md")
    base = text.slug(front.title, front.language or "") or text.slug(stem, front.language or "")
    if base and base not in RESERVED and address(base) not in taken:
        return base
    return "-".join(filter(None, (base, uuid.uuid5(NAMESPACE, id_).hex[:8])))
