"""Bytes of a picture, recording or document → what it is. Owns Pillow, tinytag and puremagic."""

from io import BytesIO
from pathlib import PurePosixPath

from feedmill.model import File

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
            real = Image.MIME.get(picture.format or "", kind)
            turned = picture.getexif().get(0x0112) in _TURNED  # "Orientation" (EXIF 2.3 §4.6.4)
    except Exception as error:  # noqa: BLE001 - Pillow raises whatever a broken file led it to
        return File(len(raw), kind, wrong=_unlike(raw, kind) or f"it is no picture ({type(error).__name__})")
    if turned:
        width, height = height, width
    wrong = "" if real == kind else f"it is {real}, though its name says {kind}"
    return File(len(raw), kind, width, height, wrong=wrong)


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
