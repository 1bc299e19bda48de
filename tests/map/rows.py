"""Hosts as rows, from a few words each."""

from dataclasses import make_dataclass
from functools import cache
from typing import Any

from tutor.facts import KINDS
from tutor.state import Row, State


def made(fact: str, **given: object) -> Row:
    """A row of a kind; fields that are not given are None, and fields that the kind lacks are added."""
    kind = KINDS[fact]
    lacking = tuple(sorted(given.keys() - set(kind.field_names())))
    whole: Any = _widened(fact, lacking)
    made_row: Row = whole(**{"node": "alpha", **dict.fromkeys(whole.field_names()[1:]), **given})
    return made_row


@cache
def _widened(fact: str, fields: tuple[str, ...]) -> type[Row]:
    kind = KINDS[fact]
    if not fields:
        return kind
    return make_dataclass(
        kind.__name__,
        [(name, str | None) for name in fields],
        bases=(kind,),
        frozen=True,
        slots=True,
        kw_only=True,
    )


def link(netns: str, name: str, index: int = 2, **given: object) -> Row:
    usual: dict[str, object] = {"kind": "veth", "up": True, "state": "up", "mtu": 1500}
    return made("link", netns=netns, name=name, index=index, **{**usual, **given})


def address(netns: str, on: str, cidr: str, node: str = "alpha") -> Row:
    ip, _, prefix = cidr.partition("/")
    return made(
        "address",
        node=node,
        netns=netns,
        link=on,
        ip=ip,
        prefix=int(prefix),
        cidr=cidr,
        family=6 if ":" in ip else 4,
    )


def container(name: str, node: str = "alpha", **given: object) -> list[Row]:
    usual: dict[str, object] = {
        "id": f"{sum(name.encode()):012x}",
        "image": "tutor/box",
        "state": "running",
        "mode": "bridge",
    }
    row = made("container", node=node, name=name, **{**usual, **given})
    shared = (
        row.text("state") != "running"
        or row.text("mode") == "host"
        or "container:" in (row.text("mode") or "")
    )
    return [row] if shared else [row, made("namespace", node=node, name=name, inode=1)]


def bridge(
    name: str, cidr: str, network: str, index: int, node: str = "alpha", *, internal: bool = False
) -> list[Row]:
    gateway = cidr.partition("/")[0]
    subnet = gateway.rpartition(".")[0] + ".0/16"
    rows = [
        link("host", name, index, node=node, kind="bridge"),
        address("host", name, cidr, node),
        made(
            "network",
            node=node,
            name=network,
            id=f"{index:012}",
            driver="bridge",
            scope="local",
            internal=internal,
            subnet=subnet,
            gateway=gateway,
            bridge=name,
        ),
    ]
    if not internal:
        rows.append(made("nat", node=node, netns="host", kind="masquerade", source=subnet, unless=name))
    return rows


def cable(
    box: str,
    end: str,
    port: str,
    index: int,
    cidr: str,
    master: str | None,
    *,
    node: str = "alpha",
    netns: str = "host",
) -> list[Row]:
    return [
        link(box, end, index, node=node, peer=port, peer_netns=netns),
        link(netns, port, index + 1, node=node, peer=end, peer_netns=box, master=master),
        address(box, end, cidr, node),
    ]


def publish(outer: str, to: str, **given: object) -> Row:
    return made("nat", netns="host", kind="dnat", proto="tcp", dport=outer, unless="docker0", to=to, **given)


def host(node: str = "alpha", ip: str = "10.55.0.11") -> list[Row]:
    return [
        made("namespace", node=node, name="host", inode=1),
        link("host", "lo", 1, node=node, kind="loopback"),
        link("host", "eth0", 2, node=node),
        address("host", "eth0", f"{ip}/24", node),
        made("route", node=node, netns="host", dst="default", via="10.55.0.1", link="eth0", family=4),
        *bridge("docker0", "172.17.0.1/16", "bridge", 3, node),
    ]


def outside() -> list[Row]:
    return [
        made("namespace", node="outside", name="outside", inode=1),
        link("outside", "eth0", 2, node="outside"),
        address("outside", "eth0", "10.55.0.200/24", "outside"),
    ]


