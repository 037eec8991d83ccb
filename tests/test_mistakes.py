"""Typical mistakes: what the user did, and what is printed. This table is the tool's manners.

None ends in a traceback; each says what is wrong and what would be right, and what looks like a typo is guessed.
"""
# ruff: noqa: E501 - a line that is printed is one line here

import json
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import Struct

from sites import SETTINGS, environment, settle, write

SEED = "date 2024-10-05 Die Brücke ist wieder offen. Das teilte die Stadt mit.\n\nMehr dazu später am Tag."
SITE = {"feedmill.toml": SETTINGS, "seeds/a.txt": SEED}


def front(*lines: str) -> str:
    """Return an article that says these lines of itself."""
    return "\n".join(("---", *lines, "---", "", "Text.", ""))


ARTICLE = front("title: A", "published: 2024-10-05")


class Done(Struct, frozen=True, kw_only=True):
    """What a user did in the folder of a site that was in order."""

    files: dict[str, str | bytes] = {}
    """What was written, by path; a path that ends in a slash is a folder."""
    without: tuple[str, ...] = ()
    """What of the site is not there."""
    typed: str = "build"
    """Behind `feedmill`; words are divided by spaces, or by | where one holds spaces."""
    first: tuple[str, ...] = ()
    """What was typed before, and went well."""
    at: str = ""
    """In which folder of the site that was typed."""
    told: tuple[str, ...]
    """All that is printed on stderr; "…" stands for what a machine says in its own way."""
    status: int = 1


