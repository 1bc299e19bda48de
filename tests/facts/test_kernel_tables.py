"""Addresses, routes and neighbours from kernel messages."""

from tutor.facts import address, neighbour, route
from tutor.facts.raw import Namespace, Raw

LINKS = {2: {"index": 2, "IFLA_IFNAME": "eth0"}}


def _raw(**tables: object) -> Raw:
    space = Namespace("web", 1, links=dict(LINKS))
    for name, entries in tables.items():
        setattr(space, name, entries)
    return Raw("alpha", namespaces={"web": space})


def test_an_address_with_its_network() -> None:
    entry = {"index": 2, "prefixlen": 16, "IFA_ADDRESS": "172.17.0.2", "IFA_LOCAL": "172.17.0.2"}
    (row,) = address.read(_raw(addresses={0: entry}))
    assert (row.netns, row.link, row.cidr, row.family) == ("web", "eth0", "172.17.0.2/16", 4)


def test_an_ipv6_address_has_no_local_part() -> None:
    (row,) = address.read(_raw(addresses={0: {"index": 2, "prefixlen": 64, "IFA_ADDRESS": "fe80::1"}}))
    assert (row.ip, row.family) == ("fe80::1", 6)


def test_an_address_of_a_link_that_has_just_gone_is_left_out() -> None:
    entry = {"index": 9, "prefixlen": 16, "IFA_ADDRESS": "172.17.0.2"}
    assert list(address.read(_raw(addresses={0: entry}))) == []


def test_a_default_route_and_a_subnets() -> None:
    common = {"family": 2, "table": 254, "RTA_TABLE": 254, "RTA_OIF": 2, "type": 1}
    entries = {
        0: {**common, "dst_len": 0, "RTA_GATEWAY": "172.17.0.1"},
        1: {**common, "dst_len": 16, "RTA_DST": "172.17.0.0", "RTA_PREFSRC": "172.17.0.2"},
    }
    default, subnet = route.read(_raw(routes=entries))
    assert (default.dst, default.via, default.link) == ("default", "172.17.0.1", "eth0")
    assert (subnet.dst, subnet.via, subnet.source) == ("172.17.0.0/16", None, "172.17.0.2")


def test_routes_of_other_tables_are_left_out() -> None:
    local = {"family": 2, "table": 255, "RTA_TABLE": 255, "dst_len": 32, "RTA_DST": "172.17.0.2", "type": 2}
    assert list(route.read(_raw(routes={0: local}))) == []


def test_a_neighbour_that_answered_and_ones_that_did_not() -> None:
    answered = {"ifindex": 2, "state": 0x02, "NDA_DST": "172.17.0.3", "NDA_LLADDR": "02:42:ac:11:00:03"}
    silent = {"ifindex": 2, "state": 0x20, "NDA_DST": "172.17.0.9"}
    multicast = {"ifindex": 2, "state": 0x40, "NDA_DST": "224.0.0.22", "NDA_LLADDR": "01:00:5e:00:00:16"}
    (row,) = neighbour.read(_raw(neighbours={0: answered, 1: silent, 2: multicast}))
    assert (row.netns, row.ip, row.mac) == ("web", "172.17.0.3", "02:42:ac:11:00:03")
