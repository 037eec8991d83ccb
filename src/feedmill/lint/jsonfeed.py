"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from collections.abc import Callable, Iterator, Mapping

from feedmill.lint.document import Document, Fault, Json, Rule, Where

_VERSIONS = ("https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1")


def _text(value: object) -> bool:
    return isinstance(value, str)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_Shape = Mapping[str, Callable[[object], bool]]
_FEED: _Shape = {
    **dict.fromkeys(("version", "title", "home_page_url", "feed_url", "description", "user_comment"), _text),
    **dict.fromkeys(("next_url", "icon", "favicon", "language"), _text),
    **dict.fromkeys(("authors", "hubs", "items"), _objects),
    "author": lambda value: isinstance(value, dict),
    "expired": lambda value: isinstance(value, bool),
}
_ITEM: _Shape = {
    **dict.fromkeys(("id", "url", "external_url", "title", "content_html", "content_text", "summary"), _text),
    **dict.fromkeys(("image", "banner_image", "date_published", "date_modified", "language"), _text),
    **dict.fromkeys(("authors", "attachments"), _objects),
    "tags": _texts,
    "author": lambda value: isinstance(value, dict),
}
_AUTHOR: _Shape = dict.fromkeys(("name", "url", "avatar"), _text)
_HUB: _Shape = dict.fromkeys(("type", "url"), _text)
_ATTACHMENT: _Shape = {
    **dict.fromkeys(("url", "mime_type", "title"), _text),
    **dict.fromkeys(("size_in_bytes", "duration_in_seconds"), _number),
}


def objects(members: Json, name: str) -> list[Json]:
    """Return the objects of a list, whatever else may stand there."""
    listed = members.get(name)
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def items(document: Document) -> Iterator[tuple[Where, Json]]:
    """Yield every item and where it stands."""
    listed = objects(document.members, "items")
    places: tuple[Where, ...] = document.entries if len(document.entries) == len(listed) else (0,) * len(listed)
    return zip(places, listed, strict=True)


def version_exact(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a version that is not an address of the specification, letter by letter ("Top-level")."""
    if document.members and document.members.get("version") not in _VERSIONS:
        yield 1, Fault(f"the version is {document.members.get('version')!r}", f"write {_VERSIONS[0]!r}")


def feed_says(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a feed without title or items; items are there even when there are none ("Top-level")."""
    if document.broken:
        return
    if not str(document.members.get("title") or "").strip():
        yield 1, Fault("the feed has no title", "say it in feedmill.toml: title")
    if "items" not in document.members:
        yield 1, Fault("the feed has no items", 'write "items": [], even when there are none')


def members_known(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find members of the wrong kind, and those that no version has; extensions begin with `_` ("Extensions")."""
    yield from _shaped(0, document.members, _FEED, "the feed")
    for where, item in items(document):
        yield from _shaped(where, item, _ITEM, "an item")


def parts_known(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find the same in authors, hubs and attachments."""
    for where, holder in ((0, document.members), *items(document)):
        for name, shape in (("authors", _AUTHOR), ("hubs", _HUB), ("attachments", _ATTACHMENT)):
            for part in objects(holder, name):
                yield from _shaped(where, part, shape, name)


def _shaped(where: Where, members: Json, shape: _Shape, what: str) -> Iterator[tuple[Where, Fault]]:
    for name, value in members.items():
        if name.startswith("_"):
            continue
        if name not in shape:
            right = "leave it out, or let it begin with _"
            yield where, Fault(f"{what}: {name!r} is unknown", right, warning=True, text=name)
        elif not shape[name](value):
            yield where, Fault(f"{what}: {name!r} is of the wrong kind", "see jsonfeed.org/version/1.1", text=name)


def items_whole(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find items without an id or without any content ("Items": one of content_html and content_text)."""
    for where, item in items(document):
        if not item.get("id"):
            yield where, Fault("an item has no id", 'write "id": "…"')
        if not item.get("content_html") and not item.get("content_text"):
            yield where, Fault("an item has neither content_html nor content_text", "write one of the two")
        for name, field in (("url", ""), ("date_published", "published")):
            if not item.get(name):
                right = "readers invent one, each another"
                yield where, Fault(f"an item has no {name}", right, warning=not document.ours, field=field)


def people_named(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find authors that say nothing, and the member that version 1.1 gave up ("authors")."""
    for where, holder in ((0, document.members), *items(document)):
        for author in objects(holder, "authors"):
            if not any(author.get(name) for name in _AUTHOR):
                yield where, Fault("an author says nothing", "write a name", field="authors")
        if "author" in holder and str(document.members.get("version")).endswith("1.1"):
            yield where, Fault("'author' was given up", "write 'authors', a list", warning=True, field="authors")


def attachments_whole(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find attachments without url or mime_type ("attachments")."""
    for where, item in items(document):
        for attachment in objects(item, "attachments"):
            for name in ("url", "mime_type"):
                if not attachment.get(name):
                    yield where, Fault(f"an attachment has no {name}", f'write "{name}": "…"', field="enclosures")
            if not attachment.get("size_in_bytes") and document.ours:
                yield where, Fault("an attachment has no size_in_bytes", "build again", field="enclosures")


RULES: tuple[Rule, ...] = (
    version_exact,
    feed_says,
    members_known,
    parts_known,
    items_whole,
    people_named,
    attachments_whole,
)
