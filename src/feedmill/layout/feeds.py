"""Edition → what is in each feed document."""

import uuid
from collections.abc import Callable, Iterator
from functools import partial

import msgspec
from msgspec.structs import replace

from feedmill.documents import Feed, Output
from feedmill.editions import Collection, Sealed
from feedmill.layout.desk import FILES, Desk
from feedmill.model import NEVER, Entry, Meta
from feedmill.settings import FormatName, Podcast

_ROOMS: dict[FormatName, str] = {"rss": "rss", "atom": "atom", "json": "jsonfeed"}
PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Of the guids of podcasts (podcastindex.org/namespace/1.0)."""


def feeds(desk: Desk) -> Iterator[Output]:
    """Yield the feeds: history first, its newest document before the one that leads on to it, then all others.

    The formats of one feed come together: they show the same articles, which are then at hand.
    """
    for sealed in reversed(desk.edition.history):
        yield from _formats(desk, sealed.entries, partial(_sealed, desk, sealed))
    whole = desk.edition.whole
    yield from _formats(desk, whole.window, partial(_whole, desk))
    for each in desk.edition.collections:
        yield from _formats(desk, each.window, partial(_feed, desk, each, each.folder))


def _formats(desk: Desk, entries: tuple[Meta, ...], feed: Callable[[FormatName], Feed]) -> Iterator[Output]:
    """Yield a feed in each format; `feed` says all of it but its entries, which their prints stand for."""
    prints = b"".join([desk.edition.prints[meta.id] for meta in entries])
    for name in desk.site.feed.formats:
        head = feed(name)
        said = msgspec.msgpack.encode((name, head)) + prints
        path = head.address.removeprefix(desk.site.base_url)
        yield desk.output(path, _ROOMS[name], partial(_filled, head, entries), said)


def _filled(head: Feed, entries: tuple[Meta, ...]) -> Feed:
    return replace(head, entries=tuple(map(Entry, entries)))


def _whole(desk: Desk, name: FormatName) -> Feed:
    """Return the subscription document: all that is not sealed, and a link to the newest that is (RFC 5005 §4)."""
    history = desk.edition.history
    bound = history[-1].last if history else 0
    older = f"{desk.site.base_url}history/{len(history)}/{FILES[name]}" if history else ""
    # A reader that has the entry must learn that it is gone for as long as it would have seen it.
    deleted = tuple(gone for gone in desk.edition.deleted if gone.number > bound)
    return replace(_feed(desk, desk.edition.whole, "", name), older=older, deleted=deleted)


def _sealed(desk: Desk, sealed: Sealed, name: FormatName) -> Feed:
    """Return an archive document; only the newest ever changes again, to gain its link to the next."""
    history = f"{desk.site.base_url}history/"
    place, count = sealed.number, len(desk.edition.history)
    newest = max((meta.updated.at for meta in sealed.entries), default=NEVER)
    return replace(
        _feed(desk, desk.edition.whole, f"history/{place}/", name),
        updated=newest,
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


def _feed(desk: Desk, collection: Collection, folder: str, name: FormatName) -> Feed:
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
    )
