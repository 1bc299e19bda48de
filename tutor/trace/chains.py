"""One packet through the chains of one hook: which rules it meets, in the kernel's order, and what becomes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tutor.firewall import Chain, Condition, Rule
from tutor.firewall.rule import CONTINUE, ENDS, TRANSLATIONS
from tutor.observe.proof.header import Header
from tutor.trace.hop import Passed, RuleKey
from tutor.trace.match import OwnAddress, decide, marked
from tutor.trace.packet import Packet
from tutor.trace.tables import Tables

DEEPEST = 16
"""Jumps inside jumps that the kernel allows."""
LOOKED_AT = 24
"""Rules before one that was met that are looked at for those that nearly decided."""
SHOWN = 2
"""Rules passed over that are told of before one that was met."""
ANY = range(-(2**31), 2**31)
"""All priorities."""
_FAMILIES = {4: "ip", 6: "ip6"}
_DECIDES = ENDS | TRANSLATIONS | {"return"}

Translate = Callable[[Rule, Packet], Header | None]
"""Chooses the new header of a connection that a rule translates; None where that cannot be told."""
Decided = Mapping[RuleKey, bool]
"""Rules of which the kernel has said whether a packet meets them."""


def _key(chain: Chain, number: int) -> RuleKey:
    handle = chain.rules[number].handle
    return RuleKey(chain.backend, chain.family, chain.table, chain.name, number + 1, handle)


def _short(condition: Condition) -> str:
    return condition.text() if condition.field == "other" else condition.field


@dataclass(frozen=True, slots=True)
class Met:
    """A rule that a packet meets, or a policy."""

    rule: RuleKey
    text: str
    verdict: str
    to: str | None
    passed: tuple[Passed, ...] = ()
    before: Header | None = None
    """The header before the rule rewrote it."""
    after: Header | None = None
    perhaps: bool = False


@dataclass(slots=True)
class Outcome:
    """What comes of a hook."""

    packet: Packet
    met: list[Met] = field(default_factory=list)
    verdict: str = "accept"
    """accept, drop, reject, unknown, or another target's name."""
    why: str = ""
    """With unknown: what is not modelled."""
    translated: str | None = None
    """dnat, snat, … where a rule has chosen the addresses of a new connection."""


