"""A site's own templates and words, which stand before ours: where pages find them, and what is wrong with them.

They may be anybody's, as a site's folder may be. So they run in Jinja's sandbox, which keeps them to what a template
is given, and what is compiled of them is never kept.
"""

from collections.abc import Callable, Iterator
from traceback import walk_tb

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    PrefixLoader,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from feedmill import fields
from feedmill.errors import Problem
from feedmill.formats.page import spoken

TEMPLATES, LOCALE = "theme/templates/", "theme/locale/"
_OURS = "feedmill"  # "feedmill/base.html" is our base.html, also where the site has one of its own
_UNTIL = "until then feedmill's own stands in its place"


class Theme(Struct, frozen=True):
    """What a site has of its own: files below theme/, by path, and what they say."""

    templates: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, bytes], ...] = ()

    def catalogue(self, language: str) -> bytes:
        """Return the site's own words in a language, b"" where it has none."""
        return dict(self.words).get(f"{LOCALE}{language}.po", b"")

    def languages(self) -> tuple[str, ...]:
        """Return the languages of its words."""
        return tuple(path.removeprefix(LOCALE).removesuffix(".po") for path, _ in self.words)


NONE = Theme()


def environment(theme: Theme, ours: BaseLoader, cache: BytecodeCache, **how: object) -> Environment:
    """Return where templates are found: ours alone, or the site's before ours."""
    if not theme.templates:
        return Environment(loader=ours, bytecode_cache=cache, **how)  # type: ignore[arg-type]  # noqa: S701 - `how` says it
    loader = ChoiceLoader([_Given(theme), PrefixLoader({_OURS: ours}), ours])
    return ImmutableSandboxedEnvironment(loader=loader, **how)


class _Given(BaseLoader):
    """The templates of a theme, under the paths that their author knows."""

    def __init__(self, theme: Theme) -> None:
        self._templates = dict(theme.templates)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        path = TEMPLATES + template
        if path not in self._templates:
            raise TemplateNotFound(template)
        return self._templates[path], path, lambda: True


def mistakes(theme: Theme, compiling: Environment) -> Iterator[Problem]:
    """Yield what is wrong with a theme before any page is made: the path of each is that of a file of no use."""
    for path, said in theme.templates:
        try:
            compiling.compile(said, path.removeprefix(TEMPLATES), path)
        except TemplateSyntaxError as error:
            yield Problem(path, error.lineno, _told(error), f"mend it; {_UNTIL}")
    for path, raw in theme.words:
        yield from (Problem(path, line, wrong, f"mend it; {_UNTIL}") for line, wrong in spoken.mistakes(raw))


def unused(theme: Theme, ours: list[str]) -> Iterator[Problem]:
    """Yield the templates that stand for none of ours and are named by none of the theme's."""
    for path, _ in theme.templates:
        name = path.removeprefix(TEMPLATES)
        named = any(name in said for other, said in theme.templates if other != path)
        if name not in ours and not named:
            guess = fields.near(name, dict.fromkeys(ours))
            right = f"did you mean {guess!r}?" if guess else f"they are called {', '.join(ours)}"
            yield Problem(path, 0, "no template of feedmill has this name, so no page shows it", right, warning=True)


def mistake(error: Exception) -> Problem:
    """Return what went wrong while a page was made, where the site's own files have to do with it."""
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    own = [(path, line) for path, line in places if path.startswith(TEMPLATES)]
    if isinstance(error, TemplateSyntaxError) and (error.filename or "").startswith(TEMPLATES):
        own.append((error.filename or "", error.lineno))
    if own:
        return Problem(*own[-1], _told(error), f"mend it; {_UNTIL}")
    theirs = next((f"{path.rpartition('/')[2]}:{line}" for path, line in reversed(places) if ".html" in path), "")
    wrong = f"with this theme feedmill's {theirs or 'own templates'} cannot be shown: {_told(error)}"
    return Problem(TEMPLATES.rstrip("/"), 0, wrong, f"compare yours with feedmill's; {_UNTIL}")


def _told(error: Exception) -> str:
    """Return an error in the words of its author, in one line."""
    said = " ".join(str(getattr(error, "message", None) or error).split())
    if isinstance(error, TemplateNotFound):
        return f"there is no template {said!r}"
    return (said[:1].lower() + said[1:]).rstrip(".") or type(error).__name__
