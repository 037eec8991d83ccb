"""Bytes of a picture, recording or document → what it is; of a picture → a smaller one.

Owns Pillow, tinytag and puremagic.
"""

from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from feedmill.model import File

if TYPE_CHECKING:
    from PIL import Image

# By ending and not by the system's tables, which differ from one machine to the next.
TYPES = {
    ".aac": "audio/aac",
    ".avif": "image/avif",
    ".epub": "application/epub+zip",
    ".flac": "audio/flac",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".srt": "application/x-subrip",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".zip": "application/zip",
}
_PICTURES = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
_SURE = 0.4  # puremagic's word for a signature of four bytes; two, as "\xff\xfb" before an MP3, are in any noise
_TURNED = range(5, 9)  # EXIF orientations that show what is wide in the file as high
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # by EXIF orientation one of Pillow's `Transpose`
NARROWED = frozenset({"image/jpeg", "image/png", "image/webp"})
"""Of which smaller versions are made."""
LARGEST = 1024**3 // 4 // 3
"""Pixels that are decoded: more would fill the memory (as many as Pillow itself takes without a warning)."""
_WIDTHS = (480, 960, 1440)  # a phone, a phone with fine dots, a screen with fine dots
_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
_SAVED: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 80, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 80},
}


def type_of(path: str) -> str:
    """Return the media type that a file's name promises (RFC 6838)."""
    return TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")


def told_by_bytes(path: str) -> bool:
    """Return whether a file's bytes say more than its name: pictures, recordings, films, documents."""
    kind = type_of(path)
    return kind in _PICTURES or kind.startswith(("audio/", "video/")) or kind == "application/pdf"


def inspect(path: str, raw: bytes) -> File:
    """Return what a file is. Whatever its bytes, nothing is raised; `wrong` says what does not fit its name."""
    kind, length = type_of(path), len(raw)
    if not told_by_bytes(path) or not raw:
        return File(length, kind)
    if kind in _PICTURES:
        return _picture(raw, kind)
    wrong = _unlike(raw, kind)
    return File(length, kind, seconds=0 if wrong else _seconds(raw), wrong=wrong)


def _picture(raw: bytes, kind: str) -> File:
    """Return a picture; only its first bytes are looked at, so no size is too large."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # nothing is decoded here that could fill the memory
    try:
        with Image.open(BytesIO(raw)) as picture:
            width, height = picture.size
            # A phone's JPEG may hold a second picture, for depth or light (CIPA DC-007): it is a JPEG to all others.
            real = "image/jpeg" if picture.format == "MPO" else Image.MIME.get(picture.format or "", kind)
            turned = _orientation(picture) in _TURNED
            plain = real in NARROWED and picture.mode in _MODES and not getattr(picture, "is_animated", False)
    except Exception as error:  # noqa: BLE001 - Pillow raises whatever a broken file led it to
        return File(len(raw), kind, wrong=_unlike(raw, kind) or f"it is no picture ({type(error).__name__})")
    if turned:
        width, height = height, width
    wrong = "" if real == kind else f"it is {real}, though its name says {kind}"
    fits = plain and not wrong and width * height <= LARGEST
    widths = tuple(each for each in _WIDTHS if each < width) if fits else ()
    return File(len(raw), kind, width, height, widths, wrong=wrong)


def _orientation(picture: "Image.Image") -> int:
    """Return how a camera held a picture ("Orientation", EXIF 2.3 §4.6.4), as its head says it: no pixel is decoded."""
    from PIL import Image

    found = Image.Image.getexif(picture).get(0x0112, 1)  # that of a PNG would decode it, for what may stand at its end
    return found if isinstance(found, int) else 1


def too_large(file: File) -> bool:
    """Return whether a picture has too many pixels to make smaller versions of it."""
    return file.type in NARROWED and file.width * file.height > LARGEST


def damage(raw: bytes) -> str:
    """Return why a picture cannot be made into another one, "" if it can. All of it is decoded."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # as below
    try:
        with Image.open(BytesIO(raw)) as picture:
            if picture.width * picture.height > LARGEST:
                return f"it has {picture.width} × {picture.height} pixels, too many to make a smaller one of it"
            picture.load()
    except Exception:  # noqa: BLE001 - as above
        return "it is damaged"
    return ""


def narrowed(raw: bytes, width: int, form: str = "") -> bytes | None:
    """Return a picture `width` pixels wide, upright, with its colours' profile and nothing else that it says of itself.

    `form` is "PNG", "ICO", or "" for what it is. The picture itself comes back where a smaller one would take more
    bytes, or would take too much memory to make; None where it is damaged.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # a limit of our own holds, below, before anything is decoded
    made = BytesIO()
    try:
        with Image.open(BytesIO(raw), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > LARGEST:
                return raw
            kind = form or ("JPEG" if picture.format == "MPO" else picture.format or "")
            held = _orientation(picture)
            shown = picture.size[::-1] if held in _TURNED else picture.size
            size = width, max(1, round(width * shown[1] / shown[0]))
            stored = size if shown == picture.size else size[::-1]
            profile = picture.info.get("icc_profile") if picture.mode in _MODES else None  # of inks, where it has inks
            picture.draft(None, stored)  # a JPEG is decoded no larger than need be
            small = _smooth(picture).resize(stored, Image.Resampling.LANCZOS, reducing_gap=3)
    except Exception:  # noqa: BLE001 - as above
        return None
    small = small.transpose(Image.Transpose(_TURNS[held])) if held in _TURNS else small
    small.info.clear()
    small.save(made, kind, **({"sizes": [size]} if kind == "ICO" else {"icc_profile": profile} | _SAVED[kind]))
    return made.getvalue() if form or made.tell() < len(raw) else raw


def _smooth(picture: "Image.Image") -> "Image.Image":
    """Return a picture in which colours can be mixed, and which every form can hold."""
    if picture.mode == "P" or "transparency" in picture.info:
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    if picture.mode.startswith("I"):  # grey of 16 bits, which `convert` would cut off at white
        return picture.point(lambda shade: shade / 256).convert("L")
    if picture.mode == "1":
        return picture.convert("L")
    return picture.copy() if picture.mode in _MODES else picture.convert("RGB")


def _seconds(raw: bytes) -> int:
    """Return how long a recording or film plays, 0 where its bytes do not say."""
    from tinytag import TinyTag

    try:
        seconds = TinyTag.get(file_obj=BytesIO(raw), tags=False).duration
    except Exception:  # noqa: BLE001 - as above; the file may still play
        return 0
    return round(seconds or 0)


def _unlike(raw: bytes, kind: str) -> str:
    """Return what the bytes surely are, if that is another thing than the name says; else ""."""
    import puremagic

    try:
        found = puremagic.magic_string(raw[:4096])
    except puremagic.PureError:
        return ""
    families = {_family(each.mime_type) for each in found}
    if _family(kind) in families or "application/ogg" in families:
        return ""
    best = next((each.mime_type for each in found if each.confidence >= _SURE and each.mime_type), "")
    return f"it is {best}, though its name says {kind}" if best else ""


def _family(kind: str) -> str:
    """Return what is not worth telling apart: MP4 and WebM hold sound and film under the same signature."""
    family = kind.partition("/")[0]
    return kind if family == "application" else "audio" if family == "video" else family
