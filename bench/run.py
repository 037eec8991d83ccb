"""How long a large site takes: `python bench/run.py [ARTICLES]` sows, builds, rebuilds and edits, and prints figures.

Each line is a process of its own: wall clock, processor time of all its processes, and the peak memory of the
largest one, as the operating system counts them.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import seeds

SETTINGS = 'id = "bench"\ntitle = "Bench"\nlanguage = "de"\nbase_url = "https://bench.example/"\n'


def measure(label: str, root: Path) -> None:
    """Build once and print what it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    command = [sys.executable, "-m", "feedmill", "-C", str(root), "build", "-q"]
    subprocess.run(command, check=True)  # noqa: S603 - our own program
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{label:<42} {wall:8.2f} s wall {cpu:8.2f} s cpu {after.ru_maxrss / 1024:7.0f} MB", flush=True)


def main() -> None:
    """Measure a site of as many articles as asked for, 2,000 unless told."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "seeds").mkdir()
        (root / "feedmill.toml").write_text(SETTINGS, encoding="utf-8")
        for name, text in seeds(count):
            (root / "seeds" / name).write_text(text, encoding="utf-8")
        print(f"{count:,} articles, {os.cpu_count()} processors, Python {sys.version.split()[0]}")
        measure("cold, from raw seeds", root)
        measure("nothing changed", root)
        article = next(path for path in sorted((root / "content").glob("*.md")))
        article.write_text(article.read_text(encoding="utf-8") + "\nEin Nachtrag.\n", encoding="utf-8")
        measure("one article edited", root)
        (root / "seeds" / "new.txt").write_text(
            "date 2024-12 Eine neue Meldung aus der Stadt.\n\nMehr dazu später.", "utf-8"
        )
        measure("one article added", root)
        (root / ".feedmill" / "cache.sqlite3").unlink()
        measure("cache lost (all rendered, nothing written)", root)


if __name__ == "__main__":
    main()
