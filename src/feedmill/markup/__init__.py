"""HTML → safe HTML, plain text, the addresses that it names. Owns nh3.

What `converter` makes holds whatever its author wrote; `safe` decides, tag by tag, what may stand in a page or in a
feed, and where its addresses and ids lead.
"""

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Literal
from urllib.parse import unquote

import nh3
from msgspec import Struct

from feedmill import text
from feedmill.markup.pictures import completed
from feedmill.uris import EMBEDDED, absolute, encoded

LEDE_WIDTH = 320  # about three sentences: what readers show below a title


def _names(listed: str) -> set[str]:
    return set(listed.split())


# Elements that stand in a line of text and join their neighbours, and those that begin a line of their own. Neither has
# `nav`, `main` or `form`, which belong to the page around an article, or what HTML calls obsolete: their text stays.
_INLINE = _names(
    "a abbr b bdi bdo cite code del dfn em i img ins kbd mark picture q rp rt ruby s samp small source span "
    "strong sub sup time track u var wbr"
)
_BLOCK = _names(
    "address article aside audio blockquote br caption dd details div dl dt figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hgroup hr li ol p pre section summary table tbody td tfoot th thead tr ul video"
)
_ELEMENTS = _INLINE | _BLOCK
# Of these the text goes too: nobody was meant to read it.
_UNREAD = _names("iframe math noembed noframes noscript script style svg template title")
_ATTRIBUTES = {
    "*": _names("dir id lang title"),
    **dict.fromkeys(("blockquote", "q"), _names("cite")),
    **dict.fromkeys(("code", "div"), _names("class")),
    **dict.fromkeys(("del", "ins"), _names("cite datetime")),
    "a": _names("class download href hreflang type"),
    "audio": _names("controls loop muted preload src"),
    "details": _names("open"),
    "img": _names("alt decoding height loading sizes src srcset width"),
    "li": _names("value"),
    "ol": _names("reversed start type"),
    "source": _names("height media sizes src srcset type width"),
    "td": _names("align colspan rowspan"),
    "th": _names("abbr align colspan rowspan scope"),
    "time": _names("datetime"),
    "track": _names("default kind label src srclang"),
    "video": _names("controls height loop muted playsinline poster preload src width"),
}
# `autoplay` is not allowed, so nothing could start a player without them.
_PLAYABLE = {"audio": {"controls": ""}, "video": {"controls": ""}}
# The classes that Python-Markdown writes. Others would meet the theme's own and could dress text up as the site's.
_CLASS = re.compile(r"language-[\w.+#-]+|footnote(-ref|-backref)?")
_NO_PICTURE = re.compile(r'<img(?![^>]* src=)(?:(?=[^>]* alt="([^"]*)"))?[^>]*>')
_HEADING = re.compile(r'<h([1-6]) id="([a-z0-9_-]+)">')  # as Python-Markdown's own extension writes them
_DECIDED = re.compile(r'<(?!h[1-6] id="[a-z0-9_-]+">)(?:[a-z0-9]+ |img>)')  # a picture, an attribute but those
_TOP = re.compile(r"<(/?)h1\b")
_ALIGNED = re.compile(r'(<t[dh]\b[^>]*) align="(left|center|right)"')

_LINKED = EMBEDDED | {"mailto", "tel"}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_IGNORED = re.compile(r"[\t\n\r]")  # WHATWG URL §4.4: a parser of addresses skips them wherever they stand
_EDGE = "".join(map(chr, range(0x21)))  # the same: controls and space around an address
# HTML §4.8.4.2.1: an address that ends in a comma has no descriptor. Possessive, so that no input takes long.
_CANDIDATE = re.compile(r"([^\s,]\S*+)(?:(?<=,)|\s*+([^,]*+))", re.ASCII)

