"""What templates ask for beside Jinja's own filters: dates, languages, addresses, lists, what other rooms say."""

import re
from collections.abc import Iterable
from functools import lru_cache

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from feedmill import text
from feedmill.feedtext import name
from feedmill.formats.page import cards, pictures, reading, spoken
from feedmill.formats.page.remember import remembered
from feedmill.model import Moment, Picture
from feedmill.settings import Site
from feedmill.sheets import ArticlePage, Line, MissingPage

_CSS_UNSAFE = re.compile(r"[^ -~\u00a0-\uffff]|[\"&'<>\\]")  # HTML's own too: autoescape stays out of it
_MOST = 4096  # links and dates: many pages have the same

# ── languages and dates ─────────────────────────────────────────────────────────────────────────


def determined(language: str, own: str) -> str:
    """Return the language, or the site's own where it is "und", undetermined (RFC 5646 §4.1)."""
    return own if language == "und" else language


@pass_context
def _tongue(context: Context, language: str) -> Markup:
    """Return `lang` and `dir` for text in a language; "" where the page around it is the same in both."""
    return _marked(determined(language, context["site"].language), context["surrounding"], context["language"])


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
def _rows(context: Context, lines: Iterable[Line], shape: str = "date") -> Markup:
    """Return articles below each other, each with its date as precise as it was said.

    Dates are those of the page, whatever language an article has: they are read as a column.
    Pages have hundreds of thousands of such lines; macros would take three times as long.
    """
    found = ['<ul class="days">\n']
    for line in lines:
        said = _time(context, line.published, context["language"], shape) if line.published.said else ""
        to, tongue = escape(_link(context, line.address)), _tongue(context, line.language)
        found.append(f'<li>{said} <a href="{to}"{tongue}>{escape(line.title)}</a></li>\n')
    return Markup("".join((*found, "</ul>\n")))  # noqa: S704 - all of it is escaped


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


_TOLD = (_absolute, _host, _link, _moment, _month, _news, _number, _quoted, _rows, _shown, _size, _time, _tongue)
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
