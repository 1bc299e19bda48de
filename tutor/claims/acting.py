"""What is said of acts: who should reach whom, and why it does not."""

from tutor.claims.words import clipped, counted
from tutor.facts.act import Act
from tutor.language import _, _n, mark
from tutor.lesson.parts import Pattern, Quantifier

_WISHES = {
    ("ping", True): mark("{source} can ping {to}"),
    ("ping", False): mark("{source} cannot ping {to}"),
    ("reach", True): mark("{source} can reach {proto} port {port} of {to}"),
    ("reach", False): mark("{source} cannot reach {proto} port {port} of {to}"),
    ("path", True): mark("a packet from {source} to {to} arrives"),
    ("path", False): mark("a packet from {source} to {to} does not arrive"),
    ("resolve", True): mark("{source} finds an address for the name {name}"),
    ("resolve", False): mark("{source} finds no address for the name {name}"),
}
_FINDS = mark("{source} finds the address {ip} for the name {name}")
_IS_TOLD = mark("{source} is told an address for the name {name} by {server}")
_READS = mark("{source} reads in /etc/hosts that {name} has the address {ip}")
_OPEN = mark("where the packet from {source} to {to} ends cannot be told: {why}")
_OUTCOMES = {
    ("ping", True): mark("{ip} answers the ping of {source}"),
    ("ping", False): mark("{ip} does not answer the ping of {source}: {why}"),
    ("reach", True): mark("{proto} port {port} of {ip} answers {source}"),
    ("reach", False): mark("{proto} port {port} of {ip} does not answer {source}: {why}"),
    ("path", True): mark("the packet from {source} to {to} ends in {ends}, and the answer comes back"),
    ("path", False): mark("the packet from {source} to {to} does not arrive: {why}"),
    ("resolve", True): mark("{source} is told by {server} that {name} has the address {ip}"),
    ("resolve", False): mark("{source} finds no address for the name {name}: {why}"),
}
_REASONS = {
    "drop": mark("a rule drops it ({dropped_by})"),
    "reject": mark("a rule rejects it ({dropped_by})"),
    "no-route": mark("there is no route"),
    "no-source": mark("there is no address to send it from"),
    "rp_filter": mark("the filter against false sources drops it (rp_filter)"),
    "martian": mark("such an address cannot come by that link"),
    "forwarding": mark("forwarding is off"),
    "no-arp": mark("nobody answers for the address (ARP)"),
    "stale-mac": mark("the hardware address that was entered is nobody's"),
    "link-down": mark("a link on the way is down"),
    "echo-ignored": mark("pings are not answered there"),
    "mtu": mark("it is too big for a link on the way"),
    "no-tunnel": mark("the tunnel does not know the way"),
    "stranger": mark("the answer comes from another address than was asked"),
    "loop": mark("it goes in circles"),
    "unknown": mark("not all that it meets is modelled here"),
    "contradicted": mark("the kernel did not do what the rules say"),
    "refused": mark("refused at once (nobody listens there, or a rule rejects it)"),
    "timeout": mark("no answer in time (lost on the way, or dropped by a rule)"),
    "unreachable": mark("there is no way to that address"),
    "prohibited": mark("a firewall forbids it"),
    "too-big": mark("the packet is too big for a link on the way"),
    "no-address": mark("it has no address"),
    "no-such-name": mark("the name server knows no such name"),
    "no-server": mark("there is no name server to ask"),
}


def attempt(pattern: Pattern) -> str:
    """What an act's pattern asks for: «web can ping db», «outside cannot reach tcp port 80 of host»."""
    equal = {term.field: term.value for term in pattern.terms if term.operator == "="}
    if pattern.fact == "path":
        return _path(pattern, equal)
    reason = _REASONS.get(equal.get("why", ""))
    if pattern.quantifier is Quantifier.NO and reason and "to" in equal:
        known = _shown(equal) | {"why": _(reason)}
        return _("anything but «{why}» when {source} calls {to}", **known)
    wished = (equal.get("ok", "yes") == "yes") == (pattern.quantifier is not Quantifier.NO)
    found = pattern.fact == "resolve" and wished and equal.get("ip", "$")[0] not in "$*"
    told_by = pattern.fact == "resolve" and wished and equal.get("server", "$")[0] not in "$*"
    template = _FINDS if found else _IS_TOLD if told_by else _WISHES[pattern.fact, wished]
    wish = _(template, **_shown(equal))
    told = reason and not wished and pattern.quantifier is Quantifier.SOME
    return _("{wish}: {why}", wish=wish, why=_(str(reason))) if told else wish


def answers(pattern: Pattern) -> str:
    """How many addresses a pattern wants found for a name, «client finds 4 addresses for the name web»; else nothing."""
    equal = {term.field: term.value for term in pattern.terms if term.operator == "="}
    is_plain = len(equal) == len(pattern.terms) and equal.keys() <= {"in", "name", "ok"}
    if pattern.fact != "resolve" or not is_plain or equal.get("ok") == "no":
        return ""
    amount, number = counted(pattern)
    return _n(
        "{source} finds {amount} address for the name {name}",
        "{source} finds {amount} addresses for the name {name}",
        number,
        amount=amount,
        **_shown(equal),
    )


def _path(pattern: Pattern, equal: dict[str, str]) -> str:
    """What is asked of a path: that it arrives; or where it ends, and by what rule."""
    lost = [term for term in pattern.terms if term.field in ("dropped_by", "why")]
    if pattern.quantifier is Quantifier.SOME and lost:
        how = " ".join(map(str, lost))
        return _("a packet {flow} does not arrive ({how})", flow=_flow(equal), how=clipped(how))
    if pattern.quantifier is Quantifier.SOME and "ends" in equal:
        return _("a packet {flow} ends in {ends}", flow=_flow(equal), ends=clipped(equal["ends"]))
    wished = (equal.get("ok", "yes") == "yes") == (pattern.quantifier is not Quantifier.NO)
    return _(_WISHES["path", wished], **_shown(equal))


def _flow(equal: dict[str, str]) -> str:
    return _("from {source} to {to}", source=clipped(equal.get("from", "")), to=clipped(equal.get("to", "")))


def outcome(row: Act) -> str:
    """What came of it, as far as it went."""
    known = {name: row.text(name) or "" for name in row.field_names()}
    known["ip"] = known.get("ip") or known.get("to", "")
    template = _REASONS.get(known["why"], _REASONS["unreachable"])
    why = _(template, dropped_by=clipped(known.get("dropped_by", ""))) if "{" in template else _(template)
    said = _OUTCOMES[row.fact(), known["ok"] == "yes"]
    said = _READS if said == _OUTCOMES["resolve", True] and known.get("server") == "hosts" else said
    said = _OPEN if row.fact() == "path" and known["why"] == "unknown" else said
    return _(said, **{**_shown(known), "why": why})


def _shown(known: dict[str, str]) -> dict[str, str]:
    """Values as a sentence has them; ``from`` and ``in`` are both where it comes from."""
    source = known.get("from") or known.get("in") or ""
    return {name: clipped(text) for name, text in {**known, "source": source}.items()}