_TAG = re.compile(r"<[^>]*>")  # exact behind nh3, which writes "<" and ">" as references everywhere else
_PLAIN_TAGS = _ELEMENTS - {"table"}  # texts of these alone are well nested: tables throw out what does not belong there
_OPENED = re.compile(r"<([A-Za-z][^\s/>]*)")
# What nh3 returns as it is, and most texts are: bare blocks, headings with ids, text written as it writes it.
_SAID = "[^<>&\0\xa0]*+(?:&(?:amp|lt|gt);[^<>&\0\xa0]*+)*"
_SIMPLE = re.compile(
    rf'(?:(?:<p>{_SAID}</p>|<h([1-6]) id="[a-z0-9_-]+">{_SAID}</h\1>|<(ol|ul)>\n(?:<li>{_SAID}</li>\n)+</\2>)\n*+)*'
)
_FIRST_PARAGRAPH = re.compile(r"<p>([^<]*)</p>")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_FOOTNOTE_MARK = re.compile(r'<sup id="fnref\d*:[^"]*">.*?</sup>', re.DOTALL)


class Place(Struct, frozen=True):
    """The document in which HTML is going to stand."""

    flavour: Literal["page", "feed"]
    home: str
    """The address of the article's page as that document must write it: absolute in a feed, "" on the page itself."""
    prefix: str
    """What every id begins with, so that no two articles in one document share one."""
    resolve: Callable[[str], str]
    """From a relative address as its author wrote it to what must be written; "" drops the attribute."""
    sizes: Mapping[str, tuple[int, int]] = {}
    """Width and height of pictures in pixels, by address as it must be written."""
    choices: Mapping[str, str] = {}
    """What `srcset` says of them, if there are smaller versions."""


def references(html: str) -> tuple[str, ...]:
    """Return every relative address that `safe` would ask to resolve, as written, in order, each once."""
    found: dict[str, None] = {}
    if html.count("=") == html.count(' id="'):  # no other attribute has a value: most texts need no second look
        return ()
    safe(html, Place("page", "", "", lambda address: found.setdefault(address) or ""))
    return tuple(found)


def lede(html: str) -> str:
    """Return the first paragraph that has text as plain text without footnote marks, at most 320 wide; "" if none."""
    first = _FIRST_PARAGRAPH.match(html)
    if first and (said := text.squeeze(text.legal(unescape(first[1])))):  # most articles begin with nothing but text
        return text.clip(said, LEDE_WIDTH)
    paragraphs = map(plain, _PARAGRAPH.findall(_BARING.clean(_FOOTNOTE_MARK.sub("", html))))
    return text.clip(next(filter(None, paragraphs), ""), LEDE_WIDTH)


def plain(html: str) -> str:
    """Return the text that one sees, every character as it is but that runs of space, TAB and LF become one space.

    Blocks and `<br>` separate words, inline elements join them: what proves that an import lost nothing.
    """
    blocks = html if _SIMPLE.fullmatch(html) else _BARING.clean(html)
    return text.squeeze(text.legal(unescape(_TAG.sub(" ", blocks))))


def safe(html: str, place: Place) -> str:
    """Return well-nested HTML of allowed elements, attributes and addresses only, fit for the place."""
    return settled(clean(html), place)


def clean(html: str) -> str:
    """Return well-nested HTML of allowed elements and attributes; where these lead is still as its author wrote it."""
    if _SIMPLE.fullmatch(html) and text.legal(html) is html:
        return html
    allowed = _ALLOWING.clean(html)
    nested = _PLAIN_TAGS.issuperset(map(str.lower, _OPENED.findall(html)))
    return text.legal(allowed if nested else _nested(allowed))


