"""The sites that are audited: the real seed, 300 articles in four languages, 10,000, and one in each of three."""

import json
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
import prose  # noqa: E402
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
_ABOUT = {"de": "Über uns", "en": "About us", "ar": "من نحن"}
_SIGNED = (
    'authors: ["Ada Example", { name: "Jürgen Schiffer-Breitenbach", url: "https://example.org/j" }, "سارة علي"]',
)
_STATES = {
    "undated": _SIGNED,
    "withdrawn": ("published: 2025-11",),
    "renamed": ("published: 2025-10",),
    "summed-up": (
        "published: 2025-12-20",
        'summary: "Ein Satz, der nicht im Text steht. A sentence that is not there."',
    ),
}
"""Articles that differ from all others by their front matter, or will when the second build finds them changed."""
_SHELVES = 60  # articles of the sites in one language: enough that lists and archives are cut


def _real(root: Path, base: str) -> None:
    root.mkdir(parents=True)
    shutil.copytree(HOUSE / "seeds", root / "seeds")
    settings = (HOUSE / "feedmill.toml").read_text(encoding="utf-8")
    (root / "feedmill.toml").write_text(f'base_url = "{base}"\n{settings}', encoding="utf-8")
    build(root, now=NOW)


def _varied(root: Path, base: str) -> None:
    sample_sites.varied(root, base)
    for path in (root / "content").rglob("*.md"):
        path.write_text(_composed(path.read_text(encoding="utf-8")), encoding="utf-8")
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
        _write(root, _files(language))
        _settle(root, base, language, _NAMES[language], "search = true\n")
        build(root, now=LATE - timedelta(days=1))
        _write(root, _changed(language))
        build(root, now=LATE)

    return make


def _write(root: Path, files: Iterator[tuple[str, str | bytes]]) -> None:
    for path, said in files:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(_composed(said).encode() if isinstance(said, str) else said)


def _composed(said: str) -> str:
    """Return a text with composed letters: Nu would have them so, and authors who do not have their reasons."""
    return unicodedata.normalize("NFC", said)


def _settle(root: Path, base: str, language: str, names: tuple[str, str], more: str = "") -> None:
    title, description = names
    settings = _SETTINGS.format(title=title, description=description, base=base, language=language)
    (root / "feedmill.toml").write_text(settings + more, encoding="utf-8")


def _files(language: str) -> Iterator[tuple[str, str | bytes]]:
    """Yield articles that show all that an article can, in one language, and what belongs to them."""
    heads, topics = prose.HEADLINES[language], _TOPICS[language]
    for number in range(_SHELVES):
        day = LATE - timedelta(days=number * 9)
        front = [f"published: {day:%Y-%m-%d}", f"tags: [{topics[number % 4]}]"]
        front += [f'authors: ["{sample_sites.AUTHORS[number % 2]}"]'] if number % 3 else []
        front += [f'image: {{ src: media/lead-{number % 4}.jpg, alt: "{prose.ALT[language]}" }}'] * (number % 5 == 0)
        yield f"content/a{number:03}.md", _article(language, number, heads[number % len(heads)], *front)
    for name, lines in _STATES.items():
        yield f"content/{name}.md", _article(language, 3, f"{heads[1]} ({name})", *lines)
    other = "en" if language == "de" else "de"
    there = ("translates: a001.md", f"language: {other}", "published: 2025-12-30")
    yield "content/translated.md", _article(other, 1, prose.HEADLINES[other][1], *there)
    for number in range(4):
        yield f"content/media/lead-{number}.jpg", _photograph(number)
        for ending, kind in PICTURES.items():
            yield f"content/media/p{number}.{ending}", picture(kind, number)
        for ending, enclosure in ENCLOSURES.items():
            yield f"content/media/e{number}.{ending}", enclosure(number)
    yield "content/media/glyphs & more.svg", GLYPHS
    about = "\n\n".join(_said(language, step, 4) for step in range(3))
    yield "content/pages/about.md", f'---\ntitle: "{_ABOUT[language]}"\n---\n\n{about}\n'


def _changed(language: str) -> Iterator[tuple[str, str | bytes]]:
    """Yield what the second build finds: an article taken back, one under another address, one put right."""
    heads, said = prose.HEADLINES[language], prose.CORRECTION[language]
    withdrawn = ("published: 2025-11", "withdrawn: true", f'reason: "{said}"')
    yield "content/withdrawn.md", _article(language, 3, heads[1], *withdrawn)
    yield "content/renamed.md", _article(language, 3, heads[1], "published: 2025-10", "slug: a-new-address")
    right = ("published: 2025-12-20T08:15:00+01:00", 'updated: "2025-12-21T10:00:00Z"', f'correction: "{said}"')
    yield (
        "content/corrected.md",
        _article(language, 5, heads[2], *right, *_SIGNED, f"tags: [{', '.join(_TOPICS[language])}]"),
    )


def _article(language: str, number: int, title: str, *front: str) -> str:
    """Return an article: an opening, key points, two of the things that texts can show, and paragraphs."""
    first, second, third = prose.POINTS[language]
    points = "\n".join(f"- {_said(language, number + step, 1)}" for step in (1, 2, 3))
    bodies = sample_sites.BODIES
    shown = [bodies[(number + step) % len(bodies)](_said(language, number + step, 1), number % 3) for step in (0, 1)]
    rest = [_said(language, number + step, 3) for step in range(4)]
    pieces = [
        _said(language, number, 2),
        f"## {first}",
        points,
        rest[0],
        f"## {second}",
        *shown,
        f"## {third}",
        *rest[1:],
    ]
    return "\n".join(
        ("---", f"title: {json.dumps(title, ensure_ascii=False)}", *front, "---", "", "\n\n".join(pieces), "")
    )


def _said(language: str, number: int, count: int) -> str:
    """Return some sentences, others for each number."""
    known = prose.SENTENCES[language]
    return " ".join(known[(number + step) % len(known)] for step in range(count))


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
