"""Text that any document can carry: legal characters, slugs, widths, lengths, directions."""

import re
import unicodedata

# XML 1.0 §2.2 allows TAB, LF, CR and everything from U+0020 on but surrogates and U+FFFE/F. HTML also
# rejects DEL, the C1 controls and the other non-characters, so we let none of them through anywhere.
_ALLOWED = "\t\n -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd" + "".join(
    f"{chr(plane * 0x10000)}-{chr(plane * 0x10000 + 0xFFFD)}" for plane in range(1, 17)
)
_ILLEGAL = f"[^{_ALLOWED}]"  # compiled when there is such a text: that takes 3 ms
_LEGAL = re.compile(f"[{_ALLOWED}]*+")  # that nothing is wrong, as mostly, is seen in a third of the time
REPLACED = "\ufffd"
"""What stands for a character that could not be kept (Unicode: REPLACEMENT CHARACTER)."""

# What is seen of a text: not white space, not what Unicode calls default-ignorable, no empty letters.
SEEN = (
    "[^\\s\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OPENS = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2068]")

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_UNMARKED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_NARROW = re.compile("[\0-\u10ff]*+")  # up to the first letter that takes two columns: most texts have none
_RTL = frozenset({"ar", "he", "fa", "ur", "yi", "ckb", "ps", "sd", "ug", "dv"})

SLUG_WIDTH = 60


def legal(text: str) -> str:
    """Return the text with every character that XML or HTML forbids replaced by U+FFFD, one for one.

    Replaced, never removed: a removed line end would join two words.
    """
    if _LEGAL.fullmatch(text):  # which has no CR, either
        return text
    return re.sub(_ILLEGAL, REPLACED, text.replace("\r\n", "\n").replace("\r", "\n"))


def illegal_count(text: str) -> int:
    """Return how many characters `legal` would replace."""
    if _LEGAL.fullmatch(text):
        return 0
    return len(re.findall(_ILLEGAL, text.replace("\r\n", "\n").replace("\r", "\n")))


def balanced(line: str) -> str:
    """Return a line that closes what it opens: left open, it would turn around what a reader shows behind it.

    Unicode Standard Annex #9 §2: marks of embedding and of isolation last until their closing one or the end.
    """
    if not _OPENS.search(line):
        return line
    waiting: list[str] = []
    for mark in _MARKS.findall(line):
        if mark in "\u2066\u2067\u2068":
            waiting.append("\u2069")
        elif mark in "\u202a\u202b\u202d\u202e":
            waiting.append("\u202c")
        elif mark == "\u202c" and waiting[-1:] == ["\u202c"]:
            waiting.pop()
        elif mark == "\u2069" and "\u2069" in waiting:  # which closes what was opened inside it, too
            while waiting.pop() != "\u2069":
                pass
    return line + "".join(reversed(waiting))


def seen(text: str) -> str:
    """Return the text from its first character on that a person sees; "" if there is none."""
    first = re.search(SEEN, text)
    return text[first.start() :] if first else ""


def squeeze(text: str) -> str:
    """Return the text with runs of space, TAB and line ends as one space, none at its ends."""
    text = text.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    while "  " in text:  # of a run half is left each time
        text = text.replace("  ", " ")
    return text.strip(" ")


def width(text: str) -> int:
    """Return how many columns a line takes: wide letters (Chinese, Japanese, Korean) count twice."""
    if _narrow(text):
        return len(text)
    return len(text) + sum(1 for letter in text if unicodedata.east_asian_width(letter) in "WF")


def _narrow(text: str) -> bool:
    """Return whether each letter takes one column."""
    return text.isascii() or _NARROW.fullmatch(text) is not None


def clip(text: str, limit: int) -> str:
    """Return the text if at most `limit` wide, else cut at a word, with an ellipsis."""
    if width(text) <= limit:
        return text
    end, used = 0, 1  # one column for the ellipsis
    if _narrow(text):
        end = max(0, limit - used)
    else:
        for letter in text:
            used += width(letter)
            if used > limit:
                break
            end += 1
    head = text[:end]
    at_word = head.rfind(" ")
    if at_word > end // 2 and not text[end : end + 1].isspace():
        head = head[:at_word]
    return head.rstrip(" ,;:–—-") + "…"


def slug(text: str, language: str) -> str:
    """Return what of a title can stand in an address: `[a-z0-9]+(-[a-z0-9]+)*`, or "" if too little is left.

    At most 60 letters, cut at a word. German umlauts become two letters; other marks are dropped.
    """
    low = unicodedata.normalize("NFC", text).lower()
    if language.split("-", maxsplit=1)[0].lower() == "de" and not low.isascii():
        low = low.translate(_GERMAN)
    if not low.isascii():
        # Decomposing first frees the ø in ǿ, and the capitals that only look like letters of another alphabet (𝐀).
        low = unicodedata.normalize("NFKD", low).lower().translate(_UNMARKED)
        low = "".join(c for c in low if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", low, re.ASCII)
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word[:SLUG_WIDTH]
        if len(longer) > SLUG_WIDTH:
            break
        kept = longer
    return kept


def direction(language: str) -> str:
    """Return "rtl" for languages written from right to left, else "ltr"."""
    primary, *rest = language.lower().split("-")
    if "latn" in rest or "cyrl" in rest:
        return "ltr"
    return "rtl" if primary in _RTL or "arab" in rest or "hebr" in rest else "ltr"
