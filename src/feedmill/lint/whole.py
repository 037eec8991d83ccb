"""What holds between the documents of a site: history (RFC 5005 §4), deletions, lists of feeds and of pages."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from feedmill.findings import Finding
from feedmill.lint.document import FEEDS, HISTORY, Around, Document, Kind, line_of
from feedmill.lint.sitemap import places


class Gist(Struct, frozen=True, kw_only=True):
    """What is kept of a document when the next one is looked at."""

    path: str
    place: str
    kind: Kind
    ours: bool = False
    hidden: bool = False
    """A page that search engines must not list."""
    archived: bool = False
    """It says that it is an archive document."""
    current: str = ""
    older: str = ""
    newer: str = ""
    entries: tuple[tuple[str, str, str], ...] = ()
    """Id, link and updated; only of the site's own feed and its history."""
    deleted: tuple[str, ...] = ()
    listed: tuple[tuple[int, str, str], ...] = ()
    """Line and address of what a list of feeds or pages holds, and when that changed."""


class Whole(Struct, frozen=True):
    """All documents of a site."""

    gists: tuple[Gist, ...]
    around: Around

    def named(self, name: str) -> dict[str, Gist]:
        """Return the feeds of one format, by place."""
        return {each.place: each for each in self.gists if each.place.rpartition("/")[2] == name}

    def links(self) -> dict[str, str]:
        """Return every entry's link and when it was updated, "" where only RSS says it."""
        return {link: updated for each in reversed(self.gists) for _, link, updated in each.entries}

    def of(self, kind: Kind) -> list[Gist]:
        """Return the documents of one kind."""
        return [each for each in self.gists if each.kind == kind]


WholeRule = Callable[[Whole], Iterator[Finding]]


def gist(document: Document) -> Gist:
    """Return what must be kept of a document."""
    feed, bare = document.feed, Gist(path=document.path, place=document.place, kind=document.kind, ours=document.ours)
    if document.kind == "page":
        robots = [meta.get("content", "") for meta in document.all("meta") if meta.get("name") == "robots"]
        return replace(bare, hidden=any("noindex" in each for each in robots))
    if document.kind == "opml":
        listed = tuple((line_of(each), each.get("xmlUrl", ""), "") for each in document.all("outline"))
        return replace(bare, listed=listed)
    if feed is None:
        return replace(bare, listed=tuple(places(document)))
    named = document.place.rpartition("/")[2] in FEEDS
    kept = named and (not document.folder or document.folder.startswith("history/"))
    return replace(
        bare,
        archived=next(document.all(HISTORY + "archive"), None) is not None,
        current=feed.current,
        older=feed.older,
        newer=feed.newer,
        entries=tuple((entry.id, entry.link, entry.updated) for entry in feed.entries) if kept else (),
        deleted=tuple(id_ for id_, _ in feed.deleted),
    )


def _chain(whole: Whole, name: str) -> Iterator[Gist]:
    """Yield a format's documents from the subscription document back to the oldest, each once."""
    there, at = whole.named(name), name
    while at in there:
        now = there.pop(at)
        yield now
        at = whole.around.inside(now.older) or ""


def chain_ends(whole: Whole) -> Iterator[Finding]:
    """Find a history that leads back to itself: a reader would follow it for ever (RFC 5005 §4; JSON `next_url`)."""
    for name in FEEDS:
        walked = tuple(_chain(whole, name))
        last = (whole.around.inside(walked[-1].older) or "") if walked else ""
        if last in {each.place for each in walked}:
            wrong = f"the document before it is {last}, which is not older"
            yield Finding(walked[-1].path, 0, wrong, "history runs from document to document, and ends")


def chain_whole(whole: Whole) -> Iterator[Finding]:
    """Find documents of history that nobody reaches from the subscription document (RFC 5005 §4.2)."""
    for name in FEEDS:
        reached = {each.place for each in _chain(whole, name)}
        for place, each in whole.named(name).items():
            if place.startswith("history/") and place not in reached:
                yield Finding(each.path, 0, "no document before it leads here", "build again: prev-archive links it")


def chain_both_ways(whole: Whole) -> Iterator[Finding]:
    """Find neighbours that do not name each other: prev-archive here, next-archive there (RFC 5005 §4.2)."""
    for name in ("rss.xml", "atom.xml"):
        walked = tuple(_chain(whole, name))
        for newer, older in pairwise(walked):
            back = whole.around.inside(older.newer) if older.newer else None
            expected = newer.place if newer.place.startswith("history/") else None
            if back != expected:
                wrong = f"its next-archive is {older.newer or 'missing'}"
                right = f"it leads to {expected}" if expected else "nothing newer is sealed: it has none"
                yield Finding(older.path, 0, wrong, right)


