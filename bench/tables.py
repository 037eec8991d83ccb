"""Figures → the page in the documentation. Pure: it measures nothing and writes nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import NamedTuple

from cases import COLD, Figure, Figures, Output
from charts import seconds

PAGE = Path(__file__).resolve().parent / "templates" / "benchmarks.md"
LEAD = "hugo"
"""Whom the others are compared with."""


class Results(NamedTuple):
    """All that one run of the benchmark found out."""

    articles: int
    rounds: int
    others: int
    machine: str
    command: str
    versions: dict[str, str]
    missing: tuple[str, ...]
    figures: Figures
    outputs: dict[str, Output]
    own: Figures
    """Cases that only feedmill has."""
    own_outputs: dict[str, Output]
    scaling: dict[str, Figures]
    """By number of articles, as text."""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first are numbers."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def mebibytes(value: int) -> str:
    """Return bytes as MiB; 0 was not measured."""
    return f"{value / 2**20:,.0f} MiB" if value else "–"


def times(value: float) -> str:
    """Return a ratio."""
    return f"{value:.2f}×" if value < 10 else f"{value:.0f}×"


def _cells(figure: Figure | None, lead: Figure | None) -> list[str]:
    if not figure:
        return ["–"] * 5
    spread = f"{min(figure.runs):.2f}–{max(figure.runs):.2f}" if len(figure.runs) > 1 else "one run"
    ratio = times(figure.wall / lead.wall) if lead else "–"
    return [seconds(figure.wall), spread, seconds(figure.cpu), mebibytes(figure.memory), ratio]


def comparison(figures: Figures) -> str:
    """Return one table for each case."""
    head = ["program", "wall clock", "range, s", "processor time", "peak memory", "wall to Hugo"]
    parts = []
    for case, programs in figures.items():
        rows = [[name, *_cells(figure, programs.get(LEAD))] for name, figure in programs.items()]
        parts += [f"### {case[:1].upper()}{case[1:]}", table(head, rows)]
    return "\n\n".join(parts)


def outputs(made: Mapping[str, Output]) -> str:
    """Return what was written by whom."""
    head = ["program", "pages", "feed documents", "sealed archives among them", "all files, MiB"]
    return table(
        head,
        [[n, f"{o.pages:,}", f"{o.feeds:,}", f"{o.archives:,}", f"{o.bytes / 2**20:.1f}"] for n, o in made.items()],
    )


def growth(scaling: Mapping[str, Figures]) -> str:
    """Return the scaling run as a table."""
    head = ["articles", "case", "feedmill", "memory", "Hugo", "memory", "wall to Hugo"]
    rows = []
    for size, figures in scaling.items():
        for case, programs in figures.items():
            ours, lead = programs.get("feedmill"), programs.get(LEAD)
            cells = [_short(ours), _short(lead), [times(ours.wall / lead.wall) if ours and lead else "–"]]
            rows.append([f"{int(size):,}", case, *(cell for group in cells for cell in group)])
    return table(head, rows)


def _short(figure: Figure | None) -> list[str]:
    return [seconds(figure.wall), mebibytes(figure.memory)] if figure else ["–", "–"]


def lines(scaling: Mapping[str, Figures]) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """Return the scaling run as the lines of a chart: its panels, and in them (articles, value)."""
    time: dict[str, list[tuple[float, float]]] = {}
    memory: dict[str, list[tuple[float, float]]] = {}
    for size, figures in scaling.items():
        for case, programs in figures.items():
            for name, figure in programs.items():
                if name == LEAD and case != COLD:
                    continue  # it builds all again each time, in the same time
                label = f"{name}, {case}"
                time.setdefault(label, []).append((int(size), figure.wall))
                if figure.memory:  # it may have failed before its memory was measured
                    memory.setdefault(label, []).append((int(size), figure.memory / 2**20))
    return {heading: drawn for heading, drawn in {"seconds": time, "peak memory, MiB": memory}.items() if drawn}


def page(results: Results) -> str:
    """Return the whole page."""
    named = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    missing = f" Not installed, so not measured: {', '.join(results.missing)}." if results.missing else ""
    own = [
        [f"{case}: {name}", *_cells(figure, None)[:4]] for case, p in results.own.items() for name, figure in p.items()
    ]
    filled = Template(PAGE.read_text(encoding="utf-8")).substitute(
        articles=f"{results.articles:,}",
        rounds=results.rounds,
        others=results.others,
        machine=results.machine,
        command=results.command,
        versions=named,
        missing=missing,
        comparison=comparison(results.figures),
        outputs=outputs(results.outputs | results.own_outputs),
        own=table(["case", "wall clock", "range, s", "processor time", "peak memory"], own),
        growth=growth(results.scaling),
    )
    return filled.rstrip("\n") + "\n"
