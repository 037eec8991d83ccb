"""pipeline: the whole build, seen from outside: what it opens and writes, and what is left when it is cut short."""

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from feedmill import disk, layout, make, manifest, pipeline, press, stock
from feedmill.documents import Recipe
from feedmill.errors import FeedmillError
from feedmill.plans import Report
from sites import (
    NOW,
    SETTINGS,
    article,
    build,
    clean,
    counted,
    dead_ends,
    environment,
    feedmill,
    marks,
    mistakes,
    page,
    preview,
    published,
    run,
    settle,
    site,
    told,
    tree,
    write,
)

FOX = " date 2024-10 \n\nThe quick brown fox jumps over the lazy dog near the river bank.\n"
CAT = " date 2024-09 \n\nThe old grey cat sleeps all day long under the kitchen table.\n"
_FRONT = {"id": "urn:test:one", "tags": "[x]", "authors": "[Ann]", "published": '"2024-01"'}
SITE: dict[str, str | bytes] = {
    "seeds/fox.txt": FOX,
    "content/one.md": article("One", "See [two](two.md).", **_FRONT),
    "content/two.md": article("Two", "Second. ![A](a.png)", tags="[x, y]", authors="[Bob]", published='"2023-02-05"'),
    "content/three.md": article("Drei", "Drittens.", language="de"),
    "content/a.png": b"\x89PNG",
    "content/pages/about.md": article("About us", "We are."),
    "static/CNAME": "example.org",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a site with a bit of everything, built and at rest."""
    root = site(tmp_path / "site", SITE)
    clean(root)
    settle(root)
    clean(root)
    return root


# ── nothing to do ───────────────────────────────────────────────────────────────────────────────

_WATCHED = """
import json, sys
opened = []
sys.addaudithook(lambda event, details: opened.append(str(details[0])) if event == "open" else None)
from feedmill.cli import main
status = main(sys.argv[2:])
print(json.dumps([path for path in opened if path.startswith(sys.argv[1])]))
sys.exit(status)
"""


def test_a_second_build_opens_no_article_no_seed_and_no_output(root: Path) -> None:
    """With nothing to do, of all files of the site only the settings and the note of what was told are opened."""
    assert feedmill(root, "build", "-q").returncode == 0
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, str(root), "-C", str(root), "build", "--jobs", "2", "-q"],
        check=True,
        capture_output=True,
        text=True,
        env=environment(),
    )
    opened = {Path(path).relative_to(root).as_posix() for path in json.loads(done.stdout)}
    assert opened == {"feedmill.toml", ".feedmill/cache.rest"}


def test_a_build_trusts_what_it_has_just_written(tmp_path: Path) -> None:
    """The build right after the first reads none of the files that the first has written."""
    root = site(tmp_path, SITE)
    clean(root)
    with counted() as opened:
        clean(root)
    assert {Path(path).name for path in opened} <= {"ledger.jsonl", ".feedmill.jsonl"}


_PLACES: dict[str, dict[str, str]] = {
    "zone": {"TZ": "Pacific/Kiritimati"},
    "other zone": {"TZ": "America/Los_Angeles"},
    "language": {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "no language": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "hash": {"PYTHONHASHSEED": "1"},
    "other hash": {"PYTHONHASHSEED": "4242", "PYTHONOPTIMIZE": "2"},
    "later": {"SOURCE_DATE_EPOCH": str(int((NOW + timedelta(days=400)).timestamp()))},
    "earlier": {"SOURCE_DATE_EPOCH": str(int((NOW - timedelta(minutes=1)).timestamp()))},
}


@pytest.mark.parametrize("place", _PLACES)
def test_a_second_build_changes_nothing_wherever_it_runs(root: Path, place: str, tmp_path: Path) -> None:
    """Another zone, locale, hash seed, clock or number of workers: no file is written, no byte and no time moves."""
    before = marks(root)
    done = feedmill(root, "build", "--jobs", "3", env=_PLACES[place])
    assert done.returncode == 0, done.stderr
    assert " 0 written" in done.stdout
    assert marks(root) == before
    # Nor does any of it change what a first build makes.
    if place not in ("zone", "language", "hash"):
        return
    anew = site(tmp_path / "anew", SITE)
    assert feedmill(anew, "build", "--jobs", "1", "-q", env=_PLACES[place]).returncode == 0
    assert published(anew) == published(root)


def test_names_are_the_same_in_a_terminal_without_utf8(tmp_path: Path) -> None:
    """Where Python would read names in another encoding, files are found all the same: nothing is taken for deleted."""
    root = site(
        tmp_path / "Straße", {"content/Ü.md": article("Ü", "![ä](ä.png)"), "content/ä.png": b"", "static/ö": "ö"}
    )
    clean(root)
    before = marks(root)
    done = feedmill(root, "build", env=_PLACES["no language"])
    assert (done.returncode, done.stderr) == (0, "")
    assert " 0 written" in done.stdout
    assert marks(root) == before


def test_where_it_is_called_from_changes_nothing(root: Path) -> None:
    """Called in the folder, or from another one, the build finds the same things and says the same."""
    before = marks(root)
    command = [sys.executable, "-m", "feedmill", "build", "-q"]
    subprocess.run(command, check=True, cwd=root, env=environment())
    subprocess.run([*command[:3], "-C", root.name, *command[3:]], check=True, cwd=root.parent, env=environment())
    assert marks(root) == before


def test_a_copy_elsewhere_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    """The site's folder holds no word of where it stands: copied with or without its cache, nothing changes."""
    shutil.copytree(root, tmp_path / "copy ü", symlinks=True)
    assert not clean(tmp_path / "copy ü").written
    shutil.copytree(root, tmp_path / "bare", ignore=shutil.ignore_patterns(".feedmill"))
    assert not clean(tmp_path / "bare").written
    shutil.copytree(root, tmp_path / "sources", ignore=shutil.ignore_patterns(".feedmill", "feeds"))
    clean(tmp_path / "sources")
    assert published(root) == published(tmp_path / "copy ü") == published(tmp_path / "bare")
    assert published(root) == published(tmp_path / "sources")
    assert str(root) not in "".join(path.read_text(errors="replace") for path in (root / "feeds").rglob("*.*ml"))


def test_without_its_cache_a_build_writes_nothing(root: Path) -> None:
    """The cache may be deleted at any time: the next build reads everything and finds everything right."""
    before = marks(root)
    shutil.rmtree(root / ".feedmill")
    assert not clean(root).written
    assert marks(root) == before


def test_one_worker_and_many_give_the_same_bytes(tmp_path: Path) -> None:
    """A site that is large enough for a pool comes out the same from one worker, two and five."""
    files = {f"content/{n:03}.md": article(f"Article {n}", f"[a](000.md) {n}", tags=f"[t{n % 7}]") for n in range(110)}
    trees = []
    for jobs in (1, 2, 5):
        root = site(tmp_path / str(jobs), files)
        clean(root, jobs=jobs)
        trees.append(published(root))
        assert not clean(root, jobs=jobs).written
    assert trees[0] == trees[1] == trees[2]


def test_another_version_makes_everything_anew_and_writes_what_differs(root: Path) -> None:
    """After an update every output is made again, and those whose bytes are the same keep their times."""
    before = marks(root)
    baked: list[Recipe] = []
    with pytest.MonkeyPatch.context() as patch:
        for room in (pipeline, stock, make):
            patch.setattr(room, "stamp", lambda: "another version")

        def bake(recipe: Recipe, shop: press.Shop) -> press.Baked:
            baked.append(recipe)
            return press.bake(recipe, shop)

        patch.setattr(make, "bake", bake)
        with counted() as opened:
            assert not clean(root).written
    assert len(baked) == len(tree(root, "feeds")) - 1
    assert {Path(path).name for path in opened if "/feeds/" in path} == {manifest.FILE}
    assert marks(root) == before


@pytest.mark.parametrize("path", ["content/a.png", "content/one.md", "static/CNAME"])
def test_a_file_that_changes_in_the_middle_of_a_build(root: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read is published, or the build says that it must be run again; the build after it is right."""
    write(root / "content/two.md", article("Two", "Edited. ![A](a.png)", published='"2023-02-05"'))
    write(root / "content/a.png", b"1")
    write(root / "static/CNAME", "1")
    original = layout.lay_out

    def slow(*arguments: object) -> object:
        write(root / path, article("One", "Changed in the meantime.", **_FRONT))
        return original(*arguments)  # type: ignore[arg-type] # whatever the build hands over

    monkeypatch.setattr(pipeline, "lay_out", slow)
    if path.endswith(".md"):
        build(root)
    else:
        with pytest.raises(FeedmillError, match=f"^{path}: this file changed while the site was built; build again"):
            build(root)
    monkeypatch.undo()
    clean(root)
    shutil.copytree(root, root.with_name("anew"), ignore=shutil.ignore_patterns(".feedmill", "feeds"))
    clean(root.with_name("anew"))
    assert published(root.with_name("anew")) == published(root)


# ── editing ─────────────────────────────────────────────────────────────────────────────────────


def _edited(root: Path, path: str, text: str) -> Report:
    before = marks(root)
    write(root / path, text)
    source = marks(root)[path]
    report = clean(root)
    after = marks(root)
    changed = {each for each in before.keys() | after.keys() if before.get(each) != after.get(each)}
    assert after[path] == source, "the user's file is untouched"
    assert {each.removeprefix("feeds/") for each in changed - {path}} == {*report.written, ".feedmill.jsonl"}
    return report


def test_an_edited_text_rewrites_what_shows_it_and_nothing_else(root: Path) -> None:
    """Below its first paragraph, a text is shown by its page and the feeds that carry it: those and no other change."""
    write(root / "content/one.md", article("One", "Lede.\n\nFirst.", **_FRONT))
    clean(root)
    settle(root)
    text = article("One", "Lede.\n\nEdited.", **_FRONT)
    shown = [f"{folder}{name}" for folder in ("", "tags/x/", "authors/ann/", "languages/en/") for name in _FEEDS]
    report = _edited(root, "content/one.md", text)
    assert sorted(report.written) == sorted(["articles/one.html", *shown])
    assert report.edited == ("content/one.md",)


def test_an_edited_title_rewrites_the_lists_too(root: Path) -> None:
    """A title stands in lists, in the archive and on pages that lead to it as well; the address and the id stay."""
    text = article("Uno", "See [two](two.md).", **_FRONT)
    faces = (*_FEEDS, "index.html")
    shown = [f"{folder}{name}" for folder in ("", "tags/x/", "authors/ann/", "languages/en/") for name in faces]
    report = _edited(root, "content/one.md", text)
    articles = [f"articles/{path.name}" for path in (root / "feeds/articles").iterdir()]
    beside = [at for at in articles if 'href="one.html"' in page(root, at)]
    assert sorted(report.written) == sorted(["articles/one.html", "archive/2024/index.html", *shown, *beside])
    assert beside


def test_an_edited_page_rewrites_itself(root: Path) -> None:
    """A plain page stands in no list: only its own file changes."""
    assert _edited(root, "content/pages/about.md", article("About us", "We are.\n\nMore.")).written == ("about.html",)


_FEEDS = ("rss.xml", "atom.xml", "feed.json")


# ── nothing published ───────────────────────────────────────────────────────────────────────────


def test_an_empty_site_is_a_valid_one(tmp_path: Path) -> None:
    """With nothing to publish there is a site with feeds all the same, a hint, and exit status 0."""
    root = site(tmp_path / "site", {})
    done = feedmill(root, "build")
    assert (done.returncode, done.stderr) == (0, "")
    assert "put an article as a .txt file into seeds/" in done.stdout
    for name in (
        *_FEEDS,
        "index.html",
        "404.html",
        "sitemap.xml",
        "feeds.opml",
        "subscribe.html",
        "archive/index.html",
    ):
        assert (root / "feeds" / name).stat().st_size, name
    assert json.loads(page(root, "feed.json"))["items"] == []
    assert not dead_ends(root)
    before = marks(root)
    assert not clean(root).written
    assert marks(root) == before


def test_a_folder_without_settings_builds_with_defaults(tmp_path: Path) -> None:
    """Where there are seeds there is a site, with a warning that there are no settings."""
    (tmp_path / "seeds").mkdir()
    done = feedmill(tmp_path, "build")
    assert done.returncode == 0
    assert "feedmill.toml: warning: there are no settings" in done.stderr
    assert (tmp_path / "feeds/rss.xml").exists()


# ── two at once ─────────────────────────────────────────────────────────────────────────────────


def test_the_second_of_two_builds_says_so(root: Path) -> None:
    """While another process builds the site, a build changes nothing and says why."""
    holder = (
        "import sys, pathlib; from feedmill import lock\nwith lock.alone(pathlib.Path(sys.argv[1])): print(); input()"
    )
    before = marks(root)
    write(root / "content/one.md", article("One", "Edited.", **_FRONT))
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(root / ".feedmill")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        done = feedmill(root, "build")
        assert done.returncode == 1
        assert done.stderr == "site: another build of this site is running; wait until it is done and build again\n"
        other.kill()
    del before["content/one.md"]
    assert {path: row for path, row in marks(root).items() if path in before} == before
    assert feedmill(root, "build", "-q").returncode == 0


# ── a disk that is full ─────────────────────────────────────────────────────────────────────────


class _Full:
    """A disk on which the first `left` writes succeed and no other: what is cut short leaves half of itself."""

    def __init__(self, patch: pytest.MonkeyPatch, left: int) -> None:
        self.left = left
        self.met = False
        write_, add = disk._write, disk._add  # noqa: SLF001 - the places through which bytes reach the disk
        link, replace, mkdir = os.link, os.replace, Path.mkdir

        def half(path: Path, data: bytes, **how: Any) -> None:  # noqa: ANN401 - as the original is called
            self._spend(lambda: write_(path, data[: len(data) // 2], durable=False))
            write_(path, data, **how)

        def half_added(file: FileIO, data: bytes) -> None:
            self._spend(lambda: add(file, data[: len(data) // 2]))
            add(file, data)

        def refused(original: Callable[..., object], *arguments: object, **options: object) -> object:
            self._spend(lambda: None)
            return original(*arguments, **options)

        def made(folder: Path, mode: int = 0o777, *, parents: bool = False, exist_ok: bool = False) -> None:
            if not folder.is_dir():
                self._spend(lambda: None)
            mkdir(folder, mode, parents=parents, exist_ok=exist_ok)

        patch.setattr(disk, "_write", half)
        patch.setattr(disk, "_add", half_added)
        patch.setattr(os, "link", partial(refused, link))
        patch.setattr(os, "replace", partial(refused, replace))
        patch.setattr(Path, "mkdir", made)

    def _spend(self, half: Callable[[], None]) -> None:
        self.left -= 1
        if self.left < 0:
            self.met = True
            half()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


SMALL: dict[str, str | bytes] = {
    "feedmill.toml": SETTINGS + '[feed]\nformats = ["atom"]\n',
    "seeds/fox.txt": FOX,
    "content/one.md": article("One", "First.", tags="[x]", published='"2024-01"'),
    "content/two.md": article("Two", "Second.", published='"2023-02-05"'),
}


def _change(root: Path) -> None:
    """Do a bit of everything that an editor does in a day."""
    write(root / "seeds/cat.txt", CAT)
    write(root / "content/one.md", article("One", "Edited.\n\n![B](b.png)", tags="[new]", published='"2024-01"'))
    write(root / "content/b.png", b"b")
    (root / "content/two.md").unlink()


def _visible(found: dict[str, str]) -> dict[str, str]:
    """Return the files that people see: not the manifest, which is longer in between, nor what is set aside."""
    return {
        path: sha for path, sha in found.items() if not any(part.startswith(".feedmill") for part in path.split("/"))
    }


@pytest.mark.parametrize("fresh", [True, False])
def test_a_full_disk_at_any_write_leaves_a_whole_site(tmp_path: Path, fresh: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    """Wherever room runs out one line says so, no file is half written, and the next build ends as ever."""
    start = site(tmp_path / "start", SMALL)
    before: dict[str, str] = {}
    if not fresh:
        clean(start)
        before = tree(start)
        _change(start)
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(start, undisturbed)
    clean(undisturbed)
    after = tree(undisturbed)
    for room in range(1000):
        root = tmp_path / "try"
        shutil.copytree(start, root)
        with pytest.MonkeyPatch.context() as patch:
            full = _Full(patch, room)
            try:
                build(root)
            except FeedmillError as error:
                assert "no space left on device" in str(error)  # noqa: PT017 - it need not fail at all
        _check(root, before, after)
        clean(root)
        assert tree(root) == after
        shutil.rmtree(root)
        if not full.met:
            break
    assert room > 20


def _check(root: Path, before: dict[str, str], after: dict[str, str]) -> None:
    """Every file is the old one or the new one, and lists and feeds name no article or picture that is not there."""
    left = {path for path in tree(root) if path.split("/")[-1].startswith(".") and path.endswith(".new")}
    assert not left
    for path, sha in _visible(tree(root)).items():
        assert sha in (before.get(path), after.get(path)) or not before, path
        assert sha in (before.get(path), after.get(path)) or path == "content/ledger.jsonl", path
    assert not {
        (who, to)
        for who, to in dead_ends(root, "articles", "media", "assets", "history")
        if not who.startswith("articles/")
    }


# ── killed ──────────────────────────────────────────────────────────────────────────────────────

_KILLER = """
import os, random, shutil, signal, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import sites
from feedmill import articles, converter, markup
from feedmill.formats import atom, jsonfeed, opml, page, rss, sitemap
from feedmill.seeds import grow

def start(root, at):
    child = os.fork()
    if not child:
        left = at
        def hook(event, details):
            nonlocal left
            if event in ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.truncate", "os.utime"):
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)
        if at:
            sys.addaudithook(hook)
        sites.build(root)
        os._exit(left if 0 < left < 256 else 0)
    return child

grow("a.txt", b"The quick brown fox jumps over the lazy dog near the river bank today.", "en")
chance = random.Random(7)
origin = Path(sys.argv[2])
for round in range(int(sys.argv[3])):
    root = origin.with_name(f"round-{round}")
    shutil.copytree(origin, root)
    for _ in range(1 + round % 3):
        child = start(root, chance.randrange(1, 420) if round % 2 else 0)
        if not round % 2:
            time.sleep(chance.random() * 0.25)
            try:
                os.kill(child, signal.SIGKILL)
            except ProcessLookupError:
                pass
        os.waitpid(child, 0)
    print(root, flush=True)
"""


def test_a_killed_build_loses_nothing(tmp_path: Path) -> None:
    """Killed at any moment, and again, a build leaves whole files; the next one ends as an undisturbed one does."""
    files: dict[str, str | bytes] = dict(SMALL)
    files |= {f"content/more/{n:02}.md": article(f"More {n}", f"Text {n}.", tags="[x, z]") for n in range(15)}
    files |= {f"seeds/{n:02}.txt": FOX.replace("river", f"river {n}") for n in range(10)}
    start = site(tmp_path / "start", files)
    clean(start)
    before = tree(start)
    _change(start)
    site(start, {f"seeds/more/{n:02}.txt": CAT.replace("kitchen", f"kitchen {n}") for n in range(8)})
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(start, undisturbed)
    clean(undisturbed)
    after = tree(undisturbed)
    rounds = 25
    done = subprocess.run(
        [sys.executable, "-c", _KILLER, str(Path(__file__).parent), str(start), str(rounds)],
        check=True,
        capture_output=True,
        text=True,
        env=environment(),
    )
    roots = [Path(line) for line in done.stdout.splitlines()]
    assert len(roots) == rounds
    unfinished = 0
    for root in roots:
        found = tree(root)
        unfinished += found != after
        for path, sha in _visible(found).items():
            if not path.endswith(".new"):
                assert sha in (before.get(path), after.get(path)), path
        assert {path for path in before if path.startswith("content/")} - {"content/two.md"} <= found.keys()
        clean(root)
        assert tree(root) == after
    assert unfinished > rounds // 2


def test_a_killed_process_leaves_a_site_that_builds(tmp_path: Path) -> None:
    """The same with the real command in a process of its own, workers and all."""
    files = {f"content/{n:03}.md": article(f"Article {n}", published='"2024-10"') for n in range(120)}
    start = site(tmp_path / "start", files)
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(start, undisturbed)
    clean(undisturbed)
    chance = random.Random(3)
    for attempt in range(3):
        root = tmp_path / f"try-{attempt}"
        shutil.copytree(start, root)
        command = [sys.executable, "-m", "feedmill", "-C", str(root), "build", "-q", "--jobs", "2"]
        with subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(chance.uniform(0.3, 1.0))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        clean(root)
        assert tree(root) == tree(undisturbed)


def _interrupted(root: Path, after: int) -> None:
    """Build, and press Ctrl-C after so many files were put into their places."""
    original = disk.move
    moved: list[str] = []

    def interrupted(aside: str, path: str) -> disk.Stat:
        if len(moved) == after:
            raise KeyboardInterrupt
        moved.append(path)
        return original(aside, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "move", interrupted)
        with pytest.raises(KeyboardInterrupt):
            build(root)
    assert len(moved) == after


@pytest.mark.parametrize("after", [0, 6, 12, 30])
def test_after_an_interruption_the_work_goes_on(tmp_path: Path, after: int) -> None:
    """Ctrl-C leaves nothing set aside; what was written is ours, so that an edit made since then is published."""
    root = site(tmp_path, SITE)
    _interrupted(root, after)
    assert not (root / "feeds" / disk.ASIDE).exists()
    write(root / "content/one.md", article("One", "Edited at once.", **_FRONT | {"tags": "[other]"}))
    clean(root)
    assert "Edited at once." in page(root, "articles/one.html")
    assert not dead_ends(root)


def test_a_line_cut_short_is_mended_before_another_follows(root: Path) -> None:
    """A build that was cut short after another one leaves a manifest that can be read."""
    file = root / "feeds/.feedmill.jsonl"
    file.write_bytes(file.read_bytes() + b'{"path":"rss.xm')
    write(root / "content/one.md", article("One", "Edited.", **_FRONT))
    _interrupted(root, 1)
    clean(root)


@pytest.mark.parametrize("name", [".feedmill", ".feedmill/lock"])
def test_a_workshop_that_cannot_be_used_is_told(root: Path, name: str) -> None:
    """Where feedmill cannot work aside, one line says which file is in the way, and the site stays as it is."""
    before = tree(root, "content", "feeds")
    shutil.rmtree(root / ".feedmill")
    (root / name).parent.mkdir(exist_ok=True)
    if name == ".feedmill":
        (root / name).touch()
    else:
        (root / name).mkdir()
    with pytest.raises(FeedmillError, match=rf"^{name}: "):
        build(root)
    assert tree(root, "content", "feeds") == before


# ── drafts, dates to come ───────────────────────────────────────────────────────────────────────


def test_an_article_to_come_is_told_and_comes(tmp_path: Path) -> None:
    """A future article stays out, the report says when it is due, and the build after that publishes it."""
    root = site(tmp_path, {"content/a.md": article("Tomorrow", published='"2024-11-21"')})
    report = clean(root)
    assert (report.articles, report.future) == (0, 1)
    assert report.due is not None
    assert "Tomorrow" not in "".join(path.read_text() for path in (root / "feeds").rglob("*.*ml"))
    assert clean(root, now=report.due).articles == 1
    assert clean(root, now=report.due - timedelta(seconds=1)).articles == 0


def test_a_draft_is_nowhere(tmp_path: Path) -> None:
    """A draft has no page, no feed entry and no address, though it lies beside the others; a preview shows it."""
    root = site(tmp_path, {"content/a.md": article("Secret plan", draft="true"), "content/b.md": article("Open")})
    report = clean(root)
    assert (report.articles, report.drafts) == (1, 1)
    assert b"ecret" not in b"".join(path.read_bytes() for path in (root / "feeds").rglob("*.*"))
    assert preview(root, drafts=True).articles == 2


def test_stages_are_told_in_their_order(tmp_path: Path) -> None:
    """Whoever looks on hears of each stage once, in the order in which it happens."""
    stages: list[str] = []
    pipeline.build(run(site(tmp_path, SITE), passed=stages.append))
    assert stages == ["start", "sow", "read", "promise", "curate", "lay out", "make"]


def test_every_mistake_is_told_and_all_else_is_published(tmp_path: Path) -> None:
    """One build names every mistake in seeds, articles and pages, sorted, each once; what is right is published."""
    files = {
        **SITE,
        "seeds/empty.txt": "",
        "content/b1.md": "---\ntitle: [\n---\n",
        "content/b2.md": article("B", slug='"Not one"', published='"2024-99"'),
        "content/pages/b3.md": article("C", tytle="x"),
        "content/b4.md": article("D", "![x](nowhere.png) [y](../../etc/passwd)"),
        "static/index.html": "mine",
    }
    root = site(tmp_path, files)
    report = build(root)
    places = [line.split(": ")[0] for line in mistakes(report)]
    assert places == sorted(places)
    assert {place.split(":")[0] for place in places} == {
        "seeds/empty.txt",
        "content/b1.md",
        "content/b2.md",
        "content/pages/b3.md",
        "content/b4.md",
        "static/index.html",
    }
    assert len(told(report)) == len(set(told(report)))
    assert report.articles == 5
    assert told(build(root)) == told(report)
