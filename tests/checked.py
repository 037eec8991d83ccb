"""A site with something of everything, and ways to break what was built of it."""

import json
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from struct import pack

from breakages import Case
from feedmill.check import check
from feedmill.findings import Checked, Told
from sites import BASE, article, clean, run, site, write

RICH = f"""id = "a-test"
title = "Fish & Chips"
description = "All that <swims>"
base_url = "{BASE}"
language = "en"
copyright = "© Ada & Co"
[feed]
entries = 10
hub = "https://hub.example/"
"""
ID = "urn:uuid:00000000-0000-4000-8000-0000000000"
"""How the ids of its articles begin: two digits follow, those of its number."""
HIS_ID = f"{ID}41"
RICHEST = "content/a41.md"
"""The newest article, which has everything."""
GONE = "content/a40.md"
HUGE = 120
"""More articles: enough to be worth several processes."""
TABLE = """An *opening* paragraph with a [link](a39.md#more) and a [place](#more).[^1]

## More

| a | b |
|---|--:|
| 1 | 2 |

![A cat](cat.png) <video src="film.mp4" poster="cat.png"></video>

> Said & done.

[^1]: A footnote.
"""


def png(width: int, height: int) -> bytes:
    """Return the smallest picture of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    header = pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * ((width + 7) // 8 + 1) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def rich(root: Path, more: int = 0) -> Path:
    """Build the site: 40 articles and `more`, three documents of history, two languages, one article withdrawn."""
    files: dict[str, str | bytes] = {
        "feedmill.toml": RICH,
        "content/cat.png": png(8, 4),
        "content/film.mp4": b"film" * 100,
        "content/talk.mp3": b"talk" * 99,
        "content/pages/about.md": article("About", "We are [here](../a39.md)."),
    }
    for number in range(1, 40):
        body = f"Text {number}.\n\n## More\n\nWords of number {number}."
        front = {"published": f"2024-0{number // 10 + 1}-{number % 10 + 1:02}", "id": f'"{ID}{number:02}"'}
        files[f"content/a{number:02}.md"] = article(f"Number {number}", body, **front)
    for number in range(100, 100 + more):
        files[f"content/a{number}.md"] = article(f"Number {number}", f"Text {number}.\n\nMore.", published="2023")
    files[GONE] = article("Gone", id=f'"{ID}40"', published="2024-10-02")
    files[RICHEST] = article(
        "Salt & <b>pepper",
        TABLE,
        id=f'"{ID}41"',
        published="2024-10-05T10:00:00Z",
        updated="2024-10-06T10:00:00Z",
        language="de",
        summary='"A & B, as a < b"',
        authors="[Ada, {name: Bo & Sons, url: 'https://bo.example/?a=1&b=2'}]",
        tags="[R&D, C++]",
        image="{src: cat.png, alt: A cat}",
        enclosures="[talk.mp3, film.mp4]",
    )
    site(root, files)
    clean(root)
    (root / GONE).unlink()
    clean(root)
    return root


def copied(master: Path, root: Path) -> Path:
    """Return a copy of a site that may be broken."""
    return shutil.copytree(master, root, copy_function=shutil.copyfile)


def looked(root: Path, *files: Path, **wishes: object) -> Checked:
    """Check a site in this process."""
    return check(run(root, **wishes), files)


def broken(root: Path, place: str, old: str, new: str) -> None:
    """Put another text into a document that was built, once."""
    file = root / "feeds" / place
    before = file.read_text(encoding="utf-8")
    assert old in before, f"{place} does not hold {old!r}"
    write(file, before.replace(old, new, 1))


def reshaped(root: Path, place: str, change: Callable[[dict[str, object]], object]) -> None:
    """Change a JSON document."""
    file = root / "feeds" / place
    members = json.loads(file.read_text(encoding="utf-8"))
    change(members)
    write(file, json.dumps(members, ensure_ascii=False, indent=1) + "\n")


def of(done: Checked, rule: str) -> list[Told]:
    """Return what a rule found."""
    return [told for told in done.found if told.rule == rule]


def broken_by(root: Path, case: Case) -> None:
    """Break a document, and be sure that it is told at the right place, and that all is well again afterwards."""
    file = root / "feeds" / case.place
    before = file.read_bytes()
    try:
        for old, new in case.edits:
            broken(root, case.place, old, new)
        done = looked(root)
    finally:
        file.write_bytes(before)
    found = of(done, case.rule)
    everything = [f"{told.rule}: {told.problem}" for told in done.found]
    assert found, (case, everything)
    places = {f"feeds/{case.place}", *case.shown}
    assert any(place in places for told in found for place, _ in told.places), (case, everything)
    named = [f"{told.problem.path}:{told.problem.line}" for told in found]
    expected = (case.blamed,) if case.blamed else tuple(places)
    assert any(f"{name}:".startswith(f"{each}:") for name in named for each in expected), (case, named)
