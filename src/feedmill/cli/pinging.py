"""The command that tells a hub: ping."""

import sys
import time
from argparse import Namespace
from pathlib import Path

from msgspec.structs import replace

from feedmill import disk, manifest
from feedmill.cli.saying import answer, status
from feedmill.cli.wishes import run_for
from feedmill.errors import FeedmillError, Problem
from feedmill.words import pinging as words


def ping(wishes: Namespace) -> int:
    """Tell the hub of each feed that changed since that manifest; a hub that refuses is a mistake."""
    from feedmill import hub
    from feedmill.ping import foresee, ping

    run, problems = run_for(wishes, None)
    if wishes.output:
        run = replace(run, output=(run.root / wishes.output).resolve())
    done = foresee(run, *_before(run.root, wishes.old))
    if not wishes.dry_run:
        done = ping(done, lambda topic: hub.publish(done.hub, topic, time.sleep))
    done = replace(done, problems=(*problems, *done.problems))
    answer(wishes, done, words.pinged(done, dry=wishes.dry_run), done.problems)
    return status(done.problems)


def _before(root: Path, said: str) -> tuple[bytes, str]:
    """Return the manifest of what was published before, and what to call it."""
    if said == "-":
        return sys.stdin.buffer.read(), "stdin"
    path = root / said
    path = path / manifest.FILE if path.is_dir() else path
    try:
        return disk.read(path), str(path)
    except OSError as error:
        right = f"name an old {manifest.FILE}, a folder that holds one, or - for what is piped in"
        raise FeedmillError(Problem(said, 0, f"this cannot be read: {disk.reason(error)}", right)) from error
