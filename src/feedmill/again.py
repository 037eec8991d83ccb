"""A seed that was sown before → its article anew: what `feedmill sow --again` and `--diff` do.

The only room that puts something in an article's place: a person asked for it by name, and the old file stays beside.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from difflib import unified_diff
from itertools import count
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, lock
from feedmill.amend import with_fields
from feedmill.cache import Cache
from feedmill.errors import Problem, SourceError
from feedmill.grow import Grown, grow
from feedmill.ledger import with_seeds
from feedmill.model import Article, Front
from feedmill.plans import Again
from feedmill.promises import Ledger, Promise
from feedmill.read import Desk, read
from feedmill.run import Run, explained
from feedmill.seen import Seen
from feedmill.stamp import stamp
from feedmill.stock import Promised, keep_promises, promises_so_far


class _Anew(Struct, frozen=True):
    """An article as it is and as its seed would have it."""

    row: Promise
    path: str
    old: bytes | None
    """None where the article is gone."""
    new: bytes
    sha256: str
    problems: tuple[Problem, ...]


def again(run: Run, name: str) -> Again:
    """Put what the seed says now in the place of its article, and keep the old file beside it.

    The id, the slug and whatever a person wrote into the front matter stay. SourceError if that seed was never sown or
    cannot be used.
    """
    with _site(run) as (cache, promised):
        anew = _anew(run, cache, promised.ledger, name)
        kept, place = "", run.root / anew.path
        if anew.old is None:
            if not disk.create(place, anew.new, run.workshop):
                raise SourceError(Problem(anew.path, 0, f"this file is in the way of {name}", "rename it"))
        elif anew.old != anew.new:
            kept = anew.path.removesuffix(place.name) + _keep_beside(place, run.workshop).name
            disk.replace(place, anew.new)
        row = with_seeds(anew.row, [(name, anew.sha256)])
        rows = promised.ledger.rows | {row.id: row}
        keep_promises(run, promised, replace(promised.ledger, rows=rows))
    return Again(anew.path, kept, changed=anew.old != anew.new, problems=anew.problems)


def difference(run: Run, name: str) -> str:
    """Return how the seed, sown again, would change its article, as a unified diff; "" if it would not."""
    with _site(run) as (cache, promised):
        anew = _anew(run, cache, promised.ledger, name)
    old, new = ((raw or b"").decode(errors="replace").splitlines() for raw in (anew.old, anew.new))
    return "\n".join(unified_diff(old, new, anew.path, f"{name} (sown again)", lineterm=""))


@contextmanager
def _site(run: Run) -> Iterator[tuple[Cache, Promised]]:
    """Hold the site; give its cache and its ledger."""
    with explained(run.root), lock.alone(run.workshop), closing(Cache(run.cached, stamp())) as cache:
        yield cache, promises_so_far(run, cache, Seen(cache), begin=False)


def _anew(run: Run, cache: Cache, ledger: Ledger, name: str) -> _Anew:
    """Return what the seed would make of its article."""
    if disk.stands(run.root, name) != "file":
        raise SourceError(Problem(name, 0, "there is no such seed", "name a file in seeds/"))
    grown = grow(run.root, run.site.language, name)
    row = _row(ledger, name, grown.sha256)
    if grown.plan is None:
        raise SourceError(grown.problems[-1])
    desk = read(run, cache, Seen(cache))
    path, old = _present(run, desk, row, grown.plan.article, tuple(ledger.rows.values()))
    new = _taken(name, row, grown) if grown.plan.title_from == "front matter" else _merged(path, row, old, grown.file)
    return _Anew(row, path, old, new, grown.sha256, grown.problems)


def _row(ledger: Ledger, name: str, sha256: str) -> Promise:
    """Return the article that was made of the seed; SourceError if none was, or another was made of these bytes."""
    of_bytes = [row for row in ledger.rows.values() if any(sha256 == known for _, known in row.seeds)]
    of_name = [row for row in ledger.rows.values() if any(name == known for known, _ in row.seeds)]
    both = [row for row in of_name if row in of_bytes]
    found = both or of_name or of_bytes
    if not found:
        raise SourceError(Problem(name, 0, "this seed was not sown yet", "sow it with: feedmill sow"))
    if of_bytes and not both and of_name:
        other = ", ".join(of_bytes[0].paths) or of_bytes[0].id
        raise SourceError(Problem(name, 0, f"{other} was made of this very text", "delete one of the two seeds"))
    return min(found, key=lambda row: (row.withdrawn is not None, row.number or 2**63, row.id))


def _present(run: Run, desk: Desk, row: Promise, planned: str, rows: tuple[Promise, ...]) -> tuple[str, bytes | None]:
    """Return where the article lies and its bytes, or where it may be made if it is gone."""
    by_id = [each.path for each in desk.articles if each.front.id == row.id]
    mute = [each for each in desk.articles if each.front.id is None]
    by_bytes = [each.path for each in mute if each.digest in row.digests]
    others = {digest for other in rows if other.id != row.id for digest in other.digests}
    by_path = [each.path for each in mute if each.path in row.paths and each.digest not in others]
    for found in (by_id, by_path, by_bytes):
        if found:
            path = min(found, key=lambda path: path not in row.paths)  # a copy has the same id
            return path, disk.read(run.root / path)
    if broken := desk.broken.intersection(row.paths):
        wrong = "this article has a mistake in it"
        raise SourceError(Problem(min(broken), 0, wrong, "mend it first; feedmill build says what it is"))
    known = [path for path in row.paths if ".." not in PurePosixPath(path).parts and path not in desk.there]
    return min(known, default=planned), None


def _merged(path: str, row: Promise, old: bytes | None, file: bytes) -> bytes:
    """Return raw text made anew as a file: with the promises, and with what a person wrote into the front matter."""
    from feedmill import articles

    new, _ = articles.load(file)
    before, problems = articles.load(old) if old is not None else (None, ())
    if new is None or (old is not None and before is None):
        raise SourceError(replace(problems[0], path=path))
    front = _front(before.front, new.front) if before else new.front
    slug = (before.front.slug if before else None) or row.slug or new.front.slug
    return articles.dump(Article(replace(front, id=row.id, slug=slug), new.body)).encode()


def _front(old: Front, new: Front) -> Front:
    """Return what the seed says where it says something, else what a person wrote, else what is inferred."""
    kept = {name: getattr(old, name) for name in Front.__struct_fields__}
    kept |= {"source": new.source, "published": new.published or old.published}
    if old.published and new.published and old.published.startswith(new.published):
        kept["published"] = old.published  # a person knew the day
    for name in ("title", "language", "summary"):
        mark = f"{name}_inferred"
        if not getattr(new, mark) or getattr(old, mark) or getattr(old, name) is None:
            kept |= {name: getattr(new, name), mark: getattr(new, mark)}
    return Front(**kept)


def _taken(name: str, row: Promise, grown: Grown) -> bytes:
    """Return Markdown made anew as a file: as it is, but with the id if the ledger would not know it without."""
    if grown.said_id and grown.id != row.id:
        right = f"subscribers know its article as {row.id}: write that, or take out the line id"
        raise SourceError(Problem(name, 0, "its id is another one now", right))
    return grown.file if grown.said_id or row.digests else with_fields(grown.file, {"id": row.id}) or grown.file


def _keep_beside(path: Path, workshop: Path) -> Path:
    """Write a file's bytes once more beside it, as NAME.old, NAME.old2 …, and return where; no file is replaced."""
    data = disk.read(path)
    names = (path.with_name(f"{path.name}.old{number if number > 1 else ''}") for number in count(1))
    return next(name for name in names if disk.create(name, data, workshop) or disk.read(name) == data)
