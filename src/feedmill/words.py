"""Report → what a person reads at the end of a build."""

from feedmill import dates
from feedmill.documents import Report

_SHOWN = 3  # names in a list, before the rest is counted


def summary(report: Report, seconds: float, *, verbose: bool = False) -> str:
    """Return a short report: what was sown, published, written and removed, how long it took, where to look."""
    lines = []
    if report.sown:
        lines.append(f"sown       {_names(report.sown, verbose=verbose)}")
    if report.waiting:
        lines.append(f"waiting    {_count(report.waiting, 'new seed')}: a preview sows nothing, feedmill build does")
    if report.edited:
        lines.append(f"edited     {_names(report.edited, verbose=verbose)}")
    if report.withdrawn:
        lines.append(f"withdrawn  {_names(report.withdrawn, verbose=verbose)}")
    lines.append(f"published  {_count(report.articles, 'article')}{_left_out(report)}")
    lines.append(
        f"files      {len(report.written)} written, {report.unchanged} unchanged, {len(report.pruned)} removed"
    )
    if verbose:
        lines += [f"           wrote {path}" for path in report.written]
        lines += [f"           removed {path}" for path in report.pruned]
    if report.due is not None:
        lines.append(f"next       build again at {dates.rfc3339(report.due)}, when the next article is due")
    if not report.articles and not report.waiting:
        lines.append("hint       put an article as a .txt file into seeds/ and build again")
    wrong = sum(not problem.warning for problem in report.problems)
    outcome = (
        f"done in {seconds:.2f} s" if not wrong else f"done in {seconds:.2f} s, with {_count(wrong, 'mistake')} above"
    )
    lines.append(f"{outcome}; open {report.home}")
    return "\n".join(lines)


def _left_out(report: Report) -> str:
    parts = []
    if report.drafts:
        parts.append(_count(report.drafts, "draft"))
    if report.future:
        parts.append(f"{report.future} not due yet")
    return f" ({', '.join(parts)})" if parts else ""


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _names(paths: tuple[str, ...], *, verbose: bool) -> str:
    """Return the names: all of them, each on a line of its own, or the first few and how many more."""
    if verbose:
        return "\n           ".join(paths)
    rest = len(paths) - _SHOWN
    return ", ".join(paths[:_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
