"""Articles that say which one they translate → those that cannot be it: a group has one in each language."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from feedmill.errors import Problem
from feedmill.model import Manuscript, Meta


def muddled(metas: Sequence[Meta], files: Mapping[str, Manuscript]) -> Iterable[tuple[Meta, Problem]]:
    """Yield the articles that cannot be what they say, each with what is wrong; the others are joined one by one.

    `files` are those of articles that say what they translate, by id. Two articles may name each other, and one may
    name a translation: they belong together all the same. Of two in one language the first by number stays.
    """
    at = {meta.address: meta for meta in metas}
    groups: dict[str, dict[str, Meta]] = {}
    for meta in sorted((meta for meta in metas if meta.translates), key=attrgetter("number", "id")):
        original = at.get(meta.translates)
        if original is None:  # because of a mistake in its file, which is told
            continue
        own = groups.setdefault(meta.id, {_tongue(meta): meta})
        other = groups.setdefault(original.id, {_tongue(original): original})
        if own is other:
            continue
        if shared := sorted(own.keys() & other.keys()):
            yield meta, _problem(meta, (own[shared[0]], other[shared[0]]), files[meta.id])
            continue
        joined = own | other
        groups |= dict.fromkeys([each.id for each in joined.values()], joined)


def _tongue(meta: Meta) -> str:
    return meta.language.lower()


def _problem(meta: Meta, both: tuple[Meta, Meta], manuscript: Manuscript) -> Problem:
    """Return what is wrong with an article that would join two in one language."""
    own, other = both
    line, named = manuscript.reading.lines.get("translates", 0), manuscript.front.translates
    if own is meta and other.address == meta.translates:
        wrong, right = f"{named!r} is in the same language ({other.language})", "say the language of each of the two"
    else:
        wrong = f"{own.path} and {other.path} would be two translations into one language ({own.language})"
        right = "say which one belongs to the original, or the language of each"
    return Problem(meta.path, line, f"translates: {wrong}", right)
