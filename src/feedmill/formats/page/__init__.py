"""A page as a value → its HTML, with the theme's templates and words.

Owns jinja2. `ArticlePage` is shown by `templates/article.html`, and so on; a template sees the page, its shell
and the filters below. Words come from `locale/*.po`: one more file is one more language.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from feedmill import text
from feedmill.documents import ArticlePage, MissingPage, Page
from feedmill.errors import Problem
from feedmill.feedtext import name
from feedmill.formats.page import cards, pictures, reading, spoken, theming
from feedmill.formats.page.kept import Compiled
from feedmill.formats.page.remember import Remember, known_around, remembered
from feedmill.formats.page.theming import NONE, Theme
from feedmill.model import Moment, Picture
from feedmill.settings import Site

_THEME = Path(__file__).parents[2] / "theme"
_TEMPLATES = _THEME / "templates"
_CSS_UNSAFE = re.compile(r"[^ -~\u00a0-\uffff]|[\"&'<>\\]")  # HTML's own too: autoescape stays out of it
_MOST = 4096  # links and dates: many pages have the same

ASSETS: tuple[str, ...] = ("feed.css", "site.css", "site.js")


def dressed(page: Page, theme: Theme) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the page with a site's own theme; where that fails, with ours, and what went wrong."""
    try:
        return render(page, theme), ()
    except Exception as error:
        if theme == NONE:
            raise
        return render(page), (theming.mistake(error),)


def mistakes(theme: Theme) -> tuple[Problem, ...]:
    """Return what can be seen to be wrong with a site's own theme before any page is made."""
    ours = sorted(path.name for path in _TEMPLATES.iterdir() if path.is_file())
    return (*theming.mistakes(theme, _environment("en")), *theming.unused(theme, ours))


def render(page: Page, theme: Theme = NONE) -> bytes:
    """Return the page as HTML in UTF-8: the same page, the same bytes.

    Nothing in it is an inline script or style, or from another site, but for what an article's own
    text brings. The page is in the language that its shell says; our words are in it where there is a catalogue,
    else in the site's. `entry.html` and a plain page's `html` must be safe; everything else is escaped.
    """
    shell = page.shell
    language = _determined(shell.language, shell.site.language)
    words = spoken.known(language, shell.site.language, also=theme.languages())
    template = _environment(words, theme).get_template(f"{type(page).__name__.removesuffix('Page').lower()}.html")
    return template.render(
        page=page,
        shell=shell,
        site=shell.site,
        language=language,
        surrounding=_surrounding(words, language, shell.site.language),
        known=known_around(page, language, theme),
    ).encode()


def asset(name: str, site: Site, theme: Theme = NONE) -> bytes:
    """Return the bytes of one of `ASSETS` as a site has it, in its own words; any other name is a KeyError."""
    if name not in ASSETS:
        raise KeyError(name)
    raw = (_THEME / "assets" / name).read_bytes()
    return feed_style(raw.decode(), site, theme).encode() if name == "feed.css" else raw


def feed_style(css: str, site: Site, theme: Theme = NONE) -> str:
    """Return the stylesheet of feeds with what they say of themselves in a browser, in the site's language."""
    words = spoken.known(site.language, also=theme.languages())
    template = _environment(words, Theme(words=theme.words)).get_template("feed.css")
    return css + template.render(site=site, surrounding=_surrounding(words, site.language))


def _surrounding(words: str, *languages: str) -> str:
    """Return the first of the languages that the words are in, as it is written, else that of the catalogue."""
    return next((each for each in languages if spoken.primary(each) == words), words)


@cache
def _environment(words: str, theme: Theme = NONE) -> Environment:
    """Return the templates, each compiled when it is first asked for, with one catalogue's words."""
    found = theming.environment(
        theme,
        FileSystemLoader(_TEMPLATES),
        Compiled(_TEMPLATES),
        extensions=["jinja2.ext.i18n", Remember],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    install = found.install_gettext_translations  # type: ignore[attr-defined]  # the i18n extension adds it
    install(spoken.catalogue(words, theme.catalogue(words)), newstyle=True)
    found.filters.update(FILTERS)
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
def _moment(context: Context, moment: Moment) -> str:
    """Return a date for machines, as precise as it was said."""
    return spoken.stamp(moment.said, context["site"].timezone)


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
    """Return how this page writes an address: relative, but absolute in 404.html and for other sites."""
    if _elsewhere(address) or isinstance(context["page"], MissingPage):
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
    return address if _elsewhere(address) else context["site"].base_url + cards.folder(address)


# ── what other programs show ────────────────────────────────────────────────────────────────────


@pass_context
def _news(context: Context, page: ArticlePage) -> Markup:
    """Return an article's page as JSON-LD."""
    return cards.news(page, context["site"].base_url, _absolute(context, page.shell.address))


def _elsewhere(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def _host(address: str) -> str:
    """Return "example.org" of "https://www.example.org/ada": what a person calls a site."""
    return address.partition("://")[2].partition("/")[0].removeprefix("www.")


def _quoted(said: str) -> Markup:
    """Return a text as a string of CSS (css-syntax-3 §4.3.5)."""
    plain = said.unescape() if isinstance(said, Markup) else said
    return Markup('"' + _CSS_UNSAFE.sub(lambda found: f"\\{ord(found[0]):x} ", plain) + '"')  # noqa: S704 - what is unsafe is escaped


@pass_context
def _shown(context: Context, picture: Picture, sizes: str = "100vw", *, lazy: bool = False) -> Markup:
    """Return the attributes of an `<img>` but its `alt`."""
    return pictures.shown(picture, lambda address: _link(context, address), sizes, lazy=lazy)


_TOLD = (_absolute, _host, _link, _moment, _month, _news, _number, _quoted, _shown, _size, _time, _tongue)
FILTERS = {each.__name__.removeprefix("_"): each for each in _TOLD} | {
    "direction": text.direction,
    "file_name": name,
    "minutes": reading.minutes,
    "own_name": spoken.own_name,
    "remembered": remembered,
    "scrolling": reading.scrolling,
    "shared": pictures.shared,
    "standfirst": reading.standfirst,
    "teaser": reading.teaser,
    "territorial": cards.territorial,
    "wide": reading.wide,
}
