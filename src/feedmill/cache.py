"""What earlier builds worked out. Owns sqlite3; may be deleted, damaged or full: that costs time and nothing else."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

_TABLES = """
    CREATE TABLE IF NOT EXISTS about (stamp TEXT);
    CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, marks BLOB, digest TEXT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS readings (digest TEXT PRIMARY KEY, reading BLOB, html TEXT);
    CREATE TABLE IF NOT EXISTS outputs (path TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
"""
_TAKING_TURNS = 5.0  # seconds to wait for another process that writes, before doing without


class Cache:
    """Remembers by path which bytes a file held, and by those bytes what they say."""

    def __init__(self, path: Path, stamp: str) -> None:
        """Open or make the cache. What another version of the program worked out is forgotten."""
        self._path = path
        self._base = _open(path) or _open(None) or sqlite3.connect(":memory:")
        if self._all("SELECT stamp FROM about") != [(stamp,)]:
            # Which bytes a file holds does not depend on the program; all else does.
            self._do("DELETE FROM readings", "DELETE FROM outputs", "DELETE FROM about")
            self._many("INSERT INTO about VALUES (?)", [(stamp,)])

    def files(self) -> dict[str, tuple[bytes, str]]:
        """Return the marks and the SHA-256 of every file that was seen, by path."""
        return {path: (marks, digest) for path, marks, digest in self._all("SELECT path, marks, digest FROM files")}

    def readings(self) -> dict[str, bytes]:
        """Return what articles say, encoded, by SHA-256."""
        return dict(self._all("SELECT digest, reading FROM readings"))

    def keys(self) -> dict[str, str]:
        """Return the key that each output was made from, by path."""
        return dict(self._all("SELECT path, key FROM outputs"))

    def remember_files(self, rows: Iterable[tuple[str, bytes, str]]) -> None:
        """Keep path, marks and SHA-256 of files."""
        self._many("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", rows)

    def remember_readings(self, rows: Iterable[tuple[str, bytes, str]]) -> None:
        """Keep the SHA-256 of articles, what they say, and the HTML that Markdown makes of them."""
        self._many("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", rows)

    def remember_keys(self, rows: Iterable[tuple[str, str]]) -> None:
        """Keep path and key of outputs."""
        self._many("INSERT OR REPLACE INTO outputs VALUES (?, ?)", rows)

    def forget(self, paths: Iterable[str]) -> None:
        """Forget files, and outputs, that are no more."""
        gone = [(path,) for path in paths]
        self._many("DELETE FROM files WHERE path = ?", gone)
        self._many("DELETE FROM outputs WHERE path = ?", gone)

    def forget_readings(self, digests: Iterable[str]) -> None:
        """Forget what no article says any more."""
        self._many("DELETE FROM readings WHERE digest = ?", [(digest,) for digest in digests])

    def save(self) -> None:
        """Let other processes see what was remembered."""
        self._do("COMMIT")

    def close(self) -> None:
        """Save and let go of the file."""
        self.save()
        self._base.close()

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        try:
            return self._base.execute(query).fetchall()
        except sqlite3.Error:
            self._start_anew()
            return []

    def _many(self, query: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            if not self._base.in_transaction:
                self._base.execute("BEGIN")
            self._base.executemany(query, rows)
        except sqlite3.Error:
            self._start_anew()

    def _do(self, *statements: str) -> None:
        try:
            for statement in statements:
                if statement != "COMMIT" or self._base.in_transaction:
                    self._base.execute(statement)
        except sqlite3.Error:
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
            base.execute("PRAGMA synchronous = OFF")  # a cache that a power cut spoils is thrown away
            base.executescript(_TABLES)
        except sqlite3.Error:
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


@cache
def _reader(path: Path, _process: int) -> sqlite3.Connection | None:
    """Return this process's own connection for looking things up: one that was forked along must not be used."""
    try:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_TAKING_TURNS)
    except sqlite3.Error:
        return None


def html(path: Path, digest: str) -> str | None:
    """Return the HTML that Markdown makes of an article, if the cache at that path knows it. For any process."""
    base = _reader(path, os.getpid())
    try:
        rows: Iterator[tuple[str]] = (
            base.execute("SELECT html FROM readings WHERE digest = ?", (digest,)) if base else iter(())
        )
        return next((row[0] for row in rows), None)
    except sqlite3.Error:
        return None
