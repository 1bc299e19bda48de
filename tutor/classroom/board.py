"""The instructor's side: listens to the whole class, keeps every event, and tells each learner what is kept."""

import asyncio
import secrets
import time

import aiomqtt

from tutor.classroom.address import Address
from tutor.classroom.link import expiring, keep, together
from tutor.classroom.message import Event, Say, Seen, State, Topics, plain
from tutor.classroom.record import Record
from tutor.classroom.roster import Roster
from tutor.language import _

BATCH = 0.1
"""Seconds for which events are gathered, to be kept in one go."""
AGAIN = 3.0
"""Seconds after which a learner is asked again for what is missing."""
FRESH = 3600
"""Seconds for which latecomers still hear what was said to all."""
ABREAST = 50
"""Answers that are on their way at a time."""


class Board:
    """Follows a class until cancelled."""

    def __init__(self, address: Address, record: Record, roster: Roster | None = None) -> None:
        self._address, self._record = address, record
        self._topics = Topics(address.name)
        self.roster = roster or Roster()
        self.trouble = _("not connected yet")
        """What is wrong with the connection; empty while there is one."""
        self._client: aiomqtt.Client | None = None
        self._waiting: list[tuple[str, Event]] = []
        self._asked: dict[str, float] = {}
        """When a learner was asked last to send again."""
        self._identifier = f"board-{secrets.token_hex(4)}"
        for learner, kept in record.kept.items():
            self.roster.take_kept(learner, kept)

    async def run(self) -> None:
        """Listen until cancelled."""
        await keep(self._address, self._identifier, self._serve, tell=self._tell)

    async def say(self, words: str) -> bool:
        """Say this to all, latecomers of the next hour too; False while there is no connection."""
        if self._client is None:
            return False
        payload = Say(time.time(), plain(words)).encode()
        try:
            await self._client.publish(
                self._topics.say, payload, qos=1, retain=True, properties=expiring(FRESH)
            )
        except aiomqtt.MqttError:
            return False
        return True

    async def _serve(self, client: aiomqtt.Client) -> None:
        self._waiting.clear()
        self._asked.clear()
        self._client = client
        try:
            await client.subscribe([(self._topics.of("+", what), 1) for what in ("online", "state", "event")])
            await together(self._listen(client), self._keep(client))
        finally:
            self._client = None

    async def _listen(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            self.take(str(message.topic), message.payload)

    def take(self, topic: str, payload: object) -> None:
        """Take one message; whatever is none of the class's is passed over."""
        learner, what = self._topics.read(topic)
        if what == "online":
            self.roster.take_online(learner, online=payload == b"1")
        elif what == "state" and (state := State.decode(payload)):
            self.roster.take_state(learner, state)
        elif what == "event" and (event := Event.decode(payload)):
            self._waiting.append((learner, event))

    async def _keep(self, client: aiomqtt.Client) -> None:
        """Keep what has come, then say so; ask for what is missing."""
        while True:
            self.roster.expire(time.monotonic())
            waiting, self._waiting = self._waiting, []
            gaps: set[str] = set()
            if waiting:
                gaps = await asyncio.to_thread(self._record.add, waiting)
            told = {learner for learner, _event in waiting} - gaps
            missing = self._missing(gaps)
            answers = [self._answer(client, learner, again=False) for learner in told - missing]
            answers += [self._answer(client, learner, again=True) for learner in missing]
            for first in range(0, len(answers), ABREAST):
                await asyncio.gather(*answers[first : first + ABREAST])
            await asyncio.sleep(BATCH)

    def _missing(self, gaps: set[str]) -> set[str]:
        """Learners of whom events are missing, and who were not asked a moment ago."""
        now = time.monotonic()
        behind = {
            one.id
            for one in self.roster.learners.values()
            if one.online and one.state.number > self._record.kept.get(one.id, 0)
        }
        for learner in self._asked.keys() - behind - gaps:
            del self._asked[learner]
        for learner in (behind - self._asked.keys()) - gaps:
            self._asked[learner] = now  # they are on their way
        due = {one for one in behind | gaps if now - self._asked.get(one, 0.0) >= AGAIN}
        self._asked |= dict.fromkeys(due, now)
        return due

    async def _answer(self, client: aiomqtt.Client, learner: str, *, again: bool) -> None:
        kept = self._record.kept.get(learner, 0)
        self.roster.take_kept(learner, kept)
        payload = Seen(kept, again, self._identifier).encode()
        await client.publish(self._topics.of(learner, "seen"), payload, qos=1, retain=True)

    def _tell(self, trouble: str) -> None:
        self.trouble = trouble
