"""What a check found → what a person reads of it."""

from feedmill.findings import Checked
from feedmill.words.counting import count


def checked(done: Checked, seconds: float, *, own: bool) -> str:
    """Return what was looked at, how much is wrong with it, and where it is our `own` what mends that."""
    mistakes = sum(not problem.warning for problem in done.problems)
    warnings = len(done.problems) - mistakes
    looked = f"{count(done.feeds, 'feed')}, {count(done.pages, 'page')}, {count(done.others, 'other document')}"
    told = " and ".join(
        count(number, thing) for number, thing in ((mistakes, "mistake"), (warnings, "warning")) if number
    )
    then = "\nNext: mend what is named above, then run: feedmill build" if mistakes and own else ""
    return f"checked    {looked}\ndone in {seconds:.2f} s; " + (f"{told} above{then}" if told else "all is well")
