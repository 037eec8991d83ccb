"""What the last build found out for good, as values: it need not be found out again."""

from msgspec import Struct

from feedmill.model import Manuscript, Meta


class Settled(Struct, frozen=True):
    """A published article of which nothing was to be told, and whose file has not changed since."""

    meta: Meta
    print: bytes
    """One hash of the `meta`."""
    mute: bool
    """Whether its file does not say its id: then the ledger alone knows it, by the file's place and bytes."""
    manuscript: Manuscript | None
    """Where it names other files: what they are may have changed, and with it where its links lead."""
