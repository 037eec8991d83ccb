"""What holds for every XML document: XML 1.0, Namespaces, and what makes a document easy to recognise."""

import re
import unicodedata
from collections.abc import Iterator

from feedmill.lint.document import Document, Element, Fault, Rule, Where, name_of, names

_SNIFFED = 512  # bytes: what browsers and aggregators look at to tell a feed from a page
_DECLARED = re.compile(rb"""<\?xml\s[^>]*encoding=["']([\w.-]+)["']""")
_DISCOURAGED = re.compile("[\x7f-\x84\x86-\x9f\ufdd0-\ufdef]")
_LARGE = 1_000_000

KNOWN = names(
    """
    http://www.w3.org/2005/Atom http://purl.org/rss/1.0/modules/content/ http://purl.org/dc/elements/1.1/
    http://purl.org/dc/terms/ http://search.yahoo.com/mrss/ http://purl.org/syndication/history/1.0
    http://purl.org/atompub/tombstones/1.0 http://purl.org/syndication/thread/1.0 http://www.w3.org/2007/app
    http://www.itunes.com/dtds/podcast-1.0.dtd https://podcastindex.org/namespace/1.0
    http://www.google.com/schemas/play-podcasts/1.0 http://purl.org/rss/1.0/modules/syndication/
    http://purl.org/rss/1.0/modules/slash/ http://wellformedweb.org/CommentAPI/ http://webns.net/mvcb/
    http://www.georss.org/georss http://www.opengis.net/gml http://www.w3.org/2003/01/geo/wgs84_pos#
    http://backend.userland.com/creativeCommonsRssModule http://web.resource.org/cc/ http://www.w3.org/1999/xhtml
    http://a9.com/-/spec/opensearch/1.1/ http://rssnamespace.org/feedburner/ext/1.0
    http://podlove.org/simple-chapters http://www.rawvoice.com/rawvoiceRssModule/ http://source.scripting.com/
    http://www.sitemaps.org/schemas/sitemap/0.9 http://www.google.com/schemas/sitemap-image/1.1
    http://www.google.com/schemas/sitemap-news/0.9 http://www.google.com/schemas/sitemap-video/1.1
    http://www.w3.org/XML/1998/namespace http://www.w3.org/1999/xlink http://opml.org/spec2
    """
)


def _blur(namespace: str) -> str:
    """Return what two spellings of one namespace have in common."""
    return namespace.strip().lower().replace("https://", "http://").replace("//www.", "//").rstrip("/#")


_NEARLY = {_blur(each): each for each in KNOWN}


