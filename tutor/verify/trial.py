"""Makes one attempt in a lab of its own, and says what is wrong with it."""

from tutor.claims import is_pending
from tutor.lesson.model import Claim
from tutor.session import Session
from tutor.verify.attempts import Aim, Attempt


async def try_out(attempt: Attempt, session: Session, patience: float) -> str:
    """What is wrong with an attempt; empty where it is as it must be.

    ``patience``: seconds after which claims that the right way has turned would have turned here, too.
    """
    await session.bring_to(attempt.index)
    if session.at != attempt.index:
        return f"step {session.at + 1} could not be brought to its end in a fresh lab"
    await session.faults.made()
    match attempt.aim:
        case Aim.WRONG:
            return await _fault_of_wrong(session, patience)
        case Aim.WAY:
            return await _fault_of_way(session)
        case Aim.FAULT:
            return await _fault_of_fault(session, patience)


async def _fault_of_wrong(session: Session, patience: float) -> str:
    await session.play()
    claims = session.step.claims
    await session.wait(lambda: session.is_fresh)
    await session.wait(lambda: session.proved, patience)
    await session.wait(lambda: not any(_is_open(session, claim) for claim in claims))
    await session.wait(lambda: session.is_fresh)
    if session.proved:
        return "it leaves nothing red: every claim of the step holds after it"
    return ""


async def _fault_of_way(session: Session) -> str:
    await session.play()
    claims = session.step.claims
    if await session.wait(lambda: session.proved):
        return ""
    red = next((claim for claim in claims if not session.holds(claim)), None)
    if red is None:
        return "the host goes on changing after it"
    return f"it leaves red: {red.sentence}: {session.verdicts[red].found}"


async def _fault_of_fault(session: Session, patience: float) -> str:
    turning = [claim for claim in session.step.claims if not claim.already]
    if await session.wait(lambda: any(map(session.holds, turning)), patience):
        return ""
    return "it breaks nothing: without it, too, no claim of the step holds when the step begins"


def _is_open(session: Session, claim: Claim) -> bool:
    """Whether it cannot be told yet: an act is still being carried out."""
    return is_pending(session.judging.filled(claim.patterns), session.state)
