"""Nothing has changed: a build then compares marks and opens no article. Anything else is noticed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from feedmill import cli, disk, glance, ledger, marks, pipeline, places, rest, stamp
from feedmill.curate import Stock, curate
from feedmill.editions import Edition
from feedmill.errors import Problem
from feedmill.plans import Report
from feedmill.promises import Ledger
from feedmill.run import Run
from feedmill.settings import Site
from sites import NOW, PIXEL, SETTINGS, article, page, settle, site, write

FILES: dict[str, str | bytes] = {
    "seeds/a.txt": "date 2024-10-05 A first sentence that says something.\n\nAnd more.",
    "content/b.md": article("B", "![x](b.png)", tags="[t]"),
    "content/b.png": PIXEL,
    "content/pages/about.md": article("About"),
    "static/CNAME": "example.org",
}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, 0)


def at(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Set the time to so many days after that of the tests."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int((NOW + timedelta(days=days)).timestamp())))


def build(root: Path, *wishes: str) -> int:
    """Build as `feedmill build` does, in this process, and return the exit status."""
    return cli.main(["-C", str(root), "build", *wishes])


def rests(root: Path, *wishes: str) -> bool:
    """Build, and return whether that was over after a look at marks."""
    begun: list[Run] = []
    original = pipeline.build

    def building(run: Run, worked_out: pipeline.WorkedOut = pipeline.unheard) -> Report:
        begun.append(run)
        return original(run, worked_out)

    pipeline.build = building
    try:
        build(root, *wishes)
    finally:
        pipeline.build = original
    return not begun


def resting(root: Path, files: dict[str, str | bytes] = FILES) -> Path:
    """Return a site that was built until nothing more was to be done."""
    site(root, files)
    build(root)
    build(root)
    return root


def told_by_looking(root: Path, capsys: pytest.CaptureFixture[str], told: tuple[str, str]) -> None:
    """Be sure that a build that looks at everything tells the same, but for how long it took."""
    (root / ".feedmill/cache.rest").unlink()
    assert not rests(root)
    (out, err), looked = told, capsys.readouterr()
    assert err == looked.err == ""
    assert out.splitlines()[:-1] == looked.out.splitlines()[:-1]
    assert out.rsplit(" s; ", 1)[1] == looked.out.rsplit(" s; ", 1)[1]


def test_a_site_at_rest_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No stage of a build begins, and what is told is what a build that looks at everything would tell."""
    root = resting(tmp_path)
    capsys.readouterr()
    assert rests(root)
    at_rest = capsys.readouterr()
    told_by_looking(root, capsys, at_rest)


WORK: dict[str, Callable[[Path], None]] = {
    "edit": lambda root: write(root / "content/b.md", article("B", "![x](b.png) More.", tags="[t]")),
    "new": lambda root: write(root / "content/new.md", article("New")),
    "sown": lambda root: write(root / "seeds/new.txt", "date 2024-10-06 Something else altogether was said.\n\nYes."),
    "gone": lambda root: (root / "content/b.md").unlink(),
    "draft": lambda root: write(root / "content/b.md", article("B", draft="true")),
    "withdrawn": lambda root: write(root / "content/b.md", article("B", withdrawn="true")),
    "later": lambda root: write(root / "content/later.md", article("Later", published="2025-10-01")),
    "settings": lambda root: write(root / "feedmill.toml", SETTINGS.replace("A Test", "Another")),
    "page gone": lambda root: (root / "feeds/articles/b.html").unlink(),
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_the_build_after_one_that_worked_rests(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], work: Callable[[Path], None]
) -> None:
    """A build leaves nothing for the next one to look at, and that tells what it would tell if it looked."""
    root = resting(tmp_path)
    work(root)
    settle(root)
    assert not rests(root)
    capsys.readouterr()
    assert rests(root)
    told = capsys.readouterr()
    told_by_looking(root, capsys, told)


def test_who_edits_an_article_again_waits_for_no_look_at_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was new to the last build is looked at first, and where that has changed nothing else is."""
    root = resting(tmp_path)
    looks: list[rest.Asked] = []
    original = rest.Asked.same

    def same(self: rest.Asked, files: set[bytes]) -> bool:
        looks.append(self)
        return original(self, files)

    monkeypatch.setattr(rest.Asked, "same", same)
    for text, count in (("One.", 1), ("Two.", 0), ("Three.", 0)):
        write(root / "content/b.md", article("B", text))
        settle(root)
        looks.clear()
        assert not rests(root)
        assert len(looks) == count
        assert text in page(root, "articles/b.html")
    assert rests(root)


def test_what_is_told_once_is_not_told_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A word on what was done, as that an id was taken out, is told by the build that found it and by no other."""
    root = resting(tmp_path)
    assert build(root, "-q") == 0
    capsys.readouterr()
    write(root / "seeds/new.txt", "Something without a date was said here.\n\nAnd more.")
    build(root, "-q")
    assert "has no date" in capsys.readouterr().err
    for _ in range(2):
        build(root, "-q")
        assert capsys.readouterr().err == ""


