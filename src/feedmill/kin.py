"""Text → a sketch of it, by which texts that are nearly the same find each other. Owns rensa.

MinHash (Broder 1997): of all runs of three words, in 64 random orders, the first one. Two texts share as large a part
of their sketch as of their runs; a few edits in agency copy leave more than four fifths. Marks are what a sketch is
looked up by: four values each, so that likely pairs share at least one of the sixteen.
"""

import re
from array import array
from collections.abc import Iterator
from hashlib import blake2b
from operator import eq

ALIKE = 0.6
"""From here on two articles are told as nearly the same."""

_VALUES, _VALUES_A_MARK = 64, 4  # 0.8 alike: found in 9,998 of 10,000 pairs; 0.6: in 89 of 100; 0.3: in 12, and refused
_SEED = 1  # of the orders; any, but always the same
_RUN = 3
_FEWEST = 16  # runs; two scraps of text are alike by chance
_LONGEST = 200_000  # letters; what is alike so far is alike
_UNSPACED = 15  # letters a word, as white space has it: no script that puts spaces between words has so many
# Or one letter, in scripts that have no spaces: Thai to Lao, Burmese, Khmer, kana, Chinese.
_WORD = "[{0}]|[^\\W{0}]+".format("\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff")


def sketch(text: str) -> bytes:
    """Return the sketch of a text, b"" where it is too short for one."""
    from rensa import RMinHash

    text = text[:_LONGEST].casefold()
    words = text.split()
    if len(text) > _UNSPACED * len(words):
        words = re.findall(_WORD, text)
    if len(words) < _FEWEST + _RUN - 1:
        return b""
    found = RMinHash(_VALUES, _SEED)
    found.update(list(map(" ".join, zip(*(words[at:] for at in range(_RUN)), strict=False))))
    return array("I", found.digest()).tobytes()


def marks(of: bytes) -> tuple[int, ...]:
    """Return the marks that a sketch is looked up by, each of 64 bits."""
    return tuple(_marks(of))


def _marks(of: bytes) -> Iterator[int]:
    step = _VALUES_A_MARK * array("I").itemsize
    for at in range(0, len(of), step):
        yield int.from_bytes(blake2b(of[at : at + step], digest_size=8, salt=at.to_bytes(2)).digest(), signed=True)


def likeness(one: bytes, other: bytes) -> float:
    """Return about how much two texts share, from 0 to 1; 0 where one has no sketch or another kind of it."""
    left, right = array("I", one), array("I", other)
    same: int = sum(map(eq, left, right))
    return same / len(left) if left and len(left) == len(right) else 0.0
