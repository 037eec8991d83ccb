"""bench: the same articles for everyone, each program's layout, tables and charts that are made of figures alone."""

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import etree

BENCH = Path(__file__).parent.parent / "bench"
sys.path.insert(0, str(BENCH))

import cases  # noqa: E402 - the folder of scripts is no package
import charts  # noqa: E402
import corpus  # noqa: E402
import gauge  # noqa: E402
import layouts  # noqa: E402
import lexicon  # noqa: E402
import tables  # noqa: E402

SOME = tuple(corpus.articles(40))
TAKEN = cases.Figure(2.0, 3.0, 50 * 2**20, (1.5, 2.0, 2.5))
TWICE = cases.Figure(4.0, 3.0, 0, (4.0,))
PAIR = {"feedmill": TWICE, "hugo": TAKEN}
RESULTS = tables.Results(
    articles=40,
    rounds=3,
    others=1,
    machine="a machine",
    command="make bench",
    versions={"hugo": "1.2"},
    missing=("nikola",),
    figures={"cold build": PAIR},
    outputs={"hugo": cases.Output(50, 3, 1, 2**20)},
    own={"cold build": {"feedmill-raw": TAKEN}},
    own_outputs={},
    scaling={"40": {"cold build": PAIR}, "400": {"cold build": PAIR}},
)


