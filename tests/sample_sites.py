"""Three sites that between them have everything: 300 varied articles, the real seed, and a hostile folder.

Test support. Each is built from scratch, and the same each time; `shared` lets all workers of a test run have one.
"""

import fcntl
import json
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sample_files import ENCLOSURES, GLYPHS, PICTURES, picture
from sites import NOW, build, mistakes, settle, site, write
from test_hostile import abyss, everything, locked

REPOSITORY = Path(__file__).parent.parent
BASE = "https://example.org/fish%20%26%20chips/"
ARTICLES = 300
LARGEST = 600_000  # bytes of a hostile seed: larger ones take readers minutes and tell nothing new
RAW = 30
"""Of these articles, how many come as raw text."""

SETTINGS = f"""\
id = "sample"
title = "Fish & <Chips> – Häfen ⚓"
description = "Was am Kai & im Dock <so> geschieht"
base_url = "{BASE}"
language = "de"
timezone = "Europe/Berlin"
copyright = "© Hafen & Söhne <GmbH>"
authors = [{{ name = "Redaktion & Co", url = "https://example.org/wir?a=1&b=2" }}]

[feed]
entries = 20
hub = "https://hub.example/?a=1&b=2"
"""

WORDS = {
    "de": "Der Hafen öffnet früh die Möwen kreisen über größere Schiffe aus Übersee am Kai liegt ein Kran und wartet",
    "en": "The harbour opens early gulls circle above larger ships from overseas a crane stands at the quay and waits",
    "ar": "الميناء يفتح مبكرا النوارس تحلق فوق سفن كبيرة من وراء البحار رافعة تقف على الرصيف وتنتظر",
    "ja": "港は 朝早くから 開き カモメが 船の上を 飛び回り 大きな船が 外国から 来て クレーンが 岸壁で 待っています",
}
LANGUAGES = tuple(WORDS)
TAGS = (
    *("C", "C++", "C#", "c++", "c", "Hafen", "HAFEN", "R&D", "<b>", "two words", "a/b", "Ö", "ö", "日本", "ميناء"),
    *("🚢", "a, b", '"quoted"', "x;y", "#hash", "R&amp;D", "naïve", "Straße", "STRASSE"),
)
AUTHORS = (
    *("Ada Example", "Doe, Jane", "O'Brien & Sons", "سارة علي", "山田 太郎", "Jürgen <jo@example.org>", "B (C)"),
    *(
        '{ name: "Ada Example", url: "https://example.org/ada?a=1&b=2" }',
        '{ name: "José Ñ", url: "https://ñ.example/ü" }',
    ),
)
DATES = (
    *("2019", "2020-07", "2021-03-14", "2021-03-14T08:15:00+02:00", "2022-12-31 23:59", "2023-10-29T02:30:00Z"),
    *("", "1999-12-31T23:59:59-08:00", "2024-02-29"),
)
TITLES: tuple[Callable[[str], str], ...] = (
    lambda said: said,
    lambda said: f"{said} & <b>so</b> \"weiter\" 'hier' ]]> fort",
    lambda said: f"⚓ {said} 👩‍👩‍👧‍👦🇩🇪 🏳️‍🌈",
    lambda said: f"{said} (שלום, مرحبا 123 abc): \u2067עברית\u2069!",
    lambda said: f"{said} " * 9 + "…",
    lambda said: f"AT&amp;T &lt;i&gt; &copy; &#169; {said}",
    lambda said: f"*{said}* _x_ `code` [a](b) \\\\ #1 {{{{ 7 }}}} $x$ %s",
    lambda said: f"C++ < C# && {said} > C",
    lambda said: f"{said[:12]}\u00a0\u2013\u00a0{said[-9:]}\u202f?",
    lambda _: "Nachrichten",
    lambda _: "<script>alert(1)</script>",
    lambda said: f"  {said}   mit   Lücken  ",
)


