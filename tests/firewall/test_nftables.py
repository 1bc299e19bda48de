"""nft's JSON, and what is made of each expression; that of Docker 29 is proved against the kernel elsewhere."""

import json
from typing import Any

import pytest

from tutor.errors import ObserverError
from tutor.firewall import Rule, nftables

WHERE = {"family": "inet", "table": "t"}


def _rules(*expression: dict[str, Any], more: tuple[dict[str, Any], ...] = ()) -> tuple[Rule, ...]:
    chain = {
        "chain": {**WHERE, "name": "c", "hook": "forward", "type": "filter", "prio": 0, "policy": "accept"}
    }
    rule = {"rule": {**WHERE, "chain": "c", "handle": 4, "expr": list(expression)}}
    (found,) = nftables.parse(json.dumps({"nftables": [*more, chain, rule]}))
    return found.rules


def _said(rule: Rule) -> str:
    return " ".join(f"{condition.field}={condition.text()}" for condition in rule.conditions)


def _match(left: dict[str, Any], right: object, operation: str = "==") -> dict[str, Any]:
    return {"match": {"op": operation, "left": left, "right": right}}


META = {"meta": {"key": "iifname"}}
DIRECTION = {"ct": {"key": "direction"}}
DADDR = {"payload": {"protocol": "ip", "field": "daddr"}}


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        (_match(META, {"set": ["a", "b"]}, "!="), "enter=!a,b"),
        (_match(META, "br-*"), "enter=br-*"),
        (_match({"meta": {"key": "nfproto"}}, "ipv6"), "family=ip6"),
        (
            _match({"payload": {"protocol": "udp", "field": "sport"}}, {"set": [53, {"range": [60, 70]}]}),
            "proto=udp sport=53,60-70",
        ),
        (_match({"ct": {"key": "state"}}, ["established", "related"], "in"), "state=established,related"),
        (_match(DIRECTION, "original"), "direction=original"),
        (_match(DIRECTION, "original", "!="), "direction=!original"),
        (_match(DIRECTION, {"set": ["original", "reply"]}), "direction=original,reply"),
        (
            _match(DIRECTION, "reply", ">="),
            'other={"left":{"ct":{"key":"direction"}},"op":">=","right":"reply"}',
        ),
        (_match({"fib": {"result": "type", "flags": ["saddr"]}}, "local"), "from_self=yes"),
        (_match(DADDR, "@mine"), "dest=10.0.0.0/8,10.1.1.1 family=ip"),
        (
            _match(DADDR, "@unknown"),
            'other={"left":{"payload":{"field":"daddr","protocol":"ip"}},"op":"==","right":"@unknown"}',
        ),
        (
            _match({"ct": {"key": "state", "dir": "original"}}, "new"),
            'other={"left":{"ct":{"dir":"original","key":"state"}},"op":"==","right":"new"}',
        ),
        (_match({"meta": {"key": "mark"}}, 1), 'other={"left":{"meta":{"key":"mark"}},"op":"==","right":1}'),
        (_match(META, "a", "<"), 'other={"left":{"meta":{"key":"iifname"}},"op":"<","right":"a"}'),
        ({"limit": {"rate": 5, "per": "second"}}, 'other={"limit":{"per":"second","rate":5}}'),
    ],
)
def test_an_expression(expression: dict[str, Any], said: str) -> None:
    mine = {
        "set": {
            **WHERE,
            "name": "mine",
            "elem": [{"prefix": {"addr": "10.0.0.0", "len": 8}}, {"elem": {"val": "10.1.1.1", "timeout": 3}}],
        }
    }
    (rule,) = _rules(expression, {"counter": {"packets": 1, "bytes": 9}}, {"drop": None}, more=(mine,))
    assert (_said(rule), rule.verdict) == (said, "drop")


