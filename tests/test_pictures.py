"""Smaller versions of pictures: what a browser may choose among on a page, and never more bytes than the picture."""

import io
import json
import random
import re
from html import unescape
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from feedmill import media
from sites import article, build, clean, page, published, site, told, tree, write

NOISE = random.Random(7).randbytes(2000 * 1000 * 3)
GPS, ORIENTATION, CAMERA = 0x8825, 0x0112, 0x010F


def photo(
    form: str = "JPEG", size: tuple[int, int] = (2000, 1000), mode: str = "RGB", held: int = 1, **more: object
) -> bytes:
    """Return a picture with a red left half, as a camera writes it: where it was taken, and how it was held."""
    made = Image.frombytes("RGB", (50, 25), NOISE[: 50 * 25 * 3]).resize(size)
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[CAMERA] = "Somebody's"
    exif[ORIENTATION] = held
    exif.get_ifd(GPS)[1] = "N"
    out = io.BytesIO()
    made.convert(mode).save(out, form, exif=exif, **more)
    return out.getvalue()


def opened(raw: bytes) -> Image.Image:
    """Return a picture, decoded."""
    picture = Image.open(io.BytesIO(raw))
    picture.load()
    return picture


def red(picture: Image.Image, at: tuple[int, int]) -> bool:
    """Return whether a picture is red there."""
    seen = picture.getpixel(at)
    assert isinstance(seen, tuple)
    return seen[0] > 200 and max(seen[1:]) < 150


def versions(root: Path) -> dict[str, int]:
    """Return the smaller versions that are there, by path, and their widths."""
    paths = [path for path in tree(root, "feeds") if path.startswith("feeds/smaller/")]
    return {path.removeprefix("feeds/"): opened((root / path).read_bytes()).width for path in paths}


@pytest.mark.parametrize(("form", "name"), [("JPEG", "x/a b.jpg"), ("PNG", "x/a b.png"), ("WEBP", "media/a b.webp")])
def test_a_browser_may_choose(tmp_path: Path, form: str, name: str) -> None:
    """A page offers a picture at each width that is less than its own, in its own format; feeds offer it alone."""
    address = name.replace(" ", "%20")
    files = {f"content/{name}": photo(form)}
    root = site(tmp_path, {"content/a.md": article("A", f"![Red](<{name}>)\n\n![Red](<{name}>)"), **files})
    clean(root)
    assert versions(root) == {f"smaller/{width}/{name}": width for width in (480, 960, 1440)}
    for path in versions(root):
        raw = (root / "feeds" / path).read_bytes()
        assert opened(raw).format == form
        assert len(raw) < len(files[f"content/{name}"])
    first, second = re.findall(r"<img [^>]*>", page(root, "articles/a.html"))
    offered = ", ".join(f"../smaller/{width}/{address} {width}w" for width in (480, 960, 1440))
    assert f'srcset="{offered}, ../media/{address} 2000w" sizes="' in first
    assert 'width="2000" height="1000"' in first
    assert "loading=" not in first
    assert 'loading="lazy" decoding="async"' in second
    for feed in ("rss.xml", "atom.xml", "feed.json"):
        assert "srcset" not in page(root, feed)
        assert "loading" not in page(root, feed)
        assert "smaller/" not in page(root, feed)


def test_a_lead_picture_too(tmp_path: Path) -> None:
    """The picture above an article has versions, its size, and one of about 1,200 pixels for those who share it."""
    root = site(tmp_path, {"content/a.md": article("A", image="{src: a.jpg, alt: Red}"), "content/a.jpg": photo()})
    clean(root)
    shown = page(root, "articles/a.html")
    assert 'content="https://example.org/blog/smaller/1440/a.jpg"' in shown
    (lead,) = re.findall(r"<img [^>]*>", shown)
    assert 'src="../media/a.jpg" width="2000" height="1000" srcset="../smaller/480/a.jpg 480w, ' in lead
    assert 'alt="Red"' in lead
    assert "smaller/480/a.jpg 480w" in page(root, "index.html")


