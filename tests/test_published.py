"""What this repository publishes is what its seed says, read by parsers that share no code with the import."""

import json
import re
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest

ROOT = Path(__file__).parent.parent
(SEED,) = (ROOT / "seeds").glob("*.txt")
(PAGE,) = (ROOT / "feeds" / "articles").glob("*.html")
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"


def words(text: str) -> str:
    """Return a text with its runs of white space as one space each."""
    return " ".join(text.split())


def shown(blocks: ET.Element) -> str:
    """Return the text of headings, paragraphs and items, in order, a space between two of them."""
    kinds = {"h2", "p", "li"}
    found = (each for each in blocks.iter() if isinstance(each.tag, str) and each.tag.rpartition("}")[2] in kinds)
    return words(" ".join("".join(each.itertext()) for each in found))


def in_page() -> str:
    """Return the text of the article's page, without what the theme puts around it."""
    tree = html5lib.parse(PAGE.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    (body,) = (each for each in tree.iter("div") if "text" in (each.get("class") or "").split())
    return shown(body)


def in_feed(name: str) -> str:
    """Return the text of the one entry of a feed."""
    raw = (ROOT / "feeds" / name).read_bytes()
    if name.endswith(".json"):
        html = json.loads(raw)["items"][0]["content_html"]
    else:
        root = ET.fromstring(raw)  # noqa: S314 - our own file
        found = chain(root.iter(ENCODED), root.iter("{http://www.w3.org/2005/Atom}content"))
        html = next(found).text or ""
    return shown(html5lib.parseFragment(html, namespaceHTMLElements=False))


@pytest.mark.parametrize("name", ["page", "rss.xml", "atom.xml", "feed.json"])
def test_every_word_of_the_seed_is_published_in_its_place(name: str) -> None:
    """Character for character, but for white space and the date that heads the seed."""
    said = re.sub(r"^\s*date 2024-10\s", "", SEED.read_text(encoding="utf-8"))
    assert (in_page() if name == "page" else in_feed(name)) == words(said)
