"""Every Atom document keeps RFC 4287: its grammar, and what its words ask beyond that. Both are seen to refuse."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from sample_sites import SITES, shared

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
A = "{http://www.w3.org/2005/Atom}"
Element = etree._Element  # noqa: SLF001 - lxml has no other name for it

AUTHOR = "<author><name>Ada</name><uri>https://n.example/</uri><email>a@b.c</email></author>"
GOOD = f"""\
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" xml:lang="de-AT"
  xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:x="urn:x">
<id>urn:uuid:1</id><title type="html">A &amp;amp; B</title><subtitle>S.</subtitle>
<updated>2024-10-01T12:00:00Z</updated>
<link rel="self" href="https://example.org/atom.xml" type="application/atom+xml"/>
<rights type="text">Mine</rights>
<link href="https://example.org/" type="text/html" hreflang="de"/><generator uri="https://example.org/g">g</generator>
<fh:archive/><at:deleted-entry ref="urn:uuid:9" when="2024-10-01T12:00:00+02:00"/><x:own a="1"><x:b/></x:own>
{AUTHOR}<icon>https://example.org/i.png</icon>
<entry xml:lang="en"><id>urn:uuid:2</id><title>One</title><updated>2024-10-01T12:00:00.5+02:00</updated>
<published>2024-10-01T12:00:00-00:30</published><category term="a" label="A" scheme="urn:s"/><summary>S</summary>
<link rel="alternate" href="https://example.org/1" hreflang="de"/><contributor><name>Bo</name></contributor>
<link rel="enclosure" href="https://example.org/1.mp3" type="audio/mpeg" length="9"/><x:own>text</x:own>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text</p></div></content>
<media:thumbnail url="https://example.org/1.png"/><source><id>urn:uuid:3</id></source></entry>
<entry><id>urn:uuid:4</id><title>Two</title><updated>2024-10-02T12:00:00Z</updated>
<content type="html">&lt;p&gt;</content></entry>
</feed>"""

BROKEN = {
    "feed without id": ("<id>urn:uuid:1</id>", ""),
    "feed with two ids": ("<id>urn:uuid:1</id>", "<id>urn:uuid:1</id><id>urn:uuid:7</id>"),
    "feed without updated": ("<updated>2024-10-01T12:00:00Z</updated>", ""),
    "entry without id": ("<id>urn:uuid:4</id>", ""),
    "entry without title": ("<title>Two</title>", ""),
    "entry without updated": ("<updated>2024-10-02T12:00:00Z</updated>", ""),
    "relative id": ("<id>urn:uuid:4</id>", "<id>four</id>"),
    "empty id": ("<id>urn:uuid:4</id>", "<id/>"),
    "space in an id": ("urn:uuid:4", "urn:uuid: 4"),
    "two titles": ("<title>Two</title>", "<title>Two</title><title>Two</title>"),
    "two contents": ("<summary>S</summary>", "<summary>S</summary><content>x</content>"),
    "two summaries": ("<summary>S</summary>", "<summary>S</summary><summary>S</summary>"),
    "wrong type of title": ('type="html">A', 'type="text/html">A'),
    "wrong type of content": ('<content type="html">', '<content type="HTML">'),
    "markup as text": ("<summary>S</summary>", "<summary>S <b>x</b></summary>"),
    "markup in HTML": ("&lt;p&gt;", "<p/>"),
    "XHTML without div": ('<div xmlns="http://www.w3.org/1999/xhtml"><p>Text</p></div>', "<p/>"),
    "XHTML of no namespace": (' xmlns="http://www.w3.org/1999/xhtml"', ""),
    "relative link": ('href="https://example.org/1"', 'href="1"'),
    "link without address": (' href="https://example.org/1"', ""),
    "letters in an address": ("https://example.org/1.mp3", "https://example.org/ä.mp3"),
    "wrong type of a file": ('type="audio/mpeg"', 'type="mp3"'),
    "length in words": ('length="9"', 'length="9 bytes"'),
    "wrong language": ('xml:lang="en"', 'xml:lang="en_GB.UTF-8"'),
    "date without time": ("2024-10-02T12:00:00Z", "2024-10-02"),
    "date without offset": ("2024-10-02T12:00:00Z", "2024-10-02T12:00:00"),
    "small letters in a date": ("2024-10-02T12:00:00Z", "2024-10-02t12:00:00z"),
    "a day that is none": ("2024-10-02T12:00:00Z", "2024-02-30T12:00:00Z"),
    "date of RFC 822": ("2024-10-02T12:00:00Z", "Wed, 02 Oct 2024 12:00:00 +0000"),
    "author without name": ("<name>Ada</name>", ""),
    "author with an empty name": ("<name>Ada</name>", "<name> </name>"),
    "author with letters in the address": ("https://n.example/", "https://ñ.example/"),
    "author with a wrong mail": ("a@b.c", "ada"),
    "category without term": (' term="a"', ""),
    "element that Atom has not": ("<title>Two</title>", "<title>Two</title><pubDate>x</pubDate>"),
    "attribute that Atom has not": ('<category term="a"', '<category term="a" name="b"'),
    "tombstone without when": (' when="2024-10-01T12:00:00+02:00"', ""),
    "tombstone in an entry": ("<summary>S</summary>", '<at:deleted-entry ref="urn:a" when="2024-10-01T12:00:00Z"/>'),
    "archive with a text": ("<fh:archive/>", "<fh:archive>yes</fh:archive>"),
    "archive in an entry": ("<summary>S</summary>", "<fh:archive/>"),
    "thumbnail without address": ('<media:thumbnail url="https://example.org/1.png"/>', "<media:thumbnail/>"),
    "RSS": (GOOD, '<rss version="2.0"><channel/></rss>'),
}


# ── what no grammar says ────────────────────────────────────────────────────────────────────────


def nobody(root: Element) -> bool:
    """§4.1.1: a feed has an author, or else each of its entries."""
    return root.find(A + "author") is None and any(each.find(A + "author") is None for each in root.iter(A + "entry"))


def same_alternate(root: Element) -> bool:
    """§4.1.1, §4.1.2: no two alternates with one type and language."""
    for each in (root, *root.iter(A + "entry")):
        links = [link for link in each.findall(A + "link") if link.get("rel", "alternate") == "alternate"]
        if len({(link.get("type"), link.get("hreflang")) for link in links}) < len(links):
            return True
    return False


def empty_entry(root: Element) -> bool:
    """§4.1.2: an entry has a content or leads to one; without a content there is a text all the same (§4.1.1.1)."""
    return any(
        each.find(A + "content") is None
        and (each.find(A + "summary") is None or not any(_alternate(link) for link in each.iter(A + "link")))
        for each in root.iter(A + "entry")
    )


def _alternate(link: Element) -> bool:
    return link.get("rel", "alternate") == "alternate"


def twins(root: Element) -> bool:
    """§4.1.1: no two entries with one id, nor one that was withdrawn (RFC 6721 §5)."""
    ids = [each.findtext(A + "id") for each in root.iter(A + "entry")]
    gone = [each.get("ref") for each in root.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")]
    return len({*ids, *gone}) < len(ids) + len(gone)


def repeated_summary(root: Element) -> bool:
    """§4.2.13: a summary does not repeat title or content."""
    for each in root.iter(A + "entry"):
        said = each.findtext(A + "summary")
        if said is not None and said in (each.findtext(A + "title"), each.findtext(A + "content")):
            return each.find(A + "content") is not None
    return False


RULES: dict[Callable[[Element], bool], tuple[str, str]] = {
    nobody: (AUTHOR, ""),
    same_alternate: ("<summary>", '<link href="https://example.org/2" hreflang="de"/><summary>'),
    empty_entry: ('<content type="html">&lt;p&gt;</content>', ""),
    twins: ("urn:uuid:4", "urn:uuid:2"),
    repeated_summary: ("<summary>S<", "<summary>One<"),
}


def documents(name: str, factory: pytest.TempPathFactory) -> Iterator[tuple[str, Element]]:
    """Yield every Atom document of a site."""
    folder = shared(name, factory) / "feeds"
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False)
    for path in sorted(folder.rglob("atom.xml")):
        yield path.relative_to(folder).as_posix(), etree.parse(path, parser).getroot()


@pytest.mark.parametrize("name", SITES)
def test_every_document_keeps_the_rfc(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Grammar and words: no document of any site breaks either."""
    wrong = {}
    for path, root in documents(name, tmp_path_factory):
        broken = [rule.__name__ for rule in RULES if rule(root)]
        if not GRAMMAR.validate(root) or broken:
            wrong[path] = (broken, str(GRAMMAR.error_log)[:500])
    assert not wrong


def test_the_grammar_takes_what_the_rfc_allows() -> None:
    """A document with all that Atom has, more than we write, is right."""
    root = etree.fromstring(GOOD)
    assert GRAMMAR.validate(root), GRAMMAR.error_log
    assert not [rule.__name__ for rule in RULES if rule(root)]


@pytest.mark.parametrize("name", BROKEN)
def test_the_grammar_refuses(name: str) -> None:
    """Each mistake alone makes the same document wrong."""
    old, new = BROKEN[name]
    assert GOOD.count(old) == 1
    assert not GRAMMAR.validate(etree.fromstring(GOOD.replace(old, new)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.__name__))
def test_the_words_refuse(rule: Callable[[Element], bool]) -> None:
    """Each rule of the words, too, is seen to fail."""
    old, new = RULES[rule]
    assert GOOD.count(old) == 1
    assert rule(etree.fromstring(GOOD.replace(old, new)))
