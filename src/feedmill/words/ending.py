"""How long it took, and where to look."""


def ending(seconds: float, home: str, wrong: str = "") -> str:
    """Return the last line of what a build tells; `wrong` says how many mistakes there are."""
    return f"done in {seconds:.2f} s{wrong}; open {home}"
