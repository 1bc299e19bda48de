"""A hop in words: what happens, in one line, and what more there is to say of it."""

from collections.abc import Callable

from tutor.language import _, mark
from tutor.observe.proof.header import end
from tutor.trace.hop import Hop, RuleKey
from tutor.trace.reasons import reason

_FAILED = {
    "enter": mark("it came by {value}"),
    "leave": mark("it goes by {value}"),
    "proto": mark("it is {value}"),
    "source": mark("it is from {value}"),
    "dest": mark("it is for {value}"),
    "sport": mark("it is from port {value}"),
    "dport": mark("it is for port {value}"),
    "state": mark("it is {value}"),
    "direction": mark("it goes {value}"),
    "to_self": mark("{value} is no address of this namespace's own"),
    "from_self": mark("{value} is no address of this namespace's own"),
}
_VERDICTS = {
    "accept": mark("accepted"),
    "drop": mark("dropped"),
    "reject": mark("rejected"),
    "return": mark("back to where it came from"),
    "continue": mark("noted, and on to the next rule"),
    "unknown": mark("cannot be foretold"),
}


def name(hop: Hop) -> str:
    """What kind of thing happens, in a word."""
    return hop.hook or "" if hop.rule else _LABELS.get(hop.kind, hop.kind)


def rule_name(rule: RuleKey) -> str:
    """A rule as people name it: table, chain and place."""
    return f"{rule.where} {rule.position}" if rule.position else rule.where


_LABELS = {
    "starts": mark("sends"),
    "in": mark("in"),
    "out": mark("out"),
    "route": mark("route"),
    "known": mark("conntrack"),
    "cable": mark("cable"),
    "switch": mark("bridge"),
    "stacked": mark("link"),
    "wire": mark("wire"),
    "tunnel": mark("tunnel"),
    "unwrapped": mark("tunnel"),
    "proxy": mark("proxy"),
    "socket": mark("socket"),
    "answers": mark("answer"),
    "arrives": mark("arrives"),
    "leaves": mark("leaves"),
    "lost": mark("lost"),
    "unknown": mark("unknown"),
}


def says(hop: Hop) -> str:
    """What happens, in one line."""
    return _SAYINGS[hop.kind](hop)


def rewritten(hop: Hop) -> str:
    """What was rewritten, from what to what."""
    before, after, parts = hop.before, hop.header, []
    assert before
    for name, port in (("source", "sport"), ("dest", "dport")):
        old, new = (end(getattr(each, name), getattr(each, port), each.proto) for each in (before, after))
        if old != new:
            parts.append(
                _("source {old} becomes {new}", old=old, new=new)
                if name == "source"
                else _("destination {old} becomes {new}", old=old, new=new)
            )
    return ", ".join(parts)


def passed(hop: Hop) -> list[tuple[str, str]]:
    """Rules that might have decided and did not: each rule's name and words, and why."""
    return [(f"{each.rule.position}: {each.text}", _why(each.why, hop)) for each in hop.passed]


def _why(field: str, hop: Hop) -> str:
    header = hop.before or hop.header
    values = {
        "proto": header.proto,
        "source": header.source,
        "dest": header.dest,
        "sport": header.sport,
        "dport": header.dport,
        "state": _("an answer or later") if hop.back else _("the first of its connection"),
        "direction": _("the way of answers") if hop.back else _("the way its connection began"),
        "to_self": header.dest,
        "from_self": header.source,
        "enter": _("another link"),
        "leave": _("another link"),
    }
    return _(_FAILED[field], value=values[field]) if field in _FAILED else field


def _rule(hop: Hop) -> str:
    assert hop.rule
    where = rule_name(hop.rule)
    if hop.verdict in ("jump", "goto"):
        return _("{rule}: on to {chain}", rule=where, chain=hop.to)
    if hop.verdict in ("dnat", "snat", "masquerade", "redirect"):
        said = rewritten(hop) if hop.before else _("the address stays as it is")
        return f"{where}: {said}"
    return f"{where}: {_(_VERDICTS[hop.verdict]) if hop.verdict in _VERDICTS else hop.verdict}"


def _policy(hop: Hop) -> str:
    assert hop.rule
    if hop.verdict == "accept":
        return _("{chain}: no rule decides, so it is accepted", chain=hop.rule.where)
    return _("{chain}: no rule decides, so the policy drops it", chain=hop.rule.where)


def _route(hop: Hop) -> str:
    if hop.verdict == "local":
        return _("{dest} is this namespace's own address", dest=hop.header.dest)
    if hop.via:
        return _("{network}: by {link}, by way of {via}", network=hop.text, link=hop.link, via=hop.via)
    return _("{network}: by {link}, to {dest} itself", network=hop.text, link=hop.link, dest=hop.header.dest)


def _out(hop: Hop) -> str:
    if hop.link == "lo":
        return _("by lo, back to itself")
    if hop.text:
        return _("by {link}, to the hardware address {mac}", link=hop.link, mac=hop.text)
    return _("by {link}, to {via}", link=hop.link, via=hop.via)


def _switch(hop: Hop) -> str:
    known = {"bridge": hop.link, "via": hop.via, "to": hop.to}
    if hop.to and hop.via and hop.text:
        return _("{bridge}: from port {via} to port {to}, which it has learnt", **known)
    if hop.to and hop.via:
        return _("{bridge}: from port {via} to port {to}, and all others: it has not learnt yet", **known)
    if hop.via:
        return _("{bridge}: from port {via} to the bridge itself", **known)
    return _("{bridge}: to port {to}", **known)


def _socket(hop: Hop) -> str:
    where = end(hop.header.dest, hop.header.dport, hop.header.proto)
    if hop.to:
        return _("{process} gets it at {where}", process=hop.to, where=where)
    return _("a socket gets it at {where}", where=where)


_SAYINGS: dict[str, Callable[[Hop], str]] = {
    "rule": _rule,
    "policy": _policy,
    "route": _route,
    "out": _out,
    "switch": _switch,
    "socket": _socket,
    "starts": lambda hop: hop.header.text(),
    "in": lambda hop: _("by {link}: {header}", link=hop.link, header=hop.header.text()),
    "known": lambda hop: _("a known connection: {what}", what=rewritten(hop)),
    "cable": lambda hop: _("{link} is one end of a cable, {to} the other", link=hop.link, to=hop.to),
    "stacked": lambda hop: (
        _("{link} sits on {to}, and sends by it", link=hop.link, to=hop.to)
        if hop.verdict == "down"
        else _("{to} sits on {link}, and takes it in", link=hop.link, to=hop.to)
    ),
    "wire": lambda _hop: _("over the wire between the nodes"),
    "tunnel": lambda hop: _("VXLAN {number}: wrapped in a UDP packet to {to}", number=hop.text, to=hop.to),
    "unwrapped": lambda hop: _("unwrapped, and on by {link} in {to}", link=hop.link, to=hop.to),
    "proxy": lambda hop: _("docker-proxy takes the connection, and opens another to {to}", to=hop.to),
    "answers": lambda _hop: _("the kernel answers the ping itself"),
    "arrives": lambda hop: _("the answer is there: {header}", header=hop.header.text()),
    "leaves": lambda hop: _("to {via}, and out of all that is observed here", via=hop.via),
    "lost": reason,
    "unknown": reason,
}
