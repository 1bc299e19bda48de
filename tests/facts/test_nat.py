"""What rules that rewrite addresses mean, as engines of several generations write them."""

import pytest

from tutor.facts.nat import Nat, read
from tutor.facts.raw import Namespace, Raw
from tutor.firewall import Ruleset, iptables

JUMPS = (
    "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
    "-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER",
)


def _rows(*rules: str, family: str = "ip") -> list[Nat]:
    heads = [
        ":PREROUTING ACCEPT [0:0]",
        ":OUTPUT ACCEPT [0:0]",
        ":POSTROUTING ACCEPT [0:0]",
        ":DOCKER - [0:0]",
    ]
    text = "\n".join(["*nat", *heads, *rules, "COMMIT"])
    ruleset = Ruleset(tuple(iptables.parse(text, family=family, backend="nft")))
    return list(read(Raw("alpha", namespaces={"host": Namespace("host", 1, rules=ruleset)})))


def _only(*rules: str) -> dict[str, object]:
    (row,) = _rows(*rules)
    plain = {"node": "alpha", "netns": "host", "family": 4, "exact": True}
    told = {name: value for name in row.field_names() if (value := getattr(row, name)) is not None}
    return {name: value for name, value in told.items() if plain.get(name) != value}


def test_masquerade_excepts_what_leaves_by_the_bridge() -> None:
    assert _only("-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE") == {
        "kind": "masquerade",
        "source": "172.17.0.0/16",
        "unless": "docker0",
        "hooks": "postrouting",
    }


def test_a_published_port() -> None:
    rule = "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80"
    assert _only(*JUMPS, rule) == {
        "kind": "dnat",
        "proto": "tcp",
        "dport": "8080",
        "unless": "docker0",
        "to": "172.17.0.2:80",
        "own": "dest",
        "hooks": "prerouting (output)",
    }


def test_a_port_published_on_one_address_of_the_host() -> None:
    rule = "-A DOCKER -d 10.9.0.1/32 ! -i br0 -p udp -m udp --dport 53 -j DNAT --to-destination 10.0.0.2:53"
    told = _only(*JUMPS, rule)
    assert (told["dest"], told["hooks"]) == ("10.9.0.1", "prerouting output")


def test_a_rule_that_no_chain_leads_to_means_nothing() -> None:
    assert _rows("-A DOCKER -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80") == []


def test_a_masquerade_of_a_container_that_calls_itself_is_not_its_networks() -> None:
    rule = "-A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE"
    assert _only(rule)["dest"] == "172.17.0.2"


def test_what_is_not_understood_is_told_in_its_words() -> None:
    told = _only("-A POSTROUTING -s 10.1.0.0/16 -m policy --dir out --pol none -j MASQUERADE")
    assert (told["exact"], told["other"]) == (False, "dir out; pol none")


def test_a_source_that_is_left_out() -> None:
    assert _only("-A POSTROUTING ! -s 10.1.0.0/16 -o eth0 -j MASQUERADE") == {
        "kind": "masquerade",
        "source": "!10.1.0.0/16",
        "link": "eth0",
        "hooks": "postrouting",
    }


def test_an_exception_before_it_is_told_unless_it_is_the_engines_own() -> None:
    dnat = "-A DOCKER ! -i br1 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.2:80"
    assert "other" not in _only(*JUMPS, "-A DOCKER -i br1 -j RETURN", "-A DOCKER -i br2 -j RETURN", dnat)
    told = _only(*JUMPS, "-A DOCKER -s 10.7.0.0/16 -j RETURN", dnat)
    assert str(told["other"]).startswith("unless source=10.7.0.0/16")


def test_nothing_is_left_after_a_rule_that_takes_all() -> None:
    assert _rows("-A POSTROUTING -j ACCEPT", "-A POSTROUTING -s 10.1.0.0/16 -j MASQUERADE") == []


def test_rules_of_the_other_version_are_rows_of_their_own() -> None:
    (row,) = _rows("-A POSTROUTING -s fd00::/64 ! -o br0 -j MASQUERADE", family="ip6")
    assert (row.family, row.source) == (6, "fd00::/64")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "-A DOCKER -i docker0 -j RETURN",
        "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
        '-A POSTROUTING -m comment --comment "-j MASQUERADE" -j ACCEPT',
    ],
)
def test_lines_that_rewrite_nothing_are_no_rows(line: str) -> None:
    assert _rows(line) == []


def test_a_comment_is_not_taken_for_a_flag() -> None:
    rule = '-A POSTROUTING -s 10.1.0.0/16 -m comment --comment "-o eth9" -j MASQUERADE'
    assert "link" not in _only(rule)


def test_only_what_goes_the_original_way_is_rewritten_by_a_rule() -> None:
    masquerade = "-A POSTROUTING -m conntrack --ctdir {} -j MASQUERADE"
    assert _only(masquerade.format("ORIGINAL")) == {"kind": "masquerade", "hooks": "postrouting"}
    assert _rows(masquerade.format("REPLY")) == []
