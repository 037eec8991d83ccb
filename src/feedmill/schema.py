"""The nouns → JSON Schemas, by which editors complete and check settings and front matter."""

import msgspec

from feedmill.described import described
from feedmill.model import Front, Image, Source
from feedmill.settings import FeedSettings, MenuItem, Owner, Person, Podcast, Site

_WITHIN = (FeedSettings, Podcast, Owner, Person, MenuItem, Image, Source)


def schemas() -> dict[str, bytes]:
    """Return file name and bytes of each schema (JSON Schema 2020-12)."""
    return {
        "feedmill.schema.json": _schema(Site, "Settings of a feedmill site: feedmill.toml"),
        "front-matter.schema.json": _schema(Front, "Front matter of an article in content/"),
    }


def _schema(kind: type[msgspec.Struct], title: str) -> bytes:
    told = msgspec.json.schema(kind)
    for each in (kind, *_WITHIN):
        if each.__name__ in told["$defs"]:
            _describe(told["$defs"][each.__name__]["properties"], described(each))
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **told}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def _describe(properties: dict[str, dict[str, object]], told: dict[str, str]) -> None:
    """Let each property say what it is, before what its form is."""
    for name, words in told.items():
        if words:
            form = properties[name].get("description", "")
            properties[name]["description"] = f"{words} Write it {form}." if form else words
