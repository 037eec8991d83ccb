"""Settings: every way of getting one wrong, with its line and what would be right."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmill import config
from feedmill.settings import FeedSettings, Person, Site
from strategies import text

WHOLE = """\
id = "3f0c9b1e"
title = "A – Title"
description = "What it is."
base_url = "https://example.org/blog"
language = "de-AT"
timezone = "Europe/Vienna"
copyright = "© A"
authors = [{ name = "Ada", url = "https://ada.example/" }, { name = "Bo" }]

[feed]
entries = 20
bytes = 100_000
content = "summary"
formats = ["json", "atom"]
hub = "https://hub.example/"
"""


def mistakes(said: str, base_url: str | None = None) -> list[str]:
    """Return what is wrong, without warnings, as a person reads it."""
    site, problems = config.load(said, base_url)
    wrong = [str(problem) for problem in problems if not problem.warning]
    assert (site is None) == bool(wrong)
    return wrong


def test_every_setting_is_read() -> None:
    """And nothing is left to say about a whole file. The base address ends in one slash."""
    expected = Site(
        id="3f0c9b1e",
        title="A – Title",
        description="What it is.",
        base_url="https://example.org/blog/",
        language="de-AT",
        timezone="Europe/Vienna",
        authors=(Person("Ada", "https://ada.example/"), Person("Bo")),
        copyright="© A",
        feed=FeedSettings(20, 100_000, "summary", ("json", "atom"), "https://hub.example/"),
    )
    assert config.load(WHOLE) == (expected, ())
    assert config.load(WHOLE.replace("\n", "\r\n")) == (expected, ())


@pytest.mark.parametrize("said", ["", "# nothing\n", "[feed]\n"])
def test_an_empty_file_means_the_defaults(said: str) -> None:
    """With a warning for what subscribers will miss."""
    site, problems = config.load(said)
    assert site == Site()
    assert all(problem.warning for problem in problems)
    assert [problem.wrong for problem in problems] == ["the site has no base_url", "the site has no id"]


def test_without_a_file_the_defaults_hold() -> None:
    """And the first thing said is how to get one."""
    site, problems = config.load(None, "https://example.org")
    assert site == Site(base_url="https://example.org/")
    assert all(problem.warning for problem in problems)
    assert problems[0].wrong == "there are no settings"


def test_the_command_line_overrules_the_file() -> None:
    """A base address given there replaces the one in the file, even a wrong one, and is checked like it."""
    site, problems = config.load(WHOLE, "https://other.example/a//")
    assert site is not None
    assert site.base_url == "https://other.example/a/"
    assert not problems
    assert mistakes('base_url = "nonsense"', "https://other.example/") == []
    assert mistakes("[feed]\nentries = 50\n", "other.example")[0].startswith("feedmill.toml: 'base_url': not of")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("title = 5", "1: 'title': expected str, got int; write some text"),
        ('title = " "', "1: 'title': not of the right form; write some text"),
        ("title = 2024-01-01", "1: 'title': expected str, got date; write some text"),
        ('\nid = ["a"]', "2: 'id': expected str, got list; write some text"),
        ("description = true", "1: 'description': expected str, got bool; write some text"),
        ('base_url = "example.org"', "1: 'base_url': not of the right form; write it like \"https://example.org/\""),
        ('base_url = "ftp://example.org/"', "1: 'base_url': not of the right form; write it like"),
        ('base_url = "https:///a"', "1: 'base_url': not of the right form; write it like"),
        ('base_url = "https://example.org/?a"', "1: 'https://example.org/?a' is no base address; write a plain"),
        ('base_url = "https://example.org/#a"', "1: 'https://example.org/#a' is no base address; write a plain"),
        ('base_url = "https://exämple.org/"', "1: 'https://exämple.org/' is no base address; write a plain"),
        ('base_url = "https://example.org/a b"', "1: 'https://example.org/a b' is no base address; write a plain"),
        ("base_url = 'https://example.org/\"'", "1: 'https://example.org/\"' is no base address; write a plain"),
        ('language = "german"', '1: \'language\': not of the right form; write it like "de" or "pt-BR"'),
        ('language = "de_AT"', '1: \'language\': not of the right form; write it like "de" or "pt-BR"'),
        ('timezone = "Berlin"', "1: 'Berlin' is no time zone; did you mean 'Europe/Berlin'?"),
        ('timezone = ""', "1: '' is no time zone; write it like"),
        ('timezone = "Europe"', "1: 'Europe' is no time zone; write it like"),
        ('timezone = "../UTC"', "1: '../UTC' is no time zone; did you mean 'UTC'?"),
        ('timezone = "a\\u0000b"', "1: 'a\\x00b' is no time zone; write it like"),
        ("timezone = 1", "1: 'timezone': expected str, got int; write some text"),
        ('authors = "Ada"', "1: 'authors': expected list, got str; write a list of a mapping with name, url"),
        (
            'authors = ["Ada"]',
            "1: 'authors': expected mapping, got str ([0]); write a list of a mapping with name, url",
        ),
        ('authors = [{ url = "https://a.example/" }]', "1: 'authors': there must be a field name ([0]); write a list"),
        ('authors = [{ name = "a", mail = "b" }]', "1: 'authors': there is no field mail ([0]); write a list"),
        ('[[authors]]\nname = "a"\n[[authors]]\nname = ""', "1: 'authors': not of the right form ([1].name); write"),
        ('authors = [{ name = "a", url = "https://a b" }]', "1: 'authors': 'https://a b' is no address; write it perc"),
        ("copyright = 2024", "1: 'copyright': expected str, got int; write some text"),
        ("feed = 5", "1: 'feed' is a table; write [feed] on a line of its own"),
        ("[[feed]]", "1: 'feed' is a table; write [feed] on a line of its own"),
        ("[feed]\nentries = 9", "2: 'entries': expected int >= 10; write a whole number from 10 to 1000"),
        ("[feed]\nentries = 1001", "2: 'entries': expected int <= 1000; write a whole number from 10 to 1000"),
        ("[feed]\nentries = 20.5", "2: 'entries': expected int, got float; write a whole number from 10 to 1000"),
        ("[feed]\nbytes = 1", "2: 'bytes': expected int >= 10000; write a whole number from 10000"),
        ('[feed]\ncontent = "all"', "2: 'content': invalid enum value 'all'; write \"full\" or \"summary\""),
        (
            '[feed]\nformats = ["xml"]',
            "2: 'formats': invalid enum value 'xml' ([0]); write a list of \"atom\" or \"json\"",
        ),
        ('[feed]\nformats = "rss"', '2: \'formats\': expected list, got str; write a list of "atom" or "json"'),
        ("[feed]\nformats = []", '2: no format is left; write some of ["rss", "atom", "json"], each once'),
        ('[feed]\nformats = ["rss", "rss"]', '2: a format stands here twice; write some of ["rss", "atom", "json"]'),
        ('[feed]\nhub = "hub"', "2: 'hub': not of the right form; write it like \"https://example.org/\""),
        ('[feed]\nhub = "https://hub.example/ä"', "2: 'hub': 'https://hub.example/ä' is no address; write it percent-"),
        ("feed.entries = 5", "1: 'entries': expected int >= 10; write"),
        ("\nfeed = { entries = 5 }", "2: 'entries': expected int >= 10; write"),
        ('titel = "a"', "1: 'titel' is not a field here; did you mean 'title'?"),
        ('baseURL = "https://example.org/"', "1: 'baseURL' is not a field here; did you mean 'base_url'?"),
        ("[feed]\nentrys = 50", "2: 'entrys' is not a field here; did you mean 'entries'?"),
        ("[feeds]\nentries = 50", "1: 'feeds' is not a field here; did you mean 'feed'?"),
        ("entries = 50", "1: 'entries' is not a field here; write it below [feed]"),
        ("explicit = true", "1: 'explicit' is not a field here; write it below [podcast]"),
        ('[feed]\ntitle = "a"', "2: 'title' is not a field here; write it above the first line in brackets, as it is"),
        ("entropy = 50", "1: 'entropy' is not a field here; fields are: id, title"),
        ('"tit le" = 1', "1: 'tit le' is not a field here; did you mean 'title'?"),
        ("# \u2028 is no line end\ntitle = 5", "2: 'title': expected str, got int"),
    ],
)
def test_each_mistake_says_where_and_what(said: str, problem: str) -> None:
    """`path:line: what is wrong; what would be right`, once."""
    assert [found[: len(problem) + 14] for found in mistakes(said)] == [f"feedmill.toml:{problem}"]


def test_all_mistakes_are_told_in_the_order_of_the_file() -> None:
    """Those that types find and those that they cannot, in both tables."""
    said = 'timezone = "Mars"\ntitle = 5\nlanguag = "de"\nbase_url = "https://a b"\n[feed]\nentries = 1\nformats = []'
    assert [found.split(":")[1] for found in mistakes(said)] == ["1", "2", "3", "4", "6", "7"]


@pytest.mark.parametrize("said", ['[feed]\nhub = ""', 'authors = [{ name = "a", url = "" }]'])
def test_an_address_may_be_left_empty(said: str) -> None:
    """As the model says, and as the message about a wrong one proposes."""
    assert mistakes(said) == []


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("title", "1: expected '=' after a key in a key/value pair"),
        ('\n\ntitle = "a', "3: unterminated string"),
        ('title = "a"\n\ntitle = "b"', "3: cannot overwrite a value"),
        ("[feed]\nentries = 50\n[feed]", "3: cannot declare ('feed',) twice"),
        ("title = a", "1: invalid value"),
        ("authors = [\n  { name = 'a' }", "2: unclosed array"),
        ('title = "\\q"', "1: unescaped '\\' in a string"),
        ("title = '\x00'", "1: found invalid character"),
        ("a = " + "[" * 10_000, " lists or tables stand too deep in each other"),
        ("a = " + "1" * 5000, " exceeds the limit"),
    ],
)
def test_mistakes_of_form_have_their_line(said: str, problem: str) -> None:
    """Also keys that stand twice, and what no parser is made for."""
    found = mistakes(said)
    assert len(found) == 1
    assert found[0].startswith(f"feedmill.toml:{problem}")


keys = st.sampled_from([*Site.__struct_fields__, *FeedSettings.__struct_fields__, "[feed]", "#", ""])
lines = st.builds(lambda key, value: f"{key} = {value}", keys, text()) | text()


@given(st.lists(lines, max_size=8).map("\n".join))
def test_any_text_is_settings_or_a_mistake(said: str) -> None:
    """No file makes anything else of itself."""
    mistakes(said)


def test_the_sites_own_settings_are_right() -> None:
    """Nothing but the missing address is said of the file that lies beside this code."""
    site, problems = config.load((Path(__file__).parent.parent / config.FILE).read_text(encoding="utf-8"))
    assert site is not None
    assert all("base_url" in problem.wrong for problem in problems)
