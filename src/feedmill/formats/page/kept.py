"""What is compiled of the theme's files, templates and words, and kept for the next process.

It lies where Python keeps what it compiles, in `__pycache__` beside the file, and is trusted as that is: code must not
come from a site's folder, which may be anybody's. Who may not write there does without.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.util import cache_from_source
from pathlib import Path

import babel
import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_SUM = 16  # bytes


class Compiled(BytecodeCache):
    """Jinja's templates as Python's code."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the templates."""
        self._folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's own parameter
        """Return what tells a template from the others."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code that is kept; Jinja looks whether it is of the template as it is now."""
        if (known := _read(self._folder / bucket.key)) is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        _keep(self._folder / bucket.key, bucket.bytecode_to_string())


def compiled(path: Path, work: Callable[[bytes], bytes]) -> bytes:
    """Return what is made of a file's bytes."""
    raw = path.read_bytes()
    source = blake2b(raw, digest_size=_SUM).digest()
    known = _read(path) or b""
    if known.startswith(source):
        return known[_SUM:]
    made = work(raw)
    _keep(path, source + made)
    return made


def _read(path: Path) -> bytes | None:
    """Return what was kept; None where that is nothing, damaged, or the work of other tools."""
    try:
        raw = _place(path).read_bytes()
    except OSError:
        return None
    return raw[_SUM:] if raw[:_SUM] == _sum(raw[_SUM:]) else None


def _keep(path: Path, data: bytes) -> None:
    """Keep it, if that can be done; whoever reads it meanwhile sees by the sum that it is not whole."""
    with suppress(OSError):
        _place(path).parent.mkdir(parents=True, exist_ok=True)
        _place(path).write_bytes(_sum(data) + data)


def _place(path: Path) -> Path:
    return Path(cache_from_source(str(path)))


def _sum(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SUM, key=tools()).digest()


@cache
def tools() -> bytes:
    """Return a hash of the marks of all that compiles, by which Python, too, knows what it compiled."""
    folders = Path(__file__).parent, Path(jinja2.__file__).parent, Path(babel.__file__).parent / "messages"
    files = sorted(file for folder in folders for file in folder.glob("*.py"))
    marks = [(file.name, stat.st_size, stat.st_mtime_ns) for file in files for stat in (file.stat(),)]
    return blake2b(repr(marks).encode(), digest_size=_SUM).digest()
