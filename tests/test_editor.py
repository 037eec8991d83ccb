"""Whatever people do to a site, in whatever order: no word, no deletion, no id, no instant and no address is lost.

A state machine writes, edits, moves, copies, swaps, breaks and deletes files of a real site, restores backups of it,
merges branches, loses the ledger, unmounts folders and kills builds. What must hold after each build is worked out by a
model that knows what was done and what the documents say. It shares no code with feedmill and reads the results from
outside; of the ledger it takes nothing but the place of a file where two files say the very same.

The same few sequences are tried each time; `FEEDMILL_SEQUENCES=2000` tries so many new ones.
"""

import json
import os
import re
import shutil
import signal
import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple
from xml.etree import ElementTree as ET

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from feedmill import adopt, again, sowing
from feedmill.errors import FeedmillError, Problem
from feedmill.plans import Report
from sites import BASE, NOW, SETTINGS, article, build, dead_ends, marks, run, site, tree, write

LEDGER, MANIFEST = "content/ledger.jsonl", "feeds/.feedmill.jsonl"
ATOM = "{http://www.w3.org/2005/Atom}"
SMALL = SETTINGS + '[feed]\nentries = 10\nformats = ["atom"]\n'
MANY = 11
"""Articles that may not vanish at once."""
DRAFT = "draft:"
OPEN = frozenset({"stopped", "twice"})
"""What breaks a promise today. Take a word out when it is mended, and the machine is as strict there as elsewhere.

    places  where a merge left two places to an article without an id, and a file with a new id lies at one of them,
            the article leaves the feed, though its file lies unedited at the other
    days    an instant that a merge left to two articles is given to one of them anew, by more than seconds
    ring    of articles without ids that were renamed in a row, and a new one in the place of the first, each takes the
            id of the next
    stopped a build that stops for too many deletions forgets what it has sown
    twice   an article without an id that comes back, edited, to a place where another one lay in the meantime, is named
            for its own slug by the first build and published by the second
"""
SHIFT = timedelta(minutes=1)
"""By how much at most a merge moves instants that both branches gave."""


class Span(NamedTuple):
    """When a date begins and ends, in UTC."""

    begins: datetime
    ends: datetime


def _span(begins: str, ends: str) -> Span:
    return Span(*(datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (begins, ends)))


DATES = {
    "2024": _span("2024-01-01", "2025-01-01"),
    "2024-10": _span("2024-10-01", "2024-11-01"),
    "2024-10-05": _span("2024-10-05", "2024-10-06"),
    "2023-01-01T10:00:00Z": _span("2023-01-01T10:00:00", "2023-01-01T10:00:01"),
    "2024-11-25": _span("2024-11-25", "2024-11-26"),
    "2024-11-18": _span("2024-11-18", "2024-11-19"),
    "2024-11-19T10:00:00Z": _span("2024-11-19T10:00:00", "2024-11-19T10:00:01"),
}
PUBLISHED = ("2024-10", "2024", "2024-10-05", "2023-01-01T10:00:00Z", None, "2024-11-25")
UPDATED = (None, "2024-11-18", "2024-11-19T10:00:00Z")
TAGS = ("News", "C", "C++", "Ümläut")
TITLES = ("Alpha", "Beta")
SLUGS = ("here", "there", "anywhere")
NAMES = "abcdefgh"

# ── what stands in a file ───────────────────────────────────────────────────────────────────────


def parts(raw: bytes) -> tuple[str, str]:
    """Return front matter and body of a file; both are empty where it has none."""
    pieces = raw.decode().replace("\r\n", "\n").split("---\n", 2)
    return (pieces[1], pieces[2]) if len(pieces) == 3 else ("", "")


def said(raw: bytes, name: str) -> str | None:
    """Return what a field of front matter says."""
    found = re.search(rf"(?m)^{name}: *(.*)$", parts(raw)[0])
    return found[1].strip("\"'") if found else None


def tags(raw: bytes) -> set[str]:
    """Return the tags that front matter says."""
    found = re.search(r"(?m)^tags:(.*\n(?:[ -].*\n)*)", parts(raw)[0])
    return set(re.findall(r'"([^"]+)"', found[1])) if found else set()


def change(raw: bytes, name: str, value: str | None) -> bytes:
    """Return a file with another value in its front matter, or without that field; all else stays as it is."""
    end = "\r\n" if b"\r\n" in raw else "\n"
    front, body = parts(raw)
    front = re.sub(rf"(?m)^{name}:.*\n(?:[ -].*\n)*", "", front)
    front += f"{name}: {value}\n" if value is not None else ""
    return f"---\n{front}---\n{body}".replace("\n", end).encode()


def quoted(text: str | None) -> str | None:
    """Return a text as a value in front matter."""
    return None if text is None else f'"{text}"'


def words(text: str) -> tuple[str, ...]:
    """Return the words in a text by which it is known: each was written once."""
    return tuple(re.findall(r"zq\d+", text))


def broken(raw: bytes) -> bool:
    """Return whether a file has a mistake in its front matter, or none."""
    return not parts(raw)[0] or b"\ntitel:" in raw


def waits(raw: bytes, now: datetime) -> bool:
    """Return whether an article is a draft or dated to a day that has not come."""
    date = said(raw, "published")
    return said(raw, "draft") == "true" or (date is not None and DATES[date].begins > now)


def backwards(raw: bytes, now: datetime) -> bool:
    """Return whether an article says that it was updated before it was published, or in the future."""
    published, updated = said(raw, "published"), said(raw, "updated")
    if updated is None:
        return False
    at = DATES[updated]
    if at.begins > now or published is None:
        return at.begins > now
    return at.ends <= DATES[published].begins and at.begins < DATES[published].begins


def digest(raw: bytes) -> str:
    """Return the SHA-256."""
    return sha256(raw).hexdigest()


def address(slug: str) -> str:
    """Return where an article stands."""
    return f"articles/{slug}.html"


# ── what a site has promised ────────────────────────────────────────────────────────────────────


@dataclass
class Article:
    """What a site has seen of an article, and what it has told subscribers."""

    paths: set[str]
    """Where its file lay; two after a merge."""
    raws: set[bytes]
    """By which bytes it is known again, where its file says no id."""
    slug: str = ""
    addresses: set[str] = field(default_factory=set)
    """None as long as it was never published."""
    published: tuple[str | None, str] = (None, "")
    """As its author says it, and the instant in the feed."""
    updated: tuple[str | None, str] = (None, "")
    gone: bool = False
    """Whether it was withdrawn."""
    there: bool = True
    """Whether its file lay there at the last build."""
    merged: bool = False
    """Whether two branches may have given its instant to two articles, one of which moves by seconds."""
    sides: "list[Article]" = field(default_factory=list)
    """After a merge: what either branch told."""
    pageless: bool = False
    """Whether its page may have been deleted by the user while a mistake keeps it from being made anew."""


@dataclass
class Family:
    """An article that was made of a seed."""

    seeds: set[tuple[str, str]]
    """Name and SHA-256 of each seed that it was made of, or that holds the same bytes."""
    path: str
    """Where it was made."""
    raw: bytes
    id: str | None = None


@dataclass
class Memory:
    """All that a site has promised, and what it has seen."""

    articles: dict[str, Article] = field(default_factory=dict)
    """By id, or by a word of our own for one that was not published yet and says no id."""
    born: dict[str, str] = field(default_factory=dict)
    """The ids of those that were, when they were published."""
    families: dict[str, Family] = field(default_factory=dict)
    """By the SHA-256 of the first seed."""
    places: set[str] = field(default_factory=set)
    """Where files lay when the site was built."""
    merged: bool = False
    """Whether two branches were ever joined here."""

    def seeds(self) -> set[tuple[str, str]]:
        """Return name and SHA-256 of all seeds that were seen."""
        return {seed for family in self.families.values() for seed in family.seeds}


class Entry(NamedTuple):
    """An entry of the feed, as a reader finds it."""

    title: str
    words: tuple[str, ...]
    tags: set[str]
    published: str
    updated: str
    address: str


def entries(root: Path) -> dict[str, Entry]:
    """Return the entries of the feed and of its history, by id. No id stands there twice."""
    found: dict[str, Entry] = {}
    for path in (root / "feeds/atom.xml", *(root / "feeds").glob("history/*/atom.xml")):
        for node in ET.parse(path).getroot().iter(f"{ATOM}entry"):  # noqa: S314 - our own
            text = {child.tag.removeprefix(ATOM): child.text or "" for child in node}
            links = [link.get("href", "") for link in node.iter(f"{ATOM}link")]
            assert text["id"] not in found, "one id, one entry"
            found[text["id"]] = Entry(
                text["title"],
                words(text.get("content", "")),
                {each.get("term", "") for each in node.iter(f"{ATOM}category")},
                text["published"],
                text["updated"],
                links[0].removeprefix(BASE),
            )
    return found


