"""What was made of the live host, kept for as long as nothing has changed that was looked at for it."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from tutor.state import Row, State

Value = TypeVar("Value")


class Glance(State):
    """A state that remembers which kinds of rows were looked for in it."""

    __slots__ = ("_kinds",)

    def __init__(self, state: State) -> None:
        super().__init__()
        self.tables = state.tables
        self._kinds: set[str] = set()

    def find(self, kind: str, /, **equal: str) -> list[Row]:
        """Rows of a kind whose fields have these texts."""
        self._kinds.add(kind)
        return super().find(kind, **equal)

    def is_like(self, state: State) -> bool:
        """Whether in another state the same would have been found."""
        return bool(self) == bool(state) and all(
            self.tables.get(kind) is state.tables.get(kind) for kind in self._kinds
        )


class Memo:
    """Values, each with what it was made of: a host of many rows changes often, most claims ask for few of them."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[object, Glance, Any]] = {}

    def get(self, key: Hashable, given: object, state: State, make: Callable[[State], Value]) -> Value:
        """The value of this name; made anew where what is given, or what was found for it, is not that of the last time.

        ``make`` may but find rows in the state, and ask whether there are any.
        """
        if key in self._made:
            before, glance, value = self._made[key]
            if before == given and glance.is_like(state):
                return value  # type: ignore[no-any-return] # made by the same caller
        glance = Glance(state)
        value = make(glance)
        self._made[key] = given, glance, value
        return value
