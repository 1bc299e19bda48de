"""Where the kernel had more to tell than could be read, its silence about a rule contradicts nothing."""

import pytest

from tutor.lesson.flow import parse
from tutor.observe.proof.header import Header, Seen
from tutor.trace.compare import Comparison
from tutor.trace.evidence import Evidence, Line, Pass, Word
from tutor.trace.hop import Hop, Path, RuleKey, Standing
from tutor.trace.world import Space

ECHO = Header(4, "icmp", "10.0.0.1", "10.0.0.2", 7, None)


def rules(backend: str) -> list[Hop]:
    keys = [RuleKey(backend, "ip", "filter", "INPUT", number, number) for number in (1, 2)]
    return [Hop("rule", "alpha", "host", ECHO, rule=key, verdict="accept", visit=1) for key in keys]


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("backend", ["nft", "legacy"])
def test_a_rule_that_was_not_heard_of(backend: str, *, lost: bool) -> None:
    seen = Seen(ECHO, "request")
    told = Pass(seen, words=[Word("ip", "filter", "INPUT", 1, "accept")] if backend == "nft" else [])
    lines = [Line("ip", "filter", "INPUT", "rule", 1, seen)] if backend == "legacy" else []
    evidence = Evidence([told], [], lines, [], {}, lost)
    path = Path(parse(["from=outside to=host icmp"]), tuple(rules(backend)), "host", None)
    judged = Comparison(path, {Space("alpha", "host"): evidence}, (True, "")).judge()
    assert [hop.standing for hop in judged.hops] == [
        Standing.CONFIRMED,
        Standing.UNOBSERVABLE if lost else Standing.CONTRADICTED,
    ]
