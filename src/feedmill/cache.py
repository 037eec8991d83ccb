"""What earlier builds worked out. Owns sqlite3; may be deleted, damaged or full: that costs time and nothing else."""

import os
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

_TABLES = """
    CREATE TABLE IF NOT EXISTS about (stamp TEXT);
    CREATE TABLE IF NOT EXISTS states (name TEXT PRIMARY KEY, data BLOB, sum INT);
    CREATE TABLE IF NOT EXISTS readings (digest TEXT PRIMARY KEY, reading BLOB, html TEXT, sum INT, html_sum INT);
    CREATE TABLE IF NOT EXISTS barren (digest TEXT PRIMARY KEY, problem BLOB, sum INT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS measures (key TEXT PRIMARY KEY, file BLOB, sum INT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS sketches (number INTEGER PRIMARY KEY, digest TEXT, sketch BLOB, sum INT, marks BLOB);
    CREATE TABLE IF NOT EXISTS marks (mark INT, number INT, PRIMARY KEY (mark, number)) WITHOUT ROWID;
"""
# What shares a mark stands side by side here: each with the next, not with all, or a large cluster would take for ever.
_KINDRED = """
    SELECT DISTINCT a.digest, a.sketch, a.sum, b.digest, b.sketch, b.sum FROM (
        SELECT number AS one, LAG(number) OVER (PARTITION BY mark ORDER BY number) AS other FROM marks {}
    ) JOIN sketches AS a ON a.number = one JOIN sketches AS b ON b.number = other
"""
_MANY = 10_000  # marks; looking through all of them is then quicker than for each
_PAGE = 32_768  # bytes, for what is large is written four times as fast so
_BITS = 63  # of an integer of SQLite that is not negative
_FEW = 100  # readings; more are found sooner by looking through all of them
_LASTING = "files"
"""The state that does not depend on the program: which bytes each file holds."""
_FORGET = (
    f"DELETE FROM states WHERE name != '{_LASTING}'",  # noqa: S608 - of our own
    *(f"DELETE FROM {table}" for table in ("readings", "barren", "measures", "sketches", "marks", "about")),  # noqa: S608
)
_SPOILED = (sqlite3.Error, UnicodeDecodeError)  # the latter where a damaged file puts noise into the message
_TAKING_TURNS = 5.0  # seconds to wait for another process that writes, before doing without


