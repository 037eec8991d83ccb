"""Manuscripts + ledger → which file is which article, whatever was renamed, moved, copied or swapped."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from feedmill.errors import Problem
from feedmill.ledger.holders import holders
from feedmill.ledger.slugs import give_slugs
from feedmill.model import Manuscript
from feedmill.promises import NAMESPACE, Ledger, Promise
from feedmill.settings import Site
from feedmill.settled import Settled


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
    site: Site,
    broken: frozenset[str],
    settled: tuple[Settled, ...] = (),
) -> Matched:
    """Return each article's row and file. `broken` are paths of files that exist and cannot be used.

    The settled articles stay what they are and are not returned; `ledger.rely.reliable` says whether that may be.
    """
    identify = _Identify(ledger, (manuscripts, settled), site.id, broken)
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
    articles, wrong, lost = give_slugs(single, ledger, site)
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
        self._by_place = holders(ledger, lambda row: row.paths)
        said = {each.path: (each.digest, each.front.id) for each in files[0]}
        said |= {each.meta.path: (each.meta.digest, None if each.mute else each.meta.id) for each in files[1]}
        self._mute = {path: digest for path, (digest, id_) in said.items() if id_ is None}
        self._broken = broken
        self._present = said.keys() | broken
        self._used = {id_ for _, id_ in said.values()}

    @cached_property
    def _by_digest(self) -> dict[str, tuple[Promise, ...]]:
        return holders(Ledger(self._rows), lambda row: row.digests)

    @cached_property
    def _by_slug(self) -> dict[str, tuple[Promise, ...]]:
        return holders(Ledger(self._rows), lambda row: (row.slug,) if row.slug else ())

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
