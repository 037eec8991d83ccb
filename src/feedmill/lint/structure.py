"""What a feed is built of: attributes, stray text, empty elements, values of small extensions."""

from collections.abc import Iterator

from feedmill.lint.document import ATOM, Document, Fault, Rule, Where, name_of, names

_HOLDERS = ("rss", "channel", "item", "image", ATOM + "feed", ATOM + "entry", ATOM + "author", ATOM + "contributor")
_FILLED = (
    *("title", "link", "category", "guid", "comments", "copyright", "generator", "language", "pubDate"),
    *(ATOM + tag for tag in ("id", "published", "updated", "generator", "name", "uri", "email", "icon", "logo")),
)
_ATTRIBUTES = {
    "rss": names("version"),
    "category": names("domain"),
    "cloud": names("domain port path registerProcedure protocol"),
    "enclosure": names("url length type"),
    "guid": names("isPermaLink"),
    "source": names("url"),
    ATOM + "category": names("term scheme label"),
    ATOM + "content": names("type src"),
    ATOM + "generator": names("uri version"),
    ATOM + "link": names("href rel type hreflang title length"),
    **dict.fromkeys((ATOM + tag for tag in ("title", "subtitle", "summary", "rights")), names("type")),
    **dict.fromkeys(
        (ATOM + tag for tag in ("feed", "entry", "id", "updated", "published", "author", "name")), names("")
    ),
    **dict.fromkeys(("channel", "item", "title", "description", "pubDate", "lastBuildDate", "language"), names("")),
}
_PREFIXES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "fh": "http://purl.org/syndication/history/1.0",
}
_SYNDICATION = "{http://purl.org/rss/1.0/modules/syndication/}"
_PERIODS = ("hourly", "daily", "weekly", "monthly", "yearly")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = frozenset(map(str, range(24)))


def no_stray_text(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find text between elements, where no reader looks for any (W3C: UnexpectedText)."""
    for holder in document.all(*_HOLDERS):
        texts = [holder.text, *(child.tail for child in holder)]
        if stray := next((text.strip() for text in texts if text and text.strip()), ""):
            wrong = f"{stray[:40]!r} stands in <{name_of(holder)}> by itself"
            yield holder, Fault(wrong, "put it into an element, or take it out")


def filled(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find elements that are there and say nothing: left out they would do less harm (W3C: NotBlank)."""
    for element in document.all(*_FILLED):
        if not (element.text or "").strip() and not len(element):
            yield element, Fault(f"<{name_of(element)}> is empty", "fill it, or leave it out", text=name_of(element))


def attributes_known(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find attributes that their element does not have, as misspelled ones (RSS 2.0; RFC 4287, RELAX NG)."""
    for element in document.all(*_ATTRIBUTES):
        known = _ATTRIBUTES[str(element.tag)]
        for name in map(str, element.keys()):
            if not name.startswith("{") and name not in known:
                wrong = f"<{name_of(element)}> has no attribute {name!r}"
                yield element, Fault(wrong, "look for a spelling mistake, or leave it out", warning=True)


def prefixes_usual(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a well-known prefix that stands for another namespace: some readers go by it (W3C: ReservedPrefix)."""
    for prefix, namespace in document.root.nsmap.items() if document.root is not None else ():
        usual = _PREFIXES.get(prefix or "", namespace)
        if usual != namespace:
            wrong = f"the prefix {prefix!r} stands for {namespace}"
            yield 1, Fault(wrong, f"everybody uses it for {usual}", warning=True)


def skips_exist(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find hours and days to skip that do not exist (RSS 2.0, "skipHours", "skipDays")."""
    for element in document.all("hour", "day"):
        text = (element.text or "").strip()
        if text not in (_HOURS if element.tag == "hour" else _DAYS):
            yield element, Fault(f"<{element.tag}> is {text!r}", "write 0 to 23, or a day in English")


def extensions_right(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find values that small extensions do not know: how often a feed changes, how many comments there are."""
    for period in document.all(_SYNDICATION + "updatePeriod"):
        if (period.text or "").strip() not in _PERIODS:
            yield period, Fault(f"sy:updatePeriod is {period.text!r}", f"write one of {', '.join(_PERIODS)}")
    for number in document.all(_SYNDICATION + "updateFrequency", "{http://purl.org/rss/1.0/modules/slash/}comments"):
        if not (number.text or "").strip().isdecimal():
            yield number, Fault(f"<{name_of(number)}> is {number.text!r}", "write a number")
    for comments in document.all("{http://wellformedweb.org/CommentAPI/}commentRSS"):
        yield comments, Fault("<wfw:commentRSS> is unknown", "write <wfw:commentRss>", warning=True)


RULES: tuple[Rule, ...] = (
    no_stray_text,
    filled,
    attributes_known,
    prefixes_usual,
    skips_exist,
    extensions_right,
)
