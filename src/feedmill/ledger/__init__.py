"""What was promised before and what is here now → what is promised from now on.

Five small rooms: `lines` (the file, and how two branches of it merge), `match` (which file is which
article), `moments` (the instants that stand for dates), `promise` (numbers, addresses, withdrawals),
`names` (collections, sealed history).
"""

from feedmill.ledger.lines import FILE, dump, gather, load
from feedmill.ledger.promise import Kept, Today, promise

__all__ = ["FILE", "Kept", "Today", "dump", "gather", "load", "promise"]
