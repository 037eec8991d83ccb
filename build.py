"""`python build.py` is `feedmill build`, run by the project's own interpreter in `.venv`.

The first time, it lets make prepare that. Arguments go to `feedmill build` as they are.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main() -> int:
    """Run the build and return its exit status."""
    if Path(sys.prefix) == ROOT / ".venv":
        from feedmill.cli import main as feedmill

        return feedmill(["-C", str(ROOT), "build", *sys.argv[1:]])
    command = [str(PYTHON), str(Path(__file__).resolve()), *sys.argv[1:]]
    if PYTHON.exists() and os.name != "nt":  # where a program can take this one's place, at no cost
        os.execv(command[0], command)  # noqa: S606 - our own interpreter and file
    import subprocess

    if not PYTHON.exists():
        try:
            prepared = subprocess.run(["make", "-s", "-C", str(ROOT), ".venv/ready"], check=False)  # noqa: S603, S607
        except FileNotFoundError:
            return _complain("make is not installed; it prepares .venv the first time")
        if prepared.returncode:
            return prepared.returncode
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own interpreter and file


def _complain(wrong: str) -> int:
    sys.stderr.write(f"build.py: {wrong}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
