"""theme/ in a site: one file stands in the place of one of ours, and a mistake in it costs nothing else."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from feedmill import stamp
from feedmill.formats import page as pages
from sites import (
    SETTINGS,
    article,
    build,
    clean,
    feedmill,
    marks,
    mistakes,
    page,
    published,
    settle,
    site,
    told,
    tree,
    write,
)
from test_rest import rests

DOCS = Path(__file__).parent.parent / "docs" / "theming.md"
EXAMPLES = re.findall(
    r"^`(theme/[^`]+)`:\n\n```\w+\n(.*?)^```$", DOCS.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)
OURS = stamp.HOUSE / "theme"
BELOW = '{% extends "feedmill/article.html" %}\n{% block main %}\n{{ super() }}\n<p>Below.</p>\n{% endblock %}\n'
ARTICLE, WORDS, MORE = "theme/templates/article.html", "theme/locale/en.po", "theme/assets/extra.css"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a published site without a theme of its own."""
    files = {f"content/{name}.md": article(name.upper(), published="2024-10-01") for name in "ab"}
    root = site(tmp_path / "site", files | {"content/pages/about.md": article("About")})
    clean(root)
    return root


def styled(root: Path) -> str:
    """Return the pages' stylesheet."""
    (path,) = (root / "feeds/assets").glob("site.*.css")
    return path.read_text(encoding="utf-8")


def feeds(root: Path) -> Mapping[str, str]:
    """Return what subscribers read."""
    return {path: sha for path, sha in tree(root, "feeds").items() if path.endswith((".xml", ".json", ".opml"))}


# ── what can be replaced ────────────────────────────────────────────────────────────────────────


def test_one_template(root: Path) -> None:
    """A template can stand on ours; other pages and all feeds keep their bytes; without it ours is back."""
    before, fed = published(root), feeds(root)
    write(root / ARTICLE, BELOW)
    report = clean(root)
    assert "<p>Below.</p>" in page(root, "articles/a.html")
    assert page(root, "articles/a.html").count("<h1") == 1
    assert set(report.written) == {"articles/a.html", "articles/b.html"}
    assert feeds(root) == fed
    assert not clean(root).written
    (root / ARTICLE).unlink()
    clean(root)
    assert published(root) == before


def test_what_all_templates_stand_on(root: Path) -> None:
    """A base.html and a parts.html of the site's are those on which ours stand, too."""
    ours = (OURS / "templates/base.html").read_text(encoding="utf-8")
    write(root / "theme/templates/base.html", ours.replace("</body>", "<p>Own.</p>\n</body>"))
    clean(root)
    for path in ("index.html", "articles/a.html", "about.html", "404.html", "archive/index.html"):
        assert "<p>Own.</p>" in page(root, path)


def test_styles_fonts_and_feeds_style(root: Path) -> None:
    """Styles are added or replaced; other files go out beside them; feed.css keeps its name, and no feed its reader."""
    fed = feeds(root)
    write(root / MORE, "@font-face { font-family: Own; src: url(fonts/own.woff2) }\n:root { --read: 44rem }")
    write(root / "theme/assets/fonts/own.woff2", b"\0font")
    write(root / "theme/assets/feed.css", "rss { color: red }")
    write(root / "theme/assets/icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    clean(root)
    assert styled(root).endswith(":root{--read:44rem}\n")
    assert "--paper:" in styled(root)
    assert (root / "feeds/assets/fonts/own.woff2").read_bytes() == b"\0font"
    assert page(root, "assets/feed.css") == "rss { color: red }"
    assert page(root, "assets/icon.svg") == "<svg xmlns='http://www.w3.org/2000/svg'/>"
    assert not (root / "feeds/assets/extra.css").exists()
    assert feeds(root) == fed
    write(root / "theme/assets/site.css", ":root { --accent: #123456 }")
    clean(root)
    assert styled(root).startswith(":root{--accent:#123456}")
    assert "--paper" not in styled(root)
    assert "#123456" in page(root, "assets/icon.svg") or "<svg" in page(root, "assets/icon.svg")
    shutil.rmtree(root / "theme")
    clean(root)
    assert not (root / "feeds/assets/fonts").exists()


def test_a_few_words(root: Path) -> None:
    """A catalogue of the site's says some words in another way, and ours says the others."""
    write(root / WORDS, 'msgid "Subscribe"\nmsgstr "Get the news"\n')
    clean(root)
    assert ">Get the news</a>" in page(root, "articles/a.html")
    assert ">Subscribe</a>" not in page(root, "articles/a.html")
    assert "Skip to the content" in page(root, "articles/a.html")


def test_another_language(tmp_path: Path) -> None:
    """One more file is one more language; what it leaves out is English."""
    settings = SETTINGS.replace('language = "en"', 'language = "nl"')
    root = site(tmp_path, {"feedmill.toml": settings, "content/a.md": article("A")})
    clean(root)
    assert ">Subscribe</a>" in page(root, "index.html")
    catalogue = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n%10 != 1);\\n"\n\n'
    catalogue += 'msgid "Subscribe"\nmsgstr "Abonneren"\n\nmsgid "Archive"\nmsgstr ""\n'
    catalogue += '\nmsgid "How that works: %(address)s"\nmsgstr "Hoe dat werkt: %(address)s"\n'
    write(root / "theme/locale/nl.po", catalogue)
    clean(root)
    shown = page(root, "index.html")
    assert ">Abonneren</a>" in shown
    assert ">Archive</a>" in shown
    assert "Hoe dat werkt: " in page(root, "assets/feed.css")


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────

