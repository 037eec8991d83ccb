"""JSON Schemas for editors: the ones in docs/, and they say the same as the program."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

import frontmatter
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from msgspec.json import encode

from feedmill import fields
from feedmill.model import Front
from feedmill.schema import schemas
from feedmill.settings import Site
from strategies import fronts

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "schema"
SETTINGS, FRONT = "feedmill.schema.json", "front-matter.schema.json"


def validator(name: str) -> Draft202012Validator:
    """Return a validator of what we hand out, by somebody else's reading of the standard."""
    return Draft202012Validator(json.loads(schemas()[name]))


@pytest.mark.parametrize("name", list(schemas()))
def test_the_schemas_in_docs_are_those_of_the_program(name: str, *, write_golden: bool) -> None:
    """Editors read the files; `pytest tests/test_schema.py --write-golden` writes them anew."""
    if write_golden:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_bytes(schemas()[name])
    assert (FOLDER / name).read_bytes() == schemas()[name], "run make golden"


@pytest.mark.parametrize("name", list(schemas()))
def test_they_are_schemas(name: str) -> None:
    """Of the draft that they name, with a title and a word on every field that is not plain."""
    schema = json.loads(schemas()[name])
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]
    assert sorted(schemas()) == [SETTINGS, FRONT] == sorted(path.name for path in FOLDER.iterdir())


def test_the_sites_own_files_are_right() -> None:
    """feedmill.toml and every article in content/."""
    with (ROOT / "feedmill.toml").open("rb") as file:
        validator(SETTINGS).validate(tomllib.load(file))
    for path in (ROOT / "content").rglob("*.md"):
        validator(FRONT).validate(frontmatter.load(str(path)).metadata)


@given(fronts())
@settings(max_examples=50)
def test_what_an_article_says_is_right(front: Front) -> None:
    """Everything that the program writes passes."""
    validator(FRONT).validate(json.loads(encode(front)))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (SETTINGS, {"titel": "a"}),
        (SETTINGS, {"title": ""}),
        (SETTINGS, {"title": 5}),
        (SETTINGS, {"base_url": "example.org"}),
        (SETTINGS, {"language": "german"}),
        (SETTINGS, {"authors": ["Ada"]}),
        (SETTINGS, {"authors": [{"url": "https://ada.example/"}]}),
        (SETTINGS, {"feed": {"entries": 9}}),
        (SETTINGS, {"feed": {"formats": ["xml"]}}),
        (SETTINGS, {"feed": {"hub": "hub"}}),
        (FRONT, {}),
        (FRONT, {"title": " "}),
        (FRONT, {"title": "t", "date": "2024"}),
        (FRONT, {"title": "t", "slug": "A b"}),
        (FRONT, {"title": "t", "slug": "a" * 121}),
        (FRONT, {"title": "t", "published": "5.10.2024"}),
        (FRONT, {"title": "t", "tags": "a, b"}),
        (FRONT, {"title": "t", "draft": "perhaps"}),
        (FRONT, {"title": "t", "id": "5"}),
        (FRONT, {"title": "t", "source": {"seed": "seeds/a.txt", "sha256": "0"}}),
        (FRONT, {"title": "t", "image": {"alt": "a"}}),
    ],
)
def test_editors_mark_the_mistakes_that_a_build_would_tell(name: str, said: Mapping[str, object]) -> None:
    """Both refuse it."""
    assert not validator(name).is_valid(said)
    _, problems = fields.check(Site if name == SETTINGS else Front, said, lambda _: 0, "")
    assert problems


def test_fields_carry_what_an_editor_shows() -> None:
    """Every field of the model is there; those with a form of their own say it in words."""
    for name, kind in ((SETTINGS, Site), (FRONT, Front)):
        definition = json.loads(schemas()[name])["$defs"][kind.__name__]
        assert list(definition["properties"]) == list(kind.__struct_fields__)
        assert definition["additionalProperties"] is False
    assert "two-words" in json.dumps(json.loads(schemas()[FRONT])["$defs"]["Front"]["properties"]["slug"])
