"""What the audit looks at sites with: a tool each, and what it finds."""

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import grounds  # noqa: F401 - first: it makes the tests' modules known
import needs
import pages
from weight import LIMIT, weight

HERE = Path(__file__).resolve().parent
_CHUNK = 2_000  # paths on one command line
_SAID = re.compile(r"“(?:[^”]{30,}|[^”]*[^\x20-\x7e”][^”]*)”", re.DOTALL)
_SCORED = (
    "index.html",
    "articles/…",
    "tags/…/index.html",
    "archive/index.html",
    "archive/#/index.html",
    "subscribe.html",
)
"""The kinds of pages of which Lighthouse is asked."""


class Finding(NamedTuple):
    """Something that is wrong with a page."""

    tool: str
    rule: str
    site: str
    page: str
    where: str = ""


class Site(NamedTuple):
    """A site that was built and is served."""

    name: str
    root: Path
    """Its output."""
    address: str
    """Where it is served: at the path of its base address."""
    base: str


def say(what: str) -> None:
    """Print one line of progress."""
    print(f"{time.strftime('%H:%M:%S')}  {what}", flush=True)


def _nu(sites: list[Site], _: argparse.Namespace) -> Iterator[Finding]:
    """Yield each error and warning of the Nu HTML Checker, over every page and style."""
    for site in sites:
        styles = sorted(style.relative_to(site.root).as_posix() for style in site.root.rglob("*.css"))
        files = [*pages.every(site.root), *styles]
        for start in range(0, len(files), _CHUNK):
            for message in _checked([str(site.root / file) for file in files[start : start + _CHUNK]]):
                path = unquote(message.get("url", "")).removeprefix("file:").removeprefix(f"{site.root}/")
                rule = f"{message.get('subType') or message['type']}: {message['message']}"
                where = f"line {message.get('lastLine')}: {' '.join(message.get('extract', '').split())} | {rule}"
                yield Finding("nu", general(rule), site.name, path, where)
        say(f"nu has read {len(files)} files of {site.name}")


def general(rule: str) -> str:
    """Return a message without what an author wrote, so that the same ones meet."""
    return _SAID.sub("“…”", rule)


def _checked(files: list[str]) -> list[dict[str, Any]]:
    asked = ["--format", "json", "--stdout", "--exit-zero-always", "--also-check-css"]
    nu = ["java", "-Xss8m", "-jar", str(needs.NU), *asked, *files]
    done = subprocess.run(nu, capture_output=True, text=True, encoding="utf-8", check=True)  # noqa: S603 - ours
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return messages


def _axe(sites: list[Site], _: argparse.Namespace) -> Iterator[Finding]:
    """Yield each violation that axe-core sees on pages which have between them all that pages can show."""
    for site in sites:
        some = pages.chosen(site.root)
        wanted = {"widths": [390, 1440], "pages": [site.address + path for path in some]}
        for each in _asked("axe.mjs", wanted):
            why = " ".join(each["why"].split())
            path = each["page"].removeprefix(site.address)
            yield Finding("axe", each["rule"], site.name, path, f"{each['where']} ({each['as']}): {why}")
        say(f"axe has seen {len(some)} pages of {site.name}, four times each")


def _lighthouse(sites: list[Site], asked: argparse.Namespace) -> Iterator[Finding]:
    """Yield each score of Lighthouse below 100."""
    for site in sites:
        if site.name not in {"real", "large", "varied"}:
            continue
        each_kind = pages.one_of_each(site.root)
        some = [each_kind[kind] for kind in _SCORED if kind in each_kind]
        # A folder by its own address: index.html itself is a second one, of which the canonical link names the first.
        addresses = [site.address + path.removesuffix("index.html") for path in some]
        for told in _asked("lighthouse.mjs", {"runs": asked.runs, "pages": addresses}):
            path = told["page"].removeprefix(site.address)
            say(f"lighthouse {site.name}/{path}: {told['scores']} {told.get('error') or ''}")
            for kind, score in told["scores"].items():
                lost = (f"{one['audit']}: {one['why']} {one['items']}" for one in told["lost"] if one["kind"] == kind)
                if score < 100:
                    yield Finding("lighthouse", kind, site.name, path, f"{score} {'; '.join(lost)}")


def _weight(sites: list[Site], _: argparse.Namespace) -> Iterator[Finding]:
    """Yield each page that is too heavy."""
    for site in sites:
        weights = {path: weight(site.root, path, site.base) for path in pages.every(site.root)}
        heaviest: dict[str, str] = {}
        for path, heavy in weights.items():
            if heavy > weights.get(heaviest.get(pages.shape(path), ""), 0):
                heaviest[pages.shape(path)] = path
            if heavy > LIMIT:
                yield Finding("weight", f"a page weighs at most {LIMIT} bytes", site.name, path, f"{heavy} bytes")
        for kind, path in heaviest.items():
            say(f"heaviest of {site.name} {kind}: {weights[path]} bytes, {path}")


def _shots(sites: list[Site], asked: argparse.Namespace) -> Iterable[Finding]:
    """Take pictures."""
    for site in sites:
        folder = asked.shots / site.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        paths = {*pages.one_of_each(site.root).values(), *pages.chosen(site.root)}
        some = [
            {"address": site.address + path, "file": str(folder / path.removesuffix(".html").replace("/", "_"))}
            for path in sorted(paths)
        ]
        _asked("shots.mjs", {"widths": [390, 820, 1440], "pages": some})
        say(f"{len([*folder.iterdir()])} pictures in {folder}")
    return ()


def _scripts(sites: list[Site], _: argparse.Namespace) -> Iterator[Finding]:
    """Yield what does not work of what scripts add: copying an address, searching."""
    for site in sites:
        for each in _asked("scripts.mjs", {"address": site.address}):
            yield Finding("scripts", each["rule"], site.name, each["page"], each["why"])


def _asked(script: str, wanted: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever the script tells
    """Return what a script of ours tells."""
    said = json.dumps(wanted | {"chromium": needs.chromium()})
    done = subprocess.run(  # noqa: S603 - ours
        ["node", str(HERE / script)],  # noqa: S607 - whichever is on the path
        input=said,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(f"{script}: {done.stderr}")
    return json.loads(done.stdout or "null")


class Look(NamedTuple):
    """A tool, and what must be installed for it."""

    look: Callable[[list[Site], argparse.Namespace], Iterable[Finding]]
    wants: frozenset[str]


LOOKS = {
    "weight": Look(_weight, frozenset()),
    "nu": Look(_nu, frozenset({"java", "npm"})),
    "axe": Look(_axe, frozenset({"chromium", "npm"})),
    "scripts": Look(_scripts, frozenset({"chromium", "npm"})),
    "lighthouse": Look(_lighthouse, frozenset({"chromium", "npm"})),
    "shots": Look(_shots, frozenset({"chromium", "npm"})),
}
