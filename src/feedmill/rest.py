"""A site in which nothing has changed since the last build → what that build told, to be told again.

It is what most builds find, so it is looked for before anything else is loaded: from the marks of files alone, those
of the program among them.
"""

import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from feedmill import glance, marks, places, stamp

_FIELDS = 6  # of a note: terms, when that was, when something is due, which files were new, warnings, what was done
_RECENT = 20  # files; who edits an article mostly edits it again, and then nothing else need be looked at
_MANY = 2_000  # files; to look at fewer is quicker than to begin a process
_APART, _HEAD_ENDS = "\x1f", b"\0"  # which no line that is told holds; after the head come the files

_Place = tuple[Path, str, tuple[str, ...], str]
"""Where to look, as `glance.files` wants it."""


class Asked:
    """What a build was asked for, as far as what it makes and tells depends on that."""

    def __init__(self, root: Path, output: Path, *wishes: object, preview: bool) -> None:
        """Take the site's folder and the output, both absolute; `wishes` are all else that was said."""
        self.root, self.output, self._wishes = root, output, wishes
        self.place = places.place(root, output)
        self.note = places.cached(root, preview=preview).with_suffix(".rest")
        self.cached = places.cached(root, preview=preview)

    def terms(self, look: int = 0) -> bytes | None:
        """Return one hash of the wishes, the settings and the program; None where that cannot be told.

        The program is taken for the same while all its files have the same size, times and inode; no installer and no
        checkout sets the time of change (ctime). With a `look`, in nanoseconds, all must be older than that.
        """
        program = glance.files(stamp.HOUSE, "", ("__pycache__",))
        settings = glance.read(self.root / places.SETTINGS)
        if program is None or 0 < look <= marks.newest(program):
            return None
        said = (sys.version_info[:3], stamp.versions(), str(self.root), self.place, *self._wishes, settings)
        return blake2b(repr(said).encode("utf-8", "surrogatepass") + marks.hashed(program), digest_size=16).digest()

    def same(self, files: set[bytes]) -> bool:
        """Return whether these are the files that a build looks at, ledger and manifest among them, and no others."""
        # Where something has changed it is mostly an article, and the output need not be looked at to the end.
        with glance.beside(lambda: self._same(files, self._made()), worthwhile=len(files) > _MANY) as made:
            given = self._same(files, self._given())
            return given is not None and (rest := made()) is not None and given + rest == len(files)

    def _given(self) -> Iterator[_Place]:
        yield self.root, "content", (".",), ""
        yield self.root, "seeds", (".",), ""
        yield self.root, "static", places.NOBODYS, ""
        yield self.root, "theme", (".",), ""

    def _made(self) -> Iterator[_Place]:
        yield self.output, "", places.NOBODYS, f"{self.place}/"

    def _same(self, files: set[bytes], where: Iterator[_Place]) -> int | None:
        """Return how many files lie there, None as soon as one is not among these."""
        count = 0
        for root, below, passed, prefix in where:
            if (found := glance.files(root, below, passed, prefix=prefix, known=files)) is None:
                return None
            count += len(found)
        return count


def own(root: Path, output: Path) -> tuple[bytes, ...]:
    """Return a line each for ledger and manifest, which a build writes itself; fewer where one is missing."""
    place = places.place(root, output)
    ledger = glance.file(root / places.LEDGER, places.LEDGER)
    manifest = glance.file(output / places.MANIFEST, f"{place}/{places.MANIFEST}")
    return tuple(line for line in (ledger, manifest) if line is not None)


def told(asked: Asked, now: int) -> tuple[str, str] | None:
    """Return the warnings and what was done, as they were told, if neither that nor the time changes any of it."""
    head, _, files = glance.noted(asked.note).partition(_HEAD_ENDS)
    fields = head.decode("utf-8", "surrogatepass").split(_APART)
    if len(fields) != _FIELDS or not asked.cached.is_file():
        return None
    terms, at, due, recent, warnings, done = fields
    if terms != (asked.terms() or b"").hex() or not int(at) <= now or (due and int(due) <= now):
        return None
    again = (glance.file(asked.root / path, path) for path in recent.split("\n"))
    if any(line not in files for line in again if line):
        return None
    return (warnings, done) if asked.same(marks.split(files)) else None


def keep(
    asked: Asked, found: tuple[bytes | None, bytes, tuple[str, ...]], times: tuple[int, int | None], *told: str
) -> None:
    """Note what is to be told while what was found, terms and files, stays so; nothing where one of them is missing.

    Found are also the paths of files that were new; the times are now, and when something is due; told are the
    warnings, and what was done.
    """
    terms, files, new = found
    at, due = times
    recent = "\n".join(new[:_RECENT])
    fields = ((terms or b"").hex(), str(at), "" if due is None else str(due), recent, *told)
    head = _APART.join(fields).encode("utf-8", "surrogatepass")
    if terms and files and head.count(_APART.encode()) == _FIELDS - 1 and _HEAD_ENDS not in head:
        glance.note(asked.note, head + _HEAD_ENDS + files)
    else:
        glance.forget(asked.note)
