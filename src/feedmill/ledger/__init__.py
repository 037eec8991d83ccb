"""What was promised before and what is here now → what is promised from now on.

Four small rooms: `lines` (the file, and how two branches of it merge), `match` (which file is which
article), `promise` (numbers, instants, addresses, withdrawals), `names` (collections, sealed history).
"""

from feedmill.ledger.lines import FILE, dump, gather, load
from feedmill.ledger.promise import Kept, Today, promise

__all__ = ["FILE", "Kept", "Today", "dump", "gather", "load", "promise"]
