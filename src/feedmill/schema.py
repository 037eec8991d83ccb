"""The nouns → JSON Schemas, by which editors complete and check settings and front matter."""

import msgspec

from feedmill.model import Front
from feedmill.settings import Site


def schemas() -> dict[str, bytes]:
    """Return file name and bytes of each schema (JSON Schema 2020-12)."""
    return {
        "feedmill.schema.json": _schema(Site, "Settings of a feedmill site: feedmill.toml"),
        "front-matter.schema.json": _schema(Front, "Front matter of an article in content/"),
    }


def _schema(kind: type[msgspec.Struct], title: str) -> bytes:
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **msgspec.json.schema(kind)}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"
