"""No trace: a course that was played, and killed at any moment, leaves this machine as it was."""

import asyncio
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.live.host import difference, picture
from tutor.lab import record
from tutor.lab.record import records
from tutor.patience import patience

pytestmark = pytest.mark.alone

CHECKOUT = Path(__file__).parents[2]
KILLS = int(os.environ.get("TUTOR_KILLS", "3"))
JOURNAL = "XDG_STATE_HOME/tutor/journal."
"""All that may stay."""


def begin(*words: str) -> "subprocess.Popen[bytes]":
    """The tutor, as a user starts it."""
    tutor = [sys.executable, "-P", "-m", "tutor", *words]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(tutor, cwd=CHECKOUT, stdin=nowhere, stdout=nowhere, stderr=nowhere)


def files(folder: Path) -> list[str]:
    """What lies below the folders for state, for run-time files and for temporary ones, but for the journal."""
    found = (str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())
    return [name for name in found if not name.startswith(JOURNAL)]


async def test_a_lesson_killed_at_any_moment_leaves_nothing(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_folders / "TMPDIR").mkdir()
    monkeypatch.setenv("TMPDIR", str(own_folders / "TMPDIR"))
    monkeypatch.setattr(record, "GRACE", -1.0)
    before, began = picture(), time.monotonic()
    assert begin("play", "1", "--auto").wait(patience(120)) == 0
    whole = time.monotonic() - began
    for _ in range(KILLS):
        player = begin("play", "1", "--auto")
        await asyncio.sleep(random.uniform(0, whole))
        player.kill()
        player.wait()
        async with asyncio.timeout(patience(30)):
            while difference(before, picture()):
                list(records())  # what the next start does
                await asyncio.sleep(0.01)
    assert list(records()) == []
    assert files(own_folders) == []
