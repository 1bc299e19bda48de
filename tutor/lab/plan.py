"""What a lab shall be: the one message that its holder gets and passes on to its nodes."""

import json
import os
import re
import sys
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

import tutor
from tutor.errors import LabError

NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota")
OUTSIDE = "outside"
"""The neighbour on the wire that has no engine."""
OUTSIDE_ADDRESS = "10.55.0.100"
WIRE_PREFIX = 24
WIRE_GATEWAY = "10.55.0.1"
DOOR = "door"
"""Name of the socket, in the lab's folder, at which its holder takes requests."""
SYSTEM_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NodePlan:
    """A node's name and its IPv4 address on the wire."""

    name: str
    address: str
    engine: bool = True
    """Whether a Docker engine runs in it."""

    @property
    def mac(self) -> str:
        """Its link's address, made from the other one: neighbours know a new node of this name at once."""
        return "02:42:" + ":".join(f"{int(part):02x}" for part in self.address.split("."))


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

    def node(self, name: str) -> NodePlan:
        """The plan of a node; raises LabError when the lab has none of this name."""
        for node in self.nodes:
            if node.name == name:
                return node
        there = ", ".join(node.name for node in self.nodes)
        raise LabError(f"lab {self.name} has no node {name}", f"its nodes: {there}")

    @property
    def group(self) -> str:
        """Name of the lab's control group (with root), like none of another folder."""
        return f"tutor-{zlib.crc32(os.fsencode(self.folder.parent)):08x}-{self.name}"

    def cgroup(self, node: str) -> str:
        """Name of the control group of a node and all that runs in it, below the lab's."""
        return f"{self.group}/{node}"

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


def check_name(name: str) -> str:
    """The name, if a lab may have it: it becomes that of a folder and of control groups."""
    if not _NAME.fullmatch(name):
        raise LabError(
            f"a lab cannot be called {name!r}",
            "use up to 31 letters, digits, - and _, a letter or digit first",
        )
    return name


def node_plans(count: int, *, outside: bool = False) -> tuple[NodePlan, ...]:
    """The first nodes by name, with their addresses: alpha is 10.55.0.11; outside, if wanted, comes last."""
    if not 1 <= count <= len(NAMES):
        raise LabError(f"a lab has 1 to {len(NAMES)} nodes, not {count}", "say so many: --nodes 2")
    nodes = tuple(NodePlan(name, f"10.55.0.{11 + index}") for index, name in enumerate(NAMES[:count]))
    return (*nodes, NodePlan(OUTSIDE, OUTSIDE_ADDRESS, engine=False)) if outside else nodes


def own_folders() -> tuple[Path, ...]:
    """What the observer needs to run inside a node: this package, its environment, its Python."""
    package = Path(tutor.__file__).resolve().parent
    return tuple(sorted({package, Path(sys.prefix), Path(sys.base_prefix)}))


def import_path() -> str:
    """The folder to put on PYTHONPATH so that a bare Python finds this package."""
    return str(Path(tutor.__file__).resolve().parents[1])
