"""What an author's text names, relative to its own file → where that leads on the site."""

import posixpath
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from urllib.parse import quote, unquote

from msgspec import Struct

from feedmill import fields, text
from feedmill.errors import Problem
from feedmill.model import Enclosure, File, Image, Manuscript, Picture
from feedmill.podcasts import LEAST, MOST

SIGN = 180
"""Pixels that a site's sign has at least each way: what phones put on their screens."""
SIGNS = ("image/jpeg", "image/png", "image/webp")
ROOT, MEDIA = "content/", "media/"
_TYPED = 2  # letters too many or too few in a mistyped name
_GUESSES = 500  # among more, a name is no typo but one of many like it, and looking at all takes long


class Place(Struct, frozen=True, dict=True):
    """What an address inside content/ can lead to."""

    pages: Mapping[str, str]
    """Markdown files that are published, and their addresses on the site."""
    unpublished: frozenset[str]
    """Markdown files that are not."""
    files: Mapping[str, File]
    """Every other file below content/ that is no link and no dotfile."""
    gone: Mapping[str, str] = {}
    """Markdown files that were published, and where their last page or a word on their withdrawal stands."""

    @cached_property
    def _folders(self) -> dict[str, dict[str, str]]:
        """Return by folder what lies there, by its name without the ending."""
        folders: dict[str, dict[str, str]] = {}
        for path in sorted((*self.files, *self.pages)):
            folder, name = posixpath.split(path)
            folders.setdefault(folder, {})[posixpath.splitext(name)[0]] = path
        return folders

    @cached_property
    def _names(self) -> dict[str, str]:
        """Return a file of each name, in whatever folder."""
        return {_fold(posixpath.basename(path)): path for path in sorted((*self.files, *self.pages), reverse=True)}

    def meant(self, found: str, by: str) -> str:
        """Return the file that a person most likely meant, in the one at `by`, by one that is not there; "" if none."""
        folder, name = posixpath.split(found)
        if (same := self._names.get(_fold(name), by)) != by:
            return same
        known = self._folders.get(folder, {})
        stem = posixpath.splitext(name)[0]
        near = {each: there for each, there in known.items() if there != by and _alike(each, stem)}
        return near.get(fields.near(stem, near), "") if len(near) <= _GUESSES else ""

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return {_fold(path): path for path in (*self.gone, *self.files, *self.unpublished, *self.pages)}

    def spelled(self, path: str) -> str:
        """Return a path as its file has it, also where only some file systems would find that by this spelling."""
        return path if not path or path in self.files or path in self.pages else self._spellings.get(_fold(path), path)


def _alike(name: str, typed: str) -> bool:
    """Return whether it is worth a closer look if one is the other mistyped."""
    return name[:1] == typed[:1] and abs(len(name) - len(typed)) <= _TYPED


