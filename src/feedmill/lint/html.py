"""HTML of an entry → its elements and attributes, and the first tag that is wrongly nested."""

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

from feedmill.lint.document import names
from feedmill.lint.parsing import html

Mark = tuple[str, dict[str, str]]
"""An element's name and its attributes."""

_TAG = re.compile(r"""<!--.*?-->|<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""", re.DOTALL)
ELEMENTS = names(
    "a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button canvas "
    "caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed "
    "fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i "
    "iframe img input ins kbd label legend li link main map mark math menu meta meter nav noscript object ol "
    "optgroup option output p param picture pre progress q rp rt ruby s samp script search section select slot "
    "small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead "
    "time title tr track tt u ul var video wbr"
)
"""What HTML has, or once had."""
_VOID = names("area base br col embed hr img input link meta param source track wbr")
# HTML §13.1.2.4: whose end tag may be left out, when its parent ends or another one begins.
_OPEN = names("caption colgroup dd dt li optgroup option p rp rt tbody td tfoot th thead tr")
_CANDIDATE = re.compile(r"([^\s,]\S*+)(?:(?<=,)|\s*+([^,]*+))", re.ASCII)  # HTML §4.8.4.2.1
ADDRESSES = names("href src poster cite data background longdesc action formaction ping")
"""The attributes that hold an address; `srcset` holds several."""


class Body(Struct, frozen=True):
    """What the HTML of an entry consists of."""

    marks: tuple[Mark, ...]
    """Its elements."""
    addresses: tuple[tuple[str, str], ...]
    """Every address in it, as it is written, and the element that names it."""
    misnested: str
    """The first tag that ends what is not open, or is never ended; "" if all is well."""


@lru_cache(maxsize=512)  # siblings carry the same texts, one after the other
def body(text: str) -> Body:
    """Return the elements of some HTML, as a parser finds them."""
    root = html(text)
    marks = () if root is None else tuple((str(e.tag), {str(k): str(v) for k, v in e.items()}) for e in root.iter("*"))
    named = tuple((mark[0], address) for mark in marks if mark[1] for address in addresses(mark[1]))
    return Body(marks, named, misnested(text))


def misnested(text: str) -> str:
    """Return the first tag that is not well nested, "" if there is none."""
    open_: list[str] = []
    for match in _TAG.finditer(text):
        name = (match[2] or "").lower()
        if not name or name in _VOID or (match[3] or "").endswith("/"):
            continue
        if not match[1]:
            open_.append(name)
            continue
        while open_ and open_[-1] != name and open_[-1] in _OPEN:
            open_.pop()
        if not open_ or open_.pop() != name:
            return f"</{name}>"
    return next((f"<{name}>" for name in open_ if name not in _OPEN), "")


def addresses(attributes: Mapping[str, str]) -> tuple[str, ...]:
    """Return every address that an element names in its attributes, as it is written."""
    found = [value for name, value in attributes.items() if name in ADDRESSES]
    if "srcset" in attributes:
        found += [address.rstrip(",") for address, _ in _CANDIDATE.findall(attributes["srcset"])]
    return tuple(found)
