"""Sends what is new in a learner's journal, each event until the board has it.

The broker's word that it has an event is not enough, as it may lose what it has. So an event is
done with only when the board says that it keeps it; until then it stays in the journal, and is
sent again after each break. The board knows events by their numbers, and keeps each once.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

import aiomqtt

from tutor.classroom.link import expiring, keep, together
from tutor.classroom.member import HEARD, Member
from tutor.classroom.message import Say, Seen, State, Topics
from tutor.classroom.share import Share
from tutor.errors import JournalError
from tutor.journal import Journal
from tutor.language import _

POLL = 0.5
"""Seconds between looks into the journal."""
WINDOW = 100
"""Events that may be on their way at a time."""
FORGOTTEN = 15.0
"""Seconds after which a board that has asked, and is silent, is not waited for."""
SOON = 0.02
PRESENT = 60
"""Seconds between two words that the learner is there."""
LAST = 1.0
"""Seconds that the last word may take."""


class Sender:
    """One learner's side of the class."""

    def __init__(self, journal: Journal, member: Member, hear: Callable[[str], None]) -> None:
        self._journal, self._member, self._hear = journal, member, hear
        self._share = Share(journal, member)
        self._topics = Topics(member.place.name)
        self._seen = 0
        """The board keeps all events up to this one."""
        self._next = 1
        """Number of the event to be sent next."""
        self._asker = ""
        """The board that has asked for what it lacks, and when it was heard last."""
        self._asked = 0.0
        self._told: State | None = None
        self.trouble = _("not connected yet")
        """What is wrong with the connection; empty while there is one."""

    @property
    def waiting(self) -> int:
        """Events that the board does not have yet, as far as is known here."""
        return len(self._share.events) - self._seen

    async def run(self) -> None:
        """Send until cancelled."""
        will = aiomqtt.Will(self._topic("online"), b"0", qos=1, retain=True)
        await keep(self._member.place, self._member.id, self._serve, tell=self._tell, will=will)

    async def _serve(self, client: aiomqtt.Client) -> None:
        self._next, self._told = self._seen + 1, None
        await client.subscribe([(self._topic("seen"), 1), (self._topics.say, 1)])
        try:
            await together(self._be_there(client), self._send(client), self._listen(client))
        except asyncio.CancelledError:
            with suppress(aiomqtt.MqttError):  # the last will is for those who could not say it
                await client.publish(self._topic("online"), b"0", qos=1, retain=True, timeout=LAST)
            raise

    async def _be_there(self, client: aiomqtt.Client) -> None:
        """Say again and again that the learner is there; a broker that was killed tells no last will."""
        while True:
            there = expiring(2 * PRESENT)
            await client.publish(self._topic("online"), b"1", qos=1, retain=True, properties=there)
            await asyncio.sleep(PRESENT)

    async def _send(self, client: aiomqtt.Client) -> None:
        while True:
            self._poll()
            if self._share.state != self._told:
                self._told = self._share.state
                await client.publish(self._topic("state"), self._told.encode(), qos=1, retain=True)
            sent = 0
            while self._next <= min(len(self._share.events), self._seen + WINDOW):
                event = self._share.events[self._next - 1]
                self._next += 1
                await client.publish(self._topic("event"), event.encode(), qos=1)
                sent += 1
            await asyncio.sleep(SOON if sent == WINDOW else POLL)

    async def _listen(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            topic = str(message.topic)
            if topic == self._topics.say and (say := Say.decode(message.payload)):
                self._take_words(say)
            elif topic == self._topic("seen") and (seen := Seen.decode(message.payload)):
                self._take_seen(seen)

    def _take_seen(self, seen: Seen) -> None:
        """What a board has. One that has less than others is served first: it has lost its record, or is new."""
        number, now = min(seen.number, len(self._share.events)), time.monotonic()
        if seen.again:
            self._asker, self._seen, self._next = seen.board, number, number + 1
        elif seen.board != self._asker and self._asker and now < self._asked + FORGOTTEN:
            return
        else:
            self._seen = max(self._seen, number)
            self._next = max(self._next, self._seen + 1)
            if self._seen == len(self._share.events):
                self._asker = ""
        self._asked = now

    def _take_words(self, say: Say) -> None:
        """Words to all are kept by the broker for latecomers: hear them once."""
        try:
            heard = float(self._journal.setting(HEARD) or 0)
        except ValueError:
            heard = 0.0
        if say.words and say.at > heard:
            self._journal.set(HEARD, repr(min(say.at, time.time() + 60)))
            self._hear(say.words)

    def _poll(self) -> None:
        try:
            self._share.poll()
        except JournalError as error:
            self.trouble = error.message

    def _tell(self, trouble: str) -> None:
        self.trouble = trouble

    def _topic(self, what: str) -> str:
        return self._topics.of(self._member.id, what)
