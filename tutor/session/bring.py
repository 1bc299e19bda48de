"""Brings a fresh lab to where a step begins: the steps before it are played by the tutor itself."""

from functools import partial
from typing import TYPE_CHECKING

from tutor.language import _
from tutor.session.events import Progressed, Trouble

if TYPE_CHECKING:
    from tutor.session.session import Session


async def bring_to(session: "Session", index: int) -> None:
    """Play the earlier steps, so that this one finds what it builds on; open it, or the first that cannot be passed."""
    with session.keeping.muted():
        for earlier in range(index):
            session.emit(Progressed(_("bringing back step {number} of {all}", number=earlier + 1, all=index)))
            if not await _bring_back(session, earlier):
                words = _("step {number} could not be brought back: begin with it", number=earlier + 1)
                session.emit(Trouble(words))
                index = earlier
                break
    session.open(index)


async def _bring_back(session: "Session", index: int) -> bool:
    session.done.add(index)  # from the start: it is done again, and not told of
    session.enter(index)
    await session.opened()
    await session.play()
    for question in session.step.questions:
        await session.wait(partial(session.asking.right, question))
    session.asking.answered |= {*session.step.questions, *session.step.choices}
    done = await session.wait(lambda: session.step_done)
    if done:
        session.finished.add(index, session.step.claims)
    else:
        session.done.discard(index)
    return done
