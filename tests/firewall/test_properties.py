"""Any rules: read alike from both tools, walked as a naive firewall walks them; and any text: never a crash."""

import json
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from tests.firewall import naive, writing
from tutor.errors import ObserverError
from tutor.firewall import Condition, Ruleset, iptables, nftables
from tutor.firewall.condition import join
from tutor.firewall.walk import Packet, leaves

TRACKED = (("new", "original"), ("established", "original"), ("established", "reply"))
"""What connection tracking takes a packet for: nothing that goes the other way begins a connection."""
PACKETS = st.fixed_dictionaries(
    {
        "enter": st.sampled_from((*writing.LINKS, "other")),
        "leave": st.sampled_from((*writing.LINKS, "other")),
        "tracked": st.sampled_from(TRACKED),
        "source": st.sampled_from(("10.1.0.2", "10.1.0.3", "10.9.0.1", "192.168.7.5", "8.8.8.8")),
        "dest": st.sampled_from(("10.2.0.2", "10.2.0.3", "192.168.7.9", "1.1.1.1")),
        "dport": st.sampled_from(("80", "443", "8001", "22")),
    }
).map(lambda packet: {**packet, **dict(zip(("state", "direction"), packet.pop("tracked"), strict=True))})


def _from_iptables(book: writing.Book) -> Ruleset:
    return Ruleset(tuple(iptables.parse(writing.iptables(book), family="ip", backend="nft")))


def _from_nft(book: writing.Book) -> Ruleset:
    return Ruleset(tuple(nftables.parse(writing.nft(book))))


@given(writing.books(), PACKETS, st.booleans())
def test_walks_decide_as_a_naive_firewall_does(
    book: writing.Book, packet: dict[str, str], is_told: object
) -> None:
    """Whether or not the walk is told which way the packet goes."""
    direction = packet["direction"] if is_told else None
    known = Packet("ip", packet["state"], packet["enter"], packet["leave"], direction=direction)
    found = leaves(_from_iptables(book), "forward", known)
    first = next(leaf for leaf in found if all(_meets(condition, packet) for condition in leaf.conditions))
    assert first.verdict == naive.judge(book, packet)


def _meets(condition: Condition, packet: dict[str, str]) -> bool:
    value = {"proto": "tcp", **packet}[condition.field]
    return Condition(condition.field, (value,)).implies(condition)


@given(writing.books())
def test_both_tools_tell_the_same(book: writing.Book) -> None:
    def rules(ruleset: Ruleset) -> dict[str, list[tuple[object, ...]]]:
        return {
            chain.name: [(rule.conditions, rule.verdict, rule.to) for rule in chain.rules]
            for chain in ruleset.chains
        }

    assert rules(_from_iptables(book)) == rules(_from_nft(book))


@given(writing.terms())
def test_what_was_written_is_what_is_read(terms: tuple[writing.Term, ...]) -> None:
    rule = iptables.parse_rule(writing.iptables_rule(writing.Written(terms, "drop")))
    expected = [Condition(term.field, tuple(term.value.split(",")), term.negated) for term in terms]
    expected += [Condition("proto", ("tcp",)) for term in terms if term.field == "dport"]
    assert (rule.verdict, rule.conditions) == ("drop", join(expected))


@given(st.text())
def test_any_text_is_some_ruleset(text: str) -> None:
    list(iptables.parse(text, family="ip", backend="nft"))


WORDS = st.sampled_from(
    '! -i -o -s -d -p -m -j -g --dport --ctstate --comment "a \\" -j DROP" br0 br+ 10.0.0.0/8 :: 80:90 LOCAL tcp DROP " \\ '.split(
        " "
    )
)


@given(st.lists(WORDS | st.text(max_size=5)))
def test_any_rule_is_some_rule(words: list[str]) -> None:
    rule = iptables.parse_rule(" ".join(words))
    assert rule.verdict


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("chain rule map expr match left right op vmap jump target family".split()),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.text() | JSON.map(json.dumps) | st.lists(JSON).map(lambda found: json.dumps({"nftables": found})))
def test_any_json_is_a_ruleset_or_is_refused(text: str) -> None:
    with suppress(ObserverError):
        list(nftables.parse(text))
