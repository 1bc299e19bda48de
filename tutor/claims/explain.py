"""What was found in place of what a claim expects, in one short sentence."""

from collections.abc import Sequence

from tutor.claims.act import act_fault
from tutor.claims.acting import answers, attempt, outcome
from tutor.claims.match import Bindings, matches, wanted
from tutor.claims.near import first_misfit, identity, nearest, sort_key
from tutor.claims.refusal import missing_namespace, missing_node
from tutor.claims.words import clipped, label, naming, readable, telling
from tutor.claims.words import question as question_of_rows
from tutor.facts import ACTS
from tutor.facts.act import Act
from tutor.language import _, mark
from tutor.lesson.parts import Pattern, Quantifier
from tutor.state import Row, State

_MISFITS = {
    "=": mark("found {thing}, but its {field} is {found}, not {value}"),
    "!=": mark("found {thing}, but its {field} is {found}, and should not be"),
    "<": mark("found {thing}, but its {field} is {found}, not under {value}"),
    "<=": mark("found {thing}, but its {field} is {found}, not at most {value}"),
    ">": mark("found {thing}, but its {field} is {found}, not over {value}"),
    ">=": mark("found {thing}, but its {field} is {found}, not at least {value}"),
    "~": mark("found {thing}, but its {field} is {found}, not matching {value}"),
    "like": mark("found {thing}, but its {field} is {found}, not like {value}"),
    "@": mark("found {thing}, but its {field} is {found}, not in {value}"),
}
_MISCOUNTS = {
    "=": mark("found {found}, not {value}"),
    "!=": mark("found {found}, and should not be"),
    "<": mark("found {found}, not under {value}"),
    "<=": mark("found {found}, not at most {value}"),
    ">": mark("found {found}, not over {value}"),
    ">=": mark("found {found}, not at least {value}"),
}


def question(pattern: Pattern, bindings: Bindings) -> str:
    """What a pattern asks for."""
    if pattern.fact not in ACTS or act_fault(pattern):
        return question_of_rows(pattern, bindings)
    if pattern.quantifier is Quantifier.COUNT:
        return answers(pattern) or question_of_rows(pattern, bindings)
    return attempt(pattern)


def confirm(pattern: Pattern, state: State, bindings: Bindings) -> str:
    """What a satisfied pattern was found to be true of."""
    rows = _rows(pattern, state, bindings)
    if pattern.quantifier is Quantifier.NO:
        return question(pattern, bindings)
    return f"{len(rows)}" if pattern.quantifier is Quantifier.COUNT else _tell(rows[0])


def confirm_all(patterns: Sequence[Pattern], state: State, bindings: Bindings) -> str:
    """What satisfied patterns were found to be true of; what came of an act is a sentence of its own."""
    things = _("; ").join(confirm(pattern, state, bindings) for pattern in patterns)
    return things if patterns[0].fact in ACTS else _("found {things}", things=things)


def explain(pattern: Pattern, state: State, bindings: Bindings) -> str:
    """Why a pattern is not satisfied under these bindings."""
    if pattern.quantifier is Quantifier.SOME:
        return explain_absence(pattern, state, bindings)
    rows = _rows(pattern, state, bindings)
    if pattern.quantifier is Quantifier.COUNT:
        return _(_MISCOUNTS[pattern.comparison], found=len(rows), value=pattern.number)
    if more := len(rows) - 1:
        return _(
            "found {thing} and {number} more, which should not be there", thing=_tell(rows[0]), number=more
        )
    if any(term.field == "why" for term in pattern.terms):
        return _tell(rows[0])
    if pattern.fact in ACTS:
        return _("{outcome}, and should not", outcome=_tell(rows[0]))
    return _excess(pattern, rows[0], bindings)


def explain_absence(pattern: Pattern, state: State, bindings: Bindings) -> str:
    """Why no row satisfies a pattern that asks for some."""
    if node := missing_node(pattern, state, bindings):
        return _("nothing is observed of the node {node}", node=clipped(node))
    if space := missing_namespace(pattern, state, bindings):
        return _no_namespace(space, state)
    row = nearest(pattern, state, bindings)
    if row is None and pattern.fact == "command":
        return _("no such command was run")
    if row is None:
        kept = identity(pattern.fact)
        own = (term for term in pattern.terms if term.field in kept and term.operator in ("=", "~"))
        thing = naming(pattern.fact, own, bindings)
        if node := _elsewhere(pattern, state, bindings):
            return _("there is no {thing}, but there is one on {node}", thing=thing, node=clipped(node))
        return _("there is no {thing}", thing=thing)
    return _difference(pattern, row, bindings)


def _elsewhere(pattern: Pattern, state: State, bindings: Bindings) -> str:
    """Another node that has the container which is wanted on this one: it was started in the wrong shell."""
    equal = {term.field: wanted(term, bindings) for term in pattern.terms if term.operator == "="}
    node, name = equal.get("node"), equal.get("name")
    rows = state.find("container", name=name) if pattern.fact == "container" and node and name else []
    return min((row.node for row in rows), default="")


def blamed(pattern: Pattern, state: State, bindings: Bindings) -> Row | None:
    """The row that is there in place of what a pattern wants, or that should not be there."""
    if pattern.quantifier is Quantifier.SOME:
        return nearest(pattern, state, bindings)
    rows = _rows(pattern, state, bindings)
    return rows[0] if rows and pattern.quantifier is Quantifier.NO else None


def _tell(row: Row) -> str:
    return outcome(row) if isinstance(row, Act) else telling(row)


def _difference(pattern: Pattern, row: Row, bindings: Bindings) -> str:
    term, text = first_misfit(pattern, row, bindings)
    found = row.text(term.field)
    if isinstance(row, Act) and (found is None or term.field in ("ok", "why")):
        return outcome(row)
    if found is None or text is None:
        return _("found {thing}, but it has no {field}", thing=_tell(row), field=label(term.field))
    sign, text = readable(term.operator, text)
    known = {"thing": _tell(row), "field": label(term.field), "found": clipped(found), "value": clipped(text)}
    return _(_MISFITS.get(sign, _MISFITS["="]), **known)


def _excess(pattern: Pattern, row: Row, bindings: Bindings) -> str:
    """What should not be there: a thing, or only what a named thing has, such as a link its master."""
    known, kept = {"thing": _tell(row)}, identity(pattern.fact)
    named = any(term.field == "name" and wanted(term, bindings) for term in pattern.terms)
    for term in pattern.terms if named else ():
        if term.field not in kept and (found := row.text(term.field)):
            known |= {"field": label(term.field), "found": clipped(found)}
            return _("found {thing}, whose {field} should not be {found}", **known)
    return _("found {thing}, which should not be there", **known)


def _no_namespace(space: str, state: State) -> str:
    containers = sorted(state.find("container", name=space), key=sort_key)
    if not containers:
        return _("there is no namespace {name} yet (no running container {name})", name=clipped(space))
    status, mode = (containers[0].text(field) or "" for field in ("state", "mode"))
    known = {"name": clipped(space), "mode": clipped(mode), "state": clipped(status)}
    if status == "running":
        return _("there is no namespace {name} yet (container {name} has the network mode {mode})", **known)
    return _("there is no namespace {name} yet (container {name} is {state})", **known)


def _rows(pattern: Pattern, state: State, bindings: Bindings) -> list[Row]:
    rows = [row for row, _bindings in matches(pattern, state, bindings)]
    return sorted(rows, key=sort_key) if len(rows) > 1 else rows