WRONG: dict[str, tuple[str, str | bytes, str]] = {
    "form": (ARTICLE, BELOW.replace("{% endblock %}", ""), f"{ARTICLE}:3: unexpected end of template"),
    "filter": (ARTICLE, "\n{{ page | linc }}", f"{ARTICLE}:2: no filter named 'linc'"),
    "name": (ARTICLE, "\n\n{{ pag.entry }}", f"{ARTICLE}:3: 'pag' is undefined"),
    "field": (
        ARTICLE,
        BELOW.replace("Below.", "{{ page.entry.meta.titel }}"),
        f"{ARTICLE}:4: 'feedmill.model.Meta object' has no attribute 'titel'",
    ),
    "file": (ARTICLE, '{% extends "bass.html" %}', f"{ARTICLE}:1: there is no template 'bass.html'"),
    "circle": (ARTICLE, '{% extends "article.html" %}', f"{ARTICLE}:1: "),
    "value": (ARTICLE, "{{ 1 / 0 }}", f"{ARTICLE}:1: division by zero"),
    "escape": (ARTICLE, "{{ page.__class__.__mro__ }}", f"{ARTICLE}:1: access to attribute '__class__' of "),
    "program": (
        ARTICLE,
        "{{ cycler.__init__.__globals__.os.system('id') }}",
        f"{ARTICLE}:1: access to attribute '__init__'",
    ),
    "endless": (ARTICLE, "{% for n in range(10 ** 9) %}{% endfor %}", f"{ARTICLE}:1: range too big"),
    "bytes": (ARTICLE, b"\xff\xfe", f"{ARTICLE}: this file is not in UTF-8"),
    "macro": ("theme/templates/parts.html", "{# empty #}", "theme/templates: with this theme feedmill's "),
    "words": (WORDS, 'msgid "Subscribe"\nmsgstr: "Get"\n', f"{WORDS}:2: "),
    "places": (WORDS, 'msgid "By %(names)s"\nmsgstr "Of %(name)s"\n', f"{WORDS}:1: "),
    "sign": (
        WORDS,
        'msgid "Subscribe"\nmsgstr "100% news"\n',
        f"{WORDS}:1: '100% news': '%' stands for no value here; ",
    ),
    "value of none": (WORDS, 'msgid "Archive"\nmsgstr "%(all)s"\n', f"{WORDS}:1: '%(all)s': '%' stands for no value"),
    "encoding": (WORDS, b'msgid "Subscribe"\nmsgstr "\xff"\n', f"{WORDS}: this file is not in UTF-8; mend it"),
    "style": (MORE, b"\xff", f"{MORE}: this file is not in UTF-8"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_told_and_everything_is_published(root: Path, case: str) -> None:
    """Each build says where it is until it is mended; pages are as they were without that file; others stay theirs."""
    path, said, wrong = WRONG[case]
    before = published(root)
    write(root / path, said)
    found = build(root)
    assert mistakes(found), case
    assert all(line.startswith(wrong) for line in mistakes(found)), (case, mistakes(found))
    assert len(mistakes(found)) == 1
    assert published(root) == before
    assert mistakes(build(root)) == mistakes(found)
    done = feedmill(root, "build", "-q")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert wrong in done.stderr
    (root / path).unlink()
    clean(root)
    assert published(root) == before


def test_a_mistake_in_one_file_leaves_the_others(root: Path) -> None:
    """Of two files the right one is used."""
    write(root / ARTICLE, "{% if %}")
    write(root / MORE, ":root { --read: 44rem }")
    write(root / WORDS, 'msgid "Subscribe"\nmsgstr "Get the news"\n')
    assert len(mistakes(build(root))) == 1
    assert ">Get the news</a>" in page(root, "articles/a.html")
    assert "--read:44rem" in styled(root)


def test_a_mistake_on_one_page(root: Path) -> None:
    """What goes wrong on one page alone leaves the site's template on all others, and is told again and again."""
    write(root / ARTICLE, BELOW.replace("Below.", "{{ 1 / (page.entry.meta.number - 1) }}"))
    found = mistakes(build(root))
    assert found == [f"{ARTICLE}:4: division by zero; mend it; until then feedmill's own stands in its place"]
    assert "<p>1.0</p>" in page(root, "articles/b.html")
    assert "<p>1.0</p>" not in page(root, "articles/a.html")
    before = marks(root / "feeds")
    assert mistakes(build(root)) == found
    assert marks(root / "feeds") == before


def test_files_that_nothing_looks_for(root: Path) -> None:
    """A file beside the folders, or a template of a name that is nearly ours, is told with where it belongs."""
    write(root / "theme/site.css", "")
    write(root / "theme/locale/german.txt", "")
    write(root / "theme/old/templates/article.html", "")
    write(root / "theme/old/templates/list.html", "")
    write(root / "theme/templates/artcle.html", "")
    write(root / "theme/templates/own.html", "")
    write(root / "theme/templates/list.html", '{% extends "feedmill/list.html" %}{% include "own.html" %}')
    words, folder, style, near = told(build(root))
    stray = (
        "warning: nothing in theme/ is looked for here; templates belong into theme/templates/, "
        "styles and fonts into theme/assets/, words into theme/locale/de.po"
    )
    assert [words, style] == [f"theme/locale/german.txt: {stray}", f"theme/site.css: {stray}"]
    assert folder == f"theme/old: {stray}"
    assert near.startswith("theme/templates/artcle.html: warning: no template of feedmill has this name")
    assert near.endswith("; did you mean 'article.html'?")


# ── nobody is surprised ─────────────────────────────────────────────────────────────────────────


def test_nothing_is_kept_of_what_may_be_anybodys(root: Path) -> None:
    """No code compiled of a site's template is kept, neither beside it nor beside ours."""
    kept = {path: path.stat().st_mtime_ns for path in OURS.rglob("*") if path.is_file()}
    write(root / ARTICLE, BELOW)
    write(root / WORDS, 'msgid "Subscribe"\nmsgstr "Get the news"\n')
    clean(root)
    assert sorted(path.name for path in (root / "theme").rglob("*") if path.is_file()) == ["article.html", "en.po"]
    assert {path: path.stat().st_mtime_ns for path in OURS.rglob("*") if path.is_file()} == kept


def test_a_site_at_rest_sees_its_theme(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that looks at marks alone looks at theme/ too: it rests with one, and not where one changed."""
    monkeypatch.setattr("feedmill.cli.resting._SETTLED", 0)
    for expected in ("<p>Below.</p>", "<p>Other.</p>"):
        write(root / ARTICLE, BELOW.replace("<p>Below.</p>", expected))
        settle(root)
        assert not rests(root)
        assert expected in page(root, "articles/a.html")
        rests(root)  # what was just written is looked at once more
        assert rests(root)
    (root / ARTICLE).unlink()
    assert not rests(root)
    assert "<p>Other.</p>" not in page(root, "articles/a.html")


def test_workers_have_it_too(tmp_path: Path) -> None:
    """Many pages made by several processes are those that one makes."""
    files = {f"content/{number}.md": article(f"N {number}", published="2024-10-01") for number in range(120)}
    one = site(tmp_path / "one", files | {ARTICLE: BELOW})
    two = site(tmp_path / "two", files | {ARTICLE: BELOW})
    clean(one)
    clean(two, jobs=2)
    assert published(one) == published(two)
    assert "<p>Below.</p>" in page(two, "articles/n-7.html")


# ── what the documentation says ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("path", "said"), EXAMPLES, ids=[path for path, _ in EXAMPLES])
def test_an_example_of_the_documentation(root: Path, path: str, said: str) -> None:
    """Each example builds without a word, and is seen on the pages."""
    write(root / "theme/assets/own.woff2", b"\0font")
    write(root / path, said)
    clean(root)
    shown = page(root, "articles/a.html")
    assert any(each in shown + styled(root) for each in ("--read:44rem", "Questions about “A”?", ">Get the news</a>"))


def test_the_documentation_names_all_there_is() -> None:
    """Three examples; every template and every filter of ours has its place there."""
    text = DOCS.read_text(encoding="utf-8")
    assert len(EXAMPLES) == 3
    for name in (path.stem for path in (OURS / "templates").glob("*.html")):
        assert f"`{name}`" in text or f"`{name}.html`" in text, name
    for name in pages.FILTERS:
        assert re.search(rf"\\\| {name}\b", text), name
