"""The way of packets through chains: returns, jumps, several base chains, and what cannot be told."""

import pytest

from tutor.firewall import Chain, Rule, Ruleset, iptables, walk
from tutor.firewall.condition import Condition
from tutor.firewall.walk import MOST, UNKNOWN, Packet, leaves

NEW = Packet("ip", "new", "eth0", "br1")


def _ruleset(*lines: str, policy: str = "ACCEPT", table: str = "filter") -> Ruleset:
    names = dict.fromkeys(line.split()[1] for line in lines if not line.startswith("-A FORWARD"))
    heads = [f":FORWARD {policy} [0:0]", *(f":{name} - [0:0]" for name in names)]
    text = "\n".join([f"*{table}", *heads, *lines, "COMMIT"])
    return Ruleset(tuple(iptables.parse(text, family="ip", backend="nft")))


def _told(ruleset: Ruleset, packet: Packet = NEW) -> list[tuple[str, str, str]]:
    return [
        (leaf.verdict, " ".join(condition.text() for condition in leaf.conditions), leaf.chain)
        for leaf in leaves(ruleset, "forward", packet)
    ]


def test_no_chains_let_everything_pass() -> None:
    assert _told(Ruleset()) == [("accept", "", "")]


def test_a_policy_decides_on_the_rest() -> None:
    assert _told(_ruleset("-A FORWARD -s 10.0.0.1 -j ACCEPT", policy="DROP")) == [
        ("accept", "10.0.0.1", "FORWARD"),
        ("drop", "", "FORWARD"),
    ]


def test_what_returns_goes_on_after_the_jump_and_not_before_the_rest_of_the_chain() -> None:
    rules = _ruleset(
        "-A FORWARD -j USER",
        "-A FORWARD -j DROP",
        "-A USER -s 10.0.0.0/8 -j RETURN",
        "-A USER -j ACCEPT",
    )
    assert _told(rules) == [("drop", "10.0.0.0/8", "FORWARD"), ("accept", "", "USER")]


def test_what_a_goto_leads_to_does_not_come_back() -> None:
    rules = _ruleset(
        "-A FORWARD -j ONE",
        "-A FORWARD -j DROP",
        "-A ONE -g TWO",
        "-A ONE -j ACCEPT",
        "-A TWO -s 1.1.1.1 -j ACCEPT",
    )
    assert _told(rules) == [("accept", "1.1.1.1", "TWO"), ("drop", "", "FORWARD")]


def test_rules_for_other_links_and_states_are_passed() -> None:
    rules = _ruleset(
        "-A FORWARD -i br2 -j DROP",
        "-A FORWARD ! -i eth0 -j DROP",
        "-A FORWARD -o br+ -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        policy="DROP",
    )
    assert _told(rules) == [("drop", "", "FORWARD")]
    assert _told(rules, Packet("ip", "established", "eth0", "br1")) == [("accept", "", "FORWARD")]


def test_what_begins_a_connection_goes_the_original_way() -> None:
    there, back = (
        _ruleset(f"-A FORWARD -m conntrack --ctdir {way} -j DROP") for way in ("ORIGINAL", "REPLY")
    )
    assert (_told(there), _told(back)) == ([("drop", "", "FORWARD")], [("accept", "", "FORWARD")])
    answer = Packet("ip", "established", "eth0", "br1", direction="reply")
    assert (_told(there, answer), _told(back, answer)) == (_told(back), _told(there))


def test_what_comes_later_goes_either_way() -> None:
    later = Packet("ip", "established", "eth0", "br1")
    assert _told(_ruleset("-A FORWARD -m conntrack --ctdir ORIGINAL -j DROP"), later) == [
        ("drop", "original", "FORWARD"),
        ("accept", "", "FORWARD"),
    ]
    both = Rule((Condition("direction", ("original", "reply")),), "drop")
    chain = Chain("nft", "ip", "t", "f", (both,), hook="forward")
    assert _told(Ruleset((chain,)), later) == [("drop", "", "f")]


@pytest.mark.parametrize(
    "asks", ["--ctdir ORIGINAL", "--ctdir REPLY", "--ctstate NEW", "--ctstate ESTABLISHED"]
)
def test_nothing_is_known_of_a_connection_before_it_is_tracked(asks: str) -> None:
    text = f"*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -m conntrack {asks} -j DROP\nCOMMIT\n"
    early = Ruleset(tuple(iptables.parse(text, family="ip", backend="nft")))
    assert [leaf.verdict for leaf in leaves(early, "prerouting", Packet("ip", "new", "eth0"))] == ["accept"]


