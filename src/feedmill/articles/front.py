"""A mapping ⇄ YAML front matter, each key's line known. Owns PyYAML."""

import re
from collections.abc import Mapping
from typing import cast

import yaml
from frontmatter.default_handlers import YAMLHandler

from feedmill.model import Front, Image, Source
from feedmill.settings import Person

# The C loader and dumper are seven times faster; the pure ones read and write the same.
_FAST_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FAST_DUMPER: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_TEXT, _NULL, _LIST, _MAPPING = (f"tag:yaml.org,2002:{name}" for name in ("str", "null", "seq", "map"))
_TAGS = (_TEXT, _NULL, _LIST, _MAPPING, None)  # None: what to do with any other
_NULLS = frozenset({"~", "null", ""})
_ENDLESS = 10**9  # columns: a title stays on its line
# What may stand as it is between single quotes, where nothing can be escaped, and between double ones: no controls, no
# line ends, no BOM, and nothing beyond U+FFFF, which libyaml would not put there and the Python dumper would.
_HIGH = "\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
_SINGLE, _DOUBLE = re.compile(f"[ -&(-\\[\\]-~{_HIGH}]*+"), re.compile(f"[ !#-\\[\\]-~{_HIGH}]*+")
_KEYS = frozenset(name for kind in (Front, Source, Image, Person) for name in kind.__struct_fields__)
_ASTRAL = re.compile(r"(?<!\\)((?:\\\\)*)\\U(00[01][0-9A-F]{5})")


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
    style = "'" if '"' in text and _SINGLE.fullmatch(text) else '"'
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


class Handler(YAMLHandler):
    """YAML front matter that remembers on which line each key stands, and what stands twice."""

    FM_BOUNDARY = re.compile(r"^-{3,}[^\S\n]*$", re.MULTILINE)  # theirs takes blank lines of the body with it

    def __init__(self) -> None:
        """Know nothing yet: a handler is for one file."""
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
        if (lines := _lines(metadata)) is not None:
            return "\n".join(lines)
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


def _lines(metadata: Mapping[str, object], indent: str = "") -> list[str] | None:
    """Return the lines that PyYAML writes in ten times as long, None where it is not told by a look what it writes."""
    lines: list[str] = []
    for key, value in metadata.items():
        match value:
            case _ if key not in _KEYS:
                return None
            case True:
                lines.append(f"{indent}{key}: true")
            case str() if _DOUBLE.fullmatch(value):
                lines.append(f'{indent}{key}: "{value}"')
            case str() if _SINGLE.fullmatch(value):
                lines.append(f"{indent}{key}: '{value}'")
            case dict() if value and not indent and (inner := _lines(value, "  ")) is not None:
                lines += (f"{key}:", *inner)
            case _:
                return None
    return lines or None


def _quoted(value: object) -> object:
    match value:
        case str():
            return _Quoted(value)
        case dict():
            return {key: _quoted(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_quoted(inner) for inner in value]
    return value
