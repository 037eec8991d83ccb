"""The theme and the settings → what goes out for the pages to look as they do."""

from feedmill import disk
from feedmill.stamp import HOUSE

STYLE = "site.css"
"""The theme's file that becomes the pages' stylesheet; all others of its assets go out as they are."""


def style(color: str) -> str:
    """Return the pages' stylesheet, small, in the site's colour."""
    from feedmill.formats.style import compose

    return compose(disk.read(HOUSE / "theme" / "assets" / STYLE).decode(), color)
