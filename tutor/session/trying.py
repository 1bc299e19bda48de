"""Has the acts carried out, and the packets followed, that the open step's claims ask for."""

from collections.abc import Sequence
from functools import partial

from tutor.lesson.parts import Pattern
from tutor.session.follow import Follower
from tutor.session.memo import Memo
from tutor.session.paths import Paths
from tutor.session.places import flows, orders
from tutor.state import State


class Trying:
    """What is being tried, on the nodes by their observers and between them by the session."""

    def __init__(self, follower: Follower, paths: Paths) -> None:
        self._follower, self._paths, self._memo = follower, paths, Memo()

    def want(self, patterns: Sequence[Pattern], state: State, *, again: bool) -> None:
        """Try what these patterns ask for, and no more; ``again`` where something has changed that may change it."""
        wanted = self._memo.get("orders", patterns, state, partial(orders, patterns))
        self._follower.want(wanted, again=again)
        self._paths.want(flows(patterns), again=again)

    def stop(self) -> None:
        """Try nothing any more."""
        self._follower.want({}, again=False)
        self._paths.want((), again=False)

    async def tried(self) -> None:
        """Return when all has been tried. Raises ObserverError where a node cannot tell."""
        await self._follower.tried()
        await self._paths.tried()
