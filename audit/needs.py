"""What the audit needs, and how it gets there: packages of npm in pinned versions, the rest from Debian."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
NU = MODULES / "vnu-jar/build/dist/vnu.jar"
_LOCK = MODULES / ".package-lock.json"
_PACKAGES = {
    "chromium": ("chromium", "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"),
    "java": ("default-jre-headless",),
    "npm": ("nodejs", "npm"),
}


def chromium() -> str:
    """Return the browser's program; "" if there is none."""
    return shutil.which("chromium") or shutil.which("google-chrome") or ""


def missing() -> list[str]:
    """Return what is not there of chromium, java and npm, its packages included."""
    there = {"chromium": bool(chromium()), "java": bool(shutil.which("java")), "npm": bool(shutil.which("npm"))}
    lock = HERE / "package-lock.json"
    there["npm"] = there["npm"] and _LOCK.is_file() and _LOCK.stat().st_mtime >= lock.stat().st_mtime
    return [name for name, is_there in there.items() if not is_there]


def install() -> list[str]:
    """Install what is not there, as far as one may; return what is missing still."""
    wanted = [package for name in missing() for package in _PACKAGES[name] if not shutil.which(name)]
    if wanted and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        _tried("apt-get", "update", "-qq")
        _tried("apt-get", "install", "-qq", "-y", "--no-install-recommends", *wanted, environment=quiet)
    if "npm" in missing() and shutil.which("npm"):
        _tried("npm", "ci", "--prefix", str(HERE), "--silent", "--ignore-scripts", "--no-audit", "--no-fund")
    return missing()


def _tried(*command: str, environment: dict[str, str] | None = None) -> None:
    """Run a command that may fail: what is missing then is told at the end."""
    try:
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own list
    except (OSError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
