"""seen: a file is known by its marks alone, unless it may have changed without them."""

import os
from contextlib import closing
from pathlib import Path

from feedmill import disk, lock
from feedmill.cache import Cache
from feedmill.disk import Found
from feedmill.seen import Seen
from sites import settle


def _found(root: Path, name: str) -> Found:
    return Found(name, disk.stat(root / name))


def _look(root: Path) -> int:
    (root / "lock").touch()
    return lock.tick(root)


def test_an_untouched_file_is_opened_once(tmp_path: Path) -> None:
    """A file that is older than the look at it is known by its marks, now and after the cache was closed."""
    (tmp_path / "a").write_text("text")
    settle(tmp_path)
    look = _look(tmp_path)
    with closing(Cache(tmp_path / "cache", "")) as cache:
        seen = Seen(cache)
        assert seen.digest(_found(tmp_path, "a")) is None
        digest = seen.hash(tmp_path, _found(tmp_path, "a"), look)
        assert seen.digest(_found(tmp_path, "a")) == digest == disk.digest(b"text")
        seen.save(cache, ("a", "b"))
    with closing(Cache(tmp_path / "cache", "")) as cache:
        later = Seen(cache)
        assert later.digest(_found(tmp_path, "a")) == later.before("a") == digest
        assert later.before("b") is None


def test_a_file_as_young_as_the_look_is_not_trusted(tmp_path: Path) -> None:
    """A file that was written in the very tick of the look may change again with the same marks: it is read again."""
    look = _look(tmp_path)
    (tmp_path / "a").write_text("one")
    with closing(Cache(None, "")) as cache:  # type: ignore[arg-type] # a cache in memory
        seen = Seen(cache)
        assert seen.hash(tmp_path, _found(tmp_path, "a"), look) == disk.digest(b"one")
        assert seen.digest(_found(tmp_path, "a")) is None


def test_every_change_of_a_file_shows(tmp_path: Path) -> None:
    """Another size, time, inode, or a time that was set back: each makes the file be read again."""
    file = tmp_path / "a"
    file.write_text("one")
    settle(tmp_path)
    with closing(Cache(tmp_path / "cache", "")) as cache:
        seen = Seen(cache)
        before = _found(tmp_path, "a")
        seen.hash(tmp_path, before, _look(tmp_path))
        file.write_text("two")
        os.utime(file, ns=(before.stat.mtime, before.stat.mtime))
        assert seen.digest(_found(tmp_path, "a")) is None
        settle(tmp_path)
        assert seen.hash(tmp_path, _found(tmp_path, "a"), _look(tmp_path)) == disk.digest(b"two")
        (tmp_path / "b").write_text("six")
        os.utime(tmp_path / "b", ns=(before.stat.mtime, before.stat.mtime))
        (tmp_path / "b").replace(file)
        assert seen.digest(_found(tmp_path, "a")) is None


def test_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    """A file that a build did not meet where it looked leaves the cache; one elsewhere stays."""
    for name in ("one/a", "one/b", "other/c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    settle(tmp_path)
    with closing(Cache(tmp_path / "cache", "")) as cache:
        seen = Seen(cache)
        for name in ("one/a", "one/b", "other/c"):
            seen.hash(tmp_path, _found(tmp_path, name), _look(tmp_path))
        seen.save(cache, ("one/",))
        (tmp_path / "one/b").unlink()
        later = Seen(cache)
        later.scan(tmp_path, "one", _look(tmp_path))
        later.save(cache, ("one/",))
        known = Seen(cache)
        assert [known.before(name) is None for name in ("one/a", "one/b", "other/c")] == [False, True, False]


def test_what_it_knows_of_another_version_is_nothing(tmp_path: Path) -> None:
    """Marks in a form that this version does not know are as good as none."""
    with closing(Cache(tmp_path / "cache", "")) as cache:
        cache.remember_state("files", b"\x01")
        assert Seen(cache).before("a") is None
