"""feedmill.toml → Site. The only room that knows how settings are spelled."""

import re
import tomllib
from zoneinfo import ZoneInfo

import msgspec

from feedmill import fields
from feedmill.errors import Problem
from feedmill.model import FeedSettings, Site

FILE = "feedmill.toml"


def load(text: str | None, base_url: str | None = None) -> tuple[Site | None, tuple[Problem, ...]]:
    """Return the settings (None where a mistake stands in the way) and all there is to say of them.

    `text` is the file's, None where there is no file: then the defaults hold, with a warning.
    `base_url` overrules the one in the file.
    """
    if text is None:
        right = "defaults are used; `feedmill init .` writes some"
        site, problems = load("", base_url)
        return site, (Problem(FILE, 0, "there are no settings", right, warning=True), *problems)
    try:
        said = tomllib.loads(text) | ({"base_url": base_url} if base_url else {})
    except tomllib.TOMLDecodeError as error:
        wrong, _, place = str(error).partition(" (at ")
        line = re.search(r"line (\d+)", place)
        at = int(line[1]) if line else text.count("\n") + 1
        return None, (Problem(FILE, at, wrong[:1].lower() + wrong[1:], "see https://toml.io for the form"),)
    return _site(said, text)


def _site(said: dict[str, object], text: str) -> tuple[Site | None, tuple[Problem, ...]]:
    feed_said = said.pop("feed", {})
    feed = FeedSettings()
    wrong_feed: tuple[Problem, ...] = ()
    if isinstance(feed_said, dict):
        feed_or_none, wrong_feed = fields.check(FeedSettings, feed_said, lambda key: _line(text, key, "feed"), FILE)
        feed = feed_or_none or feed
    else:
        wrong_feed = (Problem(FILE, _line(text, "feed"), "'feed' is a table", "write [feed] on a line of its own"),)
    site, wrong = fields.check(Site, said, lambda key: _line(text, key), FILE)
    problems = (*wrong, *wrong_feed)
    if site is None or problems:
        return None, problems
    site = msgspec.structs.replace(site, feed=feed, base_url=site.base_url.rstrip("/") + "/")
    problems = tuple(_contradictions(site, text))
    return (None if problems else site), (*problems, *_doubts(site))


def _contradictions(site: Site, text: str) -> list[Problem]:
    """Return what no type can rule out."""
    problems = []
    try:
        ZoneInfo(site.timezone)
    except (KeyError, ValueError, OSError):
        right = 'write it like "Europe/Berlin" or "UTC"'
        problems.append(Problem(FILE, _line(text, "timezone"), f"{site.timezone!r} is no time zone", right))
    if re.search(r"[?#\s]|[^\x21-\x7e]", site.base_url):
        right = "write a plain address, percent-encoded, without query or fragment"
        problems.append(Problem(FILE, _line(text, "base_url"), f"{site.base_url!r} is no base address", right))
    if not site.feed.formats:
        right = 'write some of ["rss", "atom", "json"]'
        problems.append(Problem(FILE, _line(text, "formats", "feed"), "no format is left", right))
    return problems


def _doubts(site: Site) -> list[Problem]:
    """Return warnings about what works here and will not work for subscribers."""
    notes = []
    if site.base_url == Site().base_url:
        right = 'feeds need the real one: add base_url = "https://…/" or build with --base-url'
        notes.append(Problem(FILE, 0, "the site has no base_url", right, warning=True))
    if not site.id.strip():
        right = "`feedmill init` makes one; without it two sites have the same feed ids"
        notes.append(Problem(FILE, 0, "the site has no id", right, warning=True))
    return notes


def _line(text: str, key: str, table: str = "") -> int:
    """Return the line on which a key is set in a table ("" for the top), 0 where it is not."""
    at_table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([\w.\"' -]+?)\s*\]+", line):
            at_table = header[1].strip("\"' ")
            if not table and at_table == key:
                return number
        elif at_table == table and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
            return number
    return 0
