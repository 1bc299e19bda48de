"""Lesson files written for one test."""

from pathlib import Path

FRONT = "---\ntitle: A title\nsummary: A summary.\nminutes: 5\n---\n"


def write(folder: Path, text: str, *, front: str = FRONT, name: str = "01-written.md") -> Path:
    """A lesson file; its front matter has five lines, so that the text begins on line 6."""
    path = folder / name
    path.write_text(front + text)
    return path