@dataclass(slots=True)
class Hook:
    """The chains of one hook in one namespace."""

    tables: Tables
    name: str
    own: OwnAddress
    decided: Decided
    translate: Translate
    fixed: Header | None = None
    """For packets of a known connection: the header as connection tracking rewrites it at this hook."""
    family: str = ""
    """Of the chains that are walked; without it, the packet's version of IP."""
    span: range = ANY
    """Priorities of the chains that are walked."""
    _out: Outcome = field(init=False)

    def walk(self, packet: Packet) -> Outcome:
        """Take a packet through."""
        self._out = Outcome(packet)
        family = self.family or _FAMILIES[packet.header.family]
        for priority, chains in self.tables.stages(self.name, family):
            if priority not in self.span:
                continue
            if not chains or chains[0].kind == "nat":
                self._translate(chains, tracks=self.tables.is_tracking(family))
            elif not self._base(chains[0]):
                break
            if self._out.verdict != "accept":
                break
        return self._out

    def _translate(self, chains: tuple[Chain, ...], *, tracks: bool) -> None:
        if tracks and self._out.packet.state == "new":
            if not self._out.packet.settled:
                self._new(chains)
        else:
            self._known()

    def _known(self) -> None:
        """A connection that is known keeps its translation, without any rule."""
        packet = self._out.packet
        if packet.state == "established" and self.fixed and self.fixed != packet.header:
            self._out.packet = replace(packet, header=self.fixed)

    def _new(self, chains: tuple[Chain, ...]) -> None:
        """The chains that choose a new connection's addresses: the first that does is the last."""
        out, begin = self._out, len(self._out.met)
        for chain in chains:
            if not self._base(chain) or out.translated:
                break
        if out.packet.may_be_known:
            out.met[begin:] = [replace(met, perhaps=True) for met in out.met[begin:]]

    def _base(self, chain: Chain) -> bool:
        """Whether a packet is let go on behind a base chain."""
        out = self._out
        verdict = self._chain(chain, 0)
        if verdict is None:
            key = RuleKey(chain.backend, chain.family, chain.table, chain.name, 0)
            out.met.append(Met(key, "", chain.policy, None))
            verdict = chain.policy
        if verdict == "accept" or verdict in TRANSLATIONS:
            return True
        out.verdict = verdict
        return False

    def _chain(self, chain: Chain, depth: int) -> str | None:
        """How a chain ends a packet's way; None where the packet comes out of it."""
        if depth > DEEPEST:
            return "drop"
        begin = 0
        for number in self.tables.index(chain).candidates(self._out.packet.header):
            rule = chain.rules[number]
            fits, failed = self._fits(rule, key := _key(chain, number))
            if fits is False:
                continue
            if fits is None and rule.verdict != CONTINUE:
                return self._unknown(rule, key, failed)
            passed = self._passed(chain, begin, number)
            begin = number + 1
            verdict = self._met(rule, key, passed, perhaps=fits is None)
            if verdict in ("jump", "goto"):
                verdict = self._jump(chain, rule, key, depth)
            if verdict != CONTINUE:
                return None if verdict == "return" else verdict
        return None

    def _passed(self, chain: Chain, begin: int, end: int) -> tuple[Passed, ...]:
        """The last rules before one that was met which would have decided but for one condition."""
        found: list[Passed] = []
        for number in reversed(range(max(begin, end - LOOKED_AT), end)):
            rule = chain.rules[number]
            if len(found) == SHOWN:
                break
            if rule.verdict in _DECIDES:
                key = _key(chain, number)
                fits, failed = self._fits(rule, key)
                if fits is False and len(failed) == 1:
                    found.append(Passed(key, rule.text, _short(failed[0])))
        return tuple(reversed(found))

    def _jump(self, chain: Chain, rule: Rule, key: RuleKey, depth: int) -> str:
        """How the chain that a rule leads to ends a packet's way; continue where the packet comes out of it."""
        known = self.tables.named(chain)
        if rule.to is None or rule.to not in known:
            return self._unknown(rule, key, [])
        verdict = self._chain(known[rule.to], depth + 1)
        if verdict is None:
            return "return" if rule.verdict == "goto" else CONTINUE
        return verdict

    def _fits(self, rule: Rule, key: RuleKey) -> tuple[bool | None, list[Condition]]:
        """Whether the packet meets a rule; and the conditions that it fails, or that nobody can tell of."""
        failed, open_ones = [], []
        for condition in rule.conditions:
            found = decide(condition, self._out.packet, self.own)
            if found is False:
                failed.append(condition)
                if len(failed) > 1:
                    break
            elif found is None:
                open_ones.append(condition)
        if failed:
            return False, failed
        if not open_ones:
            return True, []
        return self.decided.get(key), open_ones

    def _met(self, rule: Rule, key: RuleKey, passed: tuple[Passed, ...], *, perhaps: bool) -> str:
        out, before = self._out, self._out.packet.header
        verdict = rule.verdict
        after = None
        if rule.verdict in TRANSLATIONS:
            after = self.translate(rule, out.packet)
            if after is None:
                return self._unknown(rule, key, [])
            out.translated = rule.verdict
            out.packet = replace(out.packet, header=after)
        elif rule.verdict == CONTINUE:
            out.packet = replace(out.packet, mark=marked(rule.text, out.packet.mark))
            if "NOTRACK" in rule.text or "--notrack" in rule.text or "notrack" in rule.text.split():
                out.packet = replace(out.packet, state="untracked", original=None)
        elif rule.verdict not in _DECIDES | {"jump", "goto"}:
            return self._unknown(rule, key, [])
        changed = after is not None and after != before
        out.met.append(
            Met(
                key,
                rule.text,
                rule.verdict,
                rule.to,
                passed,
                before if changed else None,
                after if changed else None,
                perhaps,
            )
        )
        return verdict

    def _unknown(self, rule: Rule, key: RuleKey, conditions: list[Condition]) -> str:
        self._out.met.append(Met(key, rule.text, "unknown", rule.to))
        self._out.why = "; ".join(each.text() for each in conditions) or rule.verdict
        return "unknown"
