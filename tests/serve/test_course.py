"""A visitor's folder and the command that starts their course."""

import shlex
from pathlib import Path

import pytest

from tutor.journal import Journal
from tutor.serve.app import COLUMNS, within
from tutor.serve.course import Course, folder_of


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder with a space in its name."""
    folder = tmp_path / "the state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.mark.parametrize("visitor", ["../../etc", "/root", "a/b", "$(id)", "x" * 4000, "\udc80", "é\n"])
def test_whatever_a_visitor_is_called_the_folder_is_in_its_place(visitor: str, state: Path) -> None:
    folder = folder_of(visitor)
    assert folder.parent == state / "tutor" / "serve"
    assert folder.name.isalnum()
    Course().command(visitor)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_visitors_have_folders_of_their_own_that_do_not_tell_their_names() -> None:
    assert folder_of("a") != folder_of("b")
    assert folder_of("somebody") == folder_of("somebody")
    assert "somebody" not in str(folder_of("somebody"))


def test_the_command_is_one_process_with_the_visitors_own_state() -> None:
    command = Course(Path("/an engine"), "", "a seed").command("me")
    words = shlex.split(command)
    assert words[:3] == ["exec", "env", f"XDG_STATE_HOME={folder_of('me')}"]
    assert words[-5:-1] == ["--engine-dir", "/an engine", "--seed", "a seed"]
    assert words[-1] == f"2>>{folder_of('me')}/errors.log"


def test_the_language_is_for_those_who_have_not_chosen_one() -> None:
    path = folder_of("me") / "tutor" / "journal.db"
    for given, chosen in (("", ""), ("zh", "zh"), ("en", "zh")):
        Course(language=given).command("me")
        journal = Journal(path)
        assert journal.setting("language") == chosen
        journal.close()


@pytest.mark.parametrize(
    ("said", "taken"), [(80, 80), (10**9, 500), (-1, 20), (None, 20), ("80", 20), (1.5, 20), ([], 20)]
)
def test_a_screen_has_a_size_whatever_a_browser_says(said: object, taken: int) -> None:
    assert within(said, COLUMNS) == taken


def test_the_danger_is_said_plainly() -> None:
    for word in ("a shell in a lab on this machine", "plain HTTP"):
        assert word in Course().words(4).danger
