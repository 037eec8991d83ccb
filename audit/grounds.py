"""The sites that are audited: the real seed, 300 articles in four languages, 10,000, and one in each of three."""

import random
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

HOUSE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOUSE / "tests"), str(HOUSE / "bench")]

import corpus  # noqa: E402 - the folders of scripts are no packages
import layouts  # noqa: E402
import sample_sites  # noqa: E402
from feedmill.workers import cores  # noqa: E402
from sample_files import ENCLOSURES, GLYPHS, PICTURES, picture  # noqa: E402
from sites import NOW, build  # noqa: E402

LATE = datetime(2026, 1, 1, tzinfo=UTC)
"""When all articles of the large site are due."""
_SETTINGS = """\
id = "audit"
title = "{title}"
description = "{description}"
base_url = "{base}"
language = "{language}"
timezone = "Europe/Berlin"
copyright = "© 2024 {title}"
authors = [{{ name = "{title}" }}]
"""
_NAMES = {
    "de": ("Hafenblatt", "Was am Kai geschieht"),
    "en": ("The Harbour Post", "What happens at the quay"),
    "ar": ("جريدة الميناء", "ما يحدث على الرصيف"),
}
_TOPICS = {
    "de": ("Hafen", "Möwen", "Wetter", "Schiffe"),
    "en": ("Harbour", "Gulls", "Weather", "Ships"),
    "ar": ("الميناء", "النوارس", "الطقس", "السفن"),
}
_SHELVES = 60  # articles of the sites in one language: enough that lists and archives are cut


def _real(root: Path, base: str) -> None:
    root.mkdir(parents=True)
    shutil.copytree(HOUSE / "seeds", root / "seeds")
    settings = (HOUSE / "feedmill.toml").read_text(encoding="utf-8")
    (root / "feedmill.toml").write_text(f'base_url = "{base}"\n{settings}', encoding="utf-8")
    build(root, now=NOW)


def _varied(root: Path, base: str) -> None:
    sample_sites.varied(root, base)
    for path in (root / "content").rglob("*.md"):  # Nu would have letters composed, and authors have their reasons
        path.write_text(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")), encoding="utf-8")
    build(root, now=NOW)


def _large(count: int) -> Callable[[Path, str], None]:
    def make(root: Path, base: str) -> None:
        feedmill = layouts.LAYOUTS[0]
        (root / "content").mkdir(parents=True)
        for article in corpus.articles(count):
            (root / feedmill.place(article)).write_text(feedmill.text(article), encoding="utf-8")
        _settle(root, base, "de", ("Große Zeitung", "Zehn Jahre Nachrichten"))
        build(root, now=LATE, jobs=cores())

    return make


def _tongue(language: str) -> Callable[[Path, str], None]:
    def make(root: Path, base: str) -> None:
        files = dict(_files(language))
        for path, said in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(said.encode() if isinstance(said, str) else said)
        _settle(root, base, language, _NAMES[language])
        build(root, now=LATE)

    return make


def _settle(root: Path, base: str, language: str, names: tuple[str, str]) -> None:
    title, description = names
    settings = _SETTINGS.format(title=title, description=description, base=base, language=language)
    (root / "feedmill.toml").write_text(settings, encoding="utf-8")


def _files(language: str) -> Iterator[tuple[str, str | bytes]]:
    """Yield articles that show all that an article can, in one language, and what belongs to them."""
    words = sample_sites.WORDS[language].split()

    def said(number: int, count: int) -> str:
        return " ".join(random.Random(f"{language} {number}").choices(words, k=count))  # noqa: S311 - no secret

    for number in range(_SHELVES):
        day = LATE - timedelta(days=number * 9 + 1)
        topics = _TOPICS[language]
        front = [f'title: "{said(number, 6)}"', f"published: {day:%Y-%m-%d}", f"tags: [{topics[number % 4]}]"]
        front += [f'authors: ["{sample_sites.AUTHORS[number % 2]}"]'] if number % 3 else []
        front += [f'image: {{ src: media/lead-{number % 4}.jpg, alt: "{said(number, 3)}" }}'] if number % 5 == 0 else []
        bodies = sample_sites.BODIES
        shown = [bodies[(number + step) % len(bodies)](f"{said(number + step, 20)}.", number % 3) for step in (0, 1)]
        points = "\n".join(f"- {said(number + step, 9)}." for step in (5, 6, 7))
        text = (f"{said(-number, 25)}.", f"## {topics[0]}", points, *shown, "## " + said(number + 9, 3))
        body = "\n\n".join((*text, *(f"{said(number + 60 + step, 60)}." for step in range(4))))
        yield f"content/a{number:03}.md", "---\n" + "\n".join(front) + f"\n---\n\n{body}\n"
    for number in range(4):
        yield f"content/media/lead-{number}.jpg", _photograph(number)
        for ending, kind in PICTURES.items():
            yield f"content/media/p{number}.{ending}", picture(kind, number)
        for ending, enclosure in ENCLOSURES.items():
            yield f"content/media/e{number}.{ending}", enclosure(number)
    yield "content/media/glyphs & more.svg", GLYPHS
    yield "content/pages/about.md", f'---\ntitle: "{_NAMES[language][0]}"\n---\n\n{said(1, 80)}.\n'


def _photograph(number: int) -> bytes:
    """Return a picture as large as those of a camera: sky over water."""
    sky = ImageOps.colorize(
        Image.linear_gradient("L").resize((1600, 500)), ("#274156", "#5b3a5a")[number % 2], "#f3c98b"
    )
    water = ImageOps.colorize(Image.linear_gradient("L").resize((1600, 400)), "#c98f5e", "#0e2233")
    whole = Image.new("RGB", (1600, 900))
    whole.paste(sky, (0, 0))
    whole.paste(water, (0, 500))
    written = BytesIO()
    whole.save(written, "JPEG", quality=80)
    return written.getvalue()


def sites(count: int) -> dict[str, Callable[[Path, str], None]]:
    """Return what makes each site in a folder, to be shown at an address; the large one has so many articles."""
    tongues = {language: _tongue(language) for language in _NAMES}
    return {"real": _real, "varied": _varied, "large": _large(count), **tongues}
