"""A data file of this package → words by language."""

from functools import cache

import msgspec


@cache
def load(name: str) -> dict[str, tuple[str, ...]]:
    """Return the words that a JSON file beside this one holds, by language."""
    from importlib import resources  # 5 ms that a build without new seeds need not pay

    data = resources.files("feedmill.seeds").joinpath(name).read_bytes()
    return msgspec.json.decode(data, type=dict[str, tuple[str, ...]])