def _words(chance: random.Random, language: str, count: int) -> str:
    """Return a sentence."""
    joint = "" if language == "ja" else " "
    return joint.join(chance.choices(WORDS[language].split(), k=count)) + ("。" if language == "ja" else ".")


# ── what an article may show ────────────────────────────────────────────────────────────────────


def _plain(said: str, _: int) -> str:
    return f"{said} Fish & chips, 1 < 2 > 0, *emphasis*, **strong**, `a < b && c`, <https://example.org/?a=1&b=2>."


def _notes(said: str, _: int) -> str:
    return f"{said}[^1] und[^zwei drei]\n\n[^1]: Eine Fußnote & mehr.\n[^zwei drei]: {said}"


def _table(said: str, number: int) -> str:
    return (
        f"| Links | Mitte | Rechts |\n|:------|:-----:|-------:|\n| {said} | **{number}** | 1 \\| 2 |\n| a | `b` | c |"
    )


def _code(said: str, _: int) -> str:
    return f'```python\nif a < b and c > d:\n    print("&amp; {said}")\n\n\n\treturn ]]>\n```\n\n    indented & <code>'


def _lists(said: str, _: int) -> str:
    return f"1. {said}\n    - eins\n        - zwei\n            1. drei\n2. vier\n\n* a\n\n    b\n\n* c"


def _definitions(said: str, _: int) -> str:
    return f"Kran\n:   {said}\n\nKai\n:   eins\n:   zwei\n\nDer HTML-Text.\n\n*[HTML]: Hyper & Text"


def _quotes(said: str, number: int) -> str:
    cited = f'<blockquote cite="{_top(number)}{_name(number % 200)}.md"><p>{said} <q cite="https://example.org/q">so</q></p></blockquote>'
    return f"> {said}\n>\n> > tiefer\n\n{cited}"


def _pictures(said: str, number: int) -> str:
    one, two = (f"{_top(number)}media/p{(number + add) % 40}" for add in (0, 1))
    raw = f'<img src="{one}.png" srcset="{one}.png 1x, {two}.jpg 2x" alt="{said}" width="16">'
    return f'![{said}]({two}.jpg "Titel & mehr")\n\n{raw}\n\n![Glyphe]({_top(number)}media/glyphs%20%26%20more.svg)'


def _players(said: str, number: int) -> str:
    file, still = f"{_top(number)}media/e{number % 20}", f"{_top(number)}media/p{number % 40}.gif"
    video = f'<video src="{file}.mp4" poster="{still}"><p>{said}</p></video>'
    return f'{video}\n\n<audio controls src="{file}.wav"></audio>\n\n<details><summary>Mehr</summary>x</details>'


def _links(said: str, number: int) -> str:
    top, to = _top(number), _top(number) + _name((number * 7 + 1) % 200)
    inside = f"[{said}]({to}.md) [dort]({to}.md#teil-2) [hier](#teil-2) [Datei]({top}media/e1.pdf)"
    return f"{inside} [Mail](mailto:a@example.org)"


def _html(said: str, _: int) -> str:
    odd = '<a href="https://Example.org/ä b?x=1&y=2#ü" onclick="x()">Link</a> <a href="//example.net/p">ohne</a>'
    block = f'<div class="x" style="color:red"><p>{said} {odd}</p></div>'
    return f"{block}\n\n<script>alert(1)</script>\n\n<!-- weg -->\n\n&copy; &nbsp; &#x1F6A2; &notanentity;"


def _letters(said: str, _: int) -> str:
    return (
        f"{said} \u202eoverride\u202c \u2067isolate\u2069 a\u200bb e\u0301 𝕳𝖆𝖋𝖊𝖓 👩🏽‍🚀 \u00a0 \u2028 ﷽ ½ “q” ‘x’ — …"
    )


BODIES = (
    *(_plain, _notes, _table, _code, _lists, _definitions, _quotes, _pictures, _players, _links, _html, _letters),
)


