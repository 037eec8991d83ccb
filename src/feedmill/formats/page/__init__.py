"""A page as a value → its HTML, with the theme's templates and words.

Owns jinja2. `ArticlePage` is shown by `templates/article.html`, and so on; a template sees the page, its shell
and the `filters`. Words come from `locale/*.po`: one more file is one more language.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feedmill.errors import Problem
from feedmill.formats.page import spoken, theming
from feedmill.formats.page.filters import FILTERS as FILTERS
from feedmill.formats.page.filters import determined
from feedmill.formats.page.kept import Compiled
from feedmill.formats.page.remember import Remember, known_around
from feedmill.formats.page.theming import NONE, Theme
from feedmill.settings import Site
from feedmill.sheets import Page

_THEME = Path(__file__).parents[2] / "theme"
_TEMPLATES = _THEME / "templates"

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
    language = determined(shell.language, shell.site.language)
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
