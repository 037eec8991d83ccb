"""Articles as files: what is written is what is read, and what is wrong is told with its line."""

import re
from pathlib import Path
from typing import NoReturn

import frontmatter
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import to_builtins
from msgspec.structs import replace

from feedmill import articles
from feedmill.articles import front as matter
from feedmill.model import Article, Front, Image, Source
from feedmill.settings import Person
from feedmill.text import SEEN
from strategies import NASTY, bodies, fronts, text
from strategies import articles as any_articles


def written(front: str, body: str = "Text.") -> bytes:
    """Return a file with these lines of front matter."""
    return f"---\n{front}\n---\n\n{body}\n".encode()


def read(front: str) -> Front:
    """Return what these lines of front matter say."""
    article, problems = articles.load(written(front))
    assert not problems
    assert article is not None
    assert article.body == "Text."
    return article.front


def mistakes(raw: bytes) -> list[str]:
    """Return what is wrong with a file, as "line: what; what would be right"."""
    article, problems = articles.load(raw)
    assert (article is None) == bool(problems)
    assert all(problem.line and not problem.path for problem in problems)
    return [str(problem).removeprefix(":") for problem in problems]


# ── there and back ──────────────────────────────────────────────────────────────────────────────


@given(any_articles())
@settings(max_examples=150)
def test_what_is_written_is_what_is_read(article: Article) -> None:
    """`load(dump(article)) == article`, for any text in any field and any spaces around the body."""
    assert articles.load(articles.dump(article).encode()) == (article, ())


@pytest.mark.parametrize("nasty", [each for each in NASTY if re.search(SEEN, each)])
def test_no_text_is_taken_for_anything_else(nasty: str) -> None:
    """Neither for a number, a truth value, a date, nor for a mark of YAML; in a title, a list, a mapping."""
    person, image = Person(nasty), Image(nasty, nasty)
    front = Front(title=nasty, summary=nasty, authors=(nasty, person), tags=(nasty, nasty), image=image)
    article = Article(front, "Text.")
    assert articles.load(articles.dump(article).encode()) == (article, ())


@given(fronts())
def test_other_programs_read_the_same(front: Front) -> None:
    """PyYAML's own loader, which guesses types, finds texts and truth values: everything that needs quotes has them."""
    metadata, _ = frontmatter.parse(articles.dump(Article(front, "")))
    assert metadata == yaml.safe_load(yaml.safe_dump(to_builtins(front, str_keys=True)))
    slow = yaml.load(articles.dump(Article(front, "")).split("---\n")[1], Loader=yaml.SafeLoader)
    assert slow == metadata


@given(fronts())
def test_every_text_stands_in_quotes_on_its_line(front: Front) -> None:
    """Keys stand bare; a title is never folded, whatever its length and the line ends in it."""
    lines = articles.dump(Article(front, "")).split("\n")
    assert lines[0] == lines[-2] == "---"
    mark = r"""(?:  )?(?:- )?(?:[a-z_0-9]+:)? ?"""
    value = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|true|false|\d+|)"""
    for line in lines[1:-2]:
        assert re.fullmatch(mark + value, line)
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", line)
    assert sum(line.startswith("title:") for line in lines) == 1


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("No", 'title: "No"'),
        ('She said "yes"', "title: 'She said \"yes\"'"),
        ('It\'s "so"', 'title: "It\'s \\"so\\""'),
        ("Grüße 😀 你好", 'title: "Grüße 😀 你好"'),
        ("\\U0001F600 is 😀", 'title: "\\\\U0001F600 is 😀"'),
        ('😀 "quoted"', 'title: "😀 \\"quoted\\""'),
        ("a\nb\u2028c", 'title: "a\\nb\\Lc"'),
        ("word " * 2000, f'title: "{"word " * 2000}"'),
    ],
)
def test_a_title_looks_as_a_person_would_write_it(title: str, line: str) -> None:
    """Letters and pictures as themselves, single quotes where they spare backslashes, any length on one line."""
    assert articles.dump(Article(Front(title=title), "")).split("\n")[1] == line


@given(text())
def test_both_dumpers_of_pyyaml_write_the_same(said: str) -> None:
    """With its C library or without it: the bytes of an article do not depend on the machine."""
    dumped = articles.dump(Article(Front(title="x" + said, tags=("x" + said,)), ""))
    with pytest.MonkeyPatch.context() as patch:

        class Pure(yaml.SafeDumper):
            """The dumper of a machine without the C library."""

        Pure.add_representer(matter._Quoted, matter._quote)  # noqa: SLF001 - what differs is inside
        patch.setattr(matter, "_Dumper", Pure)
        assert articles.dump(Article(Front(title="x" + said, tags=("x" + said,)), "")) == dumped


@given(fronts())
def test_what_is_written_at_a_look_is_what_pyyaml_writes(said: Front) -> None:
    """The lines of most articles are put together without PyYAML: byte for byte what it makes of them."""
    said = replace(said, authors=(), tags=(), enclosures=(), season=None, episode=None)
    dumped = articles.dump(Article(said, ""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matter, "_lines", lambda _: None)
        assert articles.dump(Article(said, "")) == dumped


@pytest.mark.parametrize("body", ["Text.", "Text.\n", "\n\nText.\n\n"])
def test_a_file_ends_with_one_line_end(body: str) -> None:
    """Whoever made the body: a seed's ends with one of its own."""
    assert articles.dump(Article(Front(title="t"), body)) == '---\ntitle: "t"\n---\n\nText.\n'