def _name(number: int) -> str:
    return f"a{number:03}"


def _top(number: int) -> str:
    """Return how an article begins the name of a file: from the top, so that it can be moved, or from where it lies."""
    return "/" if number % 3 == 2 else ""


def _language(number: int) -> str:
    return LANGUAGES[number * 7 % 13 % 4]


def _body(number: int, chance: random.Random) -> str:
    """Return a text with a heading that others link to, and three of the things that can be shown."""
    language = _language(number)
    said = [_words(chance, language, chance.randint(4, 30)) for _ in range(4)]
    shown = [BODIES[(number * step + step) % len(BODIES)](said[step], number) for step in (1, 2, 3)]
    return "\n\n".join((said[0], shown[0], "## Teil 2", *shown[1:], "Ende."))


def _front(number: int, chance: random.Random) -> Iterator[str]:
    """Yield the lines of front matter."""
    language = _language(number)
    yield "title: " + _yaml(TITLES[number % len(TITLES)](_words(chance, language, 5).rstrip(".。")))
    yield f"language: {language}"
    if number % 3 == 1:
        yield "summary: " + _yaml(_words(chance, language, 8) + (" Salz & <Pfeffer> &amp; mehr" if number % 2 else ""))
    if count := number % 4:
        yield f"authors: [{', '.join(map(_yaml, chance.sample(AUTHORS, count)))}]"
    if count := number % 5:
        yield f"tags: [{', '.join(map(_yaml, chance.sample(TAGS, count)))}]"
    if number % 9 == 4:
        yield f"id: urn:uuid:00000000-0000-4000-8000-{number:012}"
    if number % 50 == 11:
        yield f"slug: the-slug-{number}"
    yield from _dates(number)
    yield from _files(number)


def _dates(number: int) -> Iterator[str]:
    if date := DATES[number * 5 % len(DATES)]:
        yield f'published: "{date}"'
    if number % 6 == 1:
        yield f'updated: "2024-11-0{1 + number % 9}T10:00:{number % 60:02}Z"'
    if number >= ARTICLES - 10:
        yield "draft: true" if number % 2 else 'published: "2031-05"'


