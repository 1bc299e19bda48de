"""Many boxes on one switch: a list under it, in columns."""

from collections.abc import Iterator, Sequence

from tutor.map.card import QUIET, end_words, more_words
from tutor.map.piece import Line, Piece, Style, clip_line, fit, line_width, wrap
from tutor.map.scene import Cable
from tutor.map.sheet import MARK_ROOM, Sheet

NARROWEST = 48
"""Columns of an entry."""
ROOMY = 52
PORT, END, SHORT_END = 12, 24, 20
"""Columns of a port's name, and of a link with its address, where an entry is roomy and where it is not."""
TREE, SIGN = 3, 2
"""Columns before an entry for the branch it hangs on, and after it for a mark."""


def draw_list(sheet: Sheet, cables: Sequence[Cable], x: int, y: int, columns: int) -> tuple[int, list[int]]:
    """Draw the list, row by row so that a new box moves no other; the row below, and where it hangs from."""
    many = min(max(1, columns // NARROWEST), len(cables))
    wide = columns // many
    for start in range(0, len(cables), many):
        row = [list(_entry(cable, wide - TREE - SIGN)) for cable in cables[start : start + many]]
        high = max(map(len, row))
        for position, lines in enumerate(row):
            last = start + position + many >= len(cables)
            _draw_branch(sheet, x + position * wide, y, high, last=last)
            _draw_entry(sheet, lines, x + position * wide + TREE, y, wide - TREE)
        y += high
    return y, [x + position * wide for position in range(many)]


def _draw_branch(sheet: Sheet, x: int, y: int, high: int, *, last: bool) -> None:
    sheet.canvas.put(x, y, "╰─" if last else "├─", Style.SWITCH)
    if not last:
        sheet.canvas.column(x, y + 1, y + high - 1, "│", Style.SWITCH)


def _draw_entry(sheet: Sheet, lines: Sequence[Line], x: int, y: int, wide: int) -> None:
    for row, line in enumerate(lines):
        room = wide - line_width(line) - 1
        sheet.canvas.put_line(x, y + row, line)
        sheet.point_left_of(x + wide, y + row, min(room, MARK_ROOM), (piece.thing for piece in line))


def _entry(cable: Cable, columns: int) -> Iterator[Line]:
    state = "" if cable.box.state in QUIET else f" ({cable.box.state})"
    name = Piece(f"{cable.box.name}{state}", Style.NAME, cable.box.id)
    end = end_words(cable.end) if cable.end else ()
    head = (*_padded(_port(cable), PORT), *_padded(end, END if columns >= ROOMY else SHORT_END), name)
    more = list(more_words(cable))
    whole = (*head, *(piece for word in more for piece in (Piece("  "), word)))
    if line_width(whole) <= columns:
        yield whole
        return
    yield clip_line(head, columns)
    for line in wrap(more, columns - PORT):
        yield (Piece(" " * PORT), *line)


def _port(cable: Cable) -> Line:
    if cable.port:
        return (Piece(cable.port.name, Style.CABLE, cable.port.id),)
    return (Piece(cable.end.kind, Style.DIM, cable.end.id),) if cable.end else ()


def _padded(line: Line, columns: int) -> Line:
    kept = fit(line, columns - 1)
    return (*kept, Piece(" " * (columns - line_width(kept))))
