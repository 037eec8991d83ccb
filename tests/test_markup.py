"""Markdown becomes HTML that keeps every character and does no harm, with addresses and ids fit for where it stands."""

import re
import string
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import Literal, NoReturn
from urllib.parse import urlsplit

import html5lib
import idna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmill import converter, markup
from feedmill.markup import Place
from feedmill.text import legal, squeeze

ARTICLE = "https://example.org/articles/a.html"
ALLOWED_TAGS = frozenset(
    [
        *["a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"],
        *["samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "br", "hr", "p", "pre", "div"],
        *["h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "address", "article"],
        *["aside", "section", "header", "footer", "hgroup", "details", "summary", "figure", "figcaption", "ruby"],
        *["rp", "rt", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "img", "picture", "source"],
        *["audio", "video", "track"],
    ]
)
ADDRESSES = frozenset(["href", "src", "poster", "cite"])
ALLOWED_ATTRIBUTES = ADDRESSES | frozenset(
    [
        *["id", "class", "lang", "dir", "title", "alt", "width", "height", "srcset", "sizes", "loading", "decoding"],
        *["align", "colspan", "rowspan", "scope", "abbr", "start", "reversed", "type", "value", "datetime", "open"],
        *["controls", "loop", "muted", "preload", "playsinline", "media", "kind", "label", "srclang", "default"],
        *["download", "hreflang"],
    ]
)
HOSTILE = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script >",
    "<<script>alert(1)//<</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x\nonerror\n=\nalert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<img src=`x`onerror=alert(1)>",
    "<img src='x' ONERROR='alert(1)'>",
    "<img src=javascript:alert(1)>",
    "<img src=data:image/svg+xml;base64,PHN2Zy8+>",
    "<img srcset='javascript:alert(1) 1x, data:text/html,x 2x'>",
    "<img srcset='a.png 1x, java\tscript:alert(1) 2x'>",
    "<img lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=JaVaScRiPt:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#x0A;script:alert(1)'>x</a>",
    "<a href='&#14; javascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='javascript&#58;alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='feed:javascript:alert(1)'>x</a>",
    "<a href='view-source:javascript:alert(1)'>x</a>",
    "<a href='blob:https://example.org/x'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href=x onclick=alert(1) onmouseover=alert(1) onfocus=alert(1) autofocus tabindex=1>x</a>",
    "<a href=x target=_blank ping=https://evil.example/>x</a>",
    "<a href='//evil.example' style='position:fixed;inset:0'>x</a>",
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<object data=x.swf><param name=movie value=x.swf><embed src=x.swf></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<form action=javascript:alert(1)><input type=submit><button formaction=javascript:alert(1)>x</button></form>",
    "<input onfocus=alert(1) autofocus>",
    "<select onfocus=alert(1)><option>x</option></select>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<isindex action=javascript:alert(1) type=image>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<base href=https://evil.example/>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<body onload=alert(1)>",
    "<svg onload=alert(1)></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,x#x'/></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<title><img src=x onerror=alert(1)></title>",
    "<!--><script>alert(1)</script>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<?import namespace='t' implementation='https://evil.example'>",
    "<video src=javascript:alert(1) poster=javascript:alert(1) autoplay onplay=alert(1)></video>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>x</table>",
    "<td align='right\" onmouseover=\"alert(1)'>x</td>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<q cite='java\tscript:alert(1)'>x</q>",
    "<img src=mailto:me@example.org>",
    "<p id='x\" onmouseover=\"alert(1)'>x</p>",
    "<p title='\"><script>alert(1)</script>'>x</p>",
    "<keygen autofocus onfocus=alert(1)>",
    "<dialog open>x</dialog><portal src=x></portal><frameset><frame src=x></frameset>",
    "<b><a href=x><b></a><table><a href=y><tr><td></b>",
    "[x](javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    '![x](javascript:alert(1) "t")',
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "x\n{: onclick=alert(1) style=position:fixed #id .evil }",
    "[x](y){: onclick=alert(1) target=_blank }",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "*[x]: <script>alert(1)</script>\n\nx",
    "x[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
)  # fmt: skip


def feed(resolve: Callable[[str], str] = lambda said: "https://example.org/" + said) -> Place:
    """Return a place in a feed."""
    return Place("feed", ARTICLE, "a7-", resolve)


def page(resolve: Callable[[str], str] = lambda said: said) -> Place:
    """Return a place in a page."""
    return Place("page", "", "a7-", resolve)


def elements(html: str) -> Iterator[ET.Element]:
    """Yield every element of a fragment as html5lib sees it, comments and the root left out."""
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    for number, element in enumerate(tree.iter()):
        if number:
            yield element


def assert_harmless(html: str) -> None:
    """Fail if a browser would find anything in the HTML that is not allowed."""
    assert "<!--" not in html
    for element in elements(html):
        assert element.tag in ALLOWED_TAGS
        assert set(element.attrib) <= ALLOWED_ATTRIBUTES, element.attrib
        for name in ADDRESSES & set(element.attrib):
            scheme = urlsplit(element.attrib[name].strip("".join(map(chr, range(33))))).scheme
            assert scheme in {"", "http", "https"} | ({"mailto", "tel"} if name == "href" else set())
        for candidate in element.attrib.get("srcset", "").split(", "):
            assert urlsplit(candidate.replace("\t", "")).scheme in {"", "http", "https"}


# ── references ──────────────────────────────────────────────────────────────────────────────────


def test_references_are_as_written_in_order_without_repeats() -> None:
    """Every relative address is told once; absolute ones, fragments and what cannot be published are not."""
    html = converter.convert(
        "![p](<über uns.png>) [x](b.md#y) [x](#y) [x](https://example.org) [x](//example.org/c) <me@example.org>\n"
        "![p](data:image/png;base64,AA) [again](b.md#y) [q](?q)\n\n"
        '<video src="d.mp4" poster=" e.png "><source src="f.webm"><track src="g.vtt"></video>\n'
        '<picture><source srcset="h.png, i.png 2x,j.png 3x,https://example.org/k.png 4x">'
        '<img src="l&amp;m.png"></picture><blockquote cite="n.html">x</blockquote><object data="o.swf"></object>'
    )
    told = ("über uns.png", "b.md#y", "?q", "d.mp4", "e.png", "f.webm", "g.vtt", "h.png", "i.png", "j.png", "l&m.png")
    assert markup.references(html) == (*told, "n.html")


def test_references_are_what_safe_resolves() -> None:
    """A file that is told is a file that is asked for, and the other way round."""
    html = converter.convert("![a](a.png) [b](b.html)\n\n<img srcset='c.png 1x'><iframe src=d.html></iframe>")
    asked: list[str] = []

    def resolve(said: str) -> str:
        asked.append(said)
        return said

    markup.safe(html, page(resolve))
    assert tuple(asked) == markup.references(html) == ("a.png", "b.html", "c.png")


# ── lede, plain ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "lede"),
    [
        ("# Title\n\nFirst *one*\nline &amp; more.\n\nSecond.", "First one line & more."),
        ("![alt](a.png)\n\nText[^1] here.\n\n[^1]: note", "Text here."),
        ('<p lang="de">Ein\u00a0Wort</p>\n\nmore', "Ein\u00a0Wort"),
        ("- loose\n\n- list", "loose"),
        ("a  \nb", "a b"),
        ("# Only a title", ""),
        ("", ""),
    ],
)
def test_lede_is_the_first_paragraph_with_text(body: str, lede: str) -> None:
    """Headings, pictures and footnote marks are no lede."""
    assert markup.lede(converter.convert(body)) == lede


