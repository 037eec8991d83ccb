"""feeds/.feedmill.jsonl ⇄ which files are ours: path and SHA-256 of each, one a line, sorted by path."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from feedmill.errors import ConfigError, Problem

FILE = ".feedmill.jsonl"


class Line(Struct, frozen=True):
    """A file that we wrote, or are about to write."""

    path: str
    sha256: str


def load(raw: bytes, where: str) -> dict[str, set[str]]:
    """Return every path with the bytes that we may have given it.

    Two, where a build was cut short between saying what it would write and writing it; such a
    build may also have left a line without an end, which nothing was written for.
    """
    owned: dict[str, set[str]] = {}
    decode = msgspec.json.Decoder(Line).decode
    *lines, unfinished = raw.split(b"\n")
    for number, line in enumerate(lines, 1):
        try:
            entry = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            right = "restore it from your last commit, or delete the whole folder and build again"
            raise ConfigError(Problem(where, number, "this line of the manifest cannot be read", right)) from error
        owned.setdefault(entry.path, set()).add(entry.sha256)
    del unfinished
    return owned


def dump(files: Mapping[str, str]) -> bytes:
    """Return the manifest of files by path."""
    return lines((path, files[path]) for path in sorted(files))


def lines(files: Iterable[tuple[str, str]]) -> bytes:
    """Return lines of the manifest."""
    return b"".join(msgspec.json.encode(Line(path, sha256)) + b"\n" for path, sha256 in files)
