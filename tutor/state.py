"""The live host as a set of rows: find them, and say which came and which went."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that is true on a node. Each fact kind is a subclass, named as lessons name it.

    Fields are hashable, and free of counters and timers, so that the difference of two states
    is what was changed and no more. None means that the thing has no such value.
    """

    node: str
    """Name of the node where this was seen."""

    @classmethod
    def fact(cls) -> str:
        """The kind's name in lessons: the class's name in lower case."""
        return cls.__name__.lower()

    @classmethod
    @cache
    def field_names(cls) -> tuple[str, ...]:
        """Names of the fields, in the order in which they are shown."""
        return tuple(field.name for field in fields(cls))

    def text(self, field: str) -> str | None:
        """The field's value as lessons write it: yes and no for truth values, None where it has none."""
        value = getattr(self, field)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Change:
    """Rows that came and rows that went, together, at one moment."""

    gained: frozenset[Row]
    lost: frozenset[Row]

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost)


class State:
    """An immutable set of rows with an index for each field that was ever asked for.

    A changed state shares the rows and the indexes of every kind that the change left alone.
    """

    __slots__ = ("_indexes", "_kinds")

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        kinds: dict[str, set[Row]] = defaultdict(set)
        for row in rows:
            kinds[row.fact()].add(row)
        self._kinds: Mapping[str, frozenset[Row]] = {
            kind: frozenset(of_kind) for kind, of_kind in kinds.items()
        }
        self._indexes: dict[tuple[str, str], dict[str | None, list[Row]]] = {}

    def __iter__(self) -> Iterator[Row]:
        for of_kind in self._kinds.values():
            yield from of_kind

    def __len__(self) -> int:
        return sum(map(len, self._kinds.values()))

    def find(self, kind: str, **equal: str) -> list[Row]:
        """Rows of a kind whose fields have these texts, by index on the first of them."""
        if not equal:
            return list(self._kinds.get(kind, ()))
        first, *rest = equal.items()
        rows = self._index(kind, first[0]).get(first[1], [])
        return [row for row in rows if all(row.text(name) == value for name, value in rest)]

    def apply(self, change: Change) -> Self:
        """The state after a change; this one stays as it is."""
        kinds = dict(self._kinds)
        touched = {row.fact() for row in (*change.gained, *change.lost)}
        for kind in touched:
            gained = {row for row in change.gained if row.fact() == kind}
            kinds[kind] = (kinds.get(kind, frozenset()) - change.lost) | gained
        after = type(self)()
        after._kinds = kinds
        after._indexes = {key: index for key, index in self._indexes.items() if key[0] not in touched}
        return after

    def until(self, after: "State") -> Change:
        """What happened between this state and a later one."""
        mine, theirs = frozenset(self), frozenset(after)
        return Change(gained=theirs - mine, lost=mine - theirs)

    def _index(self, kind: str, field: str) -> dict[str | None, list[Row]]:
        if (kind, field) not in self._indexes:
            index: dict[str | None, list[Row]] = defaultdict(list)
            for row in self._kinds.get(kind, ()):
                index[row.text(field)].append(row)
            self._indexes[kind, field] = dict(index)
        return self._indexes[kind, field]