def _fold(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def target(path: str, named: str) -> str:
    """Return the file below the site that a text at `path` names; "" where that leads out of content/."""
    inside = unquote(_split(named)[0])
    start = ROOT if inside.startswith("/") else posixpath.dirname(path) + "/"
    found = posixpath.normpath(start + inside.lstrip("/"))
    hidden = any(part.startswith(".") for part in found.split("/"))
    return found if found.startswith(ROOT) and not hidden and "\x00" not in found and "\\" not in found else ""


def media(path: str) -> str:
    """Return where a file below content/ stands on the site, percent-encoded."""
    return MEDIA + quote(path.removeprefix(ROOT))


def resolve(path: str, named: tuple[str, int], place: Place) -> tuple[str, Problem | None]:
    """Return where a reference leads ("" for nowhere), and what is wrong with it.

    To an article that was withdrawn it leads as before: what is sealed is not rewritten because another article goes.
    """
    reference, line = named
    found = place.spelled(target(path, reference))
    fragment = _split(reference)[1]
    behind = f"#{fragment}" if fragment else ""
    if found in place.pages:
        return place.pages[found] + behind, None
    if found in place.files:
        return media(found), None
    leads = place.gone[found] + behind if found in place.gone else ""
    return leads, Problem(path, line, *_lost(reference, found, place, path))


def _split(reference: str) -> tuple[str, str]:
    """Return a relative reference's path and fragment (RFC 3986 §4.2); its query means nothing to a file."""
    rest, _, fragment = reference.partition("#")
    return rest.partition("?")[0], fragment


def _lost(reference: str, found: str, place: Place, path: str) -> tuple[str, str]:
    """Return what is wrong with a reference of a file and what would be right."""
    if not found:
        return f"{reference!r} leads out of content/", "name a file inside content/, relative to this one"
    if found in place.unpublished:
        return f"{reference!r} names an article that is not published", "publish it, or take the link out"
    meant = place.meant(found, path)
    guess = f"; did you mean {posixpath.relpath(meant, posixpath.dirname(path))!r}?" if meant else ""
    return f"{reference!r} names no file", f"there is no {found}{guess}"


def picture(manuscript: Manuscript, place: Place) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Return an article's lead picture."""
    said = manuscript.front.image
    if said is None:
        return None, ()
    image = said if isinstance(said, Image) else Image(said)
    found, problem = _file(manuscript, "image", image.src, place)
    if not found:
        return None, problem
    file = place.files[found]
    return Picture(media(found), text.squeeze(text.legal(image.alt)), file.width, file.height, file.widths), problem


def enclosures(manuscript: Manuscript, place: Place) -> tuple[tuple[Enclosure, ...], tuple[Problem, ...]]:
    """Return the files that come with an article; an empty or missing one is a mistake."""
    kept: list[Enclosure] = []
    problems: list[Problem] = []
    for named in manuscript.front.enclosures:
        found, wrong = _file(manuscript, "enclosures", named, place)
        problems += wrong
        if found:
            file = place.files[found]
            words = next((media(each) for each in _transcripts(found) if each in place.files), "")
            kept.append(Enclosure(media(found), file.type, file.length, file.seconds, words))
    return tuple(kept), tuple(problems)


def original(manuscript: Manuscript, place: Place) -> tuple[str, tuple[Problem, ...]]:
    """Return the address of the article that this one is a translation of, "" for none, and what is wrong with it."""
    named = manuscript.front.translates
    if named is None:
        return "", ()
    path, line = manuscript.path, manuscript.reading.lines.get("translates", 0)
    found = place.spelled(target(path, quote(named)))
    leads = place.pages.get(found, "")
    if found == path:
        wrong, right = f"{named!r} is this very article", "name the one that it was translated from"
    elif leads.startswith("articles/"):
        return leads, ()
    elif leads or found in place.files or "://" in named:
        wrong, right = f"{named!r} is no article", "name the file of the article that it was translated from"
    else:
        wrong, right = _lost(named, found, place, path)
    return "", (Problem(path, line, f"translates: {wrong}", right),)


def _transcripts(found: str) -> tuple[str, ...]:
    """Return where the words of a recording may lie: beside it, under its name."""
    stem = posixpath.splitext(found)[0]
    return f"{stem}.vtt", f"{stem}.srt"


def sizes(links: Iterable[tuple[str, str]], place: Place) -> tuple[tuple[str, int, int, tuple[int, ...]], ...]:
    """Return the pictures whose size is known among the files that a text's references lead to."""
    named = {leads for _, leads in links if leads.startswith(MEDIA)}
    files = {leads: place.files.get(ROOT + unquote(leads.removeprefix(MEDIA))) for leads in named}
    return tuple(
        sorted((leads, file.width, file.height, file.widths) for leads, file in files.items() if file and file.width)
    )


def cover(said: str, place: Place) -> tuple[str, tuple[Problem, ...]]:
    """Return where a podcast's cover stands on the site, and what directories would refuse it for."""
    found = place.spelled(target(ROOT, quote(said)))
    file = place.files.get(found)
    if file is None:
        wrong, right = _lost(said, found, place, ROOT)
        return "", (Problem("feedmill.toml", 0, f"podcast.image: {wrong}", right),)
    fits = file.type in ("image/jpeg", "image/png") and not file.wrong
    if not fits or file.width != file.height or not LEAST <= file.width <= MOST:
        is_ = file.wrong or f"it has {file.width} × {file.height} pixels ({file.type})"
        right = f"directories want a JPEG or PNG, square, {LEAST} to {MOST} pixels"
        return media(found), (Problem("feedmill.toml", 0, f"podcast.image: {said!r}: {is_}", right, warning=True),)
    return media(found), ()


def icon(said: str, place: Place) -> tuple[str, tuple[Problem, ...]]:
    """Return the file that is the site's sign, "" where one is drawn in its place, and why."""
    found = place.spelled(target(ROOT, quote(said)))
    file = place.files.get(found)
    if file is None:
        wrong, right = _lost(said, found, place, ROOT)
        return "", (Problem("feedmill.toml", 0, f"icon: {wrong}", right),)
    fits = file.type in SIGNS and not file.wrong and file.width == file.height >= SIGN
    if not fits:
        size = f"it has {file.width} × {file.height} pixels ({file.type})" if file.width else f"it is {file.type}"
        is_ = file.wrong or size
        right = f"give a JPEG, PNG or WebP, square, of at least {SIGN} pixels; until then one is drawn"
        return "", (Problem("feedmill.toml", 0, f"icon: {said!r}: {is_}", right),)
    return found, ()


def _file(manuscript: Manuscript, field: str, named: str, place: Place) -> tuple[str, tuple[Problem, ...]]:
    """Return the file that a front matter field names, or "" and why not."""
    path, line = manuscript.path, manuscript.reading.lines.get(field, 0)
    found = place.spelled(target(path, quote(named)))
    if "://" in named:
        right = "put the file into content/ and name it relative to this one"
        return "", (Problem(path, line, f"{field}: {named!r} is an address", right),)
    if found not in place.files:
        wrong, right = _lost(named, found, place, path)
        return "", (Problem(path, line, f"{field}: {wrong}", right),)
    file = place.files[found]
    if file.wrong or not file.length:
        wrong = f"{field}: {named!r} is unusable: {file.wrong}" if file.wrong else f"{field}: {named!r} is empty"
        return "", (Problem(path, line, wrong, "replace it with the real file"),)
    return found, ()
