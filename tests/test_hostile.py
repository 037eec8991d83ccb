"""A folder full of what nobody should put there: each thing is published or named, and nothing else is touched."""

import codecs
import gzip
import json
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from hashlib import sha256
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, Literal, NamedTuple
from xml.etree import ElementTree as ET

import html5lib
import lxml.html
import pytest

from sites import environment, settle, site
from test_markup import HOSTILE

Fate = Literal["published", "refused", "left out", "waits", "unseen"]
"""A refused thing has one mistake, one that is left out one warning, one that waits or is hidden none."""


class Thing(NamedTuple):
    """What lies in seeds/, and what is to become of it."""

    fate: Fate
    make: bytes | Callable[[Path], object]
    """The bytes of the file, or what makes it at its path."""
    said: str = ""
    """The text whose words must all be on its page."""
    line: str = ""
    """A pattern of what is told of it, behind the path."""
    at: str = ""
    """The path with which its line begins, if not its own. What is published has mistakes only where this is given."""


Things = dict[str, Thing]

DAY = "date 2024-10 The harbour opens at dawn and the crane wakes.\n\n{}\n\nThe harbour closes at dusk.\n"
OLD = DAY.replace("2024-10", "2001-05")
"""Of the largest: so old that they stand in few feeds."""
FRONT = '---\ntitle: "Harbour news"\n{}\n---\n\nThe harbour opens at dawn.\n'

NO_TEXT = r"holds no text; write the article into it, or delete it"
BINARY = r"is not text, or UTF-16 without its mark; save it as UTF-8"
UNTOLD = r"is in an encoding that cannot be told for certain; save it as UTF-8"
REPLACED = r"warning: \d+ control character\(s\) that no feed can carry became U\+FFFD; .*"
BAD = r"warning: \d+ place\(s\) are not UTF-8 and became U\+FFFD; .*"
LINK = r"warning: this is a link, so it is left out; put the file itself here"
SPECIAL = r"warning: this is no regular file, so it is left out; put the file itself here"
STRAY = r"warning: this is no seed, so it is left out; .*"
ODD_NAME = r"warning: its name is not UTF-8, so it is left out; rename it"


def shown(text: str, encoding: str = "utf-8", line: str = "") -> Thing:
    """Return a text whose every word is published."""
    return Thing("published", text.encode(encoding), text, line)


def block(text: str, line: str = "") -> Thing:
    """Return a text with a block in its middle that is published as it stands."""
    return shown(DAY.format(text), line=line)


def raw(data: bytes, said: str, line: str = "") -> Thing:
    """Return bytes of which these words are published."""
    return Thing("published", data, said, line)


def refused(data: bytes | str, line: str, at: str = "") -> Thing:
    """Return a file of which one line says why it cannot be used."""
    return Thing("refused", data.encode() if isinstance(data, str) else data, "", line, at)


def each(folder: str, texts: Mapping[str, str]) -> Things:
    """Return a text with a block in its middle for each name."""
    return {f"{folder}/{name}.txt": block(text) for name, text in texts.items()}


# ── bytes ───────────────────────────────────────────────────────────────────────────────────────

GERMAN = "Der Hafen öffnet früh, und die Möwen kreisen über den Booten. Alle warten auf größere Schiffe aus Übersee."
FOREIGN = {
    "cp1251": "Порт открывается рано утром, и чайки кружат над лодками у самого причала.",
    "koi8_r": "Портовый кран поднимает контейнер за контейнером, и никто не спешит домой.",
    "gb18030": "港口清晨开放，海鸥在船只上空盘旋，大家都在等待更大的轮船到来。",
    "shift_jis": "港は朝早くから開き、カモメが船の上を飛び回り、みんなが大きな船を待っています。",
    "euc_jp": "港のクレーンは夜明けに目を覚まし、灰色のコンテナを一つずつ持ち上げます。",
    "big5": "港口清晨開放，海鷗在船隻上空盤旋，大家都在等待更大的輪船到來。",
    "euc_kr": "항구는 새벽에 문을 열고 갈매기들은 배 위를 맴돌며 모두가 더 큰 배를 기다린다.",
    "mac_roman": GERMAN.replace("Alle", "Viele"),
    "cp437": GERMAN.replace("Alle", "Manche"),
    "iso8859_2": "Żuraw portowy podnosi szare kontenery, a mewy krążą nad łódkami i żaglówkami.",
    "iso8859_7": "Το λιμάνι ανοίγει νωρίς και οι γλάροι πετούν πάνω από τις βάρκες.",
    "cp1256": "يفتح الميناء مبكرا وتحلق النوارس فوق القوارب وينتظر الجميع السفن الكبيرة.",
    "tis_620": "ท่าเรือเปิดตั้งแต่เช้าและนกนางนวลบินวนอยู่เหนือเรือ",
    "cp037": "The harbour opens early in a code that only mainframes know.",
}


