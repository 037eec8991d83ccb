"""Article ⇄ Markdown with front matter. Owns python-frontmatter."""

import re
from collections.abc import Mapping
from typing import cast

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
_TEXT, _NULL, _LIST, _MAPPING = (f"tag:yaml.org,2002:{name}" for name in ("str", "null", "seq", "map"))
_TAGS = (_TEXT, _NULL, _LIST, _MAPPING, None)  # None: what to do with any other
_NULLS = frozenset({"~", "null", ""})
_ENDLESS = 10**9  # columns: a title stays on its line
# What may stand between single quotes, where nothing can be escaped: no ' and \, no controls, no line ends, no BOM, and
# nothing beyond U+FFFF, which libyaml would not put there and the Python dumper would.
_PLAIN = "[ -&(-\\[\\]-~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*"  # compiled when such a title is written
_ASTRAL = re.compile(r"(?<!\\)((?:\\\\)*)\\U(00[01][0-9A-F]{5})")
_BLANK = 'begin the file with a line ---, a line like title: "…", and a line ---'


class _Loader(_FAST_LOADER):  # type: ignore[misc, valid-type] # which of the two loaders it is, is known when it runs
    """Reads every plain scalar as text: `title: No` is "No", `2024-10` a month, `0123` no octal number.

    Text, lists and mappings are all it makes: given `!!bool x` or `!!int ""`, PyYAML's own constructors raise anything.
    """

    yaml_constructors = {tag: yaml.SafeLoader.yaml_constructors[tag] for tag in _TAGS}  # noqa: RUF012 - PyYAML's own class attribute

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: tuple[bool, bool]) -> str:
        """Return the tag of a node that has none: null, text, list or mapping."""
        if kind is yaml.ScalarNode:
            return _NULL if implicit[0] and value in _NULLS else _TEXT
        return _LIST if kind is yaml.SequenceNode else _MAPPING


class _Dumper(_FAST_DUMPER):  # type: ignore[misc, valid-type] # as above
    """Writes every text in quotes, so that no reader takes it for anything else."""


class _Quoted(str):
    """A value, as against a key, which stays bare."""

    __slots__ = ()


