"""Patterns and rows in a few human words, for a panel of 80 columns or less."""

from collections.abc import Iterable

from tutor.claims.match import Bindings, wanted
from tutor.lesson.model import Pattern, Quantifier, Term
from tutor.state import Row

WIDEST = 48
"""Characters that one value may take."""
_SHOWN = 4
"""Fields by which a row without a name is told."""

_MEASURES = {
    "=": "",
    "!=": "other than ",
    "<": "under ",
    "<=": "at most ",
    ">": "over ",
    ">=": "at least ",
    "~": "matching ",
    "@": "in ",
}


def plain(text: str) -> str:
    """Text without control characters and the like: values come from outside."""
    return "".join(letter for letter in text if letter.isprintable())


def clipped(value: str) -> str:
    """A value, shortened where it is longer than a panel can bear."""
    value = plain(value)
    return value if len(value) <= WIDEST else f"{value[: WIDEST - 1]}…"


def measure(sign: str, value: str) -> str:
    """What is wanted: «docker0», «at least 1400», «in 172.17.0.0/16»."""
    return _MEASURES.get(sign, f"{sign} ") + clipped(value)


def against(sign: str, value: str) -> str:
    """What was found is not that: «not docker0», «and should not be»."""
    return "and should not be" if sign == "!=" else f"not {measure(sign, value)}"


def label(field: str) -> str:
    """A field's name as words."""
    return field.replace("_", " ")


def question(pattern: Pattern, bindings: Bindings) -> str:
    """What a pattern asks for: «link veth1a2b3c4 in host with master docker0», «no …», «at least 2 …»."""
    if pattern.quantifier is Quantifier.COUNT:
        number = measure(pattern.comparison, str(pattern.number))
        return (
            f"{number} {pattern.fact} {_plural(pattern)}{_conditions(pattern.terms, bindings, named=False)}"
        )
    thing = naming(pattern.fact, pattern.terms, bindings)
    return f"no {thing}" if pattern.quantifier is Quantifier.NO else thing


def naming(fact: str, terms: Iterable[Term], bindings: Bindings) -> str:
    """A thing by its name, its namespace and the conditions on it."""
    terms = tuple(terms)
    name = _equal("name", terms, bindings)
    return " ".join(filter(None, (fact, name))) + _conditions(terms, bindings, named=True)


def telling(row: Row) -> str:
    """A row by its name, or by its first fields: «link eth0 in web», «nat kind dnat, proto tcp»."""
    own = [name for name in row.field_names() if name not in ("node", "netns")]
    texts = ((name, row.text(name)) for name in own)
    present = [(name, text) for name, text in texts if text is not None]
    names = [clipped(text) for name, text in present if name == "name"]
    shown = names or [f"{label(name)} {clipped(text)}" for name, text in present[:_SHOWN]]
    return f"{row.fact()} {', '.join(shown)}{_outside_host(row)}"


def _outside_host(row: Row) -> str:
    netns = row.text("netns") if "netns" in row.field_names() else None
    return "" if netns in (None, "host") else f" in {clipped(netns or '')}"


def _plural(pattern: Pattern) -> str:
    return "row" if (pattern.comparison, pattern.number) == ("=", 1) else "rows"


def _equal(field: str, terms: Iterable[Term], bindings: Bindings) -> str:
    """The one text that a field must have; empty where there is no such."""
    texts = (wanted(term, bindings) for term in terms if term.field == field and term.operator == "=")
    return clipped(next(filter(None, texts), ""))


def _conditions(terms: Iterable[Term], bindings: Bindings, *, named: bool) -> str:
    terms = tuple(terms)
    netns, node = (_equal(field, terms, bindings) for field in ("netns", "node"))
    said = {"netns": netns, "node": node, "name": named and _equal("name", terms, bindings)}
    rest = [
        _condition(term, bindings) for term in terms if not (term.operator == "=" and said.get(term.field))
    ]
    shown = ", ".join(filter(None, rest))
    where = (f" in {netns}" if netns else "") + (f" on {node}" if node else "")
    return where + (f" with {shown}" if shown else "")


def _condition(term: Term, bindings: Bindings) -> str:
    text = wanted(term, bindings)
    if text is not None:
        return f"{label(term.field)} {measure(term.operator, text)}"
    return "" if term.field in ("node", "netns", "name") else f"any {label(term.field)}"
