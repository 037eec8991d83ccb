"""cache: whatever happens to it costs time and nothing else."""

import random
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from feedmill import cache
from feedmill.cache import Cache
from sites import article, build, clean, published, site

_FILES: dict[str, str | bytes] = {
    "content/one.md": article("One", "See [two](two.md).", tags="[a, b]", published='"2024-10"'),
    "content/two.md": article("Two", "![A picture](two.png)", published='"2024-09-03"'),
    "content/two.png": b"\x89PNG",
    "content/broken.md": "---\ntitle: [\n---\n",
    "content/pages/about.md": article("About"),
    "seeds/s.txt": " date 2024-10 \n\nThe quick brown fox jumps over the lazy dog near the river bank.\n",
}


def _cached(root: Path) -> Path:
    return root / ".feedmill" / "cache.sqlite3"


def test_it_remembers_for_the_next_build_and_for_other_processes(tmp_path: Path) -> None:
    """What was saved is there for whoever opens the cache with the same stamp."""
    path = tmp_path / "cache"
    with closing(Cache(path, "v1")) as first:
        first.remember_state("files", b"marks")
        first.remember_readings([("digest", b"reading", "<p>html</p>")])
        first.save()
        assert cache.html(path, 1, "v1", "digest") == "<p>html</p>"
        assert cache.html(path, 1, "v1", "other") is None
    with closing(Cache(path, "v1")) as second:
        assert (second.state("files"), second.state("other")) == (b"marks", b"")
        assert second.readings(["digest", "other"]) == {"digest": b"reading"}
        assert second.readings([str(n) for n in range(1000)]) == {"digest": b"reading"}
        second.remember_state("files", b"")
        second.keep_readings(())
    with closing(Cache(path, "v1")) as third:
        assert (third.state("files"), third.readings(["digest"])) == (b"", {})


def test_another_version_starts_anew(tmp_path: Path) -> None:
    """What another version of the program worked out is forgotten at once, for other processes too."""
    path = tmp_path / "cache"
    with closing(Cache(path, "v1")) as old:
        old.remember_state("files", b"marks")
        old.remember_state("keys feeds", b"keys")
        old.remember_readings([("digest", b"reading", "old html")])
    with closing(Cache(path, "v2")) as new:
        assert new.state("files") == b"marks"
        assert (new.readings(["digest"]), new.state("keys feeds")) == ({}, b"")
        assert cache.html(path, 1, "v2", "digest") is None


def _deleted(path: Path) -> None:
    path.unlink()


def _dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "nowhere" / "cache")


