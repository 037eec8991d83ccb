"""Seeds → articles: what `grow` promises. That no word is lost on the way is proven in test_fidelity."""

import re
import subprocess
import sys
import uuid
from hashlib import sha256
from pathlib import Path

import pytest

from feedmill.model import Article, Source
from feedmill.seeds import Sown, grow

SEED = next((Path(__file__).parents[1] / "seeds").glob("*.txt"))


def sown(text: str) -> Sown:
    """Return what becomes of a text."""
    return grow("seeds/a.txt", text.encode("utf-8", "surrogatepass"), "de")


def body(text: str) -> str:
    """Return the Markdown of a text."""
    return sown(text).article.body


# ── the seed that this project began with ───────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def article() -> Article:
    """Return the article of the real seed."""
    return grow(f"seeds/{SEED.name}", SEED.read_bytes(), "en").article


def test_real_seed_front(article: Article) -> None:
    """The real seed keeps its month, is German, and has a title that says that it was inferred."""
    front = article.front
    assert (front.published, front.language, front.title_inferred) == ("2024-10", "de", True)
    assert front.title == (
        "Kürzlich sollen mehrere nordkoreanische Soldaten in der Ostukraine ums Leben gekommen sein."
    )
    assert front.summary == f"{front.title} Sie könnten nur die Vorhut für Hilfstruppen für Russland gewesen sein."
    digest = sha256(SEED.read_bytes()).hexdigest()
    assert front.source == Source(seed=f"seeds/{SEED.name}", sha256=digest)
    assert front.slug == f"kuerzlich-sollen-mehrere-nordkoreanische-soldaten-in-der-{digest[:8]}"


def test_real_seed_structure(article: Article) -> None:
    """The real seed has a lede, three key points below their heading, two subheadings and six more paragraphs."""
    pieces = article.body.removesuffix("\n").split("\n\n")
    kinds = ["heading" if piece.startswith("## ") else "list" if piece.startswith("- ") else "text" for piece in pieces]
    assert kinds == ["text", "heading", "list", "text", "heading", *4 * ["text"], "heading", "text"]
    headings = [piece for piece in pieces if piece.startswith("## ")]
    assert headings == [
        "## Das Wichtigste in Kürze",
        "## Seoul sicher: Kim wird Truppen entsenden",
        '## Geburtstagsgrüße an "engsten Genossen"',
    ]
    assert [item[:14] for item in pieces[2].split("\n")] == ["- Südkorea geh", "- Kürzlich sol", "- Nordkoreas M"]
    assert "\\" not in article.body
    assert "&" not in article.body


def test_real_seed_warns_of_nothing() -> None:
    """A seed that is in order needs nobody's attention."""
    assert grow("seeds/a.txt", SEED.read_bytes(), "de").problems == ()


# ── Markdown ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["Ein Satz.", "a\n\nb\n", "- a\n- b\n\n\n"])
def test_body_ends_with_one_line_end(text: str) -> None:
    """A body is a text file: it ends in one line end, and begins with no blank line."""
    found = body(text)
    assert found == f"{found.strip()}\n"


def test_plain_text_is_not_escaped() -> None:
    """What means nothing in Markdown stays as an author would type it."""
    line = (
        'H&M, A & B: "x" (20 %) – snake_case, https://x.y/a_b?c=d&e, -5 °C, C#, 3.5 [sic] ~10 | 2 > 1 = a@b.c! $5 ^1 }'
    )
    assert body(f"Erst das.\n\n{line}") == f"Erst das.\n\n{line.replace('[', chr(92) + '[')}\n"


@pytest.mark.parametrize(
    ("line", "markdown"),
    [
        ("__init__", r"\_\_init\_\_"),
        ("!!! note", r"\!!! note"),
        ("Nr. 5", "Nr. 5"),
        ("5. Nr.", r"5\. Nr."),
        ("5.", r"5\."),
    ],
)
def test_what_means_something_is_escaped(line: str, markdown: str) -> None:
    """A mark is made plain by one backslash, where it would be a mark."""
    assert body(f"Erst das.\n\n{line}") == f"Erst das.\n\n{markdown}\n"


# ── identity ────────────────────────────────────────────────────────────────────────────────────


def test_same_bytes_get_the_same_id_whatever_their_name() -> None:
    """The id depends on the seed's bytes alone, so that two machines agree."""
    one, two = grow("seeds/a.txt", b"Ein Satz.", "de"), grow("seeds/b/c.TXT", b"Ein Satz.", "en")
    assert one.article.front.id == two.article.front.id
    digest = sha256(b"Ein Satz.").hexdigest()
    assert one.article.front.id == uuid.uuid5(uuid.UUID("6b1f0f0e-5a0c-5d5e-9a53-0d5f5f1a7c11"), digest).urn


@pytest.mark.parametrize(
    ("name", "text", "begins"),
    [
        (
            "seeds/a.txt",
            "Größe zählt in dieser Welt nicht immer, sagt man.",
            "groesse-zaehlt-in-dieser-welt-nicht-immer",
        ),
        ("seeds/x/Nr 7 Übung.txt", "今天下雨。", "nr-7-uebung-"),
        ("seeds/日.txt", "今天下雨。", ""),
    ],
)
def test_slug_is_the_titles_or_the_stems_with_a_short_id(name: str, text: str, begins: str) -> None:
    """A slug has words where there are any in Latin letters, and always the short id of the bytes."""
    slug = grow(name, text.encode(), "de").article.front.slug
    assert slug is not None
    assert slug.startswith(begins)
    assert slug.endswith(sha256(text.encode()).hexdigest()[:8])
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)


def test_importing_the_package_loads_no_model() -> None:
    """A build that sows nothing pays for no language model."""
    code = (
        "import sys, feedmill.seeds; "
        "print({'fasttext', 'requests', 'markdown', 'frontmatter', 'lxml', 'importlib.resources'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
