"""A mapping that a person typed → a Struct, field by field, each mistake with its line.

msgspec stops at the first mistake and knows no lines; people want all of them at once, each where
it stands. Settings and front matter are checked by the same rules.
"""

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import TypeVar

import msgspec

from feedmill.errors import Problem

T = TypeVar("T", bound=msgspec.Struct)

_MEANT = {  # what other tools call it
    "date": "published",
    "pubdate": "published",
    "created": "published",
    "modified": "updated",
    "lastmod": "updated",
    "lang": "language",
    "locale": "language",
    "description": "summary",
    "excerpt": "summary",
    "author": "authors",
    "category": "tags",
    "categories": "tags",
    "keywords": "tags",
    "cover": "image",
    "enclosure": "enclosures",
    "guid": "id",
    "name": "title",
    "url": "base_url",
    "baseurl": "base_url",
    "tz": "timezone",
}


def check(
    kind: type[T], said: Mapping[str, object], line_of: Callable[[str], int], path: str
) -> tuple[T | None, tuple[Problem, ...]]:
    """Return the Struct, or None and every mistake that stands in the way of it.

    A key without a value counts as absent. Text that spells a number or a truth value is taken as one.
    """
    known = _fields(kind)
    try:
        if known.keys() >= said.keys():  # most have no mistake in them, which is seen at one look
            return msgspec.convert(
                {key: value for key, value in said.items() if value is not None}, kind, strict=False
            ), ()
    except msgspec.ValidationError:
        pass  # and which mistakes there are, by a look at each field
    problems = [
        Problem(path, line_of(key), f"{key!r} is not a field here", _suggestion(key, known))
        for key in said
        if key not in known
    ]
    values: dict[str, object] = {}
    for name, field in known.items():
        if said.get(name) is None:
            if field.required:
                problems.append(Problem(path, line_of(name), f"{name!r} is missing", f'add a line like {name}: "…"'))
            continue
        try:
            values[name] = msgspec.convert(said[name], field.type, strict=False)
        except msgspec.ValidationError as error:
            problems.append(Problem(path, line_of(name), f"{name!r}: {_plain(error)}", _right(field.type)))
    return (None if problems else kind(**values)), tuple(problems)


@cache  # looking them up takes longer than checking a value
def _fields(kind: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(kind)}


def near(key: str, known: Collection[str], alike: float = 0.6) -> str:
    """Return the known name that a mistyped one most likely means, or "" if none is as much `alike`."""
    from difflib import get_close_matches

    meant = _MEANT.get(key.lower().replace("-", "_"), "")
    if meant in known:
        return meant
    low = {name.lower(): name for name in known}
    return next((low[name] for name in get_close_matches(key.lower(), low, 1, alike)), "")


def _suggestion(key: str, known: Mapping[str, object]) -> str:
    guess = near(key, known)
    return f"did you mean {guess!r}?" if guess else f"fields are: {', '.join(known)}"


def _plain(error: msgspec.ValidationError) -> str:
    """Return msgspec's message without its notation."""
    text = (
        str(error).replace("`", "").replace(" | null", "").replace("Object contains unknown field", "there is no field")
    )
    text = text.replace("Object missing required field", "there must be a field")
    if text.startswith("Expected"):
        text = text.replace("array", "list").replace("object", "mapping")
    text = re.sub(r"expected str matching regex '.*'", "not of the right form", text, flags=re.IGNORECASE)
    what, _, where = text.partition(" - at ")
    return what[:1].lower() + what[1:] + (f" ({where.removeprefix('$')})" if where.strip("$") else "")


def form(kind: object) -> str:
    """Return what a field takes, from the description in its type where it has one."""
    schema = msgspec.json.schema(kind)
    return _words(schema, schema.get("$defs", {}))


def _right(kind: object) -> str:
    words = form(kind)
    return f"write it {words}" if words.startswith("like ") else f"write {words}"


def _words(schema: Mapping[str, object], defs: Mapping[str, object]) -> str:  # noqa: PLR0911 - a return for each form of schema
    """Return a JSON Schema in a few words."""
    match schema:
        case {"description": str(words)} if "$ref" not in schema:
            return words.split("\n", 1)[0]
        case {"anyOf": list(options)}:
            return " or ".join(dict.fromkeys(_words(option, defs) for option in options if option != {"type": "null"}))
        case {"enum": list(values)}:
            return " or ".join(f'"{value}"' for value in values)
        case {"type": "array", "items": dict(items)}:
            example = ", each like { name = … }" if set(items) == {"$ref"} else ", like [a, b]"
            return f"a list of {_words(items, defs)}{example}"
        case {"type": "boolean"}:
            return "true or false"
        case {"type": "integer"}:
            low, high = schema.get("minimum"), schema.get("maximum")
            return "a whole number" + (f" from {low}" if low is not None else "") + (f" to {high}" if high else "")
        case {"$ref": str(name)}:
            fields = defs.get(name.rsplit("/", 1)[-1], {})
            names = fields.get("properties", {}) if isinstance(fields, dict) else {}
            return "a mapping with " + ", ".join(names)
        case {"type": "string", "pattern": str(pattern)}:
            return f"text like {pattern}"
    return "some text"
