"""An article with what was promised of it → who says each of its fields, and why it is missing in some feeds. Pure."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from feedmill.answers import Absence, Origin, OriginKind
from feedmill.dates import rfc3339
from feedmill.editions import COLLECTIONS, Collection, Edition, language_of, people_of
from feedmill.model import Front, Image, Manuscript, Meta
from feedmill.promises import Promise, fold
from feedmill.settings import FormatName, Site

_SETTINGS = "feedmill.toml"


class _Sayer:
    """Tells who says the fields of one article."""

    def __init__(self, manuscript: Manuscript, promise: Promise, ledger: str, line: int) -> None:
        self._manuscript, self._promise = manuscript, promise
        self._ledger, self._line = ledger, line
        self._front, self._lines = manuscript.front, manuscript.reading.lines

    def front(self, field: str, value: str, kind: OriginKind = "front matter") -> Origin:
        """Return that the article's file says so, or says it in that way."""
        line = self._lines.get(field, 0)
        return Origin(field=field, value=value, origin=kind, path=self._manuscript.path, line=line)

    def ledger(self, field: str, value: str) -> Origin:
        """Return that the ledger says so, or that the next build will make it say so."""
        if not self._line or not value:
            return Origin(field=field, value=value, origin="build")
        return Origin(field=field, value=value, origin="ledger", path=self._ledger, line=self._line)

    def inferred(self, field: str, value: str, *, mark: bool) -> Origin:
        """Return that the import inferred it, as long as the mark of that stands beside it."""
        return self.front(field, value, "inferred" if mark else "front matter")


def origins(manuscript: Manuscript, promise: Promise, site: Site, ledger: tuple[str, int]) -> tuple[Origin, ...]:
    """Return who says each field. `ledger`: its path, and the line that holds the article (0: none yet)."""
    sayer = _Sayer(manuscript, promise, *ledger)
    return (
        *_identity(sayer, manuscript, promise),
        *_words(sayer, manuscript, site),
        *_more(sayer, manuscript.front),
        *_dates(sayer, manuscript, promise),
    )


def _identity(sayer: _Sayer, manuscript: Manuscript, promise: Promise) -> Iterator[Origin]:
    front = manuscript.front
    yield sayer.front("id", front.id) if front.id else sayer.ledger("id", promise.id)
    yield sayer.ledger("number", str(promise.number or ""))
    yield sayer.front("slug", front.slug) if front.slug else sayer.ledger("slug", promise.slug)
    if front.source:
        yield sayer.front("source", front.source.seed)
    if front.withdrawn:
        yield sayer.front("withdrawn", front.reason or "")


def _words(sayer: _Sayer, manuscript: Manuscript, site: Site) -> Iterator[Origin]:
    front, reading = manuscript.front, manuscript.reading
    yield sayer.inferred("title", front.title, mark=front.title_inferred)
    language = language_of(front, site)
    if front.language in (None, "und"):
        yield Origin(field="language", value=language, origin="settings", path=_SETTINGS)
    else:
        yield sayer.inferred("language", language, mark=front.language_inferred)
    if front.summary:
        yield sayer.inferred("summary", front.summary, mark=front.summary_inferred)
    elif reading.lede:
        yield sayer.front("summary", reading.lede, "text")
    people = ", ".join(person.name for person in people_of(front, site))
    if front.authors:
        yield sayer.front("authors", people)
    elif people:
        yield Origin(field="authors", value=people, origin="settings", path=_SETTINGS)


def _more(sayer: _Sayer, front: Front) -> Iterator[Origin]:
    """Yield what only front matter can say."""
    image = front.image.src if isinstance(front.image, Image) else front.image
    said = {
        "tags": ", ".join(front.tags),
        "image": image,
        "enclosures": ", ".join(front.enclosures),
        "season": front.season,
        "episode": front.episode,
    }
    yield from (sayer.front(field, str(value)) for field, value in said.items() if value)


def _dates(sayer: _Sayer, manuscript: Manuscript, promise: Promise) -> Iterator[Origin]:
    """Yield dates as their author said them, and the instants that stand for them in feeds."""
    front = manuscript.front
    for field, said, moment in (
        ("published", front.published, promise.published),
        ("updated", front.updated, promise.updated),
    ):
        if said:
            yield sayer.front(field, said)
        if moment or field == "published":
            yield sayer.ledger(f"{field} at", rfc3339(moment.at) if moment else "")


# ── where it does not stand ─────────────────────────────────────────────────────────────────────


def absences(
    meta: Meta, edition: Edition, standing: frozenset[str], files: Mapping[FormatName, str]
) -> Iterator[Absence]:
    """Yield the feeds of an article's collections that do not hold it.

    `standing`: the feed documents that do. `files`: the name of a feed document in each format.
    """
    for kind, names in _names(meta).items():
        for name in names:
            shelf = _shelf(edition, kind, name)
            missing = tuple(each for each, file in files.items() if not shelf or shelf.folder + file not in standing)
            if shelf is None:
                yield Absence(folder=f"{kind}/", why="alone")
            elif missing:
                yield _absence(meta, edition, shelf, missing if len(missing) < len(files) else ())


def _names(meta: Meta) -> dict[str, tuple[str, ...]]:
    authors = tuple(dict.fromkeys(label.name for label in meta.authors))
    names = {"tags": tuple(label.name for label in meta.tags), "authors": authors, "languages": (meta.language,)}
    return {"": ("",)} | {kind: names[kind] for kind in COLLECTIONS}


def _shelf(edition: Edition, kind: str, name: str) -> Collection | None:
    if not kind:
        return edition.whole
    same = (each for each in edition.collections if each.kind == kind and fold(each.name) == fold(name))
    return next(same, None)


def _absence(meta: Meta, edition: Edition, shelf: Collection, formats: tuple[FormatName, ...]) -> Absence:
    absence = Absence(folder=shelf.folder, why="unbuilt", formats=formats)
    if meta in shelf.window:
        return absence
    sealed = next((each for each in edition.history if meta in each.entries), None)
    if sealed and not shelf.kind:
        return replace(absence, why="sealed", history=f"history/{sealed.number}/")
    members = [each for each in edition.articles if fold(shelf.name) in map(fold, _names(each)[shelf.kind])]
    return replace(absence, why="window", place=members.index(meta) + 1, holds=len(shelf.window))
