"""Edition → what is in each feed document."""

import uuid
from collections.abc import Iterator

from msgspec.structs import replace

from feedmill.documents import Feed, Recipe
from feedmill.editions import Collection, Sealed
from feedmill.layout.desk import FILES, Desk
from feedmill.model import NEVER, Entry
from feedmill.settings import FormatName, Podcast

_ROOMS: dict[FormatName, str] = {"rss": "rss", "atom": "atom", "json": "jsonfeed"}
PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Of the guids of podcasts (podcastindex.org/namespace/1.0)."""


def feeds(desk: Desk) -> Iterator[tuple[str, Recipe]]:
    """Yield the feeds: history first, its newest document before the one that leads on to it, then all others.

    The formats of one feed come together: they show the same articles, which are then at hand.
    """
    formats = desk.site.feed.formats
    for sealed in reversed(desk.edition.history):
        yield from (_output(name, _sealed(desk, name, sealed), desk) for name in formats)
    yield from (_output(name, _whole(desk, name), desk) for name in formats)
    for collection in desk.edition.collections:
        yield from (_output(name, _feed(desk, name, collection, collection.folder), desk) for name in formats)


def _output(name: FormatName, feed: Feed, desk: Desk) -> tuple[str, Recipe]:
    return feed.address.removeprefix(desk.site.base_url), Recipe(_ROOMS[name], feed)


def _whole(desk: Desk, name: FormatName) -> Feed:
    """Return the subscription document: all that is not sealed, and a link to the newest that is (RFC 5005 §4)."""
    history = desk.edition.history
    bound = history[-1].last if history else 0
    older = f"{desk.site.base_url}history/{len(history)}/{FILES[name]}" if history else ""
    # A reader that has the entry must learn that it is gone for as long as it would have seen it.
    deleted = tuple(gone for gone in desk.edition.deleted if gone.number > bound)
    return replace(_feed(desk, name, desk.edition.whole, ""), older=older, deleted=deleted)


def _sealed(desk: Desk, name: FormatName, sealed: Sealed) -> Feed:
    """Return an archive document; only the newest ever changes again, to gain its link to the next."""
    history = f"{desk.site.base_url}history/"
    place, count = sealed.number, len(desk.edition.history)
    newest = max((meta.updated.at for meta in sealed.entries), default=NEVER)
    chunk = replace(desk.edition.whole, window=sealed.entries, updated=newest)
    return replace(
        _feed(desk, name, chunk, f"history/{place}/"),
        hub="",  # nobody subscribes to what is not to change
        home=desk.site.base_url,
        current=desk.site.base_url + FILES[name],
        older=f"{history}{place - 1}/{FILES[name]}" if place > 1 else "",
        newer=f"{history}{place + 1}/{FILES[name]}" if place < count else "",
    )


def _podcast(desk: Desk, collection: Collection) -> Podcast | None:
    """Return what a feed says of itself as a podcast. Its guid stays when its address changes, as podcast:guid must."""
    said = desk.site.podcast
    if said is None:
        return None
    own = str(uuid.uuid5(PODCASTS, collection.id))
    guid = own if collection.kind else said.guid or own
    cover = desk.site.base_url + desk.edition.cover if desk.edition.cover else ""
    return replace(said, image=cover, guid=guid)


def _feed(desk: Desk, name: FormatName, collection: Collection, folder: str) -> Feed:
    site = desk.site
    return Feed(
        id=collection.id,
        title=desk.title(collection),
        description=site.description,
        language=collection.language,
        rights=site.copyright,
        authors=site.authors,
        base=site.base_url,
        home=site.base_url + folder,
        address=site.base_url + folder + FILES[name],
        stylesheet="../" * folder.count("/") + "assets/feed.css",
        updated=collection.updated,
        spoken=site.language,
        podcast=_podcast(desk, collection),
        full=site.feed.content == "full",
        hub=site.feed.hub,
        entries=tuple(Entry(meta) for meta in collection.window),
    )