def simple() -> State:
    return State(
        [
            *host(),
            *container("web"),
            *container("db"),
            *cable("web", "eth0", "veth1a2b3c4", 4, "172.17.0.2/16", "docker0"),
            *cable("db", "eth0", "veth9f8e7d6", 6, "172.17.0.3/16", "docker0"),
            publish("8080", "172.17.0.2:80"),
        ]
    )


def many(count: int = 20) -> State:
    """So many containers on three networks."""
    switches = ("docker0", "br-07eb502c4765", "br-5604e81beb8f")
    rows = [
        *host(),
        *bridge(switches[1], "172.18.0.1/16", "shop", 4),
        *bridge(switches[2], "172.19.0.1/16", "vault", 5, internal=True),
    ]
    for number in range(count):
        which = number % 3 if number % 4 else 0
        name = f"box{number:02}"
        rows += container(name)
        rows += cable(
            name,
            "eth0",
            f"veth{number:07x}",
            10 + 2 * number,
            f"172.{17 + which}.0.{number + 2}/16",
            switches[which],
        )
    return State([*rows, publish("8080", "172.17.0.2:80")])


def zoo() -> State:
    """Every way in which Docker plugs in a container, on one node."""
    return State(
        [
            *simple(),
            *outside(),
            *bridge("br-07eb502c4765", "172.18.0.1/16", "shop", 8),
            *bridge("br-5604e81beb8f", "172.19.0.1/16", "vault", 14, internal=True),
            *container("cart"),
            *cable("cart", "eth0", "veth94f02dc", 9, "172.18.0.2/16", "br-07eb502c4765"),
            *cable("web", "eth1", "vethad91d5e", 11, "172.18.0.3/16", "br-07eb502c4765"),
            address("cart", "eth0", "fd00:18::2/64"),
            *container("secret"),
            *cable("secret", "eth0", "vethadb94c0", 15, "172.19.0.2/16", "br-5604e81beb8f"),
            *container("probe", mode="container:web"),
            *container("hosty", mode="host"),
            *container("lonely", mode="none"),
            *container("idle", state="exited"),
            made("network", name="lan", id="7" * 12, driver="macvlan", scope="local", internal=False),
            *container("printer", mode="lan"),
            link("printer", "eth0", 13, kind="macvlan", parent="eth0"),
            address("printer", "eth0", "10.55.0.77/24"),
            *container("cut"),
            *cable("cut", "eth0", "vethcccccc1", 20, "172.17.0.9/16", None),
            link("host", "shim", 30, kind="macvlan", parent="eth0"),
            address("host", "shim", "10.55.0.99/32"),
            publish("9090", "172.17.0.200:80"),
            publish("5353", "172.17.0.3:53", dest="127.0.0.1"),
        ]
    )


def swarm() -> State:
    """An overlay on two nodes, and a neighbour on the wire."""
    rows = [*outside()]
    for number, node in enumerate(("alpha", "beta")):
        space, box = "1-cel3lrvnxy", f"task{number + 1}"
        rows += [
            *host(node, f"10.55.0.{11 + number}"),
            *bridge("docker_gwbridge", "172.18.0.1/16", "docker_gwbridge", 5, node),
            made("namespace", node=node, name=space, inode=1),
            made(
                "network",
                node=node,
                name="mesh",
                id="cel3lrvnxysb",
                driver="overlay",
                scope="swarm",
                internal=False,
                subnet="10.0.1.0/24",
            ),
            link(space, "br0", 2, node=node, kind="bridge"),
            address(space, "br0", "10.0.1.1/24", node),
            link(space, "vxlan0", 3, node=node, kind="vxlan", master="br0", vni="4097"),
            *container(box, node, mode="mesh"),
            *cable(box, "eth0", "veth0", 10, f"10.0.1.{number + 2}/24", "br0", node=node, netns=space),
            *cable(box, "eth1", f"veth5555{number}", 12, "172.18.0.3/16", "docker_gwbridge", node=node),
            made("namespace", node=node, name="ingress_sbox", inode=1),
            *cable(
                "ingress_sbox", "eth1", f"veth6666{number}", 14, "172.18.0.2/16", "docker_gwbridge", node=node
            ),
        ]
    return State(rows)
