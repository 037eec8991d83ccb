"""Build, show, and build again whenever something changes: what `feedmill serve` does."""

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from feedmill.errors import Problem
from feedmill.pipeline import build
from feedmill.plans import Report
from feedmill.proof import Proofs
from feedmill.run import Run
from feedmill.serve import Built, Preview, serve

_WATCHED = ("seeds", "content", "static", "theme", "feedmill.toml")

Plan = Callable[[], tuple[Run, tuple[Problem, ...]]]
"""What to build, and what is wrong with the settings."""


class Making:
    """Builds of one site, one after the other."""

    def __init__(self, plan: Plan, tell: Callable[[Report], None]) -> None:
        """Ask for the `plan` before each build, as settings may have changed, and `tell` what came of it."""
        self._plan, self._tell, self._proofs = plan, tell, Proofs()

    def build(self) -> Built:
        """Bring the preview up to date."""
        run, problems = self._plan()
        report = build(run, self._proofs.take)
        report = replace(report, problems=(*problems, *report.problems))
        self._tell(report)
        self._proofs.warm()
        return Built((*report.written, *report.pruned), report.problems)

    def proof(self, changed: Path) -> tuple[tuple[str, bytes], ...]:
        """Return the page of a file, and others that show it, as the next build will make them."""
        return self._proofs.pull(changed)


def preview(plan: Plan, port: int, tell: Callable[[Report], None], say: Callable[[str], None]) -> None:
    """Serve a preview until interrupted."""
    making = Making(plan, tell)
    run, _ = plan()
    built = making.build()
    watched = tuple(run.root / name for name in _WATCHED)
    serve(Preview(run.output, port, watched, built.problems), making, say)
