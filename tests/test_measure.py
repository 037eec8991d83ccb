"""Files below content/: measured once, then known by their marks."""

from pathlib import Path

import feedparser

from feedmill import disk
from sites import BASE, PIXEL, article, build, clean, counted, mistakes, page, site, told, write
from test_media import HTML, MP3, picture, sound


def test_pictures_stand_with_their_size_on_pages_and_in_feeds(tmp_path: Path) -> None:
    """The size is that of the file, unless the author gave one; alternative text is there, if need be an empty one."""
    body = (
        '![Ein Turm](turm.png)\n\n<img src="turm.png">\n\n<img src="turm.png" width="5" alt="x">\n\n<img src="a.svg">'
    )
    files = {
        "content/turm.png": picture("PNG", (30, 20)),
        "content/a.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    root = site(tmp_path, {"content/a.md": article("A", body, image="turm.png"), **files})
    clean(root)
    for text, start in ((page(root, "articles/a.html"), "../"), (page(root, "feed.json").replace('\\"', '"'), BASE)):
        assert f'<img alt="Ein Turm" src="{start}media/turm.png" width="30" height="20">' in text
        later = ' loading="lazy" decoding="async"' if start == "../" else ""
        assert f'<img src="{start}media/turm.png" alt="" width="30" height="20"{later}>' in text
        assert f'<img src="{start}media/turm.png" width="5" alt="x"{later}>' in text
        assert f'<img src="{start}media/a.svg" alt=""{later}>' in text
    thumbnail = f'<media:thumbnail url="{BASE}media/turm.png" width="30" height="20"/>'
    assert thumbnail in page(root, "rss.xml")
    assert thumbnail in page(root, "atom.xml")


def test_a_file_is_opened_once(tmp_path: Path) -> None:
    """The second build opens no picture; one that changed is measured anew and its pages follow."""
    root = site(tmp_path, {"content/a.md": article("A", "![x](a.png)"), "content/a.png": PIXEL})
    clean(root)
    with counted() as opened:
        clean(root)
    assert not [path for path in opened if path.endswith(".png")]
    write(root / "content/a.png", picture("PNG", (4, 3)))
    report = clean(root)
    assert 'width="4" height="3"' in page(root, "articles/a.html")
    assert {"media/a.png", "articles/a.html", "rss.xml"} <= set(report.written)


def test_one_enclosure_an_entry_and_the_others_as_links(tmp_path: Path) -> None:
    """Readers keep the first or the last of several, so each format announces one and links to all others."""
    front = {"enclosures": '["one.mp3", "two.wav", "three & four.wav"]'}
    files = {"content/one.mp3": MP3, "content/two.wav": sound(3), "content/three & four.wav": sound(4)}
    root = site(tmp_path, {"content/a.md": article("A", "Text.", **front), **files})
    clean(root)
    for name in ("rss.xml", "atom.xml"):
        (entry,) = feedparser.parse(page(root, name)).entries
        (enclosure,) = entry.enclosures
        assert (enclosure.href, enclosure.type, int(enclosure.length)) == (
            BASE + "media/one.mp3",
            "audio/mpeg",
            len(MP3),
        )
        assert f'href="{BASE}media/two.wav"' in entry.content[0].value
        assert ">three &amp; four.wav</a>" in entry.content[0].value
    assert '"duration_in_seconds": 2' in page(root, "feed.json")


def test_what_is_not_what_its_name_says_stays_out(tmp_path: Path) -> None:
    """The mistake names the file and the line of the field; the article is published without it."""
    front = {"enclosures": '["a.mp3"]', "image": "b.jpg"}
    root = site(tmp_path, {"content/a.md": article("A", **front), "content/a.mp3": HTML, "content/b.jpg": PIXEL})
    report = build(root)
    audio = "'a.mp3' is unusable: it is text/html, though its name says audio/mpeg"
    image = "'b.jpg' is unusable: it is image/png, though its name says image/jpeg"
    assert mistakes(report) == [
        f"content/a.md:3: enclosures: {audio}; replace it with the real file",
        f"content/a.md:4: image: {image}; replace it with the real file",
    ]
    assert report.articles == 1


def test_a_file_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    """It is named, and everything else is published."""
    root = site(tmp_path, {"content/a.md": article("A"), "content/x.png": PIXEL})
    original = disk.read

    def refusing(path: Path | str) -> bytes:
        if Path(path).name == "x.png":
            raise PermissionError(13, "Permission denied", str(path))
        return original(path)

    disk.read = refusing
    try:
        report = build(root)
    finally:
        disk.read = original
    assert told(report) == ["content/x.png: this file cannot be read: permission denied; allow reading it"]
    assert report.articles == 1
