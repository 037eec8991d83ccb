"""Arguments → command → exit status. The only room that prints, and the only one that asks for the time.

Exit status: 0 done, 1 something a user can mend, 2 wrong usage.
"""

import os
import sys
import time
import uuid
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from feedmill import __version__, config, disk
from feedmill.documents import Report
from feedmill.errors import FeedmillError, Problem
from feedmill.model import Site
from feedmill.options import parser
from feedmill.run import Run, unwatched
from feedmill.words import summary

T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments ask for and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal may know fewer letters than an article
    wishes = parser(__version__).parse_args(arguments)
    try:
        status = COMMANDS[wishes.command](wishes)
    except FeedmillError as error:
        _tell(error.problem)
        return 1
    except KeyboardInterrupt:
        print("feedmill: stopped; nothing is half done, build again when you like", file=sys.stderr)
        return 130
    return status


def _build(wishes: Namespace) -> int:
    from feedmill.pipeline import build

    started = time.perf_counter()
    run, problems = _run(wishes, wishes.base_url)
    if wishes.output:
        run = replace(run, output=(run.root / wishes.output).resolve())
    _refuse_output(run)
    if wishes.verbose:
        run = replace(run, passed=_Stages())
    report = build(run)
    report = replace(report, problems=(*problems, *report.problems))
    for problem in report.problems:
        _tell(problem)
    if not wishes.quiet:
        print(summary(report, time.perf_counter() - started, verbose=wishes.verbose), flush=True)
    return _status(report)


def _status(report: Report) -> int:
    return 0 if all(problem.warning for problem in report.problems) else 1


def _run(wishes: Namespace, base_url: str | None) -> tuple[Run, tuple[Problem, ...]]:
    """Return what the settings and the arguments ask for, and warnings about the settings."""
    from feedmill.workers import cores

    root = _root(wishes)
    site, problems = _settings(root, base_url)
    preview = wishes.drafts or wishes.future
    run = Run(
        root=root,
        site=site,
        output=root / (".feedmill/preview" if preview else "feeds"),
        now=_now(),
        jobs=wishes.jobs or cores(),
        drafts=wishes.drafts,
        future=wishes.future,
        preview=preview,
        accept_deletions=getattr(wishes, "accept_deletions", False),
        watch=_watch if sys.stderr.isatty() and not getattr(wishes, "quiet", False) else unwatched,
    )
    return run, problems


def _root(wishes: Namespace) -> Path:
    root: Path = wishes.root.resolve()
    if not root.is_dir():
        raise FeedmillError(Problem(str(wishes.root), 0, "there is no such folder", "make one with: feedmill init DIR"))
    return root


def _settings(root: Path, base_url: str | None) -> tuple[Site, tuple[Problem, ...]]:
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
            _tell(problem)
        raise FeedmillError(problems[-1])
    return site, problems


def _now() -> datetime:
    """Return the time, or the one that SOURCE_DATE_EPOCH sets (reproducible-builds.org)."""
    set_by_user = os.environ.get("SOURCE_DATE_EPOCH", "")
    if set_by_user:
        try:
            return datetime.fromtimestamp(int(set_by_user), UTC)
        except (ValueError, OverflowError, OSError) as error:
            wrong = f"SOURCE_DATE_EPOCH is {set_by_user!r}"
            raise FeedmillError(Problem("environment", 0, wrong, "set it to seconds since 1970")) from error
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - this is the room that may ask


def _refuse_output(run: Run) -> None:
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


def _serve(wishes: Namespace) -> int:
    try:
        from feedmill.preview import preview
    except ModuleNotFoundError as error:
        right = "install it with: pip install 'feedmill[serve]'"
        raise FeedmillError(Problem("serve", 0, f"the preview needs {error.name}", right)) from error
    started = time.perf_counter()

    def plan() -> Run:
        nonlocal started
        started = time.perf_counter()
        # Links lead to the preview itself, so that one can click through it and subscribe to it.
        run, problems = _run(wishes, f"http://127.0.0.1:{wishes.port}/")
        for problem in problems:
            _tell(problem)
        return replace(run, preview=True, output=run.workshop / "preview")

    def tell(report: Report) -> None:
        for problem in report.problems:
            _tell(problem)
        print(summary(report, time.perf_counter() - started), flush=True)

    preview(plan, wishes.port, tell, print)
    return 0


def _new(wishes: Namespace) -> int:
    from feedmill.new import article

    root = _root(wishes)
    if not (root / config.FILE).is_file() and not (root / "content").is_dir():
        raise FeedmillError(Problem(str(wishes.root), 0, "there is no site here", "make one with: feedmill init DIR"))
    site, _ = _settings(root, None)
    path = article(root, wishes.title, site.language, _now().astimezone(ZoneInfo(site.timezone)).date())
    print(f"{path.relative_to(root).as_posix()} is ready to be written.")
    print("It is a draft: take out the line `draft: true` when it may be published, then run: feedmill build")
    return 0


def _init(wishes: Namespace) -> int:
    from feedmill.new import site

    made = site(wishes.folder, uuid.uuid4())
    print(f"{wishes.folder}: " + (f"wrote {', '.join(made)}" if made else "everything is there already"))
    print(f"Next: put articles as .txt into {wishes.folder / 'seeds'}, then run: feedmill -C {wishes.folder} build")
    return 0


class _Stages:
    """Prints how long each stage took."""

    def __init__(self) -> None:
        self._last = time.perf_counter()

    def __call__(self, stage: str) -> None:
        """Print the time since the last stage."""
        now = time.perf_counter()
        print(f"{stage:>10} {now - self._last:7.3f} s", file=sys.stderr)
        self._last = now


def _watch(what: str, values: Iterator[T], total: int) -> Iterator[T]:
    """Show a bar with count and rate while something long goes on; on short work nothing is shown."""
    if total < 200:  # noqa: PLR2004 - that is over before a bar is read
        return values
    from tqdm import tqdm

    bar = tqdm(values, desc=what, total=total, unit=" files", leave=False, dynamic_ncols=True)
    return iter(bar)


def _tell(problem: Problem) -> None:
    print(problem, file=sys.stderr)


COMMANDS: dict[str, Callable[[Namespace], int]] = {"build": _build, "serve": _serve, "new": _new, "init": _init}
