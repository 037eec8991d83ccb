"""feedmill.toml → Site. The only room that knows how settings are spelled."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from feedmill import fields, languages, places
from feedmill.errors import Problem
from feedmill.podcasts import CATEGORIES, misfit
from feedmill.settings import FeedSettings, Podcast, Site
from feedmill.text import legal, squeeze

T = TypeVar("T", Site, FeedSettings)

FILE = places.SETTINGS

# RFC 3986 §2 knows no other characters. WebAddress looks at the beginning of an address only.
_FOREIGN = re.compile(r"[^!-~]|[\"<>\\^`{|}]")

_ZONE = 0.75  # as much as a zone's name must be like what was typed: "Mars" is like none

_FORMS = (  # what people write in place of TOML, and what would be right
    (r"""[^=]*=\s*[\[{]?\s*[“”„‟«»‘’‚`]""", 'write straight quotes: {key} = "…"'),
    (r"""\s*[\w-]+\s*:""", 'write it like: {key} = "…"'),
    (r"""\s*[\w-]+\s*=\s*(?i:true|false|yes|no|on|off)\s*$""", "write {key} = true, or {key} = false"),
    (r"""[^"']*(?:"[^"]*|'[^']*)$""", 'close the quotation mark: {key} = "…"'),
    (r"""\s*[\w-]+\s*=\s*[^\W\d]""", 'put the text between quotes: {key} = "…"'),
    (r"""\s*-""", 'this is no YAML: write lines like title = "…"'),
)


def load(text: str | None, base_url: str | None = None) -> tuple[Site | None, tuple[Problem, ...]]:
    """Return the settings (None where a mistake stands in the way) and all there is to say of them.

    `text` is the file's, None where there is no file: then the defaults hold, with a warning.
    `base_url` overrules the one in the file.
    """
    if text is None:
        right = "defaults are used; `feedmill init` writes some"
        site, problems = load("", base_url)
        return site, (Problem(FILE, 0, "there are no settings", right, warning=True), *problems)
    try:
        said = tomllib.loads(text) | ({"base_url": base_url} if base_url else {})
    except (ValueError, RecursionError) as error:  # also for numbers and tables beyond all measure
        return None, (_unreadable(error, text),)
    return _site(said, text)


def _unreadable(error: Exception, text: str) -> Problem:
    if isinstance(error, RecursionError):
        return Problem(FILE, 0, "lists or tables stand too deep in each other", "write it flatter")
    wrong, _, place = str(error).partition(" (at ")
    line = re.search(r"line (\d+)", place)
    last = text.count("\n") + 1 if place else 0
    at = int(line[1]) if line else last
    said = text.split("\n")[at - 1] if at else ""
    return Problem(FILE, at, wrong[:1].lower() + wrong[1:], _form(said))


def _form(said: str) -> str:
    """Return what would be right in place of a line that is no TOML."""
    key = re.split(r"[=:]", said)[0].strip()
    right = next((right for pattern, right in _FORMS if re.match(pattern, said)), "see https://toml.io for the form")
    return right.format(key=key)


def _site(said: dict[str, object], text: str) -> tuple[Site | None, tuple[Problem, ...]]:
    feed_said, podcast_said = said.pop("feed", {}), said.pop("podcast", None)
    site, problems = _table(Site, said, text)
    if isinstance(feed_said, dict):
        feed, wrong = _table(FeedSettings, feed_said, text, "feed")
        problems += wrong
        site = msgspec.structs.replace(site, feed=feed)
    else:
        problems += (Problem(FILE, _line(text, "feed"), "'feed' is a table", "write [feed] on a line of its own"),)
    if podcast_said is not None:
        podcast, wrong = _podcast(podcast_said, text)
        problems += wrong
        site = msgspec.structs.replace(site, podcast=podcast)
    problems += tuple(_contradictions(site, text))
    if problems:
        return None, tuple(sorted(problems, key=lambda problem: problem.line))
    return _sound(site), tuple(_doubts(site, text))


def _sound(site: Site) -> Site:
    """Return the settings with texts of one line that any document can carry, and an address that ends in a slash."""
    people = (msgspec.structs.replace(person, name=squeeze(legal(person.name))) for person in site.authors)
    texts = {name: squeeze(legal(getattr(site, name))) for name in ("title", "description", "copyright")}
    return msgspec.structs.replace(site, base_url=site.base_url.rstrip("/") + "/", authors=tuple(people), **texts)


def _table(kind: type[T], said: Mapping[str, object], text: str, table: str = "") -> tuple[T, tuple[Problem, ...]]:
    """Return a table of settings, its defaults in place of mistakes, so that what they hide is found too."""
    good: dict[str, object] = {}
    problems: tuple[Problem, ...] = ()
    for key, value in said.items():
        alone, wrong = fields.check(kind, {key: value}, lambda key: _line(text, key, table), FILE)
        elsewhere = _elsewhere(key, table)
        problems += tuple(msgspec.structs.replace(each, right=elsewhere) if elsewhere else each for each in wrong)
        if alone is not None:
            good[key] = getattr(alone, key)
    return msgspec.structs.replace(kind(), **good), problems


def _elsewhere(key: str, table: str) -> str:
    """Return where a setting belongs that stands in another table, "" if it stands where it belongs, or is none."""
    homes = {"": Site, "feed": FeedSettings, "podcast": Podcast}
    if key in homes[table].__struct_fields__:
        return ""
    home = next((home for home, kind in homes.items() if key in kind.__struct_fields__), None)
    if home is None:
        return ""
    return (
        f"write it below [{home}]" if home else f"write it above the first line in brackets, as it is below [{table}]"
    )


def _podcast(said: object, text: str) -> tuple[Podcast | None, tuple[Problem, ...]]:
    """Return what makes the site a podcast."""
    if not isinstance(said, dict):
        right = "write [podcast] on a line of its own"
        return None, (Problem(FILE, _line(text, "podcast"), "'podcast' is a table", right),)
    podcast, wrong = fields.check(
        Podcast, said, lambda key: _line(text, key, "podcast") or _line(text, "podcast"), FILE
    )
    if podcast is not None and (unknown := misfit(podcast.category)):
        known = CATEGORIES.get(podcast.category[0], ()) if unknown != podcast.category[0] else tuple(CATEGORIES)
        guess = fields.near(unknown, dict.fromkeys(known))
        right = f"did you mean {guess!r}?" if guess else f"write one of {', '.join(known)}"
        wrong = (*wrong, Problem(FILE, _line(text, "category", "podcast"), f"{unknown!r} is no category here", right))
    return podcast, wrong


def _contradictions(site: Site, text: str) -> list[Problem]:
    """Return what no type can rule out."""
    problems = []
    try:
        ZoneInfo(site.timezone)
    except (KeyError, ValueError, OSError):
        guess = _zone(site.timezone)
        right = f"did you mean {guess!r}?" if guess else 'write it like "Europe/Berlin" or "UTC"'
        problems.append(Problem(FILE, _line(text, "timezone"), f"{site.timezone!r} is no time zone", right))
    if _FOREIGN.search(site.base_url) or re.search(r"[?#]", site.base_url):
        right = "write a plain address, percent-encoded, without query or fragment"
        problems.append(Problem(FILE, _line(text, "base_url"), f"{site.base_url!r} is no base address", right))
    others = [("authors", "", person.url) for person in site.authors] + [("hub", "feed", site.feed.hub)]
    for key, table, address in others:
        if _FOREIGN.search(address):
            wrong = f"{key!r}: {address!r} is no address"
            problems.append(Problem(FILE, _line(text, key, table), wrong, "write it percent-encoded"))
    if len(set(site.feed.formats)) != len(site.feed.formats) or not site.feed.formats:
        right = 'write some of ["rss", "atom", "json"], each once'
        wrong = "a format stands here twice" if site.feed.formats else "no format is left"
        problems.append(Problem(FILE, _line(text, "formats", "feed"), wrong, right))
    return problems


def _zone(said: str) -> str:
    """Return the time zone that is most likely meant: its place is what people remember, and mistype."""
    places = {zone.rsplit("/", 1)[-1]: zone for zone in sorted(available_timezones(), reverse=True) if "/" in zone}
    places["UTC"] = "UTC"
    return places.get(fields.near(said.rsplit("/", 1)[-1].replace(" ", "_"), places, _ZONE), "")


def _doubts(site: Site, text: str) -> list[Problem]:
    """Return warnings about what works here and will not work for subscribers."""
    notes = []
    if languages.unknown(site.language):
        wrong, right = languages.told(site.language)
        notes.append(Problem(FILE, _line(text, "language"), wrong, right, warning=True))
    if site.base_url == Site().base_url:
        right = 'feeds need the real one: add base_url = "https://…/" or build with --base-url'
        notes.append(Problem(FILE, 0, "the site has no base_url", right, warning=True))
    if not site.id.strip():
        right = "`feedmill init` makes one; without it two sites have the same feed ids"
        notes.append(Problem(FILE, 0, "the site has no id", right, warning=True))
    return notes


def located(problems: Iterable[Problem], text: str) -> tuple[Problem, ...]:
    """Return problems, those of a setting with the line on which it is set: whoever meets them knows its name alone."""
    return tuple(msgspec.structs.replace(each, line=_set(each.wrong, text)) for each in problems)


def _set(wrong: str, text: str) -> int:
    """Return the line of the setting that a message begins with, like "podcast.image: ", 0 where there is none."""
    named = re.match(r"(?:(\w+)\.)?(\w+): ", wrong)
    return _line(text, named[2], named[1] or "") if named else 0


def _line(text: str, key: str, table: str = "") -> int:
    """Return the line on which a key is set in a table ("" for the top), 0 where it is not."""
    at_table = ""
    name, whole = rf"[\"']?{re.escape(key)}[\"']?", re.escape(table)
    inside = 0
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*\[+\s*([\w.\"' -]+?)\s*\]+", line):
            at_table = header[1].strip("\"' ")
            if not table and at_table == key:
                return number
        elif at_table == table and re.match(rf"\s*{name}\s*[=.]", line):
            return number
        elif table and not at_table and re.match(rf"\s*{whole}\s*\.\s*{name}\s*=|\s*{whole}\s*=\s*\{{", line):
            inside = inside or number  # feed.entries = 50, or feed = {entries = 50}
    return inside
