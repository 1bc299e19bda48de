"""What a claim may not be asked: each reason here stands between a misspelt word and a false «holds»."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tutor.claims.act import act_fault, is_place, places, untried
from tutor.claims.compare import is_number, is_operator, is_order, misread
from tutor.claims.match import Bindings, binding_names, binds, wanted
from tutor.facts import KINDS
from tutor.language import _
from tutor.lesson.parts import Pattern, Quantifier, Term
from tutor.state import State

_UNFILLED = re.compile(r"\{\{[A-Za-z_]\w*\}\}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing can be told, and the pattern that is to blame where it is one."""

    reason: str
    pattern: Pattern | None = None
    bindings: Bindings = field(default_factory=dict)


def refuse(patterns: Sequence[Pattern], state: State) -> Refusal | None:
    """Why a claim cannot be judged at all; None where it can."""
    if not patterns:
        return Refusal(_("the claim has no pattern, so there is nothing to prove"))
    known = frozenset(binding_names(patterns))
    for pattern in patterns:
        if reason := _fault(pattern, known):
            return Refusal(reason, pattern)
    return None if state else Refusal(_("nothing has been observed yet"), patterns[0])


def unseen(pattern: Pattern, state: State, bindings: Bindings) -> str:
    """Why the absence or the number of rows proves nothing here; empty where it does."""
    if node := missing_node(pattern, state, bindings):
        return _("nothing is observed of the node {node}, so nothing can be said about it", node=node)
    if space := missing_namespace(pattern, state, bindings):
        return _("the namespace {name} is not there yet, so nothing can be said about it", name=space)
    if _is_anywhere(pattern, bindings) and not _is_observed("host", state, _nodes(pattern, bindings)):
        return _("the host's namespace is not observed yet, so nothing can be said about it")
    if untried(pattern, state):
        return trying()
    return _nonsense(pattern, bindings)


def trying() -> str:
    """What is said of an act whose outcome is not known yet."""
    return _("this is being tried right now")


def missing_node(pattern: Pattern, state: State, bindings: Bindings) -> str:
    """The first node that a pattern names and of which nothing is observed; empty where there is none."""
    nodes = _nodes(pattern, bindings)
    return next((node for node in nodes if not state.find("namespace", node=node)), "")


def missing_namespace(pattern: Pattern, state: State, bindings: Bindings) -> str:
    """The first namespace that a pattern names and that is not observed; empty where there is none."""
    nodes = _nodes(pattern, bindings)
    named = [text for field, text in _equals(pattern, bindings) if _is_netns(field)]
    missing = (space for space in named if not _is_observed(space, state, nodes))
    unknown = (place for place in places(pattern) if not is_place(place, state))
    return next(missing, "") or next(unknown, "")


def _fault(pattern: Pattern, known: frozenset[str]) -> str:
    if pattern.fact not in KINDS:
        return _("there is no fact {fact}", fact=pattern.fact)
    if pattern.quantifier is Quantifier.COUNT and not is_order(pattern.comparison):
        return _("there is no operator {operator}", operator=pattern.comparison)
    own = {name for name in map(binds, pattern.terms) if name is not None}
    reasons = (_term_fault(pattern.fact, term, known | own) for term in pattern.terms)
    return next(filter(None, reasons), "") or act_fault(pattern)


def _term_fault(fact: str, term: Term, known: frozenset[str]) -> str:
    if term.field not in KINDS[fact].field_names():
        return _("{fact} has no field {field}", fact=fact, field=term.field)
    if not is_operator(term.operator):
        return _("there is no operator {operator}", operator=term.operator)
    if gap := _UNFILLED.search(term.value):
        return _("{name} is not known yet", name=gap[0])
    if term.variable is not None:
        return "" if term.variable in known else _("no pattern says what {name} is", name=term.value)
    if term.value == "*" and term.operator != "=":
        return _("* goes with = only, not with {operator}", operator=term.operator)
    return _type_fault(fact, term) or misread(term.operator, term.value)


def _type_fault(fact: str, term: Term) -> str:
    """No field that is a number or a yes can ever equal a word: its absence would prove nothing."""
    kind = KINDS[fact].field_types()[term.field]
    if term.operator not in ("=", "!=") or term.value == "*":
        return ""
    if "bool" in kind and term.value not in ("yes", "no"):
        return _("{field} is yes or no", field=term.field)
    if "int" in kind and not is_number(term.value):
        return _("{field} is a whole number", field=term.field)
    choices = KINDS[fact].choices().get(term.field)
    if choices and term.value not in choices:
        return _("{field} of {fact} cannot be {value}", fact=fact, field=term.field, value=term.value)
    return ""


def _nonsense(pattern: Pattern, bindings: Bindings) -> str:
    """Why a term cannot be compared with what its variable is bound to."""
    bound = ((term.operator, bindings.get(term.variable)) for term in pattern.terms if term.variable)
    reasons = (misread(sign, text) for sign, text in bound if text is not None)
    return next(filter(None, reasons), "")


def _equals(pattern: Pattern, bindings: Bindings) -> list[tuple[str, str]]:
    equal = ((term.field, wanted(term, bindings)) for term in pattern.terms if term.operator == "=")
    return [(field, text) for field, text in equal if text is not None]


def _nodes(pattern: Pattern, bindings: Bindings) -> list[str]:
    return [text for field, text in _equals(pattern, bindings) if field == "node"]


def _is_netns(field: str) -> bool:
    return field == "netns" or field.endswith("_netns")


def _is_anywhere(pattern: Pattern, bindings: Bindings) -> bool:
    """Whether a pattern asks about every namespace; the host's, always the first, stands for them."""
    named = any(field == "netns" for field, _ in _equals(pattern, bindings))
    return not named and "netns" in KINDS[pattern.fact].field_names()


def _is_observed(space: str, state: State, nodes: Sequence[str]) -> bool:
    where = {"node": nodes[0]} if nodes else {}
    return bool(state.find("namespace", name=space, **where))