def test_what_an_author_says_stays(tmp_path: Path) -> None:
    """A srcset, sizes or loading of the author's own is not another's to choose."""
    body = '<img src="a.jpg" alt="">\n\n<img src="a.jpg" alt="" srcset="a.jpg 2x" loading="eager" width="5">'
    root = site(tmp_path, {"content/a.md": article("A", body), "content/a.jpg": photo()})
    clean(root)
    own = re.findall(r"<img [^>]*>", page(root, "articles/a.html"))[1]
    assert 'srcset="../media/a.jpg 2x"' in own
    assert 'loading="eager"' in own
    assert 'width="5"' in own
    assert "sizes=" not in own
    assert "decoding=" not in own


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("held", range(1, 9))
def test_it_stands_upright(form: str, held: int) -> None:
    """However the camera was held (EXIF), the smaller picture shows what a browser shows of the large one."""
    raw = photo(form, (1000, 500), held=held)
    from PIL import ImageOps

    meant = ImageOps.exif_transpose(opened(raw)).convert("RGB")
    width = 480
    found = opened(media.narrowed(raw, width) or b"").convert("RGB")
    assert found.size == (width, round(width * meant.height / meant.width))
    said = media.inspect(f"a.{form.lower()}", raw)
    assert (said.width, said.height) == meant.size
    for at in ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)):
        ours, theirs = (red(each, (int(each.width * at[0]), int(each.height * at[1]))) for each in (found, meant))
        assert ours == theirs, at


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_private_and_the_right_colours(form: str) -> None:
    """A smaller version tells neither place nor camera; the profile of its colours stays."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    small = opened(media.narrowed(photo(form, icc_profile=profile, comment=b"Mine", xmp=b"<x>Mine</x>"), 480) or b"")
    assert dict(small.getexif()) == {}
    assert not {"exif", "xmp", "comment"} & small.info.keys(), small.info.keys()
    assert small.info["icc_profile"] == profile


def test_what_moves_is_left_alone() -> None:
    """An animation would stop, and a GIF or a picture in inks is not ours to make smaller."""
    frames = [Image.new("RGB", (1000, 10), colour) for colour in ("red", "green")]
    for form in ("WEBP", "PNG", "GIF"):
        out = io.BytesIO()
        frames[0].save(out, form, save_all=True, append_images=frames[1:])
        assert media.inspect(f"a.{form.lower()}", out.getvalue()).widths == ()
    assert media.inspect("a.jpg", photo(mode="CMYK")).widths == ()
    assert media.inspect("a.jpg", photo(mode="L")).widths == (480, 960, 1440)
    assert media.inspect("a.jpg", photo(size=(480, 100))).widths == ()
    assert media.inspect("a.jpg", photo(size=(481, 100))).widths == (480,)


def test_what_phones_call_jpeg() -> None:
    """A JPEG with a second picture behind the first is a JPEG, and has versions as any other."""
    out, second = io.BytesIO(), Image.new("RGB", (100, 50))
    Image.new("RGB", (1000, 500), "red").save(out, "MPO", save_all=True, append_images=[second])
    found = media.inspect("a.jpg", out.getvalue())
    assert (found.wrong, found.width, found.height) == ("", 1000, 500)


def test_never_more_bytes_than_the_picture() -> None:
    """Where a smaller one would take more, as of a drawing in few colours, it is the picture."""
    out = io.BytesIO()
    dots = Image.frombytes("1", (1600, 100), NOISE[: 200 * 100])
    dots.save(out, "PNG")
    assert media.narrowed(out.getvalue(), 960) == out.getvalue()


def test_a_damaged_picture_is_told_until_it_is_mended(tmp_path: Path) -> None:
    """Pages still offer it, whole as it is, since browsers show a part; its author is told by every build."""
    cut = photo()[:3000]
    root = site(tmp_path, {"content/a.md": article("A", "![x](a.jpg)"), "content/a.jpg": cut})
    (said,) = told(build(root))
    assert said.startswith("content/a.jpg: warning: this picture is damaged")
    assert (root / "feeds/smaller/480/a.jpg").read_bytes() == cut
    assert told(build(root)) == [said]
    write(root / "content/a.jpg", photo())
    assert told(build(root)) == []
    assert told(build(root)) == []


def test_a_picture_too_large_for_the_memory(tmp_path: Path) -> None:
    """It is told, published as it is, and nothing decodes it, though its file is small."""
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    root = site(tmp_path, {"content/a.md": article("A", "![x](a.png)"), "content/a.png": out.getvalue()})
    report = build(root)
    (said,) = told(report)
    assert said.startswith("content/a.png: warning: this picture has 10000 × 10000 pixels, too many to make smaller")
    assert said.endswith("; make it smaller; it is published as it is")
    assert 'width="10000" height="10000"' in page(root, "articles/a.html")
    assert "srcset" not in page(root, "articles/a.html")
    assert versions(root) == {}
    assert told(build(root)) == told(report)
    assert media.narrowed(out.getvalue(), 480) == out.getvalue()


def test_the_head_of_a_picture_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is decoded to learn what a picture is: a few bytes of a file may stand for gigabytes of pixels."""

    def decode(*_: object) -> None:
        pytest.fail("it is decoded")

    from PIL import ImageFile

    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)
    for form in ("JPEG", "PNG"):
        assert media.inspect(f"a.{form.lower()}", photo(form, held=6)).height == 2000


