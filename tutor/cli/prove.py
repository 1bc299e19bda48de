"""What ``tutor play --auto`` prints: each claim as it stood before and after its step's commands."""

import asyncio
import json as jsons
import sys
import time
from collections.abc import Callable
from dataclasses import asdict

from tutor.session import Session, events
from tutor.session.auto import prove


async def show_proof(session: Session, show: Callable[[events.Event], None]) -> bool:
    """Play the lesson by itself and show what happens; whether all was as it must be."""
    began = time.monotonic()
    async with session:
        proving = asyncio.create_task(prove(session))
        async for event in session.events(until=proving):
            show(event)
        right = proving.result()
    print(
        f"{session.lesson.slug}: {'right' if right else 'WRONG'}, {time.monotonic() - began:.1f} s",
        file=sys.stderr,
    )
    return right


def print_json(event: events.Event) -> None:
    """One line of JSON for each event that says something of the lesson."""
    match event:
        case events.Proved() | events.Ran() | events.LabReady() | events.Trouble():
            told = {"event": type(event).__name__.lower(), **asdict(event)}
        case events.StepOpened(index, step):
            told = {"event": "stepopened", "index": index, "title": step.title}
        case _:
            return
    if isinstance(event, events.Proved):
        told["right"] = event.right
    print(jsons.dumps(told, ensure_ascii=False), flush=True)


def print_text(event: events.Event) -> None:
    """The same for people."""
    match event:
        case events.StepOpened(index, step):
            print(f"\n{index + 1}. {step.title}")
        case events.Ran(text, status, output):
            print("".join(f"   $ {line}\n" for line in text.strip().splitlines()), end="")
            print("".join(f"     {line}\n" for line in output.strip().splitlines()), end="")
            print(f"     (exit status {status})\n" if status else "", end="")
        case events.Proved():
            _print_proof(event)
        case events.Trouble(words) if words:
            print(f"   trouble: {words}")


def _print_proof(proof: events.Proved) -> None:
    mark = "ok" if proof.right else "NOT SO"
    print(f"   {mark:6} {proof.before} → {proof.after}: {proof.sentence}")
    if proof.fault:
        print(f"          {proof.fault}")
