"""What a page weighs with its style and scripts, without what the author wrote and showed."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree, html

LIMIT = 30 * 1024
"""Bytes, before a host packs them."""
_BESIDE = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"')


def weight(root: Path, path: str, base: str = "/") -> int:
    """Return how many bytes a page and what it loads take; the text of an article or plain page itself is left out.

    `base` is the path at which the site stands.
    """
    data = (root / path).read_bytes()
    page = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    texts = [text for text in page.iter("div") if "text" in (text.get("class") or "").split()]
    own = sum(len(etree.tostring(text, encoding="utf-8", with_tail=False)) for text in texts)
    beside = {root / file for file in _beside(data.decode(), path, base)}
    return len(data) - own + sum(file.stat().st_size for file in beside)


def _beside(page: str, path: str, base: str) -> Iterator[str]:
    for match in _BESIDE.finditer(page):
        said = urljoin(base + path, match[1] or match[2])
        yield unquote(urlsplit(said).path).removeprefix(unquote(base))