def test_lede_is_clipped_at_a_word() -> None:
    """A long first paragraph ends in an ellipsis within its width."""
    lede = markup.lede("<p>" + "word " * 200 + "</p>")
    assert lede.endswith("word…")
    assert len(lede) <= markup.LEDE_WIDTH


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a b"),
        ("<p>a<br>b<em>c</em>d</p>", "a bcd"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d", "a b c d"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<p>a&#9;&#32; \n b&amp;lt;&lt;b&gt;</p>", "a b&lt;<b>"),
        ("<p>\u3000a\u00a0\u00a0b\u00adc\u2028d&nbsp;</p>", "\u3000a\u00a0\u00a0b\u00adc\u2028d\u00a0"),
        ('<p title="x > y">a<!-- b --></p><script>c</script>', "a"),
        ("a < b & c", "a < b & c"),
    ],
)
def test_plain_is_what_one_sees(html: str, text: str) -> None:
    """Blocks separate, inline elements join, and no other character than space, TAB and LF is touched."""
    assert markup.plain(html) == text


def seen(html: str) -> str:
    """Return the text of a fragment by html5lib, blocks apart: an oracle that shares no code with `plain`."""

    def walk(element: ET.Element) -> Iterator[str]:
        apart = re.fullmatch(r"p|h[1-6]|ul|li|blockquote|br|pre|hr|table|t[rdh]", str(element.tag)) is not None
        yield " " * apart + (element.text or "")
        for child in element:
            yield from walk(child)
            yield child.tail or ""
        yield " " * apart

    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return re.sub("[ \t\n]+", " ", "".join(walk(tree))).strip(" ")


