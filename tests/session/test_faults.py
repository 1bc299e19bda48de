"""Faults are made once in a lab; behind a step to which the lab was put back, once more."""

import pytest

from tutor.lesson.model import Step
from tutor.lesson.parts import Commands, Place, Role
from tutor.session import faults as room
from tutor.session.faults import Faults

BROKEN = Step("Broken", (Commands(Role.BREAK, "true\n", Place(1)),), Place(1))


async def test_behind_the_step_that_a_lab_was_put_back_to_faults_are_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "CALM", 0.01)
    made = []

    async def make(fault: Commands) -> None:
        made.append(fault)

    async def see() -> None:
        pass

    faults = Faults(make, see, lambda: None, lambda _: None)

    async def opened(*steps: int) -> int:
        made.clear()
        for index in steps:
            faults.begin(index, BROKEN)
            await faults.made()
        return len(made)

    assert await opened(1, 2, 1, 2) == 2
    faults.forget(after=1)
    assert await opened(1, 2) == 1
    faults.forget()
    assert await opened(1, 2) == 2
