"""A page as a value → its HTML, with the theme's templates and words.

Owns jinja2 and Babel. `ArticlePage` is shown by `templates/article.html`, and so on; a template sees the
page, its shell and the filters below. Words come from `locale/*.po`: one more file is one more language.
"""

from contextlib import suppress
from datetime import date as day_of
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from re import DOTALL, search
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations
from babel.units import format_unit
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.filters import do_striptags
from jinja2.runtime import Context
from markupsafe import Markup

from feedmill import dates, text
from feedmill.documents import MissingPage, Page
from feedmill.feedtext import name
from feedmill.formats.page.remember import Remember
from feedmill.model import Entry, Meta
from feedmill.settings import Site

_THEME = Path(__file__).parents[2] / "theme"
_ENDS = ".!?。！？"  # what closes a sentence

ASSETS: tuple[str, ...] = ("feed.css", "site.css")


def render(page: Page) -> bytes:
    """Return the page as HTML in UTF-8: the same page, the same bytes.

    Nothing in it is a script, an inline style or from another site, but for what an article's own
    text brings. `entry.html` and a plain page's `html` must be safe; everything else is escaped.
    """
    shell = page.shell
    language = _determined(shell.language, shell.site)
    words = _words(language)
    template = _environment(words).get_template(f"{type(page).__name__.removesuffix('Page').lower()}.html")
    surrounding = language if _primary(language) == words else words
    return template.render(page=page, shell=shell, site=shell.site, language=language, surrounding=surrounding).encode()


def asset(name: str) -> bytes:
    """Return the bytes of one of `ASSETS`; any other name is a KeyError."""
    if name not in ASSETS:
        raise KeyError(name)
    return (_THEME / "assets" / name).read_bytes()


# ── words ───────────────────────────────────────────────────────────────────────────────────────


