"""Ways to break the documents of the rich site, each with the rule that must tell it and the place that it must name.

Numbers are those of `test_checklist`; 0 where a rule is none of that list. An edit is a text of the document and what
is put there instead, once.
"""

from typing import NamedTuple

Edit = tuple[str, str]
RSS, ATOM, JSON, PAGE = "rss.xml", "atom.xml", "feed.json", "articles/salt-b-pepper.html"
HIS = "content/a41.md"
"""The article that is first in every feed."""
U, A, B = "urn:uuid:00000000-0000-4000-8000-0000000000", "https://example.org/blog/", "<channel>\n"
ITUNES = ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
SYNDICATION = ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
PODCAST = ' xmlns:podcast="https://podcastindex.org/namespace/1.0"'
SHOW = f'{B}<itunes:image{ITUNES}href="{A}media/cat.png"/>\n'
GUID = f'<guid isPermaLink="false">{U}41</guid>'
TALK = f'<enclosure url="{A}media/talk.mp3" length="396" type="audio/mpeg"/>'
SELF = f'<link href="{A}atom.xml" rel="self" type="application/atom+xml"/>'
WHEN = '"date_published": "2024-10-05T10:00:00Z"'
ICON = "<icon>https://example.org/blog/media/cat.png</icon>"


class Case(NamedTuple):
    """One thing that is broken."""

    number: int
    rule: str
    place: str
    edits: tuple[Edit, ...]
    blamed: str = ""
    """The article that must be named, with its line; "" for the document itself."""
    shown: tuple[str, ...] = ()
    """Other documents that may be named: what is broken here shows there."""


def _case(number: int, rule: str, place: str, *edits: Edit, blamed: str = "", shown: str = "") -> Case:
    return Case(number, rule, place, edits, blamed, (shown,) if shown else ())


def _image(more: str, url: str = f"{A}a.png") -> Edit:
    title = "<title>Fish &#x26; Chips</title>"
    return B, f"{B}<image><url>{url}</url>{title}<link>{A}</link>{more}</image>\n"


def _inside(what: str, rule: str, number: int = 0) -> Case:
    """Put something into the content of the first entry."""
    escaped = what.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _case(number, rule, ATOM, ('<content type="html">', f'<content type="html">{escaped}'), blamed=HIS)


