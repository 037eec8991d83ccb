"""Podcasts: what Apple wants of a show (podcasters.apple.com, "A podcaster's guide to RSS") and Podcasting 2.0."""

import re
from collections.abc import Iterator

from feedmill.lint.document import Document, Element, Fault, Rule, Where, name_of, names
from feedmill.lint.pictures import measure
from feedmill.podcasts import LEAST, MOST, misfit

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
_NAMES = names(
    "applepodcastsverify author block category complete duration email episode episodeType explicit image keywords "
    "name new-feed-url order owner season subtitle summary title type"
)
_PLAYED = ("audio/mpeg", "audio/x-m4a", "audio/mp4", "video/mp4", "video/x-m4v", "video/quicktime", "application/pdf")
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_DURATION = re.compile(r"\d+|(\d+:)?\d?\d:\d\d")
_CHOICES = {
    "explicit": (("true", "false"), 'write "true" or "false"'),
    "type": (("episodic", "serial"), "write episodic or serial"),
    "episodeType": (("full", "trailer", "bonus"), "write full, trailer or bonus"),
    "block": (("Yes", "yes", "No", "no"), "write Yes, or leave it out"),
    "complete": (("Yes", "yes", "No", "no"), "write Yes, or leave it out"),
}


def _show(document: Document) -> Iterator[Element]:
    """Yield the channel, if it is a podcast's."""
    for channel in document.all("channel"):
        if any(str(child.tag).startswith(ITUNES) for child in channel.iterfind("*")):
            yield channel


def show_says(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a show without one of what Apple requires: image, category, explicit, language."""
    for channel in _show(document):
        for tag in (ITUNES + "image", ITUNES + "category", ITUNES + "explicit", "language"):
            if channel.find(tag) is None:
                wrong = f"the podcast has no {tag.replace(ITUNES, 'itunes:')}"
                yield channel, Fault(wrong, "Apple takes no show without it")


def names_known(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find elements that Apple's namespace does not have; names are told apart by upper and lower case."""
    for element in document.all(ITUNES + "*"):
        if name_of(element) not in _NAMES:
            yield element, Fault(f"<itunes:{name_of(element)}> is unknown", "look for a spelling mistake")


def categories_listed(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find categories that are not in Apple's list, letter by letter, in the attribute `text`."""
    for category in document.all(ITUNES + "category"):
        above = category.getparent()
        text = (category.get("text", ""),)
        path = (above.get("text", ""), *text) if above is not None and above.tag == category.tag else text
        if misfit(path):
            right = 'write one of Apple\'s, as text="Society &amp; Culture"'
            yield category, Fault(f"the category {' – '.join(path)!r} is none of Apple's", right)


def choices_made(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find values that are none of those that Apple knows: explicit, type, episodeType, block, complete."""
    for name, (values, right) in _CHOICES.items():
        for element in document.all(ITUNES + name):
            text = (element.text or "").strip()
            if text not in values:
                old = name == "explicit" and text.lower() in ("yes", "no", "clean")
                yield element, Fault(f"itunes:{name} is {text!r}", right, warning=old)


def numbers_right(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find durations, seasons and episodes that are no numbers (seconds or HH:MM:SS; from 1)."""
    for duration in document.all(ITUNES + "duration"):
        if not _DURATION.fullmatch((duration.text or "").strip()):
            yield duration, Fault(f"itunes:duration is {duration.text!r}", "write seconds, or HH:MM:SS")
    for number in document.all(ITUNES + "season", ITUNES + "episode"):
        text = (number.text or "").strip()
        if not text.isdecimal() or not int(text):
            yield number, Fault(f"itunes:{name_of(number)} is {text!r}", "write a number from 1 on")


def pictures_square(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find covers that are no PNG or JPEG, not square, or not of 1400 to 3000 pixels, as far as the file is here."""
    for image in document.all(ITUNES + "image"):
        address = image.get("href", "")
        if not address.lower().partition("?")[0].endswith((".png", ".jpg", ".jpeg")):
            yield image, Fault(f"itunes:image leads to {address!r}", 'write href="….jpg" or "….png"')
        path = document.around.inside(address)
        size = measure(document.around.head(path)) if path else None
        if size and not (size[0] == size[1] and LEAST <= size[0] <= MOST):
            right = "make it square, 1400 to 3000 pixels wide"
            yield image, Fault(f"itunes:image has {size[0]} × {size[1]} pixels", right)


def episodes_played(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find episodes without a file, or with one that Apple's players do not play."""
    for channel in _show(document):
        for item in channel.iterfind("item"):
            enclosure = item.find("enclosure")
            if enclosure is None:
                right = "Apple shows no episode without a file"
                yield item, Fault("the episode has no enclosure", right, warning=True, field="enclosures")
            elif enclosure.get("type") not in _PLAYED:
                wrong = f"the episode's file is {enclosure.get('type')}"
                yield item, Fault(wrong, "Apple plays mp3, m4a, mp4, m4v, mov", warning=True, field="enclosures")


def show_known(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a podcast:guid that is no UUID of version 5, and a podcast:locked that is neither yes nor no."""
    for guid in document.all(PODCAST + "guid"):
        if not _GUID.fullmatch((guid.text or "").strip()):
            yield guid, Fault(f"podcast:guid is {guid.text!r}", "write a UUID of version 5 in small letters")
    for locked in document.all(PODCAST + "locked"):
        if (locked.text or "").strip() not in ("yes", "no"):
            yield locked, Fault(f"podcast:locked is {locked.text!r}", "write yes or no")


RULES: tuple[Rule, ...] = (
    show_says,
    names_known,
    categories_listed,
    choices_made,
    numbers_right,
    pictures_square,
    episodes_played,
    show_known,
)
