"""What is drawn of a flood: the same as if every line had been, and no key waits for it."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from bittty import Board

from tutor.tui.widgets import flood
from tutor.tui.widgets.flood import MORSEL, SERVED, Intake, draw
from tutor.tui.widgets.page import Page

WIDTH, HEIGHT = 40, 10


class Screen:
    """A board with a page that remembers."""

    def __init__(self) -> None:
        self.board = Board(command="true", width=WIDTH, height=HEIGHT)
        self.page = Page(WIDTH, HEIGHT)
        self.board.blitter.primary_buffer = self.board.blitter.current_buffer = self.page

    def lines(self) -> list[str]:
        """All that was printed, from the oldest line that is remembered."""
        known = range(self.page.count - len(self.page.gone), self.page.count + HEIGHT)
        return [_text(self.page.line(number)) for number in known]

    @property
    def place(self) -> tuple[int, int, int]:
        """Where the next letter goes, and how much has gone."""
        return self.board.cursor.x, self.board.cursor.y, self.page.count


def _text(row: object) -> str:
    text = row[1] if isinstance(row, tuple) else "".join(char for _, char in row)  # type: ignore[attr-defined]
    return str(text).rstrip()


FLOODS = {
    "numbers": "".join(f"{number}\r\n" for number in range(2000)),
    "long lines": "".join(f"{'x' * (number % 130)}{number}\r\n" for number in range(400)),
    "no end of line": "\r\n".join(map(str, range(500))) + "\r\n# ",
    "more than is remembered": "".join(f"{number}\r\n" for number in range(12000)),
    "colours": "".join(f"\x1b[3{number % 8}mline {number}\x1b[0m\r\n" for number in range(300)),
    "a region": "\x1b[3;6r" + "".join(f"{number}\r\n" for number in range(300)),
    "another page": "\x1b[?1049h" + "".join(f"{number}\r\n" for number in range(300)),
    "line drawing": "\x1b(0" + "".join(f"qqq{number}\r\n" for number in range(300)),
    "Chinese": "".join(f"第{number}行\r\n" for number in range(300)),
    "empty lines": "\r\n" * 300 + "end",
}


@pytest.mark.parametrize("chunk", [64, 1000, 4095, 65536])
@pytest.mark.parametrize("printed", FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_leaves_what_every_line_would_have_left(printed: str, chunk: int) -> None:
    slow, fast = Screen(), Screen()
    printed = f"before\r\nalpha# \x1b[1;7H{printed}"
    slow.board.parser.feed(printed)
    for at in range(0, len(printed), chunk):
        draw(printed[at : at + chunk], fast.page, fast.board)
    assert fast.lines() == slow.lines()
    assert fast.place == slow.place


def test_most_lines_of_a_flood_are_never_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    fed: list[str] = []
    monkeypatch.setattr(screen.board.parser, "feed", fed.append)
    draw(FLOODS["numbers"], screen.page, screen.board)
    assert sum(map(len, fed)) < len(FLOODS["numbers"]) / 10


async def test_what_must_be_drawn_is_handed_on_in_morsels_with_a_pause_after_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chunks, pauses, clock = [FLOODS["colours"], "# ", ""], [], iter(range(1, 1000))
    monkeypatch.setattr(flood, "time", SimpleNamespace(monotonic=lambda: next(clock) / 1000))

    async def read(_size: int) -> str:
        return chunks.pop(0)

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(flood, "asyncio", SimpleNamespace(sleep=pause))
    intake = Intake(read, lambda: -1.0)
    morsels = [morsel async for morsel in _all(intake)]
    assert "".join(morsels) == FLOODS["colours"] + "# "
    assert max(map(len, morsels)) == MORSEL
    full = [morsel for morsel in morsels if len(morsel) == MORSEL]
    assert len(pauses) == len(full) > 1
    assert min(pauses) > 0


WHEN = {"before": 99.98, "during the pause": 100.014, "while there is nothing to take": 100.02}


@pytest.mark.parametrize("pressed", WHEN.values(), ids=WHEN.keys())
async def test_a_key_has_the_machine_until_it_is_served(
    monkeypatch: pytest.MonkeyPatch, pressed: float
) -> None:
    clock, handed = [100.0], []
    chunks = [FLOODS["colours"][:MORSEL], FLOODS["colours"][:MORSEL], ""]

    async def read(_size: int) -> str:
        clock[0] += 0.01
        return chunks.pop(0)

    async def pause(seconds: float) -> None:
        clock[0] += seconds

    def last_key() -> float:
        return pressed if pressed <= clock[0] else 0.0

    monkeypatch.setattr(flood, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(flood, "asyncio", SimpleNamespace(sleep=pause))
    async for _morsel in _all(Intake(read, last_key)):
        handed.append(clock[0])
        clock[0] += 0.002
    assert len(handed) == 2
    assert not [at for at in handed if pressed <= at < pressed + SERVED - 1e-6]


async def _all(intake: Intake) -> AsyncIterator[str]:
    while morsel := await intake.take(1):
        yield morsel
