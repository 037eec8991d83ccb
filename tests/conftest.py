"""What all tests share: how hard Hypothesis looks, and the option that writes expected files anew."""

import os

import pytest
from hypothesis import settings

# A slow machine is no mistake of ours, so no example has a deadline. CI looks at the same examples every time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

os.environ.pop("FORCE_COLOR", None)  # which some CI sets: tests read words


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--write-golden`."""
    parser.addoption(
        "--write-golden", action="store_true", help="write the expected files anew instead of comparing with them"
    )


@pytest.fixture(scope="session")
def write_golden(request: pytest.FixtureRequest) -> bool:
    """Return whether expected files are to be written anew, to be reviewed as a diff."""
    return bool(request.config.getoption("--write-golden"))
