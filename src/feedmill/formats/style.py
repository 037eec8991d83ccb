"""Stylesheet, colour, additions → the one stylesheet of all pages. Owns rcssmin."""

import colorsys
import re
from collections.abc import Iterable
from functools import lru_cache

from rcssmin import cssmin

CONTRAST = 4.5
"""What a text's colour must have against what is behind it (WCAG 2.2, 1.4.3)."""
_STEPS = 255  # of lightness from black to white, as many as a colour has
_GROUND = re.compile(r"--(?:paper|tint):\s*(#[0-9A-Fa-f]{6})\b")
_ACCENT = re.compile(r"--accent:\s*(#[0-9A-Fa-f]{6})\b")
_DARK = re.compile(r"@media[^{]*prefers-color-scheme:\s*dark[^{]*\{([^{}]*\{[^{}]*\})*\s*\}")
_WHITE, _BLACK = "#ffffff", "#000000"


def compose(css: str, color: str = "", more: str = "") -> str:
    """Return a stylesheet with the site's colour in the place of its accent and with `more` behind it, minified."""
    small: str = cssmin("\n".join((css, _accent(css, color) if color else "", more)))
    return small + "\n"


@lru_cache(8)
def tones(css: str, color: str) -> tuple[str, str]:
    """Return a colour as it can be read on the light and the dark grounds of a stylesheet, as near as can be."""
    shown = css.partition("@media print")[0]
    dark = _GROUND.findall("".join(found[0] for found in _DARK.finditer(shown)))
    light = _GROUND.findall(_DARK.sub("", shown))
    return _readable(color, light or [_WHITE]), _readable(color, dark or [_BLACK])


def accents(css: str, color: str = "") -> tuple[str, str]:
    """Return what a stylesheet is coloured with, in light and in dark."""
    own = _ACCENT.findall(css)
    return tones(css, color or _BLACK) if color or not own else (own[0], own[min(1, len(own) - 1)])


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    less, more = sorted((_luminance(one), _luminance(other)))
    return (more + 0.05) / (less + 0.05)


def _accent(css: str, color: str) -> str:
    """Return what says the accent anew on screens. On paper the stylesheet's own holds."""
    light, dark = tones(css, color)
    return (
        f"@media screen{{:root{{--accent:{light}}}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}"
    )


def _readable(color: str, grounds: Iterable[str]) -> str:
    """Return the colour of the same hue, darker or lighter, nearest to this one that has contrast enough."""
    grounds = tuple(grounds)
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(color))
    near = sorted(range(_STEPS + 1), key=lambda step: abs(step / _STEPS - lightness))
    others = (_written(colorsys.hls_to_rgb(hue, step / _STEPS, saturation)) for step in near)
    tried = (color.lower(), *others)
    enough = (each for each in tried if all(contrast(each, ground) >= CONTRAST for ground in grounds))
    # Grounds of which some are light and some dark, in a theme of the user's: then the most that can be had.
    return next(enough, "") or max(tried, key=lambda each: min(contrast(each, ground) for ground in grounds))


def _parts(color: str) -> tuple[float, float, float]:
    """Return red, green and blue from 0 to 1."""
    red, green, blue = bytes.fromhex(color[1:])
    return red / 255, green / 255, blue / 255


def _written(parts: tuple[float, float, float]) -> str:
    return "#" + bytes(round(part * 255) for part in parts).hex()


@lru_cache(1024)
def _luminance(color: str) -> float:
    """Return how bright a colour is, from 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - as it stands there
        for part in _parts(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
