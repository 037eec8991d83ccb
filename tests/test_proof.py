"""What a preview shows before it is built is what the build then makes, and nothing that it may not show."""

import random
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from feedmill.plans import Report
from feedmill.preview import Making
from feedmill.run import Run
from sites import PIXEL, article, counted, run, settle, site, tree, write

PAGE = "articles/first.html"
FILES: dict[str, str | bytes] = {
    "content/first.md": article("First", "Some text. [Second](second.md)", tags="[Sea, Wind]", slug="first"),
    "content/second.md": article("Second", language="en-GB", tags="[Sea]", slug="second", published="2024-01-05"),
    "content/third.md": article("Third", slug="third", published="2023"),
    "content/pages/about.md": article("About", "[First](../first.md)"),
    "content/media/a.png": PIXEL,
}


class Served:
    """A site that is previewed, with what its builds told."""

    def __init__(self, root: Path, **wishes: object) -> None:
        """Build it for the first time."""
        self.root, self.wishes = root, wishes
        self.told: list[Report] = []
        self.making = Making(lambda: (self._run(), ()), self.told.append)
        self.making.build()

    @property
    def output(self) -> Path:
        """Where the preview lies."""
        return self.root / ".feedmill" / "preview"

    def _run(self) -> Run:
        return replace(run(self.root, **self.wishes), preview=True, output=self.output)

    def proof(self, path: str) -> dict[str, bytes]:
        """Return the pages that are shown at once."""
        return dict(self.making.proof(self.root / path))

    def page(self, path: str) -> bytes:
        """Return a page as it was built."""
        return (self.output / path).read_bytes()


@pytest.fixture
def served(tmp_path: Path) -> Served:
    """Return a small site that is served."""
    return Served(site(tmp_path / "site", FILES))


@pytest.mark.parametrize(
    "text",
    [
        article("First", "Other text. [Second](second.md)", tags="[Sea, Wind]", slug="first"),
        article("Another title & more", "Some text.", tags="[Sea, Wind]", slug="first"),
        article("First", "Some text.", tags="[Sea, Wind]", slug="first", summary="In short.", language="en-GB"),
        article("First", "![Picture](media/a.png)\n\n[About](pages/about.md)", tags="[Sea, Wind]", slug="first"),
        article("First", "[Lost](nowhere.md) ![Lost](media/nothing.png)", tags="[Sea, Wind]", slug="first"),
    ],
)
def test_a_proof_is_what_the_build_makes(served: Served, text: str) -> None:
    """An article that says something else has its page, and stands in the lists that begin with it, byte for byte."""
    write(served.root / "content/first.md", text)
    proofs = served.proof("content/first.md")
    assert proofs.keys() >= {PAGE, "index.html"}
    assert proofs[PAGE] != served.page(PAGE)
    served.making.build()
    assert proofs == {path: served.page(path) for path in proofs}


def test_a_proof_of_a_plain_page_is_what_the_build_makes(served: Served) -> None:
    """So it is with a page of content/pages/, which no list shows."""
    write(served.root / "content/pages/about.md", article("About", "All of us. [Second](../second.md)"))
    proofs = served.proof("content/pages/about.md")
    assert proofs.keys() == {"about.html"}
    assert b"All of us." in proofs["about.html"]
    served.making.build()
    assert proofs == {"about.html": served.page("about.html")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/first.md", "no front matter"),
        ("content/first.md", article("First", draft="true")),
        ("content/first.md", article("First", withdrawn="true")),
        ("content/new.md", article("New")),
        ("content/pages/new.md", article("New")),
        ("content/media/a.txt", "x"),
        ("seeds/a.txt", "x"),
    ],
)
def test_where_only_a_build_can_tell_there_is_no_proof(served: Served, path: str, text: str) -> None:
    """What is a mistake, a draft, withdrawn, new or no text is left to the build."""
    write(served.root / path, text)
    assert served.proof(path) == {}


def test_nothing_outside_the_site_and_nothing_before_a_build_is_proved(served: Served, tmp_path: Path) -> None:
    """A file elsewhere has no page here, and without a build there is nothing to go by."""
    write(tmp_path / "first.md", article("First"))
    assert served.making.proof(tmp_path / "first.md") == ()
    assert Making(lambda: (run(served.root), ()), print).proof(served.root / "content/first.md") == ()


def test_a_proof_opens_one_file(served: Served) -> None:
    """Of however many articles, the changed one alone is read and its few pages are rendered; nothing is written."""
    for number in range(150):
        write(served.root / f"content/more-{number}.md", article(f"More {number}", tags="[Sea]"))
    served.making.build()
    before = tree(served.output)
    write(served.root / "content/second.md", article("Second", "Changed.", tags="[Sea]", slug="second"))
    with counted() as opened:
        assert len(served.proof("content/second.md")) <= 3
    assert {Path(path).name for path in opened} == {"second.md"}
    assert tree(served.output) == before


@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_the_preview_is_what_a_fresh_one_would_be(tmp_path: Path, seed: int) -> None:
    """A process that builds again and again, showing proofs between, ends with the bytes of one that builds once."""
    served = Served(site(tmp_path / "site", FILES), drafts=True)
    chance = random.Random(seed)
    for step in range(12):
        path = served.root / f"content/{chance.choice(('first', 'second', 'third', 'fourth', 'pages/about'))}.md"
        if chance.random() < 0.15 and path.exists():
            path.unlink()
        else:
            front = (
                {"draft": "true"} if chance.random() < 0.2 else {"tags": chance.choice(("[Sea]", "[Wind, Sky]", "[]"))}
            )
            write(path, article(f"Title {chance.randint(1, 4)}", f"Text {step}. [To](/first.md)", **front))
        if chance.random() < 0.7 and path.exists():
            served.making.proof(path)
        if chance.random() < 0.6:
            served.making.build()
    settle(served.root)
    served.making.build()
    other = tmp_path / "other"
    shutil.copytree(served.root, other, ignore=shutil.ignore_patterns(".feedmill"))
    assert tree(served.output) == tree(Served(other, drafts=True).output)


def test_what_is_wrong_with_settings_and_articles_is_told_together(tmp_path: Path) -> None:
    """The author sees all of it, in the terminal and in the page."""
    served = Served(site(tmp_path / "site", {**FILES, "content/bad.md": "no front matter"}))
    built = served.making.build()
    assert built.problems == served.told[-1].problems
    assert [problem.path for problem in built.problems] == ["content/bad.md"]
