"""The reference pages: the ones in docs/, and they say all that the program knows of itself."""

from pathlib import Path

import pytest

from feedmill.described import described
from feedmill.model import Front, Image, Source
from feedmill.reference import BEGINS, blocks, written
from feedmill.settings import FeedSettings, MenuItem, Owner, Person, Podcast, Site

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ("settings.md", "writing.md", "commands.md")


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_in_docs_is_that_of_the_program(name: str, *, write_golden: bool) -> None:
    """Where the program has changed, `pytest tests/test_reference.py --write-golden` writes the pages' tables anew."""
    page = DOCS / name
    now = written(page.read_text(encoding="utf-8"), blocks())
    if write_golden:
        page.write_text(now, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == now, "run make golden"


def test_every_table_stands_somewhere() -> None:
    """Once: a page without the line that a table is looked for by would be right whatever it says."""
    pages = "".join((DOCS / name).read_text(encoding="utf-8") for name in PAGES)
    assert {name: pages.count(BEGINS.format(name=name)) for name in blocks()} == dict.fromkeys(blocks(), 1)


@pytest.mark.parametrize("kind", [Site, FeedSettings, Podcast, Owner, Person, MenuItem, Front, Image, Source])
def test_every_field_says_what_it_is(kind: type[Site]) -> None:
    """In a docstring below it, from which reference and schemas are made."""
    assert [name for name, words in described(kind).items() if not words] == []


def test_every_option_says_what_it_is() -> None:
    """No line of the reference is without its words."""
    assert [line for line in blocks()["commands"].splitlines() if line.endswith("|  |")] == []
