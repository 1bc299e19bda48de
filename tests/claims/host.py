"""A small Docker host as rows: web and db, each with a cable to docker0."""

from tutor.facts.address import Address
from tutor.facts.container import Container
from tutor.facts.link import Link
from tutor.facts.namespace import Namespace
from tutor.facts.nat import Nat
from tutor.lesson.parts import Pattern, Place
from tutor.lesson.pattern import parse
from tutor.state import Row, State


def patterns(*lines: str) -> tuple[Pattern, ...]:
    return tuple(parse(line, Place(number, 5)) for number, line in enumerate(lines, 1))


def link(netns: str, name: str, *, node: str = "alpha", **given: object) -> Link:
    usual: dict[str, object] = {
        "index": 1,
        "kind": "veth",
        "up": True,
        "state": "up",
        "mac": None,
        "mtu": 1500,
        "master": None,
        "peer": None,
        "peer_netns": None,
    }
    return Link(node=node, netns=netns, name=name, **{**usual, **given})  # type: ignore[arg-type]


def cable(container: str, twin: str, master: str | None = "docker0") -> list[Row]:
    return [
        link(container, "eth0", peer=twin, peer_netns="host"),
        link("host", twin, peer="eth0", peer_netns=container, master=master),
    ]


def address(netns: str, on: str, ip: str, prefix: int = 16, *, node: str = "alpha") -> Address:
    family = 6 if ":" in ip else 4
    return Address(
        node=node, netns=netns, link=on, ip=ip, prefix=prefix, cidr=f"{ip}/{prefix}", family=family
    )


def namespace(name: str, node: str = "alpha") -> Namespace:
    return Namespace(node=node, name=name, inode=1)


def container(name: str, state: str = "running", mode: str = "bridge") -> Container:
    return Container(node="alpha", name=name, id="1" * 12, image="tutor/box", state=state, mode=mode)


def dnat(port: int, to: str) -> Nat:
    return Nat(
        node="alpha",
        netns="host",
        kind="dnat",
        proto="tcp",
        source=None,
        dest=None,
        dport=str(port),
        unless="docker0",
        link=None,
        to=to,
    )


ROWS: tuple[Row, ...] = (
    namespace("host"),
    namespace("web"),
    namespace("db"),
    container("web"),
    container("db"),
    link("host", "docker0", kind="bridge"),
    *cable("web", "veth1"),
    *cable("db", "veth2"),
    address("host", "docker0", "172.17.0.1"),
    address("web", "eth0", "172.17.0.2"),
    address("db", "eth0", "172.17.0.3"),
    dnat(8080, "172.17.0.2:80"),
)
HOST = State(ROWS)


def without(*rows: Row) -> State:
    return State(set(ROWS) - set(rows))
