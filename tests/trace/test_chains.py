"""One packet through the chains of a hook, in the kernel's order."""

from collections.abc import Mapping

from tests.live.rulesets import from_28, to_27
from tutor.firewall import Chain, Condition, Rule, Ruleset
from tutor.firewall.iptables import parse
from tutor.observe.proof.header import Header
from tutor.trace.chains import Hook, Outcome
from tutor.trace.hop import RuleKey
from tutor.trace.packet import Packet
from tutor.trace.tables import Tables

SYN = Header(4, "tcp", "10.9.0.2", "10.1.0.2", 40000, 80)


def walk(text: str, hook: str, packet: Packet, **decided: bool) -> Outcome:
    tables = Tables(Ruleset(tuple(parse(text, family="ip", backend="nft"))))
    met = _hook(tables, hook, {}).walk(packet).met
    known = {each.rule: decided[each.rule.chain] for each in met if each.rule.chain in decided}
    return _hook(tables, hook, known).walk(packet)


def _hook(tables: Tables, hook: str, decided: Mapping[RuleKey, bool]) -> Hook:
    return Hook(tables, hook, lambda address: address == "10.9.0.1", decided, lambda _rule, _packet: None)


def names(outcome: Outcome) -> list[tuple[str, int, str]]:
    return [(met.rule.chain, met.rule.position, met.verdict) for met in outcome.met]


def test_a_published_port_on_engines_to_27() -> None:
    outcome = walk(to_27(icc=True, internal=False), "forward", Packet(SYN, enter="eth0", leave="br1"))
    assert outcome.verdict == "accept"
    assert names(outcome) == [
        ("FORWARD", 1, "jump"),
        ("DOCKER-USER", 1, "return"),
        ("FORWARD", 2, "jump"),
        ("STAGE-1", 3, "return"),
        ("FORWARD", 4, "jump"),
        ("DOCKER", 1, "accept"),
    ]


def test_another_port_falls_to_the_policy_to_27_and_to_a_rule_from_28() -> None:
    packet = Packet(Header(4, "tcp", "10.9.0.2", "10.1.0.2", 40000, 81), enter="eth0", leave="br1")
    old = walk(to_27(icc=True, internal=False), "forward", packet)
    assert (old.verdict, names(old)[-1]) == ("drop", ("FORWARD", 0, "drop"))
    new = walk(from_28(icc=True, internal=False), "forward", packet)
    assert (new.verdict, names(new)[-1]) == ("drop", ("DOCKER", 2, "drop"))
    passed = [each.text for met in new.met for each in met.passed]
    assert any("--dport 80" in text for text in passed), "the rule that would have let port 80 in is told of"


def test_isolation_names_the_rule() -> None:
    packet = Packet(Header(4, "tcp", "10.2.0.2", "10.1.0.2", 40000, 80), enter="br2", leave="br1")
    outcome = walk(to_27(icc=True, internal=False), "forward", packet)
    assert names(outcome)[-1] == ("STAGE-2", 2, "drop")


def test_what_is_for_both_versions_of_ip_is_not_for_frames() -> None:
    both, frames = (Chain("nft", family, "t", family, (), "forward") for family in ("inet", "bridge"))
    tables = Tables(Ruleset((both, frames)))
    assert [tables.stages("forward", family) for family in ("bridge", "ip")] == [
        ((0, (frames,)),),
        ((0, (both,)),),
    ]


def test_without_connection_tracking_no_chain_of_nat_is_met() -> None:
    nat = "*nat\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p tcp -j ACCEPT\nCOMMIT\n"
    assert names(walk(nat, "output", Packet(SYN, leave="eth0"))) == []
    tracked = nat + "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m conntrack --ctstate NEW -j ACCEPT\nCOMMIT\n"
    assert names(walk(tracked, "output", Packet(SYN, leave="eth0"))) == [("OUTPUT", 1, "accept")]


def test_a_rule_that_asks_which_way_a_connection_goes_has_connections_tracked() -> None:
    by_field = Rule((Condition("direction", ("reply",)),), "accept")
    by_text = Rule((Condition("other", ("ct direction reply",)),), "accept", text="ct direction reply accept")
    for family, rule in (("ip", by_field), ("bridge", by_text)):
        chain = Chain("nft", family, "t", "c", (rule,), "forward")
        assert Tables(Ruleset((chain,))).is_tracking(family)


def test_what_is_not_modelled_is_unknown_and_the_kernel_may_decide_it() -> None:
    rules = "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m set --match-set bad src -j DROP\nCOMMIT\n"
    packet = Packet(SYN, enter="eth0", leave="br1")
    assert (walk(rules, "forward", packet).verdict, walk(rules, "forward", packet).why) == (
        "unknown",
        "match-set bad src",
    )
    assert walk(rules, "forward", packet, FORWARD=True).verdict == "drop"
    assert walk(rules, "forward", packet, FORWARD=False).verdict == "accept"


def test_a_rule_that_only_notes_may_be_open() -> None:
    rules = "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -m limit --limit 5/min -j LOG\n-A FORWARD -j ACCEPT\nCOMMIT\n"
    outcome = walk(rules, "forward", Packet(SYN, enter="eth0", leave="br1"))
    assert outcome.verdict == "accept"
    assert [met.perhaps for met in outcome.met] == [True, False]


def test_goto_does_not_come_back() -> None:
    rules = "*filter\n:FORWARD DROP [0:0]\n:side - [0:0]\n-A FORWARD -g side\n-A FORWARD -j ACCEPT\n-A side -p udp -j ACCEPT\nCOMMIT\n"
    outcome = walk(rules, "forward", Packet(SYN, enter="eth0", leave="br1"))
    assert names(outcome) == [("FORWARD", 1, "goto"), ("FORWARD", 0, "drop")]


def test_a_mark_of_one_rule_is_seen_by_another() -> None:
    rules = (
        "*mangle\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p tcp -j MARK --set-xmark 0x5/0xffffffff\nCOMMIT\n"
        "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -m mark --mark 0x5 -j DROP\nCOMMIT\n"
    )
    outcome = walk(rules, "forward", Packet(SYN, enter="eth0", leave="br1"))
    assert names(outcome) == [("FORWARD", 1, "continue"), ("FORWARD", 0, "accept"), ("FORWARD", 1, "drop")]


def test_notrack_takes_a_packet_out_of_nat() -> None:
    rules = (
        "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j CT --notrack\nCOMMIT\n"
        "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j DNAT --to-destination 10.1.0.9\nCOMMIT\n"
    )
    outcome = walk(rules, "prerouting", Packet(SYN, enter="eth0"))
    assert [met.rule.table for met in outcome.met] == ["raw", "raw"]
    assert outcome.packet.state == "untracked"


def test_what_the_kernel_has_said_of_another_pass_changes_nothing_that_is_sure() -> None:
    rules = "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -p tcp -m tcp --dport 80 -j ACCEPT\nCOMMIT\n"
    assert walk(rules, "forward", Packet(SYN, enter="eth0", leave="br1"), FORWARD=False).verdict == "accept"


def test_of_two_chains_with_one_priority_the_later_is_met_first() -> None:
    chains = [
        Chain("nft", "ip", name, "forward", (Rule((), verdict, None, "", 1),), "forward", 0, "accept")
        for name, verdict in (("older", "drop"), ("newer", "accept"))
    ]
    packet = Packet(SYN, enter="eth0", leave="br1")
    outcome = _hook(Tables(Ruleset(tuple(chains))), "forward", {}).walk(packet)
    assert [met.rule.table for met in outcome.met] == ["newer", "older"]