def test_fields_come_in_the_order_of_the_model_and_defaults_not_at_all() -> None:
    """A file holds what somebody said, and a diff shows what somebody changed."""
    front = Front(title="T", id="urn:x:1", source=Source("seeds/a.txt", "0" * 64), tags=("b", "a"), slug="t")
    assert articles.dump(Article(front, "One.\n\nTwo.")) == (
        '---\ntitle: "T"\nslug: "t"\ntags:\n- "b"\n- "a"\nid: "urn:x:1"\n'
        f'source:\n  seed: "seeds/a.txt"\n  sha256: "{"0" * 64}"\n---\n\nOne.\n\nTwo.\n'
    )


@given(bodies())
@example("\u3000\u3000第一段")
@example("\u3000\n\u2003text\xa0\u3000")
@example("    code\n\ntext  ")
@example("---\ntitle: other\n---")
@example("\ufefftext")
@example("\x1c\x85\u2028")
def test_no_space_of_a_body_is_lost(body: str) -> None:
    """Neither a Chinese indent nor a no-break space nor a block of code: only line ends around it are nobody's."""
    article, _ = articles.load(("---\ntitle: t\n---\n\n\n" + body + "\n\n\n").encode())
    assert article is not None
    assert article.body == body


# ── reading what people write ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "word", ["No", "yes", "12:30", "0123", "0x1f", "1e3", "2024", "3.10", ".inf", "=", "01.03.2024", "2024-10-05"]
)
def test_a_bare_word_is_text(word: str) -> None:
    """YAML 1.1 would make a truth value, 750, 83, 31, 1000, a number or a date of it."""
    assert read(f"title: {word}\ntags: [{word}]") == Front(title=word, tags=(word,))


def test_all_that_yaml_can_say_of_text() -> None:
    """Blocks, folds, quotes, flow, comments, anchors; a key without a value is absent."""
    front = read(
        "title: >-\n  folded\n  title # kept\nsummary: |\n  one\n\n  two\ntags: [a, 'b, c', \"d\\u00e9\"]  # three\n"
        "authors:\n  - &ada Ada\n  - name: *ada\n    url: https://ada.example/\nslug:\nimage: ~\nlanguage: null\n"
        "draft: true\npublished: 2024-10-05 14:30"
    )
    assert front == Front(
        title="folded title # kept",
        summary="one\n\ntwo\n",
        tags=("a", "b, c", "dé"),
        authors=("Ada", Person("Ada", "https://ada.example/")),
        draft=True,
        published="2024-10-05 14:30",
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf---\ntitle: t\n---\n\nText.\n",
        b"---\r\ntitle: t\r\n---\r\n\r\nText.\r\n",
        b"---\rtitle: t\r---\r\rText.\r",
        b"\n\n  ---\ntitle: t\n---\nText.",
        b"--- \t\ntitle: t\n-----\nText.",
        b"---\n# words\n\n\ntitle: t\n\n---\nText.",
        b"---\n{title: t}\n---\nText.",
        "---\ntitle: t\n---\xa0\nText.".encode(),
    ],
)
def test_files_from_any_editor_are_read(raw: bytes) -> None:
    """A byte order mark, line ends of any system, blank lines, spaces behind the marks, more dashes."""
    assert articles.load(raw) == (Article(Front(title="t"), "Text."), ())


