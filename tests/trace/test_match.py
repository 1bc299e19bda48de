"""One packet against one rule's words: yes, no, or that it cannot be told."""

import json
from dataclasses import replace

import pytest

from tutor.firewall import Condition
from tutor.firewall.iptables import parse_rule
from tutor.observe.proof.header import Header
from tutor.trace.match import decide, marked
from tutor.trace.packet import Packet

TCP = Packet(Header(4, "tcp", "10.1.0.2", "10.2.0.2", 40000, 80), enter="br1", leave="br2", mark=0x21)
ASKED = replace(TCP, original=Header(4, "tcp", "10.1.0.2", "10.9.0.1", 40000, 8080))
PING = Packet(Header(4, "icmp", "10.1.0.2", "10.2.0.2", 7, None), enter="br1", leave="br2")
REPLY = Packet(Header(4, "tcp", "10.2.0.2", "10.1.0.2", 80, 40000), state="established", first=False)
ANSWERED = replace(REPLY, original=ASKED.original, back=True)


def met(rule: str, packet: Packet) -> bool | None:
    found = [
        decide(each, packet, lambda address: address == "10.1.0.2") for each in parse_rule(rule).conditions
    ]
    return False if False in found else None if None in found else True


@pytest.mark.parametrize(
    ("rule", "packet", "expected"),
    [
        ("-i br1 -o br2 -j DROP", TCP, True),
        ("-i br+ -j DROP", TCP, True),
        ("! -i br1 -j DROP", TCP, False),
        ("-s 10.1.0.0/24 -d 10.2.0.2/32 -j DROP", TCP, True),
        ("! -s 10.1.0.0/24 -j DROP", TCP, False),
        ("-p tcp -m tcp --dport 80 -j DROP", TCP, True),
        ("-p tcp -m tcp ! --dport 80 -j DROP", TCP, False),
        ("-p tcp -m multiport --dports 22,80:90 -j DROP", TCP, True),
        ("-p tcp -m multiport --dports 22,81:90 -j DROP", TCP, False),
        ("-p udp -m udp --dport 80 -j DROP", TCP, False),
        ("-p icmp -m icmp --icmp-type 8 -j DROP", PING, True),
        ("-p icmp -m icmp --icmp-type 0 -j DROP", PING, False),
        ("-p icmp -m icmp --icmp-type 8 -j DROP", TCP, False),
        ("-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP", TCP, True),
        ("-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP", REPLY, False),
        ("-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", TCP, False),
        ("-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", REPLY, True),
        ("-m conntrack ! --ctstate NEW -j ACCEPT", TCP, False),
        ("-m conntrack --ctstate DNAT -j ACCEPT", TCP, None),
        ("-p tcp -m conntrack --ctorigdstport 8080 -j DROP", ASKED, True),
        ("-p tcp -m conntrack --ctorigdstport 80 -j DROP", ASKED, False),
        ("-p tcp -m conntrack --ctorigdstport 8000:8099 --ctdir ORIGINAL -j DROP", ASKED, True),
        ("-p tcp -m conntrack --ctorigdstport 8080 --ctdir REPLY -j DROP", ASKED, False),
        ("-m conntrack --ctdir REPLY -j DROP", ANSWERED, True),
        ("-m conntrack --ctdir ORIGINAL -j DROP", ANSWERED, False),
        ("-m conntrack ! --ctdir ORIGINAL -j DROP", ANSWERED, True),
        ("-m conntrack --ctdir ORIGINAL -j DROP", TCP, None),
        ("-m conntrack --ctorigdst 10.9.0.0/24 -j DROP", ASKED, True),
        ("-m conntrack ! --ctorigdst 10.9.0.1 -j DROP", ASKED, False),
        ("-m conntrack --ctorigdstport 8080 -j DROP", TCP, None),
        ("-m addrtype --src-type LOCAL -j DROP", TCP, True),
        ("-m addrtype --dst-type LOCAL -j DROP", TCP, False),
        ("-m addrtype --dst-type BROADCAST -j DROP", TCP, None),
        ("-m mark --mark 0x1/0x1 -j DROP", TCP, True),
        ("-m mark ! --mark 0x1/0x1 -j DROP", TCP, False),
        ("-m mark --mark 0x1 -j DROP", TCP, False),
        ("-m iprange --src-range 10.1.0.1-10.1.0.9 -j DROP", TCP, True),
        ("-m iprange --dst-range 10.1.0.1-10.1.0.9 -j DROP", TCP, False),
        ("-m limit --limit 5/sec -j DROP", TCP, None),
        ("-m set --match-set bad src -j DROP", TCP, None),
        ('-p udp -m comment --comment "not -i" -m set --match-set bad src -j DROP', TCP, False),
    ],
)
def test_a_packet_meets_a_rule(rule: str, packet: Packet, expected: object) -> None:
    assert met(rule, packet) is expected


TYPE = {"payload": {"protocol": "icmp", "field": "type"}}


@pytest.mark.parametrize(
    ("left", "operation", "right", "packet", "expected"),
    [
        (TYPE, "==", "echo-request", PING, True),
        (TYPE, "!=", "echo-request", PING, False),
        (TYPE, "==", "echo-reply", PING, False),
        (TYPE, "!=", "echo-request", TCP, False),
        ({"meta": {"key": "mark"}}, "==", 0x21, TCP, True),
        ({"&": [{"meta": {"key": "mark"}}, 1]}, "!=", 1, TCP, False),
        ({"meta": {"key": "cpu"}}, "==", 1, TCP, None),
    ],
)
def test_a_packet_meets_a_match_of_nft(
    left: object, operation: str, right: object, packet: Packet, expected: object
) -> None:
    text = json.dumps({"left": left, "op": operation, "right": right})
    assert decide(Condition("other", (text,)), packet, lambda _address: False) is expected


def test_an_address_of_a_range() -> None:
    for values, expected in (("10.1.0.1-10.1.0.9", True), ("10.1.0.3-10.1.0.9", False)):
        assert decide(Condition("source", (values,)), TCP, lambda _address: False) is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("-p tcp -m tcp --dport 80 -j DROP", False),
        ("-p tcp -m tcp --dport 1024:65535 -j DROP", True),
        ("-p tcp -m tcp --dport 40000 -j DROP", None),
        ("-p tcp -m tcp ! --dport 80 -j DROP", True),
    ],
)
def test_a_port_that_nobody_can_foretell_is_of_a_range(rule: str, expected: object) -> None:
    assert met(rule, Packet(Header(4, "tcp", "10.2.0.2", "10.1.0.2", 80, None))) is expected


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("-j MARK --set-xmark 0x10/0xffffffff", 0x10),
        ("-j MARK --set-xmark 0x10/0x10", 0x31),
        ("-j MARK --set-xmark 0x0/0x1", 0x20),
        ("meta mark set 0x00000007 accept", 7),
        ("-j LOG", 0x21),
    ],
)
def test_a_rule_marks_a_packet(text: str, mark: int) -> None:
    assert marked(text, 0x21) == mark
