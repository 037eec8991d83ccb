"""All articles → which others each one's page leads to: hardly any that came later, as old pages are to stay."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter

from msgspec import Struct

from feedmill.model import Meta

EARLIER = 3
"""Articles on the same subject that a page names."""


class Near(Struct, frozen=True):
    """The articles that the page of one leads to."""

    before: Meta | None
    """The one of the number before."""
    after: Meta | None
    earlier: tuple[Meta, ...]
    """Some of lower numbers that share tags with it."""
    translations: tuple[Meta, ...]
    """All that say the same, it among them, by number; none where it stands alone."""


def neighbours(articles: Iterable[Meta]) -> Iterator[tuple[Meta, Near]]:
    """Yield each article with those beside it, the newest number first.

    Numbers decide, not dates: an article that is found late comes last, whatever its date.
    """
    rising = sorted(articles, key=attrgetter("number"))
    groups = _groups(rising)
    earlier = _earlier(rising, groups)
    for place in range(len(rising) - 1, -1, -1):
        meta = rising[place]
        before = rising[place - 1] if place else None
        after = rising[place + 1] if place + 1 < len(rising) else None
        yield meta, Near(before, after, earlier[place], groups.get(meta.id, ()))


def _groups(rising: Sequence[Meta]) -> dict[str, tuple[Meta, ...]]:
    """Return by id the articles that say the same as each that has a translation or is one."""
    at = {meta.address: meta for meta in rising} if any(meta.translates for meta in rising) else {}
    groups: dict[str, tuple[Meta, ...]] = {}
    for meta in rising:
        if original := at.get(meta.translates):
            one, other = groups.get(meta.id, (meta,)), groups.get(original.id, (original,))
            both = tuple(sorted({each.id: each for each in (*one, *other)}.values(), key=attrgetter("number")))
            groups |= dict.fromkeys([each.id for each in both], both)
    return groups


def _earlier(rising: Sequence[Meta], groups: Mapping[str, tuple[Meta, ...]]) -> list[tuple[Meta, ...]]:
    """Return for each article the newest before it that have its rarest tags, as rare as those are until then."""
    under: dict[str, list[Meta]] = defaultdict(list)
    found: list[tuple[Meta, ...]] = []
    for meta in rising:
        tagged = [under[label.address] for label in meta.tags if label.address]
        tagged.sort(key=len)
        if meta.id not in groups and tagged and len(tagged[0]) >= EARLIER:  # as for most in a large site
            found.append((tagged[0][-1], tagged[0][-2], tagged[0][-3]))
        else:
            found.append(_some(tagged, {each.id for each in groups.get(meta.id, ())}))
        for metas in tagged:
            metas.append(meta)
    return found


def _some(tagged: Iterable[Sequence[Meta]], met: set[str]) -> tuple[Meta, ...]:
    """Return the first articles of lists, from the end of each, that were not met yet."""
    chosen: list[Meta] = []
    for other in chain.from_iterable(map(reversed, tagged)):
        if len(chosen) == EARLIER:
            break
        if other.id not in met:
            met.add(other.id)
            chosen.append(other)
    return tuple(chosen)