def test_a_body_may_hold_rules_and_be_empty() -> None:
    """Only the first two lines of dashes are marks."""
    assert articles.load(b"---\ntitle: t\n---\na\n---\nb\n---\n")[0] == Article(Front(title="t"), "a\n---\nb\n---")
    assert articles.load(b"---\ntitle: t\n---")[0] == Article(Front(title="t"), "")


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", '1: there is no front matter; begin the file with a line ---, a line like title: "…", and a line ---'),
        (b" \n\n", "3: there is no front matter"),
        (b"Just text.\n", "1: there is no front matter"),
        (b"\n\nJust text.\n---\ntitle: t\n---\n", "3: there is no front matter"),
        (b"+++\ntitle = 't'\n+++\n", "1: there is no front matter"),
        (b"---", "1: the front matter is not closed; end it with a line ---"),
        (b"---\ntitle: t\n\nText.\n", "1: the front matter is not closed"),
        (b"\n\n---\ntitle: t\n", "3: the front matter is not closed"),
        (b"---\n---\n", "1: 'title' is missing; add a line like title: \"…\""),
        (b"\n---\n\n# none\n---\n", "2: 'title' is missing"),
        (b"---\n- a\n- b\n---\n", "1: the front matter is not a list of fields; write one `key: value` on each line"),
        (b"---\nsome words\n---\n", "1: the front matter is not a list of fields"),
        (b"---\ntitle: caf\xe9\n---\n", "2: this is not UTF-8; save the file as UTF-8"),
        (b"---\r\ntitle: t\r\n---\r\n\r\nok\r\n\xff", "6: this is not UTF-8"),
        ("---\ntitle: t\n---\n".encode("utf-16"), "1: this is not UTF-8"),
        (b"---\ntitle: \xed\xa0\x80\n---\n", "2: this is not UTF-8"),
    ],
)
def test_files_that_are_no_articles(raw: bytes, problem: str) -> None:
    """Each says what it would take, on the line where that is to be done."""
    found = mistakes(raw)
    assert len(found) == 1
    assert found[0].startswith(problem)


@pytest.mark.parametrize(
    ("front", "problem"),
    [
        ("title: a: b", "2: mapping values are not allowed in this context; put text with : # or quotes in it between"),
        ("slug: a\ntitle: 'open\ntags: [b]", "3: found unexpected end of stream"),
        ('slug: a\n\ntitle: "open', "4: found unexpected end of stream"),
        ("title: t\ntags: [a, b", "3: did not find expected ',' or ']'"),
        ("title: t\ntags: [a, b\nslug: c", "3: did not find expected ',' or ']'"),
        ("title: t\nimage: {src: a", "3: did not find expected ',' or '}'"),
        ("title: t\ntags:\n\t- a", "4: found character that cannot start any token"),
        ("title: t\n\ttags: a", "3: found a tab character that violates indentation"),
        ("title: t\ntags: @a", "3: found character that cannot start any token"),
        ("title: t\n slug: a", "3: mapping values are not allowed"),
        ("title: *t", "2: found undefined alias"),
        ("title: t\n&a\n&b slug: c", "4: "),
        ("? [a]\n: b", "2: found unhashable key"),
        ("title: t\ndraft: !!bool true", "3: could not determine a constructor for the tag"),
        ("title: !!int ''", "2: could not determine a constructor"),
        ("title: !!timestamp never", "2: could not determine a constructor"),
        ("title: !!python/object/apply:os.getcwd []", "2: could not determine a constructor"),
        ("title: !!str [a]", "2: expected a scalar node, but found sequence"),
        ("title: t\n...\nslug: a", "4: "),
        ("title: t\n--- b", "3: but found another document"),
        ("title: t\nslug: a\x01b", "3: the character U+0001 can stand in no text; take it out"),
        ("title: 漢字😀\n\nslug: \x7f", "4: the character U+007F can stand in no text"),
        ("title: \ufffe", "2: the character U+FFFE can stand in no text"),
        ('title: "\\ud800"', "2: found invalid Unicode character escape code"),
        ('title: "\\q"', "2: found unknown escape character"),
        ("# 漢字 \u2028 \x85 \u2029\ntitle: a: b", "3: mapping values are not allowed"),
    ],
)
def test_mistakes_of_form_have_their_line(front: str, problem: str) -> None:
    """The line that an editor shows: where a quote or bracket was opened, not where the file ended without it."""
    for before in (b"", b"\n \n"):
        found = mistakes(before + written(front))
        line, _, rest = problem.partition(":")
        assert len(found) == 1
        assert found[0].startswith(f"{int(line) + before.count(10)}:{rest}")


