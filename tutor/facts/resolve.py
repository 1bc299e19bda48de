"""What address a name has, asked from inside a place with that place's own resolver."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from tutor.facts.act import Act, is_why

FROM = frozenset[str]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve(Act):
    """An answer to a question for a name: one row for each address, or one that says why there is none."""

    ASKED: ClassVar[Mapping[str, str | None]] = {"in": None, "name": None}
    ALLOWED: ClassVar[Mapping[str, Callable[[str], bool]]] = {"why": is_why}
    PLACES: ClassVar[tuple[str, ...]] = ("in",)

    in_: str
    """Where it was asked: host, outside, or a container's name."""
    name: str
    """The name that was asked for."""
    ip: str | None
    """An address that the name has there."""
    server: str | None
    """Who said so: the address of a name server, or ``hosts`` for the file /etc/hosts."""
    ok: bool
    """yes where there is an address."""
    why: str | None
    """Why not, where it is no: no-such-name, no-server or timeout."""
