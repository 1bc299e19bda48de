"""Plays a whole lesson with its own commands, and holds every claim and question to what it must be."""

from collections.abc import Awaitable, Callable

from tutor.claims import Standing, judge, misses
from tutor.lesson.parts import Choose, Claim, Question
from tutor.session.events import Proved, Tried
from tutor.session.session import Session


async def nothing() -> None:
    """There is nothing to be awaited."""


async def prove(session: Session, led: Callable[[], Awaitable[None]] = nothing) -> bool:
    """Play every step; whether each claim stood before and after as it must. Tells of each as Proved.

    ``led`` is awaited where a step is to be solved.
    """
    right = True
    for index in range(len(session.lesson.steps)):
        session.open(index)
        right = await _prove_step(session, led) and right
    return right


async def _prove_step(session: Session, led: Callable[[], Awaitable[None]]) -> bool:
    claims = session.step.claims
    given = [claim for claim in claims if claim.already]
    await session.opened()
    await session.wait(lambda: all(map(session.holds, given)))
    before = session.judging.before | {claim: session.verdicts[claim].standing for claim in given}
    lead, played = session.step.lead, session.step.played
    await session.play(lead)
    await led()
    await session.play(played[len(lead) :])
    await session.wait(lambda: session.is_fresh)
    session.emit(Tried())
    proofs = [await _prove_question(session, question) for question in session.step.questions]
    proofs += [_prove_choice(session, question) for question in session.step.choices]
    await session.wait(lambda: session.proved)
    proofs = [_proof(session, claim, before[claim]) for claim in claims] + proofs
    for proof in proofs:
        session.emit(proof)
    return all(proof.right for proof in proofs)


def _proof(session: Session, claim: Claim, before: Standing) -> Proved:
    after = session.verdicts[claim]
    found = "" if session.holds(claim) else after.found
    return Proved(session.tell(claim.sentence), claim.place, before, after.standing, claim.already, found)


async def _prove_question(session: Session, question: Question) -> Proved:
    """Answer nearly right, then with what the live host says; a question that takes both asks nothing."""
    await session.wait(lambda: bool(session.asking.right(question)))
    right = session.asking.right(question)
    taken = [
        form
        for form in misses(question.patterns, session.state, right)
        if session.asking.answer(question, form)
    ]
    held = bool(right) and session.asking.answer(question, min(right))
    found = f'a wrong answer passes: "{taken[0]}"' if taken else ""
    if not held:
        found = judge(session.judging.filled(question.patterns), session.state).found
    return _asked(session, question, taken=bool(taken), held=held, found=found)


def _prove_choice(session: Session, question: Choose) -> Proved:
    """Only the right choices, all of them, may be taken for right."""
    others = frozenset(range(len(question.choices))) - question.right
    taken = session.asking.choose(question, others)
    held = session.asking.choose(question, question.right)
    return _asked(session, question, taken=taken, held=held, found="the wrong choices pass" if taken else "")


def _asked(session: Session, question: Question | Choose, *, taken: bool, held: bool, found: str) -> Proved:
    before, after = (Standing.HOLDS if passes else Standing.REFUTED for passes in (taken, held))
    return Proved(session.tell(question.sentence), question.place, before, after, already=False, found=found)