MISTAKES: dict[str, Done] = {
    # ── folders
    "build where no site is": Done(
        without=("feedmill.toml", "seeds/a.txt"), told=(".: there is no site here; begin one with: feedmill init",)
    ),
    "build in a folder of the site": Done(
        files={"content/politics/": ""},
        at="content/politics",
        told=(".: there is no site here; the site is in …: go there, or write: feedmill -C … build",),
    ),
    "work in a folder that is not there": Done(
        typed="-C my-site build", told=("my-site: there is no such folder; begin a site with: feedmill init my-site",)
    ),
    "work in a file": Done(
        typed="-C feedmill.toml build",
        told=("feedmill.toml: this is a file, no folder; begin a site with: feedmill init DIR",),
    ),
    "new where no site is": Done(
        without=("feedmill.toml", "seeds/a.txt"),
        typed="new|A title",
        told=(".: there is no site here; begin one with: feedmill init",),
    ),
    "serve where no site is": Done(
        without=("feedmill.toml", "seeds/a.txt"),
        typed="serve",
        told=(".: there is no site here; begin one with: feedmill init",),
    ),
    "seed/ instead of seeds/": Done(
        files={"feedmill.toml": SETTINGS, "seed/a.txt": SEED},
        without=("feedmill.toml", "seeds/a.txt"),
        told=("seed: warning: nobody looks into this folder; did you mean seeds? Rename it",),
        status=0,
    ),
    "seed/ and no settings": Done(
        files={"seed/a.txt": SEED},
        without=("feedmill.toml", "seeds/a.txt"),
        told=("seed: nobody looks into this folder; did you mean seeds? Rename it",),
    ),
    "Contents/ instead of content/": Done(
        files={"Contents/x.md": ARTICLE},
        told=("Contents: warning: nobody looks into this folder; did you mean content? Rename it",),
        status=0,
    ),
    "themes/ instead of theme/": Done(
        files={"themes/assets/extra.css": "p {}"},
        told=("themes: warning: nobody looks into this folder; did you mean theme? Rename it",),
        status=0,
    ),
    "an article beside content/": Done(
        files={"x.md": ARTICLE},
        told=("x.md: warning: this article lies outside content/, so it is left out; move it into content/",),
        status=0,
    ),
    "raw text in content/": Done(
        files={"content/x.txt": SEED},
        told=(
            "content/x.txt: warning: this is no article, and none names it, so it is left out; raw text belongs into seeds/",
        ),
        status=0,
    ),
    "an article whose name ends in .MD": Done(
        files={"content/x.MD": ARTICLE},
        told=(
            "content/x.MD: warning: this is no article, and none names it, so it is left out; let its name end in .md",
        ),
        status=0,
    ),
    "content/page/ instead of content/pages/": Done(
        files={"content/page/about.md": front("title: About")},
        told=(
            "content/page: warning: what lies here is taken for articles; plain pages lie in content/pages: did you mean that?",
        ),
        status=0,
    ),
    "a file that is no seed in seeds/": Done(
        files={"seeds/b.docx": "PK"},
        told=(
            "seeds/b.docx: warning: this is no seed, so it is left out; seeds are .txt files of raw text and .md files with front matter; rename it or move it away",
        ),
        status=0,
    ),
    "seeds is a file": Done(
        files={"seeds": "text"},
        without=("seeds/a.txt",),
        told=("seeds: this folder cannot be listed: not a directory; move the file of this name away",),
    ),
    "content is a file": Done(
        files={"content": "text"},
        told=("content: this folder cannot be listed: not a directory; move the file of this name away",),
    ),
    "a seed that is empty": Done(
        files={"seeds/b.txt": " \n"}, told=("seeds/b.txt: holds no text; write the article into it, or delete it",)
    ),
    "a seed that is no text": Done(
        files={"seeds/b.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe\x00"},
        told=("seeds/b.txt: is not text, or UTF-16 without its mark; save it as UTF-8",),
    ),
    "a file of one's own in feeds/": Done(
        files={"feeds/notes.txt": "mine"},
        first=("build",),
        told=(
            "feeds/notes.txt: warning: this file is not feedmill's, so it is kept; files of your own belong into static/",
        ),
        status=0,
    ),
    "a ledger that was deleted": Done(
        without=("content/ledger.jsonl",),
        first=("build",),
        told=(
            "content/ledger.jsonl: the ledger is missing, though feeds/.nojekyll is there; restore it from your last commit or backup: it holds the ids and dates that subscribers know",
        ),
    ),
    "marks of a merge in the ledger": Done(
        files={"content/ledger.jsonl": "<<<<<<< HEAD\n"},
        first=("build",),
        told=("content/ledger.jsonl:1: a merge left its marks here; delete the line; keep the lines of both sides",),
    ),
    # ── settings
    "no settings": Done(
        without=("feedmill.toml",),
        told=(
            "feedmill.toml: warning: there are no settings; defaults are used; `feedmill init` writes some",
            'feedmill.toml: warning: the site has no base_url; feeds need the real one: add base_url = "https://…/" or build with --base-url',
            "feedmill.toml: warning: the site has no id; `feedmill init` makes one; without it two sites have the same feed ids",
        ),
        status=0,
    ),
    "settings in a folder": Done(
        files={"feedmill.toml/": ""},
        without=("feedmill.toml",),
        told=("feedmill.toml: this is a folder; the settings are a text file of that name: move the folder away",),
    ),
    "Feedmill.toml": Done(
        files={"Feedmill.toml": SETTINGS},
        without=("feedmill.toml",),
        told=("Feedmill.toml: the settings have another name; rename it to feedmill.toml",),
    ),
    "feedmil.toml": Done(
        files={"feedmil.toml": SETTINGS},
        without=("feedmill.toml",),
        told=("feedmil.toml: the settings have another name; rename it to feedmill.toml",),
    ),
    "settings that are not UTF-8": Done(
        files={"feedmill.toml": b'title = "M\xfcller"\n'},
        told=("feedmill.toml: this is not UTF-8; save the file as UTF-8",),
    ),
    "a setting misspelled": Done(
        files={"feedmill.toml": 'titel = "A"\n'},
        told=("feedmill.toml:1: 'titel' is not a field here; did you mean 'title'?",),
    ),
    "a setting of another program": Done(
        files={"feedmill.toml": 'baseURL = "https://example.org/"\n'},
        told=("feedmill.toml:1: 'baseURL' is not a field here; did you mean 'base_url'?",),
    ),
    "a table misspelled": Done(
        files={"feedmill.toml": SETTINGS + "[feeds]\nentries = 50\n"},
        told=("feedmill.toml:5: 'feeds' is not a field here; did you mean 'feed'?",),
    ),
    "a setting in the wrong place": Done(
        files={"feedmill.toml": '[feed]\nentries = 50\nlanguage = "de"\n'},
        told=(
            "feedmill.toml:3: 'language' is not a field here; write it above the first line in brackets, as it is below [feed]",
        ),
    ),
    "curly quotes": Done(
        files={"feedmill.toml": "title = “A site”\n"},
        told=('feedmill.toml:1: invalid value; write straight quotes: title = "…"',),
    ),
    "YAML in the settings": Done(
        files={"feedmill.toml": 'title: "A site"\n'},
        told=("feedmill.toml:1: expected '=' after a key in a key/value pair; write it like: title = \"…\"",),
    ),
    "text without quotes": Done(
        files={"feedmill.toml": "title = A site\n"},
        told=('feedmill.toml:1: invalid value; put the text between quotes: title = "…"',),
    ),
    "a quote that is not closed": Done(
        files={"feedmill.toml": 'title = "A site\n'},
        told=("feedmill.toml:1: illegal character '\\n'; close the quotation mark: title = \"…\"",),
    ),
    "True with a capital letter": Done(
        files={"feedmill.toml": "search = True\n"},
        told=("feedmill.toml:1: invalid value; write search = true, or search = false",),
    ),
    "a base address without scheme": Done(
        files={"feedmill.toml": 'base_url = "example.org"\n'},
        told=("feedmill.toml:1: 'base_url': not of the right form; write it like \"https://example.org/\"",),
    ),
    "a language that is a word": Done(
        files={"feedmill.toml": 'language = "german"\n'},
        told=('feedmill.toml:1: \'language\': not of the right form; write it like "de" or "pt-BR"',),
    ),
    "a language that nobody knows": Done(
        files={"feedmill.toml": 'id = "a"\nbase_url = "https://example.org/"\nlanguage = "dee"\n'},
        told=("feedmill.toml:3: warning: 'dee' is no language that anybody knows; did you mean \"de\"?",),
        status=0,
    ),
    "a time zone misspelled": Done(
        files={"feedmill.toml": 'timezone = "Europe/Berln"\n'},
        told=("feedmill.toml:1: 'Europe/Berln' is no time zone; did you mean 'Europe/Berlin'?",),
    ),
    "a time zone by its town": Done(
        files={"feedmill.toml": 'timezone = "Berlin"\n'},
        told=("feedmill.toml:1: 'Berlin' is no time zone; did you mean 'Europe/Berlin'?",),
    ),
    "authors by their names alone": Done(
        files={"feedmill.toml": 'authors = ["Ada"]\n'},
        told=(
            "feedmill.toml:1: 'authors': expected mapping, got str ([0]); write a list of a mapping with name, url, each like { name = … }",
        ),
    ),
    "too few articles in a feed": Done(
        files={"feedmill.toml": "[feed]\nentries = 5\n"},
        told=("feedmill.toml:2: 'entries': expected int >= 10; write a whole number from 10 to 1000",),
    ),
    "a format that there is not": Done(
        files={"feedmill.toml": '[feed]\nformats = ["xml"]\n'},
        told=(
            'feedmill.toml:2: \'formats\': invalid enum value \'xml\' ([0]); write a list of "atom" or "json" or "rss", like [a, b]',
        ),
    ),
    "a colour by its name": Done(
        files={"feedmill.toml": 'color = "red"\n'},
        told=("feedmill.toml:1: 'color': not of the right form; write it like \"#7a1f2b\"",),
    ),
    "neither id nor address": Done(
        files={"feedmill.toml": 'title = "A site"\n'},
        told=(
            'feedmill.toml: warning: the site has no base_url; feeds need the real one: add base_url = "https://…/" or build with --base-url',
            "feedmill.toml: warning: the site has no id; `feedmill init` makes one; without it two sites have the same feed ids",
        ),
        status=0,
    ),
    # ── front matter
    "no front matter": Done(
        files={"content/x.md": "# A title\n\nText.\n"},
        told=(
            'content/x.md:1: there is no front matter; begin the file with a line ---, a line like title: "…", and a line ---',
        ),
    ),
    "front matter that is not closed": Done(
        files={"content/x.md": "---\ntitle: A\n\nText.\n"},
        told=("content/x.md:1: the front matter is not closed; end it with a line ---",),
    ),
    "no title": Done(
        files={"content/x.md": front("published: 2024-10-05")},
        told=("content/x.md:1: 'title' is missing; add a line like title: \"…\"",),
    ),
    "a field of another program": Done(
        files={"content/x.md": front("title: A", "date: 2024-10-05")},
        told=("content/x.md:3: 'date' is not a field here; did you mean 'published'?",),
    ),
    "a field misspelled": Done(
        files={"content/x.md": front("title: A", "publishd: 2024-10-05")},
        told=("content/x.md:3: 'publishd' is not a field here; did you mean 'published'?",),
    ),
    "a date as Germans write it": Done(
        files={"content/x.md": front("title: A", "published: 5.10.2024")},
        told=(
            'content/x.md:3: \'published\': not of the right form; write a year, month, day or instant: "2024", "2024-10", "2024-10-05", "2024-10-05T14:30:00+02:00"',
        ),
    ),
    "a day that there is not": Done(
        files={"content/x.md": front("title: A", "published: 2024-02-30")},
        told=(
            'content/x.md:3: \'published\': \'2024-02-30\' is not a day or time that exists; write it like "2024", "2024-10", "2024-10-05" or "2024-10-05T14:30:00+02:00"',
        ),
    ),
    "perhaps a draft": Done(
        files={"content/x.md": front("title: A", "draft: perhaps")},
        told=("content/x.md:3: 'draft': expected bool, got str; write true or false",),
    ),
    "tags without a list": Done(
        files={"content/x.md": front("title: A", "tags: city, traffic")},
        told=("content/x.md:3: 'tags': expected list, got str; write a list of some text, like [a, b]",),
    ),
    "a colon in a title": Done(
        files={"content/x.md": front("title: Bridge: open again")},
        told=(
            "content/x.md:2: mapping values are not allowed in this context; put text with : # or quotes in it between quotes",
        ),
    ),
    "a tab": Done(
        files={"content/x.md": front("title: A", "tags:", "\t- city")},
        told=("content/x.md:4: found character that cannot start any token; indent with spaces, not with tabs",),
    ),
    "a field twice": Done(
        files={"content/x.md": front("title: A", "title: B")},
        told=("content/x.md:3: 'title' stands here twice; keep one; the other is in line 2",),
    ),
    "a slug with a capital letter": Done(
        files={"content/x.md": front("title: A", "slug: A-Bridge")},
        told=(
            "content/x.md:3: 'slug': not of the right form; write it like \"two-words\": small letters, digits, single hyphens",
        ),
    ),
    "an article in a language that nobody knows": Done(
        files={"content/x.md": front("title: A", "language: jp", "published: 2024-10-05")},
        told=('content/x.md:3: warning: \'jp\' is no language that anybody knows; write it like "de" or "pt-BR"',),
        status=0,
    ),
    "one id in two articles": Done(
        files={"content/x.md": front("title: A", 'id: "urn:a:1"'), "content/y.md": front("title: B", 'id: "urn:a:1"')},
        told=(
            "content/x.md:3: its id is that of content/y.md too; an id belongs to one article (content/x.md, content/y.md); in a copy, take out the lines id and slug",
            "content/y.md:3: its id is that of content/x.md too; an id belongs to one article (content/x.md, content/y.md); in a copy, take out the lines id and slug",
        ),
    ),
    # ── the command line
    "no command": Done(
        typed="",
        told=(
            "feedmill: no command is given; commands are: build, sow, review, adopt, withdraw, check, diff, explain, serve, ping, new, init, completion",
        ),
        status=2,
    ),
    "a command misspelled": Done(
        typed="bild", told=("feedmill: there is no command 'bild'; did you mean build?",), status=2
    ),
    "a command of another program": Done(
        typed="publish",
        told=(
            "feedmill: there is no command 'publish'; commands are: build, sow, review, adopt, withdraw, check, diff, explain, serve, ping, new, init, completion",
        ),
        status=2,
    ),
    "an option misspelled": Done(
        typed="build --draft", told=("feedmill build: there is no option --draft; did you mean --drafts?",), status=2
    ),
    "an option that there is not": Done(
        typed="build --fast", told=("feedmill build: there is no option --fast; see: feedmill build --help",), status=2
    ),
    "an option of another command": Done(
        typed="new --drafts|A title",
        told=("feedmill new: there is no option --drafts; see: feedmill new --help",),
        status=2,
    ),
    "an option without its value": Done(
        typed="build --output",
        told=("feedmill build: --output needs a value behind it; see: feedmill build --help",),
        status=2,
    ),
    "a title without quotes": Done(
        typed="new A title",
        told=(
            "feedmill new: 'title' is one word too many; write it like: feedmill new TITLE, with quotes around words that belong together",
        ),
        status=2,
    ),
    "a new article without a title": Done(
        typed="new", told=("feedmill new: TITLE is missing; write it like: feedmill new TITLE",), status=2
    ),
    "an empty title": Done(typed="new| ", told=('new: the title is empty; write it like: feedmill new "A title"',)),
    "one word too many": Done(
        typed="build content",
        told=("feedmill build: 'content' is one word too many; write it like: feedmill build",),
        status=2,
    ),
    "one folder too few": Done(
        typed="diff", told=("feedmill diff: OLD is missing; write it like: feedmill diff OLD [NEW]",), status=2
    ),
    "quiet and verbose": Done(
        typed="build -q -v",
        told=("feedmill build: -v/--verbose and -q/--quiet cannot both be asked for; leave one of them out",),
        status=2,
    ),
    "no processes": Done(
        typed="build --jobs 0",
        told=("feedmill build: --jobs: '0' is no number of processes; write 1 or more",),
        status=2,
    ),
    "a port that is none": Done(
        typed="serve --port 99999",
        told=("feedmill serve: --port: '99999' is no port; write a number from 1 to 65535",),
        status=2,
    ),
    "an address without scheme": Done(
        typed="build --base-url example.org",
        told=("--base-url: 'example.org' is no base address; write it like \"https://example.org/\"",),
    ),
    "output over content/": Done(
        typed="build --output content",
        told=("content: the output folder and content/ must not lie in one another; choose a folder beside it",),
    ),
    "output inside seeds/": Done(
        typed="build --output seeds/out",
        told=("seeds/out: the output folder and seeds/ must not lie in one another; choose a folder beside it",),
    ),
    "output inside feeds/": Done(
        first=("build",),
        typed="build --output feeds/new",
        told=(
            "feeds/new: this lies inside a site that was built, feeds, to which it does not belong; choose a folder beside it",
        ),
    ),
    "output over everything": Done(
        typed="build --output .",
        told=(".: the output folder and seeds/ must not lie in one another; choose a folder beside it",),
    ),
    "output that is a file": Done(
        typed="build --output feedmill.toml",
        told=("feedmill.toml: this is a file, no folder; choose another name, or move it away",),
    ),
    "drafts where the site is": Done(
        typed="build --drafts --output feeds",
        told=("feeds: a preview would publish drafts, or articles that are not due; choose another folder, or none",),
    ),
    "check before a build": Done(typed="check", told=("feeds: no feed lies here; make some with: feedmill build",)),
    "diff with a revision misspelled": Done(
        first=("build",),
        typed="diff HEDA",
        told=("HEDA: this is neither a folder nor a revision that git knows here; did you mean HEAD?",),
    ),
    "explain what is not there": Done(
        first=("build",),
        typed="explain nothing.md",
        told=(
            "nothing.md: no article is known by this name; name a file in content/ or seeds/, an id, or an address like articles/x.html",
        ),
    ),
    "explain an article misspelled": Done(
        files={"content/x.md": front("title: A")},
        first=("build",),
        typed="explain content/xx.md",
        told=("content/xx.md: no article is known by this name; did you mean content/x.md?",),
    ),
    "withdraw an article misspelled": Done(
        files={"content/a-title.md": ARTICLE},
        first=("build",),
        typed="withdraw content/a-titel.md",
        told=("content/a-titel.md: there is no such file in content/; did you mean content/a-title.md?",),
    ),
    "adopt an article that no build has seen": Done(
        files={"content/x.md": ARTICLE},
        typed="adopt content/x.md",
        told=(
            "content/x.md: the ledger has no id for this file; build first: feedmill build looks at it as it is now",
        ),
    ),
    "sow a seed misspelled again": Done(
        first=("build",),
        typed="sow --again seeds/aa.txt",
        told=("seeds/aa.txt: there is no such file in seeds/; did you mean seeds/a.txt?",),
    ),
    "ping without a hub": Done(
        first=("build",),
        typed="ping feeds",
        told=(
            'feedmill.toml: there is no hub to tell; name one below [feed], like hub = "https://hub.example/", then build and deploy',
        ),
    ),
    "a shell that is not known": Done(
        typed="completion tcsh",
        told=("feedmill completion: SHELL: 'tcsh' is no shell that is known here; write bash, zsh or fish",),
        status=2,
    ),
    "begin a site in a file": Done(
        typed="init feedmill.toml",
        told=("feedmill.toml: no site can be made here: not a directory; choose another folder",),
    ),
}


