"""Dates, numbers, sizes and the theme's words, as a language says them. Owns Babel.

Everything here depends on strings and numbers alone, and what many pages say alike is worked out once.
"""

from contextlib import suppress
from datetime import date as day_of
from datetime import datetime
from functools import cache, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from babel.units import format_unit

from feedmill import dates
from feedmill.formats.page.kept import compiled

_LOCALES = Path(__file__).parents[2] / "theme" / "locale"
_MOST = 4096  # dates: an article's stands on its page, in lists and in the archive, and others have the same


@cache
def catalogue(words: str, own: bytes = b"") -> GNUTranslations:
    """Return one language's words with their plural forms; English stands in for what it lacks.

    `own` is a catalogue of a site's, for a language of ours or another; ours stands in for what that lacks.
    """
    ours = words if (_LOCALES / f"{words}.po").is_file() else "en"
    found = GNUTranslations(BytesIO(compiled(_LOCALES / f"{ours}.po", _compiled)))
    if not own:
        return found
    first = GNUTranslations(BytesIO(_compiled(own)))
    first.add_fallback(found)
    return first


def _compiled(raw: bytes) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    made = BytesIO()
    write_mo(made, read_po(BytesIO(raw)))
    return made.getvalue()


def mistakes(raw: bytes) -> list[tuple[int, str]]:
    """Return what is wrong with a catalogue, and on which line: its form, and places for values that are lost."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        found = read_po(BytesIO(raw), abort_invalid=True)
    except PoFileError as error:
        said = str(error).removesuffix(f" on {error.lineno}")  # where lines are counted from 0
        return [(error.lineno + 1, said[:1].lower() + said[1:])]
    except UnicodeDecodeError as error:
        return [(0, f"this file is not in {error.encoding.upper()}")]
    except (ValueError, LookupError) as error:  # an encoding that nobody knows, or numbers that are none
        return [(0, " ".join(str(error).split()))]
    lost = [(message.lineno or 0, str(wrong)) for message, errors in found.check() for wrong in errors]
    plain = (
        (message.lineno or 0, str(message.string)) for message in found if message.id and not message.python_format
    )
    return lost + [
        (line, f"{said!r}: '%' stands for no value here; '%%' is the sign") for line, said in plain if _open(said)
    ]


def _open(said: str) -> bool:
    """Return whether words wait for a value that nobody gives them."""
    try:
        said % {}
    except (KeyError, TypeError, ValueError):
        return True
    return False


@cache
def known(*languages: str, also: tuple[str, ...] = ()) -> str:
    """Return the catalogue of the first language that has one, of ours or `also`; at last English."""
    return next((own for own in map(primary, languages) if own in also or (_LOCALES / f"{own}.po").is_file()), "en")


def primary(language: str) -> str:
    """Return "pt" of "pt-BR"."""
    return language.partition("-")[0].lower()


@cache
def _locale(*languages: str) -> Locale:
    """Return the first language that Babel knows, at last English."""
    for tag in (tag for language in languages for tag in (language, primary(language))):
        if tag != "und":  # Babel takes it for American English
            with suppress(UnknownLocaleError, ValueError):
                return Locale.parse(tag, sep="-")
    return Locale("en")


def own_name(language: str) -> str:
    """Return "Deutsch" of "de"; what is no language stays as it is."""
    with suppress(UnknownLocaleError, ValueError):
        name = Locale.parse(language, sep="-").get_display_name() or language
        return name[:1].upper() + name[1:]
    return language


# ── dates ───────────────────────────────────────────────────────────────────────────────────────


def _local(moment: datetime, zone: str) -> datetime:
    """Return an instant on the site's clock; one without an offset is on it already."""
    if moment.tzinfo is not None:
        with suppress(OverflowError):  # the ends of time stay where they are
            return moment.astimezone(ZoneInfo(zone))
    return moment


@lru_cache(_MOST)
def date(said: str, shape: str, zone: str, *languages: str) -> str:
    """Return a date in the words of the first known language, no more precise than it was said.

    Shape "time" adds the time of day where one was said. Shape "day" is "5. Oktober", for a list
    that has month and year above it, and "" where no day was said.
    """
    parsed, locale = dates.parse(said), _locale(*languages)
    moment = _local(parsed.moment, zone) if parsed.moment else None
    first = moment.date() if moment else day_of(parsed.year, parsed.month or 1, parsed.day or 1)
    if shape == "day":
        return str(format_skeleton("MMMMd", first, locale=locale)) if parsed.day else ""
    if parsed.day is None:
        return str(format_skeleton("yMMMM" if parsed.month else "y", first, locale=locale))
    written = format_date(first, "long", locale=locale)
    if moment is None or shape != "time":
        return written
    return str(locale.datetime_formats["medium"]).format(format_time(moment.time(), "short", locale=locale), written)


def stamp(said: str, zone: str) -> str:
    """Return a date for `<time datetime>`, as precise as it was said (HTML §2.3.5)."""
    parsed = dates.parse(said)
    return dates.rfc3339(dates.begins(parsed, ZoneInfo(zone))) if parsed.moment else said.strip()


@cache
def month(number: int, language: str) -> str:
    """Return the name of a month, as it is written alone."""
    return format_date(day_of(2000, number, 1), "LLLL", locale=_locale(language))


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────


def number(value: int, language: str) -> str:
    """Return a number with a language's separators."""
    return format_decimal(value, locale=_locale(language))


def size(length: int, language: str) -> str:
    """Return "12.3 MB" for 12,300,000 bytes."""
    power = min((len(str(length)) - 1) // 3, 3)
    unit = ("byte", "kilobyte", "megabyte", "gigabyte")[power]
    return format_unit(length / 1000**power, f"digital-{unit}", "short", format="#,##0.#", locale=_locale(language))
