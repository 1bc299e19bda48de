"""Many boxes on one switch: a list under it, in columns."""

from collections.abc import Iterator, Sequence

from tutor.map.card import QUIET, end_words, more_words
from tutor.map.piece import Line, Piece, Style, clip_line, line_width, wrap
from tutor.map.scene import Cable, Id
from tutor.map.sheet import MARK_ROOM, Sheet

NARROWEST = 48
"""Columns of an entry."""
PORT, END = 12, 24


def draw_list(sheet: Sheet, cables: Sequence[Cable], x: int, y: int, columns: int) -> tuple[int, list[int]]:
    """Draw the list; the row below it, and the columns where it hangs from its switch."""
    many = min(max(1, columns // NARROWEST), len(cables))
    wide, high = columns // many, -(-len(cables) // many)
    bottoms, roots = [], []
    for start in range(0, len(cables), high):
        at = x + start // high * wide
        bottoms.append(_draw_column(sheet, cables[start : start + high], at, y, wide))
        roots.append(at)
    return max(bottoms), roots


def _draw_column(sheet: Sheet, cables: Sequence[Cable], x: int, y: int, wide: int) -> int:
    for position, cable in enumerate(cables):
        last = position == len(cables) - 1
        sheet.canvas.put(x, y, "╰─ " if last else "├─ ", Style.SWITCH)
        for row, line in enumerate(_entry(cable, wide - 3)):
            if row and not last:
                sheet.canvas.put(x, y, "│", Style.SWITCH)
            sheet.canvas.put_line(x + 3, y, line)
            sheet.point_left_of(x + wide - 1, y, MARK_ROOM, _things(cable, line, row))
            y += 1
    return y


def _entry(cable: Cable, columns: int) -> Iterator[Line]:
    state = "" if cable.box.state in QUIET else f" ({cable.box.state})"
    name = Piece(f"{cable.box.name}{state}", Style.NAME, cable.box.id)
    end = end_words(cable.end) if cable.end else ()
    head = (*_padded(_port(cable), PORT), *_padded(end, END), name)
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
    kept = clip_line(line, columns - 1)
    return (*kept, Piece(" " * (columns - line_width(kept))))


def _things(cable: Cable, line: Line, row: int) -> list[Id | None]:
    own = [piece.thing for piece in line]
    return own if row else [*own, cable.box.id]
