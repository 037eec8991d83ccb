"""`feedmill build` where nothing has changed: what the last one told is told again, and nothing else is loaded."""

import os
import time
from argparse import Namespace
from pathlib import Path

from feedmill import places, rest
from feedmill.cli.printing import say, warn
from feedmill.words.ending import ending

_SETTLED = 2_000_000_000  # nanoseconds after which no file system gives the same time to another change


def told_again(wishes: Namespace) -> bool:
    """Tell again what the last build told, if another one would find nothing changed; else tell nothing."""
    started, now = time.perf_counter(), _now()
    if wishes.scheduler is not None or wishes.json or now is None:
        return False
    asked = asked_of(wishes)
    if (told := rest.told(asked, now)) is None:
        return False
    warnings, done = told
    if warnings:
        warn(warnings)
    if not wishes.quiet:
        say(f"{done}\n{ending(time.perf_counter() - started, _home(asked))}")
    return True


def _home(asked: rest.Asked) -> str:
    return (asked.output / "index.html").as_uri()


def _now() -> int | None:
    """Return seconds since 1970, as `wishes.now` does; None where someone set something else."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return int(said or time.time())  # noqa: TID251 - this is a room that may ask
    except ValueError:
        return None


def asked_of(wishes: Namespace) -> rest.Asked:
    """Return what a build was asked for."""
    root = wishes.root.resolve()
    preview = wishes.drafts or wishes.future
    output = places.output(root, wishes.output, preview=preview)
    return rest.Asked(
        root, output, wishes.base_url, wishes.drafts, wishes.future, _beside(root, output), preview=preview
    )


def _beside(root: Path, output: Path) -> tuple[tuple[str, int], ...]:
    """Return what lies beside what a build looks at, and it may have a word on: folders, and articles by their time."""
    ours = {"seeds", "content", "static", "feeds", output.name}
    try:
        with os.scandir(root) as entries:
            found = [
                (each.name, 0 if each.is_dir() else each.stat().st_mtime_ns)
                for each in entries
                if not each.name.startswith(".") and each.name not in ours
                if each.is_dir() or each.name.lower().endswith(".md")
            ]
    except OSError:
        return ()
    return tuple(sorted(found))


def terms_of(asked: rest.Asked) -> bytes | None:
    """Return what a build depends on beside the site's files, of a program at which nobody works just now."""
    return asked.terms(look=time.time_ns() - _SETTLED)
