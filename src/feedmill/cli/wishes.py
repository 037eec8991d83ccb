"""Arguments, settings and the clock → what a command is asked for."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from feedmill import disk, places
from feedmill.cli.arriving import astray, root_of, settings_of, site_at
from feedmill.cli.saying import watch
from feedmill.errors import FeedmillError, Problem
from feedmill.fields import near
from feedmill.run import Run, unwatched
from feedmill.settings import Site


def plain_run(wishes: Namespace) -> tuple[Run, tuple[Problem, ...]]:
    """Return what a command that publishes nothing is asked for, and warnings about the settings it looks at."""
    run, problems = run_for(wishes, None)
    return run, tuple(problem for problem in problems if "base_url" not in problem.wrong)


def run_for(wishes: Namespace, base_url: str | None) -> tuple[Run, tuple[Problem, ...]]:
    """Return what the settings and the arguments ask for, and warnings about them and what lies astray."""
    root = site_at(wishes)
    site, problems = settings_of(root, base_url)
    return _run(wishes, root, site), (*problems, *astray(root))


def any_run(wishes: Namespace) -> tuple[Run, tuple[Problem, ...]]:
    """Return what a command is asked for that needs no site: nothing is told of one that may be there."""
    root = root_of(wishes)
    return _run(wishes, root, settings_of(root, None)[0]), ()


def _run(wishes: Namespace, root: Path, site: Site) -> Run:
    from feedmill.workers import cores

    drafts, future = getattr(wishes, "drafts", False), getattr(wishes, "future", False)
    preview = drafts or future
    return Run(
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


@contextmanager
def crewed(run: Run, wishes: Namespace) -> Iterator[Run]:
    """Return the run with those at work who were asked for, as long as this lasts: a cluster, or this machine alone."""
    if wishes.scheduler is None:
        yield run
        return
    from feedmill.cluster import crew

    with crew(run, wishes.scheduler) as members:
        yield replace(run, jobs=members)


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
    said = places.place(run.root, run.output)
    for folder in ("seeds", "content", "static"):
        source = run.root / folder
        if run.output in (source, *source.parents) or source in run.output.parents:
            wrong = f"the output folder and {folder}/ must not lie in one another"
            raise FeedmillError(Problem(said, 0, wrong, "choose a folder beside it"))
    around = (each for each in run.output.parents if each == run.root / "feeds" or _holds_a_site(each))
    for site in around:
        wrong = f"this lies inside a site that was built, {places.place(run.root, site)}, to which it does not belong"
        raise FeedmillError(Problem(said, 0, wrong, "choose a folder beside it"))
    if run.preview and run.output == run.root / "feeds":
        wrong = "a preview would publish drafts, or articles that are not due"
        raise FeedmillError(Problem(said, 0, wrong, "choose another folder, or none"))
    if run.output.exists() and not run.output.is_dir():
        raise FeedmillError(Problem(said, 0, "this is a file, no folder", "choose another name, or move it away"))


def _holds_a_site(folder: Path) -> bool:
    return (folder / places.MANIFEST).is_file()


def inside(root: Path, said: Path, folder: str) -> str:
    """Return the name, from the site's root on, of a file that was named from there, from its folder or from here."""
    for base in (root, root / folder, Path.cwd()):
        path = base / said
        if path.exists() and path.resolve().is_relative_to(root / folder):
            return path.resolve().relative_to(root).as_posix()
    files = {each.path.rsplit("/", 1)[-1]: each.path for each in disk.scan(root, folder, strict=False)[0]}
    guess = near(said.name, files)
    right = f"did you mean {files[guess]}?" if guess else f"name a file in {folder}/"
    raise FeedmillError(Problem(str(said), 0, f"there is no such file in {folder}/", right))
