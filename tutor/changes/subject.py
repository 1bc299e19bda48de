"""How things of one fact kind are told of."""

from collections.abc import Callable
from dataclasses import dataclass

from tutor.language import _
from tutor.state import Row

Telling = Callable[[Row], str]


def never(_: Row) -> bool:
    """Nothing of this kind is passing."""
    return False


def always(_: Row) -> bool:
    """Everything of this kind is passing."""
    return True


@dataclass(frozen=True, slots=True)
class Subject:
    """What a kind is called, which rows are one thing, and how that thing is told of."""

    name: str
    words: Telling
    identity: tuple[str, ...] = ("netns", "name")
    """Fields, beside the node, by which a thing is known again."""
    is_passing: Callable[[Row], bool] = never
    """Whether a thing comes and goes by itself, or with another that is told of."""
    turns: bool = False
    """Whether it is worth telling, even where passing, when it turns into something else."""

    def turned(self, before: Row, row: Row) -> str:
        """What became of a thing: its name, and each field that differs."""
        fields = [
            name for name in row.field_names() if before.text(name) != row.text(name) and name != "node"
        ]
        changes = (f"{_label(name)} {before.text(name) or '–'} → {row.text(name) or '–'}" for name in fields)
        return f"{self.title(row)}  {', '.join(changes)}"

    def title(self, row: Row) -> str:
        """The thing's name, and where it is if not on the host."""
        own = [name for name in self.identity if name not in ("netns", "family")]
        return (row.text(own[-1] if "name" not in own else "name") or self.name) + inside(row)


def inside(row: Row) -> str:
    """« in web», where a thing is not in its node's own namespace."""
    space = row.text("netns") if "netns" in row.field_names() else None
    return "" if space in (None, "host", row.node) else _(" in {space}", space=space)


def is_inside(row: Row) -> bool:
    """Whether a thing is not in its node's own namespace."""
    return bool(inside(row))


def _label(field: str) -> str:
    return field.replace("_", " ")
