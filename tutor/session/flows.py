"""The packets that are worth following in a step: those that it names, or else those that its claims speak of."""

from tutor.lesson.parts import Pattern
from tutor.session.session import Session

_ENDS = {"ping": "{to} icmp", "reach": "{to}:{port}", "path": "{to}"}
"""How each act that sends a packet says where to."""


def flows(session: Session) -> tuple[str, ...]:
    """Of the open step, as one writes them down; names and all."""
    told = (pattern for claim in session.told for pattern in claim.patterns)
    return session.step.flows or tuple(dict.fromkeys(filter(None, map(_flow, told))))


def _flow(pattern: Pattern) -> str:
    """An act's packet; empty where a pattern is no act, or where it leaves an end of the way open."""
    values = {term.field: term.value for term in pattern.terms if term.operator == "=" and not term.variable}
    try:
        to = f"[{values['to']}]" if pattern.fact == "reach" and ":" in values["to"] else values["to"]
        end = _ENDS[pattern.fact].format_map({**values, "to": to})
        flow = f"from={values['from']} to={end}"
    except KeyError:
        return ""
    if pattern.fact == "reach" and values.get("proto") == "udp":
        return f"{flow}/udp"
    return f"{flow} size={values['size']}" if "size" in values else flow
