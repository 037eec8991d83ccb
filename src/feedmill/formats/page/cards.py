"""An article → what other programs show of it: JSON-LD for search engines, a locale for OpenGraph."""

from functools import cache

import msgspec
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from markupsafe import Markup

from feedmill.formats.page.spoken import stamp
from feedmill.model import Moment
from feedmill.sheets import ArticlePage

Said = dict[str, object]

# JSON that no HTML ends (HTML §4.12.1.3): what could begin a tag or a reference is written otherwise.
_ESCAPES = (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e"))


@cache
def territorial(language: str) -> str:
    """Return "de_DE" for "de", as OpenGraph wants it (ogp.me, og:locale); "" for a language that has no place."""
    try:
        said = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return ""
    likely = get_global("likely_subtags").get(said.language, "")
    territory = said.territory or likely.rpartition("_")[2]
    return f"{said.language}_{territory}" if territory and territory.isupper() else ""


def news(page: ArticlePage, base: str, home: str) -> Markup:
    """Return a `NewsArticle` (schema.org) as JSON for a `<script>`, with dates as precise as they were said.

    `base` is where the site's addresses begin, `home` the address of the article's page.
    """
    meta, site = page.entry.meta, page.shell.site
    sign = next((address for address in page.shell.icons if address.endswith(".png")), "")
    said: Said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": meta.title,
        "description": meta.summary,
        "inLanguage": page.shell.language,
        "datePublished": _date(meta.published, site.timezone),
        "dateModified": _date(meta.updated, site.timezone),
        "url": home,
        "mainEntityOfPage": home,
        "image": _picture(page, base),
        "author": _authors(page, base),
        "publisher": _present({"@type": "Organization", "name": site.title, "url": base, "logo": sign and base + sign}),
        "keywords": [tag.name for tag in meta.tags],
        "correction": meta.correction,
    }
    json = msgspec.json.encode(_present(said)).decode()
    for mark, written in _ESCAPES:
        json = json.replace(mark, written)
    return Markup(json)  # noqa: S704 - it holds no "<"


def _date(moment: Moment, zone: str) -> str:
    return stamp(moment.said, zone) if moment.said else ""


def _picture(page: ArticlePage, base: str) -> Said:
    if (found := page.entry.meta.image) is None:
        return {}
    size = {"width": found.width, "height": found.height}
    return _present({"@type": "ImageObject", "url": base + found.address, **size, "caption": found.alt})


def _authors(page: ArticlePage, base: str) -> list[Said]:
    """Return the authors, each with a page of their own, or their page here."""
    meta = page.entry.meta
    own = {person.name: person.url for person in meta.people}
    places = (own.get(each.name) or (base + folder(each.address) if each.address else "") for each in meta.authors)
    named = zip(meta.authors, places, strict=True)
    return [_present({"@type": "Person", "name": each.name, "url": place}) for each, place in named]


def folder(address: str) -> str:
    """Return an address as the world knows it: an index.html is its folder."""
    above, slash, name = address.rpartition("/")
    return above + slash + name * (name != "index.html")


def _present(said: Said) -> Said:
    """Return what is said without what is empty."""
    return {name: value for name, value in said.items() if value}
