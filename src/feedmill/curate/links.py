"""What an author's text names, relative to its own file → where that leads on the site."""

import posixpath
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import quote, unquote

from msgspec import Struct

from feedmill import text
from feedmill.errors import Problem
from feedmill.model import Enclosure, Image, Manuscript, Picture

ROOT = "content/"

# By ending and not by the system's tables, which differ from one machine to the next.
_TYPES = {
    ".aac": "audio/aac",
    ".avif": "image/avif",
    ".epub": "application/epub+zip",
    ".flac": "audio/flac",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".zip": "application/zip",
}


class Place(Struct, frozen=True, dict=True):
    """What an address inside content/ can lead to."""

    pages: Mapping[str, str]
    """Markdown files that are published, and their addresses on the site."""
    unpublished: frozenset[str]
    """Markdown files that are not."""
    files: Mapping[str, int]
    """Every other file below content/ that is no link and no dotfile, and its size in bytes."""
    gone: Mapping[str, str] = {}
    """Markdown files that were published, and where their last page or a word on their withdrawal stands."""

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return {_fold(path): path for path in (*self.gone, *self.files, *self.unpublished, *self.pages)}

    def spelled(self, path: str) -> str:
        """Return a path as its file has it, also where only some file systems would find that by this spelling."""
        return path if not path or path in self.files or path in self.pages else self._spellings.get(_fold(path), path)


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
    return "media/" + quote(path.removeprefix(ROOT))


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
    return leads, Problem(path, line, *_lost(reference, found, place))


def _split(reference: str) -> tuple[str, str]:
    """Return a relative reference's path and fragment (RFC 3986 §4.2); its query means nothing to a file."""
    rest, _, fragment = reference.partition("#")
    return rest.partition("?")[0], fragment


def _lost(reference: str, found: str, place: Place) -> tuple[str, str]:
    if not found:
        return f"{reference!r} leads out of content/", "name a file inside content/, relative to this one"
    if found in place.unpublished:
        return f"{reference!r} names an article that is not published", "publish it, or take the link out"
    return f"{reference!r} names no file", f"there is no {found}"


def picture(manuscript: Manuscript, place: Place) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Return an article's lead picture."""
    said = manuscript.front.image
    if said is None:
        return None, ()
    image = said if isinstance(said, Image) else Image(said)
    found, problem = _file(manuscript, "image", image.src, place)
    return (Picture(media(found), text.squeeze(text.legal(image.alt))) if found else None), problem


def enclosures(manuscript: Manuscript, place: Place) -> tuple[tuple[Enclosure, ...], tuple[Problem, ...]]:
    """Return the files that come with an article; an empty or missing one is a mistake."""
    kept: list[Enclosure] = []
    problems: list[Problem] = []
    for named in manuscript.front.enclosures:
        found, wrong = _file(manuscript, "enclosures", named, place)
        problems += wrong
        if found:
            kind = _TYPES.get(posixpath.splitext(found)[1].lower(), "application/octet-stream")
            kept.append(Enclosure(media(found), kind, place.files[found]))
    return tuple(kept), tuple(problems)


def _file(manuscript: Manuscript, field: str, named: str, place: Place) -> tuple[str, tuple[Problem, ...]]:
    """Return the file that a front matter field names, or "" and why not."""
    path, line = manuscript.path, manuscript.reading.lines.get(field, 0)
    found = place.spelled(target(path, quote(named)))
    if "://" in named:
        right = "put the file into content/ and name it relative to this one"
        return "", (Problem(path, line, f"{field}: {named!r} is an address", right),)
    if found not in place.files:
        wrong, right = _lost(named, found, place)
        return "", (Problem(path, line, f"{field}: {wrong}", right),)
    if not place.files[found]:
        return "", (Problem(path, line, f"{field}: {named!r} is empty", "replace it with the real file"),)
    return found, ()
