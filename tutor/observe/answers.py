"""What the observer is asked once and answers once: a picture of rules and routes, and the proof of one packet.

A verb for each; whatever a proof needs is there for a few seconds at most.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from tutor.errors import TutorError
from tutor.facts.raw import Raw
from tutor.observe import picture
from tutor.observe.acts.acts import Acts
from tutor.observe.acts.place import NoPlaceError, find_place
from tutor.observe.codec import ANSWER
from tutor.observe.namespace import Watch
from tutor.observe.proof import cables
from tutor.observe.proof.ears import Ears
from tutor.observe.proof.probe import Probe, send
from tutor.observe.proof.table import Wanted
from tutor.observe.ruleset import Encoder

LONGEST = 5.0
"""Seconds after which ears are closed whatever happens."""
CALM, MOST_CALM = 0.03, 0.3
"""Seconds without a word after which a proof is complete; and at most so many of waiting for that."""
Look = Callable[[], Awaitable[None]]
"""Takes in all that is true now."""
Verb = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class Answers:
    """Answers what the client asks, each in a task of its own."""

    def __init__(self, raw: Raw, watches: Mapping[str, Watch], acts: Acts, look: Look) -> None:
        self._raw, self._watches, self._acts, self._look = raw, watches, acts, look
        self._ears: dict[int, dict[str, Ears]] = {}
        self._encoder = Encoder()
        self._closed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._verbs: dict[str, Verb] = {
            "told": self._told,
            "tried": self._tried,
            "picture": self._picture,
            "arm": self._arm,
            "probe": self._probe,
            "collect": self._collect,
        }

    def ask(self, told: dict[str, Any]) -> None:
        """Begin to answer."""
        task = asyncio.create_task(self._answer(told))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Hear nothing any more."""
        for number in list(self._ears):
            self._close(number)

    async def _answer(self, told: dict[str, Any]) -> None:
        try:
            answer = await self._verbs[told["verb"]](told["what"])
        except (TutorError, OSError, NoPlaceError, KeyError, ValueError, TypeError) as error:
            answer = {"error": f"{told.get('verb')}: {error}"}
        print(json.dumps({ANSWER: {"number": told["number"], **answer}}), flush=True)

    async def _told(self, _: dict[str, Any]) -> dict[str, Any]:
        """That all there is has been told since this was asked."""
        await self._look()
        return {}

    async def _tried(self, _: dict[str, Any]) -> dict[str, Any]:
        """That all there is has been told, and every act has been tried, since this was asked."""
        await self._look()
        await self._acts.tried()
        return {}

    async def _picture(self, what: dict[str, Any]) -> dict[str, Any]:
        """Rules and routes of some namespaces, or of all, as they are now; what else there is has been told by then."""
        await self._look()
        names = what.get("spaces") or list(self._watches)
        watches = [self._watches[name] for name in names if name in self._watches]
        await asyncio.gather(*(watch.fresh() for watch in watches))
        return {
            "spaces": [
                picture.to_plain(
                    watch.raw, self._encoder.text(watch.raw.name, watch.raw.rules), watch.policies()
                )
                for watch in watches
            ]
        }

    async def _arm(self, what: dict[str, Any]) -> dict[str, Any]:
        """Hear some packets in some namespaces, from now on; what stands in the way of that."""
        number, wanted = int(what["proof"]), [Wanted(**each) for each in what["wanted"]]
        self._close(number)
        spaces, links = what["spaces"], what.get("links")
        await self._turn(set(spaces))
        ears = self._ears[number] = {}
        for name in spaces:
            if name in self._watches:
                legacy = name in what.get("legacy", ())
                watch = self._watches[name]
                out = None if links is None else cables.alone(watch.raw, links[name], spaces)
                ears[name] = Ears(watch.descriptor, wanted, legacy=legacy, out=out)
        asyncio.get_running_loop().call_later(LONGEST, self._close, number)
        return {"troubles": {name: each.troubles for name, each in ears.items()}}

    async def _turn(self, spaces: set[str]) -> None:
        """Wait until no other proof hears anything in these namespaces: the table that has it told is one's own."""
        while any(spaces & each.keys() for each in self._ears.values()):
            self._closed.clear()
            await self._closed.wait()

    async def _probe(self, what: dict[str, Any]) -> dict[str, Any]:
        """Send a packet."""
        sent = await send(find_place(what["from"], self._raw), Probe(**what["probe"]))
        return sent.to_plain()

    async def _collect(self, what: dict[str, Any]) -> dict[str, Any]:
        """All that was heard, when it is calm; hear no more."""
        number = int(what["proof"])
        ears = self._ears.get(number, {})
        loop = asyncio.get_running_loop()
        end = loop.time() + MOST_CALM
        while _hear(ears.values()) and loop.time() < end:  # noqa: ASYNC110 # of calm there is no event
            await asyncio.sleep(CALM)
        told = {name: {**each.told(), "links": self._links(name)} for name, each in ears.items()}
        self._close(number)
        self._add_sent(told)
        return {"spaces": told}

    def _add_sent(self, told: dict[str, dict[str, Any]]) -> None:
        """Add to each namespace's frames what is known of them by those of others."""
        spaces = {name: self._watches[name].raw for name in told if name in self._watches}
        found = [
            each
            for name, space in spaces.items()
            for each in cables.sent(space, told[name]["frames"], spaces)
        ]
        for name, frame in found:
            told[name]["frames"].append(frame)

    def _links(self, name: str) -> dict[str, str]:
        """Names of a namespace's links by their indexes."""
        links = self._watches[name].raw.links if name in self._watches else {}
        return {str(index): link["IFLA_IFNAME"] for index, link in links.items()}

    def _close(self, number: int) -> None:
        for each in self._ears.pop(number, {}).values():
            each.close()
        self._closed.set()


def _hear(ears: Iterable[Ears]) -> bool:
    """Have all of them hear; whether any has heard something."""
    return sum(each.hear() for each in ears) > 0
