"""Every screen, as it was when somebody last looked at it and found it good.

As text at three sizes in both languages (``__snapshots__/test_pictures.ambr``), and as SVG in every theme. After a change that
is meant: ``pytest tests/tui/test_pictures.py --snapshot-update``, and look at what ``git diff`` shows.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion

from tests.tui.scenes import OTHERS, SCENES, SIZES
from tutor.tui.themes import THEMES

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "zh")
pytestmark = pytest.mark.xdist_group("pictures")  # drawn once, for all tests here
Drawn = dict[str, dict[str, tuple[list[str], list[str]]]]


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    """All scenes in both languages, each drawn by a process of its own: texts are chosen as modules are loaded."""
    drawing = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.tui.scenes", language],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for language in LANGUAGES
    ]
    told = [process.communicate() for process in drawing]
    assert not any(process.returncode for process in drawing), "".join(error for _out, error in told)
    return {language: json.loads(out) for language, (out, _error) in zip(LANGUAGES, told, strict=True)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", [*OTHERS, *SCENES])
def test_it_looks_as_it_did_at_every_size(
    drawn: Drawn, scene: str, language: str, snapshot: SnapshotAssertion
) -> None:
    texts, _svgs = drawn[language][scene]
    for (width, height), text in zip(SIZES, texts, strict=True):
        assert text == snapshot(name=f"{width}x{height}")


@pytest.mark.parametrize("scene", [*OTHERS, *SCENES])
def test_it_has_the_colours_that_it_had(drawn: Drawn, scene: str, snapshot: SnapshotAssertion) -> None:
    _texts, svgs = drawn["en"][scene]
    for theme, svg in zip(THEMES, svgs, strict=True):
        assert svg == snapshot(name=theme.name, extension_class=SVGImageExtension)
