"""Judging claims on a full host, each anew, against one walk through all its rows in Python.

    .venv/bin/python -P benchmarks/match.py [CLAIMS [ROWS]]

Claims are of the usual kinds: a cable followed from a container to its bridge, an address on a network, an absence.
"""

import sys
import time
from collections.abc import Callable, Iterator

from tutor.claims import Standing, judge
from tutor.facts.address import Address
from tutor.facts.link import Link
from tutor.facts.namespace import Namespace
from tutor.lesson.parts import Pattern, Place
from tutor.lesson.pattern import parse
from tutor.state import Change, Row, State

ROUNDS = 20
ROWS_EACH = 5
"""Rows of one container."""
CLAIM = """link netns=c{0} name=eth0 kind=veth peer=$port
link netns=host name=$port master=docker0
address netns=c{0} link=eth0 cidr@10.0.0.0/8
no link netns=c{0} name=eth1"""


def main(claims: int, rows: int) -> None:
    """Print the cost of all claims after a change, of one walk, and the ratio."""
    state = State(_host(rows // ROWS_EACH))
    asked = [_patterns(CLAIM.format(number)) for number in range(claims)]
    first = _seconds(lambda: _judge(asked, state))
    fresh = [_changed(state, number) for number in range(ROUNDS)]
    judged = min(_seconds(lambda after=after: _judge(asked, after)) for after in fresh)  # type: ignore[misc]
    walk = min(_seconds(lambda: sum(row.text("node") == "beta" for row in state)) for _ in range(ROUNDS))
    print(f"{claims} claims, {len(state)} rows")
    print(f"  the first time, with the indexes: {first * 1000:.1f} ms")
    print(f"  after a change: {judged * 1000:.1f} ms (goal: at most 20)")
    print(f"  one walk through the rows: {walk * 1000:.1f} ms; ratio {judged / walk:.2f}")


def _host(containers: int) -> Iterator[Row]:
    yield Namespace(node="alpha", name="host", inode=1, kind="host")
    for number in range(containers):
        name, port = f"c{number}", f"veth{number:x}"
        ip = f"10.{number >> 8 & 255}.{number & 255}.2"
        yield Namespace(node="alpha", name=name, inode=number + 2, kind="container")
        yield _link(name, "lo", None, None)
        yield _link(name, "eth0", port, None)
        yield _link("host", port, "eth0", "docker0")
        yield Address(node="alpha", netns=name, link="eth0", ip=ip, prefix=16, cidr=f"{ip}/16", family=4)


def _link(netns: str, name: str, peer: str | None, master: str | None) -> Link:
    return Link(
        node="alpha",
        netns=netns,
        name=name,
        index=2,
        kind="veth" if peer else "loopback",
        up=True,
        state="up",
        mac=None,
        mtu=1500,
        master=master,
        peer=peer,
        peer_netns=None,
    )


def _changed(state: State, number: int) -> State:
    return state.apply(
        Change(gained=frozenset([_link("host", f"new{number}", None, None)]), lost=frozenset())
    )


def _patterns(lines: str) -> tuple[Pattern, ...]:
    return tuple(parse(line, Place(1, 1)) for line in lines.splitlines())


def _judge(asked: list[tuple[Pattern, ...]], state: State) -> None:
    assert all(judge(patterns, state).standing is Standing.HOLDS for patterns in asked)


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [50, 20000][len(given) :]))