XML = (
    _case(1, "xml.well_formed", ATOM, ("Fish &#x26; Chips", "Fish \x08 Chips")),
    _case(1, "xml.good_characters", RSS, ("<title>Salt", "<title>\x80Salt"), blamed=f"{HIS}:2"),
    _case(1, "xml.good_characters", JSON, ('"title": "Salt', '"title": "\\u0001Salt'), blamed=f"{HIS}:2"),
    _case(3, "xml.line_ends", RSS, ("Number 39", "Number&#13;39")),
    _case(3, "xml.attributes_on_one_line", ATOM, ('term="C++"', 'term="C&#10;++"'), blamed=HIS),
    _case(4, "xml.well_formed", RSS, ("Fish &#x26; Chips", "Fish & Chips")),
    _case(4, "rss.plain_marks", RSS, ("Fish &#x26; Chips", "Fish &amp; Chips")),
    _case(5, "xml.well_formed", RSS, ("Number 39", "Number&nbsp;39")),
    _case(5, "xml.no_doctype", ATOM, ("<feed", '<!DOCTYPE feed [<!ENTITY nbsp "x">]>\n<feed')),
    _case(6, "xml.composed", ATOM, ('<title type="text">Salt', '<title type="text">Sa\u0308lt'), blamed=f"{HIS}:2"),
    _case(7, "xml.namespaces_exact", ATOM, ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss")),
    _case(7, "xml.namespaces_exact", RSS, ("<rss", '<rss xmlns:x="https://nobody.example/"')),
    _case(
        7, "atom.names_known", ATOM, (' xmlns="http', ' xmlns:a="http'), *[("<feed", "<a:feed"), ("</feed", "</a:feed")]
    ),
    _case(7, "atom.names_known", ATOM, ("<generator", "<Generator>x</Generator><generator")),
    _case(
        0,
        "xml.namespaces_once",
        RSS,
        ("<dc:creator>", '<dc:creator xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'),
        blamed=HIS,
    ),
    _case(0, "xml.declared", RSS, ("<?xml version='1.0' encoding='UTF-8'?>\n", "")),
    _case(0, "xml.root_early", ATOM, ("<feed", f"<!-- {'x' * 600} -->\n<feed")),
    _case(0, "xml.no_base", ATOM, ("<feed", f'<feed xml:base="{A}"')),
    _case(0, "xml.ends_well", JSON.replace(JSON, ATOM), ("</feed>\n", "</feed>")),
    _case(0, "xml.document_size", RSS, ("Text 39.", "x" * 1_000_001)),
)

RSS_RULES = (
    _case(8, "rss.channel_says", RSS, ("<title>Fish &#x26; Chips</title>", "<title> </title>")),
    _case(8, "rss.channel_says", RSS, ("<description>All that &#x3C;swims&gt;</description>", "")),
    _case(8, "rss.one_channel", RSS, ('version="2.0"', 'version="0.91"')),
    _case(8, "rss.once", RSS, (B, f"{B}<title>Fish</title>\n")),
    _case(8, "rss.names_known", RSS, ("<pubDate>Sat, 05 Oct 2024 10:00:00 +0000</pubDate>", "<pubdate/>"), blamed=HIS),
    _case(
        8,
        "rss.item_says",
        RSS,
        ("<title>Salt &#x26; &#x3C;b&gt;pepper</title>", ""),
        ("<description>A &#x26;amp; B, as a &#x26;lt; b</description>", ""),
        blamed=HIS,
    ),
    _case(9, "rss.channel_link", RSS, (f"<link>{A}</link>", "<link>/blog/</link>")),
    _case(9, "rss.channel_link", RSS, (f"<link>{A}</link>", f"<link>{A}rss.xml</link>")),
    _case(10, "rss.guid_permanent", RSS, ('<guid isPermaLink="false">', "<guid>"), blamed=HIS),
    _case(10, "rss.item_says", RSS, (GUID, ""), blamed=""),
    _case(11, "rss.no_rivals", RSS, ("<category>R", "<dc:subject>R</dc:subject><category>R"), blamed=HIS),
    _case(11, "rss.mail_addresses", RSS, ("<category>R", "<author>Ada</author><category>R"), blamed=f"{HIS}:8"),
    _case(12, "rss.channel_image", RSS, _image("", f"{A}a.svg")),
    _case(12, "rss.channel_image", RSS, _image("<width>145</width>")),
    _case(13, "addresses.enclosures_whole", RSS, ('length="396"', 'length="0"'), blamed=f"{HIS}:11"),
    _case(13, "addresses.enclosures_measured", RSS, ('length="396"', 'length="397"'), blamed=f"{HIS}:11"),
    _case(13, "addresses.enclosures_typed", RSS, ('"audio/mpeg"', '"video/mp4"'), blamed=f"{HIS}:11"),
    _case(13, "entries.one_enclosure", RSS, (TALK, TALK + TALK), blamed=f"{HIS}:11"),
    _case(14, "rss.source_elsewhere", RSS, (GUID, f'{GUID}<source url="{A}rss.xml">Fish</source>'), blamed=HIS),
    _case(15, "entries.languages_tagged", RSS, ("<language>en", "<language>en_GB")),
    _case(
        15, "entries.languages_tagged", ATOM, ('<entry xml:lang="de">', '<entry xml:lang="de_AT">'), blamed=f"{HIS}:6"
    ),
    _case(
        16,
        "moments.newest_first",
        ATOM,
        ("<published>2024-10-05T10", "<published>2024-01-05T10"),
        blamed="content/a39.md",
    ),
    _case(17, "rss.channel_extras", RSS, ("https://www.rssboard.org/rss-specification", A)),
    _case(18, "rss.channel_extras", RSS, (B, f"{B}<ttl>0</ttl>\n")),
    _case(18, "rss.channel_extras", RSS, (B, f"{B}<textInput/>\n")),
    _case(45, "rss.knows_itself", RSS, (f'<atom:link href="{A}rss.xml" rel="self" type="application/rss+xml"/>', "")),
    _case(
        0,
        "rss.summary_first",
        RSS,
        ("<description>A &#x26;amp; B, as a &#x26;lt; b</description>", ""),
        (GUID, f"{GUID}<description>A &#x26;amp; B, as a &#x26;lt; b</description>"),
        blamed=HIS,
    ),
)

DATES = (
    _case(19, "moments.mail_dates", RSS, ("<pubDate>Sat,", "<pubDate>Sam,"), blamed=f"{HIS}:4"),
    _case(19, "moments.mail_dates", RSS, ("<pubDate>Sat,", "<pubDate>Fri,"), blamed=f"{HIS}:4"),
    _case(19, "moments.mail_dates", RSS, ("05 Oct 2024", "05 Oct 24"), blamed=f"{HIS}:4"),
    _case(20, "moments.mail_dates", RSS, ("10:00:00 +0000", "10:00:00 -0000")),
    _case(21, "moments.net_dates", ATOM, ("2024-10-05T10:00:00Z", "2024-10-05t10:00:00z"), blamed=f"{HIS}:4"),
    _case(21, "moments.net_dates", JSON, (WHEN, WHEN.replace(":00Z", "Z")), blamed=f"{HIS}:4"),
    _case(22, "moments.net_dates", ATOM, ("2024-10-05T10:00:00Z", "2024-10-05T24:00:00Z"), blamed=f"{HIS}:4"),
    _case(22, "moments.mail_dates", RSS, ("Sat, 05 Oct 2024", "30 Feb 2024"), blamed=f"{HIS}:4"),
    _case(22, "moments.not_too_old", JSON, (WHEN, WHEN.replace("2024", "0024")), blamed=f"{HIS}:4"),
    _case(23, "moments.not_in_future", JSON, (WHEN, WHEN.replace("2024", "2034")), blamed=f"{HIS}:4"),
    _case(
        24,
        "moments.updated_after_published",
        ATOM,
        ("<published>2024-10-05", "<published>2024-10-07"),
        blamed=f"{HIS}:5",
    ),
    _case(24, "moments.newest_updated", ATOM, ("<updated>2024-10-06", "<updated>2024-10-09")),
    _case(0, "moments.updated_distinct", ATOM, ("<updated>2024-04-10", "<updated>2024-04-09"), blamed="content/a39.md"),
)

ATOM_RULES = (
    _case(26, "atom.feed_says", ATOM, ("<id>urn:uuid:b", "<!--"), ("</id>", "-->")),
    _case(
        26,
        "atom.entry_says",
        ATOM,
        ("<updated>2024-10-06T10:00:00Z</updated>\n    <author>", "<author>"),
        blamed=f"{HIS}:5",
    ),
    _case(
        26,
        "atom.once",
        ATOM,
        ("<published>2024-10-05", "<published>2024-10-05T10:00:00Z</published><published>2024-10-05"),
        blamed=HIS,
    ),
    _case(27, "atom.ids_absolute", ATOM, (f"<id>{U}41", "<id>41")),
    _case(27, "atom.ids_absolute", ATOM, (f"<id>{U}41", "<id>HTTPS://EXAMPLE.org/41")),
    _case(27, "entries.ids_lasting", ATOM, (f"<id>{U}41", f"<id>{A}41")),
    _case(28, "entries.ids_unique", ATOM, (f"<id>{U}39", f"<id>{U}41"), blamed=HIS),
    _case(
        29,
        "links.one_alternate",
        ATOM,
        ('rel="enclosure" type="audio/mpeg"', 'rel="alternate" type="text/html" hreflang="de"'),
        blamed=HIS,
    ),
    _case(30, "atom.texts_typed", ATOM, ('<title type="text">Salt', '<title type="CDATA">Salt'), blamed=HIS),
    _case(30, "atom.texts_typed", ATOM, ('<title type="text">Salt', "<title>Salt"), blamed=HIS),
    _case(
        31,
        "atom.once",
        ATOM,
        ('<content type="html">', '<content type="html">x</content><content type="html">'),
        blamed=HIS,
    ),
    _case(31, "atom.content_typed", ATOM, ('<content type="html">', '<content type="HTML">'), blamed=HIS),
    _case(
        31,
        "atom.content_typed",
        ATOM,
        ('<content type="html">', '<content type="xhtml"/><content type="html">'),
        blamed=HIS,
    ),
    _case(
        32,
        "entries.summary_adds",
        ATOM,
        ("A &#x26; B, as a &lt; b", "Salt &amp; &lt;b&gt;pepper"),
        blamed=f"{HIS}:7",
    ),
    _case(33, "atom.people_named", ATOM, ("<name>Ada</name>", "<name> </name>"), blamed=f"{HIS}:8"),
    _case(33, "entries.names_not_empty", RSS, ("<dc:creator>Ada", "<dc:creator>Bo &#x26; Sons"), blamed=f"{HIS}:8"),
    _case(34, "atom.categories_named", ATOM, ('term="C++" ', ""), blamed=f"{HIS}:9"),
    _case(35, "links.links_whole", ATOM, (f'href="{A}media/talk.mp3"', 'href="#talk"'), blamed=HIS),
    _case(36, "atom.pictures_shaped", ATOM, ("<generator", f"{ICON}<generator")),
    _inside("</p><b>", "content.well_nested", 37),
    _case(0, "links.knows_itself", ATOM, (SELF, "")),
    _case(0, "entries.titles_there", JSON, ('"title": "Number 39",\n', ""), blamed="content/a39.md:2"),
)

STRUCTURE = (
    _case(0, "structure.no_stray_text", RSS, (B, f"{B}News\n")),
    _case(0, "structure.filled", RSS, ("<category>C++", "<category>"), blamed=HIS),
    _case(
        0, "structure.attributes_known", RSS, ("<guid isPermaLink=", '<guid permalink="true" isPermaLink='), blamed=HIS
    ),
    _case(0, "structure.prefixes_usual", ATOM, ("<feed", '<feed xmlns:dc="http://purl.org/dc/terms/"')),
    _case(0, "structure.skips_exist", RSS, (B, f"{B}<skipHours><hour>24</hour></skipHours>\n")),
    _case(0, "structure.extensions_right", RSS, (B, f"{B}<sy:updatePeriod{SYNDICATION}>often</sy:updatePeriod>\n")),
    _case(0, "links.relations_known", ATOM, ('rel="prev-archive"', 'rel="prev-archiv"')),
    _case(0, "links.documents_typed", RSS, ('rel="self" type="application/rss+xml"', 'rel="self" type="text/xml"')),
    _case(0, "links.links_whole", ATOM, (SELF, SELF.replace("/>", ">here</link>"))),
    _case(0, "atom.metadata_first", ATOM, ("</feed>", "<rights>me</rights></feed>")),
    _case(
        31,
        "atom.summary_there",
        ATOM,
        ('<content type="html">', f'<content type="audio/mpeg" src="{A}">'),
        ("<summary", "<at:summary"),
        ("</summary", "</at:summary"),
        blamed=f"{HIS}:7",
    ),
    _case(30, "atom.texts_typed", ATOM, ('<title type="text">Salt', '<title type="xhtml">Salt'), blamed=HIS),
    _case(33, "atom.people_named", ATOM, ("<name>Ada</name>", "<name>Ada</name><email>me</email>"), blamed=f"{HIS}:8"),
    _case(27, "entries.ids_formed", JSON, (f'"id": "{U}41"', '"id": "urn:uuid:41"')),
    _case(42, "entries.plain_is_plain", JSON, ('"Salt & <b>pepper', '"Salt & <b>pepper</b>'), blamed=f"{HIS}:2"),
    _case(33, "entries.plain_is_plain", RSS, ("<dc:creator>Ada", "<dc:creator>ada@x.example"), blamed=f"{HIS}:8"),
    _inside("<blub>x</blub>", "content.elements_known"),
)

HISTORY_RULES = (
    _case(38, "whole.archives_marked", "history/2/atom.xml", ("<fh:archive/>", "")),
    _case(38, "whole.archives_marked", "history/2/rss.xml", ('rel="current"', 'rel="related"')),
    _case(38, "whole.chain_both_ways", "history/2/rss.xml", ('rel="next-archive"', 'rel="related"')),
    _case(
        38,
        "whole.chain_whole",
        "history/2/atom.xml",
        ('rel="prev-archive"', 'rel="related"'),
        shown="feeds/history/1/atom.xml",
    ),
    _case(38, "whole.chain_ends", "history/1/atom.xml", ('rel="next-archive"', 'rel="prev-archive"')),
    _case(
        38,
        "whole.entries_once",
        "history/2/atom.xml",
        (f"<id>{U}20", f"<id>{U}10"),
        blamed="content/a10.md",
        shown="feeds/history/1/atom.xml",
    ),
    _case(
        38,
        "whole.entries_all",
        "history/2/rss.xml",
        ("/number-20.html</link>", "/number-2.html</link>"),
        shown="feeds/rss.xml",
    ),
    _case(39, "links.history_in_head", ATOM, ('rel="enclosure"', 'rel="prev-archive"'), blamed=HIS),
    _case(39, "links.history_in_head", RSS, (GUID, f'{GUID}<atom:link rel="hub" href="{A}"/>'), blamed=HIS),
    _case(40, "atom.deletions_whole", ATOM, ("when=", "at:when=")),
    _case(40, "atom.deletions_whole", ATOM, (f'ref="{U}40"', f'ref="{U}41"')),
    _case(40, "whole.deleted_gone", "history/1/atom.xml", (f"<id>{U}10", f"<id>{U}40")),
    _case(40, "moments.net_dates", ATOM, ('when="2024-11-20T12:00:00Z"', 'when="2024-11-20"')),
)

JSON_RULES = (
    _case(41, "jsonfeed.version_exact", JSON, ("version/1.1", "version/1.1/")),
    _case(41, "jsonfeed.feed_says", "tags/c/feed.json", ('"items"', '"_items"')),
    _case(41, "jsonfeed.members_known", JSON, (f'"id": "{U}41"', '"id": 41')),
    _case(
        41, "jsonfeed.items_whole", JSON, ('"content_html": "<p>Text 39.', '"_": "<p>Text 39.'), blamed="content/a39.md"
    ),
    _case(41, "jsonfeed.members_known", JSON, ('"tags"', '"labels"'), blamed=HIS),
    _case(41, "xml.well_formed", JSON, ('"language": "en",', '"language": "en", "language": "en",')),
    _case(42, "entries.escaped_once", JSON, ('"Salt & <b>', '"Salt &amp; <b>'), blamed=f"{HIS}:2"),
    _case(43, "jsonfeed.people_named", JSON, ('"name": "Ada"', '"name": ""'), blamed=f"{HIS}:8"),
    _case(43, "jsonfeed.attachments_whole", JSON, ('"mime_type": "audio/mpeg",', ""), blamed=f"{HIS}:11"),
    _case(43, "jsonfeed.parts_known", JSON, ('"size_in_bytes": 396', '"size_in_bytes": "396"'), blamed=HIS),
    _case(44, "whole.chain_ends", "history/1/feed.json", ('"language"', f'"next_url": "{A}feed.json", "language"')),
    _case(45, "addresses.hub_and_self", ATOM, (SELF, "")),
)

LIST_RULES = (
    _case(46, "opml.parts", "feeds.opml", ('version="2.0"', 'version="1.0"')),
    _case(46, "opml.outlines", "feeds.opml", ('text="Fish &amp; Chips – de"', 'text=""')),
    _case(46, "opml.outlines", "feeds.opml", ('type="rss"', 'type="atom"')),
    _case(46, "opml.leads_somewhere", "feeds.opml", (f'"{A}rss.xml"', f'"{A}all.xml"')),
    _case(46, "opml.feeds_once", "feeds.opml", (f'"{A}tags/c/rss.xml"', f'"{A}rss.xml"')),
    _case(46, "whole.feeds_listed", "feeds.opml", (f'"{A}tags/c/rss.xml"', '"https://elsewhere.example/"')),
    _case(46, "moments.mail_dates", "feeds.opml", ("Sun, 06 Oct 2024", "2024-10-06")),
    _case(47, "xml.namespaces_exact", RSS, ("<rss", '<rss xmlns:itunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd"')),
    _case(47, "podcast.show_says", RSS, (B, SHOW)),
    _case(47, "podcast.pictures_square", RSS, (B, SHOW)),
    _case(47, "podcast.episodes_played", RSS, (B, SHOW), blamed="content/a39.md"),
    _case(47, "podcast.names_known", RSS, (B, f"{B}<itunes:Author{ITUNES}>Ada</itunes:Author>")),
    _case(47, "podcast.categories_listed", RSS, (B, f'{B}<itunes:category{ITUNES}text="Fish"/>')),
    _case(47, "podcast.choices_made", RSS, (B, f"{B}<itunes:explicit{ITUNES}>clean</itunes:explicit>")),
    _case(
        47,
        "podcast.numbers_right",
        RSS,
        (GUID, f"{GUID}<itunes:duration{ITUNES}>an hour</itunes:duration>"),
        blamed=HIS,
    ),
    _case(47, "podcast.show_known", RSS, (B, f"{B}<podcast:guid{PODCAST}>{U}</podcast:guid>")),
    _case(48, "pages.feeds_announced", "tags/c/index.html", ('href="../../rss.xml"', 'href="rss.xml"')),
    _case(48, "pages.feeds_announced", "tags/c/index.html", ('href="rss.xml"', 'href="../../rss.xml"')),
    _case(48, "pages.feeds_described", "subscribe.html", ('application/atom+xml" title', 'text/xml" title')),
    _case(49, "sitemap.changed_dated", "sitemap.xml", ("2024-10-06T10:00:00Z", "2034-10-06T10:00:00Z")),
    _case(49, "sitemap.not_too_large", "sitemap.xml", ("<url>", "<url/>" * 50_001 + "<url>")),
    _case(49, "sitemap.addresses_absolute", "sitemap.xml", (f"<loc>{A}archive/", "<loc>/archive/")),
    _case(49, "sitemap.leads_somewhere", "sitemap.xml", (f"<loc>{A}archive/", f"<loc>{A}attic/")),
    _case(49, "whole.changes_true", "sitemap.xml", ("2024-10-06T10:00:00Z", "2024-10-05T10:00:00Z")),
    _case(49, "whole.pages_listed", "sitemap.xml", (f"{A}articles/number-39.html", f"{A}articles/gone.html")),
    _case(49, "whole.entries_all", "sitemap.xml", (f"{A}articles/number-39.html", f"{A}articles/gone.html")),
    _case(50, "sitemap.names_sitemap", "robots.txt", (f"Sitemap: {A}sitemap.xml", "Sitemap: /sitemap.xml")),
    _case(50, "sitemap.not_shut", "robots.txt", ("Disallow:", "Disallow: /")),
    _case(
        51,
        "addresses.itself",
        "tags/c/atom.xml",
        (f'href="{A}tags/c/atom.xml"', 'href="https://example.org/tags/c/atom.xml"'),
    ),
    _case(
        51,
        "pages.address_said",
        "about.html",
        (f'rel="canonical" href="{A}', 'rel="canonical" href="https://example.org/'),
    ),
)

CONTENT = (
    _inside("<script>x</script>", "content.nothing_active"),
    _inside("<style>p{}</style>", "content.nothing_foreign"),
    _inside('<p onclick="x()">a</p>', "content.no_handlers"),
    _inside('<a href=" JavaScript:x()">a</a>', "content.no_dangerous_addresses"),
    _inside('<p style="position: fixed">a</p>', "content.no_positioning"),
    _inside('<img srcset="a.png 2x">', "content.addresses_absolute"),
    _case(0, "content.addresses_absolute", RSS, (f'poster="{A}media/cat.png"', 'poster="cat.png"'), blamed=f"{HIS}:10"),
    _case(0, "content.ids_distinct", ATOM, ('id="a20b2c97f-more"', 'id="ad7f2ad95-more"'), blamed="content/a39.md"),
    _case(
        0,
        "addresses.well_written",
        JSON,
        (f"{A}articles/number-39.html#more", f"{A}articles/nümber-39.html"),
        blamed=HIS,
    ),
    _case(
        0, "addresses.absolute", JSON, (f'"image": "{A}media/cat.png"', '"image": "media/cat.png"'), blamed=f"{HIS}:10"
    ),
    _case(0, "addresses.leads_somewhere", ATOM, (f'src="{A}media/cat.png"', f'src="{A}media/dog.png"'), blamed=HIS),
    _case(0, "site.places_lead", ATOM, ("number-39.html#more", "number-39.html#less"), blamed=HIS),
    _case(0, "site.places_lead", PAGE, ("number-39.html#more", "number-39.html#less"), blamed=HIS),
)

PAGES = (
    _case(0, "pages.links_lead", PAGE, ("../articles/number-39.html", "../articles/a39.html"), blamed=HIS),
    _case(
        0,
        "pages.links_lead",
        "about.html",
        ("articles/number-39.html", "articles/none.html"),
        blamed="content/pages/about.md",
    ),
    _case(0, "pages.fragments_lead", PAGE, ('href="#more"', 'href="#less"'), blamed=HIS),
    _case(0, "pages.ids_distinct", PAGE, ('id="more"', 'id="fn:1"'), blamed=HIS),
    _case(0, "pages.read_rightly", "index.html", ('<html lang="en"', "<html")),
    _case(0, "pages.nothing_active", PAGE, ("<h2 id", '<h2 onclick="x" id'), blamed=HIS),
    _case(0, "pages.nothing_active", PAGE, ("</head>", "<script>x</script></head>"), blamed=HIS),
    _case(0, "pages.nothing_active", PAGE, ("ld+json", "javascript"), blamed=HIS),
    _case(0, "pages.nothing_active", "subscribe.html", ("assets/site.js", "media/cat.png")),
)

AGREEMENT = (
    _case(0, "agreement.same_feed", JSON, ('"title": "Fish & Chips"', '"title": "Fish"')),
    _case(0, "agreement.same_entries", RSS, (GUID, GUID.replace("41", "99"))),
    _case(0, "agreement.same_words", JSON, ('"title": "Salt', '"title": "Sugar'), blamed=f"{HIS}:2"),
    _case(0, "agreement.same_words", RSS, ("05 Oct 2024 10:00:00", "05 Oct 2024 10:00:01"), blamed=f"{HIS}:4"),
    _case(0, "agreement.same_words", RSS, ("An &lt;em&gt;opening", "The &lt;em&gt;opening"), blamed=HIS),
    _case(0, "agreement.same_words", ATOM, ('label="C++"', 'label="C#"'), blamed=f"{HIS}:9", shown="feeds/feed.json"),
)

CASES: tuple[Case, ...] = (
    *(*XML, *RSS_RULES, *DATES, *ATOM_RULES, *STRUCTURE, *HISTORY_RULES, *JSON_RULES, *LIST_RULES),
    *(*CONTENT, *PAGES, *AGREEMENT),
)
