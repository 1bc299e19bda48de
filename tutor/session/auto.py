"""Plays a whole lesson with its own commands, and holds every claim to its turn."""

from tutor.claims import Standing, judge
from tutor.lesson.model import Choose, Claim, Question
from tutor.session.events import Proved
from tutor.session.session import Session


async def prove(session: Session) -> bool:
    """Play every step; whether each claim stood before and after as it must. Tells of each as Proved."""
    right = True
    for index in range(len(session.lesson.steps)):
        session.open(index)
        right = await _prove_step(session) and right
    return right


async def _prove_step(session: Session) -> bool:
    claims = session.step.claims
    given = [claim for claim in claims if claim.already]
    await session.opened()
    await session.wait(lambda: all(map(session.holds, given)))
    before = session.judging.before | {claim: session.verdicts[claim].standing for claim in given}
    await session.play()
    proofs = [await _prove_question(session, question) for question in session.step.questions]
    proofs += [_prove_choice(session, question) for question in session.step.choices]
    await session.wait(lambda: all(map(session.holds, claims)))
    proofs = [_proof(session, claim, before[claim]) for claim in claims] + proofs
    for proof in proofs:
        session.emit(proof)
    return all(proof.right for proof in proofs)


def _proof(session: Session, claim: Claim, before: Standing) -> Proved:
    after = session.verdicts[claim]
    return Proved(claim.sentence, before, after.standing, claim.already, after.found)


async def _prove_question(session: Session, question: Question) -> Proved:
    """Answer with what the live host says; a question that anything would answer is no question."""
    before = Standing.HOLDS if session.answer(question, "?") else Standing.REFUTED
    await session.wait(lambda: bool(session.right_answers(question)))
    right = session.right_answers(question)
    held = bool(right) and session.answer(question, min(right))
    found = "" if held else judge(question.patterns, session.state).found
    return Proved(
        question.sentence, before, Standing.HOLDS if held else Standing.REFUTED, already=False, found=found
    )


def _prove_choice(session: Session, question: Choose) -> Proved:
    """Only the right choices, all of them, may be taken for right."""
    others = frozenset(range(len(question.choices))) - question.right
    before = Standing.HOLDS if session.choose(question, others) else Standing.REFUTED
    held = session.choose(question, question.right)
    return Proved(
        question.sentence, before, Standing.HOLDS if held else Standing.REFUTED, already=False, found=""
    )
