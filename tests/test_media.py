"""What a file is, told by its bytes: sizes, durations, and that it is what its name says."""

import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from feedmill import media
from feedmill.model import File
from sites import PIXEL


def picture(form: str, size: tuple[int, int], orientation: int = 0) -> bytes:
    """Return a picture in that format, turned as a camera says it."""
    made, out = Image.new("RGB", size, "red"), io.BytesIO()
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    made.save(out, form, exif=exif)
    return out.getvalue()


def sound(seconds: int) -> bytes:
    """Return silence as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(1000)
        file.writeframes(bytes(1000 * seconds))
    return out.getvalue()


MP3 = (b"\xff\xfb\x90\x00" + bytes(413)) * 77
"""Two seconds of silence: MPEG 1, layer 3, 128 kbit/s, 44.1 kHz has 417 bytes and 26 ms a frame."""
HTML = b"<!doctype html><html><head><title>404</title></head><body>Not found</body></html>"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.mark.parametrize(("form", "name"), [("PNG", "a.png"), ("JPEG", "a.JPG"), ("GIF", "a.gif"), ("WEBP", "a.webp")])
def test_pictures_have_their_size(form: str, name: str) -> None:
    """Width and height are read from the file itself, whatever the format."""
    found = media.inspect(name, picture(form, (30, 20)))
    assert (found.width, found.height, found.wrong) == (30, 20, "")


@pytest.mark.parametrize(("orientation", "size"), [(1, (30, 20)), (3, (30, 20)), (6, (20, 30)), (8, (20, 30))])
def test_a_picture_that_a_camera_turned_is_as_it_is_shown(orientation: int, size: tuple[int, int]) -> None:
    """Browsers turn it, so width and height change places (EXIF orientation)."""
    found = media.inspect("a.jpg", picture("JPEG", (30, 20), orientation))
    assert (found.width, found.height) == size


def test_recordings_have_their_duration() -> None:
    """Seconds, as podcast players show them."""
    assert media.inspect("a.wav", sound(7)) == File(7044, "audio/wav", seconds=7)
    assert media.inspect("a.mp3", MP3) == File(len(MP3), "audio/mpeg", seconds=2)


@pytest.mark.parametrize(
    ("name", "raw", "wrong"),
    [
        ("a.mp3", HTML, "it is text/html, though its name says audio/mpeg"),
        ("a.mp3", PDF, "it is application/pdf, though its name says audio/mpeg"),
        ("a.pdf", PIXEL, "it is image/png, though its name says application/pdf"),
        ("a.jpg", PIXEL, "it is image/png, though its name says image/jpeg"),
        ("a.png", HTML, "it is text/html, though its name says image/png"),
        ("a.png", b"\x89PNG", "it is no picture (UnidentifiedImageError)"),
        ("a.mp3", MP3, ""),
        ("a.pdf", PDF, ""),
        ("a.txt", PDF, ""),
        ("a.svg", HTML, ""),
        ("a.mp3", b"who knows", ""),
    ],
)
def test_what_is_not_what_its_name_says_is_told(name: str, raw: bytes, wrong: str) -> None:
    """An error page saved under the name of an episode is no episode; what nobody knows is left to its author."""
    assert media.inspect(name, raw).wrong == wrong


@given(st.sampled_from(sorted(media.TYPES)), st.sampled_from([PIXEL, MP3, PDF, HTML, sound(1), b""]), st.data())
def test_no_bytes_raise(ending: str, raw: bytes, data: st.DataObject) -> None:
    """Damaged files are told, and stop nothing."""
    at = data.draw(st.integers(0, len(raw)))
    raw = raw[:at] + data.draw(st.binary(max_size=8)) + raw[at + data.draw(st.integers(0, 8)) :]
    found = media.inspect("x" + ending, raw)
    assert (found.length, found.type) == (len(raw), media.TYPES[ending])
