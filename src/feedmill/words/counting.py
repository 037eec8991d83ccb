"""Numbers and names as a person reads them."""

from feedmill.errors import shown

_SHOWN = 3  # names in a list, before the rest is counted


def count(number: int, thing: str, things: str = "") -> str:
    """Return "1 article", "1,234 articles"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def names(paths: tuple[str, ...], *, verbose: bool) -> str:
    """Return the names: all of them, each on a line of its own, or the first few and how many more."""
    if verbose:
        return "\n           ".join(map(shown, paths))
    rest = len(paths) - _SHOWN
    return ", ".join(map(shown, paths[:_SHOWN])) + (f" and {rest:,} more" if rest > 0 else "")