def laid(layout: layouts.Layout, root: Path) -> dict[str, str]:
    """Return the files of a site, by path; feedmill's own program is not among them."""
    layouts.lay(layout, root, SOME[:3])
    paths = (path for path in root.rglob("*") if path.is_file() and "program" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


# ── the corpus ──────────────────────────────────────────────────────────────────────────────────


def test_everyone_gets_the_same_articles() -> None:
    """The number of an article alone decides what it says, on every machine and in every release."""
    said = "".join(corpus.raw(article) + corpus.markdown(article) for article in SOME)
    assert sha256(said.encode()).hexdigest()[:16] == "19ff53080ea8f9ee"
    assert corpus.article(7) == SOME[7]


def test_articles_are_as_long_as_real_ones() -> None:
    """Raw text has 2.6 KB, give or take a quarter; sentences differ in length as in agency copy."""
    sizes = sorted(len(corpus.raw(article).encode()) for article in corpus.articles(200))
    assert 2300 < sizes[100] < 3000
    assert sizes[0] < 2000
    assert sizes[-1] > 3500
    lengths = [len(said.split()) for a in SOME for b in a.blocks if b.kind == "point" for said in [b.text]]
    assert 10 < sum(lengths) / len(lengths) < 20
    assert max(lengths) > 2 * min(lengths)


def test_words_are_as_frequent_as_real_ones() -> None:
    """Zipf: the ten most frequent words are a quarter of a text or more, half of all its words stand there once."""
    counted = Counter(re.findall(r"\w+", " ".join(corpus.markdown(a).lower() for a in corpus.articles(100))))
    frequent = sum(count for _, count in counted.most_common(10)) / counted.total()
    once = sum(count == 1 for count in counted.values()) / len(counted)
    assert 0.25 < frequent < 0.5
    assert 0.4 < once < 0.7


def test_there_are_nine_tags_and_no_name_comes_twice() -> None:
    """All nine tags are used; titles may come twice, names of files may not."""
    many = tuple(corpus.articles(300))
    assert {tag for article in many for tag in article.tags} == set(lexicon.TAGS)
    assert len(lexicon.TAGS) == 9
    assert len({article.slug for article in many}) == 300
    assert all(re.fullmatch(r"[a-z0-9-]+", article.slug) for article in many)


def test_markdown_says_what_the_raw_text_says() -> None:
    """Both forms hold every block, in the same order."""
    for article in SOME:
        for form in (corpus.markdown(article), corpus.raw(article)):
            places = [form.index(block.text) for block in article.blocks]
            assert places == sorted(places)


# ── layouts ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("layout", layouts.LAYOUTS, ids=lambda layout: layout.name)
def test_each_program_gets_the_same_articles(layout: layouts.Layout, tmp_path: Path) -> None:
    """Each article lies in one file of its own, with its title, date, tags and every block of its text."""
    files = laid(layout, tmp_path / "site")
    for article in SOME[:3]:
        text = files[layout.place(article)]
        assert all(word in text for word in (article.title, article.date, *article.tags))
        assert all(block.text in text for block in article.blocks)
    assert len([path for path in files if re.search(r"-00000\d\.md$", path)]) == 3


@pytest.mark.parametrize("layout", layouts.LAYOUTS, ids=lambda layout: layout.name)
def test_a_theme_can_be_changed_again_and_again(layout: layouts.Layout, tmp_path: Path) -> None:
    """The footer holds a number, another one after each change, and nothing else of the template changes."""
    laid(layout, tmp_path / "site")
    theme = tmp_path / "site" / layout.theme
    before = theme.read_text(encoding="utf-8")
    for number in (1, 22):
        layouts.change_theme(layout, tmp_path / "site", number)
        assert theme.read_text(encoding="utf-8") == before.replace(f"{layouts.MARK} 0", f"{layouts.MARK} {number}")
    assert before.count(layouts.MARK) == 1


def test_all_know_the_same_tags() -> None:
    """Lists of tags that stand in templates are those of the corpus."""
    for path in ("eleventy/tags.json", "jekyll/_data/tags.json"):
        assert json.loads((layouts.TEMPLATES / path).read_text(encoding="utf-8")) == lexicon.TAGS
    nikola = (layouts.TEMPLATES / "nikola/conf.py").read_text(encoding="utf-8")
    assert all(f'"{tag}"' in nikola for tag in lexicon.TAGS)


def test_all_lists_and_feeds_hold_fifty() -> None:
    """Nobody is given less to do in lists and feeds."""
    hugo = tomllib.loads((layouts.TEMPLATES / "hugo/hugo.toml").read_text(encoding="utf-8"))
    assert hugo["pagination"]["pagerSize"] == hugo["services"]["rss"]["limit"] == 50
    for path, names in {
        "eleventy/eleventy.config.mjs": ["SIZE = 50"],
        "pelican/pelicanconf.py": ["DEFAULT_PAGINATION = 50", "FEED_MAX_ITEMS = 50"],
        "nikola/conf.py": ["INDEX_DISPLAY_POST_COUNT = FEED_LENGTH = 50"],
        "jekyll/_config.yml": ["posts_limit: 50", "per_page: 50"],
    }.items():
        text = (layouts.TEMPLATES / path).read_text(encoding="utf-8")
        assert all(name in text for name in names)


def test_a_cold_build_has_content_and_nothing_else(tmp_path: Path) -> None:
    """Output and cache are thrown away, articles are kept; where raw text is measured, articles go too."""
    for layout, kept in ((layouts.LAYOUTS[0], True), (layouts.FROM_RAW, False)):
        root = tmp_path / layout.name
        laid(layout, root)
        for folder in ("feeds", ".feedmill", "content"):
            (root / folder).mkdir(exist_ok=True)
        layouts.empty(layout, root)
        assert not (root / "feeds").exists()
        assert not (root / ".feedmill").exists()
        assert (root / "content").exists() is kept


# ── measuring ───────────────────────────────────────────────────────────────────────────────────

_CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', {!r}], check=True)"


def test_time_is_that_of_all_processes(tmp_path: Path) -> None:
    """A child's processor time counts."""
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    took = gauge.timed([sys.executable, "-c", _CHILD.format(burn)], tmp_path, {}, 60)
    assert took.cpu > 0.3
    assert took.wall > 0.2


def test_memory_is_that_of_all_processes(tmp_path: Path) -> None:
    """A child's memory counts."""
    hold = "import time; kept = b'x' * 60_000_000; time.sleep(0.5)"
    assert gauge.remembered([sys.executable, "-c", _CHILD.format(hold)], tmp_path, {}, 60) > 60_000_000


@pytest.mark.parametrize("gauged", [gauge.timed, gauge.remembered])
def test_a_program_that_fails_or_hangs_is_no_figure(gauged: Callable[..., object], tmp_path: Path) -> None:
    """What ends with a mistake, or not at all, is told with what it said last."""
    with pytest.raises(gauge.FailedError, match="so it is"):
        gauged([sys.executable, "-c", "raise SystemExit('so it is')"], tmp_path, {}, 60)
    with pytest.raises(gauge.FailedError):
        gauged([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, {}, 0.3)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Run nothing: note what would be run. The second time, Jekyll fails."""
    seen: list[tuple[str, str]] = []

    def note(command: list[str], root: Path, _environment: object, _limit: float) -> gauge.Took:
        seen.append(("timed", root.name))
        if root.name == "jekyll" and seen.count(("timed", "jekyll")) > 1:
            raise gauge.FailedError(command, 1, "")
        return gauge.Took(len(seen), 1)

    def weigh(_command: list[str], root: Path, _environment: object, _limit: float) -> int:
        seen.append(("memory", root.name))
        return 7

    monkeypatch.setattr(gauge, "timed", note)
    monkeypatch.setattr(gauge, "remembered", weigh)
    return seen


def test_programs_take_turns(counted: list[tuple[str, str]], tmp_path: Path) -> None:
    """A B, then B A; who is only in the first rounds leaves; who fails is left out, said, and keeps its figures."""
    named = {layout.name: layout for layout in layouts.LAYOUTS}
    programs = [named["feedmill"], named["hugo"], named["pelican"], named["jekyll"]]
    said: list[str] = []
    yard = cases.Yard(tmp_path, 3, 60)
    figures = cases.measure(yard, programs, cases.Plan(3, 2), [cases.COLD], said.append)[cases.COLD]
    first, second, third = (
        ["feedmill", "hugo", "pelican", "jekyll"],
        ["jekyll", "pelican", "hugo", "feedmill"],
        ["feedmill", "hugo"],
    )
    assert [name for kind, name in counted if kind == "timed"] == [*first, *second, *third]
    assert [name for kind, name in counted if kind == "memory"] == ["pelican", "hugo", "feedmill"]
    assert figures["feedmill"] == cases.Figure(8, 1, 7, (1, 8, 9))
    assert list(figures["jekyll"].runs) == [4]
    assert [line for line in said if "jekyll is left out" in line]


# ── the page ────────────────────────────────────────────────────────────────────────────────────


def test_the_page_is_made_of_figures_alone() -> None:
    """The same figures make the same page, all of them stand in it, and what was not installed is named."""
    page = tables.page(RESULTS)
    assert page == tables.page(RESULTS)
    assert "| feedmill | 4.00 s | one run | 3.00 s | – | 2.00× |" in page
    assert "| hugo | 2.00 s | 1.50–2.50 | 3.00 s | 50 MiB | 1.00× |" in page
    assert "| 400 | cold build | 4.00 s | – | 2.00 s | 50 MiB | 2.00× |" in page
    assert "| hugo | 50 | 3 | 1 | 1.0 |" in page
    assert "Not installed, so not measured: nikola." in page
    assert "$" not in page


def test_a_program_without_figures_has_its_row() -> None:
    """Where the lead was not measured there is no ratio, and no mistake."""
    assert "| feedmill | 4.00 s | one run | 3.00 s | – | – |" in tables.comparison({"cold build": {"feedmill": TWICE}})


def test_charts_are_sound_svg() -> None:
    """Both are well-formed, say every name and number, and load nothing."""
    drawn = charts.cases({"cold <build>": {"feedmill": 0.5, "hugo": 120.0}})
    lines = charts.scaling(tables.lines(RESULTS.scaling))
    for svg in (drawn, lines):
        root = etree.fromstring(svg.encode())
        assert root.tag.endswith("svg")
        assert root.find("{*}title") is not None
        assert "href" not in svg
    said = "".join(map(str, etree.fromstring(drawn.encode()).itertext()))
    assert all(word in said for word in ("cold <build>", "feedmill", "0.50 s", "120 s"))


def test_ten_times_as_long_is_one_step_further() -> None:
    """The scale is logarithmic: equal ratios are equal distances."""
    drawn = charts.cases({"x": {"a": 0.2, "b": 2.0, "c": 20.0}})
    a, b, c = (float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawn))
    assert b - a == pytest.approx(c - b, abs=0.2)
