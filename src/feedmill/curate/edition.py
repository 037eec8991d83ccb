"""All articles → Edition: order, collections, windows, history, what was withdrawn and what moved."""

import uuid
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from feedmill import text
from feedmill.curate.links import Place, cover, icon
from feedmill.curate.meta import Desk, article, page, print_of
from feedmill.curate.translations import muddled
from feedmill.editions import Collection, Deleted, Edition, PlainPage, Sealed
from feedmill.errors import Problem
from feedmill.model import NEVER, File, Manuscript, Meta
from feedmill.promises import Ledger, Name, Promise, fold
from feedmill.settings import Site
from feedmill.settled import Settled

NAMESPACE = uuid.UUID("f3b1c0c2-98a5-5c39-8d7e-3b1f7a0f5a10")
"""Of the ids of feeds. Fixed for ever: a feed keeps its id whatever its address."""

_TAKEN = {"index.html": "the front page", "404.html": "the page for what is missing", "subscribe.html": "that page"}


class Stock(Struct, frozen=True):
    """What there is to publish."""

    articles: tuple[tuple[Promise, Manuscript], ...]
    """Those that are to be looked at; `settled` are published too."""
    pages: tuple[Manuscript, ...]
    unpublished: frozenset[str]
    """Paths of Markdown files that are there and stay out."""
    files: dict[str, File]
    """Every other file below content/."""
    reasons: dict[str, str]
    """By id, why articles were withdrawn, as far as anybody said."""
    standing: dict[str, str]
    """Articles that have a page, by path, and its address; some are not in this edition, because of a mistake."""
    gone: dict[str, str] = {}
    """Articles whose file is gone or not published any more, by its path, and the address that they had."""
    settled: tuple[Settled, ...] = ()


def curate(stock: Stock, ledger: Ledger, site: Site) -> tuple[Edition, tuple[Problem, ...]]:
    """Return the edition, and every mistake in what articles and pages name."""
    addresses, problems = _page_addresses(stock.pages, search=site.search)
    places = stock.standing | addresses
    desk = Desk(site, ledger, Place(places, stock.unpublished, stock.files, stock.gone))
    prints = {each.meta.id: each.print for each in stock.settled}
    metas, pages = [each.meta for each in stock.settled if not each.manuscript], []
    translators: dict[str, Manuscript] = {}
    again = ((ledger.rows[each.meta.id], each.manuscript) for each in stock.settled if each.manuscript)
    for promise, manuscript in (*stock.articles, *again):
        meta, wrong = article(promise, manuscript, desk)
        metas.append(meta)
        prints[meta.id] = print_of(meta)
        problems += wrong
        if meta.translates:
            translators[meta.id] = manuscript
    for meta, problem in [*muddled(metas, translators)] if translators else ():
        alone = replace(meta, translates="")
        metas[metas.index(meta)] = alone
        prints[meta.id] = print_of(alone)
        problems.append(problem)
    for manuscript in stock.pages:
        if manuscript.path in addresses:
            plain, wrong = page(manuscript, addresses[manuscript.path], desk)
            pages.append(plain)
            problems += wrong
    front, wrong = cover(site.podcast.image, desk.place) if site.podcast else ("", ())
    problems += wrong
    sign, wrong = icon(site.icon, desk.place) if site.icon else ("", ())
    problems += wrong
    newest = tuple(sorted(metas, key=attrgetter("published.at", "number"), reverse=True))
    members, names = _members(newest), sorted(ledger.names.items())
    edition = Edition(
        articles=newest,
        prints=prints,
        whole=_whole(newest, ledger, site),
        collections=tuple(_collection(name, members[key], site) for key, name in names),
        members={_folder(name): tuple(members[key]) for key, name in names},
        history=tuple(_history(newest, ledger)),
        pages=tuple(sorted(pages, key=lambda plain: plain.address)),
        deleted=tuple(_deleted(ledger, stock.reasons)),
        moved=tuple(_moved(newest, ledger)),
        cover=front,
        icon=sign,
        media=tuple(sorted(_media(metas, pages, stock.files, front))),
    )
    return edition, tuple(problems)


def _page_addresses(pages: Iterable[Manuscript], *, search: bool) -> tuple[dict[str, str], list[Problem]]:
    """Return where plain pages stand; one that wants another's place stays out."""
    taken, addresses, problems = _TAKEN | ({"search.html": "the search"} if search else {}), {}, []
    for manuscript in pages:
        stem = manuscript.path.rsplit("/", 1)[-1].removesuffix(".md")
        at = (manuscript.front.slug or text.slug(stem, "") or "page") + ".html"
        if at in taken:
            problems.append(Problem(manuscript.path, 0, f"{at} is taken by {taken[at]}", "give this page another slug"))
        else:
            addresses[manuscript.path] = at
            taken[at] = manuscript.path
    return addresses, problems


