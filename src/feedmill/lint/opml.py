"""OPML 2.0 (opml.org/spec2.opml): a list of feeds."""

from collections.abc import Iterator

from feedmill.lint.document import Document, Fault, Rule, Where, said


def parts(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a list that is not version 2.0, has no head or body, or no title ("What is an OPML document?")."""
    root = document.root
    if root is None:
        return
    if root.get("version") != "2.0":
        yield root, Fault(f"its version is {root.get('version')!r}", 'write <opml version="2.0">')
    if [child.tag for child in root.iterfind("*")] != ["head", "body"]:
        yield root, Fault("it does not consist of a head and a body", "write <head>…</head><body>…</body>")
    elif not said(root[0], "title"):
        yield root[0], Fault("it has no title", "write <title>", warning=True)


def outlines(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find outlines without text, and subscriptions without type or address ("Subscription lists")."""
    for outline in document.all("outline"):
        if not (outline.get("text") or "").strip():
            yield outline, Fault("an outline has no text", 'write text="…"')
        feed, kind = outline.get("xmlUrl", ""), outline.get("type")
        if kind == "rss" and not feed.startswith(("https://", "http://")):
            yield outline, Fault(f"xmlUrl is {feed!r}", 'write the feed\'s address: xmlUrl="https://…"')
        if feed and kind != "rss":
            right = 'write type="rss", for feeds of every format'
            yield outline, Fault(f"a subscription has the type {kind!r}", right)


def leads_somewhere(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find subscriptions to feeds, and links to pages, of this site that are not there."""
    for outline in document.all("outline"):
        for name in ("xmlUrl", "htmlUrl"):
            path = document.around.inside(outline.get(name, ""))
            if path is not None and document.around.size(path) is None:
                yield outline, Fault(f"{name} leads to {outline.get(name)}, where no file lies", "build again")


def feeds_once(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a feed that stands in the list twice: readers would subscribe to it twice."""
    seen: set[str] = set()
    for outline in document.all("outline"):
        feed = outline.get("xmlUrl", "")
        if feed and feed in seen:
            yield outline, Fault(f"{feed} stands in the list twice", "keep one of the two", warning=True)
        seen.add(feed)


RULES: tuple[Rule, ...] = (parts, outlines, leads_somewhere, feeds_once)
