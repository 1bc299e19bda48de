"""What ``nft -j list ruleset`` prints, read by a table of the expressions that are understood."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tutor.errors import ObserverError
from tutor.firewall.condition import ADDRESSES, NEVER, PORTS, SELF, TRACKED, Condition, address, join
from tutor.firewall.rule import BRIDGE, CONTINUE, IPV4, IPV6, TRANSLATIONS, Chain, Rule
from tutor.language import _

_META = {
    "iif": "enter",
    "iifname": "enter",
    "oif": "leave",
    "oifname": "leave",
    "l4proto": "proto",
    "protocol": "family",
    "nfproto": "family",
}
_PAYLOAD = {
    ("ether", "type"): "family",
    ("ip", "saddr"): "source",
    ("ip", "daddr"): "dest",
    ("ip", "protocol"): "proto",
    ("ip6", "saddr"): "source",
    ("ip6", "daddr"): "dest",
    ("ip6", "nexthdr"): "proto",
    ("th", "sport"): "sport",
    ("th", "dport"): "dport",
}
_VERSIONS = {"ipv4": "ip", "ipv6": "ip6"}
_TRANSPORTS = ("tcp", "udp", "sctp", "udplite", "dccp")
_WORDLESS = {"counter", "log", "comment", "mangle", "notrack", "ct helper", "set", "meter", "last"}
"""Statements that do something and let the packet go on."""
_PLAIN = {"accept", "drop", "return", "continue"}
_JUMPS = {"jump", "goto"}
_COUNTED = re.compile(r"\b(packets|bytes) \d+ ?")
_HANDLE = re.compile(r" # handle (\d+)$")

Node = Mapping[str, Any]
"""A JSON object of nft's."""
Place = tuple[str, str]
"""A family and a table."""


def parse(text: str, listing: str = "", *, leave_out: Iterable[Place] = ()) -> Iterator[Chain]:
    """The chains that nft's JSON tells of, with each rule's text from ``nft -a list ruleset``.

    Tables to leave out are those that iptables keeps and tells of itself.
    Raises ObserverError for what is no ruleset.
    """
    try:
        found = json.loads(text)["nftables"]
        yield from _chains([dict(entry) for entry in found], _texts(listing), frozenset(leave_out))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ObserverError(_("nft said something unreadable about the firewall's rules")) from error


def _texts(listing: str) -> dict[tuple[str, str, int], str]:
    """Each rule's text by family, table and handle."""
    texts: dict[tuple[str, str, int], str] = {}
    family = table = ""
    for line in listing.splitlines():
        words = line.split()
        if line.startswith("table ") and len(words) > 2:  # noqa: PLR2004 # table FAMILY NAME
            family, table = words[1], words[2]
        elif handle := _HANDLE.search(line):
            texts[family, table, int(handle[1])] = _COUNTED.sub("", line[: handle.start()]).strip()
    return texts


def _chains(
    entries: list[Node], texts: Mapping[tuple[str, str, int], str], leave_out: frozenset[Place]
) -> Iterator[Chain]:
    def named(kind: str) -> list[Node]:
        found = (entry[kind] for entry in entries if kind in entry)
        return [entry for entry in found if (entry["family"], _table(entry)) not in leave_out]

    rules: dict[tuple[str, str, str], list[Rule]] = {}
    sets = {(entry["family"], _table(entry), entry["name"]): entry for entry in named("map") + named("set")}
    for entry in named("rule"):
        place = (entry["family"], _table(entry))
        mine = {name: each for (*of, name), each in sets.items() if tuple(of) == place}
        text = texts.get((*place, entry["handle"]), "")
        rules.setdefault((*place, entry["chain"]), []).extend(
            replace(_of_family(rule, place[0]), handle=entry["handle"])
            for rule in _rules(entry["expr"], mine, text)
        )
    for entry in named("chain"):
        place = (entry["family"], _table(entry))
        yield Chain(
            backend="nft",
            family=place[0],
            table=place[1],
            name=entry["name"],
            rules=tuple(rules.get((*place, entry["name"]), ())),
            hook=entry.get("hook"),
            priority=int(entry.get("prio", 0)),
            policy=entry.get("policy", "accept"),
            kind="nat" if entry.get("type") == "nat" else "filter",
        )


def _of_family(rule: Rule, family: str) -> Rule:
    """A rule of a table for one version of IP need not say which; a bridge has a connection tracking of its own."""
    conditions = rule.conditions
    if family in (IPV4, IPV6):
        conditions = tuple(each for each in conditions if each.field != "family")
    elif family == BRIDGE:
        conditions = tuple(
            Condition("other", (f"ct {each.field} {each.text()}",)) if each.field in TRACKED else each
            for each in conditions
        )
    return replace(rule, conditions=conditions)