def archives_marked(whole: Whole) -> Iterator[Finding]:
    """Find archive documents without fh:archive and `current`, and a subscription document with them (§4.1, §4.2)."""
    for name in ("rss.xml", "atom.xml"):
        for place, each in whole.named(name).items():
            sealed = place.startswith("history/")
            if sealed != each.archived:
                wrong = "fh:archive is missing" if sealed else "it says fh:archive, but it is no archive document"
                yield Finding(each.path, 0, wrong, "readers keep archive documents for ever, and poll the others")
            if sealed and whole.around.inside(each.current) != name:
                wrong = f"its subscription document is {each.current or 'missing'}"
                yield Finding(each.path, 0, wrong, f"it is {whole.around.base}{name}")


def entries_once(whole: Whole) -> Iterator[Finding]:
    """Find articles that stand in two documents of the history: together they hold each once (RFC 5005 §4)."""
    for name in FEEDS:
        where: dict[str, str] = {}
        for each in _chain(whole, name):
            for id_, _, _ in each.entries:
                if where.setdefault(id_, each.path) != each.path:
                    wrong = f"the entry stands in {where[id_]} too"
                    yield Finding(each.path, 0, wrong, "build again: each article is sealed once", entry=id_)


def entries_all(whole: Whole) -> Iterator[Finding]:
    """Find articles that one format's history lacks, or that the sitemap lists and no feed has."""
    links = whole.links()
    for name in FEEDS:
        walked = tuple(_chain(whole, name))
        here = {link for each in walked for _, link, _ in each.entries}
        for link in sorted(links.keys() - here) if walked else ():
            yield Finding(walked[0].path, 0, f"{link} is in neither it nor its history", "build again")
    for each in whole.of("sitemap"):
        for line, address, _ in each.listed:
            article = (whole.around.inside(address) or "").startswith("articles/")
            if article and links and address not in links:
                yield Finding(each.path, line, f"{address} is in no feed", "build again")


def deleted_gone(whole: Whole) -> Iterator[Finding]:
    """Find entries that one document deletes and another still has (RFC 6721 §3)."""
    deleted = {id_: each.path for each in whole.gists for id_ in each.deleted}
    for each in whole.gists:
        for id_ in sorted(deleted.keys() & {id_ for id_, _, _ in each.entries}):
            yield Finding(each.path, 0, f"{deleted[id_]} says that the entry is deleted", "build again", entry=id_)


def feeds_listed(whole: Whole) -> Iterator[Finding]:
    """Find collections whose feed no OPML document lists, or of which it lists two: one format of each is enough."""
    for outline in whole.of("opml"):
        found = [whole.around.inside(address) for _, address, _ in outline.listed if address]
        listed = Counter((place or "").rpartition("/")[0] for place in found if place)
        folders = {each.place.rpartition("/")[0] for name in FEEDS for each in whole.named(name).values()}
        folders = {each for each in folders if not each.startswith("history/")}
        for folder in sorted(folders) if outline.ours else ():
            if listed[folder] != 1:
                wrong = f"of the collection {folder or 'of the whole site'} it lists {listed[folder]} feeds"
                yield Finding(outline.path, 0, wrong, "it lists one of each; build again")


def pages_listed(whole: Whole) -> Iterator[Finding]:
    """Find articles that no sitemap lists, and pages that it lists though they are not for search engines."""
    maps = whole.of("sitemap")
    listed = {address for each in maps for _, address, _ in each.listed}
    for link in sorted(whole.links().keys() - listed) if maps else ():
        yield Finding(maps[0].path, 0, f"{link} is not listed", "build again")
    hidden = {page.place for page in whole.of("page") if page.hidden}
    for each in maps:
        for line, address, _ in each.listed:
            if whole.around.inside(address) in hidden:
                yield Finding(each.path, line, f"{address} is listed, but says noindex", "build again", warning=True)


def changes_true(whole: Whole) -> Iterator[Finding]:
    """Find a `lastmod` that is not the article's `updated`: search engines stop believing it (sitemaps.org)."""
    links = whole.links()
    for each in whole.of("sitemap"):
        for line, address, changed in each.listed:
            if links.get(address) and changed and links[address] != changed:
                wrong = f"<lastmod> of {address} is {changed}, but it was updated {links[address]}"
                yield Finding(each.path, line, wrong, "build again")


RULES: tuple[WholeRule, ...] = (
    chain_ends,
    chain_whole,
    chain_both_ways,
    archives_marked,
    entries_once,
    entries_all,
    deleted_gone,
    feeds_listed,
    pages_listed,
    changes_true,
)