def _feed_id(site: Site, kind: str, name: str) -> str:
    return uuid.uuid5(NAMESPACE, f"{site.id}\n{kind}\n{fold(name)}").urn


def _newest(window: Iterable[Meta]) -> datetime:
    """Return the `updated` of a feed: the newest of its entries, never the time of the build."""
    return max((meta.updated.at for meta in window), default=NEVER)


def _whole(newest: tuple[Meta, ...], ledger: Ledger, site: Site) -> Collection:
    """Return the whole site; its window is every article that is not sealed yet."""
    sealed = ledger.seals[-1] if ledger.seals else 0
    window = tuple(meta for meta in newest if meta.number > sealed)
    return Collection(
        kind="",
        name=site.title,
        folder="",
        id=_feed_id(site, "", ""),
        language=site.language,
        updated=_newest(window),
        size=len(newest),
        window=window,
    )


def _members(newest: tuple[Meta, ...]) -> Mapping[tuple[str, str], list[Meta]]:
    """Return the articles of each tag, author and language, by kind and folded name."""
    members: dict[tuple[str, str], list[Meta]] = defaultdict(list)
    folded = cache(fold)
    for meta in newest:
        for label in meta.tags:
            members["tags", folded(label.name)].append(meta)
        for label in dict.fromkeys(meta.authors):
            members["authors", folded(label.name)].append(meta)
        members["languages", folded(meta.language)].append(meta)
    return members


def _folder(name: Name) -> str:
    return f"{name.of}/{name.slug}/"


def _collection(name: Name, metas: Sequence[Meta], site: Site) -> Collection:
    """Return a tag, author or language that was ever published, also one that holds nothing now."""
    window = tuple(metas[: site.feed.entries])
    return Collection(
        kind=name.of,
        name=name.name,
        folder=_folder(name),
        id=_feed_id(site, name.of, name.name),
        language=name.name if name.of == "languages" else site.language,
        updated=_newest(window),
        size=len(metas),
        window=window,
    )


def _history(newest: tuple[Meta, ...], ledger: Ledger) -> Iterable[Sealed]:
    """Yield the sealed documents, oldest first, cut along the numbers that the ledger remembers."""
    chunks: list[list[Meta]] = [[] for _ in ledger.seals]
    for meta in newest:
        place = bisect_left(ledger.seals, meta.number)
        if place < len(chunks):
            chunks[place].append(meta)
    first = 1
    for place, (last, metas) in enumerate(zip(ledger.seals, chunks, strict=True), 1):
        yield Sealed(place, first, last, tuple(metas))
        first = last + 1


def _deleted(ledger: Ledger, reasons: Mapping[str, str]) -> Iterable[Deleted]:
    gone = [row for row in ledger.rows.values() if row.withdrawn is not None and row.number is not None]
    standing = {at for row in ledger.rows.values() if row.withdrawn is None for at in row.addresses} if gone else {}
    for row in sorted(gone, key=attrgetter("id")):
        left = tuple(at for at in row.addresses if at not in standing)
        yield Deleted(row.id, row.number or 0, row.withdrawn or NEVER, left, reasons.get(row.id, ""))


def _moved(metas: Iterable[Meta], ledger: Ledger) -> Iterable[tuple[str, str]]:
    for meta in metas:
        addresses = ledger.rows[meta.id].addresses
        if len(addresses) > 1:
            yield from ((old, meta.address) for old in addresses if old != meta.address)


def _media(metas: Iterable[Meta], pages: Iterable[PlainPage], files: dict[str, File], front: str) -> set[str]:
    """Return the files below content/ that an article, a page or the podcast names."""
    metas = [meta for meta in metas if meta.links or meta.image or meta.enclosures]
    links = (*(meta.links for meta in metas), *(page.links for page in pages))
    named = {front} | {leads for these in links for _, leads in these}
    named |= {meta.image.address for meta in metas if meta.image}
    named |= {at for meta in metas for each in meta.enclosures for at in (each.address, each.transcript)}
    wanted = {"content/" + unquote(at.removeprefix("media/")) for at in named if at.startswith("media/")}
    return wanted.intersection(files)