def _files(number: int) -> Iterator[str]:
    if number % 4 == 2:
        lead = f"{_top(number)}media/p{number % 40}.{tuple(PICTURES)[number // 4 % 4]}"
        yield f"image: {lead}" if number % 8 == 2 else f'image: {{ src: "{lead}", alt: "Ein Bild & <mehr>" }}'
    if number % 5 == 3:
        kinds = tuple(ENCLOSURES)[number % 3 :] if number % 10 == 3 else (tuple(ENCLOSURES)[number // 5 % 5],)
        yield f"enclosures: [{', '.join(f'{_top(number)}media/e{number % 20}.{kind}' for kind in kinds)}]"


def _yaml(said: str) -> str:
    """Return a value as YAML has it; what is written as a mapping stays one."""
    return said if said.startswith("{ ") else json.dumps(said, ensure_ascii=False)


def _article(number: int, more: str = "", **changes: str) -> str:
    """Return an article, with more text below or other lines of front matter than it would have."""
    chance = random.Random(number)
    lines = {line.partition(":")[0]: line for line in _front(number, chance)} | changes
    front = "\n".join(lines.values())
    return f"---\n{front}\n---\n\n{_body(number, chance)}\n{more}"


def _seed(number: int) -> str:
    """Return a raw text with a date above and headings, lists and marks that must not become markup."""
    chance, language = random.Random(-number), LANGUAGES[number % 4]
    said = [_words(chance, language, 12) for _ in range(6)]
    date = f"date 20{10 + number % 14}-{1 + number % 12:02}\n\n" if number % 3 else ""
    points = f"- {said[2]}\n- {said[3]} & <b>mehr</b>"
    return f"{date}{said[0]} {said[1]}\n\n{points}\n\n*{said[4]}* [kein](Link) 1 < 2 & 3 > 2\n\n{said[5]} Nr. {number}"


# ── the sites ───────────────────────────────────────────────────────────────────────────────────


def varied(root: Path, base: str = BASE) -> None:
    """Make a site of 300 articles, with all that an article can have, in three builds between which it changes."""
    site(root, {"feedmill.toml": SETTINGS.replace(BASE, base)} | dict(_first()))
    _build(root, 0)
    _change(root / "content")
    _build(root, 1)
    (root / "content/sub/moved-203.md").rename(root / "content/a203.md")
    for number in range(ARTICLES - 20, ARTICLES):
        write(root / f"content/{_name(number)}.md", _article(number))
    _build(root, 2)


def _build(root: Path, day: int) -> None:
    settle(root)
    report = build(root, now=NOW + timedelta(days=day))
    assert not mistakes(report), mistakes(report)


def _first() -> Iterator[tuple[str, str | bytes]]:
    for number in range(RAW):
        yield f"seeds/raw-{number:02}.txt", _seed(number)
    for number in range(RAW, ARTICLES - 20):
        yield f"content/{_name(number - RAW)}.md", _article(number - RAW)
    for number in range(40):
        for ending, kind in PICTURES.items():
            yield f"content/media/p{number}.{ending}", picture(kind, number)
    for number in range(20):
        for ending, make in ENCLOSURES.items():
            yield f"content/media/e{number}.{ending}", make(number)
    yield "content/media/glyphs & more.svg", GLYPHS
    yield "content/pages/about.md", '---\ntitle: "Über <uns> & mehr"\n---\n\nWir. [Neues](../a001.md)\n'
    yield "static/humans.txt", "Redaktion\n"
    yield "static/sub/näh er.png", picture("PNG", 1)


def _change(content: Path) -> None:
    """Move, withdraw, correct and rename some articles, and hide one."""
    (content / "sub").mkdir()
    for number in (203, 206, 209):
        (content / f"{_name(number)}.md").rename(content / f"sub/moved-{number}.md")
    for number in (231, 237, 246):
        (content / f"{_name(number)}.md").unlink()
    for number in (8, 9, 90, 180):
        write(content / f"{_name(number)}.md", _article(number, "\nNachtrag & Korrektur.\n"))
    for number in (12, 61):
        write(content / f"{_name(number)}.md", _article(number, slug=f"slug: renamed-{number}"))
    write(content / f"{_name(240)}.md", _article(240, draft="draft: true"))


def real(root: Path) -> None:
    """Make the site of this repository, with the settings and seeds that it ships."""
    root.mkdir(parents=True)
    shutil.copy(REPOSITORY / "feedmill.toml", root)
    shutil.copytree(REPOSITORY / "seeds", root / "seeds")
    settle(root)
    build(root, now=NOW)


def hostile(root: Path) -> None:
    """Make the folder of `test_hostile`, but for what only some users may not read and what is more than a megabyte."""
    site(root, {})
    spared = locked().keys() | abyss().keys() | {"odd/device.txt"}
    for name, thing in everything().items():
        if name in spared or (isinstance(thing.make, bytes) and len(thing.make) > LARGEST):
            continue
        path = root / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(thing.make) if isinstance(thing.make, bytes) else thing.make(path)
    settle(root)
    build(root, jobs=2)


SITES: dict[str, Callable[[Path], None]] = {"varied": varied, "real": real, "hostile": hostile}


LAST = {"varied": NOW + timedelta(days=2), "real": NOW, "hostile": NOW}
"""When each was built last."""


def shared(name: str, factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site, which the first worker of a test run that asks for it makes for all."""
    base = factory.getbasetemp()
    base = base.parent if base.name.startswith("popen-") else base
    root = base / f"sample-{name}"
    with (base / f"sample-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "done").exists():
            shutil.rmtree(root, ignore_errors=True)
            SITES[name](root)
            (root / "done").touch()
    return root
