"""The firewall's meanings as rows: which links make pairs, and what is said of each."""

from typing import Any

from tutor.facts.filter import Filter, read
from tutor.facts.raw import Message, Namespace, Raw
from tutor.firewall import Ruleset, iptables

LINKS = {
    number: {"index": number, "IFLA_IFNAME": name}
    for number, name in enumerate(("lo", "docker0", "br-vault", "eth0", "vethaaa"), 1)
}


def _route(link: int, dst: str | None = None) -> dict[str, Any]:
    address, _, length = (dst or "/0").partition("/")
    return {"family": 2, "table": 254, "dst_len": int(length), "RTA_DST": address, "RTA_OIF": link}


def _rows(*rules: str, policy: str = "DROP", chains: str = "") -> list[Filter]:
    heads = [f":FORWARD {policy} [0:0]", *(f":{name} - [0:0]" for name in chains.split())]
    text = "\n".join(["*filter", *heads, *rules, "COMMIT"])
    ruleset = Ruleset(tuple(iptables.parse(text, family="ip", backend="nft")))
    routes: dict[Any, Message] = {0: _route(4), 1: _route(2, "172.17.0.0/16"), 2: _route(3, "10.21.0.0/24")}
    space = Namespace("host", 1, links=dict(LINKS), routes=routes, rules=ruleset)
    return list(read(Raw("alpha", namespaces={"host": space})))


def _between(rows: list[Filter], enter: str, leave: str) -> list[str]:
    found = [row for row in rows if (row.enter, row.leave) == (enter, leave)]
    return sorted(f"{row.kind} {row.proto or ''}{row.dport or ''}{row.other or ''}".strip() for row in found)


def test_pairs_are_of_links_that_rules_name_and_of_ways_out() -> None:
    rows = _rows("-A FORWARD -i docker0 -j ACCEPT")
    assert {row.enter for row in rows} == {"docker0", "eth0", "other"}
    assert _between(rows, "docker0", "eth0") == ["accept"]
    assert _between(rows, "eth0", "docker0") == ["drop"]
    assert _between(rows, "other", "other") == ["drop"]


def test_a_hook_where_everything_may_pass_has_no_rows() -> None:
    assert _rows("-A FORWARD -i docker0 -j ACCEPT", policy="ACCEPT") == []
    assert _rows("-A FORWARD -m comment --comment x", policy="ACCEPT") == []


def test_an_internal_network_is_closed_whatever_its_rule_says_of_addresses() -> None:
    rows = _rows(
        "-A FORWARD ! -s 10.21.0.0/24 -o br-vault -j DROP",
        "-A FORWARD ! -d 10.21.0.0/24 -i br-vault -j DROP",
        "-A FORWARD -i docker0 -j ACCEPT",
        policy="ACCEPT",
    )
    assert _between(rows, "docker0", "br-vault") == ["drop"]
    assert _between(rows, "br-vault", "eth0") == ["drop"]
    assert _between(rows, "br-vault", "br-vault") == ["accept"]


def test_a_let_in_port_and_what_becomes_of_all_else() -> None:
    rows = _rows(
        "-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "-A FORWARD -d 172.17.0.2/32 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT",
    )
    assert _between(rows, "eth0", "docker0") == ["accept tcp80", "drop"]
    (let_in,) = [row for row in rows if row.enter == "eth0" and row.kind == "accept"]
    assert (let_in.dest, let_in.all, let_in.exact, let_in.replies) == ("172.17.0.2", False, True, "accept")


def test_what_an_earlier_rule_takes_away_is_told() -> None:
    rows = _rows(
        "-A FORWARD -j DOCKER-USER",
        "-A FORWARD -d 172.17.0.2/32 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT",
        "-A DOCKER-USER -s 10.55.0.9/32 -j DROP",
        "-A DOCKER-USER -m limit --limit 5/sec -j DROP",
        chains="DOCKER-USER",
    )
    (let_in,) = [
        row for row in rows if row.kind == "accept" and (row.enter, row.leave) == ("eth0", "docker0")
    ]
    assert (let_in.exact, let_in.other) == (False, "unless source=10.55.0.9; unless limit 5/sec")
    (barred,) = [row for row in rows if row.source and (row.enter, row.leave) == ("eth0", "docker0")]
    assert (barred.kind, barred.chain) == ("drop", "DOCKER-USER")


def test_answers_come_back_where_only_what_goes_the_original_way_is_dropped() -> None:
    rows = _rows("-A FORWARD -i eth0 -m conntrack --ctdir ORIGINAL -j DROP", policy="ACCEPT")
    (row,) = [row for row in rows if (row.enter, row.leave) == ("eth0", "other")]
    assert (row.kind, row.all, row.replies, row.exact) == ("drop", True, "accept", True)


def test_answers_are_lost_where_only_what_goes_the_other_way_is_dropped() -> None:
    rows = _rows("-A FORWARD -i eth0 -m conntrack --ctdir REPLY -j DROP", policy="ACCEPT")
    (row,) = [row for row in rows if (row.enter, row.leave) == ("eth0", "other")]
    assert (row.kind, row.all, row.replies, row.exact) == ("accept", True, "drop", True)


def test_a_hook_that_ends_what_was_allowed_to_begin_has_rows() -> None:
    rows = _rows("-A FORWARD -m conntrack --ctstate ESTABLISHED --ctdir ORIGINAL -j DROP", policy="ACCEPT")
    assert {(row.kind, row.replies) for row in rows} == {("accept", "accept")}