def test_one_table_accepts_and_the_next_one_drops() -> None:
    first = _ruleset("-A FORWARD -j ACCEPT", table="mangle")
    second = _ruleset("-A FORWARD -p tcp -j DROP")
    assert _told(Ruleset(first.chains + second.chains)) == [
        ("drop", "tcp", "FORWARD"),
        ("accept", "", "FORWARD"),
    ]


def test_a_target_that_is_not_known_is_told_by_its_name() -> None:
    assert _told(_ruleset("-A FORWARD -j NFQUEUE --queue-num 1")) == [("nfqueue", "", "FORWARD")]
    assert _told(_ruleset("-A FORWARD -j NOWHERE")) == [("nowhere", "", "FORWARD")]


def test_a_target_that_only_notes_is_passed() -> None:
    assert _told(_ruleset("-A FORWARD -j LOG --log-prefix x", "-A FORWARD -j DROP")) == [
        ("drop", "", "FORWARD")
    ]


def test_a_match_that_is_not_known_is_told_in_its_words() -> None:
    assert _told(_ruleset("-A FORWARD -m limit --limit 5/sec -j ACCEPT", policy="DROP")) == [
        ("accept", "limit 5/sec", "FORWARD"),
        ("drop", "", "FORWARD"),
    ]


def test_a_rule_that_nothing_is_left_for_is_not_told() -> None:
    rules = _ruleset("-A FORWARD -s 10.0.0.0/8 -j DROP", "-A FORWARD -s 10.1.0.0/16 -p tcp -j ACCEPT")
    assert _told(rules) == [("drop", "10.0.0.0/8", "FORWARD"), ("accept", "", "FORWARD")]


def test_what_one_address_sends_is_taken_once() -> None:
    rules = _ruleset(
        "-A FORWARD -s 10.0.0.1 -j DROP",
        "-A FORWARD -s 10.0.0.1 -p tcp -j ACCEPT",
        "-A FORWARD -s 10.0.0.2 -p tcp -j REJECT",
        "-A FORWARD -s 10.0.0.2 -j DROP",
        "-A FORWARD -s 10.0.0.2 -p udp -j ACCEPT",
    )
    assert [(verdict, asked) for verdict, asked, _ in _told(rules)] == [
        ("drop", "10.0.0.1"),
        ("reject", "tcp 10.0.0.2"),
        ("drop", "10.0.0.2"),
        ("accept", ""),
    ]


def test_a_host_that_bars_many_addresses_is_told_whole() -> None:
    barred = [f"10.9.{number // 256}.{number % 256}" for number in range(MOST - 1)]
    rules = _ruleset(*(f"-A FORWARD -s {address} -j DROP" for address in barred))
    assert [asked for _, asked, _ in _told(rules)] == [*barred, ""]


def test_what_is_known_of_the_packet_decides() -> None:
    rules = _ruleset("-A FORWARD ! -s 10.1.0.0/16 -j DROP", "-A FORWARD -s 10.2.0.0/16 -j DROP")
    home = Packet("ip", "new", "eth0", "br1", (Condition("source", ("10.1.7.0/24",)),))
    assert _told(rules, home) == [("accept", "", "FORWARD")]


def test_chains_that_lead_to_each_other_end() -> None:
    assert (UNKNOWN, "", "ONE") in _told(_ruleset("-A FORWARD -j ONE", "-A ONE -j ONE"))


def test_ways_beyond_counting_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "MOST", 20)
    rules = [f"-A FORWARD -s 10.9.{i}.1 -j ACCEPT" for i in range(30)]
    assert _told(_ruleset(*rules))[-1][0] == UNKNOWN


def test_a_table_for_both_versions_asks_for_one() -> None:
    rule = iptables.parse_rule("-j DROP")
    only_6 = type(rule)((Condition("family", ("ip6",)),), "drop")
    chain = Chain("nft", "inet", "t", "f", (only_6,), hook="forward")
    assert _told(Ruleset((chain,))) == [("accept", "", "f")]
    assert _told(Ruleset((chain,)), Packet("ip6", "new")) == [("drop", "", "f")]