def encodings() -> Things:
    """Return texts in encodings of every kind, with and without a mark, right and wrong."""
    lone = "\ud83d"
    damaged = GERMAN.replace("Alle", "Einige").encode()
    return {
        "enc/utf-8.txt": shown(GERMAN),
        "enc/utf-8-mark.txt": shown(GERMAN + " Eins.", "utf-8-sig"),
        "enc/utf-16-le.txt": raw(codecs.BOM_UTF16_LE + GERMAN.encode("utf-16-le"), GERMAN),
        "enc/utf-16-be.txt": raw(codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"), GERMAN),
        "enc/utf-32-le.txt": raw(codecs.BOM_UTF32_LE + GERMAN.encode("utf-32-le"), GERMAN),
        "enc/utf-32-be.txt": raw(codecs.BOM_UTF32_BE + GERMAN.encode("utf-32-be"), GERMAN),
        "enc/bare-16-le.txt": refused(GERMAN.encode("utf-16-le"), BINARY),
        "enc/bare-16-be.txt": refused(GERMAN.encode("utf-16-be"), BINARY),
        "enc/bare-32.txt": refused(GERMAN.encode("utf-32-le"), BINARY),
        "enc/wrong-8.txt": refused(codecs.BOM_UTF8 + GERMAN.encode("cp1252"), r"begins like UTF-8 but is not; .*"),
        "enc/wrong-16.txt": refused(codecs.BOM_UTF16_LE + b"odd", r"begins like UTF-16 but is not; .*"),
        "enc/wrong-32.txt": refused(codecs.BOM_UTF32_LE + b"four" * 4, r"begins like UTF-32 but is not; .*"),
        "enc/half-pair-16.txt": refused(
            codecs.BOM_UTF16_LE + f"half {lone} pair".encode("utf-16-le", "surrogatepass"), r"begins like UTF-16 .*"
        ),
        "enc/two-marks.txt": raw(codecs.BOM_UTF8 * 2 + b"Two marks before the harbour.", "marks before the harbour"),
        "enc/mark-inside.txt": block("A mark \ufeff inside the harbour."),
        "enc/cut.txt": raw(damaged + "ü".encode()[:1], damaged.decode(), BAD),
        "enc/bad-inside.txt": raw(damaged + b" \xff\xfe " + damaged, damaged.decode(), BAD),
        "enc/overlong.txt": raw(damaged + b" ..\xc0\xaf..\xe0\x80\xaf", damaged.decode(), BAD),
        "enc/cesu-8.txt": raw(damaged + b" \xed\xa0\xbd\xed\xb8\x80", damaged.decode(), BAD),
        "enc/half-pair.txt": raw(damaged + f" {lone}".encode("utf-8", "surrogatepass"), damaged.decode(), BAD),
        "enc/five-bytes.txt": raw(damaged + b" \xf8\x88\x80\x80\x80 \xf4\x90\x80\x80", damaged.decode(), BAD),
        "enc/only-overlong.txt": refused(b"harbour \xc0\xaf\xc0\xaf\xc0\xae", UNTOLD),
        "enc/only-half-pairs.txt": refused(b"\xed\xa0\xbd" * 20, UNTOLD),
        "enc/cp1252.txt": shown(GERMAN + " Zwei.", "cp1252", "warning: is not UTF-8 and was read as Windows-1252; .*"),
        "enc/utf-7.txt": raw("Häfen und Möwen an Land".encode("utf-7"), "AOQ-fen"),
        "enc/iso-2022-jp.txt": raw("港 the harbour".encode("iso2022_jp"), "harbour", REPLACED),
        **{f"enc/{name}.txt": refused(text.encode(name), f"(?:{UNTOLD}|{BINARY})") for name, text in FOREIGN.items()},
    }


def _zip() -> bytes:
    with BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("../../escaped.txt", GERMAN * 9)
        return file.getvalue()


def binaries() -> Things:
    """Return files that are no text, each called one."""
    noise = random.Random(7).randbytes
    heads = {
        "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00" + noise(90),
        "gif": b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00" + noise(90),
        "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01" + noise(90),
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + noise(900),
        "zip": _zip(),
        "gzip": gzip.compress(GERMAN.encode() * 9, mtime=0),
        "sqlite": b"SQLite format 3\x00\x10\x00\x01\x01\x00\x40\x20\x20" + bytes(80),
        "elf": b"\x7fELF\x02\x01\x01" + bytes(9) + noise(90),
        "wasm": b"\x00asm\x01\x00\x00\x00" + noise(90),
        "mp3": b"ID3\x04\x00\x00\x00\x00\x00\x23TSSE" + noise(200),
        "noise": noise(5000),
        "all-bytes": bytes(range(256)) * 8,
        "nuls": bytes(1000),
        "high": bytes(range(0x80, 0x100)) * 4,
    }
    return {f"bin/{name}.txt": refused(data, f"(?:{BINARY}|{UNTOLD}|begins like .*)") for name, data in heads.items()}


def controls() -> Things:
    """Return texts with characters that no page may hold, and with some that it may."""
    at = "The harbour {} opens.".format
    return {
        **{
            f"ctl/{point:02x}.txt": block(at(chr(point)), REPLACED)
            for point in (0, 1, 7, 8, 0xB, 0xC, 0x1B, 0x1F, 0x7F)
        },
        "ctl/c0.txt": block(at("".join(map(chr, range(0x20)))), REPLACED),
        "ctl/c1.txt": block(at("".join(map(chr, range(0x80, 0xA0)))), REPLACED),
        "ctl/next-line.txt": block("The harbour\x85opens\x85again.", REPLACED),
        "ctl/non-characters.txt": block(at("\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff"), REPLACED),
        "ctl/terminal.txt": block("\x1b]0;owned\x07\x1b[2J\x1b[31mThe harbour is red.", REPLACED),
        "ctl/only.txt": raw(bytes(range(1, 9)) * 4, "", REPLACED),
        "ctl/replaced-already.txt": block(at("\ufffd\ufffd")),
        "ctl/private.txt": block(at("\ue000\U000f0000")),
        "ctl/unassigned.txt": block(at("\u0378\U000e1000")),
        "ctl/tags.txt": block(at("\U000e0001\U000e0041\U000e007f")),
        "ctl/separators.txt": block("One harbour\u2028two harbours\u2029three harbours."),
        "ctl/interlinear.txt": block(at("\ufff9\ufffa\ufffb\ufffc")),
    }


def empties() -> Things:
    """Return seeds without a text; each is another one, as of two that are the same a first build names only one."""
    blank = {
        "nothing": "",
        "spaces": "     ",
        "tabs": "\t\t\t",
        "line-ends": "\n\r\n\r\n\n",
        "no-break": "\xa0\xa0 \u202f\n",
        "ideographic": "\u3000\u3000\n",
        "every-space": "".join(map(chr, (*range(0x2000, 0x200B), 0x1680, 0x205F))),
        "separators": "\u2028\u2029",
        "form-feeds": "\x20\x0a\u2028 ",
        "mark": "\ufeff",
        "filler": "\u3164\u3164",
        "blank-pattern": "\u2800\u2800",
        "marks": "\ufeff\ufeff \ufeff",
        "date": "date 2024-10",
        "date-and-space": " date 2024-10-05 \n\n\t\n",
        "date-line": "Date: 2024-10-05\n",
        "zero-width": "\u200b\u200c\u200d\u2060",
        "bidi": "\u202e\u202d\u2066\u2069\u200f",
        "soft-hyphens": "\xad\xad",
    }
    seen = {
        "combining": "\u0301\u0302\u0323",
        "one-dot": ".",
        "one-star": "*",
    }
    return {
        **{f"none/{name}.txt": refused(text, NO_TEXT) for name, text in blank.items()},
        **{f"none/{name}.txt": shown(text) for name, text in seen.items()},
    }


def heavies() -> Things:
    """Return what takes for ever where some step looks at everything once more for each of its parts."""
    words = "The harbour crane lifts one grey container after another. "
    many = 50_000
    # Not a million of each: that would take half a minute, and "&" alone as long again, as nh3 takes four times as long
    # for twice as many of it (and of no-break spaces). Nor a file that is larger than the memory, which ends the build.
    lines = {"star": "*", "line": "_", "bracket": "[", "tick": "`", "less": "<", "and": "&", "back": "\\", "quote": ">"}
    return {
        "big/one-line.txt": shown(OLD.format(words * (5_000_000 // len(words)))),
        "big/lines.txt": shown(OLD.format("".join(f"Line {n:06} of the log says calm.\n" for n in range(200_000)))),
        "big/blocks.txt": shown(OLD.format("\n\n".join(f"Block {n:05} says calm." for n in range(50_000)))),
        "big/dots.txt": shown(OLD.format("." * 1_000_000)),
        **{f"big/{name}.txt": shown(OLD.format("Many " + mark * many)) for name, mark in lines.items()},
        "big/items.txt": shown(OLD.format("- a harbour\n" * 10_000)),
        "big/deep-quotes.txt": shown(OLD.format("> " * 2_000 + "deep")),
        "big/word.txt": shown(OLD.format("w" * 100_000)),
        "big/title.txt": shown("Harbour " * 1_250 + "\n\nThe text below so long a line.\n"),
        "big/title-line.txt": shown("H" * 119 + "\n\n" + "The text below a line of 119 letters. " * 9),
        "big/marks-on-marks.txt": block("Z" + "\u0301\u0323\u0334\u20dd" * 5_000 + " stacked"),
        "big/joiners.txt": block("👩" + "\u200d👩" * 5_000 + " joined"),
    }


# ── texts ───────────────────────────────────────────────────────────────────────────────────────


def lookalikes() -> Things:
    """Return raw texts that begin like files with front matter, or with dates of wrong forms."""
    tops = {
        "yaml": '---\ntitle: "Mine"\ndraft: true\nid: urn:x:stolen\n---\n\nThe harbour opens.\n',
        "yaml-open": "---\ntitle: Opened and never closed\n\nThe harbour opens.\n",
        "yaml-dots": "---\ntitle: Closed with dots\n...\n\nThe harbour opens.\n",
        "yaml-twice": "---\n---\n---\nslug: ../../escaped\n---\n---\n\nThe harbour opens.\n",
        "yaml-below": "\n\n---\ntitle: Below blank lines\n---\n\nThe harbour opens.\n",
        "toml": '+++\ntitle = "Mine"\n+++\n\nThe harbour opens.\n',
        "json": ';;;\n{"title": "Mine"}\n;;;\n\nThe harbour opens.\n',
        "json-bare": '{"title": "Mine", "draft": true}\n\nThe harbour opens.\n',
        "mail": "From: harbour@example.org\nSubject: Opening\nContent-Type: text/html\n\nThe harbour opens.\n",
        "multimarkdown": "Title: Harbour\nAuthor: Crane\n\nThe harbour opens.\n",
        "rule": "---\n\nThe harbour opens below a rule.\n\n---\n",
        "setext": "Harbour\n=======\n\nOpens\n-----\n\nThe harbour opens.\n",
        "ledger": '{"kind":"article","id":"urn:x:y","number":1,"paths":["content/x.md"],"slug":"x"}\n',
    }
    dates = (
        "date 2024-13",
        "date 2024-02-30",
        "date 0000",
        "date 0001",
        "DATE 2024-10",
        "date  2024-1-1",
        "date 24-10",
        "date 2024-10-05T25:00",
        "date 2024-10 date 2024-11",
        "date 2024-10\n\ndate 2024-09",
        "date",
        "date ٢٠٢٤-١٠",
        "Date: yesterday, or 5 days ago",
        "Date: 2024-99-99",
        "Date: 2024-10-05T14:30:00+99:99",
        "date 2024-10-05 12:00",
        "date -2024",
        "date 20241005",
        "date 2024--10",
    )
    wrong = {f"top/date-{n:02}.txt": shown(f"{date} The harbour opens at dawn.\n") for n, date in enumerate(dates)}
    return {
        **{f"top/{name}.txt": shown(text) for name, text in tops.items()},
        **wrong,
        "top/date-to-come.txt": Thing("waits", b"date 9999 The harbour opens one day.\n"),
        "top/date-tomorrow.txt": Thing("waits", b"date 2024-11-21 The harbour opens tomorrow.\n"),
    }


def marks() -> Things:
    """Return texts that mean something to a program: templates, markup, links."""
    templates = {
        "jinja": "{{ 7 * 7 }} {% for crane in harbour %} {{ config.items() }} {% endfor %} {# hidden #}",
        "liquid": "{% include '/etc/passwd' %} {{ 'harbour' | upcase }}",
        "go": "{{ .Site.Harbour }} {{< figure src=x >}} {{% notice %}}",
        "erb": "<%= `id` %> <% system('touch harbour') %> <?php echo 'harbour'; ?>",
        "python": "%(harbour)s %s {0} {harbour!r:>99} ${HARBOUR} $(harbour) `harbour`",
        "xml": '<?xml version="1.0"?><!DOCTYPE harbour [<!ENTITY crane SYSTEM "file:///etc/passwd">]><a>&crane;</a>',
        "laughs": '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><lolz>&lol2; harbour</lolz>',
        "cdata": "<![CDATA[ harbour ]]> and ]]> again ]]&gt; <![IGNORE[ crane ]]>",
        "comment": "<!-- harbour --> <!-- never closed -- > <!--> <!--->",
        "declaration": "<!harbour> <! crane> <!> <? harbour ?> <?harbour> </ harbour> </> <>",
        "sql": '\'); DROP TABLE harbour; -- " OR "1"="1',
        "shell": "; rm -rf harbour && $(reboot) | tee /etc/passwd > /dev/sda &",
        "stash": "\x02klzzwxh:0000\x03 klzzwxh:0 wzxhzdk:0 zz1337820767766393qq ///Footnotes Go Here///",
        "xinclude": '<xi:include href="file:///etc/passwd" parse="text"/> <harbour xmlns:xi="x"/>',
    }
    markdown = {
        "links": "[crane](javascript:alert(1)) [crane]: javascript:hook <javascript:alert(1)> <http://harbour.example>",
        "definitions": "[harbour]: https://crane.example 'Title'\n[^1]: A footnote\n*[CRANE]: An abbreviation",
        "pictures": "![harbour](../../etc/passwd) ![crane][harbour]",
        "contents": "[TOC]",
        "table": "| crane | harbour |\n|-------|--------:|\n| lifts | opens   |",
        "admonition": '!!! danger "Harbour"\n    Do not lift cranes.',
        "fence": "```python {.harbour #crane}\nprint('harbour')\n```\n\n~~~\nnever closed",
        "code": "    indented harbour\n\n\tindented crane",
        "mathematics": r"$\sum_{crane} x_{harbour}^2$ \(harbour\) \[crane\] $$x$$",
        "attributes": "Harbour {: .crane #id onclick=alert(1) style=color:red }",
        "definition-list": "Harbour\n:   Where cranes stand",
        "html-in-markdown": '<div markdown="1">\n\n**harbour**\n\n</div>',
        "heading": "# Harbour #\n\n###### Crane ######\n\nHarbour\n---",
        "rule": "* * *\n\n- - -\n\n___",
        "items": "- harbour\n    - crane\n        - hook\n\n1. harbour\n7. crane\n\n99999999999999999999. hook",
        "escapes": r"\harbour \\crane \* \_ \` \[ \] \( \) \# \+ \- \. \!",
        "entities": "&amp;harbour &#106;avascript &#x0; &#xD800; &#1114112; &crane; &nbsp &copy",
        "emphasis": "***harbour** crane* _harbour__crane_ **harbour* __a_b__c",
        "hard-break": "harbour  \ncrane\\\nhook",
        "address": "https://harbour.example/a_b_c?x=1&y=2#z and crane@harbour.example and //harbour.example",
        "wiki": "[[Harbour]] [[../../crane]] {{Template:Harbour}} '''bold'''",
    }
    return each("tpl", templates) | each("mark", markdown)


def scripts() -> Things:
    """Return attacks on those who read, as raw text and as Markdown."""
    visible = "\n\n".join(HOSTILE)
    texts = {
        "script": "<script>alert('harbour')</script>",
        "handler": "<img src=x onerror=alert('harbour')>",
        "scheme": "<a href=\"javascript:alert('harbour')\">crane</a>",
        "svg": "<svg/onload=alert('harbour')>",
        "closing": '</div></article></body></html><script src="//crane.example"></script>',
        "json": '"}]}</script><script>alert("harbour")</script>',
        "feed": "]]></content:encoded></item><item><title>harbour</title>",
        "style": "<style>*{display:none}</style><link rel=stylesheet href=//crane.example>",
        "refresh": '<meta http-equiv="refresh" content="0;url=//crane.example">',
        "all": visible,
    }
    title = "<script>alert('harbour')</script><img src=x onerror=alert(1)>"
    markdown = {
        f"xss/{number:03}.md": Thing(
            "published",
            f'---\ntitle: "Attack {number}"\n---\n\nThe harbour opens.\n\n{attack}\n'.encode(),
            "The harbour opens.",
            at=f"content/xss/{number:03}.md",
        )
        for number, attack in enumerate(HOSTILE)
    }
    fields = FRONT.replace('"Harbour news"', '"<script>alert(1)</script> Attacks"').format(
        'summary: "<img src=x onerror=alert(2)>"\nauthors: [{name: "<script>alert(3)</script>", url: "https://x\\"><b>"}]\n'
        'tags: ["<script>alert(4)</script>", "../../escaped", "\\"onclick=alert(5)", "\\0", "javascript:alert(6)"]'
    )
    return {
        **each("xss", texts),
        **markdown,
        "xss/title.txt": shown(f"{title}\nDate: 2024-10-05\n\nThe harbour opens below an attack.\n"),
        "xss/fields.md": raw(fields.encode(), "script alert Attacks"),
    }


def scripts_of_the_world() -> Things:
    """Return texts whose letters run, stack and turn as they like, and lines that end as they like."""
    texts = {
        "override": "The \u202eruobrah\u202c opens \u202dand\u202c never \u202e closes.",
        "isolates": "The \u2066harbour \u2067opens \u2068and\u2069 never closes.",
        "unclosed": "\u202a\u202b\u202d\u202e\u2066\u2067\u2068 harbour" * 50,
        "source": "/*\u202e } \u2066if (isHarbour)\u2069 \u2066 crane */",
        "right-to-left": "הנמל נפתח עם שחר والميناء يغلق عند الغسق harbour",
        "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷 1️⃣ 👍🏿 ☠︎ ☠️ harbour",
        "zalgo": "h̷̢̛̗̟̏̏ȁ̸̧̛̟̗̏ȑ̷̢̛̗̟̏bour cranes",
        "zero-width": "har\u200bbour cra\u200dne ho\u2060ok an\u00adchor",
        "confusable": "Наrbour раураl.com harbour",
        "wide": "ｆｕｌｌｗｉｄｔｈ ＜ｓｃｒｉｐｔ＞ 港口很大。",
        "plane-one": "𝕳𝖆𝖗𝖇𝖔𝖚𝖗 𐍈 𒀀 𓀀 🀄 harbour",
        "normal-forms": "caf\u00e9 cafe\u0301 \ufb01n \u212b \u1e9b\u0323 harbour",
    }
    ends = {
        "cr": "date 2024-10\rThe harbour opens.\r\rThe crane wakes.\r",
        "crlf": "date 2024-10\r\nThe harbour opens.\r\n\r\nThe crane wakes.\r\n",
        "mixed": "date 2024-10\rThe harbour opens.\n\r\nThe crane\r\rwakes.\n\n\rThe hook\r\n\n\nfalls.",
        "lf-cr": "The harbour opens.\n\rThe crane wakes with its hook.\n\r",
        "none": "The harbour opens without a line end",
        "many": "\n" * 10_000 + "The harbour opens below." + "\r\n" * 10_000,
        "spaces": " " * 10_000 + "\t" * 10_000 + "The harbour opens far right." + " " * 10_000,
    }
    return each("world", texts) | {f"end/{name}.txt": shown(text) for name, text in ends.items()}


# ── Markdown with front matter ──────────────────────────────────────────────────────────────────


def front_matter() -> Things:
    """Return Markdown seeds whose front matter is wrong, odd or an attack."""
    top = "there is no front matter; begin the file with .*; or call it .txt if it is raw text"
    untagged = r"could not determine a constructor for the tag '.*'; write the value without !!"
    deep = r"exceeded maximum nesting depth; write plain `key: value` lines"
    laughs = "\n".join(
        f"- &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    # A field whose name has thousands of letters is told in as many, a file with thousands of unknown ones in as many
    # lines: neither is here, as a line would be longer than anyone reads.
    broken = {
        "no-front": ("The harbour opens.\n", top),
        "toml": ('+++\ntitle = "Harbour"\n+++\n', top),
        "indented": ("    ---\n    title: Harbour\n    ---\n", ".*"),
        "open": ("---\ntitle: Harbour\n", "the front matter is not closed; end it with a line ---"),
        "list": ("---\n- harbour\n---\n", "the front matter is not a list of fields; .*"),
        "scalar": ("---\nharbour\n---\n", "the front matter is not a list of fields; .*"),
        "empty": ("---\n---\n", "'title' is missing; .*"),
        "bracket": (FRONT.format("tags: [harbour"), ".*"),
        "quote": (FRONT.format('summary: "harbour'), ".*"),
        "colon": (FRONT.format("summary: harbour: crane: hook"), "mapping values are not allowed.*"),
        "tab": (FRONT.format("tags:\n\t- harbour"), "found .*; indent with spaces, not with tabs"),
        "unknown": (FRONT.format("harbour: crane"), "'harbour' is not a field here; .*"),
        "twice": (FRONT.format("title: Crane"), "'title' stands here twice; keep one; the other is in line 2"),
        "conflict": (
            FRONT.format("<<<<<<< ours\ntags: [a]\n=======\ntags: [b]\n>>>>>>> theirs"),
            "could not find expected ':'; .*",  # the advice is about quotes, not about the merge
        ),
        "slug": (FRONT.format("slug: ../../escaped"), "'slug': not of the right form; .*"),
        "slug-long": (FRONT.format("slug: " + "a" * 5_000), "'slug': expected str of length <= 120; .*"),
        "date": (FRONT.format("published: 2024-02-30"), "'published': .* is not a day or time that exists; .*"),
        "year": (FRONT.format("published: 0000"), "'published': .* is not a day or time that exists; .*"),
        "draft": (FRONT.format("draft: perhaps"), "'draft': expected bool, got str; write true or false"),
        "id": (FRONT.format("id: ../../escaped"), "'id': not of the right form; .*"),
        "language": (FRONT.format("language: ../../escaped"), "'language': not of the right form; .*"),
        "blank-title": ('---\ntitle: " \\u2003 "\n---\n', "'title': not of the right form; .*"),
        "list-title": ("---\ntitle: [Harbour]\n---\n", "'title': expected str, got list; .*"),
        "half-pair": ('---\ntitle: "\\ud800"\n---\n', "found invalid Unicode character escape code; .*"),
        "nul": ("---\ntitle: Har\0bour\n---\n", r"the character U\+0000 can stand in no text; take it out"),
        "laughs": (
            FRONT.format(f"tags:\n- &a [x, x, x, x, x, x, x, x, x]\n{laughs}"),
            "'tags': expected str, got list.*",
        ),
        "laughs-merged": (
            FRONT.format(
                "x:\n- - &a {k: v}\n"
                + "\n".join(
                    f"  - &{new} {{!!merge m: [{', '.join([f'*{old}'] * 9)}]}}"
                    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
                )
            ),
            "'x' is not a field here; .*",
        ),
        "itself": (FRONT.format("tags: &a [*a]"), "'tags': expected str, got list.*"),
        "no-alias": (FRONT.format("summary: *nothing"), "found undefined alias; .*"),
        "deep-flow": (FRONT.format("tags: " + "[" * 100_000), deep),
        "deep-block": (FRONT.format("tags:\n" + "- " * 100_000 + "x"), deep),
        "deep-lists": (FRONT.format("") + "\n" + "1. " * 2_000 + "x\n", "lists or quotes are nested too deeply; .*"),
        "python": (FRONT.format("summary: !!python/object/apply:os.system [touch escaped]"), untagged),
        "binary": (FRONT.format("summary: !!binary aGFyYm91cg=="), untagged),
        "set": (FRONT.format("tags: !!set {a, b}"), untagged),
        "odd-key": (FRONT.format("? [a, b]\n: c"), "found unhashable key; .*"),
    }
    right = {
        "plain": FRONT.format(""),
        "crlf": FRONT.format("").replace("\n", "\r\n"),
        "cr": FRONT.format("tags: [a]").replace("\n", "\r"),
        "mark": "\ufeff" + FRONT.format("tags: [b]"),
        "blank-above": "\n\n \n" + FRONT.format("tags: [c]"),
        "two-documents": FRONT.format("").replace("\n\n", "\n--- \n\n", 1) + "---\ntitle: Other\n---\n",
        "escapes": FRONT.format('summary: "\\0\\a\\e[2J\\uFFFF\\x85\\u202e\\u2028"'),
        "long-title": FRONT.replace("Harbour news", "Harbour " * 1_250).format(""),
        "many-tags": FRONT.format(f"tags: [{', '.join(f't{n}' for n in range(40))}]"),
        "reserved": FRONT.format("tags: [con, nul, '.', '..', /, '\\', '%2e%2e%2f']"),
        "controls": FRONT.format("") + "A bell \x07 and \x1b[2J in the body of cranes.\n",
    }
    utf_16 = FRONT.format("").encode("utf-16")
    return {
        **{f"front/{name}.md": refused(text, line) for name, (text, line) in broken.items()},
        **{f"right/{name}.md": raw(text.encode(), "The harbour opens at dawn.") for name, text in right.items()},
        "front/utf-16.md": refused(utf_16, "this is not UTF-8; save the file as UTF-8"),
        "front/latin-1.md": refused(FRONT.format("tags: [Möwe]").encode("latin-1"), "this is not UTF-8; .*"),
        "pages/about.md": refused(FRONT.format("tags: [about]"), "content/pages/about.md would be a plain page .*"),
        "right/draft.md": Thing("waits", FRONT.format("draft: true").encode()),
        "right/to-come.md": Thing("waits", FRONT.format("published: 2031-01-01").encode()),
        "right/last-day.md": Thing("waits", FRONT.format("published: 9999-12-31T23:59:59+14:00").encode()),
    }


def claims() -> Things:
    """Return Markdown seeds that want what is another's or lies elsewhere."""

    def named(name: str, front: str, body: str, line: str) -> Thing:
        text = FRONT.format(front) + body + "\n"
        return Thing("published", text.encode(), "The harbour opens at dawn.", line, f"content/claim/{name}.md")

    out, gone = r"{} leads out of content/; .*", r"{} names no file; there is no .*"
    return {
        "claim/id-1.md": raw(FRONT.format("id: urn:x:harbour\ntags: [first]").encode(), "The harbour opens at dawn."),
        "claim/id-2.md": refused(
            FRONT.format("id: urn:x:harbour\ntags: [second]"), "its id urn:x:harbour is that of another article; .*"
        ),
        "claim/slug-1.md": refused(FRONT.format("slug: crane\ntags: [a]"), ".*crane.*", "content/claim/slug-1.md"),
        "claim/slug-2.md": refused(FRONT.format("slug: crane\ntags: [b]"), ".*crane.*", "content/claim/slug-2.md"),
        "claim/updated.md": refused(
            FRONT.format("updated: 2031"), r"it was updated in the future \(2031\); .*", "content/claim/updated.md"
        ),
        "claim/twin-1.txt": shown("The very same harbour, twice."),
        "claim/twin-2.txt": Thing(
            "left out",
            b"The very same harbour, twice.",
            "",
            "warning: this is the same text as seeds/claim/twin-1.txt; .*",
        ),
        "claim/link.md": named("link", "tags: [a]", "[x](../../../etc/passwd)", out.format("'../../../etc/passwd'")),
        "claim/picture.md": named("picture", "tags: [b]", "![x](../../outside.txt)", out.format("'../../outside.txt'")),
        "claim/absolute.md": named("absolute", "tags: [c]", "![x](/etc/passwd)", gone.format("'/etc/passwd'")),
        "claim/encoded.md": named("encoded", "tags: [d]", "[x](%2e%2e/%2e%2e/%2e%2e/etc/passwd)", out.format("'.*'")),
        "claim/nul.md": named("nul", "tags: [e]", "[x](a%00b.md)", out.format("'a%00b.md'")),
        "claim/ledger.md": named("ledger", "tags: [f]", "[x](../ledger.jsonl)", gone.format("'../ledger.jsonl'")),
        "claim/settings.md": named("settings", "tags: [g]", "[x](../../feedmill.toml)", out.format("'.*'")),
        "claim/image.md": named("image", "image: ../../../etc/passwd", "", "image: " + out.format("'.*'")),
        "claim/files.md": named(
            "files", "enclosures: [/etc/passwd]", "", "enclosures: " + gone.format("'/etc/passwd'")
        ),
        "claim/file.md": raw(
            (FRONT.format("tags: [h]") + "<file:///etc/passwd>\n").encode(), "The harbour opens at dawn."
        ),
    }


# ── names ───────────────────────────────────────────────────────────────────────────────────────

NAMES = (
    *("with space.txt", " .txt", "  lead.txt", "-rf.txt", "--help.txt", "%2e%2e%2f.txt", "%00.txt", "a\\b.txt"),
    *(
        "x..\\..\\c.txt",
        "new\nline.txt",
        "tab\there.txt",
        "bell\x07.txt",
        "\x1b[31mred.txt",
        "del\x7f.txt",
        "c1\x9b.txt",
    ),
    *("a.txt: warning: b.txt", "quo\"te's.txt", "<script>alert(1)<%2fscript>.txt", "$(reboot).txt", "`reboot`.txt"),
    *("; rm -rf ~.txt", "*.txt", "?.txt", "[a-z].txt", "{a,b}.txt", "~.txt", "#.txt", "&amp;.txt", "{{ 7 }}.txt"),
    *("a|b.txt", "a:b.txt", "🙂.txt", "漢字.txt", "e\u0301clair.txt", "\u00e9clair.txt", "\u202egpj.txt", "\u2028.txt"),
    *("\ufeff.txt", "\u200b.txt", "\ufffd.txt", "con.txt", "nul.txt", "NUL.TXT", "lpt1.txt", "A.txt", "a.txt", "a.TXT"),
    *("ſ.txt", "s.txt", "x.txt.txt", "index.html.txt", "ledger.jsonl.txt", "folder.txt/inside.txt", "content/x.txt"),
    *("feeds/atom.xml.txt", "pages/raw.txt", "d/" * 40 + "deep.txt", "n" * 246 + ".txt", "ü" * 125 + ".txt"),
)
MARKDOWN_NAMES = (
    "X.md",
    "-rf.md",
    "a\\b.md",
    "new\nline.md",
    "\x1b[31m.md",
    "<b>.md",
    " .md",
    "con.md",
    "n" * 247 + ".md",
)
HIDDEN = ("..txt", "...txt", ".hidden.txt", ".git/x.txt", ".x/y.md", ".DS_Store", "sub/.z.txt", ".feedmill-new/x.txt")
STRAYS = (
    "x.rtf",
    "x.html",
    "x.txt~",
    "x.txt ",
    "x.txt.",
    "txt",
    "x.txt.bak",
    "x.md.old",
    "a\x1b[2J.exe",
    "ledger.jsonl",
)
UNDECODABLE = (b"f\xfcx.txt", b"\xff\xfe.txt", b"\xc0\xae\xc0\xae.txt", b"\xed\xa0\x80.md")


def names() -> Things:
    """Return good texts under bad names."""
    texts = {name: shown(f"date 2024-09 Harbour number {at:05} opens.\n") for at, name in enumerate(NAMES)}
    markdown = {
        name: raw(f'---\ntitle: "Harbour {at}"\n---\n\nThe harbour opens.\n'.encode(), "harbour opens")
        for at, name in enumerate(MARKDOWN_NAMES)
    }
    return {
        **{f"name/{name}": thing for name, thing in (texts | markdown).items()},
        **{f"name/{name}": Thing("unseen", b"The hidden harbour opens.") for name in HIDDEN},
        **{f"name/{name}": Thing("left out", b"The stray harbour opens.", "", STRAY) for name in STRAYS},
        **{f"name/{os.fsdecode(name)}": Thing("left out", b"No name.", "", ODD_NAME) for name in UNDECODABLE},
        "name/" + os.fsdecode(b"folder-\xe4"): Thing("left out", partial(_folder, "inside.txt"), "", ODD_NAME),
        # The line names a path that is not there: the file in the way is content/name/X.md.
        "name/x.md": refused(
            FRONT.format("tags: [x]"), "this file is in the way of seeds/name/x.md; .*", "content/name/x.md"
        ),
    }


# ── what is no file, or may not be read ─────────────────────────────────────────────────────────


def _folder(name: str, path: Path, mode: int = 0o755) -> None:
    path.mkdir()
    (path / name).write_bytes(b"A text in a folder that nobody enters.")
    path.chmod(mode)


def _locked(path: Path) -> None:
    path.write_bytes(b"A text that nobody may read.")
    path.chmod(0)


def _link(to: str, path: Path) -> None:
    path.symlink_to(to)


def _node(mode: int, path: Path) -> None:
    os.mknod(path, mode | 0o666, os.makedev(1, 5))  # a device, which only a few may make, would be /dev/zero


def _abyss(path: Path) -> None:
    """Make folders in one another until no path is long enough for them."""
    path.mkdir()
    here = os.open(path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("a" * 250, dir_fd=here)
        here, above = os.open("a" * 250, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)


def oddities() -> Things:
    """Return what is no file at all: links, loops, pipes, sockets, devices."""
    links = {
        "to-file": "../../../outside.txt",
        "to-folder": "../../../outside",
        "to-root": "/",
        "to-passwords": "/etc/passwd",
        "to-zero": "/dev/zero",
        "to-terminal": "/dev/tty",
        "to-itself": "to-itself.txt",
        "to-there": "and-back.txt",
        "and-back": "to-there.txt",
        "dangling": "nowhere",
        "above": "..",
        "here": ".",
        "to-seed": "../enc/utf-8.txt",
        "to-content": "../../content",
        "long": "x/" * 2_000,
    }
    return {
        **{f"odd/{name}.txt": Thing("left out", partial(_link, to), "", LINK) for name, to in links.items()},
        "odd/link.md": Thing("left out", partial(_link, "../right/plain.md"), "", LINK),
        "odd/pipe.txt": Thing("left out", partial(_node, stat.S_IFIFO), "", SPECIAL),
        "odd/pipe.md": Thing("left out", partial(_node, stat.S_IFIFO), "", SPECIAL),
        "odd/socket.txt": Thing("left out", partial(_node, stat.S_IFSOCK), "", SPECIAL),
        "odd/device.txt": Thing("left out", partial(_node, stat.S_IFCHR), "", SPECIAL),
    }


def locked() -> Things:
    """Return what the system does not let us read."""
    denied = "permission denied; allow.*"
    folder = f"this folder cannot be listed: {denied}"
    return {
        "odd/locked.txt": Thing("refused", _locked, "", f"this seed cannot be read: {denied}"),
        "odd/locked.md": Thing("refused", _locked, "", f"this seed cannot be read: {denied}"),
        "odd/locked": Thing("refused", partial(_folder, "inside.txt", mode=0), "", folder),
        "odd/listed": Thing("refused", partial(_folder, "inside.txt", mode=0o444), "", folder),
        "odd/entered": Thing("refused", partial(_folder, "inside.txt", mode=0o111), "", folder),
    }


def abyss() -> Things:
    """Return a folder that goes deeper than a path can say. Its line, alone of all, is as long as that."""
    # Not here: a Markdown seed whose path is but one or two letters shorter than the longest that there can be, as
    # that in content/ is two letters longer; and one in a folder that is called like a file of content/, such as
    # ledger.jsonl. Both end the whole build.
    return {"odd/abyss": Thing("refused", _abyss, "", "this folder cannot be listed: file name too long; .*")}


def everything() -> Things:
    """Return all things by their names below seeds/."""
    found: Things = {}
    for kind in (
        *(encodings, binaries, controls, empties, heavies, lookalikes, marks, scripts, scripts_of_the_world),
        *(front_matter, claims, names, oddities, locked, abyss),
    ):
        new = kind()
        assert not found.keys() & new.keys()
        found |= new
    return found


AGAIN = {"odd/locked.txt", "odd/locked.md", "claim/id-2.md", "name/x.md"}
"""Seeds that each build opens anew, as what is wrong lies outside them."""


# ── the site ────────────────────────────────────────────────────────────────────────────────────

# Who may read everything must lose that power first: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, by PR_CAPBSET_DROP.
LAUNCH = """
import os, sys
if os.geteuid() == 0:
    import ctypes
    for power in (1, 2):
        ctypes.CDLL(None).prctl(24, power, 0, 0, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
WATCH = """
import json, sys
from pathlib import Path
opened = []
sys.addaudithook(lambda event, said: opened.append(str(said[0])) if event == "open" else None)
from feedmill.cli import main
status = main(sys.argv[2:])
Path(sys.argv[1]).write_text(json.dumps(opened))
sys.exit(status)
"""

Marks = dict[str, tuple[object, ...]]


def launch(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process that may read no more than anybody; one that hangs is stopped and fails."""
    return subprocess.run(
        [sys.executable, "-c", LAUNCH, *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        env=environment(),
    )


def feedmill(root: Path, options: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """Build the site."""
    return launch("-m", "feedmill", "-C", str(root), "build", *options)


def marks_of(top: Path, *but: str) -> Marks:
    """Return marks and bytes of everything below a folder, of links and pipes too, without what lies below `but`."""
    found: Marks = {}
    for folder, folders, files, here in os.fwalk(top, follow_symlinks=False):
        inside = Path(folder).relative_to(top)
        folders[:] = [name for name in folders if str(inside / name) not in but]
        found |= {str(inside / name): tuple(_mark(name, here)) for name in (*folders, *files)}
    return found


def _mark(name: str, folder: int) -> Iterator[object]:
    """Yield by what a file is known, as far as we may know it."""
    with suppress(PermissionError):
        info = os.stat(name, dir_fd=folder, follow_symlinks=False)
        yield from (info.st_mode, info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)
        if stat.S_ISREG(info.st_mode):
            with os.fdopen(os.open(name, os.O_RDONLY, dir_fd=folder), "rb") as file:
                yield sha256(file.read()).hexdigest()


def printable(text: str) -> str:
    """Return a text with an escape for each character that does not show."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


class Row(NamedTuple):
    """What the ledger knows of an article."""

    id: str
    path: str
    address: str
    published: bool


class Built(NamedTuple):
    """Two sites with the same seeds, built once: one by many workers, one by a single one."""

    base: Path
    things: Things
    before: Marks
    after: Marks
    done: subprocess.CompletedProcess[str]
    alone: subprocess.CompletedProcess[str]

    @property
    def root(self) -> Path:
        """The site that many workers built."""
        return self.base / SITES[0]

    def rows(self) -> dict[str, Row]:
        """Return what the ledger says of each seed's article, by the seed's name below seeds/."""
        found: dict[str, Row] = {}
        for line in (self.root / "content/ledger.jsonl").read_text(encoding="utf-8").strip("\n").split("\n"):
            said = json.loads(line)
            if said["kind"] == "article":
                row = Row(said["id"], said["paths"][0], f"articles/{said.get('slug')}.html", "number" in said)
                found.update((name.removeprefix("seeds/"), row) for name, _ in said["seeds"])
        return found

    def told(self, done: subprocess.CompletedProcess[str] | None = None) -> dict[str, list[str]]:
        """Return what is told of each thing, by its name: lines without the path with which they begin."""
        rows = self.rows()
        paths: dict[str, str] = {}
        for name, thing in self.things.items():
            own = os.fsencode(name).decode("utf-8", "replace")
            paths[printable(f"seeds/{own}")] = name
            if thing.at or (name in rows and thing.fate == "published"):
                paths[printable(thing.at or rows[name].path)] = name
        found: dict[str, list[str]] = defaultdict(list)
        for line in (done or self.done).stderr.rstrip("\n").split("\n"):
            shown = ABYSS.sub("", printable(line))
            path = max(filter(shown.startswith, paths), key=len, default="")
            place = re.match(r"(:\d+)?: ", shown[len(path) :])
            assert path, line
            assert place, line
            found[paths[path]].append(shown[len(path) + place.end() :])
        return found


ABYSS = re.compile("(?:/a{250})+")
SITES = ("above/site", "alone/site")
AROUND = ("outside.txt", "outside/inside.txt", "above/beside.txt", "above/content/beside.md", "above/etc/passwd")
OURS = ("content", "feeds", ".feedmill")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Make the folders and what lies around them, and build both sites at the same time."""
    base = tmp_path_factory.mktemp("hostile")
    roots = [site(base / name, {f"../../{path}": f"{path} is nobody's business." for path in AROUND}) for name in SITES]
    things = everything()
    spared = {name for root in roots for name in _made(root / "seeds", things)}
    for root in roots:
        settle(root)
    but = tuple(f"{name}/{ours}" for name in SITES for ours in OURS)
    before = marks_of(base, *but)
    with ThreadPoolExecutor() as pool:
        done, alone = pool.map(feedmill, roots, ([], ["--jobs", "1"]))
    there = {name: thing for name, thing in things.items() if name not in spared}
    yield Built(base, there, before, marks_of(base, *but), done, alone)
    for path in chain.from_iterable((root / "seeds/odd").iterdir() for root in roots):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)  # or nobody could clear it away
    shutil.rmtree(base)


def _made(seeds: Path, things: Things) -> set[str]:
    """Make all things; return the names of those that cannot be made or do not work on this system."""
    spared = set()
    for name, thing in things.items():
        path = seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.write_bytes(thing.make) if isinstance(thing.make, bytes) else thing.make(path)
        except PermissionError:  # a device
            spared.add(name)
    if launch("-c", "import sys; open(sys.argv[1])", str(seeds / "odd/locked.txt")).returncode == 0:
        for name in locked():  # root stays root where powers cannot be dropped one by one
            shutil.rmtree(seeds / name, ignore_errors=True)
            (seeds / name).unlink(missing_ok=True)
            spared.add(name)
    return spared


# ── what is read back ───────────────────────────────────────────────────────────────────────────

ATOM = "{http://www.w3.org/2005/Atom}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
FORBIDDEN = {"script", "iframe", "object", "embed", "applet", "base", "form", "input", "style", "svg", "math"}
ADDRESSES = {"href", "src", "poster", "cite", "action", "formaction", "data", "background", "srcset", "ping"}
RUNS = re.compile(
    r"[\x00-\x20]*(?:j\s*a\s*v\s*a|v\s*b)\s*s\s*c\s*r\s*i\s*p\s*t\s*:|[\x00-\x20]*(?:data|file|blob):", re.IGNORECASE
)
HUGE = 60_000  # letters; html5lib takes minutes for some


class Page(NamedTuple):
    """What a browser would see."""

    text: str
    unsafe: list[str]


def words(text: str) -> set[str]:
    """Return the words of a text that are worth looking for."""
    return set(re.findall(r"\w{5,}", text))


@cache
def read(path: Path) -> Page:
    """Return what a page says and does."""
    return parsed(path.read_text(encoding="utf-8"))


def ours(said: dict[str, str], text: str) -> bool:
    """Whether a script with these attributes is data for search engines, or the theme's own file."""
    if said == {"type": "application/ld+json"}:
        return bool(json.loads(text)) and not set("<>&") & set(text)
    return not text and said.keys() == {"src", "defer"} and said["src"].endswith("assets/site.js")


def parsed(html: str) -> Page:
    """Return what HTML says and does, as html5lib has it, or lxml where that would take too long."""
    tree: Any  # elements of two kinds, with the same methods
    if len(html) > HUGE:
        tree = lxml.html.document_fromstring(html.encode(), lxml.html.HTMLParser(encoding="utf-8", huge_tree=True))
    else:
        tree = html5lib.parse(html, namespaceHTMLElements=False)
    tags = [each for each in tree.iter() if isinstance(each.tag, str)]
    unsafe = [
        str(each.tag)
        for each in tags
        if str(each.tag).rpartition("}")[2] in FORBIDDEN and not ours(dict(each.items()), each.text or "")
    ]
    for name, value in ((str(name), str(value)) for each in tags for name, value in each.items()):
        bare = name.rpartition("}")[2].lower()
        if bare.startswith("on") or bare in {"style", "srcdoc"} or (bare in ADDRESSES and RUNS.match(value)):
            unsafe.append(f"{name}={value}")
    return Page("\n".join(map(str, tree.itertext())), unsafe)


def texts_of(path: Path) -> Iterator[str]:
    """Yield all HTML that a feed holds."""
    if path.suffix == ".json":
        yield from (each["content_html"] for each in json.loads(path.read_bytes())["items"])
    elif path.suffix == ".xml":
        root = ET.parse(path).getroot()  # noqa: S314 - what is to be proved
        marked = (each for each in root.iter() if each.tag == ENCODED or each.get("type") == "html")
        yield from (each.text or "" for each in chain(marked, root.iterfind("channel/item/description")))


def digests(top: Path) -> dict[str, str]:
    """Return the SHA-256 of each file below a folder."""
    files = (path for path in top.rglob("*") if path.is_file())
    return {str(path.relative_to(top)): sha256(path.read_bytes()).hexdigest() for path in files}


# ── what comes of it ────────────────────────────────────────────────────────────────────────────


def test_there_are_things_of_every_kind(built: Built) -> None:
    """The folder holds far more than a hundred different things, and each fate is met by many."""
    assert len(built.things) > 400
    for fate, least in {"published": 200, "refused": 80, "left out": 30, "unseen": 8, "waits": 4}.items():
        assert sum(thing.fate == fate for thing in built.things.values()) >= least


def test_the_build_ends_with_status_1_and_no_traceback(built: Built) -> None:
    """What cannot be used is a mistake: exit status 1, the count of mistakes, and nothing of Python's own words."""
    assert built.done.returncode == 1
    output = built.done.stdout + built.done.stderr
    assert "Traceback" not in output
    assert "Error" not in output
    assert re.search(r"\d+ mistakes above; open file://", built.done.stdout)


def test_every_line_fits_a_terminal(built: Built) -> None:
    """No line is longer than a person reads, its path aside, and none holds a command to the terminal."""
    # A bidi control in a name comes through, so that a line may show its words in another order; and with -v names of
    # articles come through as they are, commands to the terminal and all.
    for line in (built.done.stdout + built.done.stderr).rstrip("\n").split("\n"):
        assert len(ABYSS.sub("", line)) <= 400, line
        assert not {unicodedata.category(letter) for letter in line} & {"Cc", "Cs", "Zl", "Zp"}, ascii(line)


def test_each_thing_that_cannot_be_used_has_one_clear_line(built: Built) -> None:
    """One mistake for each that is refused, one warning for each that is left out, of the right words; no other."""
    told = built.told()
    wrong: dict[str, list[str]] = {}
    for name, thing in built.things.items():
        lines = told.get(name, [])
        mistakes = [line for line in lines if not line.startswith("warning: ")]
        match thing.fate:
            case "refused":
                right = [bool(re.fullmatch(thing.line, line)) for line in mistakes] == [True]
            case "left out":
                right = [bool(re.fullmatch(thing.line, line)) for line in lines] == [True]
            case "unseen":
                right = not lines
            case _:
                expected = not thing.line or any(re.fullmatch(thing.line, line) for line in lines)
                right = expected and (bool(thing.at) or not mistakes)
        if not right:
            wrong[name] = lines
    assert not wrong


def test_everything_else_is_published_word_for_word(built: Built) -> None:
    """Each has an article, and a page that shows all its words; of what is refused or left out nothing is published."""
    rows = built.rows()
    lost: dict[str, list[str]] = {}
    for name, thing in built.things.items():
        row = rows.get(name)
        if thing.fate == "published":
            assert row is not None, name
            assert (built.root / row.path).is_file(), name
            missing = words(thing.said) - words(read(built.root / "feeds" / row.address).text)
            lost |= {name: sorted(missing)[:9]} if missing else {}
        elif thing.fate == "waits":
            assert row is not None, name
            assert not row.published, name
            assert (built.root / row.path).is_file(), name
        elif row is not None and thing.fate != "left out":
            assert not row.published, name
            assert thing.at == row.path, name
    assert not lost
    count = sum(thing.fate == "published" for thing in built.things.values())
    assert f"published  {count} articles (" in built.done.stdout


def test_every_published_thing_is_in_the_feeds(built: Built) -> None:
    """Subscription and history together hold each article once, in all three formats; every document parses."""
    ids = {row.id for row in built.rows().values() if row.published}
    feeds = built.root / "feeds"
    found: dict[str, list[str]] = defaultdict(list)
    for path in feeds.rglob("*"):
        if path.suffix in {".xml", ".opml"}:
            root = ET.parse(path).getroot()  # noqa: S314 - what is to be proved
            if path.parent == feeds or "history" in path.parts:
                found["atom"] += [str(each.text) for each in root.iterfind(f"{ATOM}entry/{ATOM}id")]
                found["rss"] += [str(each.text) for each in root.iterfind("channel/item/guid")]
        elif path.suffix == ".json":
            items = json.loads(path.read_bytes())["items"]
            if path.parent == feeds or "history" in path.parts:
                found["json"] += [each["id"] for each in items]
    assert found.keys() == {"atom", "rss", "json"}
    for each in found.values():
        assert len(each) == len(ids)
        assert set(each) == ids


def test_nothing_unsafe_is_published(built: Built) -> None:
    """No page and no text in a feed holds a script, a handler, a frame, a style or an address that runs."""
    feeds = built.root / "feeds"
    wrong = {str(path): page.unsafe for path in feeds.rglob("*.html") if (page := read(path)).unsafe}
    assert not wrong
    texts = set(chain.from_iterable(map(texts_of, feeds.rglob("*"))))
    assert len(texts) > 200
    assert not [text[:200] for text in texts if parsed(text).unsafe]


def test_check_finds_no_mistake(built: Built) -> None:
    """What became of all this passes `feedmill check`, which tells what it doubts and ends with status 0."""
    done = launch("-m", "feedmill", "-C", str(built.root), "check")
    assert [line for line in done.stderr.splitlines() if ": warning: " not in line] == []
    assert done.returncode == 0


def test_nothing_outside_the_site_is_touched(built: Built) -> None:
    """Seeds, and all that lies beside and above the site or is linked to, have the bytes and marks that they had."""
    for name in SITES:
        assert {path.name for path in (built.base / name).iterdir()} == {"feedmill.toml", "seeds", *OURS}
    assert {**built.after, **dict.fromkeys(SITES)} == {**built.before, **dict.fromkeys(SITES)}
    for path in chain.from_iterable((built.root / name).rglob("*") for name in OURS):
        assert path.is_dir() or stat.S_ISREG(path.lstat().st_mode), path


def test_a_second_build_writes_nothing_and_opens_no_seed(built: Built, tmp_path: Path) -> None:
    """Mistakes are remembered: each is told again, no seed is opened but what must be, and no byte is written."""
    ours = [built.root / name for name in ("content", "feeds")]
    before = [marks_of(folder) for folder in ours]
    done = launch("-c", WATCH, str(tmp_path / "opened"), "-C", str(built.root), "build", "--jobs", "1")
    assert [marks_of(folder) for folder in ours] == before
    assert done.returncode == 1
    assert re.search(r"files +0 written, \d+ unchanged, 0 removed", done.stdout)
    opened = json.loads((tmp_path / "opened").read_text())
    seeds = f"{built.root / 'seeds'}/"
    assert {path.removeprefix(seeds) for path in opened if path.startswith(seeds)} <= AGAIN
    first, second = built.told(), built.told(done)
    for name, thing in built.things.items():
        if thing.fate == "left out":
            assert second[name] == first[name]
        else:
            assert [line for line in second[name] if not line.startswith("warning: ")] == [
                line for line in first[name] if not line.startswith("warning: ")
            ]


def test_one_worker_builds_the_same_site(built: Built) -> None:
    """Of the same seeds one process makes the bytes that many make, and tells the same."""
    one, many = (built.base / name for name in reversed(SITES))
    for name in ("content", "feeds"):
        assert digests(one / name) == digests(many / name)
    assert built.alone.stderr == built.done.stderr
