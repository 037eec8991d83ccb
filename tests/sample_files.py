"""Small real files of every kind that an article may name, made the same each time; test support."""

import io
import struct
import wave
import zipfile
from collections.abc import Callable

from PIL import Image

GLYPHS = "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><circle cx='4' cy='4' r='3'/></svg>"


def picture(kind: str, number: int) -> bytes:
    """Return a small picture in a colour of its own, as "PNG", "JPEG", "GIF" or "WEBP"."""
    with io.BytesIO() as file:
        Image.new("RGB", (16 + number % 5, 9), (number * 37 % 256, number * 91 % 256, 120)).save(file, kind)
        return file.getvalue()


def sound(number: int) -> bytes:
    """Return a tenth of a second of silence as WAV, a little longer for each number."""
    with io.BytesIO() as file:
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(bytes(1600 + 2 * number))
        return file.getvalue()


def music(number: int) -> bytes:
    """Return silent frames of MP3: MPEG 1 layer III, 32 kbit/s, 44.1 kHz."""
    return (b"\xff\xfb\x10\xc4" + bytes(100)) * (1 + number % 7)


def film(number: int) -> bytes:
    """Return the boxes with which an MP4 begins, and no picture."""
    kind = b"isom" + struct.pack(">I", 512) + b"isomiso2mp41"
    boxes = ((b"ftyp", kind), (b"free", bytes(number % 9)), (b"mdat", bytes(64)))
    return b"".join(struct.pack(">I", 8 + len(data)) + name + data for name, data in boxes)


def paper(number: int) -> bytes:
    """Return a PDF of one empty page."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {100 + number} 140] >>".encode(),
    )
    out, places = b"%PDF-1.4\n", []
    for at, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 4\n0000000000 65535 f \n" + table + tail


def bundle(number: int) -> bytes:
    """Return a ZIP with one text."""
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr(zipfile.ZipInfo("text.txt"), f"Number {number}.\n")
        return file.getvalue()


ENCLOSURES: dict[str, Callable[[int], bytes]] = {
    "wav": sound,
    "mp3": music,
    "mp4": film,
    "pdf": paper,
    "zip": bundle,
}
"""What comes with articles, by ending."""

PICTURES = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}
"""What articles show, by ending."""
