"""What was begun → what a person reads of it."""

import shlex

from feedmill.errors import shown
from feedmill.places import WORKFLOW
from feedmill.plans import Begun, Named


def article(done: Named) -> str:
    """Return where to write, and what makes it public."""
    return (
        shown(f"{done.article} is ready to be written.")
        + "\nIt is a draft: take out the line `draft: true` when it may be published."
        + "\nNext: feedmill build"
    )


def site(done: Begun, *, github: bool) -> str:
    """Return what was written, what was found out, and the next two commands."""
    lines = [f"{done.folder}: " + (f"wrote {', '.join(done.made)}" if done.made else "everything is there already")]
    lines += [f"  {name:<9} {value}" for name, value in done.site.items()]
    if done.site and "base_url" not in done.site:
        lines.append("  base_url  not known yet: set it in feedmill.toml before anyone subscribes")
    if github:
        right = "in the repository choose Settings, Pages, Source: GitHub Actions"
        lines.append(f"{WORKFLOW} publishes what is pushed; {right}")
    if done.folder != ".":
        lines.append(f"Next: cd {shlex.quote(done.folder)}")
    lines.append('Next: feedmill new "A title", or put .txt files into seeds/')
    lines.append("Next: feedmill build")
    return "\n".join(map(shown, lines))
