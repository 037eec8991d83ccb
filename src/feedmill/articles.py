"""Article ⇄ Markdown with front matter. Owns python-frontmatter."""

from collections.abc import Mapping

import frontmatter
import msgspec
import yaml
from frontmatter.default_handlers import YAMLHandler

from feedmill import dates, fields
from feedmill.errors import Problem
from feedmill.model import Article, Front

# The C loader and dumper are seven times faster; the pure ones read and write the same.
_FAST_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FAST_DUMPER: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_NULL = "tag:yaml.org,2002:null"
_ENDLESS = 10**9  # columns: a title stays on its line
_BLANK = 'begin the file with a line ---, a line like title: "…", and a line ---'


class _Loader(_FAST_LOADER):  # type: ignore[misc, valid-type] # which of the two loaders it is, is known when it runs
    """Reads every plain scalar as text: `title: No` is "No", `2024-10` a month, `0123` no octal number."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, object]]] = {}  # noqa: RUF012 - PyYAML's own class attribute


class _Dumper(_FAST_DUMPER):  # type: ignore[misc, valid-type] # as above
    """Writes every text in quotes, so that no reader takes it for anything else."""


class _Quoted(str):
    """A value, as against a key, which stays bare."""

    __slots__ = ()


def _null_resolver() -> None:
    import re

    _Loader.add_implicit_resolver(_NULL, re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


def _quote(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "'" if '"' in text and "'" not in text else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)


_null_resolver()
_Dumper.add_representer(_Quoted, _quote)


class _Handler(YAMLHandler):
    """YAML front matter that remembers on which line each key stands, and what stands twice."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = self.closed = False
        self.first = 0
        self.lines: dict[str, int] = {}
        self.twice: list[tuple[str, int]] = []
        self.mapping = True

    def split(self, text: str) -> tuple[str, str]:
        """Return front matter and body; remember where the former begins."""
        start = self.FM_BOUNDARY.match(text) if self.FM_BOUNDARY else None
        self.opened = start is not None
        if start is None:
            raise ValueError
        front, body = super().split(text)
        self.closed = True
        self.first = text.count("\n", 0, start.end())
        return front, body

    def load(self, fm: str, **_: object) -> dict[str, object]:
        """Return the mapping that the front matter holds."""
        loader = _Loader(fm)
        node = loader.get_single_node()
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.mapping = False
            return {}
        for key, _value in node.value:
            name, line = str(key.value), self.first + key.start_mark.line + 1
            if name in self.lines:
                self.twice.append((name, line))
            self.lines.setdefault(name, line)
        built: dict[str, object] = loader.construct_document(node)
        return built

    def export(self, metadata: dict[str, object], **_: object) -> str:
        """Return the mapping as YAML, in the order in which it comes."""
        dumped: str = yaml.dump(
            _quoted(metadata),
            Dumper=_Dumper,
            default_flow_style=False,
            allow_unicode=True,
            sort_keys=False,
            width=_ENDLESS,
        )
        return dumped.strip()


def load(raw: bytes) -> tuple[Article | None, tuple[Problem, ...]]:
    """Return the article that a file holds, or None and every mistake, each with its line and without a path."""
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, (Problem("", line, "this is not UTF-8", "save the file as UTF-8"),)
    skipped = text[: len(text) - len(text.lstrip())].count("\n")
    handler = _Handler()
    try:
        said, body = frontmatter.parse(text, handler=handler)
    except yaml.YAMLError as error:
        return None, (_yaml_problem(error, skipped + handler.first),)
    except (RecursionError, ValueError, TypeError):
        return None, (Problem("", skipped + 1, "the front matter cannot be read", "write plain `key: value` lines"),)
    if not handler.closed or not handler.mapping:
        return None, (Problem("", skipped + 1, *_unusable(handler)),)
    front, problems = _front(said, {key: line + skipped for key, line in handler.lines.items()})
    problems += tuple(
        Problem(
            "",
            line + skipped,
            f"{key!r} stands here twice",
            f"keep one; the other is in line {handler.lines[key] + skipped}",
        )
        for key, line in handler.twice
    )
    return (None if problems or front is None else Article(front, body)), problems


def dump(article: Article) -> str:
    """Return the file that holds an article: `load(dump(article).encode())` is that article."""
    said = msgspec.to_builtins(article.front)
    post = frontmatter.Post(article.body, _Handler(), **said)
    return frontmatter.dumps(post, handler=_Handler()) + "\n"


def _front(said: Mapping[str, object], lines: Mapping[str, int]) -> tuple[Front | None, tuple[Problem, ...]]:
    front, problems = fields.check(Front, said, lambda key: lines.get(key, 1), "")
    for key in ("published", "updated"):
        told = any(problem.wrong.startswith(f"{key!r}") for problem in problems)
        if isinstance(text := said.get(key), str) and not told:
            try:
                dates.parse(text)
            except ValueError as error:
                problems += (Problem("", lines.get(key, 1), f"{key!r}: {error}", dates.RIGHT),)
    return front, problems


def _unusable(handler: _Handler) -> tuple[str, str]:
    if not handler.opened:
        return "there is no front matter", _BLANK
    if not handler.closed:
        return "the front matter is not closed", "end it with a line ---"
    return "the front matter is not a list of fields", "write one `key: value` on each line"


def _yaml_problem(error: yaml.YAMLError, before: int) -> Problem:
    mark = getattr(error, "problem_mark", None)
    wrong = getattr(error, "problem", None) or "the front matter is not YAML"
    return Problem(
        "", before + (mark.line + 1 if mark else 1), str(wrong), "put text with : # or quotes in it between quotes"
    )


def _quoted(value: object) -> object:
    match value:
        case str():
            return _Quoted(value)
        case dict():
            return {key: _quoted(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_quoted(inner) for inner in value]
    return value