PIECES = (
    "<p>",
    "</p>",
    "<em>",
    "</em>",
    "<br>",
    "<li>",
    "<h2>",
    "</h2>",
    "<b",
    ">",
    "&amp;",
    "&#9;",
    "&lt;",
    "&",
    "&#xA0;",
)


@given(st.lists(st.sampled_from(PIECES) | st.text("ab \n\t\u00a0é\u3000\u00ad'\"=", max_size=4), max_size=20))
def test_plain_agrees_with_html5lib(pieces: list[str]) -> None:
    """Whatever the tag soup, the text is what another HTML5 parser finds in it."""
    html = "<div>" + "".join(pieces)
    assert markup.plain(html) == seen(html)


# ── safe: nothing is lost ───────────────────────────────────────────────────────────────────────


LITERAL = frozenset(string.ascii_letters + " äöüßéñ中文字あЖשα“”„—–…")


def escaped(paragraph: str) -> str:
    """Return Markdown that means this text, the plainest way: every sign as a character reference."""
    return "".join(letter if letter in LITERAL else f"&#{ord(letter)};" for letter in paragraph)


PARAGRAPH = st.text(
    st.sampled_from("abcdeXYZ äöü.,!?*_`#<>&[](){}\\|:;=~^+-\"'0123\t\u00a0\u3000\u00ad中文ש—😀")
    | st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\n"),
    min_size=1,
).filter(lambda said: said.strip(" \t") != "" and legal(said) == said)


@given(st.lists(PARAGRAPH, min_size=1, max_size=4))
def test_imported_text_arrives_unchanged(paragraphs: list[str]) -> None:
    """The text of the page and of the feed entry is the text of the seed, character by character."""
    html = converter.convert("\n\n".join(escaped(said) for said in paragraphs))
    for place in (page(), feed()):
        assert markup.plain(markup.safe(html, place)) == squeeze(" ".join(paragraphs))


def test_all_that_markdown_makes_stays() -> None:
    """Every element and attribute that the extensions write is still there in a page, but for what must move."""
    html = converter.convert(
        "## T {: #t lang=de }\n\n1. a\n2. b\n\nx[^1]\n\n[^1]: n\n\n```js\nx\n```\n\nT\n: d\n\n*[x]: y\n\n> q\n\n---\n\n"
        '<figure markdown="1">\n![i](i.png "t"){: width=3 height=4 loading=lazy }\n<figcaption>c</figcaption></figure>'
        '\n\n<details open><summary>s</summary>d</details>\n\n<audio controls src="a.mp3"></audio>\n\n<p dir="rtl">'
        '<ruby>漢<rt>k</rt></ruby> <kbd>k</kbd> H<sub>2</sub> <del datetime="2024-01-01" cite="c">d</del></p>\n\n'
        '<table><tr><th scope="col" colspan="2">a</th></tr></table>\n\n<ol start="3" reversed><li value="2">x</li></ol>'
    )
    there = [(str(one.tag), set(one.attrib)) for one in elements(html.replace(' markdown="1"', ""))]
    assert [(str(one.tag), set(one.attrib)) for one in elements(markup.safe(html, page()))] == there


def test_html_is_well_formed_to_a_strict_parser() -> None:
    """The W3C feed validator reads content with html5lib in strict mode and reports whatever it stumbles over."""
    html = converter.convert(
        "a | b\n-:|--\n1 | 2\n\nx[^1] <b>unclosed\n\n<div><p>open\n\n<figure><img src=a.png><figcaption>c</figure>\n\n"
        "<video src=v.mp4><track src=t></video>\n\n<ruby>a<rp>(</rp><rt>b</rt></ruby><wbr>\n\n[^1]: n\n\n&nbsp;&shy;"
    )
    for place in (page(), feed()):
        html5lib.HTMLParser(strict=True).parseFragment(markup.safe(html, place))


