"""Lines of iptables-save, and what is made of each of their words."""

import pytest

from tutor.firewall import iptables


def _read(rule: str) -> tuple[str, str, str | None]:
    found = iptables.parse_rule(rule)
    said = " ".join(f"{condition.field}={condition.text()}" for condition in found.conditions)
    return said, found.verdict, found.to


@pytest.mark.parametrize(
    ("rule", "read"),
    [
        ("-i br+ -j ACCEPT", ("enter=br*", "accept", None)),
        ("! -s 10.0.0.0/8 -j DROP", ("source=!10.0.0.0/8", "drop", None)),
        ("-d 10.0.0.1/32 -j DROP", ("dest=10.0.0.1", "drop", None)),
        ("-p tcp -m tcp --dport 80:90 -j ACCEPT", ("dport=80-90 proto=tcp", "accept", None)),
        ("-p tcp -m multiport --dports 80,443,1:9 -j DROP", ("dport=80,443,1-9 proto=tcp", "drop", None)),
        (
            "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            ("state=related,established", "accept", None),
        ),
        ("-m conntrack --ctdir ORIGINAL -j DROP", ("direction=original", "drop", None)),
        (
            "-m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT",
            ("direction=reply state=established", "accept", None),
        ),
        ("-m conntrack ! --ctdir ORIGINAL -j DROP", ("direction=!original", "drop", None)),
        ("-m addrtype --dst-type LOCAL -j DOCKER", ("to_self=yes", "jump", "DOCKER")),
        ("-m addrtype --dst-type BROADCAST -j DROP", ("other=dst-type BROADCAST", "drop", None)),
        ("-m addrtype ! --dst-type LOCAL -j DROP", ("to_self=!yes", "drop", None)),
        ("-m mark ! --mark 0x1 -j DROP", ("other=not mark 0x1", "drop", None)),
        (
            "-m set --match-set docker-ext-bridges-v4 dst -j X",
            ("other=match-set docker-ext-bridges-v4 dst", "jump", "X"),
        ),
        ('-m comment --comment "-j DROP ! -i x" -j ACCEPT', ("", "accept", None)),
        ("-m comment --comment -j -j ACCEPT", ("", "accept", None)),
        (
            '-m string --string "-j DROP" --algo bm -j ACCEPT',
            ("other=algo bm other=string -j DROP", "accept", None),
        ),
        ("-g OTHER", ("", "goto", "OTHER")),
        ("-j REJECT --reject-with icmp-port-unreachable", ("", "reject", None)),
        ("-j REDIRECT --to-ports 80", ("", "redirect", "80")),
        ("-p tcp -j DNAT --to-destination 10.0.0.2:80", ("proto=tcp", "dnat", "10.0.0.2:80")),
        ("-j SNAT --to-source 10.0.0.9 --persistent", ("", "snat", "10.0.0.9")),
        ("-s 10.0.0.1 ! -s 10.0.0.0/8 -j DROP", ("proto=", "continue", None)),
        ("-i eth0", ("enter=eth0", "continue", None)),
        ("", ("", "continue", None)),
    ],
)
def test_a_rule(rule: str, read: tuple[str, str, str | None]) -> None:
    assert _read(rule) == read


@pytest.mark.parametrize(
    "rule",
    [
        "-s 10.0.0.1/32 -d 10.0.0.0/255.0.255.0 -p tcp -m tcp --dport 80 -j DROP",
        "! -s 10.0.0.1/32 ! -i eth0 -o br+ -p udp -m udp ! --dport 53 -j ACCEPT",
        "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP",
        "-m conntrack ! --ctstate NEW -m mark ! --mark 0x1/0xff -j MARK --set-xmark 0x1/0x1",
        "-s 10.0.0.1/32 ! -s 10.0.0.0/8 -j DROP",
        "-s fd00::1/128 -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j REJECT --reject-with icmp6-port-unreachable",
        "-p tcp -m multiport --dports 22,80:81 -g OTHER",
        "-p tcp -j DNAT --to-destination 10.0.0.2:80 --persistent",
        "-p tcp",
    ],
)
def test_a_rule_read_flag_by_flag_is_the_same_as_word_by_word(rule: str) -> None:
    """A comment in quotes has it read word by word, and changes nothing else."""
    quick, slow = iptables.parse_rule(rule), iptables.parse_rule(f'-m comment --comment "a b" {rule}')
    assert (quick.conditions, quick.verdict, quick.to) == (slow.conditions, slow.verdict, slow.to)


def test_built_in_chains_are_those_with_a_policy() -> None:
    text = "*nat\n:POSTROUTING ACCEPT [1:2]\n:FORWARD - [0:0]\nCOMMIT\n*filter\n:FORWARD DROP [0:0]\n-A FORWARD -j X\nCOMMIT\n"
    found = [
        (chain.table, chain.name, chain.hook, chain.priority, chain.policy, chain.kind)
        for chain in iptables.parse(text, family="ip", backend="nft")
    ]
    assert found == [
        ("nat", "POSTROUTING", "postrouting", 100, "accept", "nat"),
        ("nat", "FORWARD", None, -100, "accept", "nat"),
        ("filter", "FORWARD", "forward", 0, "drop", "filter"),
    ]