# ── which file is which article ─────────────────────────────────────────────────────────────────


class Who:
    """Which file is which article, by what the documents say and nothing else.

    An id in a file decides. A file without one is the article that has these very bytes; then the one that lay there
    before; then the one whose slug it says. Where nobody can say, the article is `free` and the files are `doubtful`.
    """

    def __init__(self, texts: Mapping[str, bytes], memory: Memory) -> None:
        """Begin with what is certain."""
        self.texts, self.memory, self.articles = texts, memory, memory.articles
        self.bad = {path for path, raw in texts.items() if broken(raw)}
        self.says = {path: said(raw, "id") for path, raw in texts.items() if path not in self.bad}
        self.files: dict[str, str] = {}
        """The file of each article, by id; also of new ones that say an id."""
        self.held: set[str] = set()
        """Articles whose page stays because of a mistake."""
        self.gone: set[str] = set()
        self.free: set[str] = set()
        self.named: set[str] = set()
        """Files that must be told as mistakes."""
        self.doubtful: set[str] = set()
        self._by_id()
        if "places" in OPEN:
            self._two_places()
        self._pair(self._same_place_same_bytes)
        self._pair(self._same_bytes)
        self._pair(self._same_place)
        self._pair(self._same_slug)
        self._changed_ids()
        self.fresh = {path for path in self._mute() if path not in self.doubtful}
        """Files that are articles without an id which were never published."""
        self._clashes()
        self._absent()
        self.drafts = {id_: self.files.pop(id_) for id_ in list(self.files) if id_.startswith(DRAFT)}
        """The files of those among them that were seen before."""
        self.fresh |= set(self.drafts.values())

    def standing(self, id_: str) -> bool:
        """Return whether subscribers see an article."""
        return id_ in self.articles and bool(self.articles[id_].addresses) and not self.articles[id_].gone

    def _rank(self, id_: str) -> int:
        """Return who comes first where several may be meant: who is published, who was not yet, who was withdrawn."""
        return 0 if self.standing(id_) else 2 if self.articles[id_].gone else 1

    def _paths(self, id_: str) -> set[str]:
        return self.articles[id_].paths if id_ in self.articles else set()

    def _open(self) -> list[str]:
        """Return the articles that are not decided."""
        return [id_ for id_ in self.articles if id_ not in self.files and id_ not in self.held | self.free]

    def _mute(self) -> list[str]:
        """Return the files without an id that nobody has."""
        owned = set(self.files.values())
        return [path for path, id_ in self.says.items() if id_ is None and path not in owned | self.named]

    def _by_id(self) -> None:
        """Give each id its file: of several the one at the known place; the others are copies and named."""
        sayers: dict[str, list[str]] = defaultdict(list)
        for path, id_ in self.says.items():
            if id_ is not None:
                sayers[id_].append(path)
        for id_, paths in sayers.items():
            known = [path for path in paths if path in self._paths(id_)]
            kept = paths if len(paths) == 1 else known if len(known) == 1 else []
            if (
                id_ not in self.articles
                and not kept
                and any(set(paths) & each.paths for each in self.articles.values())
            ):
                self.doubtful |= set(paths)  # one of them may be an article whose id was changed, and no copy
                continue
            self.named |= set(paths) - set(kept)
            if kept:
                self.files[id_] = kept[0]
            elif id_ in self.articles:
                self.held.add(id_)

    def _two_places(self) -> None:
        for id_ in self._open():
            paths = self._paths(id_)
            strange = {path for path in paths if (self.says.get(path) or id_) not in self.articles}
            if strange and len(paths) > 1:
                self.free.add(id_)
                self.doubtful |= strange | {path for path in self._mute() if path in paths or self._exact(id_, path)}
                for path in strange:
                    self.files.pop(self.says[path] or "", None)

    def _pair(self, fits: Callable[[str, str], bool | None]) -> None:
        """Give articles their files where no other fits; `fits` is None where it cannot be said."""
        found = [(id_, path, fits(id_, path)) for id_ in self._open() for path in self._mute()]
        pairs = [(id_, path) for id_, path, fit in found if fit is not False]
        unsure = {(id_, path) for id_, path, fit in found if fit is None}
        best = {path: min(self._rank(id_) for id_, other in pairs if other == path) for _, path in pairs}
        pairs = [(id_, path) for id_, path in pairs if self._rank(id_) == best[path]]
        for id_, path in pairs:
            others = [pair for pair in pairs if (pair[0] == id_) != (pair[1] == path)]
            if others or (id_, path) in unsure or path in self.doubtful:
                self.free.add(id_)
                self.doubtful.add(path)
            else:
                self.files[id_] = path

    def _exact(self, id_: str, path: str) -> bool:
        return self.texts[path] in self.articles[id_].raws

    def _same_place_same_bytes(self, id_: str, path: str) -> bool | None:
        """Untouched. After a merge its file may lie at both of its places, and nobody can say which it is."""
        if path not in self._paths(id_):
            return False
        if len(self._paths(id_).intersection(self._mute())) > 1:
            return None
        return self._exact(id_, path)

    def _same_bytes(self, id_: str, path: str) -> bool | None:
        """Renamed or moved unedited, unless something else lies at its place that may be it, edited."""
        if not self._exact(id_, path):
            return False
        if self._blocked(id_):  # unless it was moved on to the place of another one, as in a row that is renumbered
            return None if any(other != id_ and path in self._paths(other) for other in self.articles) else False
        if "ring" in OPEN and any(
            other != id_ and self._exact(other, at) and self._blocked(other)
            for at in self._paths(id_).intersection(self._mute())
            for other in self._open()
        ):
            return None
        if self.standing(id_):
            return True
        twins = [other for other in self.articles if other != id_ and self._exact(other, path)]
        places = [other for other in self._open() if self.standing(other) and path in self._paths(other)]
        return None if twins or places else True

    def _blocked(self, id_: str) -> bool:
        """Return whether a file lies at the article's place that cannot be another known one."""
        here = self._paths(id_) & self.texts.keys()
        return any(
            path in self.bad or (path in self._mute() and not any(self._exact(each, path) for each in self._open()))
            for path in here
        )

    def _same_place(self, id_: str, path: str) -> bool | None:
        """Edited in place. Another text at the place of one whose file was gone may be either."""
        if path not in self._paths(id_):
            return False
        here = [other for other in self.articles if path in self._paths(other) and self._rank(other) == self._rank(id_)]
        return True if self.articles[id_].there and len(here) == 1 else None

    def _same_slug(self, id_: str, path: str) -> bool | None:
        """Renamed and edited at once, an article is still known by the slug that it says itself."""
        if said(self.texts[path], "slug") != self.articles[id_].slug or self._paths(id_) & self.texts.keys():
            return False
        known = any(self._exact(each, path) for each in self.articles)
        return None if known or path in self.memory.places else True

    def _changed_ids(self) -> None:
        """Name files at an article's place that say an id which nobody knows; the article's page stays."""
        for id_ in self._open():
            strange = {path for path in self._paths(id_) if (self.says.get(path) or id_) not in self.articles}
            strange -= self.named | self.doubtful
            if not strange or not self.standing(id_):
                continue
            sole = len(self._paths(id_)) == 1 and not any(
                strange & self._paths(other) for other in self._open() if other != id_ and self.standing(other)
            )
            (self.held if sole else self.free).add(id_)
            (self.named if sole else self.doubtful).update(strange)
            for path in strange:
                self.files.pop(self.says[path] or "", None)

    def _clashes(self) -> None:
        """Name files that want an address which is another's, or that two want which are new to it."""
        owner = {path: id_ for id_, path in self.files.items()}
        wants = {path: self._wanted(owner.get(path, ""), path) for path in {*owner, *self.fresh}}
        doubtful = {said(self.texts[path], "slug") for path in self.doubtful}
        doubtful |= {self.articles[id_].slug for id_ in self.free}
        for path, slug in wants.items():
            mine = owner.get(path, "")
            owners = {id_ for id_, each in self.articles.items() if slug and address(slug) in each.addresses}
            rivals = slug and not owners and list(wants.values()).count(slug) > 1
            if (owners and mine not in owners) or rivals:
                self._lose(mine, path, self.named, self.held)
            elif len(owners) > 1 or (slug in doubtful and not owners):
                self._lose(mine, path, self.doubtful, self.free)

    def _wanted(self, id_: str, path: str) -> str:
        """Return the slug that a file says, or else the last one under which its article was published."""
        known = self.articles[id_] if id_ in self.articles else Article(set(), set())
        return said(self.texts[path], "slug") or (known.slug if address(known.slug) in known.addresses else "")

    def _lose(self, id_: str, path: str, told: set[str], where: set[str]) -> None:
        told.add(path)
        self.fresh.discard(path)
        if id_:
            del self.files[id_]
        if self.standing(id_) or (id_ in self.articles and where is self.free):
            where.add(id_)

    def _absent(self) -> None:
        """Tell of articles without a file whether they were deleted, or a mistake stands where they were."""
        known = {path for id_ in self.articles for path in self._paths(id_)}
        strays = self.bad - known
        for id_ in self._open():
            paths = self._paths(id_)
            if not self.standing(id_):
                self.gone.add(id_)
            elif paths & (self.bad | self.named):
                (self.held if len(paths) == 1 else self.free).add(id_)
            elif strays or paths & self.doubtful:
                self.free.add(id_)
            else:
                self.gone.add(id_)


