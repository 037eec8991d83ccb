"""A file that must exist, before anyone knows whether it must be made: what its bytes depend on, and how to say it."""

from collections.abc import Callable
from functools import partial

import msgspec
from msgspec import Struct

from feedmill.documents import Recipe, Subject

_THEMED = ("page", "asset")
"""The formats that the theme has a part in."""


class Draft(Struct, frozen=True):
    """What may become a recipe: most files are as they should be already."""

    said: bytes
    """All that the bytes depend on but the program, or hashes of it."""
    recipe: Callable[[], Recipe]
    themed: bool = False


def draft(format_: str, subject: Subject) -> Draft:
    """Return the draft of a subject that is small enough to be worked out each time."""
    return large(format_, lambda: subject)


def large(format_: str, subject: Callable[[], Subject], said: bytes | None = None) -> Draft:
    """Return the draft of a subject that is worked out when it is asked for; `said` covers it, or it itself does."""
    if said is None:
        said = msgspec.msgpack.encode(_recipe(format_, subject))
    return Draft(said, partial(_recipe, format_, subject), format_ in _THEMED)


def _recipe(format_: str, subject: Callable[[], Subject]) -> Recipe:
    return Recipe(format_, subject())
