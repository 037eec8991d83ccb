"""What is found out for a new site without asking, and what it then says."""

import json
import subprocess
from pathlib import Path

import pytest

from feedmill import cli, config
from feedmill.cli import knowing
from sites import feedmill


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_AT.UTF-8"}, "de-AT"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_GB"}, "en-GB"),
        ({"LANG": "pt_BR.UTF-8"}, "pt-BR"),
        ({"LANG": "sr_RS@latin"}, "sr-RS"),
        ({"LANG": "ar"}, "ar"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "xx_XX"}, "en"),
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
    ],
)
def test_the_language_is_that_of_the_system(environment: dict[str, str], language: str) -> None:
    """In the form that BCP 47 gives it, with a region only where that says something."""
    assert knowing.language(environment) == language


@pytest.mark.parametrize(
    ("environment", "linked", "written", "zone"),
    [
        ({}, "Europe/Berlin", "", "Europe/Berlin"),
        ({}, "", "America/New_York\n", "America/New_York"),
        ({"TZ": "Asia/Tokyo"}, "Europe/Berlin", "", "Asia/Tokyo"),
        ({"TZ": ":Asia/Tokyo"}, "", "", "Asia/Tokyo"),
        ({"TZ": "CET-1CEST,M3.5.0"}, "Europe/Berlin", "", "Europe/Berlin"),
        ({"TZ": "../etc"}, "", "nonsense", "UTC"),
        ({}, "Etc/UTC", "", "UTC"),
        ({}, "", "", "UTC"),
    ],
)
def test_the_zone_is_that_of_the_clock(
    environment: dict[str, str], linked: str, written: str, zone: str, tmp_path: Path
) -> None:
    """By name: what is only a rule has none."""
    localtime, timezone = tmp_path / "localtime", tmp_path / "timezone"
    if linked:
        localtime.symlink_to(f"/usr/share/zoneinfo/{linked}")
    if written:
        timezone.write_text(written, encoding="utf-8")
    there = Path(f"/usr/share/zoneinfo/{linked}")
    if linked and there.resolve() != there:
        zone = there.resolve().as_posix().partition("/zoneinfo/")[2].replace("Etc/UTC", "UTC")
    assert knowing.zone(environment, localtime, timezone) == zone


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/Ada/my-paper.git", "https://ada.github.io/my-paper/"),
        ("https://github.com/ada/my-paper", "https://ada.github.io/my-paper/"),
        ("git@github.com:ada/my.paper.git", "https://ada.github.io/my.paper/"),
        ("ssh://git@github.com/ada/my-paper.git", "https://ada.github.io/my-paper/"),
        ("git@github.com:Ada/Ada.github.io.git", "https://ada.github.io/"),
        ("https://gitlab.com/ada/my-paper.git", ""),
        ("https://github.com.evil.example/ada/my-paper", ""),
        ("", ""),
    ],
)
def test_the_address_is_where_github_puts_it(remote: str, address: str) -> None:
    """The site of a user stands at the root, that of a project below its name."""
    assert knowing.pages(remote) == address


def test_a_new_site_says_what_is_known(tmp_path: Path) -> None:
    """Nothing is asked; the settings are right as they are, and the site builds without a warning."""
    folder = tmp_path / "my-paper"
    folder.mkdir()
    for question in (
        ["init", "--quiet"],
        ["config", "user.name", 'Ada "A" Example'],
        ["remote", "add", "origin", "git@github.com:ada/my-paper.git"],
    ):
        subprocess.run(["git", "-C", str(folder), *question], check=True)
    done = feedmill(folder, "init", env={"LC_ALL": "de_AT.UTF-8", "TZ": "Europe/Vienna"})
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"{folder}: wrote feedmill.toml, .gitattributes, .gitignore",
        "  language  de-AT",
        "  timezone  Europe/Vienna",
        '  author    Ada "A" Example',
        "  base_url  https://ada.github.io/my-paper/",
        f"Next: cd {folder}",
        'Next: feedmill new "A title", or put .txt files into seeds/',
        "Next: feedmill build",
    ]
    site, problems = config.load((folder / "feedmill.toml").read_text(encoding="utf-8"))
    assert site is not None
    assert (site.language, site.timezone, site.base_url) == (
        "de-AT",
        "Europe/Vienna",
        "https://ada.github.io/my-paper/",
    )
    assert [person.name for person in site.authors] == ['Ada "A" Example']
    assert problems == ()
    built = feedmill(folder, "build", "-q")
    assert (built.returncode, built.stderr) == (0, "")


def test_programs_are_told_what_was_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json, each command that begins or changes a file says which, and nothing else is printed."""
    at = ["-C", str(tmp_path)]

    def told(*typed: str) -> dict[str, object]:
        assert cli.main([*at, *typed, "--json"]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        value: dict[str, object] = json.loads(said.out)
        return value

    assert told("init")["made"] == ["feedmill.toml", ".gitattributes", ".gitignore"]
    assert told("init", "--github")["made"] == [".github/workflows/publish.yml"]
    assert told("new", "A title") == {"article": "content/a-title.md", "id": "", "changed": True}
    path = tmp_path / "content/a-title.md"
    path.write_text(path.read_text(encoding="utf-8").replace("draft: true\n", ""), encoding="utf-8")
    built = told("build", "--base-url", "https://example.org/")
    assert (built["articles"], "files" in built) == (1, False)
    adopted = told("adopt", "a-title.md")["articles"]
    assert isinstance(adopted, list)
    assert [(each["article"], each["changed"]) for each in adopted] == [("content/a-title.md", True)]
    assert told("withdraw", "a-title.md") == {"article": "content/a-title.md", "id": "", "changed": True}
    assert told("withdraw", "a-title.md")["changed"] is False


def test_what_is_wrong_with_a_command_line_is_told_to_programs_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Also where no command could be understood."""
    assert cli.main(["build", "--draft", "--json"]) == 2
    said = capsys.readouterr()
    assert said.err == ""
    (problem,) = json.loads(said.out)["problems"]
    assert (problem["path"], problem["right"]) == ("feedmill build", "did you mean --drafts?")
