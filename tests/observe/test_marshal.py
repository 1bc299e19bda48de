"""What is read of rtnetlink's messages is what pyroute2, which takes all of a message apart, reads of them."""

import socket
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroute2.netlink import nlmsg, rtnl
from pyroute2.netlink.nfnetlink import NFNL_SUBSYS_CTNETLINK
from pyroute2.netlink.nfnetlink.nfctsocket import nfct_msg
from pyroute2.netlink.rtnl.ifaddrmsg import ifaddrmsg
from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg
from pyroute2.netlink.rtnl.ndmsg import ndmsg
from pyroute2.netlink.rtnl.rtmsg import rtmsg

from tutor.observe.marshal import Marshal, SwitchesMarshal
from tutor.observe.netfilter import ConnectionMarshal
from tutor.observe.tables import AF_BRIDGE, netconfmsg

NUMBERS = st.integers(0, 2**31 - 1)
MACS = st.binary(min_size=6, max_size=6).map(lambda packed: packed.hex(":"))
IPS = st.ip_addresses(v=4).map(str)
NAMES = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=15)


def encoded(kind: int, message: nlmsg, attributes: list[Any], **fields: Any) -> bytes:
    message["header"].update(type=kind, flags=2, sequence_number=1, pid=0)
    message.update(fields)
    message["attrs"] = attributes
    message.encode()
    return bytes(message.data)


def told(data: bytes) -> dict[str, Any]:
    (found,) = Marshal().parse(data)
    return {name: value for name, value in found.items() if name != "header"}


def whole(kind: Any, data: bytes) -> Any:
    message = kind(data)
    message.decode()
    return message


@given(NAMES, MACS, NUMBERS, NUMBERS, st.sampled_from(["UP", "DOWN", "LOWERLAYERDOWN", "UNKNOWN"]))
def test_a_link(name: str, mac: str, mtu: int, index: int, state: str) -> None:
    attributes = [
        ("IFLA_IFNAME", name),
        ("IFLA_TXQLEN", 1000),
        ("IFLA_ADDRESS", mac),
        ("IFLA_BROADCAST", "ff:ff:ff:ff:ff:ff"),
        ("IFLA_MTU", mtu),
        ("IFLA_MASTER", 7),
        ("IFLA_LINK_NETNSID", -1),
        ("IFLA_OPERSTATE", state),
        ("IFLA_STATS64", {}),
    ]
    data = encoded(rtnl.RTM_NEWLINK, ifinfmsg(), attributes, index=index, ifi_type=1, flags=65609)
    message, found = whole(ifinfmsg, data), told(data)
    assert "IFLA_STATS64" not in found
    assert found["index"] == index
    assert found["flags"] == message["flags"]
    for key in ("IFNAME", "ADDRESS", "MTU", "MASTER", "LINK_NETNSID", "OPERSTATE"):
        assert found[f"IFLA_{key}"] == message.get_attr(f"IFLA_{key}")


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("vxlan", "IFLA_VXLAN_ID", 4097),
        ("vxlan", "IFLA_VXLAN_PORT", 4789),
        ("vxlan", "IFLA_VXLAN_LEARNING", 1),
        ("macvlan", "IFLA_MACVLAN_MODE", "bridge"),
        ("ipvlan", "IFLA_IPVLAN_MODE", 1),
        ("vlan", "IFLA_VLAN_ID", 20),
    ],
)
def test_what_a_link_has_by_its_kind(kind: str, name: str, value: object) -> None:
    info = {"attrs": [("IFLA_INFO_KIND", kind), ("IFLA_INFO_DATA", {"attrs": [(name, value)]})]}
    data = encoded(rtnl.RTM_NEWLINK, ifinfmsg(), [("IFLA_LINKINFO", info)], index=2)
    whole_info = whole(ifinfmsg, data).get_attr("IFLA_LINKINFO")
    assert whole_info.get_attr("IFLA_INFO_DATA").get_attr(name) == value
    assert told(data)["IFLA_LINKINFO"] == {"IFLA_INFO_KIND": kind, name: value}


def test_what_a_link_has_as_a_port_of_a_bridge_and_of_nothing_else() -> None:
    for kind, expected in (("bridge", {"IFLA_BRPORT_MODE": 1, "IFLA_BRPORT_LEARNING": 0}), ("bond", {})):
        # Each attribute: its length, its number, a byte of value, and three to fill it up.
        port = struct.pack("=HHBxxxHHBxxx", 5, 4, 1, 5, 8, 0)
        kinds = (_attribute(1, b"veth\0"), _attribute(4, kind.encode() + b"\0"), _attribute(5, port))
        link = struct.pack("=BxHiII", 0, 1, 2, 0, 0) + _attribute(18, b"".join(kinds))
        data = struct.pack("=IHHII", 16 + len(link), rtnl.RTM_NEWLINK, 0, 1, 0) + link
        assert told(data)["IFLA_LINKINFO"] == {"IFLA_INFO_KIND": "veth", **expected}


def _attribute(number: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), number) + value + b"\0" * (-len(value) % 4)


