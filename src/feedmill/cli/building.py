"""The commands that make a site, and take back what it published: build, withdraw, serve."""

import time
from argparse import Namespace

from msgspec.structs import replace

from feedmill import rest
from feedmill.cli.resting import asked_of, terms_of
from feedmill.cli.saying import Stages, answer, say, status, tell_all
from feedmill.cli.wishes import crewed, inside, plain_run, refuse_output, run_for
from feedmill.errors import FeedmillError, Problem
from feedmill.plans import Named, Report
from feedmill.run import Run
from feedmill.words import building as words


def build(wishes: Namespace) -> int:
    """Bring content/ and feeds/ up to date, tell what is wrong and what was done."""
    from feedmill.pipeline import build as built

    started = time.perf_counter()
    asked = asked_of(wishes)
    terms = terms_of(asked)  # before anything is read
    run, problems = run_for(wishes, wishes.base_url)
    run = replace(run, output=asked.output)
    refuse_output(run)
    if wishes.verbose:
        run = replace(run, passed=Stages())
    with crewed(run, wishes) as run_:
        report = built(run_)
    _note(asked, terms, run, problems, report)
    report = replace(report, problems=(*problems, *report.problems))
    told = words.summary(report, time.perf_counter() - started, verbose=wishes.verbose)
    answer(wishes, words.values(report), "" if wishes.quiet else told + words.then(report), report.problems)
    return status(report.problems)


def _note(asked: rest.Asked, terms: bytes | None, run: Run, about: tuple[Problem, ...], report: Report) -> None:
    """Note what the next build is to tell if it finds nothing changed; `about` is what it will tell of the settings.

    Not where something is wrong, as what stands in a build's way need not be a file that one sees change. And where
    something was done, not what was told beside it: some of that is told only once.
    """
    happened = report.sown or report.edited or report.withdrawn or report.written or report.pruned
    passing = (happened and report.problems) or status(report.problems)
    steady = replace(
        report,
        sown=(),
        edited=(),
        withdrawn=(),
        written=(),
        pruned=(),
        unchanged=report.unchanged + len(report.written),
    )
    times = (int(run.now.timestamp()), int(report.due.timestamp()) if report.due else None)
    files = b"" if passing else report.files
    found = terms, files, (*report.edited, *report.sown)
    rest.keep(asked, found, times, "\n".join(map(str, (*about, *report.problems))), words.done(steady))


def withdraw(wishes: Namespace) -> int:
    """Mark an article as withdrawn."""
    from feedmill.withdraw import withdraw as mark

    run, _ = plain_run(wishes)
    path = inside(run.root, wishes.article, "content")
    done = Named(path, changed=mark(run, path, wishes.reason))
    answer(wishes, done, words.withdrawn(done))
    return 0


def serve(wishes: Namespace) -> int:
    """Show a preview until interrupted."""
    try:
        from feedmill.preview import preview
    except ModuleNotFoundError as error:
        right = "install it with: pip install 'feedmill[serve]'"
        raise FeedmillError(Problem("serve", 0, f"the preview needs {error.name}", right)) from error
    started = time.perf_counter()

    def plan() -> tuple[Run, tuple[Problem, ...]]:
        nonlocal started
        started = time.perf_counter()
        # Links lead to the preview itself, so that one can click through it and subscribe to it.
        run, problems = run_for(wishes, f"http://127.0.0.1:{wishes.port}/")
        return replace(run, preview=True, output=run.workshop / "preview"), problems

    def told(report: Report) -> None:
        tell_all(report.problems)
        say(words.seen(report, time.perf_counter() - started))

    preview(plan, wishes.port, told, say)
    return 0
