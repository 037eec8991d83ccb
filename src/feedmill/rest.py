"""A site in which nothing has changed since the last build → what that build told, without a look at any article."""

import sys
from datetime import datetime
from hashlib import blake2b

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk, ledger, manifest
from feedmill.cache import Cache
from feedmill.plans import Report
from feedmill.run import Run
from feedmill.seen import Seen
from feedmill.stamp import theme

_EVER = sys.maxsize
_REST = "rest"


class _Told(Struct, frozen=True):
    """What a build told, and when."""

    state: bytes
    """One hash of the site as the build left it."""
    at: datetime
    report: Report


def at_rest(run: Run, cache: Cache) -> Report | None:
    """Return what is to be told if nothing has changed: neither a file, nor a setting, nor what is due; else None."""
    raw = cache.state(_REST)
    if not raw:
        return None
    last = msgspec.msgpack.decode(raw, type=_Told)
    if not last.at <= run.now or (last.report.due is not None and last.report.due <= run.now):
        return None
    seen = Seen(cache)
    for folder in ("seeds", "content", "static"):
        seen.scan(run.root, folder, _EVER, hidden=folder == "static", strict=False)
    seen.scan(run.output, "", _EVER, prefix=f"{run.place}/", hidden=True, strict=False)
    return replace(last.report, home=(run.output / "index.html").as_uri()) if _state(run, seen) == last.state else None


def keep_rest(run: Run, cache: Cache, seen: Seen, told: Report) -> None:
    """Remember what was told of the site as it is now, unless some of that is to be told only once.

    Not where something is wrong: what stands in a build's way need not be a file that one sees change.
    """
    passing = told.sown or told.edited or told.withdrawn or not all(problem.warning for problem in told.problems)
    state = b"" if passing else _state(run, seen)
    steady = replace(told, written=(), pruned=(), unchanged=told.unchanged + len(told.written))
    cache.remember_state(_REST, msgspec.msgpack.encode(_Told(state, run.now, steady)) if state else b"")


def _state(run: Run, seen: Seen) -> bytes:
    """Return one hash of all that a build depends on but the program, whose cache this is; nothing if that moves."""
    ours = (run.root / ledger.FILE, run.output / manifest.FILE)
    files = seen.state(frozenset((ledger.FILE, f"{run.place}/{manifest.FILE}")))
    if not files or not all(file.is_file() for file in ours):
        return b""
    wishes = msgspec.msgpack.encode((run.site, run.place, run.drafts, run.future, run.preview, theme()))
    return blake2b(files + wishes + b"".join(map(disk.read, ours)), digest_size=16).digest()
