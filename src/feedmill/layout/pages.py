"""Edition → the pages that lists and feeds lead to: articles, plain pages, signposts."""

from collections.abc import Iterator
from functools import partial
from hashlib import blake2b

import msgspec
from msgspec.structs import replace

from feedmill import dates
from feedmill.documents import Output, Recipe
from feedmill.layout.desk import Desk, line
from feedmill.layout.neighbours import Near, neighbours
from feedmill.model import Entry, Meta, Moment
from feedmill.sheets import ArticlePage, RedirectPage, TextPage, WithdrawnPage


def articles(desk: Desk) -> Iterator[Output]:
    """Yield the pages that lists and feeds lead to."""
    # With its print and its neighbours this covers all of an article's page: address and language are in its print.
    frame, prints = desk.key("page", msgspec.msgpack.encode(desk.shell(""))), desk.edition.prints
    lines = desk.lines
    for meta, near in neighbours(desk.edition.articles):
        others = (near.before, near.after, *near.earlier, None, *near.translations)
        said = b"".join([frame, prints[meta.id], *[lines[other.id] if other else b"\0" for other in others]])
        yield Output(meta.address, blake2b(said, digest_size=16).digest(), partial(_article, desk, meta, near))
    for plain in desk.edition.pages:
        yield desk.page(TextPage(desk.shell(plain.address, plain.summary, language=plain.language), plain))
    for old, now in desk.edition.moved:
        yield desk.page(RedirectPage(replace(desk.shell(old), indexed=False), now))
    for gone in desk.edition.deleted:
        for address in gone.addresses:
            when = Moment(dates.rfc3339(gone.at), gone.at)
            yield desk.page(WithdrawnPage(replace(desk.shell(address), indexed=False), when, gone.reason))


def _article(desk: Desk, meta: Meta, near: Near) -> Recipe:
    page = ArticlePage(
        desk.shell(meta.address, meta.summary, language=meta.language),
        Entry(meta),
        before=line(near.before) if near.before else None,
        after=line(near.after) if near.after else None,
        earlier=tuple(map(line, near.earlier)),
        translations=tuple((each.language, each.address) for each in near.translations),
    )
    return Recipe("page", page)
