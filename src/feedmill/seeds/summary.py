"""Lede → summary."""

from feedmill.seeds import sentences
from feedmill.text import clip, squeeze, width

LIMIT = 320  # columns; as much as readers and search engines show, and more than most ledes have


def summarise(lede: str, language: str) -> str:
    """Return a paragraph as plain text: whole if it is short, else its first sentences, else its first words."""
    plain = squeeze(lede)
    if width(plain) <= LIMIT:
        return plain
    kept = ""
    for sentence in sentences.split(plain, language):
        longer = f"{kept} {sentence}" if kept else sentence
        if width(longer) > LIMIT:
            break
        kept = longer
    return kept or clip(plain, LIMIT)
