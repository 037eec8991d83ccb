"""The pages' stylesheet: small, in the site's colour, under a name that says which it is."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmill.formats import style
from sites import SETTINGS, article, build, clean, page, published, site, write

THEME = Path(style.__file__).parents[1] / "theme"
CSS = (THEME / "assets/site.css").read_text(encoding="utf-8")
LIGHT, DARK = ("#fdfcf9", "#f5f2ea"), ("#171614", "#211f1c")
_GROUNDS = """
:root { --paper: #fdfcf9; --tint: #f5f2ea; }
@media (prefers-color-scheme: dark) { :root { --paper: #171614; --tint: #211f1c; } }
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a site of two articles."""
    return site(tmp_path, {"content/a.md": article("A"), "content/b.md": article("B")})


def styles(root: Path) -> list[str]:
    """Return the names of the pages' stylesheets that are there."""
    return sorted(path.name for path in (root / "feeds/assets").glob("site*.css"))


def test_one_small_style_with_its_hash_in_its_name(root: Path) -> None:
    """Every page names the one style there is; it is a good deal smaller than what a person writes; feed.css stays."""
    clean(root)
    (name,) = styles(root)
    assert re.fullmatch(r"site\.[0-9a-f]{10}\.css", name)
    assert (root / "feeds/assets" / name).stat().st_size < 0.8 * len(CSS)
    for path in (root / "feeds").rglob("*.html"):
        assert f"assets/{name}" in path.read_text(), path
    assert (root / "feeds/assets/feed.css").is_file()


def test_another_colour_is_another_style(root: Path) -> None:
    """The old one goes, all pages name the new one, no feed changes a byte."""
    clean(root)
    before, (old,) = published(root), styles(root)
    write(root / "feedmill.toml", SETTINGS + 'color = "#0a66c2"\n')
    clean(root)
    (new,) = styles(root)
    assert new != old
    assert "--accent:#0a66c2" in page(root, f"assets/{new}")
    assert f"assets/{new}" in page(root, "articles/a.html")
    for path, digest in published(root).items():
        drawn = path.endswith((".html", new, "feed.css")) or path.rsplit("/", 1)[-1].startswith(("icon.", "favicon."))
        assert drawn or path == "feeds/.feedmill.jsonl" or before[path] == digest, path


def test_a_page_that_stays_keeps_its_style(root: Path) -> None:
    """An article with a mistake keeps its last page, which names the style of then."""
    clean(root)
    (old,) = styles(root)
    write(root / "feedmill.toml", SETTINGS + 'color = "#0a66c2"\n')
    write(root / "content/a.md", "---\ntitel: A\n---\n\nText.\n")
    build(root)
    assert f"assets/{old}" in page(root, "articles/a.html")
    assert old in styles(root)
    assert len(styles(root)) == 2
    write(root / "content/a.md", article("A"))
    clean(root)
    assert len(styles(root)) == 1
    assert old not in styles(root)


@given(color=st.integers(0, 0xFFFFFF).map("#{:06x}".format))
def test_any_colour_can_be_read(color: str) -> None:
    """Whatever the colour, its tones reach 4.5 : 1 on the grounds of light and dark (WCAG 2.2, 1.4.3)."""
    light, dark = style.tones(_GROUNDS, color)
    assert all(style.contrast(light, ground) >= style.CONTRAST for ground in LIGHT)
    assert all(style.contrast(dark, ground) >= style.CONTRAST for ground in DARK)


@pytest.mark.parametrize(
    ("color", "light", "dark"),
    [("#7A1F2B", "#7a1f2b", None), ("#ffe600", None, "#ffe600"), ("#000000", "#000000", None)],
)
def test_a_colour_that_can_be_read_stays(color: str, light: str | None, dark: str | None) -> None:
    """No tone is changed without need, and where it is, the hue stays."""
    found = style.tones(_GROUNDS, color)
    assert found[0] == light or light is None
    assert found[1] == dark or dark is None


def test_contrast_is_what_others_say() -> None:
    """Black on white has 21 : 1, and #777 on white 4.48 : 1, as every checker says."""
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_the_grounds_are_those_of_the_theme() -> None:
    """Each of our theme's own grounds is found, and what is said for paper counts for none."""
    for color in ("#ffffff", "#000000", "#888888"):
        for tone, scheme in zip(
            style.tones(CSS, color), re.findall(r":root \{([^}]*--paper[^}]*)\}", CSS), strict=False
        ):
            for ground in re.findall(r"--(?:paper|tint): (#\w{6})", scheme):
                assert style.contrast(tone, ground) >= style.CONTRAST


@pytest.mark.parametrize("color", ["red", "#fff", "7a1f2b", "#7a1f2b80"])
def test_what_is_no_colour_is_told(color: str) -> None:
    """A colour in any other form is a mistake on its line, which says how to write it."""
    from feedmill import config

    found, problems = config.load(SETTINGS + f'color = "{color}"\n')
    assert found is None
    assert [str(each) for each in problems] == [
        "feedmill.toml:5: 'color': not of the right form; write it like \"#7a1f2b\""
    ]
