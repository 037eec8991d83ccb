"""Where the other programs are, and how they get there: `python bench/rivals.py` installs what it can.

Versions are pinned in `bench/pins/`; all goes below `bench/.rivals/`, but Jekyll, which is Debian's.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOUSE = HERE / ".rivals"
PINS = HERE / "pins"
IN_PYTHON = ("hugo", "pelican", "nikola")


def program(name: str) -> list[str]:
    """Return the command that starts the program, empty where it is not installed."""
    if name in IN_PYTHON:
        path = HOUSE / name / "bin" / name
        return [str(path)] if path.exists() else []
    if name == "eleventy":
        path = modules() / "@11ty/eleventy/cmd.cjs"
        node = shutil.which("node")
        return [node, str(path)] if path.exists() and node else []
    found = shutil.which(name)
    return [found] if found else []


def modules() -> Path:
    """Return the folder of Eleventy's packages."""
    return HOUSE / "eleventy" / "node_modules"


def version(name: str) -> str:
    """Return what the program says of its version."""
    asked = [*program(name), "version" if name in {"hugo", "nikola"} else "--version"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True)  # noqa: S603 - found by us
    found = re.search(r"\d+(\.\d+)+", said.stdout)
    return found[0] if found else said.stdout.strip()


def _install_from_pypi(name: str) -> None:
    place = HOUSE / name
    run = [str(place / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", "-r", str(PINS / f"{name}.txt")]
    for command in ([sys.executable, "-m", "venv", "--clear", str(place)], run):
        subprocess.run(command, check=True)  # noqa: S603 - our own list


def _install_from_npm(name: str) -> None:
    place = HOUSE / name
    place.mkdir(parents=True, exist_ok=True)
    for file in (PINS / name).iterdir():
        shutil.copy(file, place)
    quiet = ["--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(["npm", "ci", "--prefix", str(place), *quiet], check=True)  # noqa: S603, S607 - as above


def _install_from_debian(name: str) -> None:
    if shutil.which(name):
        return
    packages = (PINS / f"{name}.txt").read_text(encoding="ascii").split()
    asked = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(asked, check=True, env=quiet, stdout=subprocess.DEVNULL)  # noqa: S603 - as above


def main() -> int:
    """Install all that can be, and say what could not."""
    ways = dict.fromkeys(IN_PYTHON, _install_from_pypi)
    ways |= {"eleventy": _install_from_npm, "jekyll": _install_from_debian}
    for name, install in ways.items():
        try:
            install(name)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{name:<10} not installed: {error}")
        else:
            print(f"{name:<10} {version(name)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
