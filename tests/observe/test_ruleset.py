"""A namespace's rules come out of the text as they went in."""

from tests.live.rulesets import from_28, to_27
from tutor.firewall import Chain, Condition, Rule, Ruleset
from tutor.firewall.iptables import parse
from tutor.observe.ruleset import Encoder, decode, encode


def read(text: str) -> Ruleset:
    return Ruleset(tuple(parse(text, family="ip", backend="nft")))


def test_rules_of_iptables_are_told_by_their_own_words() -> None:
    for text in (to_27(icc=True, internal=False), from_28(icc=False, internal=True)):
        rules = read(text)
        assert decode(encode(rules)) == rules
        assert '"dport"' not in encode(rules)


def test_rules_of_nft_are_told_in_full() -> None:
    """Their words are not those of iptables, even where these would make something of them."""
    condition = Condition("enter", ("br1", "br2"), negated=True)
    rules = tuple(
        Rule((condition,), verdict, to, text, 7)
        for verdict, to, text in (
            ("drop", None, "-i br1 -j DROP"),
            ("jump", "own", 'iifname != { "br1", "br2" } jump own'),
        )
    )
    found = Ruleset((Chain("nft", "inet", "mine", "base", rules, "forward", -5, "drop"),))
    assert decode(encode(found)) == found


def test_rules_are_written_again_only_when_they_are_others() -> None:
    encoder, first, second = (
        Encoder(),
        read(to_27(icc=True, internal=False)),
        read(from_28(icc=True, internal=False)),
    )
    text = encoder.text("host", first)
    assert encoder.text("host", first) is text
    assert decode(encoder.text("host", second)) == second
    assert decode(encoder.text("host", first)) == first