def well_formed(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find what no parser can read: XML 1.0 §2.1, its characters (§2.2), entities that nobody declared (§4.1)."""
    if document.broken:
        line, why = document.broken
        yield line, Fault(f"this cannot be parsed: {why}", "no reader shows any of it before that is mended")


def declared(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a document that does not begin with its XML declaration, or is not UTF-8 (XML 1.0 §2.8, §4.3.3)."""
    found = _DECLARED.match(document.raw)
    if found is None and document.root is not None:
        right = 'begin with <?xml version="1.0" encoding="UTF-8"?>, nothing before it'
        yield 1, Fault("the XML declaration with its encoding is missing", right, warning=not document.ours)
    elif found and found[1].upper() != b"UTF-8":
        yield 1, Fault(f"it is in {found[1].decode()}", "write UTF-8, which every parser knows", warning=True)


def no_doctype(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a document type: parsers that fear entities refuse it (RSS 2.0 and RFC 4287 have none)."""
    if (
        document.root is not None
        and b"<!DOCTYPE" in document.raw[: document.raw.find(f"<{name_of(document.root)}".encode())]
    ):
        yield 1, Fault("it has a document type", "leave <!DOCTYPE …> out; write characters instead of entities")


def root_early(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a root element behind the first 512 bytes, which is where programs look for it (WHATWG mimesniff §7)."""
    if document.root is not None:
        prefix = f"{document.root.prefix}:" if document.root.prefix else ""
        if f"<{prefix}{name_of(document.root)}".encode() not in document.raw[:_SNIFFED]:
            right = "put comments and the like behind it"
            yield 1, Fault("the root element is not in the first 512 bytes", right, warning=True)


def namespaces_exact(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find namespaces that nobody knows, and those that are nearly known: a name is a string (Namespaces §2.3)."""
    told: set[str] = set()
    for element in document.all("*"):
        for namespace in filter(None, element.nsmap.values()):
            if namespace in KNOWN or namespace in told:
                continue
            told.add(namespace)
            meant = _NEARLY.get(_blur(namespace))
            if meant:
                yield element, Fault(f"the namespace {namespace!r} is misspelled", f"write {meant!r}", text=namespace)
            else:
                right = "readers skip what is in it; look for a spelling mistake"
                yield element, Fault(f"the namespace {namespace!r} is not known", right, warning=True)


def namespaces_once(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find namespaces of our own documents that are declared below the root: one declaration is enough."""
    for element in document.all("*") if document.ours else ():
        if document.root is not None and element.nsmap != document.root.nsmap:
            yield element, Fault(f"<{name_of(element)}> declares a namespace", "declare it once, at the root")
            return


def line_ends(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find carriage returns: XML 1.0 §2.11 makes them line feeds, unless they are written as references."""
    for mark in (b"\r", b"&#13;", b"&#xD;", b"&#xd;"):
        at = document.raw.find(mark)
        if at >= 0:
            line = document.raw.count(b"\n", 0, at) + 1
            yield line, Fault("a carriage return stands here", "end lines with LF alone", warning=not document.ours)
            return


def attributes_on_one_line(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find tabs and line ends in attributes, which parsers make spaces or keep, as they like (XML 1.0 §3.3.3)."""
    for element in document.all("*"):
        for name, value in element.items():
            if set(value) & set("\t\r\n"):
                right = "write it on one line, without TAB"
                yield element, Fault(f"the attribute {str(name).rpartition('}')[2]!r} holds a line end or TAB", right)


def no_base(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find `xml:base`: several readers ignore it, so what depends on it leads nowhere."""
    for element in document.all("*"):
        if element.get("{http://www.w3.org/XML/1998/namespace}base") is not None:
            yield element, Fault("xml:base is ignored by some readers", "write absolute addresses", warning=True)


def ends_well(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a document of ours that does not end with one line feed: the same feed must give the same bytes."""
    if document.ours and not (document.raw.endswith(b"\n") and not document.raw.endswith(b"\n\n")):
        yield document.raw.count(b"\n") + 1, Fault("it does not end with one line feed", "build it again")


def document_size(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find feeds above a megabyte: every poll fetches all of it, and some aggregators stop reading there."""
    if len(document.raw) > _LARGE:
        wrong = f"it has {len(document.raw):,} bytes, and every reader fetches all of them at each change"
        right = "set a smaller feed.bytes or feed.entries; aggregators may give up above 1 MB"
        yield 0, Fault(wrong, right, warning=True)


def good_characters(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find characters that XML 1.0 §2.2 forbids or advises against, in JSON too: no feed should carry them."""
    for entry in document.entries:
        for field, text in (("title", entry.title), ("summary", entry.summary), ("", entry.content)):
            found = _DISCOURAGED.search(text) or re.search(
                "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", text
            )
            if found:
                right = "take it out, or put the right letter there"
                wrong = f"the character U+{ord(found[0]):04X} does not belong into a feed"
                yield entry, Fault(wrong, right, field=field, text=found[0])


def composed(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find titles, names and tags that are not NFC: two spellings of one word are two words to a search (UAX #15)."""
    for entry in document.entries:
        texts = (
            ("title", entry.title),
            *(("tags", tag) for tag in entry.tags),
            *(("authors", n) for n in entry.authors),
        )
        for field, text in texts:
            if not unicodedata.is_normalized("NFC", text):
                right = "write it in NFC, each letter and its marks as one character"
                yield entry, Fault(f"{field}: {text!r} is not in NFC", right, warning=True, field=field, text=text)


def unknown_children(parent: Element, known: frozenset[str], namespace: str = "") -> Iterator[tuple[Where, Fault]]:
    """Yield every child of that namespace whose name its format does not know."""
    for child in parent.iterfind("*"):
        space, _, name = str(child.tag).rpartition("}")
        if space == namespace.rstrip("}") and name not in known:
            near = next((each for each in known if each.lower() == name.lower()), "")
            right = f"write <{near}>" if near else "leave it out; readers skip it"
            yield child, Fault(f"<{name}> is unknown in <{name_of(parent)}>", right)


RULES: tuple[Rule, ...] = (
    well_formed,
    declared,
    no_doctype,
    root_early,
    namespaces_exact,
    namespaces_once,
    line_ends,
    attributes_on_one_line,
    no_base,
    ends_well,
)
EVERY_FEED: tuple[Rule, ...] = (document_size, good_characters, composed)
