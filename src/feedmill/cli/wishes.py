"""Arguments, settings and the clock → what a command is asked for."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from feedmill import config, disk, places
from feedmill.cli.saying import tell, watch
from feedmill.errors import FeedmillError, Problem
from feedmill.run import Run, unwatched
from feedmill.settings import Site


def plain_run(wishes: Namespace) -> tuple[Run, tuple[Problem, ...]]:
    """Return what a command that publishes nothing is asked for, and warnings about the settings it looks at."""
    run, problems = run_for(wishes, None)
    return run, tuple(problem for problem in problems if "base_url" not in problem.wrong)


def run_for(wishes: Namespace, base_url: str | None) -> tuple[Run, tuple[Problem, ...]]:
    """Return what the settings and the arguments ask for, and warnings about the settings."""
    from feedmill.workers import cores

    root = root_of(wishes)
    site, problems = settings_of(root, base_url)
    drafts, future = getattr(wishes, "drafts", False), getattr(wishes, "future", False)
    preview = drafts or future
    run = Run(
        root=root,
        site=site,
        output=places.output(root, None, preview=preview),
        now=now(),
        jobs=getattr(wishes, "jobs", None) or cores(),
        drafts=drafts,
        future=future,
        preview=preview,
        accept_deletions=getattr(wishes, "accept_deletions", False),
        watch=watch if sys.stderr.isatty() and not getattr(wishes, "quiet", False) else unwatched,
    )
    return run, problems


@contextmanager
def crewed(run: Run, wishes: Namespace) -> Iterator[Run]:
    """Return the run with those at work who were asked for, as long as this lasts: a cluster, or this machine alone."""
    if wishes.scheduler is None:
        yield run
        return
    from feedmill.cluster import crew

    with crew(run, wishes.scheduler) as members:
        yield replace(run, jobs=members)


def root_of(wishes: Namespace) -> Path:
    """Return the site's folder, absolute; FeedmillError if there is none."""
    root: Path = wishes.root.resolve()
    if not root.is_dir():
        raise FeedmillError(Problem(str(wishes.root), 0, "there is no such folder", "make one with: feedmill init DIR"))
    return root


def settings_of(root: Path, base_url: str | None) -> tuple[Site, tuple[Problem, ...]]:
    """Return the settings and warnings about them; FeedmillError if they cannot be used."""
    file = root / config.FILE
    try:
        text = disk.read(file).decode("utf-8-sig") if file.is_file() else None
    except UnicodeDecodeError as error:
        raise FeedmillError(Problem(config.FILE, 0, "this is not UTF-8", "save the file as UTF-8")) from error
    except OSError as error:
        raise FeedmillError(
            Problem(config.FILE, 0, f"this file cannot be read: {disk.reason(error)}", "allow it")
        ) from error
    site, problems = config.load(text, base_url)
    if base_url:  # what is wrong with the option is not the file's mistake
        mine = f"{base_url!r} is no base address"
        problems = tuple(
            Problem("--base-url", 0, mine, each.right) if "base_url" in each.wrong or base_url in each.wrong else each
            for each in problems
        )
    if site is None:
        for problem in problems[:-1]:
            tell(problem)
        raise FeedmillError(problems[-1])
    return site, problems


def now() -> datetime:
    """Return the time, or the one that SOURCE_DATE_EPOCH sets (reproducible-builds.org)."""
    set_by_user = os.environ.get("SOURCE_DATE_EPOCH", "")
    if set_by_user:
        try:
            return datetime.fromtimestamp(int(set_by_user), UTC)
        except (ValueError, OverflowError, OSError) as error:
            wrong = f"SOURCE_DATE_EPOCH is {set_by_user!r}"
            raise FeedmillError(Problem("environment", 0, wrong, "set it to seconds since 1970")) from error
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - this is the room that may ask


def refuse_output(run: Run) -> None:
    """Refuse an output folder in which articles would be written over, or that would be read as articles."""
    for folder in ("seeds", "content", "static"):
        source = run.root / folder
        if run.output in (source, *source.parents) or source in run.output.parents:
            wrong = f"the output folder and {folder}/ must not lie in one another"
            raise FeedmillError(Problem(str(run.output), 0, wrong, "choose a folder beside it"))
    if run.preview and run.output == run.root / "feeds":
        wrong = "a preview would publish drafts, or articles that are not due"
        raise FeedmillError(Problem(str(run.output), 0, wrong, "choose another folder, or none"))
    if run.output.exists() and not run.output.is_dir():
        raise FeedmillError(Problem(str(run.output), 0, "this is no folder", "move it away and build again"))


def inside(root: Path, said: Path, folder: str) -> str:
    """Return the name, from the site's root on, of a file that was named from there, from its folder or from here."""
    for base in (root, root / folder, Path.cwd()):
        path = base / said
        if path.exists() and path.resolve().is_relative_to(root / folder):
            return path.resolve().relative_to(root).as_posix()
    raise FeedmillError(Problem(str(said), 0, f"there is no such file in {folder}/", f"name a file in {folder}/"))
