"""A page as a value → its HTML, with the theme's templates and words.

Owns jinja2. `ArticlePage` is shown by `templates/article.html`, and so on; a template sees the page, its shell
and the filters below. Words come from `locale/*.po`: one more file is one more language.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.filters import do_striptags
from jinja2.runtime import Context
from markupsafe import Markup, escape

from feedmill import text
from feedmill.documents import MissingPage, Page
from feedmill.feedtext import name
from feedmill.formats.page import spoken
from feedmill.formats.page.kept import Compiled
from feedmill.formats.page.remember import Remember, known_around, remembered
from feedmill.model import Entry, Meta, Moment
from feedmill.settings import Site

_THEME = Path(__file__).parents[2] / "theme"
_TEMPLATES = _THEME / "templates"
_ENDS = ".!?。！？"  # what closes a sentence
_PARAGRAPH = re.compile(r"<p\b[^>]*>([^<]*+(?:<(?!/p>)[^<]*+)*+)</p>")
_MOST = 4096  # links and dates: many pages have the same

ASSETS: tuple[str, ...] = ("feed.css", "site.css")


def render(page: Page) -> bytes:
    """Return the page as HTML in UTF-8: the same page, the same bytes.

    Nothing in it is a script, an inline style or from another site, but for what an article's own
    text brings. `entry.html` and a plain page's `html` must be safe; everything else is escaped.
    """
    shell = page.shell
    language = _determined(shell.language, shell.site.language)
    words = spoken.known(language, shell.site.language)
    template = _environment(words).get_template(f"{type(page).__name__.removesuffix('Page').lower()}.html")
    return template.render(
        page=page,
        shell=shell,
        site=shell.site,
        language=language,
        surrounding=language if spoken.primary(language) == words else words,
        known=known_around(page, language),
    ).encode()


def asset(name: str) -> bytes:
    """Return the bytes of one of `ASSETS`; any other name is a KeyError."""
    if name not in ASSETS:
        raise KeyError(name)
    return (_THEME / "assets" / name).read_bytes()


@cache
def _environment(words: str) -> Environment:
    """Return the templates, each compiled when it is first asked for, with one catalogue's words."""
    found = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        bytecode_cache=Compiled(_TEMPLATES),
        extensions=["jinja2.ext.i18n", Remember],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    install = found.install_gettext_translations  # type: ignore[attr-defined]  # the i18n extension adds it
    install(spoken.catalogue(words), newstyle=True)
    found.filters.update(_FILTERS)
    return found


# ── languages and dates ─────────────────────────────────────────────────────────────────────────


def _determined(language: str, own: str) -> str:
    """Return the language, or the site's own where it is "und", undetermined (RFC 5646 §4.1)."""
    return own if language == "und" else language


@pass_context
def _tongue(context: Context, language: str) -> Markup:
    """Return `lang` and `dir` for text in a language; "" where the page around it is the same in both."""
    return _marked(_determined(language, context["site"].language), context["surrounding"], context["language"])


@lru_cache(_MOST)
def _marked(inner: str, surrounding: str, page: str) -> Markup:
    direction = text.direction(inner)
    if inner == surrounding and direction == text.direction(page):
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(inner, direction)


@pass_context
def _time(context: Context, moment: Moment, language: str, shape: str = "date") -> Markup:
    """Return a date as an element, in the words of a language; "" for the day of one that was said without."""
    site: Site = context["site"]
    return _element(moment.said, shape, site.timezone, (language, site.language), _tongue(context, language))


@lru_cache(_MOST)
def _element(said: str, shape: str, zone: str, languages: tuple[str, ...], tongue: Markup) -> Markup:
    shown = spoken.date(said, shape, zone, *languages)
    if not shown:
        return Markup()
    return Markup(f'<time{tongue} datetime="{escape(spoken.stamp(said, zone))}">{escape(shown)}</time>')  # noqa: S704 - all of it is escaped


@pass_context
def _month(context: Context, month: int) -> str:
    """Return the name of a month in the page's language, as it is written alone."""
    return spoken.month(month, context["surrounding"])


@pass_context
def _number(context: Context, number: int) -> str:
    """Return a number with the separators of the page's language."""
    return spoken.number(number, context["surrounding"])


@pass_context
def _size(context: Context, length: int) -> str:
    """Return "12.3 MB" for 12,300,000 bytes, in the page's language."""
    return spoken.size(length, context["surrounding"])


# ── addresses ───────────────────────────────────────────────────────────────────────────────────


@pass_context
def _link(context: Context, address: str) -> str:
    """Return how this page writes an address of the site: relative, or absolute in 404.html."""
    if "://" in address:  # of another site, from the menu
        return address
    if isinstance(context["page"], MissingPage):
        return _absolute(context, address)
    return _relative(context["shell"].address.rpartition("/")[0], address)


@lru_cache(_MOST)
def _relative(folder: str, address: str) -> str:
    """Return an address as it is written in a page of that folder."""
    here, there = folder.split("/") if folder else [], address.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    found = "../" * (len(here) - shared) + "/".join(there[shared:])
    # RFC 3986 §4.2: before the first slash a colon would end a scheme's name.
    return f"./{found}" if ":" in found.partition("/")[0] else found


@pass_context
def _absolute(context: Context, address: str) -> str:
    """Return an address as the world knows it: an index.html is its folder."""
    folder, slash, name = address.rpartition("/")
    return f"{context['site'].base_url}{folder}{slash}" + name * (name != "index.html")


# ── an article's words ──────────────────────────────────────────────────────────────────────────


def _standfirst(entry: Entry) -> str:
    """Return the summary where it is a text of its own, "" where the article opens with it."""
    first = _PARAGRAPH.search(entry.html)
    opening = do_striptags(first[1]) if first else ""
    repeated = text.squeeze(opening).startswith(text.squeeze(entry.meta.summary).rstrip("…"))
    return "" if repeated else entry.meta.summary


def _teaser(meta: Meta) -> str:
    """Return the summary without the title that it repeats: an inferred one is its first sentence."""
    rest = meta.summary.removeprefix(meta.title)
    sentence = rest != meta.summary and (meta.title[-1] in _ENDS or rest[:1] in _ENDS)
    return rest.lstrip(_ENDS + " ") if sentence else meta.summary


_TOLD = (_absolute, _link, _month, _number, _size, _standfirst, _teaser, _time, _tongue)
_FILTERS = {each.__name__.removeprefix("_"): each for each in _TOLD} | {
    "direction": text.direction,
    "file_name": name,
    "own_name": spoken.own_name,
    "remembered": remembered,
}