class Cache:
    """Remembers by path which bytes a file held, and by those bytes what they say."""

    def __init__(self, path: Path, stamp: str) -> None:
        """Open or make the cache. What another version of the program worked out is forgotten."""
        self._path = path
        self._fresh: set[int] = set()
        self._base = _open(path) or _open(None) or sqlite3.connect(":memory:")
        if self._all("SELECT stamp FROM about") != [(stamp,)]:
            # Which bytes a file holds does not depend on the program; all else does.
            self._do(*_FORGET)
            self._many("INSERT INTO about VALUES (?)", [(stamp,)])

    def state(self, name: str) -> bytes:
        """Return what was remembered under that name, b"" if nothing was."""
        rows = self._all("SELECT name, data, sum FROM states WHERE name = ?", (name,))
        return next((data for name, data, sum_ in rows if sum_ == _sum(name, data)), b"")

    def remember_state(self, name: str, data: bytes) -> None:
        """Keep something large and whole, in the place of what was kept under that name. "files" outlives the stamp."""
        self._many("INSERT OR REPLACE INTO states VALUES (?, ?, ?)", [(name, data, _sum(name, data))])

    def forget_states(self, names: Iterable[str]) -> None:
        """Forget what was kept under these names."""
        self._many("DELETE FROM states WHERE name = ?", ((name,) for name in names))

    def readings(self, wanted: Collection[str]) -> dict[str, bytes]:
        """Return what articles with these SHA-256 say, encoded, as far as it is known."""
        query = "SELECT digest, reading, sum FROM readings"
        if len(wanted) < _FEW:
            rows = [row for digest in wanted for row in self._all(f"{query} WHERE digest = ?", (digest,))]
        else:
            rows = self._all(query)
        return {digest: reading for digest, reading, sum_ in rows if sum_ == _sum(digest, reading)}

    def barren(self) -> dict[str, bytes]:
        """Return what is wrong with the seeds of which no article can be made, encoded, by SHA-256."""
        rows = self._all("SELECT digest, problem, sum FROM barren")
        return {digest: problem for digest, problem, sum_ in rows if sum_ == _sum(digest, problem)}

    def measures(self) -> dict[str, bytes]:
        """Return what pictures and recordings are, encoded, by SHA-256 and ending."""
        rows = self._all("SELECT key, file, sum FROM measures")
        return {key: file for key, file, sum_ in rows if sum_ == _sum(key, file)}

    def remember_readings(self, rows: Iterable[tuple[str, bytes, str]]) -> None:
        """Keep the SHA-256 of articles, what they say, and the HTML that Markdown makes of them."""
        summed = ((*row, _sum(row[0], row[1]), _sum(row[0], row[2].encode())) for row in rows)
        self._many("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)", summed)

    def remember_sketches(self, rows: Iterable[tuple[str, bytes, tuple[int, ...]]]) -> None:
        """Keep the SHA-256 of articles, a sketch of each, and the marks that it is found by."""
        numbered = [(_number(digest), digest, sketch, array("q", marks)) for digest, sketch, marks in rows]
        summed = (
            (number, digest, sketch, _sum(digest, sketch), marks.tobytes())
            for number, digest, sketch, marks in numbered
        )
        self._many("INSERT OR REPLACE INTO sketches VALUES (?, ?, ?, ?, ?)", summed)
        marked = sorted((mark, number) for number, _, _, marks in numbered for mark in marks)
        self._many("INSERT OR IGNORE INTO marks VALUES (?, ?)", marked)
        if len(self._fresh) < _MANY:
            self._fresh.update(mark for mark, _ in marked)

    def kindred(self, *, fresh: bool) -> Iterator[tuple[tuple[str, bytes], tuple[str, bytes]]]:
        """Yield pairs of articles, each as SHA-256 and sketch, that share a mark; if `fresh`, one of this process's."""
        few = fresh and len(self._fresh) < _MANY
        if few:
            self._do("CREATE TEMP TABLE IF NOT EXISTS fresh (mark INT PRIMARY KEY)")
            self._many("INSERT OR IGNORE INTO fresh VALUES (?)", ((mark,) for mark in self._fresh))
        where = "WHERE mark IN (SELECT mark FROM fresh)" if few else ""
        for *one, one_sum, other, other_sketch, other_sum in self._all(_KINDRED.format(where)):
            if one_sum == _sum(*one) and other_sum == _sum(other, other_sketch):
                yield (one[0], one[1]), (other, other_sketch)

    def remember_barren(self, rows: Iterable[tuple[str, bytes]]) -> None:
        """Keep the SHA-256 of seeds of which no article can be made, and what is wrong with them."""
        self._many("INSERT OR REPLACE INTO barren VALUES (?, ?, ?)", ((*row, _sum(*row)) for row in rows))

    def remember_measures(self, rows: Iterable[tuple[str, bytes]], gone: Iterable[str]) -> None:
        """Keep what pictures and recordings are, by SHA-256 and ending, and forget those that are no more."""
        self._many("DELETE FROM measures WHERE key = ?", ((key,) for key in gone))
        self._many("INSERT OR REPLACE INTO measures VALUES (?, ?, ?)", ((*row, _sum(*row)) for row in rows))

    def keep_readings(self, used: Collection[str]) -> None:
        """Forget what no article says any more: all but these SHA-256."""
        if self._all("SELECT COUNT(*) FROM readings") == [(len(used),)]:
            return
        gone = [row for row in self._all("SELECT digest FROM readings") if row[0] not in used]
        self._many("DELETE FROM readings WHERE digest = ?", gone)

    def sketched(self) -> set[str]:
        """Return the SHA-256 of the articles of which a sketch is kept."""
        return {digest for (digest,) in self._all("SELECT digest FROM sketches")}

    def keep_sketches(self, used: Collection[str]) -> None:
        """Forget the sketches of all articles but these, also of those that were planned and never made."""
        rows = self._all("SELECT number, digest, marks FROM sketches")
        gone = [(number, marks) for number, digest, marks in rows if digest not in used]
        self._many("DELETE FROM sketches WHERE number = ?", ((number,) for number, _ in gone))
        marked = ((mark, number) for number, marks in gone for mark in array("q", marks))
        self._many("DELETE FROM marks WHERE mark = ? AND number = ?", marked)

    def save(self) -> None:
        """Let other processes see what was remembered."""
        self._do("COMMIT")

    def close(self) -> None:
        """Save and let go of the file."""
        self.save()
        self._base.close()

    def _all(self, query: str, values: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._base.execute(query, values).fetchall()
        except _SPOILED:
            self._start_anew()
            return []

    def _many(self, query: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            if not self._base.in_transaction:
                self._base.execute("BEGIN")
            self._base.executemany(query, rows)
        except _SPOILED:
            self._start_anew()

    def _do(self, *statements: str) -> None:
        try:
            for statement in statements:
                if statement != "COMMIT" or self._base.in_transaction:
                    self._base.execute(statement)
        except _SPOILED:
            self._start_anew()

    def _start_anew(self) -> None:
        """Go on without what was remembered, and without the file."""
        self._base.close()
        _throw_away(self._path)
        self._base = sqlite3.connect(":memory:", isolation_level=None)
        self._base.executescript(_TABLES)


def _open(path: Path | None) -> sqlite3.Connection | None:
    """Return a connection; what is no cache is thrown away once, and None returned if that does not help."""
    for _ in range(2):
        try:
            base = sqlite3.connect(path or ":memory:", timeout=_TAKING_TURNS, isolation_level=None)
            base.execute(f"PRAGMA page_size = {_PAGE}")
            base.execute("PRAGMA synchronous = OFF")  # a cache that a power cut spoils is thrown away
            base.executescript(_TABLES)
        except _SPOILED:
            _throw_away(path)
        else:
            return base
    return None


def _throw_away(path: Path | None) -> None:
    if path is not None:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return


def _number(digest: str) -> int:
    """Return what stands for an article in tables that are small enough for all of them."""
    return int(digest[:16], 16) >> (64 - _BITS)


def _sum(text: object, data: object) -> int:
    """Return a checksum: SQLite keeps none, and after a power cut a page may hold what another page held before."""
    if not isinstance(text, str) or not isinstance(data, bytes):
        return -1
    return crc32(data, crc32(text.encode("utf-8", "surrogatepass")))


@lru_cache(1)
def _reader(path: Path, _build: int, _process: int) -> sqlite3.Connection | None:
    """Return a connection for looking things up: one that was forked along must not be used, nor one of another build.

    Nobody writes meanwhile, so that it need not lock: for one row that would take twice as long as to find it.
    """
    try:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error:
        return None


def html(path: Path, build: int, stamp: str, digest: str) -> str | None:
    """Return the HTML that Markdown makes of an article, if the cache at that path knows it. For any process.

    Only as long as a build of that number writes nothing into the cache.
    """
    base = _reader(path, build, os.getpid())
    query = "SELECT html, html_sum FROM readings, about WHERE digest = ? AND stamp = ?"
    try:
        rows: list[tuple[str, int]] = base.execute(query, (digest, stamp)).fetchall() if base else []
    except _SPOILED:
        return None
    return next((text for text, sum_ in rows if isinstance(text, str) and sum_ == _sum(digest, text.encode())), None)
