"""Atom 1.0 (RFC 4287)."""

import re
from collections.abc import Iterator

from feedmill.lint.document import ATOM, Document, Element, Fault, Rule, Where, line_of, name_of, names, said
from feedmill.lint.pictures import measure
from feedmill.lint.xml import unknown_children

_FEED = names("author category contributor generator icon id link logo rights subtitle title updated entry")
_ENTRY = names("author category content contributor id link published rights source summary title updated")
_ONCE_FEED = ("generator", "icon", "id", "logo", "rights", "subtitle", "title", "updated")
_ONCE_ENTRY = ("content", "id", "published", "rights", "source", "summary", "title", "updated")
_TEXTS = ("title", "subtitle", "rights", "summary")
_MIME = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;.*)?", re.ASCII)
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_DIV = "{http://www.w3.org/1999/xhtml}div"
_SHAPES = {"icon": 1, "logo": 2}


def feed_says(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a feed without id, title or updated (RFC 4287 §4.1.1)."""
    yield from _says(document.root)


def entry_says(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find an entry without id, title or updated (RFC 4287 §4.1.2)."""
    for entry in document.all(ATOM + "entry"):
        yield from _says(entry)


def _says(element: Element | None) -> Iterator[tuple[Where, Fault]]:
    for tag in ("id", "title", "updated"):
        if element is not None and element.find(ATOM + tag) is None:
            field = tag if tag != "id" else ""
            yield element, Fault(f"the {name_of(element)} has no {tag}", f"write <{tag}>", field=field)


def once(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find what stands twice and may stand once, two contents among it (RFC 4287 §4.1.1, §4.1.2)."""
    for parent in document.all(ATOM + "feed", ATOM + "entry"):
        for tag in _ONCE_FEED if parent.tag == ATOM + "feed" else _ONCE_ENTRY:
            for child in parent.findall(ATOM + tag)[1:]:
                yield child, Fault(f"<{tag}> stands here twice", "keep one of the two")


def names_known(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find elements that Atom does not have, and those in no namespace: Atom's is the default one (RFC 4287 §2)."""
    if document.root is None:
        return
    if document.ours and document.root.prefix:
        yield document.root, Fault("Atom is not the default namespace", 'write xmlns="http://www.w3.org/2005/Atom"')
    for parent in document.all(ATOM + "feed", ATOM + "entry"):
        known = _FEED if parent.tag == ATOM + "feed" else _ENTRY
        yield from unknown_children(parent, known, ATOM)
        yield from unknown_children(parent, frozenset())


def ids_absolute(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find ids that are no absolute IRI, or not in their normal form: they are compared letter by letter (§4.2.6)."""
    for element in document.all(ATOM + "id"):
        text = element.text or ""
        scheme, colon, rest = text.partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) or not rest or re.search(r"\s", text):
            yield element, Fault(f"the id {text!r} is no absolute address", "write urn:uuid:… or tag:…")
        elif scheme != scheme.lower() or re.search(r"%[0-9a-f]?[a-f]|%[a-f]|/\.\.?(/|$)|^//[^/]*[A-Z]", rest):
            yield element, Fault(f"the id {text!r} is not in its normal form", "write scheme and host in small letters")


def texts_typed(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find texts of an unknown type, or whose children contradict it (RFC 4287 §3.1.1)."""
    for text in document.all(*(ATOM + tag for tag in _TEXTS)):
        kind = text.get("type", "text")
        if kind not in ("text", "html", "xhtml"):
            yield text, Fault(f"<{name_of(text)}> has the type {kind!r}", "write text, html or xhtml")
        elif kind != "xhtml" and len(text.findall("*")):
            yield text, Fault(f"<{name_of(text)}> holds elements but is not xhtml", "escape what stands in it")
        elif kind == "xhtml" and [str(child.tag) for child in text.iterfind("*")] != [_DIV]:
            yield text, Fault(f"<{name_of(text)}> is XHTML without its div", "put it into one <div> of XHTML")
        elif document.ours and "type" not in text.attrib:
            yield text, Fault(f"<{name_of(text)}> does not say its type", 'write type="text"')


def metadata_first(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find what belongs to the feed behind its first entry: who stops early misses it (W3C: MisplacedMetadata)."""
    seen = False
    for child in document.root.iterfind("*") if document.root is not None else ():
        if seen and str(child.tag).startswith(ATOM) and child.tag != ATOM + "entry":
            yield (
                child,
                Fault(f"<{name_of(child)}> stands behind an entry", "put it before the first one", warning=True),
            )
        seen = seen or child.tag == ATOM + "entry"


def summary_there(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find entries whose content is elsewhere or no text, and that have no summary (RFC 4287 §4.1.1.1)."""
    for entry in document.all(ATOM + "entry"):
        content = entry.find(ATOM + "content")
        kind = "" if content is None else content.get("type", "text")
        text = kind in ("text", "html", "xhtml") or kind.startswith("text/") or kind.endswith(("+xml", "/xml"))
        if content is not None and (content.get("src") or not text) and not said(entry, ATOM + "summary"):
            yield entry, Fault("the entry has no text and no summary", "write <summary>", field="summary")


def content_typed(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find contents of an unknown type, empty ones, and XHTML, which two readers scramble (RFC 4287 §4.1.3)."""
    for content in document.all(ATOM + "content"):
        kind = content.get("type", "text")
        if kind not in ("text", "html", "xhtml") and not _MIME.fullmatch(kind):
            yield content, Fault(f"<content> has the type {kind!r}", "write html, or a media type")
        elif kind == "xhtml":
            yield content, Fault("some readers scramble XHTML", 'write type="html"', warning=not document.ours)
        elif kind in ("text", "html") and len(content.findall("*")):
            yield content, Fault("<content> holds elements but is not xhtml", "escape what stands in it")
        if (
            content.get("src") is None
            and not "".join(map(str, content.itertext())).strip()
            and not len(content.findall("*"))
        ):
            yield content, Fault("<content> is empty", "leave it out, or write the text", warning=not document.ours)


def people_named(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find people without a name, and entries that nobody wrote (RFC 4287 §3.2.1, §4.1.1)."""
    for person in document.all(ATOM + "author", ATOM + "contributor"):
        if not said(person, ATOM + "name"):
            yield person, Fault(f"<{name_of(person)}> has no name", "write <name>", field="authors")
        mail = person.findtext(ATOM + "email")
        if mail is not None and not _MAIL.fullmatch(mail.strip()):
            yield person, Fault(f"{mail!r} is no mail address", "write it like ada@example.org", field="authors")
    root = document.root
    for entry in document.all(ATOM + "entry"):
        if entry.find(ATOM + "author") is None:
            right = "write <author> on every entry: most readers look nowhere else"
            above = root is not None and root.find(ATOM + "author") is not None
            warning = above and not document.ours
            yield entry, Fault("the entry has no author", right, warning=warning, field="authors")


def categories_named(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find categories without a term (RFC 4287 §4.2.2)."""
    for category in document.all(ATOM + "category"):
        if not (category.get("term") or "").strip():
            yield category, Fault("a category has no term", 'write term="…" label="…"', field="tags")


def pictures_shaped(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find an icon that is not square and a logo that is not twice as wide as high (RFC 4287 §4.2.5, §4.2.8)."""
    for tag, ratio in _SHAPES.items():
        for picture in document.all(ATOM + tag):
            path = document.around.inside((picture.text or "").strip())
            size = measure(document.around.head(path)) if path else None
            if size and size[0] != size[1] * ratio:
                right = f"make it {ratio}:1"
                yield picture, Fault(f"the {tag} has {size[0]} × {size[1]} pixels", right, warning=True)


def deletions_whole(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find tombstones without `ref` or `when`, and those of an entry that is still there (RFC 6721 §3)."""
    there = {entry.id for entry in document.entries}
    for gone in document.all("{http://purl.org/atompub/tombstones/1.0}deleted-entry"):
        for name in ("ref", "when"):
            if not gone.get(name):
                yield gone, Fault(f"a deleted entry has no {name}", f'write {name}="…"')
        if gone.get("ref") in there:
            yield line_of(gone), Fault(f"{gone.get('ref')} is deleted and still there", "take one of the two out")


RULES: tuple[Rule, ...] = (
    feed_says,
    entry_says,
    once,
    names_known,
    ids_absolute,
    metadata_first,
    summary_there,
    texts_typed,
    content_typed,
    people_named,
    categories_named,
    pictures_shaped,
    deletions_whole,
)
