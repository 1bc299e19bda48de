"""What is sent to prove a path is told apart from all that was sent before."""

from typing import Any

import pytest

from tutor.lesson.flow import parse
from tutor.state import State
from tutor.trace import prove

TIMES = 1000


class Nobody:
    """Observers of no node."""

    state = State()
    names = ()

    async def ask(self, node: str, verb: str, **what: object) -> dict[str, Any]:
        """Never."""
        raise AssertionError((node, verb, what))


async def test_no_port_is_used_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[int] = []
    monkeypatch.setattr(prove, "predict", lambda *_, sport: used.append(sport))
    flow = parse(["from=web to=db:80"])
    for _ in range(TIMES):
        await prove.trace(flow, Nobody(), proof=False)
    assert len(set(used)) == TIMES
    assert prove.FIRST_PORT <= min(used) < max(used) < prove.FIRST_PORT + prove.PORTS
