"""Labs for the live tests: every test here runs a real engine."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.live.host import adopt_orphans
from tutor.lab.lab import Lab, bring_up
from tutor.patience import patience


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("live")


@pytest.fixture(autouse=True)
def orphans_are_buried_again() -> Iterator[None]:
    """After a test that looked at the whole host: a node cannot end while its dead are not buried."""
    yield
    adopt_orphans(adopt=False)


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """State and runtime folders that belong to this test alone."""
    for name in ("XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        (tmp_path / name).mkdir(mode=0o700)
        monkeypatch.setenv(name, str(tmp_path / name))
    return tmp_path


@pytest.fixture
async def lab(own_folders: Path) -> AsyncIterator[Lab]:
    """A lab of one node, gone after the test."""
    assert own_folders
    made = await bring_up()
    yield made
    await made.down()


@pytest.fixture
async def pair(own_folders: Path) -> AsyncIterator[Lab]:
    """A lab of two nodes and outside, gone after the test."""
    assert own_folders
    made = await bring_up(nodes=2, outside=True)
    yield made
    await made.down()


def run(lab: Lab, *command: str, node: str = "", text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in a node of the lab; its status, output and errors."""
    where = lab.node(node)
    return subprocess.run(
        where.argv(command),
        env=where.environment(),
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=patience(60),
    )


async def fetch(lab: Lab, url: str, node: str = "") -> str:
    """What a server says; one whose container has only just started may not listen yet."""
    async with asyncio.timeout(patience(20)):
        while (got := run(lab, "busybox", "wget", "-qO-", url, node=node)).returncode:
            await asyncio.sleep(0.05)
    return got.stdout
