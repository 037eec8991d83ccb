"""The site's sign: drawn from its name and colour, or the user's own; the same bytes on any machine."""

import io
import re
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from feedmill.documents import Icon
from feedmill.formats import icon, style
from sites import SETTINGS, article, build, clean, mistakes, page, published, site, write
from test_pictures import opened, photo

_ICONS = ("assets/icon.svg", "assets/icon.png", "favicon.ico")


def square(form: str = "PNG", size: tuple[int, int] = (400, 400)) -> bytes:
    """Return a picture that can be a sign."""
    return photo(form, size)


def plain(form: str, mode: str, size: int = 400) -> bytes:
    """Return a square in one colour, of few bytes however many pixels it has."""
    out = io.BytesIO()
    Image.new(mode, (size, size)).save(out, form)
    return out.getvalue()


def test_a_sign_is_drawn(tmp_path: Path) -> None:
    """A site has an icon for tabs, for phones and for who asks for /favicon.ico, in the colour of its links."""
    root = site(tmp_path, {"feedmill.toml": SETTINGS + 'color = "#0a66c2"\n', "content/a.md": article("A")})
    clean(root)
    svg = ET.fromstring(page(root, "assets/icon.svg"))  # noqa: S314 - our own
    assert [each.text for each in svg.iter("{http://www.w3.org/2000/svg}text")] == ["A"]
    assert "#0a66c2" in page(root, "assets/icon.svg")
    assert "prefers-color-scheme:dark" in page(root, "assets/icon.svg")
    touched = opened((root / "feeds/assets/icon.png").read_bytes())
    assert touched.size == (180, 180)
    assert touched.convert("RGB").getpixel((0, 0)) == (0x0A, 0x66, 0xC2)
    assert len(set(touched.convert("RGB").tobytes()[1::3])) > 2, "it has a letter with smooth edges"
    tab = opened((root / "feeds/favicon.ico").read_bytes())
    assert (tab.format, tab.size) == ("ICO", (32, 32))


@pytest.mark.parametrize(
    ("title", "letter"),
    [("feedmill", "F"), ("„Der Tag“", "D"), ("3sat", "3"), ("ßtraße", "ß"), ("新聞", "新"), ("★", "★"), ("مرحبا", "م")],
)
def test_the_letter(tmp_path: Path, title: str, letter: str) -> None:
    """It is the first letter or digit of the name, as it begins one, in whatever script."""
    root = site(tmp_path, {"feedmill.toml": SETTINGS.replace("A Test", title)})
    build(root)
    assert re.findall(r">([^<>\n]+)</text>", page(root, "assets/icon.svg")) == [letter]
    assert opened((root / "feeds/assets/icon.png").read_bytes()).size == (180, 180)


def test_letters_that_mean_something_to_xml() -> None:
    """A name of "<" or "&" makes no broken SVG."""
    for letter in "<&\"'":
        drawn = icon.render(Icon(letter, "#000000", "#ffffff", "SVG"))
        (shown,) = ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314 - our own
        assert shown.text == letter


def test_pixels_are_drawn_with_what_is_ours() -> None:
    """No font of the machine is asked: the pixels are those that they were when this was written.

    A new Pillow may draw its font anew, and then this is to be changed; the file's bytes are left to its compression.
    """
    drawn = {
        letter: opened(icon.render(Icon(letter, "#8c1c1c", "#f2a593", "PNG"))).convert("RGB").tobytes()
        for letter in "FÄ新"
    }
    assert {letter: sha256(pixels).hexdigest()[:8] for letter, pixels in drawn.items()} == {
        "F": "2af21541",
        "Ä": "8495b844",
        "新": "0c07587e",
    }
    assert drawn["Ä"] == opened(icon.render(Icon("A", "#8c1c1c", "#f2a593", "PNG"))).convert("RGB").tobytes()


