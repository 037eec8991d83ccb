"""How fast feedmill is, and how fast others are: `make bench ARTICLES=10000`, or `python bench/run.py --help`."""

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

import cases
import charts
import layouts
import rivals
import tables

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
KEPT = HERE / ".work" / "results.json"


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description="Measure feedmill and its rivals on the same articles.")
    parser.add_argument("--articles", type=int, default=1000, help="articles of the comparison (1000)")
    parser.add_argument("--rounds", type=int, default=5, help="timed runs of feedmill and Hugo in each case (5)")
    parser.add_argument("--others", type=int, default=3, help="timed runs of the other programs (3)")
    parser.add_argument("--scale", type=int, nargs="+", default=[100, 1000], help="sizes of the scaling run (100 1000)")
    parser.add_argument("--only", nargs="+", help="programs to measure (all that are installed)")
    parser.add_argument("--limit", type=float, default=1800, help="seconds after which a run is given up (1800)")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the folder for the page and its pictures (docs/)")
    parser.add_argument("--render", action="store_true", help="measure nothing: write the page from the last figures")
    return parser.parse_args()


def machine() -> str:
    """Return processor, memory, system, and how much else was running, in one line."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.partition(": ")[2] for line in told if line.startswith("model name")), platform.machine())
        memory = int(Path("/proc/meminfo").read_text(encoding="ascii").split()[1]) / 2**20
    except OSError:
        sys.exit("bench: this needs Linux: memory is read from /proc")
    busy = f"load average {os.getloadavg()[0]:.1f} before the first run"
    return f"{model}, {os.cpu_count()} processors, {memory:.0f} GiB, Linux {platform.release().split('-')[0]}, {busy}"


def say(what: str) -> None:
    """Print one line of progress."""
    print(f"{time.strftime('%H:%M:%S')}  {what}", flush=True)


SOME = ("cold build", "nothing changed", "one article edited")
"""The cases of the scaling run."""


def measured(asked: argparse.Namespace, work: Path) -> tables.Results:
    """Measure everything in that folder."""
    wanted = [layout for layout in layouts.LAYOUTS if not asked.only or layout.name in asked.only]
    programs = [layout for layout in wanted if layout.installed()]
    missing = tuple(layout.name for layout in wanted if layout not in programs)
    for name in missing:
        say(f"{name} is not installed and is skipped; `make rivals` installs what it can")
    told = machine()
    for layout in programs:
        cases.warm(work / "warm", layout)
    plan = cases.Plan(asked.rounds, asked.others)
    figures, outputs = compared(cases.Yard(work / "all", asked.articles, asked.limit), programs, plan)
    yard = cases.Yard(work / "own", asked.articles, asked.limit)
    own, own_outputs = compared(yard, [layouts.FROM_RAW, layouts.ATOM_ONLY], plan, [cases.COLD])
    return tables.Results(
        articles=asked.articles,
        rounds=asked.rounds,
        others=asked.others,
        machine=told,
        command=command(asked),
        versions=versions(programs),
        missing=missing,
        figures=figures,
        outputs=outputs,
        own=own,
        own_outputs=own_outputs,
        scaling={str(size): grown(asked, work, plan, size, figures) for size in sorted({*asked.scale})},
    )


def grown(asked: argparse.Namespace, work: Path, plan: cases.Plan, size: int, figures: cases.Figures) -> cases.Figures:
    """Return feedmill's and Hugo's figures at this size; where it is that of the comparison, they are there already."""
    if size == asked.articles:
        return {case: {name: f for name, f in figures[case].items() if name in plan.pair} for case in SOME}
    pair = [layout for layout in layouts.LAYOUTS if layout.name in plan.pair and layout.installed()]
    rounds = min(3, plan.rounds) if size <= 20_000 else 1
    return compared(cases.Yard(work / str(size), size, asked.limit), pair, cases.Plan(rounds, 0), SOME)[0]


def compared(
    yard: cases.Yard, programs: Sequence[layouts.Layout], plan: cases.Plan, some: Sequence[str] = tuple(cases.CASES)
) -> tuple[cases.Figures, dict[str, cases.Output]]:
    """Lay the sites out, measure them, say what was made, and clear up."""
    say(f"{yard.articles:,} articles for {', '.join(layout.name for layout in programs)}")
    for layout in programs:
        cases.prepare(yard, layout)
    figures = cases.measure(yard, programs, plan, some, say)
    outputs = {layout.name: cases.made(yard, layout) for layout in programs}
    shutil.rmtree(yard.folder)
    return figures, outputs


def command(asked: argparse.Namespace) -> str:
    """Return how to ask for the same again."""
    scale = " ".join(map(str, asked.scale))
    said = f'make bench ARTICLES={asked.articles} ROUNDS={asked.rounds} OTHERS={asked.others} SCALE="{scale}"'
    return f'{said} ONLY="{" ".join(asked.only)}"' if asked.only else said


def versions(programs: Sequence[layouts.Layout]) -> dict[str, str]:
    """Return the versions of all that took part."""
    known = {"feedmill": feedmill_version(), "Python": platform.python_version()}
    return known | {layout.name: rivals.version(layout.name) for layout in programs if layout.name != "feedmill"}


def feedmill_version() -> str:
    """Return the version in the source."""
    from feedmill import __version__

    return __version__


def write(results: tables.Results, docs: Path) -> None:
    """Write the page and its pictures."""
    (docs / "images").mkdir(parents=True, exist_ok=True)
    walls = {case: {name: f.wall for name, f in programs.items()} for case, programs in results.figures.items()}
    (docs / "benchmarks.md").write_text(tables.page(results), encoding="utf-8")
    (docs / "images/benchmarks.svg").write_text(charts.cases(walls), encoding="utf-8")
    (docs / "images/scaling.svg").write_text(charts.scaling(tables.lines(results.scaling)), encoding="utf-8")


def main() -> None:
    """Measure, keep the figures, write the page."""
    asked = arguments()
    if not asked.render:
        with tempfile.TemporaryDirectory() as folder:
            results = measured(asked, Path(folder))
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_bytes(msgspec.json.encode(results))
    write(msgspec.json.decode(KEPT.read_bytes(), type=tables.Results), asked.docs)
    say(f"written: {asked.docs / 'benchmarks.md'}")


if __name__ == "__main__":
    main()