@given(IPS, st.integers(0, 32), NUMBERS)
def test_an_address(ip: str, prefix: int, index: int) -> None:
    attributes = [("IFA_ADDRESS", ip), ("IFA_LOCAL", ip), ("IFA_LABEL", "eth0")]
    fields = {"family": 2, "prefixlen": prefix, "index": index}
    data = encoded(rtnl.RTM_NEWADDR, ifaddrmsg(), attributes, **fields)
    found = told(data)
    assert {name: found[name] for name in fields} == fields
    assert (found["IFA_ADDRESS"], found["IFA_LOCAL"]) == (ip, ip)
    assert "IFA_LABEL" not in found


@pytest.mark.parametrize(("family", "ip"), [(socket.AF_INET, "10.9.0.0"), (socket.AF_INET6, "fd00::")])
def test_a_route(family: int, ip: str) -> None:
    attributes = [("RTA_DST", ip), ("RTA_OIF", 7), ("RTA_GATEWAY", ip), ("RTA_TABLE", 254)]
    data = encoded(rtnl.RTM_NEWROUTE, rtmsg(), attributes, family=family, dst_len=24, type=1)
    found, message = told(data), whole(rtmsg, data)
    assert {name: found[name] for name, _ in attributes} == dict(attributes)
    assert all(found[name] == message[name] for name in ("family", "dst_len", "table", "type", "tos"))


@given(IPS, MACS)
def test_a_neighbour_and_what_a_bridge_knows(ip: str, mac: str) -> None:
    attributes = [("NDA_DST", ip), ("NDA_LLADDR", mac), ("NDA_MASTER", 3), ("NDA_VLAN", 1), ("NDA_PROBES", 1)]
    data = encoded(rtnl.RTM_NEWNEIGH, ndmsg(), attributes, family=AF_BRIDGE, ifindex=9, state=2)
    found = told(data)
    assert {name: found[name] for name, _ in attributes[:-1]} == dict(attributes[:-1])
    assert (found["ifindex"], found["state"], "NDA_PROBES" in found) == (9, 2, False)


def test_the_switches_of_ip() -> None:
    attributes = [("NETCONFA_IFINDEX", -1), ("NETCONFA_FORWARDING", 1)]
    data = encoded(rtnl.RTM_NEWNETCONF, netconfmsg(), attributes, rtgen_family=2)
    assert told(data) == {"rtgen_family": 2, "NETCONFA_IFINDEX": -1, "NETCONFA_FORWARDING": 1}


def test_the_switches_that_a_link_has_with_it() -> None:
    """Each value is its place, by the numbers in linux/ip.h (from 1) and linux/ipv6.h (from 0)."""
    four = _attribute(1, struct.pack("=33I", *range(1, 34)))
    six = _attribute(1, b"four") + _attribute(2, struct.pack("=58I", *range(58)))
    spec = _attribute(0x8000 | 2, four) + _attribute(0x8000 | 10, six)
    link = struct.pack("=BxHiII", 0, 1, 2, 0, 0) + _attribute(26, spec)
    data = struct.pack("=IHHII", 16 + len(link), rtnl.RTM_NEWLINK, 0, 1, 0) + link
    expected = {
        2: {
            "NETCONFA_FORWARDING": 1,
            "NETCONFA_PROXY_NEIGH": 3,
            "NETCONFA_RP_FILTER": 8,
            "route_localnet": 26,
        },
        10: {"NETCONFA_FORWARDING": 0, "disable_ipv6": 26},
    }
    assert told(data)["IFLA_AF_SPEC"] == expected
    (alone,) = SwitchesMarshal().parse(data)
    assert (alone["IFLA_AF_SPEC"], "IFLA_IFNAME" in alone) == (expected, False)


def _ends(source: str, dest: str, *ports: int) -> dict[str, Any]:
    version = "V6" if ":" in source else "V4"
    ip = [(f"CTA_IP_{version}_SRC", source), (f"CTA_IP_{version}_DST", dest)]
    names = "CTA_PROTO_NUM", "CTA_PROTO_SRC_PORT", "CTA_PROTO_DST_PORT"
    proto = [*zip(names, (6, *ports), strict=False)]
    return {"attrs": [("CTA_TUPLE_IP", {"attrs": ip}), ("CTA_TUPLE_PROTO", {"attrs": proto})]}


@pytest.mark.parametrize(("source", "dest"), [("10.9.0.2", "10.9.0.3"), ("fd00::2", "fd00::3")])
@pytest.mark.parametrize("ports", [(40000, 80), ()])
def test_a_connection(source: str, dest: str, ports: tuple[int, ...]) -> None:
    there, back = _ends(source, dest, *ports), _ends(dest, source)
    attributes = [("CTA_TUPLE_ORIG", there), ("CTA_TUPLE_REPLY", back), ("CTA_STATUS", 14), ("CTA_ID", 2**31)]
    data = encoded(NFNL_SUBSYS_CTNETLINK << 8, nfct_msg(), [*attributes, ("CTA_MARK", 1)], nfgen_family=2)
    (found,) = ConnectionMarshal().parse(data)
    del found["header"]
    ends = {"CTA_TUPLE_ORIG": _plain(there), "CTA_TUPLE_REPLY": _plain(back)}
    assert found == dict(attributes) | ends


def _plain(ends: dict[str, Any]) -> dict[str, Any]:
    return {part: dict(told["attrs"]) for part, told in ends["attrs"]}