def in_order(site: Path) -> Path:
    """Return the folder of a site that is in order."""
    for path, text in SITE.items():
        write(site / path, text)
    return site


def prepared(site: Path, done: Done) -> Path:
    """Return the folder of a site that was in order, in which that was done."""
    in_order(site)
    for typed in done.first:
        assert run(site, typed)[0] == 0
    for path in done.without:
        (site / path).unlink()
        if (site / path).parent != site and not any((site / path).parent.iterdir()):
            (site / path).parent.rmdir()
    for path, text in done.files.items():
        if path.endswith("/"):
            (site / path).mkdir(parents=True)
        else:
            write(site / path, text)
    return site


def run(folder: Path, typed: str, *more: str) -> tuple[int, str, str]:
    """Return the exit status of a command, what it printed, and what it printed apart from that."""
    first, *rest = typed.split("|")
    command = [sys.executable, "-m", "feedmill", *first.split(), *rest, *more]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment())
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_says_what_to_do(name: str, tmp_path: Path) -> None:
    """What is printed on stderr is this and nothing else, and the exit status says how bad it is."""
    done = MISTAKES[name]
    site = prepared(tmp_path, done)
    status, _, told = run(site / done.at, done.typed)
    assert tuple(told.replace(str(site), "…").splitlines()) == done.told
    assert status == done.status
    assert all("; " in line for line in told.splitlines())