def test_the_letter_can_be_read() -> None:
    """Whatever the colour, white on it in light, and night on it in dark, have contrast enough for a text."""
    css = (Path(style.__file__).parents[1] / "theme/assets/site.css").read_text(encoding="utf-8")
    for color in ("", "#ffffff", "#ffe600", "#000000", "#777777"):
        light, dark = style.accents(css, color)
        assert style.contrast(light, "#ffffff") >= style.CONTRAST
        assert style.contrast(dark, "#171614") >= style.CONTRAST


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_sign_of_ones_own(tmp_path: Path, form: str) -> None:
    """A square picture in content/ stands in the place of the drawn one, as a PNG, without what a camera says in it."""
    settings = SETTINGS + f'icon = "sign.{form.lower()}"\n'
    root = site(tmp_path, {"feedmill.toml": settings, f"content/sign.{form.lower()}": square(form)})
    clean(root)
    touched = opened((root / "feeds/assets/icon.png").read_bytes())
    assert (touched.format, touched.size, dict(touched.getexif())) == ("PNG", (180, 180), {})
    assert opened((root / "feeds/favicon.ico").read_bytes()).size == (32, 32)
    assert not (root / "feeds/assets/icon.svg").exists()
    before = published(root)
    write(root / f"content/sign.{form.lower()}", square(form, (500, 500)))
    clean(root)
    assert published(root) != before


@pytest.mark.parametrize(
    ("said", "files", "wrong"),
    [
        ("sign.png", {}, "icon: 'sign.png' names no file; there is no content/sign.png"),
        (
            "../sign.png",
            {},
            "icon: '../sign.png' leads out of content/; name a file inside content/, relative to this one",
        ),
        ("a.svg", {"content/a.svg": "<svg/>"}, "icon: 'a.svg': it is image/svg+xml; "),
        ("a.png", {"content/a.png": square(size=(200, 100))}, "icon: 'a.png': it has 200 × 100 pixels (image/png); "),
        ("a.png", {"content/a.png": square(size=(90, 90))}, "icon: 'a.png': it has 90 × 90 pixels (image/png); "),
        (
            "a.png",
            {"content/a.png": square("JPEG")},
            "icon: 'a.png': it is image/jpeg, though its name says image/png; ",
        ),
        ("a.png", {"content/a.png": square()[:-60]}, "icon: 'a.png': it is damaged; "),
        (
            "A.png",
            {"content/a.png": plain("PNG", "1", 10_000)},
            "icon: 'A.png': it has 10000 × 10000 pixels, too many to make a smaller one of it; ",
        ),
    ],
)
def test_what_can_be_no_sign(tmp_path: Path, said: str, files: dict[str, str | bytes], wrong: str) -> None:
    """The mistake is told with what would be right, and the drawn sign stands there until it is mended."""
    root = site(tmp_path, {"feedmill.toml": SETTINGS + f'icon = "{said}"\n', "content/x.md": article("X"), **files})
    (told,) = mistakes(build(root))
    assert told.startswith(f"feedmill.toml:5: {wrong}")
    assert (root / "feeds/assets/icon.svg").is_file()
    assert (root / "feeds/articles/x.html").is_file()


@pytest.mark.parametrize(("form", "mode", "shown"), [("JPEG", "CMYK", "RGB"), ("PNG", "I;16", "L")])
def test_a_sign_in_inks_or_fine_greys(tmp_path: Path, form: str, mode: str, shown: str) -> None:
    """Whatever colours a picture has, an icon is made of it, and no other file waits for that."""
    settings = SETTINGS + f'icon = "sign.{form.lower()}"\n'
    root = site(tmp_path, {"feedmill.toml": settings, f"content/sign.{form.lower()}": plain(form, mode)})
    clean(root)
    touched = opened((root / "feeds/assets/icon.png").read_bytes())
    assert (touched.format, touched.size, touched.mode) == ("PNG", (180, 180), shown)
    assert opened((root / "feeds/favicon.ico").read_bytes()).size == (32, 32)


def test_a_favicon_of_the_users_own(tmp_path: Path) -> None:
    """A favicon.ico in static/ is published instead of ours; without it ours is back."""
    root = site(tmp_path, {"content/a.md": article("A")})
    clean(root)
    ours = (root / "feeds/favicon.ico").read_bytes()
    write(root / "static/favicon.ico", b"mine")
    clean(root)
    assert (root / "feeds/favicon.ico").read_bytes() == b"mine"
    (root / "static/favicon.ico").unlink()
    clean(root)
    assert (root / "feeds/favicon.ico").read_bytes() == ours


def test_an_icon_is_small() -> None:
    """Who opens one page loads little more for it."""
    for form in ("SVG", "PNG", "ICO"):
        assert len(icon.render(Icon("Q", "#8c1c1c", "#f2a593", form))) < 1200
    assert io.BytesIO(icon.render(Icon("Q", "#8c1c1c", "#f2a593", "ICO"))).read(4) == b"\0\0\1\0"
