"""What was found in place of what a claim expects, in one short sentence."""

from tutor.claims.match import Bindings, matches
from tutor.claims.near import first_misfit, identity, nearest, sort_key
from tutor.claims.refusal import missing_namespace, missing_node
from tutor.claims.words import against, clipped, label, naming, question, telling
from tutor.lesson.model import Pattern, Quantifier
from tutor.state import Row, State


def confirm(pattern: Pattern, state: State, bindings: Bindings) -> str:
    """What a satisfied pattern was found to be true of."""
    if pattern.quantifier is Quantifier.NO:
        return question(pattern, bindings)
    rows = _rows(pattern, state, bindings)
    return f"{len(rows)}" if pattern.quantifier is Quantifier.COUNT else telling(rows[0])


def explain(pattern: Pattern, state: State, bindings: Bindings) -> str:
    """Why a pattern is not satisfied under these bindings."""
    if pattern.quantifier is Quantifier.SOME:
        return explain_absence(pattern, state, bindings)
    rows = _rows(pattern, state, bindings)
    if pattern.quantifier is Quantifier.COUNT:
        return f"found {len(rows)}, {against(pattern.comparison, str(pattern.number))}"
    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
    return f"found {telling(rows[0])}{more}, which should not be there"


def explain_absence(pattern: Pattern, state: State, bindings: Bindings) -> str:
    """Why no row satisfies a pattern that asks for some."""
    if node := missing_node(pattern, state, bindings):
        return f"nothing is observed of the node {clipped(node)}"
    if space := missing_namespace(pattern, state, bindings):
        return f"there is no namespace {clipped(space)} yet ({_why_no_namespace(space, state)})"
    row = nearest(pattern, state, bindings)
    if row is None:
        kept = identity(pattern.fact)
        own = (term for term in pattern.terms if term.field in kept and term.operator == "=")
        return f"there is no {naming(pattern.fact, own, bindings)}"
    return f"found {telling(row)}, {_difference(pattern, row, bindings)}"


def _difference(pattern: Pattern, row: Row, bindings: Bindings) -> str:
    term, text = first_misfit(pattern, row, bindings)
    found = row.text(term.field)
    if found is None or text is None:
        return f"but it has no {label(term.field)}"
    return f"but its {label(term.field)} is {clipped(found)}, {against(term.operator, text)}"


def _why_no_namespace(space: str, state: State) -> str:
    containers = sorted(state.find("container", name=space), key=sort_key)
    if not containers:
        return f"no running container {clipped(space)}"
    status, mode = (containers[0].text(field) or "" for field in ("state", "mode"))
    said = f"has the network mode {clipped(mode)}" if status == "running" else f"is {clipped(status)}"
    return f"container {clipped(space)} {said}"


def _rows(pattern: Pattern, state: State, bindings: Bindings) -> list[Row]:
    return sorted((row for row, _ in matches(pattern, state, bindings)), key=sort_key)
