"""The live host as a set of rows: find them, and say which came and which went."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from keyword import iskeyword
from operator import attrgetter
from typing import Annotated, Any, Self, TypeVar, get_origin

Key = TypeVar("Key", bound=Hashable)


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
        """Names of the fields as lessons write them, in the order in which they are shown."""
        return tuple(each.name.rstrip("_") for each in fields(cls))

    @classmethod
    @cache
    def field_types(cls) -> Mapping[str, str]:
        """The type of each field, as it is written in Python."""
        return {each.name.rstrip("_"): str(_bare(each.type)) for each in fields(cls)}

    @classmethod
    @cache
    def choices(cls) -> Mapping[str, tuple[str, ...]]:
        """The values that fields can have, as lessons write them, for those that have a closed set of them.

        They stand beside the type: ``Annotated[str, "tcp", "udp"]``.
        """
        found: dict[str, Any] = {each.name.rstrip("_"): each.type for each in fields(cls)}
        return {name: kind.__metadata__ for name, kind in found.items() if get_origin(kind) is Annotated}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The row with these values, by the names that lessons use."""
        names = cls._attributes()
        return cls(**{names[name]: value for name, value in values.items()})

    @classmethod
    @cache
    def _attributes(cls) -> Mapping[str, str]:
        """The name that each field has in Python, by the one that lessons use."""
        return {each.name.rstrip("_"): each.name for each in fields(cls)}

    @classmethod
    @cache
    def _getter(cls) -> Callable[[Any], tuple[Any, ...]]:
        return attrgetter(*cls._attributes().values())

    def values(self) -> tuple[Any, ...]:
        """The values of all fields, in the order of their names."""
        return self._getter()(self)

    def plain(self, field: str) -> Any:
        """The field's value."""
        return getattr(self, attribute(field))

    def text(self, field: str) -> str | None:
        """The field's value as lessons write it: yes and no for truth values, None where it has none."""
        value = getattr(self, attribute(field))
        if isinstance(value, bool):
            return "yes" if value else "no"
        return None if value is None else str(value)


def _bare(kind: Any) -> Any:
    return kind.__origin__ if get_origin(kind) is Annotated else kind


@cache
def attribute(field: str) -> str:
    """The name that a field has in Python, where ``from`` and ``in`` are no names, and ``text`` is Row's own."""
    return f"{field}_" if iskeyword(field) or field == "text" else field


@dataclass(frozen=True, slots=True)
class Change:
    """Rows that came and rows that went, together, at one moment."""

    gained: frozenset[Row]
    lost: frozenset[Row]
    at: float | None = field(default=None, compare=False)
    """When this happened, by the node's clock, as near as is known; None where nobody has looked at the clock."""

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost)


Index = Mapping[str | None, frozenset[Row]]
"""Rows of one kind by the text of one field."""


class Table:
    """The rows of one kind, immutable, with an index for each field that was ever asked for.

    Indexes are carried on into the table after a change, not made anew, so that a verdict
    follows a change within a blink on a host with many rows.
    """

    __slots__ = ("_indexes", "rows")

    def __init__(
        self, rows: frozenset[Row] = frozenset(), indexes: Mapping[str, Index] | None = None
    ) -> None:
        self.rows = rows
        self._indexes = dict(indexes or {})

    def find(self, equal: Mapping[str, str]) -> frozenset[Row]:
        """Rows whose fields have these texts."""
        found = [self._index(field).get(text, frozenset()) for field, text in equal.items()]
        if len(found) > 1:
            return frozenset.intersection(*sorted(found, key=len))
        return found[0] if found else self.rows

    def apply(self, change: Change) -> "Table":
        """The table after a change of this kind's rows."""
        rows = (self.rows - change.lost) | change.gained
        gained, lost = rows - self.rows, self.rows - rows
        moved = {field: _moved(index, field, gained, lost) for field, index in self._indexes.items()}
        return Table(rows, moved)

    def _index(self, field: str) -> Index:
        if field not in self._indexes:
            self._indexes[field] = _grouped(self.rows, lambda row: row.text(field))
        return self._indexes[field]


class State:
    """An immutable set of rows. A changed state shares the tables that the change left alone."""

    __slots__ = ("tables",)

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.tables: Mapping[str, Table] = {kind: Table(of_kind) for kind, of_kind in _by_kind(rows).items()}
        """By kind."""

    def __iter__(self) -> Iterator[Row]:
        for table in self.tables.values():
            yield from table.rows

    def __bool__(self) -> bool:
        return any(table.rows for table in self.tables.values())

    def __len__(self) -> int:
        return sum(len(table.rows) for table in self.tables.values())

    def find(self, kind: str, /, **equal: str) -> list[Row]:
        """Rows of a kind whose fields have these texts, by index, in no order."""
        return list(self.tables.get(kind, Table()).find(equal))

    def apply(self, change: Change) -> Self:
        """The state after a change; this one stays as it is."""
        gained, lost = _by_kind(change.gained), _by_kind(change.lost)
        changed = {
            kind: self.tables.get(kind, Table()).apply(
                Change(gained.get(kind, frozenset()), lost.get(kind, frozenset()))
            )
            for kind in gained.keys() | lost.keys()
        }
        after = type(self)()
        after.tables = {**self.tables, **changed}
        return after

    def until(self, after: "State") -> Change:
        """What happened between this state and a later one."""
        gained: set[Row] = set()
        lost: set[Row] = set()
        for kind in self.tables.keys() | after.tables.keys():
            mine, theirs = (state.tables.get(kind, Table()).rows for state in (self, after))
            gained |= theirs - mine
            lost |= mine - theirs
        return Change(gained=frozenset(gained), lost=frozenset(lost))


def _by_kind(rows: Iterable[Row]) -> dict[str, frozenset[Row]]:
    return _grouped(rows, lambda row: row.fact())


def _grouped(rows: Iterable[Row], by: Callable[[Row], Key]) -> dict[Key, frozenset[Row]]:
    groups: dict[Key, set[Row]] = defaultdict(set)
    for row in rows:
        groups[by(row)].add(row)
    return {key: frozenset(group) for key, group in groups.items()}


def _moved(index: Index, field: str, gained: Iterable[Row], lost: Iterable[Row]) -> Index:
    moved = dict(index)
    for text, rows in _grouped(lost, lambda row: row.text(field)).items():
        if left := moved.pop(text) - rows:
            moved[text] = left
    for text, rows in _grouped(gained, lambda row: row.text(field)).items():
        moved[text] = moved.get(text, frozenset()) | rows
    return moved