# ── safe: nothing harmful stays ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_input_is_harmless(hostile: str) -> None:
    """Neither as HTML nor as Markdown does a known attack leave anything that a browser would run or load."""
    for html in (hostile, f"<p>{hostile}</p>", converter.convert(hostile)):
        for place in (page(), feed()):
            assert_harmless(markup.safe(html, place))


SOUP = st.lists(
    st.sampled_from([word for vector in HOSTILE for word in re.split(r"(?<=[>\s'\"=])", vector) if word])
    | st.sampled_from(["<math>", "<svg>", "<style>", "<table>", "<noscript>", "</p>", "<mtext>", "<!--", "-->", "]]>"]),
    max_size=25,
)


@given(SOUP)
def test_tag_soup_is_harmless(soup: list[str]) -> None:
    """Attacks cut up and shuffled are harmless too, and to clean twice changes nothing more."""
    once = markup.safe("".join(soup), Place("page", "", "", lambda said: said))
    assert_harmless(once)
    assert_harmless(markup.safe(once, Place("page", "", "", lambda said: said)))


@pytest.mark.parametrize(
    ("html", "nested"),
    [
        ("<p>a<applet><p>b</applet>", "<p>a</p><p>b</p><p></p>"),
        ("<p>a<marquee><dl><dt>b</marquee>", "<p>a</p><dl><dt>b</dt></dl><p></p>"),
        ("<a href=/x>a<object><a href=/y>b</object></a>", '<a href="/x">a</a><a href="/y">b</a>'),
        ("<a href=/x>a<table><a href=/y>b", '<a href="/x">a</a><a href="/y">b</a><table></table>'),
        ("<li>a<center><li>b</center>", "<li>a</li><li>b</li>"),
    ],
)
def test_what_is_left_is_well_nested(html: str, nested: str) -> None:
    """Where an element between two others goes, a parser must still see what we wrote, without an error."""
    clean = markup.safe(html, Place("page", "", "", lambda said: said))
    assert clean == nested
    parser = html5lib.HTMLParser()
    parser.parse(f"<!doctype html><title>x</title><div>{clean}</div>")
    assert not parser.errors


def test_content_meant_for_machines_is_dropped_whole() -> None:
    """The text of scripts and the like is not left behind as text."""
    html = "".join(f"<{tag}>gone</{tag}>" for tag in ("script", "style", "iframe", "svg", "noscript", "template"))
    assert markup.safe(html + "<form>kept</form><!-- gone -->", page()) == "kept"


def test_only_the_classes_of_markdown_stay() -> None:
    """An article cannot put on the theme's clothes."""
    html = (
        '<div class="hero footnotes my-footnote">a</div><p class="footnote">a</p>'
        '<code class="language-c++ x">b</code><a class="footnote-ref menu" href="#x">c</a>'
    )
    clean = markup.safe(html, page())
    assert clean == '<div>a</div><p>a</p><code class="language-c++">b</code><a class="footnote-ref" href="#a7-x">c</a>'


def test_every_character_is_legal() -> None:
    """Characters that XML forbids cannot come back through character references."""
    clean = markup.safe("<p title='&#1;'>a&#1;b&#xFFFE;c&#13;d&#x1FFFF;</p>", feed())
    assert clean == '<p title="\ufffd">a\ufffdb\ufffdc\nd\ufffd</p>'
    assert markup.plain("a&#1;b") == "a\ufffdb"


# ── safe: addresses, ids, alignment ─────────────────────────────────────────────────────────────


def test_every_relative_address_is_resolved() -> None:
    """Wherever an address can stand, what is written is what `resolve` says; the rest of a candidate is kept."""
    html = (
        '<a href="a b.md#x">a</a><img src="b.png" srcset="c.png, d.png 2x, https://example.org/e,f.png 3x,g.png">'
        '<video src="h.mp4" poster="i.png"></video><q cite="j">k</q>'
    )
    assert markup.safe(html, feed(lambda said: f"R:{said.replace(' ', '_')}")) == (
        '<a href="R:a_b.md#x">a</a>'
        '<img src="R:b.png" srcset="R:c.png, R:d.png 2x, https://example.org/e,f.png 3x, R:g.png" alt="">'
        '<video src="R:h.mp4" poster="R:i.png" controls=""></video><q cite="R:j">k</q>'
    )


