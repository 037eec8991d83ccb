"""Where an article's fields come from and where it stands → what a person reads of it."""

from collections.abc import Iterator

from feedmill.answers import Absence, AbsenceKind, Explanation, Origin, OriginKind, State
from feedmill.errors import shown

_LONGEST = 60  # letters of a value
_STATES: dict[State, str] = {
    "published": "published",
    "unbuilt": "in waiting: the next feedmill build publishes it",
    "draft": "a draft: take out the line draft: true to publish it",
    "future": "in waiting: it is due {since}",
    "mistake": "kept out by the mistake above: what was published of it stays as it was",
    "withdrawn": "withdrawn {since}",
    "gone": "its file is gone: the next feedmill build withdraws it",
    "page": "a plain page: it stands in no feed",
    "seed": "a seed: the next feedmill build makes an article of it",
}
_ORIGINS: dict[OriginKind, str] = {
    "front matter": "{place}",
    "inferred": "inferred at the import, {place}",
    "text": "its first paragraph",
    "ledger": "{place}",
    "settings": "{place}, as it says none itself",
    "build": "given by the next build",
}
_ABSENT: dict[AbsenceKind, str] = {
    "window": "newer articles fill it: it holds {holds}, this is number {place}",
    "sealed": "sealed, so it stands in {history} and not in the subscription document",
    "unbuilt": "waiting for a build",
    "alone": "no such feed, as the site has only one of them",
}


def explanation(found: Explanation) -> str:
    """Return who it is, whether it is published, who says each field, where it stands and where not."""
    named = f" ({_clipped(found.title)})" if found.title else ""
    lines = [f"{found.path or found.id}{named}", f"  {_state(found)}", *map(_origin, found.origins)]
    if found.address:
        lines += ["", f"address  {found.address}", *(f"  before {at}" for at in found.past)]
    for what, paths in (("feeds", found.feeds), ("pages", found.pages)):
        if paths:
            lines += ["", f"stands in these {what}", *(f"  {line}" for line in _grouped(paths))]
    if found.absent:
        lines += ["", "and not in", *(f"  {_absence(each)}" for each in found.absent)]
    return "\n".join(shown(line) if line else "" for line in lines)


def _state(found: Explanation) -> str:
    said = _STATES[found.state].format(since=found.since).strip()
    if found.state in ("draft", "future", "withdrawn") and found.feeds:
        said += "; the next feedmill build withdraws what is still published"
    if found.edited and found.state == "published":
        said += "; edited since the last build"
    return said


def _origin(origin: Origin) -> str:
    place = f"{origin.path}:{origin.line}" if origin.line else origin.path
    value = f"{_clipped(origin.value)}  " if origin.value else ""
    return f"  {origin.field:<12} {value}[{_ORIGINS[origin.origin].format(place=place)}]"


def _grouped(paths: tuple[str, ...]) -> Iterator[str]:
    """Yield one line for each folder: "tags/x/ rss.xml, atom.xml"."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, []).append(name)
    yield from (f"{folder + '/' if folder else '/'} {', '.join(names)}" for folder, names in folders.items())


def _absence(absence: Absence) -> str:
    only = f" ({', '.join(absence.formats)})" if absence.formats else ""
    said = _ABSENT[absence.why].format(holds=absence.holds, place=absence.place, history=absence.history)
    return f"{absence.folder or '/'}{only}: {said}"


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
