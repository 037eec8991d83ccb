"""A page is light: with its style, and without what the author wrote, it weighs at most 30 KB."""

from urllib.parse import urlsplit

import pytest

from sample_sites import BASE, shared
from weight import LIMIT, weight


def test_pages_of_a_varied_site_are_light(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No page of 300 articles with everything is heavier: whatever an article has, however long a list would be."""
    root = shared("varied", tmp_path_factory) / "feeds"
    pages = [path.relative_to(root).as_posix() for path in root.rglob("*.html")]
    weights = {path: weight(root, path, urlsplit(BASE).path) for path in pages}
    assert len(weights) > 300
    assert {path: bytes_ for path, bytes_ in weights.items() if bytes_ > LIMIT} == {}
