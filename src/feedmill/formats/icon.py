"""The first letter of a site's name → its sign, as SVG, PNG and ICO.

Pixels are drawn with the font that Pillow brings, or without a letter where that has none: what is
installed on a machine has no part in it.
"""

import unicodedata
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

from feedmill.documents import Icon

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_PAPER, _NIGHT = "#ffffff", "#171614"
_TOUCHED, _TAB = 180, 32  # pixels: what phones put on their screens, what stands in a tab
_FINE = 4  # dots to a pixel each way, so that edges are smooth without asking FreeType how
_HIGH = 0.62  # of the tile
_FAMILY = "Charter, Georgia, 'Noto Serif', serif"
_LINES = ((0.2, 0.24, 0.8, 0.42), (0.2, 0.54, 0.8, 0.6), (0.2, 0.7, 0.62, 0.76))  # a headline and its text


def render(icon: Icon) -> bytes:
    """Return the sign: SVG that knows light and dark, a PNG of 180 pixels, or an ICO of 32."""
    if icon.form == "SVG":
        return _svg(icon).encode()
    made = BytesIO()
    drawn = _drawn(icon, _TOUCHED if icon.form == "PNG" else _TAB)
    drawn.save(made, icon.form, **({"sizes": [drawn.size]} if icon.form == "ICO" else {"optimize": True}))
    return made.getvalue()


def _svg(icon: Icon) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">\n'
        f"<style>rect{{fill:{icon.color}}}text{{fill:{_PAPER}}}"
        f"@media (prefers-color-scheme:dark){{rect{{fill:{icon.dark}}}text{{fill:{_NIGHT}}}}}</style>\n"
        '<rect width="64" height="64" rx="8"/>\n'
        f'<text x="32" y="33" font-family="{_FAMILY}" font-weight="700" font-size="44" text-anchor="middle" '
        f'dominant-baseline="central">{escape(icon.letter)}</text>\n'
        "</svg>\n"
    )


def _drawn(icon: Icon, size: int) -> "Picture":
    """Return the tile with its letter in as few colours as its edges need."""
    from PIL import Image, ImageDraw

    whole = size * _FINE
    dots = Image.new("L", (whole, whole), 0)
    draw = ImageDraw.Draw(dots)
    if (letter := _letter(icon.letter, whole)) is not None:
        dots.paste(letter, ((whole - letter.width) // 2, (whole - letter.height) // 2))
    else:
        for line in _LINES:
            left, top, right, bottom = (round(part * whole) for part in line)
            draw.rectangle((left, top, right - 1, bottom - 1), fill=255)
    levels = _FINE * _FINE
    shades = dots.reduce(_FINE).point([round(value * levels / 255) for value in range(256)])
    tile = Image.frombytes("P", shades.size, shades.tobytes())
    ground, ink = bytes.fromhex(icon.color[1:]), bytes.fromhex(_PAPER[1:])
    mixed = [
        round(back + (front - back) * level / levels)
        for level in range(levels + 1)
        for back, front in zip(ground, ink, strict=True)
    ]
    tile.putpalette(mixed)
    return tile


def _letter(letter: str, whole: int) -> "Picture | None":
    """Return the letter alone, in black and white; None where the font has none."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(whole * _HIGH)

    def drawn(said: str) -> "Picture":
        canvas = Image.new("L", (whole * 2, whole * 2), 0)
        draw = ImageDraw.Draw(canvas)
        draw.fontmode = "1"
        draw.text((whole, whole), said, font=font, fill=255, anchor="mm", stroke_width=whole // 72)
        return canvas

    missing = drawn("\uffff").tobytes()
    for said in (letter, unicodedata.normalize("NFD", letter)[:1]):  # it has no "Ä", but an "A"
        found = drawn(said)
        if found.getbbox() and found.tobytes() != missing:
            return found.crop(found.getbbox())
    return None
