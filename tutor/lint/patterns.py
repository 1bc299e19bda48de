"""Patterns must ask for what exists: kinds, fields, and values that their operators understand."""

import re
from collections.abc import Iterator
from ipaddress import ip_network

from tutor.facts import KINDS
from tutor.lesson.fences import NODES
from tutor.lesson.model import Lesson, Step
from tutor.lesson.parts import OUTSIDE, Commands, Pattern, Quantifier, Term, Trace
from tutor.lint import acts
from tutor.lint.found import Found, suggest

_MADE = re.compile(r"(?:--name[= ]|\bip netns add )([A-Za-z0-9][\w.-]*)")
_OWN = ("host", OUTSIDE)
"""Namespaces that are there without any command."""
_ENGINES = "ingress_sbox"
"""The one namespace of the engine's own whose name can be known before: no act begins in it."""


def all_patterns(step: Step) -> Iterator[tuple[Pattern, ...]]:
    """The patterns of each claim and question of a step."""
    yield from (claim.patterns for claim in step.claims)
    yield from (question.patterns for question in step.questions)


def check(lesson: Lesson) -> Iterator[Found]:
    """Everything wrong with the patterns of a lesson."""
    namespaces, nodes = _namespaces(lesson), (*NODES[: lesson.nodes], OUTSIDE)
    for step in lesson.steps:
        for patterns in all_patterns(step):
            yield from _check_variables(patterns)
            for pattern in patterns:
                yield from _check_pattern(pattern, namespaces, nodes)
        for part in step.parts:
            for flow, place in part.flows if isinstance(part, Trace) else ():
                yield from acts.check_flow(flow, place, {*namespaces, *nodes})


def _namespaces(lesson: Lesson) -> set[str]:
    """host, outside, and every container or namespace that some command of the lesson names."""
    texts = [part.text for step in lesson.steps for part in step.parts if isinstance(part, Commands)]
    return {*_OWN, *(found[1] for text in texts for found in _MADE.finditer(text))}


def _check_pattern(pattern: Pattern, namespaces: set[str], nodes: tuple[str, ...]) -> Iterator[Found]:
    if pattern.fact not in KINDS:
        yield pattern.place, f'there is no fact kind "{pattern.fact}"{suggest(pattern.fact, KINDS)}'
        return
    types = KINDS[pattern.fact].field_types()
    yield from acts.check(pattern, {*namespaces, *nodes})
    for term in pattern.terms:
        if term.field not in types:
            yield term.place, f'{pattern.fact} has no field "{term.field}"{suggest(term.field, types)}'
        else:
            yield from _check_value(term, types[term.field])
            yield from _check_choice(term, KINDS[pattern.fact].choices().get(term.field, ()))
            yield from _check_place(term, namespaces, nodes)


def _check_value(term: Term, kind: str) -> Iterator[Found]:
    if term.variable or "{{" in term.value:
        return
    if term.value == "*" and term.operator != "=":
        yield term.place, f"* goes with = only, not with {term.operator}"
        return
    if term.operator in ("<", "<=", ">", ">=") and ("int" not in kind or not _is_number(term.value)):
        yield term.place, f"{term.operator} compares whole numbers"
    if term.operator == "~" and (wrong := _regex_error(term.value)):
        yield term.place, f"this is no regular expression: {wrong}"
    if term.operator == "@" and not _is_network(term.value):
        yield term.place, f"{term.value} is no network; write it like 172.17.0.0/16"
    if "bool" in kind and term.operator in ("=", "!=") and term.value not in ("yes", "no", "*"):
        yield term.place, f"{term.field} is yes or no"
    if "int" in kind and term.operator in ("=", "!=") and not (term.value == "*" or _is_number(term.value)):
        yield term.place, f"{term.field} is a whole number"


def _check_choice(term: Term, choices: tuple[str, ...]) -> Iterator[Found]:
    """No row ever has another value: its absence would prove nothing."""
    literal = (
        term.operator in ("=", "!=") and term.value != "*" and not term.variable and "{{" not in term.value
    )
    if choices and literal and term.value not in choices:
        near = suggest(term.value, choices) or f"; it can be {', '.join(choices)}"
        yield term.place, f'{term.field} cannot be "{term.value}"{near}'


def _check_place(term: Term, namespaces: set[str], nodes: tuple[str, ...]) -> Iterator[Found]:
    if term.variable or "{{" in term.value or term.operator != "=" or term.value == "*":
        return
    if term.field in ("netns", "peer_netns") and term.value not in (*namespaces, _ENGINES):
        yield (
            term.place,
            f'no command of this lesson makes a container "{term.value}"{suggest(term.value, namespaces)}',
        )
    if term.field == "node" and term.value not in nodes:
        yield term.place, f'this lesson has no node "{term.value}"; its nodes: {", ".join(nodes)}'


def _check_variables(patterns: tuple[Pattern, ...]) -> Iterator[Found]:
    """A variable that only an absence mentions would stand for anything at all."""
    bound = {
        term.variable
        for pattern in patterns
        for term in pattern.terms
        if pattern.quantifier is Quantifier.SOME and term.operator == "="
    }
    for pattern in patterns:
        for term in pattern.terms:
            if term.variable and term.variable not in bound:
                yield (
                    term.place,
                    f"no other pattern of this claim binds ${term.variable}; for any value write *",
                )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _regex_error(value: str) -> str:
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        return str(error)
    return ""


def _is_network(value: str) -> bool:
    try:
        ip_network(value, strict=False)
    except ValueError:
        return False
    return True
