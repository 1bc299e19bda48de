"""Rules written as iptables-save and as nft would tell them, from one abstract form; strategies that make them."""

import json
from dataclasses import dataclass

from hypothesis import strategies as st

LINKS = ("br1", "br2", "eth0")
CHAINS = ("ONE", "TWO")
BASE = "FORWARD"


@dataclass(frozen=True)
class Term:
    """One thing that a rule asks."""

    field: str
    value: str
    negated: bool


@dataclass(frozen=True)
class Written:
    """One rule."""

    terms: tuple[Term, ...]
    verdict: str
    """accept, drop, return, or a chain's name to jump to."""


@dataclass(frozen=True)
class Book:
    """A base chain with its policy, and two chains that it may jump to."""

    rules: dict[str, tuple[Written, ...]]
    policy: str


_VALUES = {
    "enter": st.sampled_from(LINKS),
    "leave": st.sampled_from(LINKS),
    "source": st.sampled_from(("10.1.0.0/24", "10.0.0.0/8", "10.1.0.2", "192.168.7.0/24")),
    "dest": st.sampled_from(("10.2.0.0/24", "10.2.0.2", "10.0.0.0/8", "192.168.7.9")),
    "state": st.sampled_from(("related,established", "new", "established")),
    "direction": st.sampled_from(("original", "reply")),
}


def terms() -> st.SearchStrategy[tuple[Term, ...]]:
    """Up to three things that a rule asks, no field twice."""
    one = st.sampled_from(sorted(_VALUES)).flatmap(
        lambda field: st.builds(
            Term, st.just(field), _VALUES[field], st.booleans() if field in _FLAGS else st.just(value=False)
        )
    )
    port = st.sampled_from(("80", "443", "8000-8080")).map(lambda value: Term("dport", value, negated=False))
    return st.lists(one | port, max_size=3, unique_by=lambda term: term.field).map(tuple)


def books() -> st.SearchStrategy[Book]:
    """Chains whose jumps go one way, as the kernel wants it."""
    ends = ("accept", "drop", "return")

    def chain(*jumps: str) -> st.SearchStrategy[tuple[Written, ...]]:
        return st.lists(st.builds(Written, terms(), st.sampled_from((*ends, *jumps))), max_size=4).map(tuple)

    rules = st.fixed_dictionaries({BASE: chain("ONE", "TWO"), "ONE": chain("TWO"), "TWO": chain()})
    return st.builds(Book, rules, st.sampled_from(("accept", "drop")))


_FLAGS = {"enter": "-i", "leave": "-o", "source": "-s", "dest": "-d"}


def iptables_rule(rule: Written) -> str:
    """What follows the chain's name."""
    return " ".join(
        [*map(_flag, rule.terms), "-j", rule.verdict if rule.verdict in CHAINS else rule.verdict.upper()]
    )


def _flag(term: Term) -> str:
    if term.field == "dport":
        return f"-p tcp -m tcp --dport {term.value.replace('-', ':')}"
    if term.field == "state":
        return f"-m conntrack --ctstate {term.value.upper()}"
    if term.field == "direction":
        return f"-m conntrack --ctdir {term.value.upper()}"
    return ("! " if term.negated else "") + f"{_FLAGS[term.field]} {term.value}"


def iptables(book: Book) -> str:
    """The whole filter table."""
    heads = [f":{BASE} {book.policy.upper()} [0:0]", *(f":{name} - [0:0]" for name in CHAINS)]
    lines = [f"-A {name} {iptables_rule(rule)}" for name, rules in book.rules.items() for rule in rules]
    return "\n".join(["*filter", *heads, *lines, "COMMIT", ""])


_LEFT = {
    "enter": {"meta": {"key": "iifname"}},
    "leave": {"meta": {"key": "oifname"}},
    "source": {"payload": {"protocol": "ip", "field": "saddr"}},
    "dest": {"payload": {"protocol": "ip", "field": "daddr"}},
    "dport": {"payload": {"protocol": "tcp", "field": "dport"}},
    "state": {"ct": {"key": "state"}},
    "direction": {"ct": {"key": "direction"}},
}


def nft(book: Book) -> str:
    """The same as nft's JSON."""
    where = {"family": "ip", "table": "filter"}
    entries: list[dict[str, object]] = [
        {
            "chain": {
                **where,
                "name": BASE,
                "type": "filter",
                "hook": "forward",
                "prio": 0,
                "policy": book.policy,
            }
        },
    ]
    entries += [{"chain": {**where, "name": name}} for name in CHAINS]
    handle = 0
    for name, rules in book.rules.items():
        for rule in rules:
            handle += 1
            expression = [
                *map(_match, rule.terms),
                {"counter": {"packets": 1, "bytes": 2}},
                _verdict(rule.verdict),
            ]
            entries.append({"rule": {**where, "chain": name, "handle": handle, "expr": expression}})
    return json.dumps({"nftables": entries})


def _match(term: Term) -> dict[str, object]:
    right: object = term.value
    if "/" in term.value:
        address, _, length = term.value.partition("/")
        right = {"prefix": {"addr": address, "len": int(length)}}
    elif term.field == "dport":
        first, _, last = term.value.partition("-")
        right = {"range": [int(first), int(last)]} if last else int(first)
    elif term.field == "state":
        right = term.value.split(",")
    operation = "!=" if term.negated else "in" if term.field == "state" else "=="
    return {"match": {"op": operation, "left": _LEFT[term.field], "right": right}}


def _verdict(verdict: str) -> dict[str, object]:
    return {"jump": {"target": verdict}} if verdict in CHAINS else {verdict: None}
