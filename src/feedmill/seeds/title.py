"""Blocks → a title: the line that is one, else the first sentence."""

import re

from feedmill.seeds import sentences
from feedmill.text import clip, squeeze, width

LINE_WIDTH = 120  # columns; longer lines are paragraphs
_INFERRED_WIDTH = 110  # columns; most first sentences of news fit, and few lists of headlines wrap them twice
_EARLIEST = 0.45  # of that width; a title cut shorter says too little
_CLAUSE = re.compile(r"[,;:，、；：](?=\s)|[，、；：]|\s[–—-](?=\s)")
_RUNNING_ON = (".", ":", ";", ",", "…", "。", "：", "；", "，", "、", "۔", "،", "؛")


def like_title(line: str) -> bool:
    """Return whether a line could be a title: short, and not ending as if text went on or a sentence ended."""
    return width(line) <= LINE_WIDTH and any(map(str.isalnum, line)) and not line.rstrip().endswith(_RUNNING_ON)


def infer(paragraph: str, language: str) -> str:
    """Return a title made from a paragraph: its first sentence, cut at a clause or a word where it is too long."""
    spoken = (sentence for sentence in sentences.split(paragraph, language) if any(map(str.isalpha, sentence)))
    sentence = squeeze(next(spoken, paragraph)).strip()
    if width(sentence) <= _INFERRED_WIDTH:
        return sentence
    marks = _CLAUSE.finditer(sentence, 0, _INFERRED_WIDTH + 1)
    heads = (sentence[: mark.start()].rstrip() for mark in marks)
    fitting = [head for head in heads if _EARLIEST * _INFERRED_WIDTH <= width(head) < _INFERRED_WIDTH]
    return f"{fitting[-1]}…" if fitting else clip(sentence, _INFERRED_WIDTH)