def test_what_cannot_be_resolved_is_dropped() -> None:
    """An empty answer takes the attribute, or the candidate, away; of a picture without an address its words stay."""
    html = '<a href="gone">a</a><img src="gone" alt="a &lt;b" srcset="gone 1x"><img src=gone>'
    html += '<source srcset="gone 1x, here 2x">'
    clean = markup.safe(html, page(lambda said: "" if said == "gone" else said))
    assert clean == '<a>a</a>a &lt;b<source srcset="here 2x">'


def test_a_failure_to_resolve_is_not_swallowed() -> None:
    """An error in `resolve` reaches the caller, though nh3 would only print it."""

    def fail(_: str) -> NoReturn:
        raise KeyError("x")  # noqa: EM101 - the test's own

    with pytest.raises(KeyError):
        markup.safe('<a href="x">y</a>', page(fail))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("https://example.org/ü b%20c%", "https://example.org/%C3%BC%20b%20c%25"),
        ("HTTP://Straße.example:8080/", "http://xn--strae-oqa.example:8080/"),
        ("https://me@müller.example", "https://me@xn--mller-kva.example"),
        ("https://日本語。example/", "https://xn--wgv71a119e.example/"),
        ("https://ｅxample.org/", "https://example.org/"),
        ("https://[::1]/", "https://[::1]/"),
        ("//example.org/x", "https://example.org/x"),
        ("\\\\example.org/x", "https://example.org/x"),
        ("https:example.org", "https://example.org"),
        (" https://example.org/\n", "https://example.org/"),
        ("mailto:jürgen@example.org", "mailto:j%C3%BCrgen@example.org"),
        ("tel:+49 30 1", "tel:+49%2030%201"),
    ],
)
def test_absolute_addresses_become_ascii(said: str, written: str) -> None:
    """An IRI is written as the URI that it stands for."""
    [link] = elements(markup.safe(f'<a href="{said}">x</a>', feed()))
    assert link.attrib == {"href": written}


@given(st.text("abcxyzäöüßéñøçžшщдαβγς日本語가나", min_size=1, max_size=12))
def test_hosts_are_encoded_as_browsers_do(host: str) -> None:
    """Punycode agrees with the `idna` package wherever that allows the name at all."""
    try:
        expected = idna.encode(f"{host}.example", uts46=True).decode()
    except idna.IDNAError:
        return
    [link] = elements(markup.safe(f'<a href="https://{host}.example/">x</a>', feed()))
    assert link.attrib == {"href": f"https://{expected}/"}


def test_a_host_cannot_turn_into_another() -> None:
    """A sign that stands for "a/c" does not end the host before it."""
    [quotation] = elements(markup.safe('<q cite="https://example.org℀.evil.example/">x</q>', feed()))
    assert quotation.attrib == {"cite": "https://example.orga%2Fc.evil.example/"}


def test_ids_get_the_prefix_and_links_find_them() -> None:
    """No two articles of a document share an id; a link leads to it, from a feed to the one on the article's page."""
    html = converter.convert(
        "## Über &\n\n[up](#uber) [x](#ü%20b) x[^my note]\n\n<b id='ü b'>c</b><b id=' '>d</b>\n\n[^my note]: n"
    )
    for place in (page(), feed()):
        found = list(elements(markup.safe(html, place)))
        ids = {one.attrib["id"] for one in found if "id" in one.attrib}
        links = [one.attrib["href"] for one in found if "href" in one.attrib]
        assert ids == {"a7-uber", "a7-ü-b", "a7-fnref:my-note", "a7-fn:my-note"}
        start = f"{ARTICLE}#" if place.home else "#a7-"
        assert links == [start + name for name in ("uber", "%C3%BC-b", "fn:my-note", "fnref:my-note")]


def test_a_link_to_nowhere_in_particular_leads_to_the_article() -> None:
    """An empty address or fragment means the document that a reader sees, which in a feed is the page."""
    html = '<a href="">a</a><a href="#">b</a>'
    assert [one.attrib["href"] for one in elements(markup.safe(html, feed()))] == [ARTICLE, ARTICLE]
    assert [one.attrib["href"] for one in elements(markup.safe(html, page()))] == ["#", "#"]