@cache
def _environment(words: str) -> Environment:
    """Return the templates, each compiled when it is first asked for, with one catalogue's words."""
    found = Environment(
        loader=FileSystemLoader(_THEME / "templates"),
        extensions=["jinja2.ext.i18n", Remember],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    install = found.install_gettext_translations  # type: ignore[attr-defined]  # the i18n extension adds it
    install(_catalogue(words), newstyle=True)
    found.filters.update(_FILTERS)
    return found


@cache
def _catalogue(words: str) -> Translations:
    """Return one language's words with their plural forms; English stands in for what it lacks."""
    compiled = BytesIO()
    with (_THEME / "locale" / f"{words}.po").open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return Translations(compiled)


@cache
def _words(language: str) -> str:
    """Return the catalogue for a language, English where there is none."""
    own = _primary(language)
    return own if (_THEME / "locale" / f"{own}.po").is_file() else "en"


# ── languages ───────────────────────────────────────────────────────────────────────────────────


def _primary(language: str) -> str:
    """Return "pt" of "pt-BR"."""
    return language.partition("-")[0].lower()


def _determined(language: str, site: Site) -> str:
    """Return the language, or the site's where it is "und", undetermined (RFC 5646 §4.1)."""
    return site.language if language == "und" else language


@cache
def _locale(*languages: str) -> Locale:
    """Return the first language that Babel knows, at last English."""
    for tag in (tag for language in languages for tag in (language, _primary(language))):
        if tag != "und":  # Babel takes it for American English
            with suppress(UnknownLocaleError, ValueError):
                return Locale.parse(tag, sep="-")
    return Locale("en")


@pass_context
def _tongue(context: Context, language: str) -> Markup:
    """Return `lang` and `dir` for text in a language; "" where the page around it is the same in both."""
    inner = _determined(language, context["site"])
    direction = text.direction(inner)
    if inner == context["surrounding"] and direction == text.direction(context["language"]):
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(inner, direction)


def _own_name(language: str) -> str:
    """Return "Deutsch" of "de"; what is no language stays as it is."""
    with suppress(UnknownLocaleError, ValueError):
        name = Locale.parse(language, sep="-").get_display_name() or language
        return name[:1].upper() + name[1:]
    return language


# ── addresses ───────────────────────────────────────────────────────────────────────────────────


@pass_context
def _link(context: Context, address: str) -> str:
    """Return how this page writes an address of the site: relative, or absolute in 404.html."""
    if isinstance(context["page"], MissingPage):
        return _absolute(context, address)
    here, there = context["shell"].address.split("/")[:-1], address.split("/")
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


# ── dates and numbers ───────────────────────────────────────────────────────────────────────────


def _local(moment: datetime, site: Site) -> datetime:
    """Return an instant on the site's clock; one without an offset is on it already."""
    if moment.tzinfo is not None:
        with suppress(OverflowError):  # the ends of time stay where they are
            return moment.astimezone(ZoneInfo(site.timezone))
    return moment


@pass_context
def _date(context: Context, said: str, language: str, shape: str = "date") -> str:
    """Return a date in the words of a language, no more precise than it was said.

    Shape "time" adds the time of day where one was said. Shape "day" is "5. Oktober", for a list
    that has month and year above it, and "" where no day was said.
    """
    site: Site = context["site"]
    date, locale = dates.parse(said), _locale(language, site.language)
    moment = _local(date.moment, site) if date.moment else None
    first = moment.date() if moment else day_of(date.year, date.month or 1, date.day or 1)
    if shape == "day":
        return str(format_skeleton("MMMMd", first, locale=locale)) if date.day else ""
    if date.day is None:
        return str(format_skeleton("yMMMM" if date.month else "y", first, locale=locale))
    written = format_date(first, "long", locale=locale)
    if moment is None or shape != "time":
        return written
    return str(locale.datetime_formats["medium"]).format(format_time(moment.time(), "short", locale=locale), written)


@pass_context
def _stamp(context: Context, said: str) -> str:
    """Return a date for `<time datetime>`, as precise as it was said (HTML §2.3.5)."""
    date = dates.parse(said)
    return dates.rfc3339(dates.begins(date, ZoneInfo(context["site"].timezone))) if date.moment else said.strip()


@pass_context
def _month(context: Context, month: int) -> str:
    """Return the name of a month, as it is written alone."""
    return format_date(day_of(2000, month, 1), "LLLL", locale=_locale(context["surrounding"]))


@pass_context
def _number(context: Context, number: int) -> str:
    """Return a number with the separators of the page's language."""
    return format_decimal(number, locale=_locale(context["surrounding"]))


@pass_context
def _size(context: Context, length: int) -> str:
    """Return "12.3 MB" for 12,300,000 bytes, in the page's language."""
    power = min((len(str(length)) - 1) // 3, 3)
    unit = ("byte", "kilobyte", "megabyte", "gigabyte")[power]
    locale = _locale(context["surrounding"])
    return format_unit(length / 1000**power, f"digital-{unit}", "short", format="#,##0.#", locale=locale)


# ── an article's words ──────────────────────────────────────────────────────────────────────────


def _standfirst(entry: Entry) -> str:
    """Return the summary where it is a text of its own, "" where the article opens with it."""
    first = search(r"<p\b[^>]*>(.*?)</p>", entry.html, DOTALL)
    opening = do_striptags(first[1]) if first else ""
    repeated = text.squeeze(opening).startswith(text.squeeze(entry.meta.summary).rstrip("…"))
    return "" if repeated else entry.meta.summary


def _teaser(meta: Meta) -> str:
    """Return the summary without the title that it repeats: an inferred one is its first sentence."""
    rest = meta.summary.removeprefix(meta.title)
    sentence = rest != meta.summary and (meta.title[-1] in _ENDS or rest[:1] in _ENDS)
    return rest.lstrip(_ENDS + " ") if sentence else meta.summary


_TOLD = (_absolute, _date, _link, _month, _number, _own_name, _size, _stamp, _standfirst, _teaser, _tongue)
_FILTERS = {"direction": text.direction, "file_name": name, **{each.__name__.removeprefix("_"): each for each in _TOLD}}
