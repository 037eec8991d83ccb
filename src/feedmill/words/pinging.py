"""What a hub was told → what a person reads of it."""

from feedmill.errors import shown
from feedmill.pings import Pinged
from feedmill.words.counting import count


def pinged(done: Pinged, *, dry: bool) -> str:
    """Return the addresses that the hub took, or would be told of, and how many there are."""
    if not done.pings:
        return "no feed has changed: the hub is told nothing"
    if dry:
        lines = [shown(each.topic) for each in done.pings]
        return "\n".join([*lines, f"{done.hub} would be told of {count(len(lines), 'feed')}; nothing was sent"])
    taken = [shown(each.topic) for each in done.pings if each.answer and each.answer.accepted]
    refused = len(done.pings) - len(taken)
    above = f", {count(refused, 'refusal')} above" if refused else ""
    return "\n".join([*taken, f"{done.hub} was told of {count(len(taken), 'feed')}{above}"])
