"""What nat and filter say is what the kernel does: asked from every host to every other, under each kind of rules."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live import rulesets
from tests.live.following import Follower
from tests.live.router import HOSTS, PORTS, Router, router
from tutor.firewall.condition import Condition
from tutor.observe.client import ObserverClient
from tutor.state import Row, State

LAYOUTS: dict[str, tuple[tuple[str, ...], Callable[..., str]]] = {
    "20.10 with iptables-nft": (("iptables-nft-restore",), rulesets.to_27),
    "20.10 with iptables-legacy": (("iptables-legacy-restore",), rulesets.to_27),
    "28 with iptables-nft": (("iptables-nft-restore",), rulesets.from_28),
    "28 with iptables-legacy": (("iptables-legacy-restore",), rulesets.from_28),
    "29 with nftables": (("nft", "-f", "-"), rulesets.nftables_29),
}
"""How the rules of each are loaded, and what they are."""

WAYS = (
    ("a", "c"),
    ("a", "b"),
    ("b", "a"),
    ("a", "out"),
    ("b", "out"),
    ("out", "a"),
    ("out", "c"),
    ("out", "b"),
)


@pytest.fixture
def made() -> Iterator[Router]:
    with router() as it:
        yield it


@pytest.fixture
async def follower(made: Router) -> AsyncIterator[Follower]:
    async with ObserverClient(made.place) as client:
        yield Follower(client)


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("layout", LAYOUTS)
async def test_who_reaches_whom(made: Router, follower: Follower, layout: str, closed: object) -> None:
    """Closed: icc is off in br1, and br2 is internal."""
    icc, internal = not closed, bool(closed)
    await follower.until(len)
    tool, rules = LAYOUTS[layout]
    made.run(*tool, given=rules(icc=icc, internal=internal))
    state = await follower.until(lambda state: state.find("filter") and state.find("nat"))
    asked = [(one, two, port) for one, two in WAYS for port in PORTS]
    answers = await asyncio.to_thread(_ask_all, made, asked)
    told = {question: _lets_in(state, *question) for question in asked}
    assert told == {question: answers[question] != "-" for question in asked}
    _means_the_same(state, icc=icc, internal=internal)
    assert made.ask("out", "10.9.0.1", 8080) == "10.9.0.2"
    assert made.ask("a", HOSTS["out"][1], 80) == "10.9.0.1"


@pytest.mark.parametrize("way", ["original", "reply"])
@pytest.mark.parametrize("tool", rulesets.ONE_WAY)
async def test_which_way_a_connection_goes(made: Router, follower: Follower, tool: str, way: str) -> None:
    """A rule for one way only, between eth0 and br1: who calls from outside, and who waits for an answer from there."""
    await follower.until(len)
    made.run(*tool.split(), given=rulesets.ONE_WAY[tool](way))
    between = {"netns": "host", "family": "4", "hook": "forward", "enter": "eth0", "leave": "br1"}
    state = await follower.until(lambda state: state.find("filter", **between))
    (row,) = state.find("filter", **between)
    called = made.ask("out", HOSTS["a"][1], 80) != "-"
    answered = made.ask("a", HOSTS["out"][1], 80) != "-"
    assert (called, answered) == (way == "reply", way == "original")
    told = {name: row.text(name) for name in ("kind", "all", "replies", "exact")}
    verdicts = {True: "accept", False: "drop"}
    assert told == {"kind": verdicts[called], "all": "yes", "replies": verdicts[answered], "exact": "yes"}


async def test_a_rule_before_connection_tracking_knows_no_connection(
    made: Router, follower: Follower
) -> None:
    asks = ("--ctdir ORIGINAL", "--ctdir REPLY", "--ctstate NEW")
    rules = "\n".join(f"-A PREROUTING -i eth0 -m conntrack {each} -j DROP" for each in asks)
    await follower.until(len)
    made.run("iptables-nft-restore", given=f"*raw\n:PREROUTING ACCEPT [0:0]\n{rules}\nCOMMIT\n")
    state = await follower.until(lambda state: len(state.find("rule", table="raw")) == len(asks))
    assert made.ask("out", HOSTS["a"][1], 80) == HOSTS["out"][1]
    assert not state.find("filter", netns="host", hook="prerouting")


def _ask_all(made: Router, asked: list[tuple[str, str, int]]) -> dict[tuple[str, str, int], str]:
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda question: made.ask(question[0], HOSTS[question[1]][1], question[2]), asked)
        return dict(zip(asked, answers, strict=True))


def _lets_in(state: State, one: str, two: str, port: int) -> bool:
    """What the rows say of a new connection, sent to a host's own address."""
    (enter, source), (leave, dest) = HOSTS[one], HOSTS[two]
    packet = {"proto": "tcp", "source": source, "dest": dest, "dport": str(port)}
    before = state.find("filter", netns="host", family="4", hook="prerouting", enter=enter)
    between = state.find("filter", netns="host", family="4", hook="forward", enter=enter, leave=leave)
    same_bridge_unfiltered = enter == leave and not between
    return _accepts(before, packet) and (same_bridge_unfiltered or _accepts(between, packet))


def _accepts(rows: list[Row], packet: dict[str, str]) -> bool:
    if not rows:
        return True
    special = {row.text("kind") for row in rows if row.text("all") == "no" and _meets(row, packet)}
    assert len(special) < 2
    rest = {row.text("kind") for row in rows if row.text("all") == "yes"}
    return (special or rest) == {"accept"}


def _meets(row: Row, packet: dict[str, str]) -> bool:
    wanted = ((field, row.text(field)) for field in packet)
    return all(
        Condition(field, (packet[field],)).implies(
            Condition(field, (text.removeprefix("!"),), negated=text.startswith("!"))
        )
        for field, text in wanted
        if text is not None
    )


def _means_the_same(state: State, *, icc: bool, internal: bool) -> None:
    """The claims that lessons make, word for word the same under all layouts."""
    rest = {"netns": "host", "family": "4", "hook": "forward", "all": "yes"}
    assert state.find("filter", enter="br1", leave="br2", kind="drop", **rest)
    assert state.find("filter", enter="br2", leave="br1", kind="drop", **rest)
    assert state.find("filter", enter="br1", leave="br1", kind="accept" if icc else "drop", **rest)
    assert state.find("filter", enter="eth0", leave="br1", kind="drop", replies="accept", **rest)
    assert state.find("filter", enter="br1", leave="eth0", kind="accept", replies="accept", **rest)
    assert state.find("filter", enter="br2", leave="eth0", kind="drop" if internal else "accept", **rest)
    let_in = {
        "enter": "eth0",
        "leave": "br1",
        "kind": "accept",
        "proto": "tcp",
        "dest": rulesets.WEB,
        "dport": "80",
    }
    assert state.find("filter", hook="forward", exact="yes", **let_in)
    dnat = {"kind": "dnat", "proto": "tcp", "dport": "8080", "to": f"{rulesets.WEB}:80", "unless": "br1"}
    (row,) = state.find("nat", netns="host", family="4", own="dest", exact="yes", **dnat)
    assert row.text("hooks") == "prerouting (output)"
    assert state.find("nat", kind="masquerade", source=rulesets.S1, unless="br1")
    assert bool(state.find("nat", kind="masquerade", source=rulesets.S2, unless="br2")) is not internal
