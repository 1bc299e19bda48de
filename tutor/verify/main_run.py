"""Plays a lesson from its first step to its last, as its author means it."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tutor.errors import TutorError
from tutor.session import Session
from tutor.session.auto import nothing, prove
from tutor.session.events import Proved, Ran, StepOpened, Tried
from tutor.verify.report import Proof

LEAST = 1.0
"""Seconds that any claim gets to turn."""
MORE = 2.0
"""So many times as long as the right way took is waited for a wrong one to turn out right."""
_HELPLESS = re.compile(
    r"^usage:|command not found|(?:unrecognized|invalid|unknown) (?:option|flag)",
    re.IGNORECASE | re.MULTILINE,
)
"""What a program says that does not know what is asked of it, as small ones do in a container."""


@dataclass(slots=True)
class MainRun:
    """What was proved, and how far and how fast."""

    proofs: list[Proof] = field(default_factory=list)
    took: dict[int, float] = field(default_factory=dict)
    """Seconds that a step's claims took to turn after all had been tried that its commands may have changed."""
    reached: int = 0
    """The first step in which something is wrong, or the last one."""

    def patience(self, index: int) -> float:
        """Seconds after which nothing more is expected in a step."""
        return LEAST + MORE * self.took.get(index, LEAST)


async def run(session: Session, led: Callable[[], Awaitable[None]] = nothing) -> MainRun:
    """Play every step, and keep what the session tells of it; ``led`` is awaited where a step is to be solved."""
    main, is_right, tried = MainRun(), True, time.monotonic()
    playing = asyncio.create_task(prove(session, led))
    try:
        async for event in session.events(until=playing):
            match event:
                case StepOpened(index) if is_right:
                    main.reached = index
                case Ran(text, output=output) if said := _HELPLESS.search(output):
                    main.proofs.append(_not_understood(session, text, said[0]))
                case Tried():
                    tried = time.monotonic()
                case Proved():
                    main.took.setdefault(session.at, time.monotonic() - tried)
                    main.proofs.append(_proof(event))
                    is_right = is_right and event.right
        await playing
    except TutorError as error:
        main.proofs.append(Proof("step", session.step.title, session.step.place, str(error)))
    finally:
        playing.cancel()
    return main


def _proof(proved: Proved) -> Proof:
    kind = "what holds already" if proved.already else "claim"
    return Proof(kind, proved.sentence, proved.place, proved.fault)


def _not_understood(session: Session, text: str, said: str) -> Proof:
    fault = f"the learner sees how a command is used, and not what it does: «{said}»"
    return Proof("commands", text.partition("\n")[0], session.step.place, fault)