def _other_tables(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as base:
        base.executescript("CREATE TABLE files (name TEXT); CREATE TABLE readings (x); CREATE TABLE about (stamp)")


def _other_values(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base:
        base.executescript(
            "UPDATE states SET data = 7 WHERE name = 'files'; UPDATE readings SET reading = 'x', html = 5;"
            "UPDATE states SET data = 'x' WHERE name = 'settled';"
            "UPDATE states SET data = NULL WHERE name = 'keys feeds'"
        )


def _other_readings(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base:
        base.executescript("UPDATE readings SET reading = CAST(replace(CAST(reading AS TEXT), 'One', 'Eno') AS BLOB)")


@pytest.mark.parametrize(
    "spoil",
    [
        _deleted,
        _dangling,
        _other_tables,
        _other_values,
        _other_readings,
    ],
)
def test_no_damage_shows(tmp_path: Path, spoil: object) -> None:
    """Whatever becomes of the cache, the next build says and writes the same as if it were whole."""
    assert callable(spoil)
    root = site(tmp_path, _FILES)
    first = build(root)
    before = published(root)
    spoil(_cached(root))
    (root / "content/two.md").write_text(article("Two", "Edited.", published='"2024-09-03"'))
    edited = build(root)
    assert edited.problems == first.problems
    (root / "content/two.md").write_text(str(_FILES["content/two.md"]))
    again = build(root)
    assert again.problems == first.problems
    assert published(root) == before
    assert not build(root).written


@pytest.mark.parametrize("seed", range(12))
def test_no_flipped_bit_shows(tmp_path: Path, seed: int) -> None:
    """A cache with some bytes changed anywhere still gives the right site, even where all pages are made anew."""
    root = site(tmp_path, _FILES)
    first = build(root)
    before = published(root)
    chance = random.Random(seed)
    raw = bytearray(_cached(root).read_bytes())
    used = [at for at, byte in enumerate(raw) if byte]
    for at in chance.sample(used, 40):
        raw[at] ^= 1 << chance.randrange(8)
    _cached(root).write_bytes(raw)
    for path in (root / "feeds").rglob("*.html"):
        path.unlink()
    assert build(root).problems == first.problems
    assert published(root) == before


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a cache that may only be read, and cannot be thrown away either, the site is still built."""
    root = site(tmp_path, _FILES)
    first = build(root)
    before = published(root)
    original = sqlite3.connect

    def reading(*arguments: object, **options: object) -> sqlite3.Connection:
        base: sqlite3.Connection = original(*arguments, **options)  # type: ignore[call-overload] # whatever it was asked for
        if arguments[0] == _cached(root):
            base.execute("PRAGMA query_only = ON")
        return base

    monkeypatch.setattr(sqlite3, "connect", reading)
    monkeypatch.setattr(cache, "_throw_away", lambda _: None)
    (root / "content/one.md").write_text(article("One", "Edited.", tags="[a, b]", published='"2024-10"'))
    assert build(root).problems == first.problems
    (root / "content/one.md").write_text(str(_FILES["content/one.md"]))
    assert build(root).problems == first.problems
    assert published(root) == before


def test_it_forgets_what_is_no_more(tmp_path: Path) -> None:
    """The cache does not grow with files, articles and outputs that are gone."""
    root = site(tmp_path, {"content/stays.md": article("Stays"), "content/goes.md": article("Goes", tags="[gone]")})
    clean(root)
    (root / "content/goes.md").write_text(article("Goes", "Other text."))
    clean(root)
    (root / "content/goes.md").write_text(article("Goes", draft="true"))
    clean(root)
    (root / "content/goes.md").unlink()
    clean(root)
    present = {path for path in published(root) if not path.endswith(".jsonl")}
    with closing(sqlite3.connect(_cached(root))) as base:
        states = {name: msgspec.msgpack.decode(data) for name, data in base.execute("SELECT name, data FROM states")}
        assert states["files"].keys() <= present
        assert {f"feeds/{path}" for path in states["keys feeds"]} <= present
        assert base.execute("SELECT count(*) FROM readings").fetchone() == (1,)


def test_workers_find_what_the_build_has_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article is turned into HTML once: pages and feeds take it from the cache, and never wait for a lock."""
    from feedmill import converter

    converted: list[str] = []
    original = converter.convert

    def counting(body: str) -> str:
        converted.append(body)
        return original(body)

    monkeypatch.setattr(converter, "convert", counting)
    clean(site(tmp_path, {f"content/{n}.md": article(f"Article {n}", f"Text {n}.") for n in range(5)}))
    assert len(converted) == 5


# ── articles that are alike ─────────────────────────────────────────────────────────────────────


def _digest(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()


def test_articles_that_share_a_mark_find_each_other(tmp_path: Path) -> None:
    """Each pair comes with both sketches; what is forgotten, and what was planned and never made, is not found."""
    one, two, other, planned = (_digest(n) for n in range(4))
    with closing(Cache(tmp_path / "cache", "v1")) as base:
        base.remember_readings((digest, b"reading", "") for digest in (one, two, other))
        base.remember_sketches([(one, b"1", (1, -5)), (two, b"2", (-5, 7)), (other, b"3", (8,))])
        base.remember_sketches([(planned, b"4", (8,))])
        pairs = {frozenset((*first, *second)) for first, second in base.kindred(fresh=False)}
        assert pairs == {frozenset((one, b"1", two, b"2")), frozenset((other, b"3", planned, b"4"))}
        base.keep_sketches({two, other})
        assert list(base.kindred(fresh=False)) == []
        base.remember_sketches([(one, b"", ())])
        assert list(base.kindred(fresh=False)) == []


def test_only_what_is_new_is_compared(tmp_path: Path) -> None:
    """A build that sows one article does not look through all of them again."""
    with closing(Cache(tmp_path / "cache", "v1")) as base:
        base.remember_sketches((_digest(n), b"old", (n // 2,)) for n in range(10))
    with closing(Cache(tmp_path / "cache", "v1")) as base:
        base.remember_sketches([(_digest(99), b"new", (3, 50))])
        found = [{one[0], other[0]} for one, other in base.kindred(fresh=True)]
        assert {_digest(99)} < {digest for pair in found for digest in pair}
        assert {digest for pair in found for digest in pair} == {_digest(6), _digest(7), _digest(99)}
        assert len(list(base.kindred(fresh=False))) > len(found)


def test_a_crowd_takes_no_longer_than_its_number(tmp_path: Path) -> None:
    """A thousand articles that share all their marks are a thousand pairs of neighbours, not half a million."""
    with closing(Cache(tmp_path / "cache", "v1")) as base:
        base.remember_sketches((_digest(n), b"same", tuple(range(16))) for n in range(1000))
        for fresh in (True, False):
            pairs = list(base.kindred(fresh=fresh))
            assert len(pairs) == 999
            assert {digest for pair in pairs for digest, _ in pair} == {_digest(n) for n in range(1000)}


def test_a_damaged_sketch_is_not_believed(tmp_path: Path) -> None:
    """What the disk changed is passed over."""
    path = tmp_path / "cache"
    with closing(Cache(path, "v1")) as base:
        base.remember_sketches((_digest(n), b"same", (1,)) for n in range(2))
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE sketches SET sketch = x'00' WHERE digest = ?", (_digest(1),))
        raw.commit()
    with closing(Cache(path, "v1")) as base:
        assert list(base.kindred(fresh=False)) == []
