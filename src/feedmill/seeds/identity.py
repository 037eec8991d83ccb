"""Seed bytes → the id, the source and the slug that an article keeps for good."""

import hashlib
import uuid
from pathlib import PurePosixPath

from feedmill import text
from feedmill.model import Source

NAMESPACE = uuid.UUID("6b1f0f0e-5a0c-5d5e-9a53-0d5f5f1a7c11")
"""Fixed for ever: two machines that sow the same bytes must arrive at the same id."""

_WORTHWHILE = 8  # letters; what is left of most Chinese or Cyrillic titles is less, and says nothing
_SHORT_ID = 8  # hexadecimal digits; inferred titles clash often, and a counter would depend on the order of sowing


def source(name: str, raw: bytes) -> Source:
    """Return the seed's name and the SHA-256 of its bytes, by which a changed or copied seed is known again."""
    return Source(seed=name, sha256=hashlib.sha256(raw).hexdigest())


def article_id(sha256: str) -> str:
    """Return the URN that the hex SHA-256 of a seed stands for (RFC 9562 §5.5: a version 5 UUID)."""
    return uuid.uuid5(NAMESPACE, sha256).urn


def slug(title: str, language: str, origin: Source) -> str:
    """Return a slug of the title, else of the seed's stem, else of nothing, that always ends in a short id."""
    stem = PurePosixPath(origin.seed).stem
    words = text.slug(title, language)
    if len(words.replace("-", "")) < _WORTHWHILE:
        words = text.slug(stem, language)
    short = origin.sha256[:_SHORT_ID]
    return f"{words}-{short}" if words else short
