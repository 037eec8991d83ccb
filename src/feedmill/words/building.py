"""What a build did → what a person reads of it."""

from feedmill import dates
from feedmill.errors import shown
from feedmill.plans import Report
from feedmill.words.counting import count, names
from feedmill.words.ending import ending


def summary(report: Report, seconds: float, *, verbose: bool = False) -> str:
    """Return a short report: what was sown, published, written and removed, how long it took, where to look."""
    wrong = sum(not problem.warning for problem in report.problems)
    mistakes = f", with {count(wrong, 'mistake')} above" if wrong else ""
    return f"{done(report, verbose=verbose)}\n{ending(seconds, report.home, mistakes)}"


def done(report: Report, *, verbose: bool = False) -> str:
    """Return what was sown, published, written and removed."""
    lines = []
    if report.sown:
        lines.append(f"sown       {names(report.sown, verbose=verbose)}")
    if report.waiting:
        lines.append(f"waiting    {count(report.waiting, 'new seed')}: a preview sows nothing, feedmill build does")
    if report.edited:
        lines.append(f"edited     {names(report.edited, verbose=verbose)}")
    if report.withdrawn:
        lines.append(f"withdrawn  {names(report.withdrawn, verbose=verbose)}")
    lines.append(f"published  {count(report.articles, 'article')}{_left_out(report)}")
    lines.append(
        f"files      {len(report.written)} written, {report.unchanged} unchanged, {len(report.pruned)} removed"
    )
    if verbose:
        lines += [f"           wrote {shown(path)}" for path in report.written]
        lines += [f"           removed {shown(path)}" for path in report.pruned]
    if report.due is not None:
        lines.append(f"next       build again at {dates.rfc3339(report.due)}, when the next article is due")
    if not report.articles and not report.waiting:
        lines.append("hint       put an article as a .txt file into seeds/ and build again")
    return "\n".join(lines)


def _left_out(report: Report) -> str:
    parts = []
    if report.drafts:
        parts.append(count(report.drafts, "draft"))
    if report.future:
        parts.append(f"{report.future} not due yet")
    if report.kept_out:
        parts.append(f"{report.kept_out} withdrawn")
    return f" ({', '.join(parts)})" if parts else ""
