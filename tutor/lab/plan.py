"""What a lab shall be: the one message that its holder gets and passes on to its nodes."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import tutor

NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota")
WIRE_PREFIX = 24
WIRE_GATEWAY = "10.55.0.1"
SYSTEM_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")


@dataclass(frozen=True, slots=True)
class NodePlan:
    """A node's name and its IPv4 address on the wire."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that makes a lab; it travels as one line of JSON."""

    name: str
    folder: Path
    """The lab's runtime folder, private to its user."""
    nodes: tuple[NodePlan, ...]
    rootless: bool
    """True for an ordinary user: the lab lives in a user namespace."""
    leash: bool
    """True when the lab shall end with whoever holds the other end of the holder's standard input."""
    engine_dir: Path | None
    """Folder of engine binaries to use before the system's."""
    engine_folders: tuple[str, ...]
    """The folders below it that hold programs."""
    image: Path
    """Archive of the image tutor/box."""
    read_only: tuple[Path, ...]
    """Folders outside the system that a node needs: the tutor's own code and its Python."""

    @property
    def path(self) -> str:
        """PATH inside a node."""
        engine = [f"/run/tutor/engine/{name}" for name in self.engine_folders]
        return ":".join((*engine, *SYSTEM_PATH))

    @property
    def cgroup(self) -> str:
        """Name of the cgroup that holds the lab's containers."""
        return f"tutor-{self.name}"

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """The plan that to_json wrote."""
        known = json.loads(text)
        return cls(
            name=known["name"],
            folder=Path(known["folder"]),
            nodes=tuple(NodePlan(**node) for node in known["nodes"]),
            rootless=known["rootless"],
            leash=known["leash"],
            engine_dir=Path(known["engine_dir"]) if known["engine_dir"] else None,
            engine_folders=tuple(known["engine_folders"]),
            image=Path(known["image"]),
            read_only=tuple(map(Path, known["read_only"])),
        )


def node_plans(count: int) -> tuple[NodePlan, ...]:
    """The first nodes by name, with their addresses: alpha is 10.55.0.11."""
    return tuple(NodePlan(name, f"10.55.0.{11 + index}") for index, name in enumerate(NAMES[:count]))


def own_folders() -> tuple[Path, ...]:
    """What the observer needs to run inside a node: this package, its environment, its Python."""
    package = Path(tutor.__file__).resolve().parent
    return tuple(sorted({package, Path(sys.prefix), Path(sys.base_prefix)}))


def import_path() -> str:
    """The folder to put on PYTHONPATH so that a bare Python finds this package."""
    return str(Path(tutor.__file__).resolve().parents[1])
