"""What was sown, made anew or found doubtful → what a person reads of it."""

from collections.abc import Iterator

from feedmill.errors import shown
from feedmill.plans import Adopted, Again, Doubt, Planned, Review, Sowing
from feedmill.words.counting import count


def sowing(done: Sowing, seconds: float, *, dry: bool) -> str:
    """Return what became of the seeds, or would become of them: one article a paragraph, then the sum."""
    lines = [shown(line) for plan in done.sown for line in (*_plan(plan), "")]
    wrong = sum(not problem.warning for problem in done.problems)
    above = f", with {count(wrong, 'mistake')} above" if wrong else ""
    if dry:
        lines.append(f"{count(len(done.sown), 'article')} would be made{above}; nothing was written")
    elif done.sown:
        lines.append(f"{count(len(done.sown), 'article')} made in {seconds:.2f} s{above}")
        lines.append("Next: look at what was inferred with feedmill review, then publish with feedmill build")
    else:
        lines.append(f"nothing new to sow{above}")
        lines.append("Next: put articles as .txt files into seeds/, then run: feedmill sow")
    return "\n".join(lines)


def _plan(plan: Planned) -> Iterator[str]:
    """Yield the lines about one article."""
    where = {"text": "inferred from the text", "title line": "its title line", "front matter": "its front matter"}
    yield f"{plan.seed} → {plan.article}"
    yield f"  title      {plan.title} ({where[plan.title_from]})"
    yield f"  published  {plan.published or 'no date'}"
    if plan.language_probability is not None:
        sure = f"{plan.language_probability:.0%}".replace("%", " %")
        yield f"  language   {plan.language if plan.language != 'und' else 'not known'} ({sure} sure)"
        shape = plan.shape
        parts = (
            count(shape.paragraphs, "paragraph"),
            count(shape.headings, "heading"),
            count(shape.items, "list item"),
        )
        yield f"  structure  {', '.join(parts)}"
    for one in plan.alike:
        yield f"  reads like {one.article} ({one.likeness:.0%})".replace("%", " %")


_DOUBTS = {
    "unsown": ("seeds that are not sown yet", "make articles of them with: feedmill sow"),
    "alike": ("articles that read like another one", "if it is the same story, keep one of the two"),
    "replaced": ("articles with \ufffd for a character that could not be kept", "put in the right one"),
    "language": ("languages that could not be told", "say which it is, like language: de"),
    "date": ("articles without a date", 'give them one, like published: "2024-10"'),
    "title": ("titles taken from the text", "write a better one, or take out the line title_inferred"),
}


def review(found: Review) -> str:
    """Return what a person should look at, by kind, each with its place."""
    lines = []
    for kind, (what, right) in _DOUBTS.items():
        these = [doubt for doubt in found.doubts if doubt.kind == kind]
        if these:
            lines += [f"{what} ({len(these):,}): {right}", *map(_doubt, these), ""]
    return "\n".join(lines).rstrip("\n") or "nothing to look at\nNext: feedmill build publishes what is there"


def _doubt(doubt: Doubt) -> str:
    place = f"{doubt.path}:{doubt.line}" if doubt.line else doubt.path
    return shown(f"  {place}" + (f": {doubt.what}" if doubt.what else ""))


def again(done: Again) -> str:
    """Return what was done with an article that was made anew."""
    if not done.changed:
        return f"{done.article} says that already: nothing was changed"
    kept = f"; the old file is kept as {done.kept}" if done.kept else ""
    return f"{done.article} was made anew{kept}\nNext: look at it, then publish it with feedmill build"


def adopted(done: Adopted) -> str:
    """Return which article says which id now."""
    lines = [
        f'{each.article}: now says id: "{each.id}"' if each.changed else f"{each.article}: says its id already"
        for each in done.articles
    ]
    return "\n".join(map(shown, lines))
