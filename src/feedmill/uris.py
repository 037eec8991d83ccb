"""Addresses as people write them → addresses that every document can carry: ASCII, percent-encoded (RFC 3986)."""

import re
import unicodedata
from urllib.parse import quote

EMBEDDED = frozenset({"http", "https"})
"""Schemes of what a page or feed may show; links may lead elsewhere too."""

_AFTER_AUTHORITY = re.compile(r"[/\\?#]")
_URI = "!#$%&'()*+,/:;=?@[]~"  # RFC 3986 §2.2, and "%" of what is encoded already
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def absolute(scheme: str, rest: str) -> str:
    """Return an address with a scheme as a URI of RFC 3986, its host as RFC 3490 §4 wants it."""
    if scheme not in EMBEDDED:
        return f"{scheme}:{encoded(rest)}"
    rest = rest.lstrip("/\\")
    authority = _AFTER_AUTHORITY.split(rest, maxsplit=1)[0]
    host = authority if authority.isascii() else _ascii_authority(authority)
    return f"{scheme}://{encoded(host)}{encoded(rest[len(authority) :])}"


def _ascii_authority(authority: str) -> str:
    """Return the authority with its host's labels in Punycode (RFC 3492).

    As browsers do (UTS #46, not transitional): "ß" stays a letter of its own, which Python's `idna` makes "ss".
    What becomes "/" or "@" by it is encoded, so that it cannot lead to another host.
    """
    user, at, place = authority.rpartition("@")
    said, colon, port = place.partition(":")
    host = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", said).lower()).replace("。", ".")
    labels = (one if one.isascii() else "xn--" + one.encode("punycode").decode("ascii") for one in host.split("."))
    return user + at + quote(".".join(labels), safe="") + colon + port


def encoded(part: str) -> str:
    """Return part of an address with what a URI cannot hold percent-encoded."""
    return _LONE_PERCENT.sub("%25", quote(part, safe=_URI))
