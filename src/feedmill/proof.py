"""A changed file of content/ → its page, before the build that will make it has looked at the rest of the site."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk
from feedmill.curate import Stock, curate
from feedmill.documents import Output, Recipe
from feedmill.editions import Edition, PlainPage
from feedmill.errors import FeedmillError
from feedmill.layout import Waves
from feedmill.model import Entry, Manuscript, Meta
from feedmill.press import Shop, Worn, bake
from feedmill.promises import Ledger
from feedmill.read import PAGES, study
from feedmill.run import Run
from feedmill.sheets import ArticlePage, ListPage, Shell, TextPage

_FRONT = "index.html"


class _Set(Struct, frozen=True):
    """What a build worked out, with what is looked up in it."""

    run: Run
    shop: Shop
    stock: Stock
    ledger: Ledger
    ids: dict[str, str]
    """Of the articles, by path."""
    outputs: dict[str, Output]


class Proofs:
    """The last build, as far as it says what the page of a file will be that changed since."""

    def __init__(self) -> None:
        """Begin without one."""
        self._set: _Set | None = None

    def take(self, run: Run, stock: Stock, ledger: Ledger, edition: Edition, laid: tuple[Waves, Worn]) -> None:
        """Go by this build from now on."""
        waves, worn = laid
        ids = {meta.path: meta.id for meta in edition.articles}
        outputs = {output.path: output for wave in waves for output in wave}
        self._set = _Set(run, Shop(run.root, None, "", 0, worn), stock, ledger, ids, outputs)

    def warm(self) -> None:
        """Make a page that nobody asked for: the first of a process takes ten times as long as those that follow."""
        if self._set and self._set.ids:
            with suppress(OSError, FeedmillError):  # the next build tells what is wrong with it
                self.pull(self._set.run.root / next(iter(self._set.ids)))

    def pull(self, file: Path) -> tuple[tuple[str, bytes], ...]:
        """Return path and bytes of the page of a file, and of the lists that begin with it; nothing where none is sure.

        What else changes with the file is left to the build: its dates, new tags, whether it is published at all.
        """
        known = self._set
        if known is None or not file.is_relative_to(known.run.root) or file.suffix != ".md":
            return ()
        path = file.relative_to(known.run.root).as_posix()
        manuscript = _manuscript(path, disk.read(file))
        if manuscript is None or (manuscript.front.draft and not known.run.drafts) or manuscript.front.withdrawn:
            return ()
        edition, _ = curate(_alone(known, manuscript), known.ledger, known.run.site)
        subjects: tuple[Meta | PlainPage, ...] = (*edition.articles, *edition.pages)
        return tuple(_pulled(known, next((each for each in subjects if each.path == path), None)))


def _pulled(known: _Set, subject: Meta | PlainPage | None) -> Iterator[tuple[str, bytes]]:
    if subject is None:
        return
    lists = (_FRONT, *(label.address for label in subject.tags)) if isinstance(subject, Meta) else ()
    for path in (subject.address, *lists):
        if path in known.outputs and (recipe := _again(known.outputs[path].recipe(), subject)):
            data, _ = bake(recipe, known.shop)
            yield path, data


def _manuscript(path: str, raw: bytes) -> Manuscript | None:
    fresh = study(raw)
    front = fresh.reading.front
    return Manuscript(path, fresh.digest, front, fresh.reading) if front else None


def _alone(known: _Set, manuscript: Manuscript) -> Stock:
    """Return what there is to publish, were there no article but this one."""
    if manuscript.path.startswith(PAGES):
        pages = tuple(manuscript if page.path == manuscript.path else page for page in known.stock.pages)
        return replace(known.stock, articles=(), pages=pages, settled=())
    id_ = known.ids.get(manuscript.path)
    return replace(known.stock, articles=((known.ledger.rows[id_], manuscript),) if id_ else (), settled=())


def _again(recipe: Recipe, subject: Meta | PlainPage) -> Recipe | None:
    """Return a recipe for a page that shows another text now; None for one that does not show it."""
    match recipe.subject:
        case ArticlePage(shell) as page if isinstance(subject, Meta):
            return Recipe(recipe.format, replace(page, shell=_framed(shell, subject), entry=Entry(subject)))
        case TextPage(shell) as page if isinstance(subject, PlainPage):
            return Recipe(recipe.format, replace(page, shell=_framed(shell, subject), page=subject))
        case ListPage(_, collection) as page if isinstance(subject, Meta):
            window = tuple(subject if meta.id == subject.id else meta for meta in collection.window)
            shown = replace(page, collection=replace(collection, window=window))
            return Recipe(recipe.format, shown) if subject in window else None
    return None


def _framed(shell: Shell, subject: Meta | PlainPage) -> Shell:
    description = subject.summary or shell.site.description
    return replace(shell, description=description, language=subject.language or shell.site.language)
