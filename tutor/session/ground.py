"""The lab that a lesson is played in: its nodes, and what is observed and heard of them."""

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tutor.lab.host_node import AnyNode
from tutor.lab.lab import Lab
from tutor.lab.record import Record
from tutor.lesson.model import Lesson
from tutor.observe.shells import Word
from tutor.session.events import LabReady, Progressed, Trouble
from tutor.session.follow import Follower
from tutor.session.place import check_needs, find_place
from tutor.session.stream import Stream
from tutor.state import Change, State

if TYPE_CHECKING:
    from tutor.lab.host import Host


class Ground(Stream):
    """Brings the lab up, follows all its nodes, and takes it down; a session says what follows from that."""

    def __init__(self, lesson: Lesson, engine_dir: Path | None, *, on_host: bool = False) -> None:
        super().__init__()
        self.lesson = lesson
        self.state = State()
        """What is true on all nodes."""
        self.follower = Follower(self.take, self.hear, lambda words: self.emit(Trouble(words)))
        self._engine_dir = engine_dir
        self._on_host = on_host
        self._exit = AsyncExitStack()
        self._observers = AsyncExitStack()
        self._lab: Lab | Host | None = None

    @abstractmethod
    def take(self, change: Change) -> None:
        """A node has changed."""

    @abstractmethod
    def hear(self, word: Word) -> None:
        """A command begins or has ended."""

    @abstractmethod
    def begin(self) -> None:
        """The first full picture of all nodes is there."""

    @abstractmethod
    def end(self) -> None:
        """The lab, or what is in it, is about to go."""

    @abstractmethod
    def forget(self) -> None:
        """The lab is empty again."""

    async def __aenter__(self) -> Self:
        try:
            self._lab = await find_place(
                self.lesson,
                engine_dir=self._engine_dir,
                on_host=self._on_host,
                progress=lambda words: self.emit(Progressed(words)),
            )
            self._exit.push_async_callback(self._lab.down)
            self._exit.push_async_callback(self._unfollow)
            await self._observe()
        except BaseException:
            await self._exit.aclose()
            raise
        self.emit(LabReady(self._lab.name, self._lab.seconds))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        await self._exit.aclose()

    async def reset(self) -> None:
        """Make every node anew, empty as at first, and follow them again."""
        assert self._lab
        self.end()
        await self._unfollow()
        await self._lab.reset(progress=lambda words: self.emit(Progressed(words)))
        self.state = State()
        self.forget()
        await self._observe()
        self.emit(Trouble(""))

    async def _observe(self) -> None:
        await self.follower.start(self.nodes, self._observers)
        self.begin()

    async def _unfollow(self) -> None:
        observers, self._observers = self._observers, AsyncExitStack()
        await observers.aclose()

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes that are observed."""
        return self.follower.names

    async def ask(self, node: str, verb: str, **what: object) -> dict[str, Any]:
        """Ask a node's observer once. Raises ObserverError."""
        return await self.follower.ask(node, verb, **what)

    @property
    def record(self) -> Record:
        """What is known of the lab, where the lesson is in one."""
        assert isinstance(self._lab, Lab)
        return self._lab.record

    @property
    def nodes(self) -> Sequence[AnyNode]:
        """All nodes, the first one first; the outside, where the lab has one, is the last."""
        assert self._lab
        return self._lab.nodes

    @property
    def node(self) -> AnyNode:
        """The first node."""
        return self.nodes[0]

    async def take_up(self, lesson: Lesson) -> None:
        """Begin this lesson in the lab that was put back. Raises CannotRunError."""
        await check_needs(lesson, self._engine_dir)
        self.drop()
        self.lesson = lesson
        self.begin()

    def find_node(self, name: str) -> AnyNode:
        """A node by its name; the first one without."""
        assert self._lab
        return self._lab.node(name)

    def shell(self, node: str = "") -> tuple[list[str], dict[str, str]]:
        """The words and the environment that open a shell in a node; in the first without a name."""
        found = self.find_node(node)
        return found.argv(found.shell), found.environment()
