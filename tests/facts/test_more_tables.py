"""Forwarding entries, connections, sysctls, sockets, rules, namespaces: from what the kernel tells to rows."""

from typing import Any

from tutor.facts import conntrack, fdb, listener, namespace, neighbour, rule, sysctl
from tutor.facts.raw import Namespace, Raw, Socket
from tutor.firewall import Ruleset, iptables

LINKS: dict[Any, dict[str, Any]] = {
    2: {"index": 2, "IFLA_IFNAME": "br0", "IFLA_INFO_KIND": "bridge"},
    4: {"index": 4, "IFLA_IFNAME": "vethaaa", "IFLA_MASTER": 2},
    5: {"index": 5, "IFLA_IFNAME": "vxlan0", "IFLA_INFO_KIND": "vxlan"},
}


def _raw(**given: Any) -> Raw:
    return Raw("alpha", namespaces={"host": Namespace("host", 1, links=dict(LINKS), **given)})


def test_where_a_bridge_and_a_vxlan_find_addresses_but_not_what_links_listen_to() -> None:
    entries = {
        0: {"ifindex": 4, "state": 2, "NDA_LLADDR": "02:00:00:00:00:01", "NDA_MASTER": 2},
        1: {"ifindex": 5, "state": 0xC0, "NDA_LLADDR": "02:42:0a:00:00:05", "NDA_DST": "10.9.9.9"},
        2: {"ifindex": 2, "state": 0x80, "NDA_LLADDR": "33:33:00:00:00:01"},
        3: {"ifindex": 99, "state": 2, "NDA_LLADDR": "02:00:00:00:00:09", "NDA_MASTER": 2},
    }
    learnt, entered = fdb.read(_raw(fdb=entries))
    assert (learnt.link, learnt.master, learnt.permanent, learnt.dst) == ("vethaaa", "br0", False, None)
    assert (entered.link, entered.master, entered.permanent, entered.dst) == (
        "vxlan0",
        None,
        True,
        "10.9.9.9",
    )


def _connection(there: tuple[Any, ...], back: tuple[Any, ...], status: int, proto: int = 6) -> dict[str, Any]:
    names = ("source", "sport", "dest", "dport")
    return {
        "there": {"proto": proto, **dict(zip(names, there, strict=True))},
        "back": {"proto": proto, **dict(zip(names, back, strict=True))},
        "status": status,
    }


def test_a_connection_to_a_published_port_and_one_under_the_hosts_address() -> None:
    published = _connection(
        ("10.9.0.2", 999, "10.9.0.1", 8080), ("172.17.0.2", 80, "10.9.0.2", 999), 0b110101010
    )
    hidden = _connection(
        ("172.17.0.2", 7, "1.1.1.1", 53), ("1.1.1.1", 53, "10.9.0.1", 7), 0b110011000, proto=17
    )
    plain = _connection(
        ("1.1.1.1", None, "2.2.2.2", None), ("2.2.2.2", None, "1.1.1.1", None), 0b110000010, proto=1
    )
    rows = list(conntrack.read(_raw(connections={1: published, 2: hidden, 3: plain})))
    assert [(row.proto, row.rewritten, row.replied) for row in rows] == [
        ("tcp", "dest", True),
        ("udp", "source", False),
        ("icmp", None, True),
    ]


def test_sysctls_by_their_names() -> None:
    switches = {
        (2, -1): {"NETCONFA_FORWARDING": 1, "NETCONFA_RP_FILTER": 2},
        (2, -2): {"NETCONFA_FORWARDING": 1},
        (2, 2): {"NETCONFA_FORWARDING": 0},
        (10, 2): {"NETCONFA_FORWARDING": 1},
        (2, 4): {"NETCONFA_FORWARDING": 1},
    }
    files = {"net/ipv4/conf/eth0.5/route_localnet": "0"}
    found = {row.name: row.value for row in sysctl.read(_raw(switches=switches, sysctls=files))}
    assert found == {
        "net.ipv4.ip_forward": "1",
        "net.ipv4.conf.all.forwarding": "1",
        "net.ipv4.conf.all.rp_filter": "2",
        "net.ipv4.conf.br0.forwarding": "0",
        "net.ipv6.conf.br0.forwarding": "1",
        "net.ipv4.conf.eth0/5.route_localnet": "0",
    }


def test_a_socket_that_listens() -> None:
    (row,) = listener.read(_raw(listeners=frozenset({Socket("tcp", "0.0.0.0", 8080, "docker-proxy")})))
    assert (row.netns, row.proto, row.port, row.process) == ("host", "tcp", 8080, "docker-proxy")


def test_rules_are_numbered_in_their_chains() -> None:
    text = "*filter\n:FORWARD ACCEPT [0:0]\n:X - [0:0]\n-A FORWARD -j X\n-A FORWARD -j DROP\n-A X -j DROP\nCOMMIT"
    rules = Ruleset(tuple(iptables.parse(text, family="ip", backend="legacy")))
    rows = [(row.chain, row.position, row.spec, row.backend) for row in rule.read(_raw(rules=rules))]
    assert rows == [
        ("FORWARD", 1, "-j X", "legacy"),
        ("FORWARD", 2, "-j DROP", "legacy"),
        ("X", 1, "-j DROP", "legacy"),
    ]


def test_a_namespace_that_was_not_read_to_its_end_is_not_told_of() -> None:
    assert list(namespace.read(_raw(complete=False))) == []


def test_the_engines_own_namespaces_are_told_with_their_network() -> None:
    raw = Raw("alpha", networks=[{"Name": "mesh", "Id": "abcdefghij1234"}])
    for name in ("1-abcdefghij", "lb_abcdefghi", "ingress_sbox", "1-zzzzzzzzzz"):
        raw.namespaces[name] = Namespace(name, 1, "engine")
    assert {row.name: row.network for row in namespace.read(raw)} == {
        "1-abcdefghij": "mesh",
        "lb_abcdefghi": "mesh",
        "ingress_sbox": None,
        "1-zzzzzzzzzz": None,
    }


def test_a_neighbour_that_was_entered() -> None:
    entry = {"ifindex": 2, "state": 0x80, "NDA_DST": "10.0.0.5", "NDA_LLADDR": "02:42:0a:00:00:05"}
    (row,) = neighbour.read(_raw(neighbours={0: entry}))
    assert row.permanent