# ── a site, and whoever works on it ─────────────────────────────────────────────────────────────


@dataclass
class Backup:
    """A copy of a site."""

    files: dict[str, bytes]
    ledger: bytes
    feeds: dict[str, bytes]
    foreign: dict[str, bytes]
    memory: Memory


def _outcome(build_: Callable[[], Report]) -> Report | FeedmillError:
    """Return what a build says, or why it stopped."""
    try:
        return build_()
    except FeedmillError as error:
        return error


class World:
    """A site, every file that its user has there, and what it has promised."""

    def __init__(self, root: Path, serial: Iterator[int]) -> None:
        """Begin with an empty site."""
        self.root = site(root, {"feedmill.toml": SMALL})
        self.serial = serial
        self.now = NOW
        self.files: dict[str, bytes] = {}
        """Every file in content/ and seeds/ as it must be."""
        self.foreign: dict[str, bytes] = {}
        """The user's files in feeds/."""
        self.trash: list[tuple[str, bytes]] = []
        self.memory = Memory()
        self.cut = False
        """Whether a build was killed since the last whole one."""
        self.built = False

    def clone(self, root: Path) -> "World":
        """Return another site that is the same."""
        shutil.copytree(self.root, root)
        twin = object.__new__(World)
        twin.__dict__ |= deepcopy({key: value for key, value in self.__dict__.items() if key != "serial"})
        twin.root, twin.serial = root, self.serial
        return twin

    def new(self) -> str:
        """Return a word that no text had before."""
        return f"zq{next(self.serial)}"

    def draft(self) -> str:
        """Return a word for an article that is not published yet and says no id."""
        return f"{DRAFT}{next(self.serial)}"

    # files

    def texts(self) -> dict[str, bytes]:
        """Return the articles that lie in content/, by path."""
        return {path: raw for path, raw in self.files.items() if path.startswith("content/") and path.endswith(".md")}

    def seeds(self) -> dict[str, bytes]:
        """Return the seeds by path."""
        return {path: raw for path, raw in self.files.items() if path.startswith("seeds/")}

    def pick(self, a: int, *, seed: bool = False) -> str:
        """Return the path of an article, or of a seed; "" if there is none."""
        paths = sorted(self.seeds() if seed else self.texts())
        return paths[a % len(paths)] if paths else ""

    def pick_whole(self, a: int) -> str:
        """Return the path of an article without a mistake."""
        paths = sorted(path for path, raw in self.texts().items() if not broken(raw))
        return paths[a % len(paths)] if paths else ""

    def vacant(self, b: int, ending: str = ".md", folder: str = "content") -> str:
        """Return a path where nothing lies, often one where something lay before."""
        for n in count(b):
            below = "" if n % 3 else "below/"
            name = NAMES[n % len(NAMES)] if n < b + 30 else str(n)
            path = f"{folder}/{below}{name}{ending}"
            if path not in self.files:
                return path
        raise AssertionError

    def put(self, path: str, raw: bytes) -> None:
        """Write a file."""
        write(self.root / path, raw)
        self.files[path] = raw

    def drop(self, path: str) -> None:
        """Delete a file; it may be brought back."""
        (self.root / path).unlink()
        self.trash.append((path, self.files.pop(path)))

    def move(self, old: str, new: str) -> None:
        """Move a file, also over another one."""
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)
        self.files[new] = self.files.pop(old)

    def swap(self, one: str, other: str) -> None:
        """Let two files change places."""
        if one and one != other:
            self.move(one, f"{one}.swap")
            self.move(other, one)
            self.move(f"{one}.swap", other)

    # what people do to seeds

    def sow_raw(self, a: int, b: int) -> None:
        """Put a raw text into seeds/."""
        date = ("date 2024-10", "date 2024", "")[a % 3]
        text = f" {date} \n\nThe quick fox {self.new()} jumps over the lazy dog near the river bank.\n"
        self.put(self.vacant(b, ".txt", "seeds"), text.encode())

    def sow_markdown(self, a: int, b: int) -> None:
        """Put an article into seeds/, with an id or without."""
        self.put(self.vacant(b, ".md", "seeds"), self._written(a))

    def change_seed(self, a: int, _b: int) -> None:
        """Change a seed."""
        if path := self.pick(a, seed=True):
            self.put(path, self.files[path] + f"\nAnd {self.new()} was added later.\n".encode())

    def rename_seed(self, a: int, b: int) -> None:
        """Rename a seed, or move it into a folder."""
        if path := self.pick(a, seed=True):
            self.move(path, self.vacant(b, Path(path).suffix, "seeds"))

    def copy_seed(self, a: int, b: int) -> None:
        """Copy a seed."""
        if path := self.pick(a, seed=True):
            self.put(self.vacant(b, Path(path).suffix, "seeds"), self.files[path])

    def delete_seed(self, a: int, _b: int) -> None:
        """Delete a seed."""
        if path := self.pick(a, seed=True):
            self.drop(path)

    def swap_seeds(self, a: int, b: int) -> None:
        """Let two seeds of one kind change places."""
        one, other = self.pick(a, seed=True), self.pick(b, seed=True)
        if Path(one).suffix == Path(other).suffix:
            self.swap(one, other)

    # what people do to articles

    def _written(self, a: int) -> bytes:
        """Return an article as a person writes it: with or without id, slug, date and tags."""
        chance = Random(a)
        front = {
            "id": quoted(f"urn:example:{self.new()}") if chance.random() < 0.4 else None,
            "slug": quoted(chance.choice((*SLUGS, self.new()))) if chance.random() < 0.3 else None,
            "published": quoted(chance.choice(PUBLISHED)),
            "tags": "[" + ", ".join(f'"{tag}"' for tag in chance.sample(TAGS, chance.randrange(3))) + "]",
        }
        title = chance.choice((*TITLES, f"On {self.new()}"))
        body = f"The {self.new()} cat sleeps under the table in the kitchen."
        return article(title, body, **{key: value for key, value in front.items() if value}).encode()

    def write(self, a: int, b: int) -> None:
        """Write an article by hand."""
        self.put(self.vacant(b), self._written(a))

    def write_many(self, a: int, b: int) -> None:
        """Write more articles than may vanish at once."""
        for n in range(MANY):
            self.put(f"content/{NAMES[b % len(NAMES)]}{next(self.serial)}.md", self._written(a + n))

    def edit(self, a: int, b: int) -> None:
        """Write more into an article, or write its text anew; sometimes with the line ends of another system."""
        if path := self.pick_whole(a):
            raw, more = self.files[path], f"\nThen {self.new()} came home.\n".encode()
            end = b"\r\n" if b"\r\n" in raw or b % 5 == 4 else b"\n"
            old = raw if b % 2 else f"---\n{parts(raw)[0]}---\n".encode()
            self.put(path, (old + more).replace(b"\r\n", b"\n").replace(b"\n", end))

    def edit_front(self, a: int, b: int) -> None:
        """Change what front matter says."""
        if path := self.pick_whole(a):
            name, value = (
                ("title", quoted(f"New {self.new()}")),
                ("tags", f'["{TAGS[b % len(TAGS)]}"]'),
                ("published", quoted(PUBLISHED[b // 7 % len(PUBLISHED)])),
                ("updated", quoted(UPDATED[b // 7 % len(UPDATED)])),
                ("draft", (None, "true")[b // 7 % 2]),
                ("slug", quoted((None, *SLUGS, self.new())[b // 7 % 5])),
                ("summary", quoted(f"Short {self.new()}")),
            )[b % 7]
            self.put(path, change(self.files[path], name, value))

    def rename(self, a: int, b: int) -> None:
        """Rename an article, or move it into a folder or out of one."""
        if path := self.pick(a):
            self.move(path, self.vacant(b))

    def move_over(self, a: int, b: int) -> None:
        """Move an article over another one, which is lost by that."""
        one, other = self.pick(a), self.pick(b)
        if one != other:
            self.trash.append((other, self.files[other]))
            self.move(one, other)

    def copy(self, a: int, b: int) -> None:
        """Copy an article."""
        if path := self.pick(a):
            self.put(self.vacant(b), self.files[path])

    def swap_articles(self, a: int, b: int) -> None:
        """Let two articles change places."""
        self.swap(self.pick(a), self.pick(b))

    def swap_fields(self, a: int, b: int) -> None:
        """Let two articles change their ids, their slugs or both."""
        one, other = self.pick_whole(a), self.pick_whole(b)
        if one != other:
            for name in (("id",), ("slug",), ("id", "slug"))[b % 3]:
                values = [quoted(said(self.files[path], name)) for path in (other, one)]
                for path, value in zip((one, other), values, strict=True):
                    self.put(path, change(self.files[path], name, value))

    def change_id(self, a: int, b: int) -> None:
        """Take the id out of an article, or give it another."""
        if path := self.pick_whole(a):
            value = f'"urn:example:{self.new()}"' if b % 3 == 2 else None
            self.put(path, change(self.files[path], "id", value))

    def delete(self, a: int, _b: int) -> None:
        """Delete an article."""
        if path := self.pick(a):
            self.drop(path)

    def bring_back(self, a: int, b: int) -> None:
        """Bring a file back, byte for byte, where it was or, if an article, elsewhere."""
        if self.trash:
            path, raw = self.trash[a % len(self.trash)]
            if path in self.files or (b % 4 == 3 and path.startswith("content/")):
                path = self.vacant(b, Path(path).suffix, path.split("/")[0])
            self.put(path, raw)

    def break_(self, a: int, b: int) -> None:
        """Make a mistake in front matter, or save an empty file."""
        if path := self.pick_whole(a):
            if b % 4 == 3:
                self.trash.append((path, self.files[path]))
            self.put(path, b"" if b % 4 == 3 else self.files[path].replace(b"\ntitle:", b"\ntitel:", 1))

    def mend(self, _a: int, _b: int) -> None:
        """Mend every mistake; delete what is empty."""
        for path, raw in self.texts().items():
            if broken(raw) and raw:
                self.put(path, raw.replace(b"\ntitel:", b"\ntitle:", 1))
            elif not raw:
                (self.root / path).unlink()
                del self.files[path]

    # what people do to the folders that are feedmill's

    def own_file(self, a: int, b: int) -> None:
        """Put a file of one's own into feeds/, or write over a page."""
        pages = sorted(path for each in self.memory.articles.values() for path in each.addresses)
        if self.built:
            path = f"mine-{b % 3}.txt" if a % 3 or not pages else pages[b % len(pages)]
            raw = f"Mine: {self.new()}\n".encode()
            write(self.root / "feeds" / path, raw)
            self.foreign[path] = raw

    def lose_feeds(self, _a: int = 0, _b: int = 0) -> None:
        """Delete feeds/."""
        shutil.rmtree(self.root / "feeds", ignore_errors=True)
        self.foreign.clear()
        self._lose_pages()

    def _lose_pages(self) -> None:
        for each in self.memory.articles.values():
            each.pageless = True

    def lose_cache(self, _a: int = 0, _b: int = 0) -> None:
        """Delete the cache."""
        shutil.rmtree(self.root / ".feedmill", ignore_errors=True)

    def wait(self, a: int, _b: int) -> None:
        """Let time pass, or set the clock back."""
        self.now = NOW + timedelta(days=(-2, 0, 1, 6, 300)[a % 5])

    def backup(self) -> Backup:
        """Return a copy of everything."""
        feeds = {path: (self.root / path).read_bytes() for path in tree(self.root, "feeds")}
        ledger = (self.root / LEDGER).read_bytes()
        return deepcopy(Backup(self.files, ledger, feeds, self.foreign, self.memory))

    def restore(self, backup: Backup, folders: tuple[str, ...], *, ledger: bool, feeds: bool) -> None:
        """Put folders, the ledger and feeds/ back as they were."""
        for path in [path for path in self.files if path.startswith(folders)]:
            (self.root / path).unlink()
            del self.files[path]
        for path, raw in backup.files.items():
            if path.startswith(folders):
                self.put(path, raw)
        if ledger:
            write(self.root / LEDGER, backup.ledger)
            self.memory = deepcopy(backup.memory)
        if feeds:
            self.lose_feeds()
            for path, raw in backup.feeds.items():
                write(self.root / path, raw)
            self.foreign = dict(backup.foreign)
        self._lose_pages()

    # what feedmill does

    def run(self, *, accept: bool = False) -> Report:
        """Build."""
        return build(self.root, now=self.now, accept_deletions=accept)

    def run_twice(self, *, accept: bool) -> Report:
        """Build, and see that what the cache remembers makes no difference: neither in a byte nor in a word."""
        twin = self.root.with_name("without")
        shutil.copytree(self.root, twin, ignore=shutil.ignore_patterns(".feedmill"))
        told = [_outcome(partial(build, root, now=self.now, accept_deletions=accept)) for root in (self.root, twin)]
        assert tree(self.root) == tree(twin)
        shutil.rmtree(twin)
        one, other = (str(each if isinstance(each, FeedmillError) else each.problems) for each in told)
        assert one == other
        if isinstance(told[0], FeedmillError):
            raise told[0]
        return told[0]

    def build(self, *, accept: bool = False) -> None:
        """Build, and see that every promise is kept; where too much is gone at once, say that it is meant."""
        self.look()
        who = Who(self.texts(), self.memory)
        lost = {id_ for id_ in who.gone if who.standing(id_)}
        unsure = {id_ for id_ in who.free if who.standing(id_)}
        before = self._theirs()
        try:
            report = self.run_twice(accept=accept)
        except FeedmillError as error:
            assert "articles are gone at once" in str(error), error  # noqa: PT017 - a build may do either
            assert len(lost | unsure) >= MANY
            assert not accept
            assert self._theirs() == before, "a build that stops changes nothing"
            self._stopped(error)
            self.build(accept=True)
            return
        assert accept or len(lost) < MANY, "more than ten are gone and the build went on"
        self._check(report)
        again_ = marks(self.root)
        second = self.run()
        if "twice" in OPEN and second.written and who.doubtful:
            self._check(second)
            report, again_ = second, marks(self.root)
            second = self.run()
        done = (second.written, second.pruned, second.sown)
        assert done == ((), (), ()), f"a second build has nothing to do: {done}"
        assert marks(self.root) == again_
        assert _mistakes(second.problems) == _mistakes(report.problems)

    def _stopped(self, error: FeedmillError) -> None:
        """Take note of what was sown all the same."""
        if "stopped" in OPEN:
            self.files |= self._made()
        else:
            self._check_sowing((error.problem,), whole=False)
        self.look()

    def _theirs(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return feeds/ and what the ledger has promised: all that a build which stops must leave."""
        return tree(self.root, "feeds"), self._told()

    def _told(self) -> dict[str, str]:
        """Return what the ledger promises subscribers, by id: all of it but the seeds that it has seen."""
        rows = [json.loads(line) for line in self._ledger().splitlines()]
        return {row["id"]: json.dumps(row | {"seeds": ()}) for row in rows if row.get("number")}

    def _ledger(self) -> bytes:
        file = self.root / LEDGER
        return file.read_bytes() if file.exists() else b""

    def _disk(self) -> dict[str, bytes]:
        """Return the files in content/ and seeds/ but the ledger."""
        found = {path: (self.root / path).read_bytes() for path in tree(self.root, "content", "seeds")}
        found.pop(LEDGER, None)
        if self.cut:
            found.pop("content/.ledger.jsonl.new", None)
        return found

    def look(self) -> None:
        """See that every file of the user is as he left it, and that nothing else lies there."""
        found = self._disk()
        assert found.keys() - self.files.keys() == set(), "feedmill made a file that nobody asked for"
        assert self.files.keys() - found.keys() == set(), "a file is gone"
        assert [path for path in found if found[path] != self.files[path]] == [], "a file was changed"
        for path, raw in self.foreign.items():
            assert (self.root / "feeds" / path).read_bytes() == raw, "a file of the user in feeds/ was changed"

    def _new_seeds(self) -> dict[str, list[str]]:
        """Return the seeds that no build has seen, by the SHA-256 of their bytes."""
        known = self.memory.seeds()
        names, hashes = {name for name, _ in known}, {sha for _, sha in known}
        new: dict[str, list[str]] = defaultdict(list)
        for name, raw in sorted(self.seeds().items()):
            if name not in names and digest(raw) not in hashes:
                new[digest(raw)].append(name)
        return new

    def _present(self) -> dict[str, str]:
        """Return the seeds of which articles that lie there were made, by SHA-256, and where the article lies."""
        found = {}
        for path, raw in sorted(self.texts().items()):
            if not broken(raw):
                source = re.search(r"(?m)^  sha256: \"?([0-9a-f]{64})", parts(raw)[0])
                found[source[1] if source else digest(raw)] = path
        return found

    def _made(self) -> dict[str, bytes]:
        """Return the files that were made of new seeds, each as it must be. What was deleted is never among them."""
        new, present = self._new_seeds(), self._present()
        made: dict[str, bytes] = {}
        for path, raw in self._disk().items():
            if path in self.files:
                continue
            sources = [sha for sha in new if sha not in present and self._is_of(path, raw, sha, new[sha])]
            assert len(sources) == 1, f"{path} was made of nothing new"
            made[path] = raw
            del new[sources[0]]
        return made

    def _is_of(self, path: str, raw: bytes, sha: str, names: list[str]) -> bool:
        """Return whether a file is what becomes of a seed: the same words and its hash, or the very same bytes."""
        name = names[0]
        if name.endswith(".md"):
            return raw == self.files[name] and path in {each.replace("seeds", "content", 1) for each in names}
        return f'sha256: "{sha}"'.encode() in raw and words(parts(raw)[1]) == words(self.files[name].decode())

    def _check_sowing(self, problems: tuple[Problem, ...], *, whole: bool = True) -> dict[str, bytes]:
        """See that each new seed is an article now or named, and remember all seeds."""
        made, new, present = self._made(), self._new_seeds(), self._present()
        of = {sha: path for path, raw in made.items() for sha in new if self._is_of(path, raw, sha, new[sha])}
        told = " ".join(map(str, problems))
        for sha, names in new.items():
            assert not whole or sha in present or sha in of or any(name in told for name in names), f"{names} was lost"
        self.files |= made
        for sha in new:
            if path := of.get(sha) or present.get(sha):
                family = self.memory.families.setdefault(sha, Family(set(), path, self.files[path]))
                family.id = family.id or said(self.files[path], "id")
                family.seeds |= {(name, sha) for name in new[sha]}
        self._note_seeds(present)
        self.memory.places |= made.keys()
        for path, raw in made.items():
            id_ = said(raw, "id")
            self.memory.articles[id_ or self.draft()] = Article(
                {path}, set() if id_ else {raw}, said(raw, "slug") or ""
            )
        return made

    def _note_seeds(self, present: Mapping[str, str]) -> None:
        """Remember the names of seeds whose bytes are known, and changed ones that articles were made of already."""
        for name, raw in self.seeds().items():
            for family in self.memory.families.values():
                hashes, names = {sha for _, sha in family.seeds}, {each for each, _ in family.seeds}
                if digest(raw) in hashes or (name in names and digest(raw) in present):
                    family.seeds.add((name, digest(raw)))

    def _check(self, report: Report) -> None:
        """See that everything holds after a build."""
        made = self._check_sowing(report.problems)
        assert set(report.sown) == made.keys()
        self.cut = False
        self.look()
        who = Who(self.texts(), self.memory)
        found = entries(self.root)
        told = _mistakes(report.problems)
        self._check_told(who, told)
        shown = self._check_entries(who, found, told)
        self._learn(who, found, shown)
        self._check_addresses(who)
        self._check_output()
        self.built = True

    def _check_told(self, who: Who, told: set[str]) -> None:
        """See that every file with a mistake in it is told."""
        late = {path for path in {*who.files.values(), *who.fresh} if self._late(path)}
        must = who.bad | late
        assert must <= told, f"not told: {must - told}"

    def _late(self, path: str) -> bool:
        raw = self.files[path]
        return not waits(raw, self.now) and backwards(raw, self.now)

    def _check_entries(self, who: Who, found: dict[str, Entry], told: set[str]) -> dict[str, str]:
        """See that each article is published as its author left it; return the file of each by id."""
        places = _places(self._ledger())
        shown = {}
        for id_, path in who.files.items():
            if waits(self.files[path], self.now) or backwards(self.files[path], self.now):
                assert id_ not in found, f"{path} is published though it should not be"
            else:
                assert id_ in found, f"{path} is not published as {id_}"
                shown[id_] = path
        new: set[str] = set()
        for id_ in found.keys() - shown.keys():
            assert id_ not in who.held, f"{id_} is published in spite of a mistake"
            assert id_ not in who.gone, f"{id_} is published though its file is gone"
            path = next((path for path in places[id_] if path in who.fresh | who.doubtful), "")
            assert path, f"nothing lies there that could be {id_}"
            shown[id_] = path
            new.add(path)
        assert len(set(shown.values())) == len(shown), "one file, one article"
        for path in who.fresh - new:
            assert waits(self.files[path], self.now) or backwards(self.files[path], self.now), (
                f"{path} is not published"
            )
        for path in who.doubtful - set(shown.values()):
            assert path in told or waits(self.files[path], self.now), f"{path} is neither published nor named"
        for id_, path in shown.items():
            self._check_entry(id_, self.files[path], found[id_])
        return shown

    def _check_entry(self, id_: str, raw: bytes, entry: Entry) -> None:
        """See that an entry says what its file says, and that nothing moved which was promised."""
        assert (entry.words, entry.title, entry.tags) == (words(parts(raw)[1]), said(raw, "title"), tags(raw))
        slug, was = said(raw, "slug"), self.memory.articles.get(id_)
        assert slug is None or entry.address == address(slug)
        for other, each in self.memory.articles.items():
            mine = was is not None and entry.address in was.addresses
            assert other == id_ or entry.address not in each.addresses or mine, "an address has one owner"
        if was is None or not was.addresses:
            return
        assert slug is not None or was.merged or entry.address == address(was.slug), "an address is kept"
        published, updated = said(raw, "published"), said(raw, "updated")
        alike = [each for each in (was, *was.sides) if each.published[0] == published]
        assert _same(entry.published, [each.published[1] for each in alike], was), f"published of {id_} moved"
        alike = [each for each in alike if each.updated[0] == updated]
        assert _same(entry.updated, [each.updated[1] for each in alike], was), f"updated of {id_} moved"

    def _learn(self, who: Who, found: dict[str, Entry], shown: dict[str, str]) -> None:
        """Remember what subscribers know from now on."""
        articles = self.memory.articles
        for id_, path in shown.items():
            raw, entry = self.files[path], found[id_]
            old = articles[id_].addresses if id_ in articles else set()
            for draft in [draft for draft, file in who.drafts.items() if file == path]:
                self.memory.born[draft] = id_
                del articles[draft]
            for each in articles.values():
                each.addresses.discard(entry.address)
            articles[id_] = Article(
                paths={path},
                raws=set() if said(raw, "id") else {raw},
                slug=entry.address.removeprefix("articles/").removesuffix(".html"),
                addresses={*old, entry.address},
                published=(said(raw, "published"), entry.published),
                updated=(said(raw, "updated"), entry.updated),
            )
        self._learn_waiting(who, set(shown.values()))
        self._learn_absent(who, shown)
        for family in self.memory.families.values():
            ids = [id_ for id_, path in shown.items() if (path, self.files[path]) == (family.path, family.raw)]
            family.id = family.id or next(iter(ids), None)
        self.memory.places |= self.texts().keys()

    def _learn_waiting(self, who: Who, shown: set[str]) -> None:
        """Remember the files of articles that wait."""
        owner = {path: id_ for id_, path in {**who.files, **who.drafts}.items()}
        owner |= {path: self.draft() for path in who.fresh - owner.keys()}
        owner |= {path: id_ for path in who.doubtful - owner.keys() if (id_ := self._filed(path))}
        for path in owner.keys() - shown:
            raw = self.files[path]
            if waits(raw, self.now):
                each = self.memory.articles.setdefault(owner[path], Article(set(), set()))
                each.paths, each.raws = {path}, set() if said(raw, "id") else {raw}
                each.slug = said(raw, "slug") or each.slug
                each.gone, each.there = bool(each.addresses), True

    def _filed(self, path: str) -> str:
        """Return which article the ledger takes a file for of which nobody could say it; "" if none."""
        id_, sha = said(self.files[path], "id"), digest(self.files[path])
        rows = [row for row in map(json.loads, self._ledger().splitlines()) if path in row.get("paths", ())]
        found = [row["id"] for row in rows if row["id"] == id_ or (id_ is None and sha in row.get("digests", ()))]
        known = [each for each in found if each in self.memory.articles or each == id_]
        return known[0] if known else self.draft() if found else ""

    def _learn_absent(self, who: Who, shown: dict[str, str]) -> None:
        """Remember which articles are gone; of those of which nobody could say it, what became of them."""
        places, withdrawn = _places(self._ledger()), _withdrawn(self._ledger())
        for id_, each in self.memory.articles.items():
            if id_ in who.gone:
                each.gone, each.there = bool(each.addresses), False
            elif id_ in who.free and id_ not in shown:
                each.gone, each.paths = id_ in withdrawn, places.get(id_, each.paths)
                each.raws |= {self.files[path] for path in each.paths & who.doubtful if self._filed(path) == id_}

    def _check_addresses(self, who: Who) -> None:
        """See that every address that was ever published answers, and with what."""
        for id_, each in self.memory.articles.items():
            excused = (
                each.pageless and not each.gone and (id_ in who.held or id_ in who.free or self._late_id(who, id_))
            )
            for at in each.addresses - self.foreign.keys():
                file = self.root / "feeds" / at
                assert excused or file.exists(), f"{at} answers no more"
            path = who.files.get(id_)
            if each.gone:
                self._check_withdrawn(each)
            elif path and each.addresses and not self._late(path):
                self._check_pages(each, words(parts(self.files[path])[1]))
            each.pageless = each.pageless and excused

    def _late_id(self, who: Who, id_: str) -> bool:
        return id_ in who.files and self._late(who.files[id_])

    def _check_withdrawn(self, each: Article) -> None:
        contested = {at for other in self.memory.articles.values() if other is not each for at in other.addresses}
        for at in each.addresses - self.foreign.keys() - contested:
            page = (self.root / "feeds" / at).read_text()
            assert "noindex" in page, f"{at} does not say that it was withdrawn"

    def _check_pages(self, each: Article, text: tuple[str, ...]) -> None:
        for at in each.addresses - self.foreign.keys():
            page = (self.root / "feeds" / at).read_text()
            if at == address(each.slug):
                assert set(text) <= set(words(page)), f"{at} does not show its text"
            else:
                assert f"{each.slug}.html" in page, f"{at} does not lead on"

    def _check_output(self) -> None:
        """See that the site is whole: the manifest lists every file with its bytes, and no link is dead."""
        lines = [json.loads(line) for line in (self.root / MANIFEST).read_bytes().splitlines()]
        listed = {f"feeds/{line['path']}": line["sha256"] for line in lines}
        there = tree(self.root, "feeds")
        del there[MANIFEST]
        ours = {path: sha for path, sha in there.items() if path.removeprefix("feeds/") not in self.foreign}
        assert ours == {path: sha for path, sha in listed.items() if path.removeprefix("feeds/") not in self.foreign}
        assert not dead_ends(self.root)

    def sow(self, _a: int, _b: int) -> None:
        """Make articles of new seeds and publish nothing."""
        before = tree(self.root, "feeds")
        made = sowing.sow_only(run(self.root, now=self.now))
        self._check_sowing(made.problems)
        self.look()
        assert tree(self.root, "feeds") == before

    def foresee(self, _a: int, _b: int) -> None:
        """Ask what would be made of new seeds."""
        before = marks(self.root)
        planned = sowing.foresee(run(self.root, now=self.now))
        assert marks(self.root) == before, "a dry run writes nothing"
        new, present = self._new_seeds(), self._present()
        for plan in planned.sown:
            assert any(plan.seed in names and sha not in present for sha, names in new.items())
            assert plan.article not in self.files

    def again(self, a: int, _b: int) -> None:
        """Take the text of a seed anew."""
        name = self.pick(a, seed=True)
        before = marks(self.root)
        who = Who(self.texts(), self.memory)
        try:
            done = again.again(run(self.root, now=self.now), name)
        except FeedmillError:
            assert marks(self.root) == before, "what is refused changes nothing"
            return
        sha = digest(self.files[name])
        families = [
            each for each in self.memory.families.values() if {name, sha} & {x for seed in each.seeds for x in seed}
        ]
        assert families, "only what was sown can be sown again"
        ids = {each.id for each in families}
        if len(ids) == 1 and (id_ := ids.pop()) is not None and id_ not in who.free | who.held:
            assert who.files.get(id_, done.article) == done.article, "the article is where it is, not where it was"
        self._take_anew(done.article, done.kept)
        for each in families:
            each.seeds.add((name, sha))
        self.look()

    def _take_anew(self, path: str, kept: str) -> None:
        """See that the old file lies beside the new one, and that both have one id and one slug."""
        old, new = self.files.get(path), (self.root / path).read_bytes()
        if old is not None and old != new:
            assert re.fullmatch(re.escape(path) + r"\.old\d*", kept)
            assert self.files.get(kept, old) == old, "no file is replaced"
            self.files[kept] = old
            assert said(old, "slug") in (None, said(new, "slug")) or not said(new, "source")
            assert said(old, "id") in (None, said(new, "id"))
        self.files[path] = new

    def adopt(self, a: int, _b: int) -> None:
        """Write the id of an article into its file."""
        path = self.pick(a)
        before = marks(self.root)
        who = Who(self.texts(), self.memory)
        try:
            id_ = adopt.adopt(run(self.root, now=self.now), path)
        except FeedmillError:
            assert marks(self.root) == before, "what is refused changes nothing"
            return
        owner = {file: each for each, file in who.files.items()}
        raw = (self.root / path).read_bytes()
        if id_:
            line = f'id: "{id_}"'.encode()
            end = b"\r\n" if b"\r\n" in self.files[path] else b"\n"
            assert raw.replace(line + end, b"", 1) == self.files[path], "nothing but one line is added"
            assert owner.get(path, id_) == id_ or path in who.drafts.values(), "an article keeps its id"
            known = id_ in self.memory.articles and self.memory.articles[id_].addresses
            assert path in owner or not known or path in who.doubtful, "an id has one article"
        self.files[path] = raw
        self.look()

    # accidents

    def refused(self, which: int) -> None:
        """Let something be done that must be refused, and change nothing."""
        before = marks(self.root)
        doing: tuple[Callable[[], object], ...] = (
            self.run,
            partial(sowing.sow_only, run(self.root, now=self.now)),
            partial(sowing.foresee, run(self.root, now=self.now)),
        )
        try:
            doing[which % len(doing)]()
        except FeedmillError:
            assert marks(self.root) == before, "what is refused changes nothing"
        else:
            raise AssertionError("this went on without the ledger")  # noqa: TRY003, EM101 - as any assertion

    def lose_ledger(self, a: int, b: int) -> None:
        """Lose the ledger, or all that is in it; bring it back after feedmill has asked for it."""
        raw = self._ledger()
        articles = (self.root / "feeds/articles").is_dir() and (self.root / MANIFEST).exists()
        if not raw or not articles:
            return
        if a % 2:
            (self.root / LEDGER).write_bytes(b"")
        else:
            (self.root / LEDGER).unlink()
        self.refused(b)
        write(self.root / LEDGER, raw)

    def unmount_content(self, _a: int, b: int) -> None:
        """Take content/ away, ledger and all; bring it back after feedmill has asked for it."""
        if (self.root / MANIFEST).exists() and (self.root / "content").is_dir():
            (self.root / "content").rename(self.root / "away")
            self.refused(b)
            assert not (self.root / "content").exists()
            (self.root / "away").rename(self.root / "content")

    def half_a_sync(self, _a: int, _b: int) -> None:
        """Take all articles away and leave the ledger; build if that is allowed; bring them back."""
        away = self.texts()
        for path in away:
            (self.root / path).unlink()
            del self.files[path]
        who = Who(self.texts(), self.memory)
        if len([id_ for id_ in who.gone if who.standing(id_)]) >= MANY:
            before = self._theirs()
            try:
                self.run()
            except FeedmillError as error:
                assert self._theirs() == before
                self._stopped(error)
            else:
                raise AssertionError("an empty disk was taken for a deletion")  # noqa: TRY003, EM101 - as above
        else:
            self.build()
        for path, raw in away.items():
            self.put(path if path not in self.files else self.vacant(0), raw)

    def unmount_seeds(self, _a: int, _b: int) -> None:
        """Take seeds/ away, build, and bring it back."""
        away = self.seeds()
        for path in away:
            (self.root / path).unlink()
            del self.files[path]
        self.build()
        for path, raw in away.items():
            self.put(path, raw)

    def kill(self, at: int, twin: "World", *, alone: bool) -> None:
        """Kill a build, or the sowing alone, at a file operation. `twin` is what an undisturbed one would leave."""
        ledger, told, before = self._ledger(), self._told(), tree(self.root, "feeds")
        if alone:
            twin.sow(0, 0)
            done = _killed(lambda: sowing.sow_only(run(self.root, now=self.now)), at)
        else:
            twin.build(accept=True)
            done = _killed(lambda: self.run(accept=True), at)
        self.cut = self.cut or not done
        made = {path: raw for path, raw in self._disk().items() if path not in self.files}
        assert made.items() <= twin.files.items(), "what a killed build leaves is whole"
        if self._ledger() not in (ledger, twin._ledger()):  # noqa: SLF001 - the same class
            assert self._told() == told, "the old ledger, the new one, or the old one with what was sown"
            self._check_sowing((), whole=False)
        elif self._ledger() != ledger:
            self.memory, self.built = deepcopy(twin.memory), True
            self._lose_pages()
        self.files |= made
        self.look()
        after = tree(twin.root, "feeds")
        for path, sha in tree(self.root, "feeds").items():
            whole = "/.feedmill" in path or path.endswith(".new") or sha in (before.get(path), after.get(path))
            assert whole, f"{path} is half written"


def _killed(work: Callable[[], object], at: int) -> bool:
    """Do something in a process that is killed at its n-th file operation; return whether it came to its end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # where the runner has a thread of its own
        child = os.fork()
    if not child:
        left, status = at, 1

        def hook(event: str, _details: object) -> None:
            nonlocal left
            if event in ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.truncate", "os.utime"):
                left -= 1
                if left <= 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(hook)
            work()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


def _mistakes(problems: tuple[Problem, ...]) -> set[str]:
    """Return the files with a mistake; one that is only in the way of a seed has none itself."""
    return {each.path for each in problems if not each.warning and "is in the way of" not in each.wrong}


def _same(now: str, told: list[str], was: Article) -> bool:
    """Return whether an instant is one that was told. A merge may move it by seconds."""
    if not was.merged or not told:
        return now in told or not told
    if len({each.published[0] for each in was.sides}) > 1 and None in {each.published[0] for each in was.sides}:
        return True  # a date was taken out on one branch, and git kept the line with that date
    at = datetime.fromisoformat(now)
    return "days" in OPEN or any(abs(at - datetime.fromisoformat(each)) <= SHIFT for each in told)


def _places(ledger: bytes) -> dict[str, set[str]]:
    """Return where the ledger says that files lie, by id."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in map(json.loads, ledger.splitlines()):
        found[line.get("id", "")].update(line.get("paths", ()))
    return found


def _withdrawn(ledger: bytes) -> set[str]:
    return {line["id"] for line in map(json.loads, ledger.splitlines()) if line.get("withdrawn")}


# ── two branches ────────────────────────────────────────────────────────────────────────────────


def merge(base: Backup, ours: World, theirs: World, chance: Random) -> None:
    """Merge another branch into ours as git does: files that one side changed, and the ledger line by line."""
    files = {}
    mine = chance.random() < 0.5
    for path in {*base.files, *ours.files, *theirs.files}:
        was, one, other = (each.get(path) for each in (base.files, ours.files, theirs.files))
        both = one if mine else other  # where both sides changed a file, a person decided for one
        files[path] = other if one == was else one if other in (was, one) else both
    for path, raw in files.items():
        if raw is None and path in ours.files:
            ours.drop(path)
        elif raw is not None and ours.files.get(path) != raw:
            ours.put(path, raw)
    stale = chance.random() < 0.5
    write(ours.root / LEDGER, _union(base.ledger, ours._ledger(), theirs._ledger(), stale, chance))  # noqa: SLF001
    ours.memory = _joined(base.memory, ours.memory, theirs.memory, stale)
    feeds = chance.randrange(3)
    if feeds:
        ours.lose_feeds()
    if feeds == 2:
        shutil.copytree(theirs.root / "feeds", ours.root / "feeds")
        ours.foreign = dict(theirs.foreign)
    for each in ours.memory.articles.values():
        each.pageless = True
    ours.now = max(ours.now, theirs.now)


def _union(base: bytes, ours: bytes, theirs: bytes, stale: bool, chance: Random) -> bytes:  # noqa: FBT001 - private
    """Return the lines of both sides in any order; lines that one side replaced stay or go, as hunks fall."""
    was, one, other = (set(each.splitlines()) for each in (base, ours, theirs))
    lines = sorted(one | other if stale else (one & other) | ((one | other) - was))
    lines += chance.sample(lines, chance.randrange(1 + len(lines)))
    chance.shuffle(lines)
    return b"".join(line + b"\n" for line in lines)


def _joined(base: Memory, ours: Memory, theirs: Memory, stale: bool) -> Memory:  # noqa: FBT001 - private
    """Return what both branches promised."""
    families = deepcopy(ours.families)
    for sha, family in theirs.families.items():
        if sha in families:
            families[sha].seeds |= family.seeds
            families[sha].id = families[sha].id or family.id
        else:
            families[sha] = deepcopy(family)
    articles = {}
    born = ours.born | theirs.born
    sides = [_renamed(each.articles, born) for each in (base, ours, theirs)]
    for id_ in {**sides[1], **sides[2]}:
        was, one, other = (each.get(id_) for each in sides)
        articles[id_] = _joined_article(was, one, other, stale)
    return Memory(articles, born, families, ours.places | theirs.places, merged=True)


def _renamed(articles: Mapping[str, Article], born: Mapping[str, str]) -> dict[str, Article]:
    """Return the articles, also those that only the other branch has published, by the ids that they have there."""
    return {born.get(id_, id_) if born.get(id_) not in articles else id_: each for id_, each in articles.items()}


def _joined_article(was: Article | None, one: Article | None, other: Article | None, stale: bool) -> Article:  # noqa: FBT001 - private
    if one is None or other is None or one == other:
        same = one is not None and one == other and one == was
        sole = deepcopy(one or other)
        assert sole is not None
        return replace(sole, merged=not same)
    if not stale and was in (one, other):
        return replace(deepcopy(other if one == was else one), merged=True)
    return Article(
        paths=one.paths | other.paths,
        raws=one.raws | other.raws,
        slug=min(filter(None, (one.slug, other.slug)), default=""),
        addresses=one.addresses | other.addresses,
        published=one.published if one.addresses else other.published,
        updated=one.updated if one.addresses else other.updated,
        gone=one.gone or other.gone,
        there=one.there and other.there,
        merged=True,
        sides=[deepcopy(one), deepcopy(other)],
    )


# ── the machine ─────────────────────────────────────────────────────────────────────────────────

ANY = st.integers(0, 999)
DEEDS = (
    *("sow_raw", "sow_markdown", "change_seed", "rename_seed", "copy_seed", "delete_seed", "swap_seeds"),
    *("write", "edit", "edit_front", "rename", "move_over", "copy", "swap_articles", "swap_fields"),
    *("change_id", "delete", "bring_back", "break_", "mend", "again", "adopt", "sow", "lose_cache"),
    *("wait",),
)
BRANCH = st.lists(st.tuples(st.sampled_from(DEEDS), ANY, ANY), max_size=4)


class Editor(RuleBasedStateMachine):
    """A person, a disk, a backup and a version control system at work on one site, with builds in between."""

    def __init__(self) -> None:
        """Begin with an empty site."""
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="feedmill-"))
        self.world = World(self.folder / "site", count(1))
        self.backups: list[Backup] = []

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder)

    def _do(self, deed: Callable[[int, int], None], a: int, b: int, *, then: bool) -> None:
        deed(a, b)
        if then:
            self.world.build()

    @initialize(a=ANY, many=st.booleans(), seeds=st.integers(0, 3))
    def begin(self, *, a: int, many: bool, seeds: int) -> None:
        """Begin with some seeds, some articles, and on some sites more than may vanish at once."""
        for n in range(seeds):
            self.world.sow_raw(a + n, n)
        self.world.write(a, 1)
        if many:
            self.world.write_many(a, 2)
        self.world.build()

    @rule(a=ANY, b=ANY, then=st.booleans())
    def add_raw_seed(self, *, a: int, b: int, then: bool) -> None:
        """A raw text becomes one article, with all its words."""
        self._do(self.world.sow_raw, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def add_markdown_seed(self, *, a: int, b: int, then: bool) -> None:
        """An article among the seeds is taken as it is, and never in the place of another file."""
        self._do(self.world.sow_markdown, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def change_seed(self, *, a: int, b: int, then: bool) -> None:
        """A seed that changed changes no article."""
        self._do(self.world.change_seed, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def rename_seed(self, *, a: int, b: int, then: bool) -> None:
        """A seed under another name is the same."""
        self._do(self.world.rename_seed, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def copy_seed(self, *, a: int, b: int, then: bool) -> None:
        """Of two seeds with the same bytes one article is made."""
        self._do(self.world.copy_seed, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def delete_seed(self, *, a: int, b: int, then: bool) -> None:
        """An article stays when its seed goes."""
        self._do(self.world.delete_seed, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def swap_seeds(self, *, a: int, b: int, then: bool) -> None:
        """Two seeds that change places change nothing."""
        self._do(self.world.swap_seeds, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def write(self, *, a: int, b: int, then: bool) -> None:
        """What is written by hand is published, also where something lay before."""
        self._do(self.world.write, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def write_many(self, *, a: int, b: int, then: bool) -> None:
        """A site that grows seals its history, and every article stays in its feeds."""
        if len(self.world.texts()) < 4 * MANY:
            self._do(self.world.write_many, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def edit(self, *, a: int, b: int, then: bool) -> None:
        """An edit is published, and no build touches it."""
        self._do(self.world.edit, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def edit_front(self, *, a: int, b: int, then: bool) -> None:
        """Title, tags, slug and summary follow; no instant moves but that of a date which was changed."""
        self._do(self.world.edit_front, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def rename(self, *, a: int, b: int, then: bool) -> None:
        """An article that was renamed or moved keeps its id, address and instants."""
        self._do(self.world.rename, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def move_over(self, *, a: int, b: int, then: bool) -> None:
        """An article that was moved over another one does not become that one."""
        self._do(self.world.move_over, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def copy(self, *, a: int, b: int, then: bool) -> None:
        """A copy takes nothing from its original: it is named, or an article of its own."""
        self._do(self.world.copy, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def swap(self, *, a: int, b: int, then: bool) -> None:
        """Two articles whose files change places do not change ids."""
        self._do(self.world.swap_articles, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def swap_fields(self, *, a: int, b: int, then: bool) -> None:
        """Two articles whose ids or slugs change places are named where their addresses would change hands."""
        self._do(self.world.swap_fields, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def change_id(self, *, a: int, b: int, then: bool) -> None:
        """An id that is taken out stays; one that is changed is named."""
        self._do(self.world.change_id, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def delete(self, *, a: int, b: int, then: bool) -> None:
        """An article that was deleted is withdrawn, and never made again from its seed."""
        self._do(self.world.delete, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def bring_back(self, *, a: int, b: int, then: bool) -> None:
        """An article that is brought back has its old id, address and instants."""
        self._do(self.world.bring_back, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def break_(self, *, a: int, b: int, then: bool) -> None:
        """A mistake is named, and the page stays."""
        self._do(self.world.break_, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def mend(self, *, a: int, b: int, then: bool) -> None:
        """What is mended is published as what it was."""
        self._do(self.world.mend, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def put_own_file(self, *, a: int, b: int, then: bool) -> None:
        """The user's files in feeds/ stay, also in the place of a page."""
        self._do(self.world.own_file, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def lose_feeds(self, *, a: int, b: int, then: bool) -> None:
        """Without feeds/ every promise is kept all the same."""
        self._do(self.world.lose_feeds, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def lose_cache(self, *, a: int, b: int, then: bool) -> None:
        """Without the cache no id and no instant changes."""
        self._do(self.world.lose_cache, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def wait(self, *, a: int, b: int, then: bool) -> None:
        """The clock decides what is due and moves no instant."""
        self._do(self.world.wait, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def sow(self, *, a: int, b: int, then: bool) -> None:
        """Sowing alone makes the same articles and publishes nothing."""
        self._do(self.world.sow, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def foresee(self, *, a: int, b: int, then: bool) -> None:
        """A dry run writes nothing."""
        self._do(self.world.foresee, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def sow_again(self, *, a: int, b: int, then: bool) -> None:
        """A text that is taken anew leaves the old file beside, and id and slug as they were."""
        self._do(self.world.again, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def adopt(self, *, a: int, b: int, then: bool) -> None:
        """An id is written into the file of its article, and nothing else."""
        self._do(self.world.adopt, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def lose_ledger(self, *, a: int, b: int, then: bool) -> None:
        """Without its ledger a site is not built, and not changed."""
        self._do(self.world.lose_ledger, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def unmount_content(self, *, a: int, b: int, then: bool) -> None:
        """Without content/ a site is not built, and not changed."""
        self._do(self.world.unmount_content, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def half_a_sync(self, *, a: int, b: int, then: bool) -> None:
        """More than ten articles that are gone stop a build; fewer are withdrawn, and come back as what they were."""
        self._do(self.world.half_a_sync, a, b, then=then)

    @rule(a=ANY, b=ANY, then=st.booleans())
    def unmount_seeds(self, *, a: int, b: int, then: bool) -> None:
        """Without seeds/ all articles stay, and with it again none is made twice."""
        self._do(self.world.unmount_seeds, a, b, then=then)

    @rule()
    def back_up(self) -> None:
        """Keep a copy of everything."""
        self.backups = [*self.backups[-2:], self.world.backup()]

    @rule(a=ANY, what=st.sampled_from(("content", "ledger", "both", "all")), then=st.booleans())
    def restore(self, *, a: int, what: str, then: bool) -> None:
        """What comes out of a backup is taken for what it is: files, promises, or both."""
        if self.backups:
            folders = {"content": ("content/",), "ledger": (), "both": ("content/",), "all": ("content/", "seeds/")}[
                what
            ]
            backup = self.backups[a % len(self.backups)]
            self.world.restore(backup, folders, ledger=what != "content", feeds=what == "all")
        if then:
            self.world.build()

    @rule(ours=BRANCH, theirs=BRANCH, chance=st.randoms(use_true_random=False), cached=st.booleans())
    def merge(
        self, *, ours: list[tuple[str, int, int]], theirs: list[tuple[str, int, int]], chance: Random, cached: bool
    ) -> None:
        """Two branches of a site become one; both keep their promises, but for seconds where both gave one instant."""
        base, other = self.world.backup(), self.world.clone(self.folder / "branch")
        if not cached:
            other.lose_cache()
        for world, deeds in ((self.world, ours), (other, theirs)):
            for deed, a, b in deeds:
                getattr(world, deed)(a, b)
            world.build()
        merge(base, self.world, other, chance)
        shutil.rmtree(other.root)
        self.world.build()

    @rule(at=st.integers(1, 120), alone=st.booleans(), then=st.booleans())
    def kill(self, *, at: int, alone: bool, then: bool) -> None:
        """A build that is killed leaves whole files, and the next one ends as an undisturbed one does."""
        twin = self.world.clone(self.folder / "twin")
        self.world.kill(at, twin, alone=alone)
        if then:
            self.world.build(accept=True)
            assert alone or tree(self.world.root, "content", "feeds") == tree(twin.root, "content", "feeds")
        shutil.rmtree(twin.root)

    @rule()
    def build(self) -> None:
        """A build keeps every promise."""
        self.world.build()

    @invariant()
    def nothing_is_lost(self) -> None:
        """No file of the user is changed, gone or made unasked, whatever was done."""
        self.world.look()


TestEditor = Editor.TestCase
TestEditor.settings = settings(
    max_examples=int(os.environ.get("FEEDMILL_SEQUENCES", "25")),
    derandomize="FEEDMILL_SEQUENCES" not in os.environ,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