def test_no_file_of_the_users_is_in_the_way(tmp_path: Path) -> None:
    """Whatever else lies in content/, it goes out under its own name; what lies in static/ is told."""
    root = site(
        tmp_path,
        {
            "content/a.md": article("A", "![x](a.jpg) ![x](smaller/480/a.jpg)"),
            "content/a.jpg": photo(),
            "content/smaller/480/a.jpg": photo(size=(30, 20)),
        },
    )
    clean(root)
    assert opened((root / "feeds/media/smaller/480/a.jpg").read_bytes()).width == 30
    assert opened((root / "feeds/smaller/480/a.jpg").read_bytes()).width == 480
    write(root / "static/smaller/480/a.jpg", "mine")
    assert [line.split(":")[0] for line in told(build(root))] == ["static/smaller/480/a.jpg"]


def test_they_come_and_go_with_the_picture(tmp_path: Path) -> None:
    """Another picture has other versions; without it they are gone; what nobody changed is not written again."""
    root = site(tmp_path, {"content/a.md": article("A", "![x](a.jpg)"), "content/a.jpg": photo()})
    clean(root)
    before = (root / "feeds/smaller/480/a.jpg").read_bytes()
    write(root / "content/a.md", article("A", "An edit. ![x](a.jpg)"))
    assert not [path for path in clean(root).written if path.startswith("smaller/")]
    write(root / "content/a.jpg", photo(size=(1000, 700)))
    clean(root)
    assert (root / "feeds/smaller/480/a.jpg").read_bytes() != before
    assert set(versions(root).values()) == {480, 960}
    write(root / "content/a.md", article("A"))
    clean(root)
    assert versions(root) == {}
    assert not (root / "feeds/smaller").exists()


def test_a_page_that_stays_keeps_its_pictures(tmp_path: Path) -> None:
    """An article with a mistake keeps its last page, and all versions that it offers."""
    root = site(tmp_path, {"content/a.md": article("A", "![x](a.jpg)"), "content/a.jpg": photo()})
    clean(root)
    before = versions(root)
    write(root / "content/a.md", "---\ntitel: A\n---\n\nText.\n")
    build(root)
    assert versions(root) == before


def test_the_same_bytes_whoever_makes_them(tmp_path: Path) -> None:
    """One worker or more, here or there: a version is made from the picture alone."""
    files = {f"content/{number}.jpg": photo(size=(500 + number, 300)) for number in range(70)}
    body = " ".join(f"![x]({number}.jpg)" for number in range(70))
    one = site(tmp_path / "one", {"content/a.md": article("A", body, published="2024-10-01"), **files})
    two = site(tmp_path / "two", {"content/a.md": article("A", body, published="2024-10-01"), **files})
    (two / "content/ledger.jsonl").unlink(missing_ok=True)
    clean(one)
    clean(two, jobs=2)
    assert published(one) == published(two)
    assert len(versions(one)) == 70


def test_a_page_whose_picture_has_odd_letters(tmp_path: Path) -> None:
    """Names with spaces, quotes and umlauts are percent-encoded in what a browser chooses among."""
    name = "Ü 'x', 1.jpg"
    root = site(tmp_path, {"content/a.md": article("A", f"![x](<{name}>)"), f"content/{name}": photo()})
    clean(root)
    (offered,) = re.findall(r'srcset="([^"]*)"', page(root, "articles/a.html"))
    addresses = [each.split(" ")[0] for each in unescape(offered).split(", ")]
    assert addresses[0] == "../smaller/480/%C3%9C%20%27x%27%2C%201.jpg"
    assert (root / "feeds/smaller/480" / name).is_file()
    assert json.loads(page(root, "feed.json"))["items"]
