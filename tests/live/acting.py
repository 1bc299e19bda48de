"""Lessons of a few lines, played in a real lab."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from tutor.journal import Journal
from tutor.lesson.parts import Claim
from tutor.lesson.reader import load
from tutor.session import Session
from tutor.session.events import Event

Kind = TypeVar("Kind")

FRONT = "---\ntitle: Written\nsummary: For one test.\nminutes: 1\n{}---\n"

UP = """## Make it

```bash run
ip link add sw type bridge
ip link set sw up
```

```text claims
sw is on
    link netns=host name=sw up=yes
There is one bridge called sw
    count=1 link netns=host name=sw kind=bridge
```

## Mend it

```bash break
ip link set sw down
```

```bash solution
ip link set sw up
```

```text claims
sw is on again
    link netns=host name=sw up=yes
```
"""
"""A bridge is made, and then broken."""


@asynccontextmanager
async def playing(
    folder: Path, text: str, *, front: str = "", journal: Journal | None = None, seed: str = ""
) -> AsyncIterator[Session]:
    """A session of this lesson, its first step not yet open."""
    path = folder / "01-written.md"
    path.write_text(FRONT.format(front) + text)
    async with Session(load(path), journal, seed=seed) as session:
        yield session


def drain(session: Session) -> list[Event]:
    """The events that nobody has read yet."""
    queue, found = session._queue, []
    while not queue.empty():
        if event := queue.get_nowait():
            found.append(event)
    return found


def of(kind: type[Kind], events: list[Event]) -> list[Kind]:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]


async def until(session: Session, condition: Callable[[], object]) -> None:
    """Wait for a condition that must come true."""
    assert await session.wait(condition), {
        claim.sentence: (verdict.standing, verdict.found) for claim, verdict in session.verdicts.items()
    }


def claim(session: Session, sentence: str) -> Claim:
    """The claim of the open step with this sentence."""
    return next(found for found in session.step.claims if found.sentence == sentence)


async def run(session: Session, command: str) -> int:
    """Run a command in the first node, unheard."""
    node = session.node
    process = await asyncio.create_subprocess_exec(
        *node.argv(("bash", "-c", command)), env=node.environment()
    )
    return await process.wait()
