"""Pieces → Markdown that shows exactly their text.

Measured against Python-Markdown with `extra`, `sane_lists` and `toc`. A character is escaped only where it
would mean something, so that the text stays pleasant to edit.
"""

import re

from feedmill.seeds.pieces import Piece

# A backslash works in Python-Markdown before \ ` * _ { [ # + - > . ! only; anything else needs an entity.
# "_" inside a word, "]" and "}" never mean anything by themselves; "&" only where an entity could begin.
_INLINE = re.compile(r"[\\`*\[{]|(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#|\w+;)")
_FIRST = re.compile(r"#|>|[-+](?=[ \t=-]|\Z)|!(?=!!)")
_NUMBER = re.compile(r"(\d+)\.(?=[ \t]|\Z)")
_FENCE = re.compile(r"~(?=~~)|:(?=[ \t]|\Z)|=(?==*[ \t]*\Z)")
# What needs nothing: most lines, found by one look instead of six.
_HARMLESS = re.compile(r"(?![#>+!~:=|\s\d-])[^\\`*\[{_&<]+(?<!\s)")
_RULE = re.compile(r"[|: -]+")  # what separates the head of a table from its rows


def markdown(pieces: tuple[Piece, ...]) -> str:
    """Return the Markdown of an article: "## " headings, "- " items, blank lines between, one line end at the end."""
    return "\n\n".join(map(_piece, pieces)) + "\n"


def _piece(piece: Piece) -> str:
    """Return the Markdown of one piece."""
    if piece.kind == "paragraph":
        return "\n".join(map(line, piece.parts[0].split("\n")))
    if piece.kind == "heading":
        text = line(piece.parts[0])
        return f"## {text[:-1]}\\#" if text.endswith("#") else f"## {text}"
    return "\n".join(_item(piece, number, text) for number, text in enumerate(piece.parts, 1))


def _item(piece: Piece, number: int, text: str) -> str:
    """Return an item of a list, its further lines indented as far as its first."""
    mark = "- " if piece.kind == "bullets" else f"{number}. "
    return mark + f"\n{' ' * len(mark)}".join(map(line, text.split("\n")))


def line(text: str) -> str:
    """Return a line as Markdown that shows it, wherever in a paragraph, heading or item it stands."""
    bare = text.strip(" \t")
    if _HARMLESS.fullmatch(bare):
        return bare
    safe = _INLINE.sub(r"\\\g<0>", _ENTITY.sub("&amp;", bare).replace("<", "&lt;"))
    safe = _NUMBER.sub(r"\1\\.", safe, count=1) if _NUMBER.match(safe) else safe
    safe = _FIRST.sub(r"\\\g<0>", safe, count=1) if _FIRST.match(safe) else safe
    safe = _numeric(safe[0]) + safe[1:] if _FENCE.match(safe) else safe
    if _RULE.fullmatch(safe):
        safe = safe.replace("|", "&#124;")
    return _spaces_kept(safe)


def _spaces_kept(text: str) -> str:
    """Return a line whose first and last character no Markdown or YAML library takes for white space.

    Chinese and Japanese indent with U+3000, French has no-break spaces; `str.strip` knows no difference.
    """
    if text[:1].isspace():
        text = _numeric(text[0]) + text[1:]
    if text[-1:].isspace():
        text = text[:-1] + _numeric(text[-1])
    return text


def _numeric(letter: str) -> str:
    """Return the numeric entity of a character; never of U+0080 to U+009F, which browsers read as Windows-1252."""
    return f"&#{ord(letter)};"
