"""Any text in any field, and articles damaged in every way: no traceback, nothing ill-formed or unsafe, no silence.

FEEDMILL_EXAMPLES=3000 draws more articles and settings (100), FEEDMILL_MUTANTS=10000 damages more (300).
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from feedmill import config
from feedmill import ledger as ledgers
from feedmill.plans import Report
from feedmill.subscriber import NAMES, receive
from feedmill.text import seen
from safety import faults, unsafe
from sites import BASE, article, build, mistakes, site
from test_feeds_agree import NASTY
from test_hostile import claims, front_matter
from test_markup import HOSTILE
from vectors import FOREIGN, FRAMES, HANDLERS, SCRIPTS, VECTORS

HERE = Path(__file__).parent
EXAMPLES = int(os.environ.get("FEEDMILL_EXAMPLES", "100"))
MUTANTS = int(os.environ.get("FEEDMILL_MUTANTS", "300"))
BATCH = 250
"""Articles in one site."""

UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What would end, command or turn around the line on which a mistake is told."""

T = TypeVar("T")


def drawn(some: st.SearchStrategy[T], count: int) -> list[T]:
    """Return as many values as Hypothesis draws: many fit into one site, which is built once for all of them."""
    found: list[T] = []

    @settings(max_examples=count, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    @given(some)
    def draw(value: T) -> None:
        found.append(value)

    draw()
    return found


# ── what a site must be ─────────────────────────────────────────────────────────────────────────

CONTROLS = {f"content/control-{n}.md": article(f"Control {n}", published='"2024-11-01"', tags="[ok]") for n in range(3)}


def published(root: Path) -> set[str]:
    """Return the paths of the articles that are out, as the ledger says."""
    rows = ledgers.load((root / ledgers.FILE).read_bytes()).rows.values()
    return {path for row in rows if row.number is not None and row.withdrawn is None for path in row.paths}


def assert_sound(root: Path, report: Report) -> set[str]:
    """Assert that all is well-formed and safe, and that each article is out or has its line; return those that are."""
    assert faults(root / "feeds") == []
    out = published(root)
    told = {problem.path for problem in report.problems if not problem.warning and problem.line}
    there = {path.relative_to(root).as_posix() for path in (root / "content").rglob("*.md")}
    waiting = report.drafts + report.future
    silent = there - out - told
    assert len(silent) <= waiting, f"neither published nor told with a line: {sorted(silent)}"
    assert not [str(problem) for problem in report.problems if UNSHOWABLE.search(str(problem))]
    assert there.issuperset(CONTROLS)
    assert out.issuperset(CONTROLS)
    assert not build(root).written
    return out


def entries(root: Path) -> dict[str, set[tuple[object, ...]]]:
    """Return what each article's entries say of it, in every feed of every format: one thing, if they agree."""
    said: dict[str, set[tuple[object, ...]]] = {}
    for path in sorted((root / "feeds").rglob("*")):
        if path.name in NAMES:
            for each in receive(path.name, path.read_bytes()).entries:
                said.setdefault(each.id, set()).add((each.title, each.link, each.tags, each.published))
    return said


# ── any text in any field ───────────────────────────────────────────────────────────────────────

SURROGATES = st.text(st.characters(categories=["Cs"]), min_size=1, max_size=2)
ANYTHING = st.text(st.characters(), max_size=20)
NASTIER = (
    *NASTY,
    *VECTORS,
    "' \" ",
    "\\",
    "-->",
    "]]>",
    "'; DROP",
    "\u200b\u200d",
    "\u2066\u202e",
    "\ufe0f",
    "x" * 300,
)
texts = st.lists(st.sampled_from(NASTIER) | ANYTHING | SURROGATES, max_size=4).map("".join)
names = texts.map(lambda text: re.sub("[\ud800-\udfff]", "\ufffd", text)).filter(seen)
FREE = ("title", "summary", "tags", "authors", "alt")
CLOSED = (
    "slug",
    "language",
    "published",
    "updated",
    "id",
    "image",
    "enclosures",
    "url",
    "page",
    "draft",
    "source",
    "odd",
)


def quoted(text: str) -> str:
    """Return a text as YAML between double quotes, as a program would write it; a surrogate as its escape."""
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if "\ud800" <= letter <= "\udfff":
        return f"\\u{ord(letter):04x}"
    plain = " " <= letter <= "~" or (letter >= "\xa0" and letter not in "\u2028\u2029\ufeff\ufffe\uffff")
    return letter if plain and letter.isprintable() else f"\\U{ord(letter):08x}"


WAYS: dict[str, Callable[[str], str]] = {
    "quoted": quoted,
    "single": lambda text: "'" + text.replace("'", "''") + "'",
    "plain": lambda text: text,
    "block": lambda text: "|\n  " + text.replace("\n", "\n  "),
}


@st.composite
def free(draw: st.DrawFn) -> dict[str, str]:
    """Give front matter whose texts may be anything but surrogates: there is nothing to refuse it for."""
    said = {name: draw(names) for name in FREE}
    front = {"title": quoted(said["title"]), "summary": quoted(said["summary"])}
    front["tags"] = f"[{quoted(said['tags'])}]"
    front["authors"] = f'[{quoted(said["authors"])}, {{name: {quoted(draw(names))}, url: "https://a.example/"}}]'
    front["image"] = f"{{src: a.png, alt: {quoted(said['alt'])}}}"
    return front


@st.composite
def closed(draw: st.DrawFn) -> dict[str, str]:
    """Give front matter in which fields of a certain form, or any others, hold anything, written in any way."""
    front = {"title": '"Some title"'}
    for name in draw(st.lists(st.sampled_from((*CLOSED, *FREE)), min_size=1, max_size=2)):
        some = draw(st.sampled_from((names, names, texts)))
        said = WAYS[draw(st.sampled_from(("quoted", *WAYS)))](draw(some))
        front |= {
            "tags": {"tags": f"[{said}]"},
            "authors": {"authors": f"[{said}]"},
            "enclosures": {"enclosures": f"[{said}]"},
            "url": {"authors": f"[{{name: x, url: {said}}}]"},
            "page": {"authors": f"[{{name: x, url: {quoted('https://a.example' + draw(some))}}}]"},
            "alt": {"image": f"{{src: a.png, alt: {said}}}"},
            "source": {"source": f"{{seed: {said}, sha256: {said}}}"},
            "odd": {quoted(draw(texts)): said},
        }.get(name, {name: said})
    return front


def written(front: dict[str, str], n: int) -> bytes:
    """Return the file; what UTF-8 cannot hold stands there all the same, as broken bytes."""
    head = "\n".join(f"{name}: {value}" for name, value in front.items())
    return f"---\n{head}\n---\n\nText of {n}.\n".encode("utf-8", "surrogatepass")


def built(root: Path, texts_: list[bytes]) -> Report:
    """Build a site of these files, among some that nothing is wrong with."""
    files = {f"content/{n:04}.md": text for n, text in enumerate(texts_)}
    site(root, {**CONTROLS, **files, "content/a.png": b"\x89PNG"})
    return build(root, jobs=2)


def batches(fronts: list[dict[str, str]]) -> Iterator[tuple[Path, list[bytes]]]:
    """Yield the name of a folder and the files of a site, until all are in one."""
    for first in range(0, len(fronts), BATCH):
        yield Path(str(first)), [written(front, n) for n, front in enumerate(fronts[first : first + BATCH])]


def test_any_text_in_free_fields_is_published(tmp_path: Path) -> None:
    """Titles, summaries, tags, authors and words for pictures take anything that YAML can say; all formats agree."""
    for name, texts_ in batches(drawn(free(), EXAMPLES)):
        report = built(tmp_path / name, texts_)
        out = assert_sound(tmp_path / name, report)
        assert len(out) > len(texts_) * 0.95
        said = entries(tmp_path / name)
        assert {id_: each for id_, each in said.items() if len(each) != 1} == {}
        assert all(title and link for each in said.values() for title, link, _, _ in each)


def test_any_text_in_any_field_is_published_or_told(tmp_path: Path) -> None:
    """Slugs, dates, ids, languages, files: what does not fit is told with its line, and everything else is out."""
    for name, texts_ in batches(drawn(closed(), EXAMPLES)):
        report = built(tmp_path / name, texts_)
        out = assert_sound(tmp_path / name, report)
        assert len(out) > len(CONTROLS) + len(texts_) / 20
        assert len(mistakes(report)) > len(texts_) / 20


# ── any text in any setting ─────────────────────────────────────────────────────────────────────


def toml(text: str) -> str:
    """Return a text as TOML between double quotes; a surrogate as the escape that TOML forbids."""
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


@st.composite
def toml_of(draw: st.DrawFn) -> tuple[str, bool]:
    """Give settings whose texts may be anything, and whether TOML can say them."""
    title, about, rights, author, id_ = (draw(names if draw(st.integers(0, 9)) else texts) for _ in range(5))
    lines = [
        f"id = {toml(id_)}",
        f"title = {toml(title)}",
        f"description = {toml(about)}",
        f"copyright = {toml(rights)}",
        f"authors = [{{ name = {toml(author)} }}]",
        f'base_url = "{BASE}"',
    ]
    return "\n".join(lines) + "\n", not re.search("[\ud800-\udfff]", title + about + rights + author + id_)


def test_any_text_in_settings_is_published_or_told(tmp_path: Path) -> None:
    """Title, description, copyright, author and id of a site: told with the line, or in sound documents."""
    good = 0
    for n, (text, sayable) in enumerate(drawn(toml_of(), max(20, EXAMPLES // 10))):
        said, problems = config.load(text)
        if said is None:
            assert problems
            assert all(problem.path == config.FILE and problem.line for problem in problems)
            continue
        assert sayable
        good += 1
        root = site(tmp_path / str(n), {**CONTROLS, "feedmill.toml": text})
        assert not mistakes(build(root))
        assert faults(root / "feeds") == []
        assert len(published(root)) == len(CONTROLS)
    assert good > 5


@given(
    texts, st.sampled_from(["title", "language", "timezone", "base_url", "authors", "copyright", "feed"]), st.booleans()
)
def test_settings_of_any_kind_are_told(text: str, name: str, raw: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    """Whatever stands in the file of settings, and wherever, is a setting or a mistake with its file."""
    said, problems = config.load(text if raw else f"{name} = {toml(text)}\n[feed]\nhub = {toml(text)}\n")
    assert said is not None or problems
    assert all(problem.path == config.FILE and not UNSHOWABLE.search(str(problem)) for problem in problems)


# ── damaged articles ────────────────────────────────────────────────────────────────────────────


def good() -> list[bytes]:
    """Return real articles, those that the golden sites are made of, and one that has everything."""
    real = [*(HERE.parent / "content").rglob("*.md"), *(HERE / "golden").glob("*/content/**/*.md")]
    return [EVERYTHING.encode(), *(path.read_bytes() for path in sorted(real) if path.stat().st_size < 20_000)]


def hostile() -> list[bytes]:
    """Return articles that were meant to do harm."""
    attacks = {**front_matter(), **claims()}.values()
    return [thing.make for thing in attacks if isinstance(thing.make, bytes) and len(thing.make) < 20_000]


EVERYTHING = """---
title: "All of it"
summary: "With & without <marks>."
tags: [one, "two & three"]
authors: [Ada, {name: Bo, url: "https://bo.example/"}]
image: {src: a.png, alt: "A picture"}
enclosures: [a.png]
published: "2024-03-04"
language: de
---

# One *two* `three` {: #four }

A [link](control-0.md "title"), ![picture](a.png){: .x }, <b title="y">HTML</b>, a note[^1], HTML & more.

| a | b |
|:--|--:|
| 1 | 2 |

1. one
    * two

> quote

``` python
code
```

term
: definition

<div markdown="1">*in*</div>

*[HTML]: Hypertext
[^1]: The note.
"""


ATTACKS = [attack.encode("utf-8", "surrogatepass") for attack in (*VECTORS, *HOSTILE, *NASTY)]
PIXEL = b'<img src="https://tracker.example/p.gif?u=1" width="1" height="1" alt="">'
FRONT = (
    *(
        b"title: [",
        b"title: {a: b",
        b"tags: &a [*a]",
        b"? [x]\n: y",
        b"\ttitle: x",
        b"title: |",
        b"--- # x",
        b"...",
        b"---",
    ),
    *(b"id: urn:uuid:0", b"slug: x", b"slug: con", b"draft: maybe", b"published: 2024-13", b"published: 9999-12-31"),
    *(b"published: 0001-01-01T00:00:00+14:00", b"updated: 1970", b"language: xx-", b"language: und", b"!!python/x: y"),
    *(b"enclosures: [a.png, nothing.mp3, ../../etc/passwd]", b"image: a.png", b"image: {src: '', alt: x}", b"%YAML 9"),
    *(
        b"authors: [{name: x, url: 'javascript:1'}]",
        b"source: {seed: ../x, sha256: 0}",
        b"title: !!binary aGk=",
        b"<<: *x",
    ),
)


def damage(raw: bytes, chance: Random) -> bytes:
    """Return an article with some things done to it that no editor would do, mostly below its front matter."""
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        at = 0 if chance.random() < 0.15 else raw.find(b"\n---\n", 3) + 5
        raw = raw[:at] + chance.choice(DAMAGES)(raw[at:], chance)
    if chance.random() < 0.15:
        raw = _front(raw, chance)
    return raw[:100_000]


def _at(raw: bytes, piece: bytes, chance: Random) -> bytes:
    place = chance.randint(0, len(raw))
    return raw[:place] + piece + raw[place:]


def _flip(raw: bytes, chance: Random) -> bytes:
    flipped = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        if flipped:  # seldom the highest bit, which breaks UTF-8 and is told at once
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.choice((0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 7))
    return bytes(flipped)


def _attack(raw: bytes, chance: Random) -> bytes:
    attack = chance.choice(ATTACKS)
    return _at(raw, chance.choice((attack, b"\n\n" + attack + b"\n\n", b"> " + attack, b"* " + attack)), chance)


def _splice(raw: bytes, chance: Random) -> bytes:
    other = chance.choice(ATTACKS) + chance.choice(ORIGINALS)
    return raw[: chance.randint(0, len(raw))] + other[chance.randint(0, len(other)) :]


def _control(raw: bytes, chance: Random) -> bytes:
    odd = (
        "\x00",
        "\x07",
        "\x0b",
        "\x1b[2J",
        "\x7f",
        "\x85",
        "\u2028",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\ufffe",
        "\U000e0041",
    )
    codes = (
        *(each.encode() for each in odd),
        b"\xff",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\r",
        b"\x02",
        b"\x03",
    )
    return _at(raw, chance.choice(codes), chance)


def _deep(raw: bytes, chance: Random) -> bytes:
    one, many = (
        chance.choice(
            (b"<div>", b"<b>", b"> ", b"* ", b"[", b"![", b"(", b"<a href=x>", b"*", b"`", b"<table><td>", b"    ")
        ),
        60,
    )
    return _at(raw, b"\n" + one * chance.randint(2, many), chance)


def _front(raw: bytes, chance: Random) -> bytes:
    lines = raw.split(b"\n")
    lines.insert(chance.randint(0, min(len(lines), 8)), chance.choice(FRONT))
    return b"\n".join(lines)


def _unclosed(raw: bytes, chance: Random) -> bytes:
    ends = (
        b"<p",
        b"<b>",
        b'<a href="',
        b"<!--",
        b"<![CDATA[",
        b"<script>",
        b"<style>",
        b"<table><tr>",
        b"```",
        b"<pre>",
        b"<textarea>",
        b"</div>",
    )
    return _at(raw, chance.choice(ends), chance)


def _entity(raw: bytes, chance: Random) -> bytes:
    said = (
        *(
            b"&nbsp;",
            b"&bogus;",
            b"&#0;",
            b"&#xD800;",
            b"&#x1FFFFF;",
            b"&amp;lt;b>",
            b"&",
            b"&lt",
            b"&#;",
            b"&#x;",
            b"%3C",
        ),
        *(
            b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>&a;&c;',
            b"<?xml version='1.0'?>",
            b"]]>",
        ),
    )
    return _at(raw, chance.choice(said), chance)


def _pixel(raw: bytes, chance: Random) -> bytes:
    return _at(raw, PIXEL, chance)


def _cut(raw: bytes, chance: Random) -> bytes:
    first, last = sorted(chance.randint(0, len(raw)) for _ in range(2))
    return chance.choice((raw[:first], raw[first:], raw[:first] + raw[last:], raw + raw[first:last]))


DAMAGES = (_flip, _attack, _attack, _splice, _control, _deep, _unclosed, _entity, _pixel, _cut)
GOOD = good()
ORIGINALS = [*GOOD, *hostile()]


def mutant(n: int) -> bytes:
    """Return the nth damaged article. Its original has an id of its own, so that it is not refused for another's."""
    chance = Random(n)
    raw = chance.choice(GOOD if chance.random() < 0.8 else ORIGINALS)
    raw = re.sub(rb"^(id|slug): .*\n", b"", raw, flags=re.MULTILINE)
    raw = re.sub(rb"^source:\n(  .*\n)*", b"", raw, flags=re.MULTILINE)
    return damage(raw, chance)


@pytest.mark.parametrize("first", range(0, MUTANTS, BATCH))
def test_damaged_articles_are_published_soundly_or_told(first: int, tmp_path: Path) -> None:
    """Bits turned, attacks put in, tags left open, front matter broken: out and harmless, or told with the line."""
    mutants = [mutant(n) for n in range(first, min(first + BATCH, MUTANTS))]
    report = built(tmp_path, mutants)
    out = assert_sound(tmp_path, report)
    assert len(out) > len(mutants) / 3
    assert len(mistakes(report)) > len(mutants) / 20
    refused = {problem.path for problem in report.problems if not problem.warning} - out
    print(f"{len(mutants)} damaged: {len(out) - len(CONTROLS)} out, {len(refused)} refused")  # noqa: T201 - for -s


@pytest.mark.parametrize("vectors", [VECTORS, HOSTILE], ids=["vectors", "hostile"])
def test_known_attacks_are_harmless_wherever_they_stand(vectors: tuple[str, ...], tmp_path: Path) -> None:
    """In the text alone, in the middle of it, and in every text of the front matter."""
    texts_ = [f"---\ntitle: Alone\n---\n\n{attack}\n" for attack in vectors]
    texts_ += [f"---\ntitle: Inside\n---\n\nBefore {attack} after.\n\n* {attack}\n\n> {attack}\n" for attack in vectors]
    texts_ += [f"---\ntitle: {quoted(attack)}\nsummary: {quoted(attack)}\n---\n" for attack in vectors]
    texts_ += [
        f"---\ntitle: Named\n{('tags', 'authors')[n % 2]}: [{quoted(attack)}]\n---\n"
        for n, attack in list(enumerate(vectors))[::5]
    ]
    report = built(tmp_path, [text.encode() for text in texts_])
    assert len(assert_sound(tmp_path, report)) > len(texts_) * 0.8


# ── the judge ───────────────────────────────────────────────────────────────────────────────────

BAD = {
    "a.xml": (
        b"<a><b></a>",
        b"<!DOCTYPE a><a/>",
        b"<a>&nbsp;</a>",
        b"<a>&amp;\x01</a>",
        b"<a>\xff</a>",
        b"<a><![CDATA[x]]></a>",
        b"<a>\xc2\x85</a>",
        b'<a href="javascript:1"/>',
        b'<a url="a b"/>',
        b'<content type="html">&lt;script>1&lt;/script></content>',
        b'<content type="html">&lt;img src="/a.png"></content>',
        b"<rss><channel><item><description>&lt;b onclick=1></description></item></channel></rss>",
    ),
    "a.json": (
        b'{"a": 1,}',
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        b'{"items": [{"content_html": "<iframe></iframe>"}]}',
        b'{"items": [{"content_html": "<a href=x>x</a>"}]}',
    ),
    "a.html": (
        b"<p>x",
        b"<!doctype html><title>x</title><p><b></p></b>",
        b"<!doctype html><title>x</title>\x01",
        b"<!doctype html><title>x</title><script>1</script>",
        b"<!doctype html><title>x</title><a href='java\tscript:1'>x</a>",
        b"<!doctype html><title>x</title><div class=text><p style=x>x</div>",
        b"<!doctype html><title>x</title><div class=text><form></form></div>",
    ),
}


@pytest.mark.parametrize(("name", "raw"), [(name, raw) for name, raws in BAD.items() for raw in raws])
def test_the_judge_sees_what_is_wrong(name: str, raw: bytes, tmp_path: Path) -> None:
    """A judge that finds fault with nothing is none."""
    (tmp_path / name).write_bytes(raw)
    assert faults(tmp_path)


def test_the_judge_sees_attacks() -> None:
    """All but those of which a parser leaves nothing inside another page, a class, and a picture from elsewhere."""
    attacks = (*SCRIPTS[:4], *HANDLERS, *FRAMES, *FOREIGN[:9])
    unseen = [attack for attack in attacks if not list(unsafe(attack, absolute=True))]
    assert [re.match(r"<\w+", attack)[0] for attack in unseen] == ["<body", "<iframe", "<frameset", "<p", "<img"]  # type: ignore[index]
