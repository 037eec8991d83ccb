"""feeds/.feedmill.jsonl ⇄ which files are ours: path and SHA-256 of each, one a line, sorted by path."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

import msgspec
from msgspec import Struct

from feedmill import places
from feedmill.errors import ConfigError, Problem

FILE = places.MANIFEST


class Line(Struct, frozen=True):
    """A file that we wrote, or are about to write."""

    path: str
    sha256: str


def load(raw: bytes, where: str) -> dict[str, tuple[str, ...]]:
    """Return every path with the bytes that we may have given it.

    Two, where a build was cut short between saying what it would write and writing it; such a
    build may also have left a line without an end, which nothing was written for.
    """
    owned: dict[str, tuple[str, ...]] = {}
    whole = raw[: raw.rfind(b"\n") + 1]
    for line in _lines(whole, where):
        owned[line.path] = (*owned.get(line.path, ()), line.sha256)
    return owned


def _lines(raw: bytes, where: str) -> list[Line]:
    """Return the lines; ConfigError names one that cannot be read."""
    decoder = msgspec.json.Decoder(Line)
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        found = decoder.decode_lines(raw)  # many times as fast, and without a word on where a mistake is
        if len(found) == raw.count(b"\n"):
            return found
    found = []
    for number, line in enumerate(raw.split(b"\n")[:-1], 1):
        try:
            found.append(decoder.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            right = "restore it from your last commit, or delete the whole folder and build again"
            raise ConfigError(Problem(where, number, "this line of the manifest cannot be read", right)) from error
    return found


def dump(files: Mapping[str, str]) -> bytes:
    """Return the manifest of files by path."""
    return lines((path, files[path]) for path in sorted(files))


def lines(files: Iterable[tuple[str, str]]) -> bytes:
    """Return lines of the manifest."""
    return msgspec.json.Encoder().encode_lines(Line(path, sha256) for path, sha256 in files)