def test_a_verdict_map_is_a_rule_for_each_of_its_entries() -> None:
    entries = {
        "map": {
            **WHERE,
            "name": "m",
            "map": "verdict",
            "elem": [["a", {"jump": {"target": "x"}}], ["b", {"drop": None}]],
        }
    }
    found = _rules({"vmap": {"key": META, "data": "@m"}}, more=(entries,))
    assert [(_said(rule), rule.verdict, rule.to) for rule in found] == [
        ("enter=a", "jump", "x"),
        ("enter=b", "drop", None),
    ]


@pytest.mark.parametrize(
    ("statement", "to"),
    [
        ({"dnat": {"addr": "10.0.0.2", "port": 80}}, "10.0.0.2:80"),
        ({"dnat": {"addr": "fd00::2", "port": 80}}, "[fd00::2]:80"),
        ({"snat": {"addr": "10.0.0.9"}}, "10.0.0.9"),
        ({"redirect": {"port": 8080}}, "8080"),
        ({"masquerade": None}, None),
    ],
)
def test_a_translation(statement: dict[str, Any], to: str | None) -> None:
    (rule,) = _rules(statement)
    assert (rule.verdict, rule.to) == (next(iter(statement)), to)


def test_a_statement_that_is_not_known_is_the_verdict() -> None:
    (rule,) = _rules({"xt": {"type": "target", "name": "X"}}, {"accept": None})
    assert rule.verdict == "xt"


def test_a_translation_for_one_version_in_a_table_for_both() -> None:
    (rule,) = _rules({"dnat": {"family": "ip", "addr": "10.0.0.2"}})
    assert _said(rule) == "family=ip"


def test_a_table_for_one_version_need_not_say_which() -> None:
    where = {"family": "ip", "table": "t"}
    expression = [_match(DADDR, "10.0.0.2"), {"drop": None}]
    entries = [
        {"chain": {**where, "name": "c"}},
        {"rule": {**where, "chain": "c", "handle": 4, "expr": expression}},
    ]
    (chain,) = nftables.parse(json.dumps({"nftables": entries}))
    assert _said(chain.rules[0]) == "dest=10.0.0.2"


def test_a_bridge_says_which_version_and_tracks_connections_by_itself() -> None:
    bridge = json.dumps({"nftables": [{"chain": {**WHERE, "family": "bridge", "name": "c", "hook": "forward"}},
        {"rule": {**WHERE, "family": "bridge", "chain": "c", "handle": 4, "expr": [
            _match({"payload": {"protocol": "ether", "field": "type"}}, "arp"),
            _match({"ct": {"key": "state"}}, "new"),
            _match(DIRECTION, "reply"),
            {"drop": None},
        ]}}]})  # fmt: skip
    (chain,) = nftables.parse(bridge)
    assert (chain.hook, _said(chain.rules[0])) == (
        "forward",
        "other=ct direction reply family=arp other=ct state new",
    )


def test_a_rules_text_is_found_by_its_handle_and_has_no_counters() -> None:
    listing = 'table inet t { # handle 1\n\tchain c {\n\t\tip daddr 10.0.0.2 counter packets 3 bytes 9 drop comment "no" # handle 4\n\t}\n}'
    text = json.dumps(
        {
            "nftables": [
                {"chain": {**WHERE, "name": "c"}},
                {"rule": {**WHERE, "chain": "c", "handle": 4, "expr": [{"drop": None}]}},
            ]
        }
    )
    (chain,) = nftables.parse(text, listing)
    assert chain.rules[0].text == 'ip daddr 10.0.0.2 counter drop comment "no"'


def test_a_table_that_iptables_keeps_is_left_out() -> None:
    assert (
        list(
            nftables.parse(
                json.dumps({"nftables": [{"chain": {**WHERE, "name": "c"}}]}), leave_out=[("inet", "t")]
            )
        )
        == []
    )


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"nftables": 3}', '{"nftables": [{"rule": {}}]}'])
def test_what_is_no_ruleset_is_refused(text: str) -> None:
    with pytest.raises(ObserverError, match="nft"):
        list(nftables.parse(text))