@pytest.mark.parametrize("name", [name for name, done in MISTAKES.items() if done.typed == "build" and done.status])
def test_programs_are_told_the_same(name: str, tmp_path: Path) -> None:
    """With --json nothing is printed but one value, and what is wrong is in it."""
    done = MISTAKES[name]
    site = prepared(tmp_path, done)
    status, told, aside = run(site / done.at, done.typed, "--json")
    assert (status, aside) == (done.status, "")
    assert len(json.loads(told)["problems"]) == len(done.told)


@pytest.mark.parametrize("name", [name for name, done in MISTAKES.items() if "feedmill.toml" in done.files])
def test_a_mistake_in_the_settings_changes_nothing(name: str, tmp_path: Path) -> None:
    """The build stops before it writes anything."""
    done = MISTAKES[name]
    site = prepared(tmp_path, done)
    status, _, _ = run(site, "build")
    assert status == 0 or not any((site / folder).exists() for folder in ("feeds", "content"))


def test_a_build_where_no_site_is_leaves_nothing(tmp_path: Path) -> None:
    """No site is planted by accident, neither in an empty folder nor in one of a site."""
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty", "build")[0] == 1
    assert list((tmp_path / "empty").iterdir()) == []


def test_what_lies_astray_is_told_until_it_does_not(tmp_path: Path) -> None:
    """Also by builds that find nothing changed, and by the first that finds it mended."""
    in_order(tmp_path)
    assert run(tmp_path, "build")[2] == ""
    settle(tmp_path)
    assert run(tmp_path, "build")[2] == ""
    write(tmp_path / "x.md", ARTICLE)
    for _ in range(3):
        assert "x.md: warning: this article lies outside content/" in run(tmp_path, "build")[2]
    (tmp_path / "x.md").unlink()
    assert run(tmp_path, "build")[2] == ""