def settled(html: str, place: Place) -> str:
    """Return clean HTML fit for the place.

    Absolute addresses become ASCII (RFC 3987 §3.1), relative ones what `place.resolve` makes of them; ids get
    the prefix. On a page an author's h1 becomes an h2, and cells are aligned by class, as a strict content policy
    forbids `style`; in a feed, which has no stylesheet, by `align`.
    """
    # In most articles there is nothing to be decided. A picture that lost its address has no attribute, either.
    if not _DECIDED.search(html):
        if place.prefix:  # by a function: a pattern of its own for each article would be parsed each time
            html = _HEADING.sub(lambda found: f'<h{found[1]} id="{place.prefix}{found[2]}">', html)
        return _TOP.sub(r"<\1h2", html) if place.flavour == "page" else html
    failures: list[BaseException] = []

    def decide(tag: str, name: str, value: str) -> str | None:
        try:  # nh3 asks for elements, too, that it is about to drop
            return _attribute(place, name, value) if tag in _ELEMENTS else None
        except BaseException as failure:  # noqa: BLE001 - nh3 would print it and go on; it is raised below
            failures.append(failure)
            return None

    done = _cleaner(decide).clean(html)
    if failures:
        raise failures[0]
    done = _NO_PICTURE.sub(lambda lost: lost[1] or "", done)  # its address leads nowhere: what it showed, in words
    done = completed(done, place.sizes, place.choices, page=place.flavour == "page")
    if place.flavour == "page":
        done = _ALIGNED.sub(r'\1 class="align-\2"', _TOP.sub(r"<\1h2", done))
    return text.legal(done)


def _nested(clean: str, times: int = 4) -> str:
    """Return clean HTML well nested: what stood between may be gone, and leave a paragraph in another, or a link."""
    again = _ALLOWING.clean(clean)
    return again if again == clean or times == 1 else _nested(again, times - 1)


def _cleaner(decide: Callable[[str, str, str], str | None] | None) -> nh3.Cleaner:
    """Return what keeps allowed elements, and of their allowed attributes what `decide` makes, if it is given."""
    return nh3.Cleaner(
        tags=_ELEMENTS,
        clean_content_tags=_UNREAD,
        attributes=_ATTRIBUTES,
        set_tag_attribute_values=_PLAYABLE,
        attribute_filter=decide,
        url_schemes=_LINKED,
        link_rel=None,
    )


_ALLOWING = _cleaner(None)  # making one takes longer than cleaning most texts
_BARING = nh3.Cleaner(tags=_BLOCK, clean_content_tags=_UNREAD, attributes={"*": set()}, link_rel=None)


def _attribute(place: Place, name: str, value: str) -> str | None:
    """Return what is written for an allowed attribute, None if it goes."""
    kept: str | None = value
    match name:
        case "href" | "src" | "poster" | "cite":
            kept = _address(place, name, value)
        case "srcset":
            candidates = ((_address(place, name, url.rstrip(",")), size) for url, size in _CANDIDATE.findall(value))
            kept = ", ".join(f"{address} {size}".strip() for address, size in candidates if address) or None
        case "id":
            kept = _identifier(place.prefix, value) if value.strip() else None
        case "class":
            kept = " ".join(filter(_CLASS.fullmatch, value.split())) or None
        case "align":
            kept = value.lower() if value.lower() in ("left", "center", "right") else None
    return kept


def _address(place: Place, name: str, said: str) -> str | None:
    """Return an address as it must be written in an attribute of that name, None if it may not."""
    address = _IGNORED.sub("", said.strip(_EDGE))
    if not address or address.startswith("#"):
        return _fragment(place, unquote(address[1:])) if name == "href" else None
    if found := _SCHEME.fullmatch(address):
        scheme = found[1].lower()
        return absolute(scheme, found[2]) if scheme in (_LINKED if name == "href" else EMBEDDED) else None
    if address[0] in "/\\" and address[1:2] in ("/", "\\"):
        return absolute("https", address)  # a feed is read without a scheme to inherit
    return place.resolve(address) or None


def _fragment(place: Place, target: str) -> str:
    """Return the address of something in the article itself; without a target, of the article.

    From a feed it leads to the article's page, where ids have no prefix.
    """
    if not target.split():
        return place.home or "#"
    return f"{place.home}#{encoded(_identifier('' if place.home else place.prefix, target))}"


def _identifier(prefix: str, said: str) -> str:
    """Return an id: HTML §3.2.6 allows no space in it, but the label of a footnote may have some."""
    return prefix + "-".join(said.split())
