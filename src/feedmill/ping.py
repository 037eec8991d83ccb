"""What was published before + what is now → the hub is told of each feed document that changed."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from feedmill import config, disk, manifest
from feedmill.errors import FeedmillError, Problem
from feedmill.pings import Answer, Ping, Pinged
from feedmill.run import Run, explained
from feedmill.subscriber import NAMES, receive

_SEALED = "history/"  # nobody subscribes to what is never to change, so these name no hub


def foresee(run: Run, before: bytes, where: str) -> Pinged:
    """Return of what the hub would be told: every feed document that is not as the manifest `before` has it.

    FeedmillError if there is no hub, nothing was built, or `before`, which came from `where`, is no manifest.
    """
    hub = run.site.feed.hub
    if not hub:
        right = 'name one below [feed], like hub = "https://hub.example/", then build and deploy'
        raise FeedmillError(Problem(config.FILE, 0, "there is no hub to tell", right))
    with explained(run.root):
        file = run.output / manifest.FILE
        if not file.is_file():
            wrong = "nothing was published here"
            raise FeedmillError(Problem(f"{run.place}/{manifest.FILE}", 0, wrong, "build first: feedmill build"))
        now = manifest.load(disk.read(file), f"{run.place}/{manifest.FILE}")
        old = manifest.load(before, where)
        changed = sorted(path for path in now if path.rsplit("/", 1)[-1] in NAMES and now[path] != old.get(path))
        found = list(_documents(run, changed, now))
    return Pinged(
        hub,
        tuple(each for each in found if isinstance(each, Ping)),
        tuple(each for each in found if isinstance(each, Problem)),
    )


def ping(plan: Pinged, tell: Callable[[str], Answer]) -> Pinged:
    """Tell the hub of each document, and return what it said; a refusal is a problem and does not stop the others."""
    pings = tuple(replace(each, answer=tell(each.topic)) for each in plan.pings)
    refused = (
        Problem(each.topic, 0, _refusal(each.answer), "tell it again with the same command, once it works")
        for each in pings
        if each.answer and not each.answer.accepted
    )
    return replace(plan, pings=pings, problems=(*plan.problems, *refused))


def _documents(run: Run, changed: list[str], owned: dict[str, tuple[str, ...]]) -> Iterator[Ping | Problem]:
    """Yield a ping for each document that names the hub; one that should and does not is told."""
    for path in changed:
        if not (run.output / path).is_file():
            yield Problem(f"{run.place}/{path}", 0, "this feed is not there", "build again")
            continue
        raw = disk.read(run.output / path)
        feed = receive(path, raw) if disk.digest(raw) in owned[path] else None
        if feed is None:
            yield Problem(f"{run.place}/{path}", 0, "this file was changed by hand", "move it away and build again")
        elif run.site.feed.hub in feed.hubs:
            yield Ping(path, feed.address)
        elif not path.startswith(_SEALED):
            wrong = f"this feed does not name the hub {run.site.feed.hub}"
            yield Problem(f"{run.place}/{path}", 0, wrong, "build and deploy it first", warning=True)


def _refusal(answer: Answer) -> str:
    said = f": {answer.said}" if answer.said else ""
    tries = f" (asked {answer.tries} times)" if answer.tries > 1 else ""
    return (f"the hub answered {answer.status}{said}" if answer.status else f"the hub did not answer{said}") + tries
