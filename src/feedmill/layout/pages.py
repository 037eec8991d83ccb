"""Edition → the pages that lists and feeds lead to: articles, plain pages, signposts."""

from collections.abc import Iterator
from functools import partial

import msgspec
from msgspec.structs import replace

from feedmill import dates
from feedmill.documents import ArticlePage, Output, Recipe, RedirectPage, TextPage, WithdrawnPage
from feedmill.layout.desk import Desk
from feedmill.model import Entry, Meta, Moment


def articles(desk: Desk) -> Iterator[Output]:
    """Yield the pages that lists and feeds lead to."""
    # With its print this covers all of an article's page, as address, description and language are in both.
    frame, prints = desk.key("page", msgspec.msgpack.encode(desk.shell(""))), desk.edition.prints
    for meta in desk.edition.articles:
        yield Output(meta.address, frame + prints[meta.id], partial(_article, desk, meta))
    for plain in desk.edition.pages:
        yield desk.page(TextPage(desk.shell(plain.address, plain.summary, language=plain.language), plain))
    for old, now in desk.edition.moved:
        yield desk.page(RedirectPage(replace(desk.shell(old), indexed=False), now))
    for gone in desk.edition.deleted:
        for address in gone.addresses:
            when = Moment(dates.rfc3339(gone.at), gone.at)
            yield desk.page(WithdrawnPage(replace(desk.shell(address), indexed=False), when, gone.reason))


def _article(desk: Desk, meta: Meta) -> Recipe:
    return Recipe("page", ArticlePage(desk.shell(meta.address, meta.summary, language=meta.language), Entry(meta)))
