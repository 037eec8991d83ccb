"""`{% remember "name" %} … {% endremember %}`: parts of a page that many pages share are rendered once."""

from collections.abc import Callable, Hashable
from functools import lru_cache

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup

from feedmill.sheets import Page

_MOST = 500  # parts of pages with the same frame: a handful, and one for each thing that a part is "about"
_FRAMES = 50  # all articles have the same; each tag has its own, which is soon done with

Known = dict[object, Markup]


class Remember(Extension):
    """Keeps what was rendered, by all that a part may depend on: the frame of its page and where that stands.

    It must not show anything of the page's own subject, but for what it says that it is about, after a comma:
    `{% remember "topics", meta.tags %}`.
    """

    tags = {"remember"}  # noqa: RUF012 - Jinja's own class attribute

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Return what stands for the part in the compiled template: show it, if it is known, or else render it."""
        line = next(parser.stream).lineno
        name = parser.parse_expression()
        about = parser.parse_expression() if parser.stream.skip_if("comma") else nodes.Const(None)
        body = parser.parse_statements(("name:endremember",), drop_needle=True)
        part = parser.free_identifier()
        look = nodes.Assign(part, nodes.Filter(name, "remembered", [about], [], None, None))
        keep = self.call_method("_keep", [name, about, nodes.ContextReference()])
        render = nodes.CallBlock(keep, [], [], body)
        show = nodes.If(part, [nodes.Output([part])], [], [render])
        return [each.set_lineno(line) for each in (look, show)]

    def _keep(self, name: str, about: object, context: Context, caller: Callable[[], str]) -> Markup:
        known: Known = context["known"]
        if len(known) >= _MOST:
            known.clear()
        part = known[name, about] = Markup(caller())  # noqa: S704 - it was rendered with escaping
        return part


@pass_context
def remembered(context: Context, name: str, about: object) -> Markup | None:
    """Return a part that was rendered before."""
    known: Known = context["known"]
    return known.get((name, about))


def known_around(page: Page, language: str, theme: Hashable = None) -> Known:
    """Return what is known of pages with the same frame as this one, to which more is added."""
    shell = page.shell
    # The menu marks the page itself, but no article is in it.
    place = "articles/" if shell.address.startswith("articles/") else shell.address
    around = shell.site, shell.feeds, shell.menu, shell.pages, shell.style, shell.icons, shell.sections
    return _known(type(page), *around, place, language, theme)


@lru_cache(_FRAMES)
def _known(*_around: object) -> Known:
    return {}
