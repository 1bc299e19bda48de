"""Rows that no host would have, for tests that nothing breaks the map."""

from typing import Any

from hypothesis import strategies as st

from tests.map.rows import made
from tutor.map import Highlight, Mark, build
from tutor.state import Row, State

NAMES = st.one_of(
    st.sampled_from(["host", "web", "db", "outside", "eth0", "docker0", "veth1", "veth2", "br0", "网桥", ""]),
    st.text(max_size=12),
)
MAYBE = st.one_of(st.none(), NAMES)
NODES = st.sampled_from(["alpha", "beta", "outside", "\x1b[2J", "节点"])
CIDRS = st.one_of(
    NAMES,
    st.sampled_from(["172.17.0.2/16", "172.17.0.1/16", "10.55.0.11/24", "fe80::1/64", "fd00::2/64", "1/2/3"]),
)
KINDS = st.sampled_from(
    ["veth", "bridge", "ether", "macvlan", "vxlan", "loopback", "vlan", "dummy", "\x00", ""]
)
LINKS = st.fixed_dictionaries(
    {"netns": NAMES, "name": NAMES, "index": st.integers(), "kind": KINDS, "up": st.booleans()},
    optional={"master": MAYBE, "peer": MAYBE, "peer_netns": MAYBE, "vni": MAYBE, "parent": MAYBE},
)
ADDRESSES = st.fixed_dictionaries(
    {"netns": NAMES, "link": NAMES, "ip": CIDRS, "cidr": CIDRS, "family": st.just(4)}
)
CONTAINERS = st.fixed_dictionaries(
    {
        "name": NAMES,
        "id": NAMES,
        "state": st.sampled_from(["running", "paused", "exited", "\n"]),
        "mode": st.one_of(NAMES, st.sampled_from(["host", "none", "container:web", "container:", "bridge"])),
    }
)
NETWORKS = st.fixed_dictionaries(
    {"name": NAMES, "id": NAMES, "driver": KINDS, "internal": st.booleans(), "bridge": MAYBE}
)
NATS = st.fixed_dictionaries(
    {"netns": NAMES, "kind": st.sampled_from(["dnat", "masquerade"]), "dport": MAYBE},
    optional={
        "to": st.one_of(MAYBE, st.just("172.17.0.2:80")),
        "proto": MAYBE,
        "dest": MAYBE,
        "unless": MAYBE,
        "source": MAYBE,
    },
)
ROUTES = st.fixed_dictionaries(
    {"netns": NAMES, "dst": st.just("default"), "via": MAYBE, "link": MAYBE, "family": st.just(4)}
)
SPACES = st.fixed_dictionaries({"name": NAMES, "inode": st.integers()})
FIELDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "link": LINKS,
    "address": ADDRESSES,
    "container": CONTAINERS,
    "network": NETWORKS,
    "nat": NATS,
    "route": ROUTES,
    "namespace": SPACES,
}


@st.composite
def rows(draw: st.DrawFn) -> Row:
    fact = draw(st.sampled_from(sorted(FIELDS)))
    return made(fact, node=draw(NODES), **draw(FIELDS[fact]))


STATES = st.lists(rows(), max_size=25).map(State)
MARKS = st.sampled_from(list(Mark))


def pointed(state: State, mark: Mark) -> Highlight:
    """Every thing of the map with a mark."""
    return dict.fromkeys(build(state).things, mark)
