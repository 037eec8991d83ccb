"""RSS 2.0 (rssboard.org/rss-specification) and its Best Practices Profile (rssboard.org/rss-profile)."""

import re
from collections.abc import Iterator

from feedmill.lint.document import ATOM, Document, Element, Fault, Rule, Where, name_of, names, said
from feedmill.lint.pictures import measure
from feedmill.lint.xml import unknown_children

DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DOCS = re.compile(r"https?://(www\.rssboard\.org|cyber\.law\.harvard\.edu|blogs\.law\.harvard\.edu|backend\.userland)")
_WEB = re.compile(r"https?://[^\s/]+")
_CHANNEL = names(
    "title link description language copyright managingEditor webMaster pubDate lastBuildDate category generator docs "
    "cloud ttl image rating textInput skipHours skipDays item"
)
_ITEM = names("title link description author category comments enclosure guid pubDate source")
_SEVERAL = {"item", "category"}
_WIDEST, _HIGHEST = 144, 400
_WEEK = 7 * 24 * 60


def one_channel(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find an `rss` that is not version 2.0 or has not exactly one channel (RSS 2.0, "What is RSS")."""
    root = document.root
    if root is None:
        return
    if root.get("version") != "2.0":
        yield root, Fault(f"its version is {root.get('version')!r}", 'write <rss version="2.0">')
    if len(root.findall("channel")) != 1:
        yield root, Fault("it has not exactly one channel", "put one <channel> into <rss>")


def channel_says(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a channel without title, link or description (RSS 2.0, "Required channel elements")."""
    for channel in document.all("channel"):
        for tag in ("title", "link", "description"):
            if not said(channel, tag):
                field = "title" if tag == "link" else tag
                yield channel, Fault(f"the channel has no {tag}", f"say it in feedmill.toml: {field}")


def channel_link(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a channel whose link is not the absolute address of a page (RSS 2.0; Profile "link")."""
    for link in document.all("link"):
        if name_of(link.getparent()) == "channel" and (address := (link.text or "").strip()):
            if not _WEB.match(address):
                yield link, Fault(f"the channel's link {address!r} is not absolute", "write https://…/")
            elif address in {each.get("href") for each in document.all(ATOM + "link") if each.get("rel") == "self"}:
                yield link, Fault("the channel's link is the feed itself", "write the address of the site")


def once(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find elements that stand twice where they may stand once: readers keep the first or the last (Profile)."""
    for parent in document.all("channel", "item"):
        names: set[str] = set()
        for child in parent.iterfind("*"):
            tag = str(child.tag)
            if tag in names and tag not in _SEVERAL and tag != "enclosure" and not tag.startswith("{"):
                yield child, Fault(f"<{tag}> stands here twice", "keep one of the two")
            if tag == CONTENT and tag in names:
                yield child, Fault("<content:encoded> stands here twice", "keep one of the two")
            names.add(tag)


def names_known(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find elements that RSS 2.0 does not have; names are told apart by upper and lower case."""
    for channel in document.all("channel"):
        yield from unknown_children(channel, _CHANNEL)
    for item in document.all("item"):
        yield from unknown_children(item, _ITEM)


def item_says(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find items with neither title nor description (RSS 2.0, "Elements of item"), and those without link or date."""
    for item in document.all("item"):
        if not said(item, "title") and not said(item, "description"):
            yield item, Fault("the item has neither title nor description", "write one of the two")
        for tag, field in (("link", ""), ("guid", ""), ("pubDate", "published")):
            if not said(item, tag):
                right = "readers invent one, each another"
                yield item, Fault(f"the item has no {tag}", right, warning=not document.ours, field=field)


def guid_permanent(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a guid that claims to be an address and is none (RSS 2.0, "guid": it claims so by default)."""
    for guid in document.all("guid"):
        claim = guid.get("isPermaLink", "true")
        if claim not in ("true", "false"):
            yield guid, Fault(f"isPermaLink is {claim!r}", 'write "true" or "false"')
        elif claim == "true" and not _WEB.match((guid.text or "").strip()):
            wrong = f"the guid {guid.text!r} is no address, but says that it is one"
            yield guid, Fault(wrong, 'write isPermaLink="false"')


def no_rivals(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find two elements that say the same thing: readers differ in which they believe (Profile)."""
    rivals = (("author", "creator"), ("category", "subject"), ("pubDate", "date"))
    for item in document.all("item", "channel"):
        for own, foreign in rivals:
            other = item.find(DUBLIN_CORE + foreign)
            if item.find(own) is not None and other is not None:
                yield other, Fault(f"<{own}> and <dc:{foreign}> stand here both", "keep one of the two")


def mail_addresses(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find people in RSS's own elements, which want mail addresses (RSS 2.0, "author", "managingEditor")."""
    for person in document.all("author", "managingEditor", "webMaster"):
        if "@" not in (person.text or ""):
            wrong = f"<{name_of(person)}> holds no mail address"
            yield person, Fault(wrong, "write mail@example.org (Name), or the name in <dc:creator>", field="authors")


def channel_image(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a channel's picture that readers cannot use (RSS 2.0 and Profile, "image")."""
    for image in document.all("image"):
        channel, url = image.getparent(), said(image, "url")
        for tag in ("url", "title", "link"):
            if not said(image, tag):
                yield image, Fault(f"the image has no {tag}", "write all of url, title and link")
            elif tag != "url" and channel is not None and said(image, tag) != said(channel, tag):
                yield image, Fault(f"the image's {tag} is not the channel's", "write the same", warning=True)
        if url.lower().endswith(".svg"):
            yield image, Fault("the image is an SVG", "take a PNG, JPEG or GIF: readers show no other")
        yield from _too_large(document, image)


def _too_large(document: Document, image: Element) -> Iterator[tuple[Where, Fault]]:
    path = document.around.inside(said(image, "url"))
    real = measure(document.around.head(path)) if path else None
    width, height = said(image, "width") or str((real or (0, 0))[0]), said(image, "height") or str((real or (0, 0))[1])
    for what, number, most in (("width", width, _WIDEST), ("height", height, _HIGHEST)):
        if not number.isdecimal() or int(number) > most:
            yield image, Fault(f"the image's {what} is {number!r}", f"at most {most} (RSS 2.0)")


def source_elsewhere(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a `source` that does not say where, or that names this very feed (RSS 2.0, "source")."""
    own = document.feed.address if document.feed else ""
    for source in document.all("source"):
        if name_of(source.getparent()) != "item":
            continue
        if not _WEB.match(source.get("url", "")):
            yield source, Fault("<source> has no url", "name the feed that the item was taken from")
        elif source.get("url") == own:
            yield (
                source,
                Fault("<source> names this very feed", "leave it out: it is for what was taken from elsewhere"),
            )


def channel_extras(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find `docs` that lead elsewhere, a `ttl` beyond reason, and a text input, which no reader shows (Profile)."""
    for docs in document.all("docs"):
        if not _DOCS.match(docs.text or ""):
            right = "write https://www.rssboard.org/rss-specification"
            yield docs, Fault("<docs> is not the address of the specification", right, warning=True)
    for ttl in document.all("ttl"):
        number = (ttl.text or "").strip()
        if not number.isdecimal() or not 0 < int(number) <= _WEEK:
            yield ttl, Fault(f"<ttl> is {number!r}", "write minutes, from 1 to 10080 (a week)")
    for text_input in document.all("textInput"):
        yield text_input, Fault("<textInput> is shown by no reader", "leave it out", warning=True)


def knows_itself(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a channel that does not say its own address in an `atom:link` (Profile, "atom:link")."""
    for channel in document.all("channel"):
        if not any(link.get("rel") == "self" for link in channel.iterfind(ATOM + "link")):
            right = 'write <atom:link rel="self" type="application/rss+xml" href="…"/>'
            yield channel, Fault("it does not say its own address", right, warning=not document.ours)


def summary_first(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find a description behind the content: feeds are read in order, and some readers keep what comes last."""
    for item in document.all("item"):
        tags = [child.tag for child in item.iterfind("*")]
        if "description" in tags and CONTENT in tags and tags.index("description") > tags.index(CONTENT):
            right = "write <description> before <content:encoded>"
            yield item, Fault("the summary stands behind the content", right, warning=not document.ours)


def plain_marks(document: Document) -> Iterator[tuple[Where, Fault]]:
    """Find `&` and `<` in plain text of ours in a spelling that readers take for HTML (Profile, "character data")."""
    found = re.finditer(rb"<(title|category|dc:creator|copyright)>([^<]*&(?:amp|lt);[^<]*)</", document.raw)
    for match in found if document.ours else ():
        line = document.raw.count(b"\n", 0, match.start()) + 1
        yield line, Fault(f"<{match[1].decode()}> holds &amp; or &lt;", "write &#x26; and &#x3C;")


RULES: tuple[Rule, ...] = (
    one_channel,
    channel_says,
    channel_link,
    once,
    names_known,
    item_says,
    guid_permanent,
    no_rivals,
    mail_addresses,
    channel_image,
    source_elsewhere,
    channel_extras,
    knows_itself,
    summary_first,
    plain_marks,
)
