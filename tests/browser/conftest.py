"""The course in a browser: a real server, a real Chromium, and nothing but loopback between them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium
from tests.browser.serving import Serving

NEEDED = ("chromium", "chromedriver")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """A server for two visitors, with folders of its own."""
    with Serving(tmp_path, labs=2) as server:
        yield server


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Chromium]:
    """A browser that nobody has used before."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        pytest.skip(f"not run: there is no {' and no '.join(missing)} (Debian: chromium, chromium-driver)")
    with Chromium(tmp_path / "browser") as browser:
        yield browser
