"""What rules of iptables mean, as engines of several generations write them."""

import pytest

from tutor.facts.nat import Nat, read
from tutor.facts.raw import Namespace, Raw
from tutor.firewall import Ruleset, iptables


def _ruleset(rules: tuple[str, ...]) -> Ruleset:
    heads = [
        ":PREROUTING ACCEPT [0:0]",
        ":OUTPUT ACCEPT [0:0]",
        ":POSTROUTING ACCEPT [0:0]",
        ":DOCKER - [0:0]",
    ]
    jumps = ["-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER"]
    text = "\n".join(["*nat", *heads, *jumps, *rules, "COMMIT"])
    return Ruleset(tuple(iptables.parse(text, family="ip", backend="nft")))


def _rows(*rules: str) -> list[Nat]:
    raw = Raw("alpha", namespaces={"host": Namespace("host", 1, rules=_ruleset(rules))})
    return list(read(raw))


def _only(rule: str) -> dict[str, object]:
    (row,) = _rows(rule)
    return {name: value for name in row.field_names() if (value := getattr(row, name)) is not None}


def test_masquerade_excepts_what_leaves_by_the_bridge() -> None:
    assert _only("-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE") == {
        "node": "alpha",
        "netns": "host",
        "kind": "masquerade",
        "source": "172.17.0.0/16",
        "unless": "docker0",
    }


def test_a_published_port() -> None:
    rule = "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80"
    assert _only(rule) == {
        "node": "alpha",
        "netns": "host",
        "kind": "dnat",
        "proto": "tcp",
        "dport": "8080",
        "unless": "docker0",
        "to": "172.17.0.2:80",
    }


def test_a_port_published_on_one_address_of_the_host() -> None:
    rule = "-A DOCKER -d 127.0.0.1/32 ! -i br0 -p udp -m udp --dport 53 -j DNAT --to-destination 10.0.0.2:53"
    assert _only(rule)["dest"] == "127.0.0.1/32"


def test_a_masquerade_of_a_container_that_calls_itself_is_not_its_networks() -> None:
    rule = "-A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE"
    assert _only(rule)["dest"] == "172.17.0.2/32"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "*nat",
        ":DOCKER - [0:0]",
        "-A DOCKER -i docker0 -j RETURN",
        "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
        '-A FORWARD -m comment --comment "-j MASQUERADE" -j ACCEPT',
        "COMMIT",
    ],
)
def test_lines_that_rewrite_nothing_are_no_rows(line: str) -> None:
    assert _rows(line) == []


def test_a_comment_is_not_taken_for_a_flag() -> None:
    rule = '-A POSTROUTING -s 10.1.0.0/16 -m comment --comment "-o eth9" -j MASQUERADE'
    assert "link" not in _only(rule)
