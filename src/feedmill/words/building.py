"""What a build did → what a person reads of it."""

from feedmill import dates
from feedmill.errors import shown
from feedmill.plans import Named, Report
from feedmill.words.counting import count, names
from feedmill.words.ending import ending


def summary(report: Report, seconds: float, *, verbose: bool = False) -> str:
    """Return a short report: what was sown, published, written and removed, how long it took, where to look."""
    wrong = sum(not problem.warning for problem in report.problems)
    mistakes = f", with {count(wrong, 'mistake')} above" if wrong else ""
    return f"{done(report, verbose=verbose)}\n{ending(seconds, report.home, mistakes)}"


def seen(report: Report, seconds: float) -> str:
    """Return a short report for those who see the result in their browser."""
    wrong = sum(not problem.warning for problem in report.problems)
    return f"{done(report)}\ndone in {seconds:.2f} s" + (f", with {count(wrong, 'mistake')} above" if wrong else "")


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
        drafts = "a draft is published once its line draft: true is taken out; feedmill serve --drafts shows it"
        lines.append(
            f"hint       {drafts if report.drafts else 'put an article as a .txt file into seeds/ and build again'}"
        )
    return "\n".join(lines)


def then(report: Report) -> str:
    """Return the line that says what to do next; nothing where all is as it was."""
    if any(not problem.warning for problem in report.problems):
        return "\nNext: mend what is named above, then run: feedmill build"
    if report.sown:
        return "\nNext: look at what was inferred with feedmill review, and at the site with feedmill serve"
    if report.written or report.pruned:
        return "\nNext: look at the site with feedmill serve, then put it where it is read"
    return ""


def values(report: Report) -> dict[str, object]:
    """Return what programs are told: all but the marks of files, which are for the next build alone."""
    return {name: getattr(report, name) for name in report.__struct_fields__ if name != "files"}


def withdrawn(done: Named) -> str:
    """Return whether an article now says that it is withdrawn, and what that changes."""
    if not done.changed:
        return shown(f"{done.article}: says that it is withdrawn already")
    back = "to publish it again, take out the line `withdrawn: true`"
    return (
        shown(f"{done.article}: now says that it is withdrawn; {back}")
        + "\nNext: feedmill build takes it out of pages and feeds, and tells its subscribers"
    )


def _left_out(report: Report) -> str:
    parts = []
    if report.drafts:
        parts.append(count(report.drafts, "draft"))
    if report.future:
        parts.append(f"{report.future} not due yet")
    if report.kept_out:
        parts.append(f"{report.kept_out} withdrawn")
    return f" ({', '.join(parts)})" if parts else ""
