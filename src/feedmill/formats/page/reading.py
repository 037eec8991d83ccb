"""An article's text → what a page says of it: its opening, its teaser, how long it takes to read."""

import re

from jinja2.filters import do_striptags

from feedmill import text
from feedmill.model import Entry, Meta

_ENDS = ".!?。！？"  # what closes a sentence
_PARAGRAPH = re.compile(r"<p\b[^>]*>([^<]*+(?:<(?!/p>)[^<]*+)*+)</p>")
_TAG = re.compile(r"<[^>]*>")
# Scripts without spaces between words: their letters are counted. (Hangul has spaces.)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
_WORDS = 220  # a minute, of silent reading (Brysbaert 2019 finds 238 in English, less where words are longer)
_LETTERS = 500  # a minute, of Chinese and Japanese


def standfirst(entry: Entry) -> str:
    """Return the summary where it is a text of its own, "" where the article opens with it."""
    first = _PARAGRAPH.search(entry.html)
    opening = do_striptags(first[1]) if first else ""
    repeated = text.squeeze(opening).startswith(text.squeeze(entry.meta.summary).rstrip("…"))
    return "" if repeated else entry.meta.summary


def teaser(meta: Meta) -> str:
    """Return the summary without the title that it repeats: an inferred one is its first sentence."""
    rest = meta.summary.removeprefix(meta.title)
    sentence = rest != meta.summary and (meta.title[-1] in _ENDS or rest[:1] in _ENDS)
    return rest.lstrip(_ENDS + " ") if sentence else meta.summary


def minutes(html: str) -> int:
    """Return how many minutes a text takes to read, begun ones counted; 0 where there is nothing to read."""
    said = _TAG.sub(" ", html)
    said, letters = (said, 0) if said.isascii() else _UNSPACED.subn(" ", said)
    return -int(-(len(said.split()) / _WORDS + letters / _LETTERS) // 1)