@pytest.mark.parametrize(
    ("front", "problems"),
    [
        ("titel: t", ["2: 'titel' is not a field here; did you mean 'title'?", "1: 'title' is missing"]),
        ("title: t\ndate: 2024", ["3: 'date' is not a field here; did you mean 'published'?"]),
        ("title: ''", ["2: 'title': not of the right form; write some text"]),
        ("title: [a]", ["2: 'title': expected str, got list; write some text"]),
        ("title: t\n\n\nslug: A b", ["5: 'slug': not of the right form; write it like"]),
        ("title: t\nslug: " + "a" * 121, ["3: 'slug': expected str of length <= 120; write it like \"two-words\""]),
        ("title: t\ntags: a, b", ["3: 'tags': expected list, got str; write a list of some text, like [a, b]"]),
        ("title: t\ntags:\n- a\n- [b]", ["3: 'tags': expected str, got list ([1]); write a list of some text"]),
        ("title: t\ndraft: maybe", ["3: 'draft': expected bool, got str; write true or false"]),
        ("title: t\nlanguage: deutsch", ["3: 'language': not of the right form; write it like \"de\" or \"pt-BR\""]),
        ("title: t\nid: 5", ["3: 'id': not of the right form; write it like \"urn:uuid:…\": an absolute URI"]),
        ("title: t\nsource: {seed: a, sha256: b}", ["3: 'source': not of the right form (.sha256)"]),
        ("title: t\nimage: {alt: a}", ["3: 'image': there must be a field src"]),
        ("title: t\npublished: 5.10.2024", ["3: 'published': not of the right form; write a year, month, day"]),
        ("title: t\n\npublished: 2024-02-30", ["4: 'published': '2024-02-30' is not a day or time that exists; write"]),
        ("title: t\nupdated: 2024-13\npublished: 2024-00", ["4: 'published': '2024-00'", "3: 'updated': '2024-13'"]),
        ("title: t\npublished: ٢٠٢٤", ["3: 'published': '٢٠٢٤' is not a date; write it like"]),
        ("title: t\ntitle: u", ["3: 'title' stands here twice; keep one; the other"]),
        ("title: t\ntags: [a]\n\n'tags': []\ntags: []", ["5: 'tags' stands here twice", "6: 'tags' stands here twice"]),
        ("title: t\nimage:\n  src: a\n  alt: b\n  src: c", ["6: 'src' stands here twice"]),
        ("title: t\nauthors:\n- name: a\n  name: b", ["5: 'name' stands here twice"]),
        ("title: t\n<<: {slug: a}", ["3: '<<' is not a field here; fields are: title, "]),
        ("title: t\n~: a\n!!int 5: b", ["3: '~' is not a field here", "4: '5' is not a field here"]),
        ("title: t\n? |\n  a\n  b\n: c", ["3: 'a\\nb\\n' is not a field here"]),
        ("tags: &a [*a]\ntitle: t", ["2: 'tags': expected str, got list ([0])"]),
        ("\ntitle: 5\nupdated: soon\nlang: en\ndraft: 2", [
            "5: 'lang' is not a field here; did you mean 'language'?",
            "4: 'updated': not of the right form",
            "6: 'draft': expected bool, got str",
        ]),
    ],
)  # fmt: skip
def test_each_mistake_of_content_is_told_with_its_line(front: str, problems: list[str]) -> None:
    """All of them at once, whatever blank lines and comments stand above."""
    for before in (b"", b"\n \n"):
        found = mistakes(before + written(front))
        assert len(found) == len(problems)
        for told, problem in zip(found, problems, strict=True):
            line, _, rest = problem.partition(":")
            assert told.startswith(f"{int(line) + before.count(10)}:{rest}")


