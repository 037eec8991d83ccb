"""content/ledger.jsonl ⇄ what was promised: ids, numbers, instants, addresses, names, sealed history.

JSON Lines, one promise a line, sorted, so that a change shows as the lines that changed and git
can merge two branches line by line (`merge=union`): two lines of one promise are joined, and the
join is commutative, associative and idempotent.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

import msgspec

from feedmill import places
from feedmill.errors import ConfigError, Problem
from feedmill.model import Moment
from feedmill.promises import Ledger, Name, Promise, Seal, fold

FILE = places.LEDGER

T = TypeVar("T", int, datetime)
_Line = Promise | Name | Seal


def load(raw: bytes) -> Ledger:
    """Return the ledger of a file; ConfigError names the line that cannot be read."""
    decoder = msgspec.json.Decoder(_Line)
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        lines = decoder.decode_lines(raw)  # many times as fast, and without a word on where a mistake is
        if len(lines) == raw.count(b"\n"):
            return gather(map(_sound, lines))
    lines = []
    for number, line in enumerate(raw.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            lines.append(_sound(decoder.decode(line)))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            marks = line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||"))
            wrong = "a merge left its marks here" if marks else f"this line is not a promise ({error})"
            right = (
                "delete the line; keep the lines of both sides"
                if marks
                else "restore it from your last commit or backup"
            )
            raise ConfigError(Problem(FILE, number, wrong, right)) from error
    return gather(lines)


def _sound(line: _Line) -> _Line:
    """Return the line. A time without a zone, which only a hand can have written, compares with no other."""
    if isinstance(line, Promise):
        published, updated, withdrawn = line.published, line.updated, line.withdrawn
        if (
            (published is not None and published.at.tzinfo is None)
            or (updated is not None and updated.at.tzinfo is None)
            or (withdrawn is not None and withdrawn.tzinfo is None)
        ):
            message = "a time stands here without its zone"
            raise msgspec.ValidationError(message)
    return line


def dump(ledger: Ledger) -> bytes:
    """Return the file: `load(dump(ledger)) == ledger`."""
    rows = (ledger.rows[key] for key in sorted(ledger.rows))
    names = (ledger.names[key] for key in sorted(ledger.names))
    seals = (Seal(last=last) for last in ledger.seals)
    return msgspec.json.Encoder().encode_lines((*rows, *names, *seals))


def gather(lines: Iterable[_Line]) -> Ledger:
    """Return one ledger from any lines in any order; lines of one promise are joined."""
    rows: dict[str, Promise] = {}
    names: dict[tuple[str, str], Name] = {}
    seals: set[int] = set()
    for line in lines:
        if isinstance(line, Promise):
            rows[line.id] = _join(rows[line.id], line) if line.id in rows else line
        elif isinstance(line, Name):
            key = (line.of, fold(line.name))
            # Not `min` of the whole: the first spelling and the first address each count on their own.
            old = names.get(key, line)
            names[key] = Name(of=line.of, name=min(old.name, line.name), slug=min(old.slug, line.slug))
        else:
            seals.add(line.last)
    return Ledger(rows, names, tuple(sorted(seals)))


def _join(one: Promise, other: Promise) -> Promise:
    """Return what both lines promise: lowest number, earliest instants, every address."""
    return Promise(
        id=one.id,
        number=_least(one.number, other.number),
        paths=_union(one.paths, other.paths),
        digests=_union(one.digests, other.digests),
        slug=min(filter(None, (one.slug, other.slug)), default=""),
        addresses=_union(one.addresses, other.addresses),
        published=_earliest(one.published, other.published),
        updated=_earliest(one.updated, other.updated),
        seeds=tuple(sorted({*one.seeds, *other.seeds})),
        withdrawn=_least(one.withdrawn, other.withdrawn),
    )


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other}))


def _least(one: T | None, other: T | None) -> T | None:
    return other if one is None else one if other is None else min(one, other)


def _earliest(one: Moment | None, other: Moment | None) -> Moment | None:
    given = [moment for moment in (one, other) if moment is not None]
    return min(given, key=lambda moment: (moment.at, moment.said), default=None)
