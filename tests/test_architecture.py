"""The arrows of the house, read from the imports: typing imports and imports inside functions count too."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import feedmill

HOUSE = Path(feedmill.__file__).parent

GROUND = {
    "model",
    "places",
    "marks",
    "settings",
    "editions",
    "documents",
    "sheets",
    "promises",
    "settled",
    "errors",
    "dates",
    "text",
    "uris",
    "fields",
    "languages",
    "described",
    "feedtext",
    "moulds",
    "plans",
    "podcasts",
    "received",
    "answers",
    "pings",
    "findings",
}
CORE = {
    "seeds",
    "ledger",
    "articles",
    "converter",
    "kin",
    "markup",
    "media",
    "curate",
    "layout",
    "formats",
    "manifest",
    "subscriber",
    "impact",
    "origins",
    "lint",
    "schema",
    "workflow",
    "completion",
    "words",
    "config",
    "options",
}
EDGES = {"disk", "glance", "lock", "cache", "workers", "serve", "stamp", "hub", "past"}
STAGES = {
    "run",
    "seen",
    "read",
    "measure",
    "rest",
    "settle",
    "sow",
    "grow",
    "survey",
    "kindred",
    "sowing",
    "again",
    "adopt",
    "amend",
    "withdraw",
    "review",
    "reference",
    "diff",
    "explain",
    "stock",
    "cluster",
    "press",
    "dress",
    "search",
    "make",
    "folder",
    "pipeline",
    "preview",
    "proof",
    "new",
    "ping",
    "check",
    "blame",
}
DOORS = {"cli", "__main__", ""}

OWNERS = {
    "argparse": {
        "cli",
        "cli.beginning",
        "cli.building",
        "cli.arriving",
        "cli.checking",
        "cli.completing",
        "cli.pinging",
        "cli.publishing",
        "cli.resting",
        "cli.saying",
        "cli.seeding",
        "cli.wishes",
        "completion",
        "options",
        "options.parsing",
    },
    "asyncio": {"serve", "serve.host", "serve.readers"},
    "babel": {"formats.page.spoken", "formats.page.cards", "formats.page.kept"},
    "concurrent": {"workers", "cluster"},
    "dask": set(),
    "distributed": {"cluster"},
    "feedgen": {"formats.rss", "formats.atom"},
    "frontmatter": {"articles", "articles.front"},
    "jinja2": {f"formats.page{name}" for name in ("", ".filters", ".kept", ".reading", ".remember", ".theming")},
    "lxml": {
        *("formats.rss", "formats.atom", "formats.opml", "formats.sitemap", "subscriber"),
        *("lint.document", "lint.parsing", "moulds"),
    },
    "markdown": {"converter", "converter.lines", "converter.blocks", "converter.trees", "converter.writing"},
    "multiprocessing": {"workers", "workers.mate"},
    "nh3": {"markup"},
    "numpy": set(),
    "PIL": {"media", "formats.icon"},
    "puremagic": {"media"},
    "rcssmin": {"formats.style"},
    "pagefind_bin": {"search"},
    "rensa": {"kin"},
    "os": {
        "cli",
        "cli.knowing",
        "cli.printing",
        "cli.wishes",
        "cli.resting",
        "disk",
        "glance",
        "lock",
        "cache",
        "workers",
        "workers.mate",
        "serve.host",
    },
    "fasttext": {"seeds.language"},
    "http": {"hub", "serve.host"},
    "socket": {"serve"},
    "shutil": set(),
    "sqlite3": {"cache"},
    "subprocess": {"past", "search"},
    "starlette": {"serve", "serve.host"},
    "tempfile": set(),
    "tinytag": {"media"},
    "tomllib": {"config"},
    "tqdm": {"cli.saying"},
    "urllib.request": {"hub"},
    "uvicorn": {"serve"},
    "watchfiles": {"serve.changes"},
    "yaml": {"articles", "articles.front"},
    # No clock, no chance, no locale outside the room that prints.
    "locale": set(),
    "random": set(),
    "secrets": set(),
    "time": {"cli.resting", "cli.saying", "cli.building", "cli.seeding", "cli.pinging", "cli.checking"},
}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "core", "manager", "base", "misc"}

House = dict[str, str]
"""Module name below `feedmill` ("" for the package itself, "formats.rss") → its source."""


def house() -> House:
    """Return the source of every module as it stands."""
    modules = {}
    for path in HOUSE.rglob("*.py"):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        modules[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
    return modules


def imports(modules: House, name: str) -> Iterator[str]:
    """Yield everything that a module imports, ours as "feedmill.x.y", wherever the import stands."""
    for node in ast.walk(ast.parse(modules[name])):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name} imports by dots: write the whole name"
            origin = node.module or ""
            for alias in node.names:
                whole = f"{origin}.{alias.name}"
                yield whole if whole.removeprefix("feedmill.") in modules else origin


def ours(modules: House, name: str) -> set[str]:
    """Return which of our modules a module imports."""
    found = {each for each in imports(modules, name) if each == "feedmill" or each.startswith("feedmill.")}
    return {each.removeprefix("feedmill").removeprefix(".") for each in found} - {""}


def room(name: str) -> str:
    """Return the room that a module belongs to."""
    return name.split(".", 1)[0]


def arrows(modules: House, rooms: set[str], allowed: set[str]) -> list[str]:
    """Return every import by which a module of these rooms reaches a room that is neither its own nor allowed."""
    return [
        f"{name} → {other}"
        for name in modules
        if room(name) in rooms
        for other in ours(modules, name)
        if room(other) != room(name) and room(other) not in allowed
    ]


def strangers(modules: House) -> list[str]:
    """Return modules that stand in no layer: a new room must say where it belongs."""
    return [name for name in modules if room(name) not in GROUND | CORE | EDGES | STAGES | DOORS]


def ground_below(modules: House) -> list[str]:
    """Hold ground to itself."""
    return arrows(modules, GROUND, GROUND)


def core_on_ground(modules: House) -> list[str]:
    """Hold core rooms to ground alone."""
    return arrows(modules, CORE, GROUND)


def edges_on_ground(modules: House) -> list[str]:
    """Hold edges to ground: never the core, never another edge."""
    return arrows(modules, EDGES, GROUND)


def stages_above(modules: House) -> list[str]:
    """Let only stages and commands see both core and edges."""
    return arrows(modules, STAGES, GROUND | CORE | EDGES | STAGES)


def no_format_knows_another(modules: House) -> list[str]:
    """Keep formats apart: none imports another."""
    formats = [name for name in modules if name.startswith("formats.")]
    return [
        f"{name} → {other}"
        for name in formats
        for other in ours(modules, name)
        if other in formats and other.split(".")[1] != name.split(".")[1]
    ]


def nobody_calls_the_cli(modules: House) -> list[str]:
    """Let nobody but `python -m feedmill` import the command line."""
    callers = (name for name in modules if room(name) not in {"cli", "__main__"})
    return [f"{name} → {other}" for name in callers for other in ours(modules, name) if room(other) == "cli"]


def one_owner(modules: House) -> list[str]:
    """Give each heavy or dangerous package one owner."""
    return [
        f"{name} → {package}"
        for name in modules
        for package in {part for each in imports(modules, name) for part in (each, each.split(".", 1)[0])}
        if name not in OWNERS.get(package, {name})
    ]


def no_clock(modules: House) -> list[str]:
    """Let only the command line ask for the time or for chance."""
    asked = {"now", "today", "utcnow", "uuid1", "uuid4", "getrandom", "urandom"}
    return [
        f"{name}:{node.lineno} {node.attr}()"
        for name, source in modules.items()
        if room(name) != "cli"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in asked and isinstance(node.value, ast.Name | ast.Attribute)
        if _root(node) in {"datetime", "date", "uuid", "os"}
    ]


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def only_cli_prints(modules: House) -> list[str]:
    """Let only the command line print."""
    return [
        f"{name}:{node.lineno}"
        for name, source in modules.items()
        if room(name) != "cli"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "input"}
    ]


def no_cycles(modules: House) -> list[str]:
    """Find no cycle of any kind. A package's own name in its modules' imports means the package."""
    graph = {name: ours(modules, name) & modules.keys() for name in modules}
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> Iterator[str]:
        if name in path:
            yield " → ".join((*path[path.index(name) :], name))
        elif name not in done:
            for other in sorted(graph[name]):
                yield from walk(other, (*path, name))
            done.add(name)

    return [cycle for name in sorted(graph) for cycle in walk(name, ())]


def telling_names(modules: House) -> list[str]:
    """Find no room with a name that could hold anything."""
    return [name for name in modules if NAMELESS.intersection(name.split("."))]


Rule = Callable[[House], list[str]]
RULES: list[tuple[Rule, House]] = [
    (strangers, {"attic": ""}),
    (ground_below, {"dates": "from feedmill import disk", "disk": ""}),
    (ground_below, {"text": "def f():\n    from feedmill.ledger.lines import load", "ledger.lines": ""}),
    (core_on_ground, {"articles": "from feedmill import markup", "markup": ""}),
    (core_on_ground, {"curate.edition": "from feedmill.ledger import promise", "ledger": "promise = 1"}),
    (core_on_ground, {"markup": "import feedmill.disk", "disk": ""}),
    (core_on_ground, {"layout.pages": "if TYPE_CHECKING:\n    from feedmill.run import Run", "run": ""}),
    (edges_on_ground, {"disk": "from feedmill.cache import Cache", "cache": ""}),
    (edges_on_ground, {"serve": "from feedmill import pipeline", "pipeline": ""}),
    (stages_above, {"make": "from feedmill.cli import main", "cli": ""}),
    (no_format_knows_another, {"formats.rss": "from feedmill.formats import atom", "formats.atom": ""}),
    (nobody_calls_the_cli, {"pipeline": "from feedmill import cli", "cli": ""}),
    (nobody_calls_the_cli, {"pipeline": "from feedmill.cli.saying import tell", "cli.saying": ""}),
    (one_owner, {"curate.meta": "import yaml"}),
    (one_owner, {"formats.rss": "def f():\n    from jinja2 import Template"}),
    (one_owner, {"make": "from concurrent.futures import ThreadPoolExecutor"}),
    (one_owner, {"ledger.names": "import random"}),
    (one_owner, {"press": "from urllib.request import urlopen"}),
    (no_clock, {"promise": "import datetime\nx = datetime.datetime.now()"}),
    (no_clock, {"new": "from datetime import date\nx = date.today"}),
    (no_clock, {"new": "import uuid\nx = uuid.uuid4()"}),
    (only_cli_prints, {"make": "print(1)"}),
    (
        no_cycles,
        {"a": "from feedmill import b", "b": "def f():\n    import feedmill.c", "c": "from feedmill.a import x"},
    ),
    (telling_names, {"utils": ""}),
    (telling_names, {"formats.common": ""}),
]


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _ in RULES), ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    """Every arrow of the design holds in the code as it stands."""
    assert rule(house()) == []


@pytest.mark.parametrize(("rule", "broken"), RULES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_rule_is_seen(rule: Rule, broken: House) -> None:
    """Each rule finds what breaks it: a check that cannot fail is none."""
    assert rule(broken)


def test_every_rule_looks_at_something() -> None:
    """The rules read the real modules: the layers' rooms are all there, and imports are found in them."""
    modules = house()
    assert {room(name) for name in modules} == GROUND | CORE | EDGES | STAGES | DOORS
    assert "model" in ours(modules, "curate.meta")
    assert "markdown" in set(imports(modules, "converter"))
