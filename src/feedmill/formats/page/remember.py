"""`{% remember "name" %} … {% endremember %}`: parts of a page that many pages share are rendered once."""

from collections.abc import Callable

from jinja2 import nodes
from jinja2.environment import Environment
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from markupsafe import Markup

from feedmill.documents import MissingPage, Shell

_MOST = 500  # parts: a site has a handful, tags and authors with pages of their own have some each


class Remember(Extension):
    """Keeps what was rendered, by all that a part may depend on: the frame of its page and where that stands.

    It must not show anything of the page's own subject.
    """

    tags = {"remember"}  # noqa: RUF012 - Jinja's own class attribute

    def __init__(self, environment: Environment) -> None:
        """Begin with nothing."""
        super().__init__(environment)
        self._known: dict[object, str] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        """Return what stands for the part in the compiled template."""
        line = next(parser.stream).lineno
        name = parser.parse_expression()
        body = parser.parse_statements(("name:endremember",), drop_needle=True)
        recall = self.call_method("_recall", [name, nodes.ContextReference()])
        return nodes.CallBlock(recall, [], [], body).set_lineno(line)

    def _recall(self, name: str, context: Context, caller: Callable[[], str]) -> str:
        key = (name, *_around(context["shell"], missing=isinstance(context["page"], MissingPage)), context["language"])
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[key] = str(caller())
        return Markup(known)  # noqa: S704 - it was rendered with escaping


def _around(shell: Shell, *, missing: bool) -> tuple[object, ...]:
    """Return what a page has in common with others: the site, its feeds, its menu, and the folder it stands in."""
    # The menu marks the page itself, but no article is in it.
    place = "articles/" if shell.address.startswith("articles/") else shell.address
    return shell.site, shell.feeds, shell.menu, shell.sections, place, missing