def _table(entry: Node) -> str:
    return str(entry["table"])


def _rules(statements: Iterable[Node], sets: Mapping[str, Node], text: str) -> Iterator[Rule]:
    """The rule; where it looks verdicts up in a map, one rule for each of the map's entries."""
    conditions: list[Condition] = []
    for statement in statements:
        ((name, value),) = statement.items()
        if name == "match":
            conditions += _match(value, sets)
        elif name == "vmap":
            yield from _looked_up(conditions, value, sets, text)
            return
        elif name in _PLAIN | _JUMPS | TRANSLATIONS | {"reject"}:
            if version := (value or {}).get("family"):
                conditions.append(Condition("family", (version,)))
            yield _rule(conditions, name, value, text)
            return
        elif name in ("limit", "quota", "ct count", "connlimit"):
            conditions.append(Condition("other", (_said(statement),)))
        elif name not in _WORDLESS:
            yield _rule(conditions, name, None, text)
            return
    yield _rule(conditions, CONTINUE, None, text)


def _rule(conditions: Iterable[Condition], verdict: str, value: Any, text: str) -> Rule:
    joined = join(conditions)
    if joined is None:
        return Rule((NEVER,), CONTINUE, None, text)
    if verdict in _JUMPS:
        return Rule(joined, verdict, value["target"], text)
    return Rule(joined, verdict, _to(value or {}) if verdict in TRANSLATIONS else None, text)


def _to(value: Node) -> str | None:
    where, port = value.get("addr"), value.get("port")
    spelt = "" if where is None else _value(where)
    if port is None:
        return spelt or None
    return (
        f"[{spelt}]:{_value(port)}" if ":" in spelt else f"{spelt}:{_value(port)}" if spelt else _value(port)
    )


def _looked_up(
    conditions: list[Condition], value: Node, sets: Mapping[str, Node], text: str
) -> Iterator[Rule]:
    data = value["data"]
    elements = sets[data[1:]].get("elem", []) if isinstance(data, str) else data["set"]
    for key, verdict in elements:
        ((name, target),) = verdict.items()
        match = {"op": "==", "left": value["key"], "right": key}
        yield _rule([*conditions, *_match(match, sets)], name, target, text)


def _match(match: Node, sets: Mapping[str, Node]) -> Iterator[Condition]:
    left, right, operation = match["left"], match["right"], match["op"]
    field, implied = _field(left)
    values = _values(field, right, sets)
    if not field or operation not in ("==", "!=", "in") or values is None:
        yield Condition("other", (_said(match),))
        return
    yield from implied
    yield Condition(field, values, negated=operation == "!=")


def _field(left: Any) -> tuple[str, list[Condition]]:
    """The field that an expression reads, and what it takes for granted; an empty name where it is not known."""
    ((name, value),) = left.items() if isinstance(left, dict) and len(left) == 1 else (("", {}),)
    if name == "payload" and value.get("protocol") in _TRANSPORTS and value.get("field") in PORTS:
        return value["field"], [Condition("proto", (value["protocol"],))]
    implied: list[Condition] = []
    match name, value:
        case "meta", {"key": key}:
            field = _META.get(key, "")
        case "payload", {"protocol": protocol, "field": payload}:
            field = _PAYLOAD.get((protocol, payload), "")
            implied = [Condition("family", (protocol,))] if protocol in _VERSIONS.values() else []
        case "ct", {"key": key, **more} if key in TRACKED and not more:
            field = key
        case "fib", {"result": "type", "flags": ["daddr" | "saddr" as flag]}:
            field = {"daddr": "to_self", "saddr": "from_self"}[flag]
        case _:
            field = ""
    return field, implied


def _values(field: str, right: Any, sets: Mapping[str, Node]) -> tuple[str, ...] | None:
    """The right side as values of a field; None where it is more than that."""
    if isinstance(right, str) and right.startswith("@"):
        right = {"set": sets[right[1:]].get("elem", [])} if right[1:] in sets else {"unknown": right}
    if isinstance(right, dict) and "set" in right:
        right = right["set"]
    found = [_value(value) for value in (right if isinstance(right, list) else [right])]
    if field in SELF:
        return ("yes",) if found == ["local"] else None
    if field == "family":
        return tuple(_VERSIONS.get(value, value) for value in found)
    if any("{" in value for value in found):
        return None
    return tuple(address(value) for value in found) if field in ADDRESSES else tuple(found)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        if "elem" in value:
            return _value(value["elem"]["val"])
        if "prefix" in value:
            return f"{value['prefix']['addr']}/{value['prefix']['len']}"
        if "range" in value:
            return "-".join(map(_value, value["range"]))
        return _said(value)
    return str(value)


def _said(expression: Any) -> str:
    return json.dumps(expression, sort_keys=True, separators=(",", ":"))
