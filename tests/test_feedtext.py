"""What all formats agree on: an entry says its own language and direction, and texts that cannot leak."""

import json
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from msgspec import structs

from feedmill import feedtext
from feedmill.feedtext import sound
from feedmill.model import Meta
from feedmill.text import balanced
from sites import SETTINGS, article, build, clean, mistakes, page, site
from test_feeds_agree import META, metas


def contents(root: Path) -> dict[str, set[str]]:
    """Return the content of each entry by title, as each format has it."""
    found: dict[str, set[str]] = {}
    for name in ("rss.xml", "atom.xml"):
        for entry in feedparser.parse(page(root, name), sanitize_html=False).entries:
            said = entry.content[0].value if "content" in entry else entry.summary
            found.setdefault(entry.title, set()).add(said.strip())
    for item in json.loads(page(root, "feed.json"))["items"]:
        found.setdefault(item["title"], set()).add(item["content_html"].strip())
    return found


def test_a_text_in_another_language_says_so_itself(tmp_path: Path) -> None:
    """RSS and JSON Feed say language where no reader looks, and direction nowhere: the text says both."""
    files = {
        "content/en.md": article("English", "Words."),
        "content/de.md": article("Deutsch", "Worte.", language="de"),
        "content/ar.md": article("عربي", "كلمات.", language="ar"),
    }
    root = site(tmp_path, files)
    clean(root)
    assert contents(root) == {
        "English": {"<p>Words.</p>"},
        "Deutsch": {'<div dir="ltr" lang="de"><p>Worte.</p></div>'},
        "عربي": {'<div dir="rtl" lang="ar"><p>كلمات.</p></div>'},
    }


def test_where_the_site_runs_from_right_to_left_every_text_says_so(tmp_path: Path) -> None:
    """Its readers may be set up either way."""
    settings = SETTINGS.replace('language = "en"', 'language = "he"')
    files = {"feedmill.toml": settings, "content/a.md": article("א", "מילים.")}
    root = site(tmp_path, files)
    clean(root)
    assert contents(root) == {"א": {'<div dir="rtl" lang="he"><p>מילים.</p></div>'}}


def test_no_title_turns_around_what_stands_behind_it(tmp_path: Path) -> None:
    """An override that is left open is closed in every format, where a reader's list would go on with it."""
    title = "\u202eevil\u2067 a"
    root = site(tmp_path, {"content/a.md": article(title, "Words.", tags='["\u202dx"]')})
    clean(root)
    assert set(contents(root)) == {balanced(title)} == {title + "\u2069\u202c"}
    assert {tag.term for tag in feedparser.parse(page(root, "rss.xml")).entries[0].tags} == {"\u202dx\u202c"}


def test_a_title_that_nobody_sees_is_a_mistake(tmp_path: Path) -> None:
    """A reader would show an empty line; the message names the line, and everything else is published."""
    root = site(tmp_path, {"content/a.md": article("\u200b\u2060\ufeff", "W."), "content/b.md": article("B")})
    report = build(root)
    assert mistakes(report) == ["content/a.md:2: 'title': not of the right form; write some text"]
    assert report.articles == 1


@given(metas)
def test_one_look_decides_as_every_text_would(meta: Meta) -> None:
    """What is passed over because nothing in it looks odd is what the careful way would have made of it."""
    looked = sound(meta)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feedtext, "_fine", lambda _: False)
        assert sound(meta) == looked


def test_most_articles_are_sound_at_one_look() -> None:
    """The quick way is taken, or it would be no way at all: quotes, umlauts and dashes are nothing odd."""
    assert sound(META) is META
    said = structs.replace(META, title='„Grüße“ – "sagt" er\u00a0…', summary="دقيقة 漢字")
    assert sound(said) is said