def test_warnings_are_told_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Warnings, of the settings too, are repeated by every build until they are mended."""
    root = site(tmp_path, {**FILES, "feeds/mine.txt": "x"})
    write(root / "feedmill.toml", SETTINGS.replace('id = "a-test"\n', ""))
    build(root)
    capsys.readouterr()
    assert not rests(root, "-q")
    whole = capsys.readouterr().err
    assert len(whole.splitlines()) == 2
    assert rests(root, "-q")
    assert capsys.readouterr().err == whole


def test_what_is_wrong_is_looked_for_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Mistakes are told by every build until they are mended; what is in the way need not be a file of the site."""
    root = resting(tmp_path, {**FILES, "content/d.md": "no front matter"})
    capsys.readouterr()
    assert build(root) == 1
    assert "content/d.md" in capsys.readouterr().err
    assert not rests(root)


def _edit(path: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        raw = (root / path).read_bytes()
        write(root / path, raw + b" ")

    return change


def _taken(path: Path) -> bytes:
    raw = path.read_bytes()
    path.unlink()
    return raw


def _damage(root: Path) -> None:
    path = root / ".feedmill/cache.rest"
    path.write_bytes(path.read_bytes()[:-1])


CHANGES: dict[str, Callable[[Path], None]] = {
    **{path: _edit(path) for path in FILES},
    "ledger": _edit(ledger.FILE),
    "output": _edit("feeds/index.html"),
    "manifest": _edit("feeds/.feedmill.jsonl"),
    "settings": lambda root: write(root / "feedmill.toml", SETTINGS.replace("A Test", "Another")),
    "no settings": lambda root: (root / "feedmill.toml").unlink(),
    "new seed": lambda root: write(root / "seeds/new.txt", "A sentence of its own, and no date."),
    "new article": lambda root: write(root / "content/new.md", article("New")),
    "new static": lambda root: write(root / "static/x.txt", "x"),
    "hidden static": lambda root: write(root / "static/.x", "x"),
    "stranger": lambda root: write(root / "feeds/mine.txt", "x"),
    "gone": lambda root: (root / "content/b.md").unlink(),
    "page gone": lambda root: (root / "feeds/articles/b.html").unlink(),
    "ledger gone": lambda root: (root / ledger.FILE).unlink(),
    "manifest gone": lambda root: (root / "feeds/.feedmill.jsonl").unlink(),
    "renamed": lambda root: write(root / "content/c.md", _taken(root / "content/b.md")),
    "link": lambda root: (root / "content/link.md").symlink_to(root / "content/b.md"),
    "cache": lambda root: (root / ".feedmill/cache.sqlite3").unlink(),
    "note": _damage,
    "no note": lambda root: write(root / ".feedmill/cache.rest", ""),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_is_noticed(tmp_path: Path, change: Callable[[Path], None]) -> None:
    """The build looks at everything again."""
    root = resting(tmp_path)
    assert rests(root)
    change(root)
    assert not rests(root)


def test_a_hidden_file_among_articles_is_nobodys(tmp_path: Path) -> None:
    """What no build looks at wakes none: an editor's own files."""
    root = resting(tmp_path)
    write(root / "content/.b.md.swp", "x")
    write(root / "static/.git/x", "x")
    assert rests(root)


@pytest.mark.parametrize("wish", ["--drafts", "--base-url=https://example.net/", "--output=elsewhere"])
def test_another_wish_is_another_build(tmp_path: Path, wish: str) -> None:
    """What one build told says nothing of one that was asked for something else."""
    root = resting(tmp_path)
    assert not rests(root, wish)
    assert rests(root, wish)


def test_same_size_and_time_are_not_the_same_file(tmp_path: Path) -> None:
    """An editor that keeps size and time cannot hide: the time of change and the inode tell."""
    root = resting(tmp_path)
    path = root / "content/b.md"
    before = path.stat()
    path.write_text(path.read_text().replace("B", "C"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    build(root)
    assert ">C</a>" in page(root, "index.html")


def test_a_change_while_a_build_is_at_work_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a build notes is what it saw, and not what is there at its end."""
    root = resting(tmp_path)
    write(root / "content/b.md", article("B", "More."))
    settle(root)

    def meanwhile(stock: Stock, ledger: Ledger, site: Site) -> tuple[Edition, tuple[Problem, ...]]:
        write(root / "content/b.md", article("B", "Another text."))
        return curate(stock, ledger, site)

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "curate", meanwhile)
        build(root)
    assert not rests(root)
    assert "Another text." in page(root, "articles/b.html")


def test_what_is_due_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time passes, and a site at rest has something to do."""
    root = resting(tmp_path, {"content/a.md": article("A"), "content/b.md": article("B", published="2024-12-01")})
    at(monkeypatch, 1)
    assert rests(root)
    at(monkeypatch, 30)
    assert not rests(root)
    assert (root / "feeds/articles/b.html").is_file()
    assert rests(root)
    at(monkeypatch, 1)
    assert not rests(root)  # a clock that goes back is not trusted


@pytest.mark.parametrize("file", ["theme/assets/site.css", "theme/templates/article.html", "rest.py"])
def test_another_program_looks_at_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    """Code and theme count, though nothing of the site changed, and even where size and mtime stay as they were."""
    house = tmp_path / "house"
    shutil.copytree(stamp.HOUSE, house)
    monkeypatch.setattr(stamp, "HOUSE", house)
    path = house / file
    root = tmp_path / "site"
    monkeypatch.setattr("feedmill.cli.resting._SETTLED", 0)
    settle(tmp_path)
    resting(root)
    assert rests(root)
    before = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not rests(root)


def test_a_program_that_was_changed_just_now_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the program as young as the build may change once more without its marks."""
    house = tmp_path / "house"
    shutil.copytree(stamp.HOUSE, house)
    monkeypatch.setattr(stamp, "HOUSE", house)
    root = resting(tmp_path / "site")
    assert not rests(root)


def test_another_release_of_a_library_looks_at_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of what makes bytes may make others."""
    root = resting(tmp_path)
    monkeypatch.setattr(stamp, "versions", lambda: ["markdown-99.dist-info"])
    assert not rests(root)


def test_both_looks_see_the_same(tmp_path: Path) -> None:
    """The quick look at marks finds what `disk.scan` does, or nothing where that has something to say."""
    for path in ("a", "d/b", ".hidden", ".git/x", ".feedmill-new/1", "d/.x", "ü"):
        write(tmp_path / path, path)
    for hidden, passed in ((True, places.NOBODYS), (False, (".",))):
        found, _ = disk.scan(tmp_path, "", hidden=hidden)
        stats = {each.path: each.stat for each in found}
        lines = [
            marks.line(path, marks.encoded(*map(stat.__getattribute__, stat.__struct_fields__)))
            for path, stat in stats.items()
        ]
        assert glance.files(tmp_path, "", passed) is not None
        assert sorted(glance.files(tmp_path, "", passed) or ()) == sorted(lines)
    assert glance.files(tmp_path, "nowhere", passed) == []
    os.mkfifo(tmp_path / "d/pipe")
    assert glance.files(tmp_path, "", passed) is None


COUNTING = """
import os, sys
from feedmill import glance
me, answer = os.getpid(), eval(sys.argv[1])
with glance.beside(lambda: answer, worthwhile=True):
    pass  # nobody waits for it
with glance.beside(lambda: answer and answer + (os.getpid() != me), worthwhile=True) as result:
    print(result())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize(("answer", "heard"), [("41", "42"), ("0", "0"), ("None", "None")])
def test_a_second_process_counts(answer: str, heard: str) -> None:
    """Another process counts, and its answer is the one given, also where it is that something is not as it was."""
    command = [sys.executable, "-c", COUNTING, answer]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == heard


def test_where_no_process_can_be_begun_this_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many processes cost time and nothing else."""

    def refused() -> int:
        raise BlockingIOError

    monkeypatch.delitem(sys.modules, "threading")
    monkeypatch.setattr(os, "fork", refused)
    opened = Path("/dev/fd")
    before = len(list(opened.iterdir()))
    with glance.beside(lambda: 7, worthwhile=True) as result:
        assert result() == 7
    assert len(list(opened.iterdir())) == before


@pytest.mark.parametrize("change", ["content/b.md", "feeds/index.html", "feeds/mine.txt"])
def test_a_large_site_at_rest_is_told_by_two_processes(tmp_path: Path, change: str) -> None:
    """With thousands of files, too, rest is told, and a change on either side is noticed."""
    root = resting(tmp_path, {"content/b.md": article("B"), **{f"static/{n}.txt": "x" for n in range(1_100)}})
    command = [sys.executable, "-m", "feedmill", "-C", str(root), "build", "-v"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    write(root / ".feedmill/cache.sqlite3", "no cache: a build that looks at it makes another one")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert (root / ".feedmill/cache.sqlite3").read_bytes().startswith(b"no cache")
    write(root / change, "changed")
    subprocess.run(command, capture_output=True, check=False)
    assert not (root / ".feedmill/cache.sqlite3").read_bytes().startswith(b"no cache")
