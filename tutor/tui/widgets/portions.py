"""A block of commands in portions that a shell's line editor can show.

Readline does not scroll: of a paste that is taller than the terminal it draws the first lines, and the last one over
and over in the last row. So a tall block is pasted portion by portion.
"""

from collections.abc import Iterator

from rich.cells import cell_len

PROMPT = 24
"""Columns that are kept for the prompt in front of the first line."""


def portions(text: str, width: int, height: int) -> Iterator[str]:
    """The lines, as many at a time as a terminal of this size shows below its prompt's line."""
    portion: list[str] = []
    rows = 0
    for line in text.splitlines():
        tall = (cell_len(line) + PROMPT * (not portion)) // max(1, width) + 1
        if portion and rows + tall >= height:
            yield "\n".join(portion)
            portion, rows = [], 0
        portion.append(line)
        rows += tall
    if portion:
        yield "\n".join(portion)
