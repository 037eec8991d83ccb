"""A site in which nothing has changed since the last build → what that build told, to be told again.

It is what most builds find, so it is looked for before anything else is loaded: from the marks of files alone, those
of the program among them.
"""

import sys
from hashlib import blake2b
from pathlib import Path

from feedmill import glance, marks, places, stamp

_FIELDS = 5  # of a note: the site's state, when that was, when something is due, warnings, what was done


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
        program = glance.files(stamp.HOUSE, "", ("__pycache__",), look=look)
        settings = glance.read(self.root / places.SETTINGS)
        if program is None:
            return None
        said = (sys.version_info[:3], stamp.versions(), str(self.root), self.place, *self._wishes, settings)
        return blake2b(repr(said).encode("utf-8", "surrogatepass") + marks.hashed(program), digest_size=16).digest()

    def files(self) -> bytes | None:
        """Return one hash of all files that a build looks at, as they are now; None where that cannot be told."""
        found: list[bytes] = []
        for root, below, passed, prefix in (
            (self.root, "seeds", (".",), ""),
            (self.root, "content", (".",), ""),
            (self.root, "static", places.NOBODYS, ""),
            (self.output, "", places.NOBODYS, f"{self.place}/"),
        ):
            if (part := glance.files(root, below, passed, prefix=prefix)) is None:
                return None
            found += part
        own = tuple(marks.line(path, b"") for path in (places.LEDGER, f"{self.place}/{places.MANIFEST}"))
        return with_own(marks.hashed(line for line in found if not line.startswith(own)), self.root, self.output)


def with_own(files: bytes | None, root: Path, output: Path) -> bytes | None:
    """Return one hash of all other files and of ledger and manifest, which a build writes itself; None without any."""
    ledger = glance.file(root / places.LEDGER, places.LEDGER)
    manifest = glance.file(output / places.MANIFEST, places.MANIFEST)
    return marks.hashed((files, ledger, manifest)) if files and ledger and manifest else None


def state(terms: bytes | None, files: bytes | None) -> str:
    """Return both as one text, "" where one is missing."""
    return marks.hashed((terms, files)).hex() if terms and files else ""


def told(asked: Asked, now: int) -> tuple[str, str] | None:
    """Return the warnings and what was done, as they were told, if neither that nor the time changes any of it."""
    fields = (glance.noted(asked.note) or "").split("\0")
    if len(fields) != _FIELDS or not asked.cached.is_file():
        return None
    before, at, due, warnings, done = fields
    if before != state(asked.terms(), asked.files()):
        return None
    return (warnings, done) if int(at) <= now and not (due and int(due) <= now) else None


def keep(asked: Asked, found: str, times: tuple[int, int | None], warnings: str, done: str) -> None:
    """Note what is to be told of the site as it is now; `times` are now, and when something is due."""
    at, due = times
    fields = (found, str(at), "" if due is None else str(due), warnings, done)
    if found and not any("\0" in field for field in fields):
        glance.note(asked.note, "\0".join(fields))
    else:
        glance.forget(asked.note)
