"""Articles that say nearly the same find each other; others do not."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmill import kin
from feedmill.kindred import warnings
from feedmill.plans import Alike
from sites import article, build, site, told, write

WORDS = [f"{begin}{end}" for begin in "bdfgklmnprst" for end in ("ato", "ire", "ung", "olm", "ess", "ick", "une")]


def story(seed: int, length: int = 300) -> list[str]:
    """Return the words of a story."""
    return random.Random(seed).choices(WORDS, k=length)


def edited(words: list[str], edits: int, seed: int) -> list[str]:
    """Return the same story after so many small edits: a word changed, left out or put in."""
    chance, new = random.Random(seed), list(words)
    for _ in range(edits):
        at = chance.randrange(len(new))
        new[at : at + chance.choice((0, 1, 1))] = chance.choice(([], ["neu"], [chance.choice(WORDS)]))
    return new


def found(one: str, other: str) -> bool:
    """Return whether two texts are found to be alike."""
    left, right = kin.sketch(one), kin.sketch(other)
    return bool(set(kin.marks(left)) & set(kin.marks(right))) and kin.likeness(left, right) >= kin.ALIKE


@pytest.mark.parametrize("separator", [" ", ""], ids=["spaced", "unspaced"])
def test_a_few_edits_are_found_and_other_stories_are_not(separator: str) -> None:
    """Agency copy with up to ten edits is found; of 4,950 pairs of different stories none is."""
    words = [story(n) for n in range(100)]
    if not separator:  # a script without spaces: every word one letter
        letters = {word: chr(0x4E00 + 7 * n) for n, word in enumerate([*WORDS, "neu"])}
        texts = ["".join(letters[word] for word in each) for each in words]
        copies = ["".join(letters[word] for word in edited(each, 10, n)) for n, each in enumerate(words)]
    else:
        texts = [" ".join(each) for each in words]
        copies = [" ".join(edited(each, 10, n)) for n, each in enumerate(words)]
    assert all(found(text, copy) for text, copy in zip(texts, copies, strict=True))
    assert not any(found(texts[n], texts[m]) for n in range(100) for m in range(n))


def test_short_texts_are_like_nothing() -> None:
    """Scraps are alike by chance."""
    scrap = " ".join(story(1, 17))
    assert kin.sketch(scrap) == b""
    assert kin.likeness(b"", b"") == 0.0
    assert kin.marks(b"") == ()
    assert kin.sketch(" ".join(story(1, 18))) != b""


@given(st.text(max_size=300))
def test_any_text_is_like_itself(text: str) -> None:
    """A sketch depends on the text alone, whatever its case and white space."""
    sketch = kin.sketch(text)
    assert kin.likeness(sketch, kin.sketch(text.replace(" ", "\n"))) in {0.0, 1.0}
    assert kin.sketch(text) == sketch
    assert len(kin.marks(sketch)) == (16 if sketch else 0)
    assert all(-(2**63) <= mark < 2**63 for mark in kin.marks(sketch))


def test_alike_seeds_are_named_and_never_merged(tmp_path: Path) -> None:
    """A seed that reads like an article is sown and published all the same, with a warning that names both."""
    first, copy, other = (" ".join(words) for words in (story(1), edited(story(1), 5, 1), story(2)))
    root = site(tmp_path, {"seeds/a.txt": f"date 2024-10 {first}.", "seeds/z.txt": f"date 2024-10 {other}."})
    build(root)
    write(root / "seeds/b.txt", f"date 2024-11 {copy}.")
    write(root / "content/own.md", article("Mine", first, published='"2024-10"'))
    report = build(root)
    assert report.articles == 4
    (line,) = (line for line in told(report) if "reads like" in line)
    assert line.startswith(f"{report.sown[0]}: warning: about ")
    assert "content/" in line.partition("reads like ")[2]
    assert not build(root).problems


def test_in_a_crowd_each_names_one() -> None:
    """However many are alike, each new article names the likest of those that were there before it."""
    alike = {
        "content/b.md": (Alike("content/c.md", 0.9), Alike("content/a.md", 0.8)),
        "content/c.md": (Alike("content/b.md", 0.9), Alike("content/a.md", 0.7)),
    }
    lines = list(map(str, warnings(alike, ["content/b.md", "content/c.md"])))
    assert [line.partition(";")[0] for line in lines] == [
        "content/b.md: warning: about 80 % of it reads like content/a.md",
        "content/c.md: warning: about 90 % of it reads like content/b.md",
    ]
