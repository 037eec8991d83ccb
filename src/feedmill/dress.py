"""The theme → what of it goes out for the pages to look as they do."""

from feedmill import disk
from feedmill.stamp import HOUSE

STYLE = "site.css"
"""The theme's file that becomes the pages' stylesheet; all others of its assets go out as they are."""


def css_of() -> str:
    """Return the pages' stylesheet as it was written."""
    return disk.read(HOUSE / "theme" / "assets" / STYLE).decode()
