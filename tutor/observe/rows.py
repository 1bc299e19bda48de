"""What is told so far, and what has to be told next: rows, read anew only where something changed."""

from collections.abc import Iterator, Mapping
from types import ModuleType

from tutor import facts
from tutor.facts.raw import Raw
from tutor.state import Change, Row

Dirty = Mapping[str, set[str]]
"""Raw tables that changed, each with the namespaces in which it did; the empty text for the engine's."""
Place = tuple[str, str]
"""A kind, and the namespace that its rows are of; the empty text where they are of all."""


class Rows:
    """The rows of a node, by kind and namespace."""

    def __init__(self) -> None:
        self._rows: dict[Place, frozenset[Row]] = {}

    def change(self, raw: Raw, dirty: Dirty) -> Change:
        """Read what may be another since the last call; the rows that came and went."""
        gone = [place for place in self._rows if place[1] and place[1] not in raw.namespaces]
        before = {place: self._rows.pop(place) for place in gone}
        after: dict[Place, frozenset[Row]] = {}
        for kind, module in facts.MODULES.items():
            spaces = set[str]().union(*(dirty[table] for table in module.FROM & dirty.keys()))
            for space, part in _parts(module, spaces, raw):
                before[kind, space] = self._rows.get((kind, space), frozenset())
                after[kind, space] = frozenset(module.read(part))
        self._rows |= after
        lost, gained = (frozenset[Row]().union(*rows.values()) for rows in (before, after))
        return Change(gained=gained - lost, lost=lost - gained)


def _parts(module: ModuleType, spaces: set[str], raw: Raw) -> Iterator[tuple[str, Raw]]:
    """What a kind's rows are read from: each of these namespaces alone, or everything where one tells of others."""
    if module.FROM & facts.ENGINE_TABLES or hasattr(module, "ACROSS"):
        if spaces:
            yield "", raw
        return
    for space in spaces & raw.namespaces.keys():
        yield space, Raw(raw.node, {space: raw.namespaces[space]})
