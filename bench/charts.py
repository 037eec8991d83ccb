"""Two charts as SVG, from figures alone: the same figures, the same bytes. Readable on white and on black."""

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH = 760
LEFT, RIGHT = 110, 90
STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #6e7781 }
.head { font-weight: 600 }
.grid { stroke: #8886; stroke-width: 1 }
.other { stroke: #8c959f; fill: #8c959f }
.ours { stroke: #bf5a10; fill: #bf5a10 }
text.ours { stroke: none; font-weight: 600 }
.line { fill: none; stroke-width: 2 }
.dash { stroke-dasharray: 6 4 }
.dots { stroke-dasharray: 1.5 4 }
</style>"""
# No background and no media query: a page may be dark where the system is light. These colours do on both.

Points = Sequence[tuple[float, float]]


def seconds(value: float) -> str:
    """Return seconds with three digits that count."""
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s" if value < 100 else f"{value:,.0f} s"


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
    )
    return "\n".join([f'{head} role="img">', f"<title>{escape(title)}</title>", STYLE, *parts, "</svg>\n"])


def _text(x: float, y: float, said: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(said)}</text>'


def _line(ends: tuple[float, float, float, float], kind: str, width: float = 1) -> str:
    x1, y1, x2, y2 = ends
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}" stroke-width="{width:g}"/>'


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def cases(walls: Mapping[str, Mapping[str, float]]) -> str:
    """Return a chart of seconds by case and program, one line each, on a scale by powers of ten."""
    low, high = _decades([wall for programs in walls.values() for wall in programs.values()])
    bottom = 34 + sum(30 + 20 * len(programs) for programs in walls.values())

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(value) - low) / (high - low)

    parts = []
    for power in range(low, high + 1):
        parts += [
            _line((x(10**power), 24, x(10**power), bottom), "grid"),
            _text(x(10**power), 16, f"{10.0**power:g} s", "", "middle"),
        ]
    y = 34.0
    for case, programs in walls.items():
        parts.append(_text(0, y + 14, case, "head"))
        y += 24
        for name, wall in programs.items():
            kind = "ours" if name == "feedmill" else "other"
            parts += [
                _text(LEFT - 12, y + 13, name, "ours" if kind == "ours" else "", "end"),
                _line((LEFT, y + 9, x(wall), y + 9), kind, 3),
                f'<circle cx="{x(wall):.1f}" cy="{y + 9:.1f}" r="5" class="{kind}"/>',
                _text(x(wall) + 11, y + 13, seconds(wall)),
            ]
            y += 20
        y += 6
    return _svg(bottom + 4, "Seconds by case and program; a shorter line is faster", parts)


def scaling(panels: Mapping[str, Mapping[str, Points]]) -> str:
    """Return one panel for each heading: lines of (articles, value), both on scales by powers of ten."""
    parts: list[str] = []
    wide, tall = (WIDTH - 90) / len(panels), 300
    for number, (heading, lines) in enumerate(panels.items()):
        parts += _panel((50 + number * (wide + 45), 34, wide - 40, tall), heading, lines)
    names = list(next(iter(panels.values())))
    for number, name in enumerate(names):
        x, y = 50 + 240 * (number % 3), tall + 82 + 22 * (number // 3)
        parts += [_line((x, y - 4, x + 30, y - 4), f"line {_kind(name)}", 2), _text(x + 38, y, name)]
    return _svg(tall + 96 + 22 * ((len(names) - 1) // 3), "Time and memory by number of articles", parts)


def _kind(name: str) -> str:
    stroke = "dash" if "edited" in name else "dots" if "nothing" in name else ""
    return f"{'ours' if name.startswith('feedmill') else 'other'} {stroke}"


def _panel(box: tuple[float, float, float, float], heading: str, lines: Mapping[str, Points]) -> list[str]:
    left, top, wide, tall = box
    points = [point for line in lines.values() for point in line]
    (a, b), (c, d) = _decades([x for x, _ in points]), _decades([y for _, y in points])

    def x(value: float) -> float:
        return left + wide * (math.log10(value) - a) / (b - a)

    def y(value: float) -> float:
        return top + tall * (d - math.log10(value)) / (d - c)

    parts = [_text(left, top - 16, heading, "head")]
    for power in range(a, b + 1):
        parts.append(_line((x(10**power), top, x(10**power), top + tall), "grid"))
        parts.append(_text(x(10**power), top + tall + 18, f"{10**power:,}", "", "middle"))
    for power in range(c, d + 1):
        parts.append(_line((left, y(10.0**power), left + wide, y(10.0**power)), "grid"))
        parts.append(_text(left - 6, y(10.0**power) + 4, f"{10.0**power:g}", "", "end"))
    for name, line in lines.items():
        path = " ".join(f"{x(n):.1f},{y(value):.1f}" for n, value in line)
        parts.append(f'<polyline points="{path}" class="line {_kind(name)}"/>')
        parts += [f'<circle cx="{x(n):.1f}" cy="{y(v):.1f}" r="3.5" class="{_kind(name)}"/>' for n, v in line]
    return parts
