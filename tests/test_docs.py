"""README and docs/: every command in them works, every link leads somewhere, every example is accepted."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import yaml

from feedmill import __version__, config, options
from sites import SETTINGS, environment, write

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
SEED = "A raw text\n\ndate 2024-10-05 The bridge is open again. So the city said.\n\nMore of it will follow later.\n"

NETWORK, FOREVER, OTHERS, PEOPLE = (
    "needs the network",
    "runs until it is stopped: tests/test_serve.py",
    "needs other machines: tests/test_cluster.py",
    "is another shell's: tests/test_completion.py",
)
SKIPPED = {
    "git clone https://github.com/feedmill/feedmill && cd feedmill": NETWORK,
    "git clone https://github.com/feedmill/feedmill": NETWORK,
    "cd feedmill": NETWORK,
    "make build": NETWORK,
    "make serve": FOREVER,
    "feedmill serve": FOREVER,
    "make rivals": NETWORK,
    "make bench": NETWORK,
    'make bench ARTICLES=10000 SCALE="100 1000 10000"': NETWORK,
    'make bench ONLY="feedmill hugo" ROUNDS=9': NETWORK,
    "dask scheduler": OTHERS,
    "dask worker tcp://HOST:8786 --nworkers 8 --nthreads 1": OTHERS,
    "feedmill -C /mnt/share/site build --scheduler tcp://HOST:8786": OTHERS,
    "source <(feedmill completion zsh)": PEOPLE,
    "feedmill completion fish | source": PEOPLE,
    "git show HEAD~1:feeds/.feedmill.jsonl | feedmill ping -": NETWORK,
    "feedmill ping before.jsonl": NETWORK,
    "feedmill build && rsync --archive --delete feeds/ example.org:www/": NETWORK,
    "rsync --archive --checksum --delete feeds/ example.org:/srv/my-site/feeds/": NETWORK,
}
"""Lines of the docs that no test runs as they stand, and why."""


def blocks(page: Path, kind: str) -> list[str]:
    """Return the blocks of a page that are marked so."""
    return re.findall(rf"^```{kind}\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def bare(line: str) -> str:
    """Return a line of shell without the words on it that stand behind it."""
    return re.sub(r"\s{2,}#.*|\s+#\s.*", "", line).strip()


def lines(page: Path) -> list[str]:
    """Return all lines of shell on a page."""
    return [line for block in blocks(page, "sh") for line in block.splitlines()]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home in which a checkout of feedmill lies, and beside it a site that was built and committed."""
    checkout, site, bin_ = tmp_path / "feedmill", tmp_path / "site", tmp_path / "feedmill/.venv/bin"
    write(checkout / "seeds/a.txt", SEED)
    write(bin_ / "feedmill", f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m feedmill "$@"\n')
    (bin_ / "feedmill").chmod(0o755)
    write(site / "feedmill.toml", SETTINGS)
    write(site / "seeds/a.txt", SEED)
    write(
        tmp_path / ".gitconfig", "[user]\nname = Ada Example\nemail = ada@example.org\n[init]\ndefaultBranch = main\n"
    )
    ready = "git init --quiet --bare ../there && git init --quiet && feedmill build -q && git add . && git commit -qm 1"
    pushed = "git remote add origin ../there && git push --quiet --set-upstream origin main && rm seeds/a.txt"
    shell(tmp_path, site, f"{ready} && {pushed}")
    return tmp_path


def shell(home: Path, folder: Path, script: str) -> None:
    """Run lines of shell; each must end well."""
    known = environment(HOME=str(home), GIT_CONFIG_NOSYSTEM="1")
    known["PATH"] = f"{home}/feedmill/.venv/bin:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=known, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "sh")], ids=lambda page: page.name)
def test_every_command_works(page: Path, home: Path) -> None:
    """All lines of a page, in their order, but for those that are skipped by name, and why."""
    run = [line for line in lines(page) if bare(line) not in SKIPPED]
    shell(home, home / ("feedmill" if page.name in {"README.md", "start.md"} else "site"), "\n".join(run))


def test_nothing_is_skipped_that_is_not_there() -> None:
    """The list of what is skipped does not outlive the docs."""
    there = {bare(line) for page in PAGES for line in lines(page)}
    assert SKIPPED.keys() - there == set()


def test_every_command_in_a_sentence_is_one() -> None:
    """`feedmill …` between backticks is understood as it stands, and `make …` names a target."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        for tool, said in re.findall(r"`(feedmill|make) ([^`]*)`", " ".join(text.split())):
            if tool == "make":
                assert said.split()[0] in targets, f"{page.name}: make {said}"
            elif not said.startswith(("--help", "--version", "COMMAND")) and " --help" not in said:
                assert not misunderstood(said), f"{page.name}: feedmill {said}"


def misunderstood(said: str) -> str:
    """Return why a command line means nothing, "" if it does; what it lacks may stand in the sentence around it."""
    plain = re.sub(r" \[[^\]]*\]| && (?!feedmill).*", "", said.replace("SHELL", "bash"))
    first, _, rest = plain.partition(" && feedmill ")
    try:
        options.parse(__version__, shlex.split(first))
    except options.Misused as misused:
        return "" if "is missing" in misused.wrong or "needs a value" in misused.wrong else misused.wrong
    return misunderstood(rest) if rest else ""


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives a page's headings."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a file that is there, and to a heading that it has."""
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://", link):
            continue
        name, _, anchor = link.partition("#")
        there = (page.parent / name) if name else page
        assert there.exists(), f"{page.name}: {link}"
        assert not anchor or anchor in anchors(there), f"{page.name}: {link}"


def test_the_settings_that_docs_show_are_right() -> None:
    """The examples of the docs are accepted as they stand."""
    site, problems = config.load("".join(blocks(ROOT / "docs/settings.md", "toml")))
    assert problems == ()
    assert site is not None
    assert msgspec.to_builtins(site)["feed"]["hub"] == "https://hub.example/"
    assert site.podcast is not None


def test_the_workflow_is_one(home: Path) -> None:
    """It is YAML, names every action by a commit, and finds the site below the repository's root as well."""
    write(home / "site/blog/feedmill.toml", SETTINGS)
    shell(home, home / "site/blog", "feedmill init --github")
    written = (home / "site/.github/workflows/publish.yml").read_text(encoding="utf-8")
    flow = yaml.safe_load(written)
    assert flow["env"]["SITE"] == "blog"
    assert flow[True]["push"]["branches"] == ["main"]  # YAML 1.1 takes `on` for a truth value, GitHub does not
    used = re.findall(r"uses: (\S+)", written)
    assert len(used) == 5
    assert [name for name in used if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", name)] == []


def test_a_recipe_says_what_a_host_must_serve() -> None:
    """Each server's block names the content types of feeds."""
    for kind in ("nginx", "caddy"):
        (block,) = blocks(ROOT / "docs/hosting.md", kind)
        assert "application/feed+json" in block
        assert "application/xml" in block
        assert "immutable" in block
        assert "/404.html" in block


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_the_recipe_for_nginx_is_understood(tmp_path: Path) -> None:
    """By nginx itself."""
    (block,) = blocks(ROOT / "docs/hosting.md", "nginx")
    write(tmp_path / "nginx.conf", f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{block}}}\n")
    done = subprocess.run(
        ["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
    )
    assert "syntax is ok" in done.stderr, done.stderr


@pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not installed")
def test_the_recipe_for_caddy_is_understood(tmp_path: Path) -> None:
    """By Caddy itself; feeds, the largest that a site sends again and again, go out compressed."""
    (block,) = blocks(ROOT / "docs/hosting.md", "caddy")
    write(tmp_path / "Caddyfile", block)
    done = subprocess.run(
        ["caddy", "adapt", "--config", str(tmp_path / "Caddyfile")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert '"Content-Type":["text/*","application/xml*","application/feed+json*","image/svg+xml*"]' in done.stdout
