"""disk: files appear whole or not at all, and nothing is taken for deleted that is not."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedmill import disk, lock
from feedmill.errors import FeedmillError
from sites import environment, settle


def _paths(root: Path, below: str, *, hidden: bool = False) -> list[str]:
    return [found.path for found in disk.scan(root, below, hidden=hidden)[0]]


def test_scan_finds_every_regular_file_in_the_order_of_its_path(tmp_path: Path) -> None:
    """Files come sorted by path however the system lists them; a missing folder is an empty one."""
    for path in ("c/b.txt", "c/a/z.txt", "c/B.txt", "c/a-b.txt", "other.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert _paths(tmp_path, "c") == ["c/B.txt", "c/a-b.txt", "c/a/z.txt", "c/b.txt"]
    assert _paths(tmp_path, "") == ["c/B.txt", "c/a-b.txt", "c/a/z.txt", "c/b.txt", "other.txt"]
    assert _paths(tmp_path, "nowhere") == []


def test_scan_passes_over_what_is_hidden(tmp_path: Path) -> None:
    """Dotfiles are found only when asked for; what belongs to git or to a build that was cut short never is."""
    for path in (".a", ".git/config", ".well-known/x", f"{disk.ASIDE}/0", "d/.b", "e"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert _paths(tmp_path, "") == ["e"]
    assert _paths(tmp_path, "", hidden=True) == [".a", ".well-known/x", "d/.b", "e"]


def test_scan_names_what_is_no_file(tmp_path: Path) -> None:
    """Links, pipes and names that are not UTF-8 are left out, with a warning each, and nothing hangs."""
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "folder-link").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / os.fsdecode(b"\xff.txt")).touch()
    found, odd = disk.scan(tmp_path, "")
    assert [each.path for each in found] == ["file"]
    assert [(problem.path, problem.warning) for problem in odd] == [
        ("folder-link", True),
        ("link", True),
        ("pipe", True),
        ("\ufffd.txt", True),
    ]
    assert all(str(problem).encode() for problem in odd)


def test_a_folder_that_cannot_be_listed_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in a folder that cannot be listed is not deleted; the message names that folder."""
    (tmp_path / "content" / "below").mkdir(parents=True)
    original = os.scandir

    def refusing(path: Path) -> "os._ScandirIterator[str]":
        if Path(path).name == "below":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return original(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(FeedmillError, match=r"^content/below: this folder cannot be listed: permission denied"):
        disk.scan(tmp_path, "content")


class _Vanishing:
    """A listing in which one file is gone by the time it is looked at, as editors' own files are."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Iterator["os.DirEntry[str]"]:
        entries = sorted(_listed(self._path), key=lambda entry: entry.name)
        (self._path / "b").unlink(missing_ok=True)
        return iter(entries)

    def __exit__(self, *_: object) -> None:
        pass


_listed = os.scandir


def test_a_file_that_vanishes_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that goes while the folder is listed is passed over: its neighbours are still there."""
    for name in "abc":
        (tmp_path / name).touch()
    monkeypatch.setattr(os, "scandir", _Vanishing)
    assert _paths(tmp_path, "") == ["a", "c"]


def test_create_never_replaces(tmp_path: Path) -> None:
    """A file, a folder or a link that is there stays as it is, and no trace is left beside it."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("file", "folder", "link"):
        assert not disk.create(tmp_path / name, b"yours", tmp_path)
    assert disk.create(tmp_path / "below" / "new", b"yours", tmp_path)
    assert (tmp_path / "file").read_text() == "mine"
    assert (tmp_path / "below" / "new").read_bytes() == b"yours"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["below", "file", "folder", "link"]


def test_what_a_killed_build_left_is_cleared(tmp_path: Path) -> None:
    """A file that was being created when its process was killed goes, and nothing else of the workshop does."""
    for name in ("new-123", "lock", "renewed"):
        (tmp_path / name).touch()
    disk.clear(tmp_path, disk.NEW)
    assert {path.name for path in tmp_path.iterdir()} == {"lock", "renewed"}


def test_create_works_where_nothing_can_be_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without hard links (FAT, some network drives) a file is still whole, or not there, and never replaced."""

    def unlinkable(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", unlinkable)
    assert disk.create(tmp_path / "new", b"text", tmp_path)
    assert not disk.create(tmp_path / "new", b"other", tmp_path)
    assert (tmp_path / "new").read_bytes() == b"text"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


@pytest.mark.parametrize("linkable", [True, False])
def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linkable: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    """When there is no room, no file appears under its name, and what was there before is still there."""
    (tmp_path / "old").write_bytes(b"before")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    original = disk._write  # noqa: SLF001 - the one place through which bytes reach the disk

    def half(path: Path, data: bytes, *, durable: bool) -> None:
        original(path, data[: len(data) // 2], durable=durable)
        full()

    if linkable:
        monkeypatch.setattr(disk, "_write", half)
    else:
        monkeypatch.setattr(os, "link", full)
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        disk.create(tmp_path / "new", b"a whole article", tmp_path)
    with pytest.raises(OSError, match="No space left"):
        disk.replace(tmp_path / "old", b"after")
    assert not (tmp_path / "new").exists()
    assert (tmp_path / "old").read_bytes() == b"before"


def test_replace_leaves_nothing_beside(tmp_path: Path) -> None:
    """After a replacement the folder holds the new bytes alone, its folder made if need be."""
    disk.replace(tmp_path / "a" / "b", b"1")
    disk.replace(tmp_path / "a" / "b", b"2")
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "a").iterdir()] == [("b", b"2")]


def test_remove_takes_empty_folders_along(tmp_path: Path) -> None:
    """Folders that removing leaves empty go too, up to the root, which stays; a folder that holds more stays."""
    for path in ("a/b/c/file", "a/other"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    disk.remove(tmp_path / "a/b/c/file", tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["a", "other"]
    disk.remove(tmp_path / "a/other", tmp_path)
    disk.remove(tmp_path / "a/other", tmp_path)
    assert tmp_path.is_dir()
    assert not list(tmp_path.iterdir())


def test_move_makes_the_folder(tmp_path: Path) -> None:
    """A file that was written aside ends in its place, and its marks are those that it has there."""
    assert disk.put_aside(str(tmp_path), "aside", b"bytes") == "aside"
    marks = disk.move(f"{tmp_path}/aside", f"{tmp_path}/x/y")
    assert marks == disk.stat(tmp_path / "x" / "y")
    assert (tmp_path / "x" / "y").read_bytes() == b"bytes"


def test_nobody_writes_into_what_another_has_put_aside(tmp_path: Path) -> None:
    """A worker that was taken for dead may still be writing: whoever does its work has a file of its own."""
    names = [disk.put_aside(str(tmp_path), "aside", data) for data in (b"one", b"two", b"three")]
    assert [(tmp_path / name).read_bytes() for name in names] == [b"one", b"two", b"three"]


def test_digest_is_the_one_of_the_standard() -> None:
    """The digest in ledgers and manifests is the one that any other tool tells (FIPS 180-2, appendix B.1)."""
    assert disk.digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_marks_tell_a_file_that_was_put_back_in_time(tmp_path: Path) -> None:
    """A file whose mtime was set back after an edit of the same length is known for another."""
    file = tmp_path / "file"
    file.write_text("one")
    before = disk.stat(file)
    settle(tmp_path)
    file.write_text("two")
    os.utime(file, ns=(before.mtime, before.mtime))
    after = disk.stat(file)
    assert (after.size, after.mtime) == (before.size, before.mtime)
    assert after != before


def test_two_builds_never_hold_one_site(tmp_path: Path) -> None:
    """While one process holds a site another is told so; when the first has ended, however it ended, it may."""
    holder = (
        "import sys, pathlib; from feedmill import lock\nwith lock.alone(pathlib.Path(sys.argv[1])): print(); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path / "shop")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(FeedmillError, match="another build of this site is running"), lock.alone(tmp_path / "shop"):
            pass
        other.kill()
    with lock.alone(tmp_path / "shop") as tick:
        assert tick <= lock.tick(tmp_path / "shop")


def test_the_file_systems_clock_goes_on(tmp_path: Path) -> None:
    """What is written after a tick is never older than it, so a file is not trusted that may still change unseen."""
    with lock.alone(tmp_path) as tick:
        (tmp_path / "file").touch()
        assert disk.stat(tmp_path / "file").mtime >= tick
