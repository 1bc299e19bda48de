"""Holds the rules of one pass, as predicted, against those that the kernel told of, one by one and in order."""

from tutor.language import _
from tutor.trace.evidence import Line, Word, fits
from tutor.trace.hop import Hop, RuleKey, Standing

Told = dict[int, tuple[Standing, str]]
"""What the kernel says to each rule, by the rule's place among those of its pass."""
_SAME = {
    "accept": {"accept"},
    "reject": {"drop", "stolen"},
    "drop": {"drop"},
    "jump": {"jump"},
    "goto": {"goto", "jump"},
    "dnat": {"accept"},
    "snat": {"accept"},
    "masquerade": {"accept"},
    "redirect": {"accept"},
}
"""How the kernel's trace calls a verdict."""


def words(hops: list[Hop], told: list[Word], *, whole: bool) -> Told:
    """For rules of nftables, those of iptables-nft among them; ``whole`` where no more than these are predicted."""
    said: Told = {}
    at = 0
    for number, hop in enumerate(hops):
        if _is_legacy(hop):
            continue
        word = told[at] if at < len(told) else None
        if word and _agrees(hop, word):
            said[number] = (Standing.CONFIRMED, "")
            at += 1
        elif hop.perhaps:
            said[number] = (Standing.CONFIRMED, _("this packet did not meet it"))
        else:
            said[number] = (Standing.CONTRADICTED, _met(word.text() if word else None))
            return said
    if at < len(told) and whole and said:
        said[max(said)] = (Standing.CONTRADICTED, _("then the kernel met {rule}, too", rule=told[at].text()))
    return said


def consumed(hops: list[Hop], told: list[Word]) -> int:
    """How many of the kernel's words these rules account for; one of which it is open if it was met may be none."""
    at = 0
    for hop in hops:
        if not _is_legacy(hop):
            at += not hop.perhaps or (at < len(told) and _agrees(hop, told[at]))
    return at


def legacy(hops: list[Hop], told: list[Line], *, first: bool) -> Told:
    """The same for rules of iptables-legacy, each of which tells of itself in a line."""
    said: Told = {}
    for number, hop in enumerate(hops):
        if hop.rule is None or not _is_legacy(hop):
            continue
        line = _next_line(hop, hop.rule, told, first=first)
        if line and _agrees_legacy(hop.rule, line):
            said[number] = (Standing.CONFIRMED, "")
        elif not hop.perhaps:
            said[number] = (Standing.CONTRADICTED, _met(line.text() if line else None))
            break
    return said


def _met(rule: str | None) -> str:
    return _("the kernel met {rule}", rule=rule or _("no rule at all"))


def _is_legacy(hop: Hop) -> bool:
    return hop.rule is not None and hop.rule.backend == "legacy"


def _next_line(hop: Hop, rule: RuleKey, told: list[Line], *, first: bool) -> Line | None:
    """The next line about a hop's packet; a chain's end is no rule, and passed over."""
    for line in told:
        if line.used or not fits(line.seen, hop.before or hop.header, first=first, back=hop.back):
            continue
        agrees = _agrees_legacy(rule, line)
        line.used = agrees or line.kind == "return" or not hop.perhaps
        if agrees or line.kind != "return":
            return line
    return None


def _agrees_legacy(rule: RuleKey, line: Line) -> bool:
    """Whether a line tells of a rule; a policy's number is that of the end of its chain."""
    if (rule.family, rule.table, rule.chain) != (line.family, line.table, line.chain):
        return False
    return line.kind == "policy" if rule.position == 0 else line.number == rule.position


def _agrees(hop: Hop, word: Word) -> bool:
    rule = hop.rule
    if rule is None or (rule.family, rule.table, rule.chain) != (word.family, word.table, word.chain):
        return False
    if (rule.handle if rule.position else None) != word.handle:
        return False
    return word.verdict in _SAME.get(hop.verdict, {word.verdict})
