"""An order: what a lesson wants tried, with the address that its place's name stands for now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tutor.facts import ACTS

WANTED = "wanted"
"""The key of a line that says which acts are wanted from now on."""


@dataclass(frozen=True, slots=True)
class Order:
    """One act to be carried out, again and again, until nobody wants it any more."""

    act: str
    """Its fact kind: ping, reach or resolve."""
    asked: tuple[tuple[str, str], ...]
    """What the pattern asks, field by field, with the kind's usual values for what it leaves out."""
    ip: str = ""
    """The address that ``to`` stands for; empty where it has none."""

    def to_plain(self) -> dict[str, Any]:
        """As plain values."""
        return {"act": self.act, "asked": dict(self.asked), "ip": self.ip}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Order":
        """The order that to_plain told; raises KeyError or TypeError for what is none."""
        kind = ACTS[told["act"]]
        return cls(
            told["act"], tuple((name, str(told["asked"][name])) for name in kind.ASKED), str(told["ip"])
        )
