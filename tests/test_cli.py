"""What a person types, what is printed, and the exit status."""

import fcntl
import os
import pty
import re
import shlex
import shutil
import struct
import subprocess
import sys
import sysconfig
import termios
from pathlib import Path

import pytest

from feedmill import cli

ROOT = Path(__file__).parent.parent
TEXT = "date 2024-10-05 Die Brücke ist wieder offen. Das teilte die Stadt mit.\n\nMehr dazu später am Tag."
SETTINGS = 'id = "cli"\ntitle = "Probe"\nlanguage = "de"\nbase_url = "https://probe.example/"\n'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site that builds without a word of warning."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "feedmill.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def build(site: Path, *more: str) -> int:
    """Build the site in this process and return the exit status."""
    return cli.main(["-C", str(site), "build", *more])


def test_a_build_ends_with_a_short_report(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sown, published, written, unchanged, removed, how long it took and where to open it; nothing on stderr."""
    assert build(site) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert re.fullmatch(
        r"sown       content/die-bruecke-ist-wieder-offen-[0-9a-f]{8}\.md\n"
        r"published  1 article\n"
        r"files      \d+ written, 0 unchanged, 0 removed\n"
        r"done in \d+\.\d\d s; open file:///.*/feeds/index\.html\n"
        r"Next: look at what was inferred with feedmill review, and at the site with feedmill serve\n",
        said.out,
    )
    assert build(site) == 0
    assert re.match(r"published  1 article\nfiles      0 written, \d+ unchanged, 0 removed\n", capsys.readouterr().out)


def test_quiet_says_only_what_is_wrong(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With -q nothing is printed but mistakes."""
    assert build(site, "-q") == 0
    assert capsys.readouterr() == ("", "")


def test_verbose_says_what_was_written_and_where_time_went(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With -v each file is named, and each stage with its time."""
    build(site, "-v")
    said = capsys.readouterr()
    assert "wrote rss.xml" in said.out
    assert [line.split()[0] for line in said.err.splitlines()][:2] == ["start", "sow"]


def test_no_seeds_make_an_empty_site_and_a_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A site without articles builds, with a friendly word on what to do next."""
    (tmp_path / "feedmill.toml").write_text(SETTINGS, encoding="utf-8")
    assert build(tmp_path) == 0
    assert "put an article as a .txt file into seeds/" in capsys.readouterr().out
    assert (tmp_path / "feeds" / "rss.xml").is_file()


def test_drafts_alone_make_an_empty_site_and_another_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where all that there is are drafts, the word is on what publishes them."""
    (tmp_path / "content").mkdir()
    (tmp_path / "feedmill.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "content/x.md").write_text('---\ntitle: "X"\ndraft: true\n---\nX.\n', encoding="utf-8")
    assert build(tmp_path) == 0
    said = capsys.readouterr().out
    assert "a draft is published once its line draft: true is taken out" in said
    assert "seeds/" not in said


def test_a_broken_article_ends_with_1_and_all_else_is_published(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake in one article is told with file and line, on stderr; the others are published."""
    (site / "content").mkdir()
    (site / "content" / "x.md").write_text("---\ntitle: a\ndraft: perhaps\n---\nText\n", encoding="utf-8")
    assert build(site) == 1
    said = capsys.readouterr()
    assert said.err == "content/x.md:3: 'draft': expected bool, got str; write true or false\n"
    assert "published  1 article\n" in said.out
    assert "with 1 mistake above" in said.out


def test_new_begins_a_draft(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`new` writes a draft that builds, once; a second of the same name is refused and the first kept."""
    assert cli.main(["-C", str(site), "new", "Größer & schöner"]) == 0
    assert "content/groesser-schoener.md is ready" in capsys.readouterr().out
    path = site / "content" / "groesser-schoener.md"
    written = path.read_bytes()
    assert build(site) == 0
    assert "(1 draft)" in capsys.readouterr().out
    assert cli.main(["-C", str(site), "new", "Größer & schöner"]) == 1
    assert "content/groesser-schoener.md: there is an article of that name" in capsys.readouterr().err
    assert path.read_bytes() == written


def test_init_makes_a_site_that_builds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`init` writes settings that are right, and never replaces a file."""
    folder = tmp_path / "my-paper"
    assert cli.main(["init", str(folder)]) == 0
    assert 'title = "My Paper"' in (folder / "feedmill.toml").read_text(encoding="utf-8")
    settings = (folder / "feedmill.toml").read_bytes()
    assert build(folder) == 0
    assert cli.main(["init", str(folder)]) == 0
    assert (folder / "feedmill.toml").read_bytes() == settings
    said = capsys.readouterr()
    assert [line for line in said.err.splitlines() if "no base_url" not in line] == []


def test_previews_do_not_touch_what_is_published(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --drafts the site goes to .feedmill/preview, nothing is sown, and the report says so."""
    assert build(site, "--drafts") == 0
    assert "waiting    1 new seed" in capsys.readouterr().out
    assert (site / ".feedmill" / "preview" / "index.html").is_file()
    assert not (site / "feeds").exists()
    assert not (site / "content").exists()


def test_a_withdrawal_is_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report names an article whose file is gone: its subscribers are told, so its publisher is too."""
    build(site, "-q")
    (article,) = (site / "content").glob("*.md")
    article.unlink()
    assert build(site) == 0
    assert f"withdrawn  content/{article.name}\n" in capsys.readouterr().out


def test_the_clock_can_be_set(site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """SOURCE_DATE_EPOCH is the time: before the article's day, the article waits, and the report says until when."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert build(site) == 0
    said = capsys.readouterr().out
    assert "published  0 articles (1 not due yet)" in said
    assert "build again at 2024-10-05T00:00:00Z" in said


def test_a_clock_that_is_none(site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A SOURCE_DATE_EPOCH that is no time is a mistake like any other."""
    for said in ("soon", "9" * 20):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
        assert build(site) == 1
        assert f"SOURCE_DATE_EPOCH is '{said}'; set it to seconds since 1970" in capsys.readouterr().err


def test_a_terminal_gets_a_bar_and_a_pipe_does_not(tmp_path: Path) -> None:
    """Long work shows count and rate to a person who is looking, and nothing to a file."""
    (tmp_path / "feedmill.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "content").mkdir()
    for number in range(220):
        text = f"---\ntitle: Article {number}\npublished: 2024-01-01\n---\nText {number}.\n"
        (tmp_path / "content" / f"{number}.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "feedmill", "-C", str(tmp_path), "build"]
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True)
    shown = os.read(ours, 1 << 16).decode()
    os.close(theirs)
    os.close(ours)
    assert re.search(r"reading: .*\d+/220 .* files/s", shown)
    assert b"220 articles" in done.stdout
    (tmp_path / ".feedmill" / "cache.sqlite3").unlink()
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""


def test_build_py_is_feedmill_build(site: Path) -> None:
    """`python build.py` runs `feedmill build` in the project's environment, its arguments and exit status passed on."""
    shutil.copy(ROOT / "build.py", site)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(site / ".venv")], check=True)
    libraries = os.pathsep.join([str(ROOT / "src"), sysconfig.get_path("purelib")])
    told = subprocess.run(
        [sys.executable, str(site / "build.py"), "--output", "content"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": libraries},
    )
    assert told.returncode == 1
    assert told.stderr.startswith("content: the output folder and content/ must not lie in one another")


@pytest.mark.parametrize("typed", ["build", "build --json", "check", "completion bash"])
def test_an_answer_that_cannot_be_printed(site: Path, typed: str) -> None:
    """On a full disk that is said, and ends with 1; where nobody has a place for answers, nothing is missing."""
    assert build(site, "-q") == 0
    command = f"{shlex.quote(sys.executable)} -m feedmill -C {shlex.quote(str(site))} {typed}"

    def told(where: str) -> tuple[int, str]:
        done = subprocess.run(["sh", "-c", f"{command} {where}"], capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    assert told(">/dev/full") == (1, "feedmill: the answer cannot be written: No space left on device\n")
    assert [told(where) for where in (">&-", "2>&-", "<&- >&- 2>&-")] == [(0, "")] * 3
