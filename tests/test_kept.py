"""What is compiled of templates and words is kept for the next process, and can be lost or damaged at any time."""

import sys
from pathlib import Path

import jinja2
import pytest
from jinja2 import Environment, FileSystemLoader

from feedmill.formats.page import kept

TEXT = "{% for each in 'abc' %}{{ each }}{% endfor %}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a template."""
    (tmp_path / "a.html").write_text(TEXT)
    return tmp_path


def compiled(folder: Path) -> bool:
    """Render the template as a process does that has just begun, and return whether it was compiled for that."""
    done = []

    class Watched(Environment):
        def _parse(self, *said: str) -> jinja2.nodes.Template:  # type: ignore[override] # whatever Jinja gives it
            done.append(said)
            return super()._parse(*said)

    kept.tools.cache_clear()
    watched = Watched(loader=FileSystemLoader(folder), bytecode_cache=kept.Compiled(folder), autoescape=True)
    assert watched.get_template("a.html").render() == "".join("abc")
    return bool(done)


def place(folder: Path) -> Path:
    """Return the one file that was kept, where Python keeps what it compiles: no stamp, no repository looks there."""
    (file,) = (folder / "__pycache__").iterdir()
    assert file.suffix == ".pyc"
    return file


def test_nothing_is_compiled_twice(folder: Path) -> None:
    """The first process compiles a template, the next one does not, and another text is another template."""
    assert compiled(folder)
    assert not compiled(folder)
    (folder / "a.html").write_text(f"{TEXT}{{# as before #}}")
    assert compiled(folder)
    assert not compiled(folder)


@pytest.mark.parametrize("at", [0, 20, 60, -1])
def test_what_is_damaged_is_compiled_again(folder: Path, at: int) -> None:
    """Python would run damaged code, or crash; the sum keeps it from that. What is cut short is damaged too."""
    compiled(folder)
    file = place(folder)
    whole = file.read_bytes()
    file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + (whole[at + 1 :] if at >= 0 else b""))
    assert compiled(folder)
    assert file.read_bytes() == whole
    file.write_bytes(whole[:at])
    assert compiled(folder)
    assert not compiled(folder)


def test_other_tools_compile_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another release of Jinja, of Babel or of our own tags may make something else of the same file."""
    compiled(folder)
    with monkeypatch.context() as patched:
        patched.setattr(jinja2, "__file__", kept.__file__)
        assert compiled(folder)
    assert compiled(folder)
    kept.tools.cache_clear()


def test_other_words_are_compiled_anew(tmp_path: Path) -> None:
    """What is kept is of these bytes."""
    file = tmp_path / "de.po"
    for text in (b"one", b"two", b"two"):
        file.write_bytes(text)
        assert kept.compiled(file, bytes.upper) == text.upper()
    assert kept.compiled(file, bytes.title) == b"TWO"
    place(tmp_path).write_bytes(b"")
    assert kept.compiled(file, bytes.title) == b"Two"


def test_where_nothing_can_be_kept_it_works_all_the_same(folder: Path) -> None:
    """A program that someone else installed for everybody compiles in each process."""
    (folder / "__pycache__").write_text("a file is in the way")
    assert compiled(folder)
    assert compiled(folder)


def test_a_place_of_one_s_own_for_what_is_compiled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who told Python to keep what it compiles elsewhere (PYTHONPYCACHEPREFIX) is heard."""
    monkeypatch.setattr(sys, "pycache_prefix", str(folder / "elsewhere"))
    assert compiled(folder)
    assert not compiled(folder)
    assert not (folder / "__pycache__").exists()
