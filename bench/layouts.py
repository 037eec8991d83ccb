"""The same articles for each program: where they lie, how their head is written, what is run and thrown away."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import corpus
import rivals

TEMPLATES = Path(__file__).resolve().parent / "templates"
SOURCE = Path(__file__).resolve().parent.parent / "src" / "feedmill"
MARK = "Fassung"
"""What stands in the footer of every theme, with a number: a changed number changes every page."""


class Layout(NamedTuple):
    """One program's site. Paths are relative to the site's folder."""

    name: str
    theme: str
    """The template with the footer."""
    output: str
    caches: tuple[str, ...]
    place: Callable[[corpus.Article], str]
    head: Callable[[corpus.Article], str]
    arguments: tuple[str, ...]

    def text(self, article: corpus.Article) -> str:
        """Return the whole file of an article."""
        body = corpus.markdown(article)
        if self.name == "nikola":  # its way to mark what stands in lists
            body = body.replace("\n\n", "\n\n<!-- TEASER_END -->\n\n", 1)
        return self.head(article) + "\n" + body

    def command(self, root: Path) -> list[str]:
        """Return what builds the site; it is run in the site's folder."""
        if self.name.startswith("feedmill"):
            return [sys.executable, "-m", "feedmill", "-C", str(root), *self.arguments]
        return [*rivals.program(self.name), *self.arguments]

    def installed(self) -> bool:
        """Return whether the program can be run."""
        return self.name.startswith("feedmill") or bool(rivals.program(self.name))


def environment(root: Path) -> dict[str, str]:
    """Return what a program finds around it: feedmill's own copy first, nothing said in colour, nothing sent home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    own = {"PYTHONPATH": str(root / "program"), "JEKYLL_ENV": "production", "NO_COLOR": "1", "DO_NOT_TRACK": "1"}
    return kept | own | {"ELEVENTY_ENV": "production", "LC_ALL": "C.UTF-8"}


def summary(article: corpus.Article) -> str:
    """Return the first paragraph."""
    return article.blocks[0].text


def _yaml(article: corpus.Article, summary_name: str, date_name: str = "date") -> str:
    fields: dict[str, object] = {"title": article.title, date_name: article.date, "tags": list(article.tags)}
    fields[summary_name] = summary(article)
    bare = {date_name} - {"published"}  # a date in quotes is no date to some
    lines = (
        f"{name}: {value if name in bare else json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()
    )
    return "\n".join(["---", *lines, "---", ""])


def _pelican(article: corpus.Article) -> str:
    fields = {"Title": article.title, "Date": article.date, "Tags": ", ".join(article.tags), "Slug": article.slug}
    return "".join(f"{name}: {value}\n" for name, value in (fields | {"Summary": summary(article)}).items())


def _nikola(article: corpus.Article) -> str:
    fields = {"title": article.title, "slug": article.slug, "date": f"{article.date} 00:00:00 UTC"}
    fields |= {"tags": ", ".join(article.tags), "description": summary(article)}
    return "\n".join(["<!--", *(f".. {name}: {value}" for name, value in fields.items()), "-->", ""])


def _below(folder: str) -> Callable[[corpus.Article], str]:
    return lambda article: f"{folder}/{article.slug}.md"


_FEEDMILL = Layout(
    "feedmill",
    "program/feedmill/theme/templates/base.html",
    "feeds",
    (".feedmill",),
    _below("content"),
    lambda article: _yaml(article, "summary", "published"),
    ("build", "-q"),
)
LAYOUTS = (
    _FEEDMILL,
    Layout(
        "hugo",
        "layouts/baseof.html",
        "public",
        ("resources", ".hugo_build.lock"),
        _below("content/articles"),
        lambda article: _yaml(article, "description"),
        ("--quiet",),
    ),
    Layout(
        "eleventy",
        "src/_includes/base.njk",
        "_site",
        (".cache",),
        _below("src/articles"),
        lambda article: _yaml(article, "summary"),
        ("--quiet",),
    ),
    Layout(
        "pelican",
        "theme/templates/base.html",
        "output",
        ("cache", "__pycache__"),
        _below("content"),
        _pelican,
        ("--quiet",),
    ),
    Layout(
        "nikola",
        "themes/bench/templates/base_footer.tmpl",
        "output",
        ("cache", ".doit.db", ".doit.db.db", "__pycache__"),
        _below("posts"),
        _nikola,
        ("build", "-v", "0"),
    ),
    Layout(
        "jekyll",
        "_layouts/base.html",
        "_site",
        (".jekyll-cache", ".jekyll-metadata"),
        lambda article: f"_posts/{article.date}-{article.slug}.md",
        lambda article: _yaml(article, "summary"),
        ("build", "--quiet"),
    ),
)
FROM_RAW = _FEEDMILL._replace(name="feedmill-raw", place=lambda article: f"seeds/{article.number:06}.txt")
ATOM_ONLY = _FEEDMILL._replace(name="feedmill-atom")


def lay(layout: Layout, root: Path, articles: Iterable[corpus.Article]) -> None:
    """Write a site of these articles into the folder."""
    ours = layout.name.startswith("feedmill")
    shutil.copytree(TEMPLATES / ("feedmill" if ours else layout.name), root)
    if ours:
        shutil.copytree(SOURCE, root / "program/feedmill", ignore=shutil.ignore_patterns("__pycache__"))
        theme = root / layout.theme
        page = theme.read_text(encoding="utf-8")
        theme.write_text(page.replace("</footer>", f"<p>{MARK} 0</p>\n</footer>"), encoding="utf-8")
    if layout.name == ATOM_ONLY.name:
        with (root / "feedmill.toml").open("a", encoding="utf-8") as settings:
            settings.write('[feed]\nformats = ["atom"]\n')
    if layout.name == "eleventy":
        (root / "node_modules").symlink_to(rivals.modules())
    for article in articles:
        add(layout, root, article)


def add(layout: Layout, root: Path, article: corpus.Article) -> None:
    """Write the file of one article."""
    path = root / layout.place(article)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(corpus.raw(article) if layout.name == FROM_RAW.name else layout.text(article), encoding="utf-8")


def edit(layout: Layout, root: Path, article: corpus.Article, said: str) -> None:
    """Add a paragraph at the end of an article."""
    with (root / layout.place(article)).open("a", encoding="utf-8") as file:
        file.write(f"\n{said}\n")


def change_theme(layout: Layout, root: Path, number: int) -> None:
    """Put another number into the footer."""
    theme = root / layout.theme
    before, mark, after = theme.read_text(encoding="utf-8").partition(MARK)
    theme.write_text(f"{before}{mark} {number}{after[after.index('<') :]}", encoding="utf-8")


def empty(layout: Layout, root: Path) -> None:
    """Put aside all that can be made again; in the site made of raw seeds the articles too.

    It is deleted with the yard: after many files were deleted, ext4 makes new ones several times as slowly.
    """
    raw = ("content",) if layout.name == FROM_RAW.name else ()
    aside = Path(tempfile.mkdtemp(prefix="aside-", dir=root.parent))
    for name in (layout.output, *layout.caches, *raw):
        with suppress(FileNotFoundError):
            (root / name).rename(aside / name)
