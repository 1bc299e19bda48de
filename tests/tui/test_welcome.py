"""Before the welcome nothing is loaded that it does not need: whoever types ``tutor`` sees it at once."""

import subprocess
import sys

import pytest

LOADED = """
import sys
import tutor.cli, tutor.cli.screen, tutor.classroom.background, tutor.tui.app
print(*{name.partition(".")[0] for name in sys.modules}, *(name for name in sys.modules if name.startswith("tutor.")))
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Modules that are there when the welcome is painted, those of others by their package."""
    told = subprocess.run([sys.executable, "-P", "-c", LOADED], capture_output=True, text=True, check=True)
    return set(told.stdout.split())


@pytest.mark.parametrize(
    "name",
    "cyclopts aiomqtt paho cryptography docker requests pyroute2 markdown_it yaml pygments textual_tty bittty".split(),
)
def test_no_library_is_loaded_that_the_welcome_does_not_need(loaded: set[str], name: str) -> None:
    assert name not in loaded
    assert "textual" in loaded


@pytest.mark.parametrize("room", "session lab observe trace map claims facts lint".split())
def test_no_room_is_entered_that_the_welcome_does_not_need(loaded: set[str], room: str) -> None:
    assert f"tutor.{room}" not in loaded
    assert "tutor.tui.screens.catalogue" in loaded
