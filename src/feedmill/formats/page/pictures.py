"""A picture as a page names it: in which versions there is, and which one others may show."""

from collections.abc import Callable

from markupsafe import Markup

from feedmill.documents import smaller
from feedmill.model import Picture

_SHARED = 1200  # pixels that programs show of a page's picture (ogp.me says no number; this is what they ask for)


def shown(picture: Picture, link: Callable[[str], str], sizes: str, *, lazy: bool) -> Markup:
    """Return the attributes of an `<img>` but its `alt`: how large it is, and what a browser may choose among.

    `sizes` says how wide it is shown (HTML §4.8.4.2.2), by which a browser chooses.
    """
    said = {"src": link(picture.address)}
    if picture.width:
        said |= {"width": str(picture.width), "height": str(picture.height)}
    if picture.widths:
        some = [(smaller(picture.address, width), width) for width in picture.widths]
        some.append((picture.address, picture.width))
        said |= {"srcset": ", ".join(f"{link(address)} {width}w" for address, width in some), "sizes": sizes}
    if lazy:
        said |= {"loading": "lazy", "decoding": "async"}
    return Markup("").join(Markup(' {}="{}"').format(*each) for each in said.items())


def shared(picture: Picture) -> tuple[str, int, int]:
    """Return the address, width and height of the version that a page gives to those who show it elsewhere."""
    width = next((each for each in picture.widths if each >= _SHARED), 0)
    if not width:
        return picture.address, picture.width, picture.height
    return smaller(picture.address, width), width, round(width * picture.height / picture.width)
