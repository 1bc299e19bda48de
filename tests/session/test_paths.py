"""A path as a fact: what claims can ask of it."""

import pytest

from tutor.facts.path import PATH_WHYS, Path, is_target
from tutor.lesson.flow import Flow
from tutor.observe.proof.header import Header
from tutor.session.paths import as_row
from tutor.trace import Hop, Standing
from tutor.trace import Path as Way
from tutor.trace.hop import RuleKey
from tutor.trace.reasons import WHYS

HEADER = Header(4, "tcp", "10.0.0.2", "10.0.0.3", 40000, 80)
FLOW = Flow("web", "db", "tcp", 80)
KEY = RuleKey("nft", "ip", "filter", "DOCKER-ISOLATION-STAGE-2", 1, 9)


def hop(kind: str, standing: Standing = Standing.CONFIRMED, **more: object) -> Hop:
    return Hop(kind=kind, node="alpha", netns="web", header=HEADER, standing=standing, **more)  # type: ignore[arg-type]


def test_a_path_that_arrives() -> None:
    row = as_row(Way(FLOW, (hop("starts"), hop("socket")), "db", "httpd"), "web", "db:80")
    assert (row.ok, row.why, row.ends, row.process, row.proved, row.proxy) == (
        True,
        None,
        "db",
        "httpd",
        True,
        False,
    )


def test_a_dropped_packet_names_the_rule() -> None:
    hops = (
        hop("starts"),
        hop("rule", rule=KEY, text="-o docker0 -j DROP", verdict="drop"),
        hop("lost", why="drop"),
    )
    row = as_row(Way(FLOW, hops, "", None, "drop"), "web", "db:80")
    assert (row.ok, row.why, row.dropped_by) == (
        False,
        "drop",
        "filter DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP",
    )


def test_what_the_kernel_contradicts_arrives_nowhere() -> None:
    hops = (hop("starts"), hop("route", Standing.CONTRADICTED), hop("socket", Standing.UNOBSERVABLE))
    row = as_row(Way(FLOW, hops, "db", "httpd"), "web", "db:80")
    assert (row.ok, row.why, row.ends, row.process, row.proved) == (False, "contradicted", None, None, False)


def test_without_a_proof_nothing_is_proved() -> None:
    row = as_row(Way(FLOW, (hop("starts", Standing.PREDICTED),), "db", "httpd"), "web", "db:80")
    assert (row.ok, row.proved) == (True, False)


def test_every_reason_has_its_word() -> None:
    known = {why if not why.startswith("unknown") else "unknown" for why in WHYS}
    assert known | {"contradicted"} == set(PATH_WHYS)


@pytest.mark.parametrize("text", ["host:8080", "8.8.8.8:53/udp", "web/icmp", "[fd00::2]:80", "db:80/tcp"])
def test_a_target(text: str) -> None:
    assert is_target(text)


@pytest.mark.parametrize(
    "text", ["host", "host:0", "host:70000", "web:80/icmp", "web/udp", "web:80/sctp", "a b:80"]
)
def test_what_is_no_target(text: str) -> None:
    assert not is_target(text)


def test_a_target_has_a_place() -> None:
    assert [Path.place("to", text) for text in ("host:8080", "[fd00::2]:80", "web/icmp")] == [
        "host",
        "fd00::2",
        "web",
    ]
