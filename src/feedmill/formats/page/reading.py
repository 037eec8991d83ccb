"""An article's text → what a page says of it: its opening, its teaser, how long it takes to read."""

import re
from math import ceil

from jinja2.filters import do_striptags
from markupsafe import escape

from feedmill import text
from feedmill.model import Entry, Meta

_ENDS = ".!?。！？"  # what closes a sentence
_PARAGRAPH = re.compile(r"<p\b[^>]*>([^<]*+(?:<(?!/p>)[^<]*+)*+)</p>")
_WIDE = re.compile(r"(<(?:table|pre)\b[^>]*>|</table>)")  # exact: in safe HTML "<" begins nothing but a tag
_TAG = re.compile(r"<[^>]*>")
# Languages that put no spaces between words, and their letters (ISO 15924: Thai, Laoo, Mymr, Khmr, Kana, Hani).
_UNSPACED = frozenset({"ja", "km", "lo", "my", "th", "yue", "zh"})
_LETTER = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
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


def wide(html: str) -> bool:
    """Return whether a safe text has what may be wider than a page."""
    return "<table" in html or "<pre" in html


def scrolling(html: str, name: str) -> str:
    """Return safe HTML whose tables and code are scrolled within themselves where they are too wide, by keyboard too.

    `name` is what a table is called to those who cannot see that it is one (WCAG 2.2, 2.1.1, 4.1.2).
    """
    frame = f'<div class="scroll" role="group" aria-label="{escape(name)}" tabindex="0">'
    depth = 0
    made: list[str] = []
    for piece in _WIDE.split(html):
        if piece.startswith("<pre"):
            made.append(f'<pre tabindex="0"{piece[4:]}')
        elif piece.startswith("<table"):
            made.append(piece if depth else frame + piece)
            depth += 1
        elif piece == "</table>":
            depth -= 1
            made.append(piece if depth else f"{piece}</div>")
        else:
            made.append(piece)
    return "".join(made)


def minutes(html: str, language: str) -> int:
    """Return how many minutes a text takes to read, begun ones counted; 0 where there is nothing to read."""
    said, letters = _TAG.sub(" ", html), 0
    if language.partition("-")[0].lower() in _UNSPACED:
        said, letters = _LETTER.subn(" ", said)
    return ceil(len(said.split()) / _WORDS + letters / _LETTERS)
