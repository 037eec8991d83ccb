"""The laws of whole builds: whatever an editor does, in whatever order, these hold after each build."""

import shutil
import tempfile
from datetime import timedelta
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import html5lib
import hypothesis.strategies as st
from hypothesis import HealthCheck, example, given, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from feedmill import ledger, manifest
from feedmill.documents import Report
from sites import NOW, SETTINGS, article, build, dead_ends, marks, mistakes, published, site, tree, write

_WORDS = st.lists(
    st.sampled_from(["the", "quick", "fox", "jumps", "over", "a", "lazy", "dog", "und", "die", "Katze"]),
    min_size=1,
    max_size=12,
)
_TAGS = st.sets(st.sampled_from(("News", "C", "C++", "Ümläut")), max_size=2)
_DATES = st.sampled_from(('"2024"', '"2024-10"', '"2024-10-05"', '"2023-01-01T10:00:00Z"'))
_CONTENT = (
    "{http://www.w3.org/2005/Atom}content",
    "{http://purl.org/rss/1.0/modules/content/}encoded",
    "description",
)
_SMALL = SETTINGS + '[feed]\nentries = 10\nformats = ["atom"]\n'


class Editor(RuleBasedStateMachine):
    """A person who writes, edits, breaks, mends, moves and deletes, and builds in between."""

    articles = Bundle("articles")
    seeds = Bundle("seeds")

    def __init__(self) -> None:
        """Begin with an empty site."""
        super().__init__()
        self.root = site(Path(tempfile.mkdtemp(prefix="feedmill-")), {"feedmill.toml": _SMALL})
        self.count = 0
        self.ids: dict[str, str] = {}
        """Address → id, for ever."""
        self.whole: dict[str, bytes] = {}
        """Articles that were broken, as they were before."""
        self.report: Report | None = None

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.root)

    def _new(self) -> str:
        self.count += 1
        return f"{self.count:02}"

    @initialize(target=articles, words=_WORDS)
    def begin(self, words: list[str]) -> str:
        """Write the first article."""
        return self._write(words, set(), '"2024"')

    @rule(target=seeds, words=_WORDS)
    def seed(self, words: list[str]) -> str:
        """Put a raw article there."""
        path = f"seeds/{self._new()}.txt"
        write(self.root / path, f" date 2024-10 \n\n{' '.join(words)} and that is number {self.count}.\n")
        self.report = None
        return path

    @rule(seed=consumes(seeds), target=seeds)
    def rename_seed(self, seed: str) -> str:
        """Give a seed another name."""
        path = f"seeds/{self._new()}.txt"
        (self.root / seed).rename(self.root / path)
        self.report = None
        return path

    @rule(target=articles, words=_WORDS, tags=_TAGS, date=_DATES)
    def write(self, words: list[str], tags: set[str], date: str) -> str:
        """Write an article by hand."""
        return self._write(words, tags, date)

    def _write(self, words: list[str], tags: set[str], date: str) -> str:
        path = f"content/{self._new()}.md"
        listed = "[" + ", ".join(f'"{tag}"' for tag in sorted(tags)) + "]"
        text = article(f"{words[0]} {self.count}", " ".join(words) + f" {self.count}.", tags=listed, published=date)
        write(self.root / path, text)
        self.report = None
        return path

    @rule(path=articles, words=_WORDS)
    def edit(self, path: str, words: list[str]) -> None:
        """Change an article's text."""
        if path in self.whole or not (self.root / path).exists():
            return
        text = (self.root / path).read_text()
        write(self.root / path, text.rstrip("\n") + f"\n\n{' '.join(words)}\n")
        self.report = None

    @rule(path=consumes(articles))
    def delete(self, path: str) -> None:
        """Delete an article."""
        (self.root / path).unlink(missing_ok=True)
        self.whole.pop(path, None)
        self.report = None

    @rule(path=consumes(articles), target=articles)
    def move(self, path: str) -> str:
        """Move an article elsewhere, after a build that knows it, and before it is edited again."""
        if path in self.whole or self.report is None or not (self.root / path).exists():
            return path
        to = f"content/moved/{self._new()}.md"
        (self.root / to).parent.mkdir(exist_ok=True)
        (self.root / path).rename(self.root / to)
        self.build()
        return to

    @rule(path=articles, slug=st.sampled_from(("here", "there", "anywhere")))
    def readdress(self, path: str, slug: str) -> None:
        """Give an article another address, perhaps one that is taken."""
        file = self.root / path
        if path in self.whole or not file.exists() or "slug:" in file.read_text():
            return
        write(file, file.read_text().replace("---\n", f'---\nslug: "{slug}"\n', 1))
        self.report = None

    @rule(path=articles)
    def break_(self, path: str) -> None:
        """Make a mistake in the front matter."""
        if path in self.whole or not (self.root / path).exists():
            return
        self.whole[path] = (self.root / path).read_bytes()
        write(self.root / path, self.whole[path].replace(b"title:", b"titel:", 1))
        self.report = None

    @rule()
    def mend(self) -> None:
        """Mend every mistake."""
        for path, raw in self.whole.items():
            write(self.root / path, raw)
        self.whole.clear()
        self.report = None

    @rule()
    def build(self) -> None:
        """Build."""
        self.report = build(self.root, accept_deletions=True)

    @rule(days=st.integers(-3, 300))
    def build_another_day(self, days: int) -> None:
        """Build with a clock that went on, or back."""
        self.report = build(self.root, accept_deletions=True, now=NOW + timedelta(days=days))

    @rule()
    def build_without_cache(self) -> None:
        """Delete what may be deleted, and build."""
        shutil.rmtree(self.root / ".feedmill", ignore_errors=True)
        self.build()

    @rule(path=articles)
    def break_and_build(self, path: str) -> None:
        """Make a mistake and publish before it is seen."""
        self.break_(path)
        self.build()

    @rule()
    def mend_and_build(self) -> None:
        """Mend every mistake and publish."""
        self.mend()
        self.build()

    @invariant()
    def laws_hold(self) -> None:
        """Check every law, if there was a build since the last change."""
        if self.report is None:
            return
        self._manifest_is_true()
        self._ids_are_for_ever()
        self._pages_show_the_texts()
        assert not dead_ends(self.root)
        assert len(mistakes(self.report)) >= len(self.whole)
        before = marks(self.root)
        again = build(self.root, accept_deletions=True)
        assert (again.written, again.pruned, again.sown) == ((), (), ())
        assert mistakes(again) == mistakes(self.report)
        assert marks(self.root) == before

    def _manifest_is_true(self) -> None:
        listed = manifest.load((self.root / "feeds" / manifest.FILE).read_bytes(), "")
        there = {path.removeprefix("feeds/"): {sha} for path, sha in tree(self.root, "feeds").items()}
        del there[manifest.FILE]
        assert listed == there

    def _ids_are_for_ever(self) -> None:
        rows = ledger.load((self.root / ledger.FILE).read_bytes()).rows
        held = [(address, id_) for id_, row in rows.items() for address in row.addresses]
        assert len(dict(held)) == len(held), "an address has one owner"
        assert all(dict(held).get(address) == id_ for address, id_ in self.ids.items())
        self.ids.update(held)
        numbers = [row.number for row in rows.values() if row.number is not None]
        assert len(set(numbers)) == len(numbers)
        entries = feedparser.parse((self.root / "feeds/atom.xml").read_bytes()).entries
        assert len({entry.id for entry in entries}) == len(entries)
        assert {entry.id for entry in entries} <= rows.keys()

    def _pages_show_the_texts(self) -> None:
        rows = ledger.load((self.root / ledger.FILE).read_bytes()).rows
        for row in rows.values():
            file = self.root / (row.paths or ("none",))[0]
            address = self.root / "feeds/articles" / f"{row.slug}.html"
            if row.withdrawn or not file.exists() or str(file.relative_to(self.root)) in self.whole:
                continue
            if row.number is None or self._named(file):
                continue
            body = file.read_text().split("---\n", 2)[2]
            assert _squeezed(body) in _squeezed(_text(address.read_bytes())), address

    def _named(self, file: Path) -> bool:
        assert self.report is not None
        path = file.relative_to(self.root).as_posix()
        return any(problem.path == path for problem in self.report.problems)


