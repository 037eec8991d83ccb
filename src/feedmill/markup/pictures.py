"""Safe HTML → the same with pictures that say how large they are, in which versions there are, and when to come."""

import re
from collections.abc import Mapping
from html import escape, unescape

_PICTURE = re.compile(r"<img\b[^>]*>")
_SOURCE = re.compile(r' src="([^"]*)"')
_COLUMN = "(min-width: 45rem) 40rem, 90vw"  # how wide a text is, by which a browser chooses


def completed(html: str, sizes: Mapping[str, tuple[int, int]], choices: Mapping[str, str], *, page: bool) -> str:
    """Return HTML in which nothing jumps when a picture arrives, and each has an `alt` (HTML §4.8.3).

    On a page a browser chooses among a picture's versions, and waits with all but the first until they are near.
    """
    first = html.find("<img")

    def complete(found: re.Match[str]) -> str:
        picture = found[0]
        source = _SOURCE.search(picture)
        address = unescape(source[1]) if source else ""
        more = [] if " alt=" in picture else [' alt=""']
        if address in sizes and not _says(picture, "width", "height"):
            width, height = sizes[address]
            more.append(f' width="{width}" height="{height}"')
        if address in choices and not _says(picture, "srcset", "sizes"):
            more.append(f' srcset="{escape(choices[address])}" sizes="{_COLUMN}"')
        if page and found.start() != first and not _says(picture, "loading", "decoding"):
            more.append(' loading="lazy" decoding="async"')
        return picture[:-1] + "".join(more) + ">"

    return _PICTURE.sub(complete, html)


def _says(picture: str, *names: str) -> bool:
    return any(f" {name}=" in picture for name in names)
