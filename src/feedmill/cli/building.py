"""The commands that make a site, and take back what it published: build, withdraw, serve."""

import time
from argparse import Namespace

from msgspec.structs import replace

from feedmill.cli.saying import Stages, say, status, tell_all
from feedmill.cli.wishes import crewed, inside, plain_run, refuse_output, run_for
from feedmill.errors import FeedmillError, Problem
from feedmill.plans import Report
from feedmill.run import Run
from feedmill.words import building as words


def build(wishes: Namespace) -> int:
    """Bring content/ and feeds/ up to date, tell what is wrong and what was done."""
    from feedmill.pipeline import build as built

    started = time.perf_counter()
    run, problems = run_for(wishes, wishes.base_url)
    if wishes.output:
        run = replace(run, output=(run.root / wishes.output).resolve())
    refuse_output(run)
    if wishes.verbose:
        run = replace(run, passed=Stages())
    with crewed(run, wishes) as run_:
        report = built(run_)
    report = replace(report, problems=(*problems, *report.problems))
    tell_all(report.problems)
    if not wishes.quiet:
        say(words.summary(report, time.perf_counter() - started, verbose=wishes.verbose))
    return status(report.problems)


def withdraw(wishes: Namespace) -> int:
    """Mark an article as withdrawn."""
    from feedmill.withdraw import withdraw as mark

    run, _ = plain_run(wishes)
    path = inside(run.root, wishes.article, "content")
    if not mark(run, path, wishes.reason):
        say(f"{path}: says that it is withdrawn already")
        return 0
    say(f"{path}: now says that it is withdrawn; to publish it again, take out the line `withdrawn: true`")
    say("Next: feedmill build takes it out of pages and feeds, and tells its subscribers")
    return 0


def serve(wishes: Namespace) -> int:
    """Show a preview until interrupted."""
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
        run, problems = run_for(wishes, f"http://127.0.0.1:{wishes.port}/")
        tell_all(problems)
        return replace(run, preview=True, output=run.workshop / "preview")

    def told(report: Report) -> None:
        tell_all(report.problems)
        say(words.summary(report, time.perf_counter() - started))

    preview(plan, wishes.port, told, say)
    return 0
