"""What is measured: each case sets a site up and lets its program build, in turn with all other programs."""

import compileall
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import corpus
import gauge
import layouts
from layouts import Layout

T = TypeVar("T")
Say = Callable[[str], None]


class Figure(NamedTuple):
    """One program in one case: medians over the rounds, seconds and bytes; `runs` are the walls they are of."""

    wall: float
    cpu: float
    memory: int
    runs: tuple[float, ...]


class Output(NamedTuple):
    """What a program made: numbers of pages, of feed documents and of sealed archives among them, and bytes."""

    pages: int
    feeds: int
    archives: int
    bytes: int


class Yard(NamedTuple):
    """Where the sites stand, and how large they are."""

    folder: Path
    articles: int
    limit: float
    """Seconds after which a run is given up."""

    def root(self, layout: Layout) -> Path:
        """Return the folder of one program's site."""
        return self.folder / layout.name


Setting = Callable[[Layout, Path, int, int], None]


def _cold(layout: Layout, root: Path, _round: int, _articles: int) -> None:
    layouts.empty(layout, root)


def _nothing(_layout: Layout, _root: Path, _round: int, _articles: int) -> None:
    pass


def _edited(layout: Layout, root: Path, turn: int, articles: int) -> None:
    chosen = corpus.article((articles // 2 + turn) % articles)
    layouts.edit(layout, root, chosen, f"Nachtrag {turn}: Die Zahlen wurden berichtigt.")


def _added(layout: Layout, root: Path, turn: int, articles: int) -> None:
    latest = corpus.article(articles + turn)._replace(date=f"2025-01-{turn % 28 + 1:02}")
    layouts.add(layout, root, latest)


def _themed(layout: Layout, root: Path, turn: int, _articles: int) -> None:
    layouts.change_theme(layout, root, turn + 1)


CASES: dict[str, Setting] = {
    "cold build": _cold,
    "nothing changed": _nothing,
    "one article edited": _edited,
    "one article added": _added,
    "theme changed": _themed,
}
COLD = "cold build"
Figures = dict[str, dict[str, Figure]]
"""By case and by program."""


def warm(folder: Path, layout: Layout) -> None:
    """Build a site of ten articles: what a program loads comes from memory afterwards, for all alike."""
    yard = Yard(folder, 10, 300)
    layouts.lay(layout, yard.root(layout), corpus.articles(yard.articles))
    for _ in range(2):
        _run(gauge.timed, yard, layout)


def prepare(yard: Yard, layout: Layout) -> None:
    """Write the site; an installed program is compiled, so our copy of it is too."""
    layouts.lay(layout, yard.root(layout), corpus.articles(yard.articles))
    program = yard.root(layout) / "program"
    if program.exists():
        compileall.compile_dir(program, quiet=2)


class Plan(NamedTuple):
    """How often each is run: the pair that is compared closely in all rounds, the others in the first few."""

    rounds: int
    others: int
    pair: tuple[str, ...] = ("feedmill", "hugo")

    def times(self, layout: Layout) -> int:
        """Return how many timed rounds a program has."""
        return self.rounds if layout.name in self.pair else min(self.others, self.rounds)


def measure(yard: Yard, programs: Sequence[Layout], plan: Plan, cases: Iterable[str], say: Say) -> Figures:
    """Return the medians; within a round and a case the programs take turns. One round more is for memory.

    What fails, or takes longer than the limit, is said and left out from then on.
    """
    figures: dict[str, dict[str, list[gauge.Took]]] = {case: defaultdict(list) for case in cases}
    held: dict[tuple[str, str], int] = {}
    left = list(programs)
    for turn in range(plan.rounds + 1):
        for case, took in figures.items():
            for layout in tuple(left if turn % 2 == 0 else reversed(left)):
                try:
                    if turn < plan.times(layout):
                        _set(case, yard, layout, turn)
                        took[layout.name].append(_run(gauge.timed, yard, layout))
                        say(f"{case}, round {turn + 1}: {layout.name} {took[layout.name][-1].wall:.2f} s")
                    elif turn == plan.rounds and (layout.name in plan.pair or case == COLD):
                        _set(case, yard, layout, turn)
                        held[case, layout.name] = _run(gauge.remembered, yard, layout)
                        say(f"{case}, memory: {layout.name} {held[case, layout.name] / 2**20:.0f} MiB")
                except gauge.FailedError as error:
                    left.remove(layout)
                    say(f"{case}: {layout.name} is left out: {error}")
    return {
        case: {name: figure(runs, held.get((case, name), 0)) for name, runs in took.items()}
        for case, took in figures.items()
    }


def _set(case: str, yard: Yard, layout: Layout, turn: int) -> None:
    CASES[case](layout, yard.root(layout), turn, yard.articles)


def figure(took: Sequence[gauge.Took], held: int) -> Figure:
    """Return the medians."""
    walls = tuple(each.wall for each in took)
    return Figure(statistics.median(walls), statistics.median(each.cpu for each in took), held, walls)


def made(yard: Yard, layout: Layout) -> Output:
    """Return what lies in a program's output."""
    files = [path for path in (yard.root(layout) / layout.output).rglob("*") if path.is_file()]
    feeds = [path for path in files if path.suffix in {".xml", ".atom", ".json"} and "sitemap" not in path.name]
    pages = [path for path in files if path.suffix == ".html"]
    archives = [path for path in feeds if "history" in path.parts]
    return Output(len(pages), len(feeds), len(archives), sum(path.stat().st_size for path in files))


def _run(gauged: Callable[..., T], yard: Yard, layout: Layout) -> T:
    root = yard.root(layout)
    return gauged(layout.command(root), root, layouts.environment(root), yard.limit)
