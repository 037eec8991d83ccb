"""Is a published site well-formed and safe? Asked of programs that are not ours, and by no code of ours.

lxml without recovery reads XML, `json` reads JSON by the letter, html5lib reads HTML as WHATWG says, error by error.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import html5lib
from html5lib.constants import E
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"

ELEMENTS = re.compile(
    "(a|abbr|address|article|aside|audio|b|bdi|bdo|blockquote|br|caption|cite|code|dd|del|details|dfn|div|dl|dt|em|"
    "figcaption|figure|footer|h[1-6]|header|hgroup|hr|i|img|ins|kbd|li|mark|ol|p|picture|pre|q|rp|rt|ruby|s|samp|"
    "section|small|source|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|time|tr|track|u|ul|var|video|wbr)"
)
"""What an article may consist of: said here once more, so that a mistake there is seen."""
_ADDRESSES = {"href", "src", "poster", "cite", "srcset", "action", "formaction", "data", "background", "ping"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SURE = frozenset({"http", "https", "mailto", "tel"})
_FEED = re.compile(r"feed://[^:]*(:\d+/[^:]*)?")  # what opens a feed reader, and no other scheme behind it
_NEVER = re.compile(r"on|style$|srcdoc$|form|xlink|xmlns|is$|slot$|autofocus|contenteditable|tabindex|nonce|http-equiv")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def faults(feeds: Path) -> list[str]:
    """Return what is ill-formed or unsafe in any document of an output folder, each with its path."""
    found = []
    for path in sorted(feeds.rglob("*")):
        inside = path.relative_to(feeds).as_posix()
        if path.is_file() and not inside.startswith(("media/", "assets/")) and path.suffix in _LOOK:
            found += [f"{inside}: {fault}" for fault in _LOOK[path.suffix](path.read_bytes())]
    return found


def _xml(raw: bytes) -> Iterator[str]:
    """Yield what is wrong with an XML document, and with every HTML text in it."""
    yield from _bytes(raw)
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        yield "it has a document type"
    if b"]]>" in raw or b"<![CDATA[" in raw:
        yield "it has a CDATA section"
    try:
        root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, load_dtd=False, huge_tree=True))
    except etree.XMLSyntaxError as error:
        yield str(error)
        return
    yield from _odd_addresses(each.text or "" for each in root.iter(ATOM + "uri"))
    yield from _odd_addresses(
        str(value) for each in root.iter() for value in (each.get("href"), each.get("url")) if value
    )
    if {str(each.text) for each in root.iter(etree.Entity)} - {"&#x26;", "&#x3C;"}:
        yield "it has entities"
    marked = (each for each in root.iter() if each.tag == ENCODED or each.get("type") == "html")
    for element in (*marked, *root.iterfind("channel/item/description")):
        yield from unsafe(element.text or "", absolute=True)
    for text in (text for each in root.iter() for text in (each.text, each.tail, *map(str, each.attrib.values()))):
        if text and _FORBIDDEN.search(text):
            yield f"it says a character that no reader takes: {text!r:.80}"


def _json(raw: bytes) -> Iterator[str]:
    """Yield what is wrong with a JSON document, and with every HTML text in it."""
    yield from _bytes(raw)
    try:
        said = json.loads(raw, parse_constant=_no_constant, object_pairs_hook=_no_twins)
    except ValueError as error:
        yield str(error)
        return
    for text in _texts(said):
        if _FORBIDDEN.search(text):
            yield f"it says a character that no reader takes: {text!r:.80}"
    for item in said.get("items", ()):
        yield from unsafe(item.get("content_html", ""), absolute=True)


def _html(raw: bytes) -> Iterator[str]:
    """Yield what is wrong with a page: every error of the HTML standard, and what is unsafe in its article."""
    yield from _bytes(raw)
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(raw, transport_encoding="utf-8")
    yield from (f"{place}: {E[code] % data}" for place, code, data in parser.errors)
    led = (each.get("href") or "" for each in tree.iter("a"))
    yield from _odd_addresses(each for each in led if not _FEED.fullmatch(each))
    for script in tree.iter("script"):
        yield from _script({str(k): str(v) for k, v in script.attrib.items()}, script.text or "")
    for text in (each for each in tree.iter("div") if each.get("class") == "text"):
        for element in text.iter():
            said = {str(k): str(v) for k, v in element.attrib.items()}
            # What is wider than the page can be scrolled by keyboard; nobody's text says that of itself.
            if element.tag == "pre" or said.get("class") == "scroll":
                said = {name: value for name, value in said.items() if (name, value) != ("tabindex", "0")}
            if element is not text:
                yield from _element(str(element.tag), said, absolute=False)


def _script(said: dict[str, str], text: str) -> Iterator[str]:
    """Yield what is wrong with a script: it is our own file of the site, or data for search engines."""
    if said == {"type": "application/ld+json"}:
        if re.search("[<>&]", text):
            yield "its JSON-LD has a character that ends it"
        yield from _json(text.encode())
    elif text.strip() or said.keys() != {"src", "defer"} or not re.fullmatch(r"(\.\./)*assets/site\.js", said["src"]):
        yield "it has a script"


def _odd_addresses(addresses: Iterable[str]) -> Iterator[str]:
    for address in addresses:
        if not _harmless(address, absolute=False) or not re.fullmatch(r"[!#-;=?-\[\]_a-z~]*", address):
            yield f"it leads to {address!r:.80}"


def unsafe(html: str, *, absolute: bool) -> Iterator[str]:
    """Yield what a reader must not be given: elements, attributes and addresses that run, load, post or position.

    If `absolute`, an address that is none is one too: a feed is read far away from its site.
    """
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in tree.iter():
        if element is tree:
            continue
        if not isinstance(element.tag, str):
            yield "a comment"
        else:
            yield from _element(element.tag, {str(k): str(v) for k, v in element.attrib.items()}, absolute=absolute)


def _element(tag: str, attributes: dict[str, str], *, absolute: bool) -> Iterator[str]:
    if not ELEMENTS.fullmatch(tag):
        yield f"<{tag}>"
    for name, value in attributes.items():
        if _NEVER.match(name.lower()):
            yield f"<{tag} {name}={value!r:.80}>"
        if name in _ADDRESSES:
            parts = [part.split()[0] for part in value.split(", ") if part.split()] if name == "srcset" else [value]
            yield from (f"<{tag} {name}={part!r:.80}>" for part in parts if not _harmless(part, absolute=absolute))


def _harmless(address: str, *, absolute: bool) -> bool:
    """Return whether a browser would only fetch, open or mail that: it skips controls wherever they stand."""
    plain = re.sub(r"[\x00-\x20\x7f-\x9f]", "", address)
    scheme = _SCHEME.match(plain)
    if scheme:
        return scheme[1].lower() in _SURE
    return not absolute and not plain.startswith(("//", "\\", "/\\"))


def _bytes(raw: bytes) -> Iterator[str]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        yield str(error)
        return
    if found := _FORBIDDEN.search(text.replace("\r", "\x00")):
        yield f"it holds U+{ord(found[0]):04X}"


def _no_constant(said: str) -> None:
    message = f"{said} is no JSON"
    raise ValueError(message)


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) != len(pairs):
        message = "a name stands twice"
        raise ValueError(message)
    return dict(pairs)


def _texts(said: object) -> Iterator[str]:
    match said:
        case str():
            yield said
        case dict():
            for name, value in said.items():
                yield from (name, *_texts(value))
        case list():
            for value in said:
                yield from _texts(value)


_LOOK = {".xml": _xml, ".opml": _xml, ".json": _json, ".html": _html}
