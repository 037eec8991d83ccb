"""A page is light: with its style, and without what the author wrote, it weighs at most 30 KB."""

from urllib.parse import urlsplit

import pytest

from sample_sites import BASE, shared
from weight import LIMIT, weight


@pytest.mark.parametrize("pages", ["articles/*.html", "*/index.html", "404.html", "about.html"])
def test_pages_of_a_varied_site_are_light(pages: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No article, whatever it has, and no overview of lists is heavier than that, of 300 articles with everything."""
    root = shared("varied", tmp_path_factory) / "feeds"
    weights = {
        path.name: weight(root, path.relative_to(root).as_posix(), urlsplit(BASE).path) for path in root.glob(pages)
    }
    assert weights
    assert {name: bytes_ for name, bytes_ in weights.items() if bytes_ > LIMIT} == {}
