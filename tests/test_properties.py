"""The laws of whole builds for any text. What people do to a site, in whatever order, is in test_editor."""

import tempfile
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import html5lib
import hypothesis.strategies as st
from hypothesis import HealthCheck, example, given, settings

from sites import article, build, published, site

_CONTENT = (
    "{http://www.w3.org/2005/Atom}content",
    "{http://purl.org/rss/1.0/modules/content/}encoded",
    "description",
)


def _text(raw: bytes) -> str:
    """Return what a browser would show of an article, by a parser that is not ours."""
    tree_ = html5lib.parse(raw, transport_encoding="utf-8", namespaceHTMLElements=False)
    return " ".join("".join(each.itertext()) for each in tree_.iter("div") if each.get("class") == "text")


def _squeezed(text: str) -> str:
    return " ".join(text.split())


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