def _quote(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "'" if '"' in text and re.fullmatch(_PLAIN, text) else '"'
    return dumper.represent_scalar(_TEXT, str(text), style=style)


_Dumper.add_representer(_Quoted, _quote)


def _plain(node: yaml.Node, depth: int = 2) -> object:
    """Return what a node holds, in a quarter of the time that a constructor takes; TypeError where it is none of these.

    No deeper than most front matter goes: a list that holds itself, or a thousand times another, would take for ever.
    """
    if isinstance(node, yaml.ScalarNode) and node.tag in {_TEXT, _NULL}:
        return node.value if node.tag == _TEXT else None
    if depth and isinstance(node, yaml.SequenceNode) and node.tag == _LIST:
        return [_plain(each, depth - 1) for each in node.value]
    if depth and isinstance(node, yaml.MappingNode) and node.tag == _MAPPING:
        return {_plain(key, 0): _plain(value, depth - 1) for key, value in node.value}
    raise TypeError


class _Handler(YAMLHandler):
    """YAML front matter that remembers on which line each key stands, and what stands twice."""

    FM_BOUNDARY = re.compile(r"^-{3,}[^\S\n]*$", re.MULTILINE)  # theirs takes blank lines of the body with it

    def __init__(self) -> None:
        super().__init__()
        self.opened = self.closed = False
        self.front = ""
        self.body_at = 0
        self.lines: dict[str, int] = {}
        self.twice: list[tuple[str, int, int]] = []
        self.mapping = True

    def split(self, text: str) -> tuple[str, str]:
        """Return front matter and body; remember both places, and whether the former is marked as it must be."""
        self.opened = self.detect(text)
        if not self.opened:
            raise ValueError
        self.front, body = super().split(text)
        self.body_at = len(text) - len(body)
        self.closed = True
        return self.front, body

    def load(self, fm: str, **_: object) -> dict[str, object]:
        """Return the mapping that the front matter holds."""
        loader = _Loader(fm)
        node = loader.get_single_node()
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.mapping = False
            return {}
        self.lines = self._note(node)
        for _key, value in node.value:
            for inner in (value, *value.value) if isinstance(value, yaml.CollectionNode) else ():
                if isinstance(inner, yaml.MappingNode):
                    self._note(inner)
        try:
            built = _plain(node)
        except TypeError:
            built = loader.construct_document(node)
        return cast("dict[str, object]", built)

    def _note(self, node: yaml.MappingNode) -> dict[str, int]:
        """Return the line of each key; remember those that stand twice. A key is text, whatever it looks like."""
        lines: dict[str, int] = {}
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            key.tag = _TEXT
            line = self.line(key.start_mark)
            if key.value in lines:
                self.twice.append((key.value, line, lines[key.value]))
            lines.setdefault(key.value, line)
        return lines

    def line(self, mark: yaml.Mark) -> int:
        """Return the line of a mark, from 1 at the line ---, as editors count: YAML 1.1 has more line ends."""
        return self.front.count("\n", 0, mark.index) + 1

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
        # libyaml escapes what lies beyond U+FFFF; an author should meet 😀 as it is.
        return _ASTRAL.sub(lambda found: found[1] + chr(int(found[2], 16)), dumped.strip())


def load(raw: bytes) -> tuple[Article | None, tuple[Problem, ...]]:
    """Return the article that a file holds, or None and every mistake, each with its line and without a path."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, (Problem("", line, "this is not UTF-8", "save the file as UTF-8"),)
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return _parsed(text.lstrip(), text[: len(text) - len(text.lstrip())].count("\n"))


def dump(article: Article) -> str:
    """Return the file that holds an article.

    `load(dump(article).encode())` is that article, if its body neither begins nor ends with a line end nor holds a CR.
    """
    post = frontmatter.Post("", _Handler(), **msgspec.to_builtins(article.front))
    head = frontmatter.dumps(post, handler=_Handler())
    body = article.body.strip("\n")
    return f"{head}\n\n{body}\n" if body else f"{head}\n"


def lines(fields: Mapping[str, str | bool]) -> tuple[str, ...]:
    """Return fields as lines of front matter."""
    return tuple(_Handler().export(dict(fields)).split("\n"))


def _parsed(text: str, skipped: int) -> tuple[Article | None, tuple[Problem, ...]]:
    """Return the same as `load` for a text that stands below so many blank lines."""
    handler = _Handler()
    try:
        said, _ = frontmatter.parse(text, handler=handler)
    except yaml.YAMLError as error:
        return None, (_yaml_problem(error, handler, skipped),)
    except (RecursionError, ValueError, TypeError):
        return None, (Problem("", skipped + 1, "the front matter cannot be read", "write plain `key: value` lines"),)
    if not handler.closed or not handler.mapping:
        return None, (Problem("", skipped + 1, *_unusable(handler)),)
    lines = {key: line + skipped for key, line in handler.lines.items()}
    front, problems = _front(said, lines, skipped + 1)
    problems += tuple(
        Problem("", line + skipped, f"{key!r} stands here twice", f"keep one; the other is in line {other + skipped}")
        for key, line, other in handler.twice
    )
    # The body that python-frontmatter returns has lost Unicode spaces at its ends, a Chinese indent among them.
    body = text[handler.body_at :].strip("\n")
    return (None if problems or front is None else Article(front, body)), problems


def _front(
    said: Mapping[str, object], lines: Mapping[str, int], first: int
) -> tuple[Front | None, tuple[Problem, ...]]:
    front, problems = fields.check(Front, said, lambda key: lines.get(key, first), "")
    for key in ("published", "updated"):
        told = any(problem.wrong.startswith(f"{key!r}") for problem in problems)
        if isinstance(text := said.get(key), str) and not told:
            try:
                dates.parse(text)
            except ValueError as error:
                problems += (Problem("", lines.get(key, first), f"{key!r}: {error}", dates.RIGHT),)
    return front, problems


def _unusable(handler: _Handler) -> tuple[str, str]:
    if not handler.opened:
        return "there is no front matter", _BLANK
    if not handler.closed:
        return "the front matter is not closed", "end it with a line ---"
    return "the front matter is not a list of fields", "write one `key: value` on each line"


def _yaml_problem(error: yaml.YAMLError, handler: _Handler, skipped: int) -> Problem:
    if isinstance(error, yaml.reader.ReaderError):
        line = handler.front.count("\n", 0, handler.front.find(chr(error.character))) + 1
        return Problem("", skipped + line, f"the character U+{error.character:04X} can stand in no text", "take it out")
    mark, context = getattr(error, "problem_mark", None), str(getattr(error, "context", ""))
    if "quoted" in context or "flow" in context:  # what was opened and never closed
        mark = getattr(error, "context_mark", None) or mark
    wrong = getattr(error, "problem", None) or "the front matter is not YAML"
    said = handler.front.split("\n")[mark.line] if mark and mark.line < handler.front.count("\n") + 1 else ""
    return Problem("", skipped + (handler.line(mark) if mark else 1), str(wrong), _mending(str(wrong), said))


def _mending(wrong: str, said: str) -> str:
    """Return what would be right in place of a line that is no YAML."""
    if said.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return "a merge left its marks here: keep one side and take them out"
    if "\t" in said:
        return "indent with spaces, not with tabs"
    if "depth" in wrong:
        return "write plain `key: value` lines"
    if "!!" in said:
        return "write the value without !!"
    return "put text with : # or quotes in it between quotes"


def _quoted(value: object) -> object:
    match value:
        case str():
            return _Quoted(value)
        case dict():
            return {key: _quoted(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_quoted(inner) for inner in value]
    return value
