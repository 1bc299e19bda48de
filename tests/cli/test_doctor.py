"""``tutor doctor --fix`` says what it does and asks first."""

from pathlib import Path

import pytest

from tutor.cli import doctor
from tutor.errors import TutorError
from tutor.lab.finding import Finding, Standing


def lacking(command: str) -> Finding:
    return Finding("it", Standing.MISSING, command=command)


def test_each_command_is_shown_and_run_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "SUDO", ())
    twice = [lacking(f"touch {tmp_path}/done"), lacking(f"touch {tmp_path}/done"), lacking("")]
    doctor.fix_all(twice, yes=True)
    assert capfd.readouterr().out == f"$ touch {tmp_path}/done\n"
    assert (tmp_path / "done").exists()


def test_what_is_there_is_not_mended(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    doctor.fix_all([Finding("it", Standing.READY, command=f"touch {tmp_path}/done")], yes=True)
    assert capfd.readouterr().out == "There is nothing that a command could mend.\n"


def test_without_a_word_nothing_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (Path("/dev/null")).open() as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        with pytest.raises(TutorError, match="nobody to ask"):
            doctor.fix_all([lacking(f"touch {tmp_path}/done")], yes=False)
    assert not (tmp_path / "done").exists()
