"""What was promised before and what is here now → what is promised from now on.

Nine small rooms: `lines` (the file, and how two branches of it merge), `seeds` (which seeds are new), `match`
(which file is which article), `holders` (whose a path or an address is), `slugs` (what an article is called), `moments`
(the instants that stand for dates), `promise` (numbers, addresses, withdrawals), `names` (collections, sealed history),
`rely` (whether what was settled stays so).
"""

from feedmill.ledger.lines import FILE, dump, gather, load
from feedmill.ledger.promise import Kept, Today, promise
from feedmill.ledger.rely import reliable
from feedmill.ledger.seeds import note_seeds, sort_seeds, with_seeds

__all__ = [
    "FILE",
    "Kept",
    "Today",
    "dump",
    "gather",
    "load",
    "note_seeds",
    "promise",
    "reliable",
    "sort_seeds",
    "with_seeds",
]