def _text(raw: bytes) -> str:
    """Return what a browser would show of an article, by a parser that is not ours."""
    tree_ = html5lib.parse(raw, transport_encoding="utf-8", namespaceHTMLElements=False)
    return " ".join("".join(each.itertext()) for each in tree_.iter("div") if each.get("class") == "text")


def _squeezed(text: str) -> str:
    return " ".join(text.split())


TestEditor = Editor.TestCase
TestEditor.settings = settings(
    max_examples=20,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec="utf-8"), min_size=1))
@example("Â¡")
def test_any_text_survives_from_seed_to_feed(text: str) -> None:
    """Whatever a seed holds: it is refused by name, or its text stands word for word in well-formed feeds."""
    with tempfile.TemporaryDirectory() as folder:
        root = site(Path(folder), {"seeds/a.txt": text})
        report = build(root)
        raw = {name: (root / "feeds" / name).read_bytes() for name in ("rss.xml", "atom.xml")}
        feeds = {name: feedparser.parse(data) for name, data in raw.items()}
        assert not any(feed.bozo for feed in feeds.values())
        if not report.articles:
            assert [problem.path for problem in report.problems if not problem.warning] == ["seeds/a.txt"]
            return
        (page,) = (path for path in published(root) if path.startswith("feeds/articles/"))
        shown = _squeezed(_text((root / page).read_bytes()))
        for data in raw.values():
            # Not by feedparser, which takes "Â¡" for "¡" in a wrong encoding and mends it.
            texts = {node.tag: node.text for node in ET.fromstring(data).iter()}  # noqa: S314 - our own
            html = next(texts[tag] for tag in _CONTENT if tag in texts)
            assert _squeezed(_text(f'<div class="text">{html}</div>'.encode())) == shown
        assert not build(root).written


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_any_front_matter_and_body_leave_well_formed_documents(title: str, body: str) -> None:
    """Whatever a person writes into an article: it is refused with its place, or every document is well-formed."""
    import json

    with tempfile.TemporaryDirectory() as folder:
        quoted = json.dumps(title)
        text = f"---\ntitle: {quoted}\ntags: [{quoted}, x]\nauthors: [{quoted}]\nsummary: {quoted}\n---\n{body}\n"
        root = site(Path(folder), {"content/a.md": text, "content/b.md": article("B", authors="[Other]")})
        build(root)
        for path in (root / "feeds").rglob("*.xml"):
            assert not feedparser.parse(path.read_bytes()).bozo, path
        for path in (root / "feeds").rglob("*.json"):
            json.loads(path.read_bytes())
        assert unescape((root / "feeds/index.html").read_text())
        assert not build(root).written