@pytest.mark.parametrize("key", ["slug: abc", "language: en", "id: urn:x:1"])
def test_no_line_end_slips_into_an_address(key: str) -> None:
    """As after `slug: |`, where YAML keeps it."""
    name, _, value = key.partition(": ")
    assert mistakes(written(f"title: t\n{name}: |\n  {value}"))


@pytest.mark.parametrize("deep", [100, 5_000, 200_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_depth_takes_nothing_down(opening: str, deep: int) -> None:
    """PyYAML's C loader would end the process, and with it the build."""
    assert mistakes(written("title: t\ntags:\n  " + opening * deep))


def test_depth_is_told_with_its_place() -> None:
    """Lists in lists without end are named by their line."""
    (found,) = mistakes(b"\n\n" + written("title: t\ntags: " + "[" * 5_000))
    assert found == "5: exceeded maximum nesting depth; write plain `key: value` lines"


def test_a_billion_laughs_are_not_told() -> None:
    """Aliases of aliases stay shared."""
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert len(mistakes(written("title: t\na0: &a0 [x]\n" + "\n".join(lines) + "\ntags: *a29"))) == 31


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"---\n\x00\n---\n")
def test_any_bytes_are_an_article_or_a_mistake(raw: bytes) -> None:
    """No exception escapes, and each mistake has its line."""
    mistakes(raw)
    mistakes(b"---\ntitle: t\n" + raw + b"\n---\n")


tokens = st.sampled_from(
    [*"-?:,[]{}#&*!|>'\"%@`~\n\n\n  \t", "\n- ", ": ", "? ", "&a ", "*a", "!!", "!!int ", "!!null ", "!!set ",
     "!!omap ",
     "!!pairs ", "!!binary ", "!!float ", "!!merge ", "!!value ", "!<x> ", "<<: ", "---", "...", "title: ", "tags: ",
     "source: ", "image: ", "authors: ", "null", "=", "a", "é", "\u2028", "\x85", "\ufeff", "\\", "\\U00110000", "\\x"]
)  # fmt: skip


@given(st.lists(tokens, max_size=25).map("".join))
@settings(max_examples=300)
def test_anything_like_yaml_is_an_article_or_a_mistake(front: str) -> None:
    """Also where every mark of YAML stands where it does not belong."""
    mistakes(written(front))
    mistakes(written("title: t\n" + front))


@given(st.lists(tokens, max_size=25).map("".join))
@example("image: !!set {src: a}")
@example("image: {src: a, alt: ~}")
@settings(max_examples=300)
def test_what_is_read_at_a_look_is_what_pyyaml_reads(front: str) -> None:
    """Front matter of texts and lists is not left to PyYAML's constructors, which would make the same of it."""
    raw = written("title: t\n" + front)
    said = articles.load(raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matter, "_plain", _nothing)
        assert articles.load(raw) == said


def _nothing(_: object) -> NoReturn:
    raise TypeError


def test_the_sites_own_articles_are_right() -> None:
    """Every file in content/ of this repository is read, and what it says can be written."""
    for path in sorted((Path(__file__).parent.parent / "content").rglob("*.md")):
        article, problems = articles.load(path.read_bytes())
        assert not problems
        assert article is not None
        assert articles.load(articles.dump(article).encode()) == (article, ())
