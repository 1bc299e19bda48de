"""Drawings as files: compared when tests run, written anew with TUTOR_GOLDEN=write."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def check(name: str, drawn: str) -> None:
    path = FOLDER / name
    if os.environ.get("TUTOR_GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8"), f"{path} differs; look at both, then TUTOR_GOLDEN=write"
