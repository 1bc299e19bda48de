"""Brings a fresh lab to where a step begins: the steps before it are played by the tutor itself."""

from functools import partial
from typing import TYPE_CHECKING

from tutor.facts import ACTS
from tutor.language import _
from tutor.lesson.parts import Claim, Pattern, Quantifier
from tutor.session.events import BroughtBack, Progressed, Trouble

if TYPE_CHECKING:
    from tutor.session.session import Session


async def bring_to(session: "Session", index: int, since: int) -> None:
    """Play the steps from ``since`` to this one, so that it finds what it builds on.

    Open it, or the first that cannot be passed.
    """
    with session.keeping.muted():
        for earlier in range(since, index):
            session.emit(Progressed(_("bringing back step {number} of {all}", number=earlier + 1, all=index)))
            if not await _bring_back(session, earlier):
                words = _("step {number} could not be brought back: begin with it", number=earlier + 1)
                session.emit(Trouble(words))
                index = earlier
                break
    session.done.discard(index)  # what was done in another lab is to be done again
    session.open(index)
    if index > since:
        session.emit(BroughtBack(index))


async def _bring_back(session: "Session", index: int) -> bool:
    session.done.add(index)  # from the start: it is done again, and not told of
    session.enter(index)
    await session.faults.made()
    await session.play()
    for question in session.step.questions:
        await session.wait(partial(session.asking.right, question))
    session.asking.pass_over(session.step)
    done = await session.wait(
        lambda: all(session.holds(each) or _refuses(each) for each in session.step.claims)
    )
    if done:
        session.finished.add(index, session.step.claims)
    else:
        session.done.discard(index)
    return done


def _refuses(claim: Claim) -> bool:
    """Whether a claim only says what cannot be done: to see that takes seconds, and no later step builds on it."""
    return all(_is_refusal(pattern) for pattern in claim.patterns)


def _is_refusal(pattern: Pattern) -> bool:
    said = {term.field: term.value for term in pattern.terms}
    return pattern.fact in ACTS and (
        pattern.quantifier is Quantifier.NO or said.get("ok") == "no" or "why" in said
    )
