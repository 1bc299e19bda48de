"""A class that the test tells of: what is told comes from no broker."""

import asyncio
import time

from tutor.classroom.board import Board
from tutor.classroom.message import State


class Silent(Board):
    """A board that the test tells what has come."""

    said: list[str]

    async def run(self) -> None:
        """Nothing comes by itself."""
        self.trouble = ""
        self.said = []
        await asyncio.Event().wait()

    async def say(self, words: str) -> bool:
        """Remember it."""
        self.said.append(words)
        return bool(words != "fail")

    def learner(self, number: int, name: str, **more: object) -> None:
        """Somebody is somewhere."""
        now = time.time()
        told = {
            "name": name,
            "lesson": "veth",
            "title": "Veth pairs",
            "steps": 5,
            "since": now,
            "at": now,
        } | more
        self.roster.take_state(f"{number:016x}", State(**told))  # type: ignore[arg-type]
        self.roster.take_online(f"{number:016x}", online=True)