def test_cells_are_aligned_by_class_in_pages_and_by_attribute_in_feeds() -> None:
    """A strict content policy forbids `style`, Nu forbids `align`, and a feed has no stylesheet."""
    html = converter.convert("a | b | c\n:--|:-:|--:\n1 | 2 | 3\n") + '<p align="right">x</p>'
    html += '<table><tr><td class="hero" align="RIGHT">x</td><td align="char">y</td></tr></table>'
    wanted = ["left", "center", "right", "left", "center", "right", "right"]
    in_page = [one.attrib for one in elements(markup.safe(html, page())) if one.attrib]
    in_feed = [one.attrib for one in elements(markup.safe(html, feed())) if one.attrib]
    assert in_page == [{"class": f"align-{side}"} for side in wanted]
    assert in_feed == [{"align": side} for side in wanted]


def test_a_page_has_one_h1() -> None:
    """An author's h1 stands below the title as an h2; in a feed, where no title is around it, it stays."""
    html = converter.convert("# One\n\n## Two")
    assert [one.tag.rpartition("}")[2] for one in elements(markup.safe(html, page()))] == ["h2", "h2"]
    assert [one.tag.rpartition("}")[2] for one in elements(markup.safe(html, feed()))] == ["h1", "h2"]


def test_players_can_be_started() -> None:
    """As nothing plays by itself, every player has controls."""
    clean = markup.safe('<video src="a.mp4" autoplay></video><audio controls src="b.mp3"></audio>', page())
    assert clean == '<video src="a.mp4" controls=""></video><audio controls="" src="b.mp3"></audio>'


def test_links_say_nothing_of_their_own() -> None:
    """No rel, no target: neither the author's nor the sanitiser's."""
    clean = markup.safe('<a href="https://example.org/" rel="nofollow" target="_top">x</a>', page())
    assert clean == '<a href="https://example.org/">x</a>'


@pytest.mark.parametrize("flavour", ["page", "feed"])
def test_a_picture_without_an_address_goes(flavour: Literal["page", "feed"]) -> None:
    """Also where all else is plain text: what it showed stays in words, an empty frame does not."""
    place = markup.Place(flavour, "https://example.org/a.html", "a-", str)
    assert markup.safe("<p><img src='javascript:alert(1)'></p>", place) == "<p></p>"
    assert markup.safe("<p><img src='data:image/png,x' alt='A cat'></p>", place) == "<p>A cat</p>"


@given(SOUP)
def test_the_short_way_settles_as_the_long_one(said: list[str]) -> None:
    """Where nothing is to be decided the text comes out as if all of it had been looked at."""
    for flavour, prefix in (("page", ""), ("feed", "a-")):
        place = markup.Place(flavour, "https://example.org/a.html" if prefix else "", prefix, str)  # type: ignore[arg-type]
        short = markup.safe("".join(said), place)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(markup, "_DECIDED", re.compile(""))
            assert markup.safe("".join(said), place) == short


SAID = st.lists(
    st.sampled_from(
        ("a", "é", "=", '"', "\n", "&amp;", "&lt;", "&quot;", "&", "\xa0", "\0", "\x0c", "\r", "<b>", ' id="')
    ),
    max_size=3,
).map("".join)
OPENING = st.sampled_from(("p", "p", 'h2 id="x"', 'h2 id="x"', 'h2 id="A"', "ul>\n<li", "ol>\n<li", "div"))
CLOSING = st.sampled_from(("p", "p", "h2", "h2", "h3", "li>\n</ul", "li>\n</ol", "li>\n<li>b</li>\n</ul"))


@given(st.lists(st.builds("<{}>{}</{}>\n".format, OPENING, SAID, CLOSING), max_size=3).map("".join))
@settings(max_examples=1000)
def test_what_is_passed_by_is_clean(html: str) -> None:
    """Plain blocks do not go through nh3, which would return them as they are."""
    clean, plain = markup.clean(html), markup.plain(html)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "_SIMPLE", re.compile("(?!)"))
        assert (markup.clean(html), markup.plain(html)) == (clean, plain)
