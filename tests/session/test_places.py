"""Where an act is tried, and to which address."""

import pytest

from tests.claims.host import address, cable, namespace, patterns
from tutor.session.places import address_of, node_of, orders
from tutor.state import Row, State

ROWS: list[Row] = [
    namespace("host"),
    namespace("host", node="beta"),
    namespace("outside", node="outside"),
    namespace("web"),
    namespace("lone"),
    namespace("far", node="beta"),
    *cable("web", "veth1"),
    address("host", "lo", "127.0.0.1", 8),
    address("host", "docker0", "172.17.0.1"),
    address("host", "eth0", "10.55.0.11", 24),
    address("host", "eth0", "10.55.0.12", 24, node="beta"),
    address("outside", "eth0", "10.55.0.200", 24, node="outside"),
    address("web", "eth0", "172.17.0.2"),
    address("web", "eth1", "10.9.0.2", 24),
    address("web", "eth1", "fd00::2", 64),
    address("far", "eth0", "172.17.0.2", node="beta"),
]
HOST = State(ROWS)


@pytest.mark.parametrize(
    ("place", "node"),
    [
        ("host", "alpha"),
        ("web", "alpha"),
        ("far", "beta"),
        ("beta", "beta"),
        ("outside", "outside"),
        ("gone", ""),
    ],
)
def test_a_place_is_on_a_node(place: str, node: str) -> None:
    assert node_of(place, HOST) == node


@pytest.mark.parametrize(
    ("place", "source", "node", "ip"),
    [
        ("192.0.2.1", "web", "alpha", "192.0.2.1"),
        ("web", "host", "alpha", "172.17.0.2"),
        ("web", "outside", "outside", "172.17.0.2"),
        ("host", "host", "alpha", "127.0.0.1"),
        ("host", "web", "alpha", "172.17.0.1"),
        ("host", "outside", "outside", "10.55.0.11"),
        ("host", "far", "beta", "10.55.0.12"),
        ("beta", "host", "alpha", "10.55.0.12"),
        ("alpha", "outside", "outside", "10.55.0.11"),
        ("outside", "web", "alpha", "10.55.0.200"),
        ("lone", "host", "alpha", ""),
        ("gone", "host", "alpha", None),
    ],
)
def test_a_place_has_an_address_seen_from_another(place: str, source: str, node: str, ip: str | None) -> None:
    assert address_of(place, source, node, HOST) == ip


def test_the_network_that_both_are_in_is_preferred() -> None:
    state = State([*ROWS, namespace("db"), address("db", "eth0", "10.9.0.3", 24)])
    assert address_of("web", "db", "alpha", state) == "10.9.0.2"


def test_orders_go_to_the_node_where_they_begin() -> None:
    wanted = orders(
        patterns(
            "reach from=outside to=host port=80",
            "no ping from=far to=beta",
            "resolve in=web name=far ip=$ip",
            "ping from=gone to=web",
            "ping from=$x to=web",
            "ping from={{box}} to=web",
            "link name=eth0",
        ),
        HOST,
    )
    assert {node: sorted((order.act, order.ip) for order in found) for node, found in wanted.items()} == {
        "outside": [("reach", "10.55.0.11")],
        "beta": [("ping", "10.55.0.12")],
        "alpha": [("resolve", "")],
    }
    (reach,) = wanted["outside"]
    assert dict(reach.asked) == {"from": "outside", "to": "host", "port": "80", "proto": "tcp"}
