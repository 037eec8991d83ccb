"""Build, show, and build again whenever something changes: what `feedmill serve` does."""

from collections.abc import Callable

from feedmill.pipeline import build
from feedmill.plans import Report
from feedmill.run import Run
from feedmill.serve import Preview, serve

_WATCHED = ("seeds", "content", "static", "theme", "feedmill.toml")


def preview(plan: Callable[[], Run], port: int, tell: Callable[[Report], None], say: Callable[[str], None]) -> None:
    """Serve a preview until interrupted. `plan` is asked anew for each build: settings may have changed."""

    def rebuild() -> None:
        tell(build(plan()))

    run = plan()
    tell(build(run))
    serve(Preview(run.output, port, tuple(run.root / name for name in _WATCHED)), rebuild, say)
