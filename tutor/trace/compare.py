"""Holds a predicted path against what the kernel told: each hop confirmed, contradicted, or not to be observed."""

from collections.abc import Mapping
from dataclasses import replace

from tutor.language import _
from tutor.trace import tracked
from tutor.trace.align import Told, consumed, legacy, words
from tutor.trace.evidence import Evidence, Frame, Pass, Word, fits
from tutor.trace.hop import Hop, Path, RuleKey, Standing
from tutor.trace.world import Space

WAYS_OUT = {"lost", "unknown"}
_FRAMES = {"out": True, "in": False}


class Comparison:
    """One path and its evidence."""

    def __init__(self, path: Path, evidence: Mapping[Space, Evidence], outcome: tuple[bool, str]) -> None:
        self._path, self._evidence = path, evidence
        self._ok, self._why = outcome
        self._passes: dict[int, Pass | None] = {}
        self._broken = ""
        self._start: float | None = None

    def judge(self) -> Path:
        """The path with what the kernel says to each hop."""
        for found in self._evidence.values():
            for each in found.passes:
                each.used = False
            for line in found.lines:
                line.used = False
        self._match()
        hops = []
        for hop in self._path.hops:
            judged = self._judge(hop)
            if judged.standing is Standing.CONTRADICTED:
                self._broken = self._broken or _("the packet has gone another way before")
            hops.append(judged)
        return replace(self._path, hops=tuple(hops))

    def words_of(self, visit: int) -> list[Word]:
        """The rules that the kernel met in a pass."""
        found = self._passes.get(visit)
        return found.words if found else []

    def _match(self) -> None:
        """Find for each predicted pass through a namespace the one that was seen."""
        self._rules: dict[int, list[Hop]] = {}
        for hop in self._path.hops:
            if not hop.visit:
                continue
            if hop.visit not in self._passes:
                self._passes[hop.visit] = self._find(hop)
            if hop.kind in ("rule", "policy"):
                self._rules.setdefault(hop.visit, []).append(hop)
        self._told = {visit: self._align(visit, hops) for visit, hops in self._rules.items()}

    def _find(self, hop: Hop) -> Pass | None:
        evidence = self._evidence.get(_space(hop))
        for each in evidence.passes if evidence else ():
            if not each.used and fits(
                each.seen, hop.before or hop.header, first=not hop.later, back=hop.back
            ):
                each.used = True
                return each
        return None

    def _align(self, visit: int, hops: list[Hop]) -> Told:
        """What the kernel says to each rule of a pass, by the rule's place among them."""
        evidence = self._evidence.get(_space(hops[0]))
        found = self._passes[visit]
        said = legacy(hops, evidence.lines if evidence else [], first=not hops[0].later)
        return said | words(hops, found.words, whole=not self._ends_unknown(visit)) if found else said

    def _ends_unknown(self, visit: int) -> bool:
        return any(hop.kind == "unknown" and hop.visit == visit for hop in self._path.hops)

    def _judge(self, hop: Hop) -> Hop:
        if self._broken:
            return _with(hop, Standing.UNOBSERVABLE, self._broken)
        if hop.kind in ("rule", "policy"):
            return self._judge_rule(hop)
        if hop.kind in _FRAMES:
            return self._judge_link(hop, out=_FRAMES[hop.kind])
        judge = {
            "route": self._judge_route,
            "known": self._judge_known,
            "cable": lambda hop: self._judge_link(hop, out=True),
            "stacked": self._judge_stacked,
            "wire": lambda hop: self._judge_link(hop, out=True),
            "leaves": lambda hop: self._judge_link(hop, out=True),
            "switch": self._judge_switch,
            "starts": self._judge_start,
        }.get(hop.kind, self._judge_end)
        return judge(hop)

    def _judge_rule(self, hop: Hop) -> Hop:
        evidence = self._evidence.get(_space(hop))
        source = "legacy" if hop.rule and hop.rule.backend == "legacy" else "rules"
        if evidence is None or source in evidence.troubles:
            why = evidence.troubles[source] if evidence else _("nobody listens there")
            return _with(hop, Standing.UNOBSERVABLE, why)
        standing = self._heard(hop)
        if evidence.lost and standing[0] is Standing.CONTRADICTED:
            standing = Standing.UNOBSERVABLE, _("the kernel had more to tell than could be read")
        if standing[0] is Standing.CONFIRMED and hop.before:
            standing = self._tracked(hop) or standing
        return _with(hop, *standing)

    def _heard(self, hop: Hop) -> tuple[Standing, str]:
        """What the rules that the kernel told of say to one that was predicted."""
        if self._passes.get(hop.visit) is None:
            return Standing.CONTRADICTED, _("the kernel has not seen such a packet here")
        otherwise = Standing.UNOBSERVABLE, _("the packet has gone another way before")
        return self._told[hop.visit].get(self._rules[hop.visit].index(hop), otherwise)

    def _tracked(self, hop: Hop) -> tracked.Said | None:
        """What connection tracking says to a hop that rewrites an address; None where it tells of no such packet."""
        evidence = self._evidence.get(_space(hop))
        first = next(each for each in self._path.hops if each.visit == hop.visit)
        entries = evidence.entries if evidence else []
        entry = tracked.find(first.before or first.header, entries, back=hop.back)
        return tracked.judge(hop, entry) if entry else None

    def _judge_link(self, hop: Hop, *, out: bool) -> Hop:
        evidence = self._evidence.get(_space(hop))
        if evidence is None or "links" in evidence.troubles:
            return _with(hop, Standing.UNOBSERVABLE, _("nobody listens there"))
        frame = self._frame(evidence, hop, out=out)
        if frame:
            return _with(hop, Standing.CONFIRMED, "", self._since(frame.at))
        found = self._passes.get(hop.visit) if hop.kind in ("out", "in") else None
        if found and hop.link in (found.leave if out else found.enter):
            return _with(hop, Standing.CONFIRMED, "")
        return _with(hop, Standing.CONTRADICTED, _("no such packet was seen at {link}", link=hop.link))

    def _frame(self, evidence: Evidence, hop: Hop, *, out: bool) -> Frame | None:
        first = not hop.later
        for each in evidence.frames:
            same = each.link == hop.link and each.out == out
            if same and fits(each.seen, hop.header, first=first, back=hop.back):
                return each
        return None

    def _since(self, at: float) -> float:
        self._start = at if self._start is None else self._start
        return at - self._start

    def _judge_route(self, hop: Hop) -> Hop:
        found = self._passes.get(hop.visit)
        if found is None:
            return _with(hop, Standing.UNOBSERVABLE, _("the kernel tells of no packet here"))
        if hop.verdict == "local":
            inside = "input" in found.hooks or "lo" in found.leave or self._input_met(hop.visit)
            return _with(
                hop,
                Standing.CONFIRMED if inside else Standing.UNOBSERVABLE,
                "" if inside else _("a rule came before"),
            )
        if hop.link in found.leave:
            return _with(hop, Standing.CONFIRMED, "")
        if found.leave:
            return _with(
                hop, Standing.CONTRADICTED, _("the kernel chose {link}", link=" ".join(sorted(found.leave)))
            )
        return _with(hop, Standing.UNOBSERVABLE, _("the packet did not get that far"))

    def _input_met(self, visit: int) -> bool:
        return any(hop.hook == "input" for hop in self._rules.get(visit, ()))

    def _judge_known(self, hop: Hop) -> Hop:
        found = self._passes.get(hop.visit)
        if found and any(each.is_like(hop.header) for each in found.headers):
            return _with(hop, Standing.CONFIRMED, "")
        if said := self._tracked(hop):
            return _with(hop, *said)
        return _with(hop, Standing.UNOBSERVABLE, _("the rewritten packet is seen at the next link"))

    def _judge_switch(self, hop: Hop) -> Hop:
        evidence = self._evidence.get(_space(hop))
        if evidence is None or "links" in evidence.troubles:
            return _with(hop, Standing.UNOBSERVABLE, _("nobody listens there"))
        stays = any(each.visit == hop.visit and each.kind in WAYS_OUT for each in self._path.hops)
        sides = ((hop.via, False), (None if stays else hop.to, True))
        for link, out in sides:
            if link and not self._frame(evidence, replace(hop, link=link), out=out):
                return _with(hop, Standing.CONTRADICTED, _("no such packet was seen at {link}", link=link))
        return _with(hop, Standing.CONFIRMED, "")

    def _judge_stacked(self, hop: Hop) -> Hop:
        """A link that sits on another shows what it sends; the one below, only what has come by the wire."""
        if hop.verdict == "down":
            return self._judge_link(hop, out=True)
        evidence = self._evidence.get(_space(hop))
        frame = self._frame(evidence, hop, out=False) if evidence else None
        if frame:
            return _with(hop, Standing.CONFIRMED, "", self._since(frame.at))
        why = _("{link} does not show what those that sit on it say to each other", link=hop.link)
        return _with(hop, Standing.UNOBSERVABLE, why)

    def _judge_start(self, hop: Hop) -> Hop:
        return _with(hop, Standing.CONFIRMED, "", 0.0)

    def _judge_end(self, hop: Hop) -> Hop:
        """Sockets, answers, losses: by what the one who sent the packet has got."""
        if hop.kind == "lost":
            return self._judge_loss(hop)
        if hop.kind == "unknown":
            return hop
        if hop.kind in ("tunnel", "unwrapped") or hop.connection != 1:
            return (
                _with(hop, Standing.CONFIRMED, "")
                if self._ok
                else _with(hop, Standing.UNOBSERVABLE, _("no answer came"))
            )
        silent = self._path.flow.proto == "udp" and self._why == "timeout"
        if self._ok:
            return _with(hop, Standing.CONFIRMED, "")
        if silent or self._path.why:
            return _with(
                hop, Standing.UNOBSERVABLE, _("an application need not answer over udp") if silent else ""
            )
        return _with(hop, Standing.CONTRADICTED, _("the sender got: {why}", why=self._why))

    def _judge_loss(self, hop: Hop) -> Hop:
        if hop.connection != 1 or hop.later:  # the sender has its answer by then
            return _with(hop, Standing.CONFIRMED, "")
        if self._ok:
            return _with(hop, Standing.CONTRADICTED, _("an answer came all the same"))
        later = self._passes.get(hop.visit)
        if (
            later
            and hop.why in ("rp_filter", "forwarding", "martian")
            and {"input", "forward"} & set(later.hooks)
        ):
            return _with(hop, Standing.CONTRADICTED, _("the kernel let it on"))
        return _with(hop, Standing.CONFIRMED, _("the sender got: {why}", why=self._why))


def decide(path: Path, comparison: Comparison) -> tuple[tuple[int, RuleKey], bool] | None:
    """Where a prediction stopped at a rule that is not modelled: whether the kernel has met that rule."""
    rules = [hop for hop in path.hops if hop.kind == "rule" and hop.verdict == "unknown" and hop.rule]
    if not rules or not rules[-1].rule or rules[-1].rule.handle is None:
        return None
    hop, key = rules[-1], rules[-1].rule
    before = [each for each in path.hops if each.kind in ("rule", "policy") and each.visit == hop.visit]
    words = comparison.words_of(hop.visit)
    if not words:
        return None
    at = consumed(before[:-1], words)
    met = any(
        word.handle == key.handle and word.chain == key.chain and word.table == key.table
        for word in words[at : at + 1]
    )
    return (hop.visit, key), met


def _space(hop: Hop) -> Space:
    return Space(hop.node, hop.netns)


def _with(hop: Hop, standing: Standing, said: str, at: float | None = None) -> Hop:
    return replace(hop, standing=standing, said=said, at=at)
