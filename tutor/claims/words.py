"""Patterns and rows in a few human words, for a panel of 80 columns or less."""

from collections.abc import Iterable

from tutor.claims.likeness import alternatives, like
from tutor.claims.match import Bindings, wanted
from tutor.claims.nouns import noun
from tutor.language import _, _n, mark
from tutor.lesson.parts import Pattern, Quantifier, Term
from tutor.state import Row

WIDEST = 48
"""Characters that one value may take."""
_NAMES = {"command": "text"}
"""The field that names a row, where that is not ``name``."""
_SHOWN = 4
"""Fields by which a row without a name is told."""
_CONDITIONS = {
    "=": mark("{field} {value}"),
    "!=": mark("{field} other than {value}"),
    "<": mark("{field} under {value}"),
    "<=": mark("{field} at most {value}"),
    ">": mark("{field} over {value}"),
    ">=": mark("{field} at least {value}"),
    "~": mark("{field} matching {value}"),
    "like": mark("{field} like {value}"),
    "@": mark("{field} in {value}"),
}
_AMOUNTS = {
    "=": mark("{value}"),
    "!=": mark("other than {value}"),
    "<": mark("under {value}"),
    "<=": mark("at most {value}"),
    ">": mark("over {value}"),
    ">=": mark("at least {value}"),
}


def plain(text: str) -> str:
    """Text without control characters and the like: values come from outside."""
    if text.isprintable():  # nearly all is
        return text
    return "".join(letter for letter in text if letter.isprintable())


def clipped(value: str) -> str:
    """A value, shortened where it is longer than a panel can bear."""
    value = plain(value)
    return value if len(value) <= WIDEST else f"{value[: WIDEST - 1]}…"


def label(field: str) -> str:
    """A field's name as words."""
    return field.replace("_", " ")


def joined(parts: Iterable[str]) -> str:
    """Parts of one thought."""
    return _(", ").join(filter(None, parts))


def question(pattern: Pattern, bindings: Bindings) -> str:
    """What a pattern asks for: «link veth1a2b3c4 in host with master docker0», «no …», «at least 2 …»."""
    if pattern.quantifier is Quantifier.COUNT:
        rows = _rows(pattern)
        return _placed(rows, pattern.terms, bindings, named=False)
    thing = naming(pattern.fact, pattern.terms, bindings)
    return _("no {thing}", thing=thing) if pattern.quantifier is Quantifier.NO else thing


def naming(fact: str, terms: Iterable[Term], bindings: Bindings) -> str:
    """A thing by its name, its namespace and the conditions on it; of a command not what its words must match.

    That would give it away, and nobody reads it.
    """
    terms = tuple(term for term in terms if (fact, term.operator) != ("command", "~"))
    name = _equal("name", terms, bindings)
    thing = _("{fact} {name}", fact=noun(fact), name=name) if name else noun(fact)
    return _placed(thing, terms, bindings, named=True)


def telling(row: Row) -> str:
    """A row by its name, or by its first fields: «link eth0 in web», «nat kind dnat, proto tcp»."""
    naming_field = _NAMES.get(row.fact(), "name")
    own = [name for name in row.field_names() if name not in ("node", "netns", "family")]
    texts = ((name, row.text(name)) for name in own)
    present = [(name, text) for name, text in texts if text is not None]
    names = [clipped(text) for name, text in present if name == naming_field]
    if names:
        thing = _("{fact} {name}", fact=noun(row.fact()), name=names[0])
    else:
        fields = joined(condition("=", name, text) for name, text in present[:_SHOWN])
        thing = _("{fact} {fields}", fact=noun(row.fact()), fields=fields)
    netns = row.text("netns") if "netns" in row.field_names() else None
    return (
        thing if netns in (None, "host") else _("{thing} in {place}", thing=thing, place=clipped(netns or ""))
    )


def condition(sign: str, field: str, text: str) -> str:
    """What is wanted of a field: «master docker0», «mtu at least 1400», «ip in 172.17.0.0/16»."""
    if sign not in _CONDITIONS:
        return f"{label(field)} {sign} {clipped(text)}"
    sign, text = readable(sign, text)
    return _(_CONDITIONS[sign], field=label(field), value=clipped(text))


def readable(sign: str, text: str) -> tuple[str, str]:
    """A condition's sign and value; where the value is a regular expression, one that can be read, if there is."""
    if sign == "~" and (words := alternatives(text)):
        return "=", words
    return ("like", example) if sign == "~" and (example := like(text)) else (sign, text)


def counted(pattern: Pattern) -> tuple[str, int]:
    """How many a pattern wants, in words, «at least 2», and the number by which what is counted is declined."""
    amount = _(_AMOUNTS.get(pattern.comparison, "{value}"), value=pattern.number)
    return amount, 1 if (pattern.comparison, pattern.number) == ("=", 1) else 2


def _rows(pattern: Pattern) -> str:
    amount, number = counted(pattern)
    return _n("{amount} {fact} row", "{amount} {fact} rows", number, amount=amount, fact=noun(pattern.fact))


def _equal(field: str, terms: Iterable[Term], bindings: Bindings) -> str:
    """The one text that a field must have; empty where there is no such."""
    texts = (wanted(term, bindings) for term in terms if term.field == field and term.operator == "=")
    return clipped(next(filter(None, texts), ""))


def _placed(thing: str, terms: Iterable[Term], bindings: Bindings, *, named: bool) -> str:
    """A thing with its place, and with every condition that its name and place do not say yet."""
    terms = tuple(terms)
    netns, node = (_equal(field, terms, bindings) for field in ("netns", "node"))
    said = {"netns": netns, "node": node, "name": named and _equal("name", terms, bindings)}
    rest = [term for term in terms if not (term.operator == "=" and said.get(term.field))]
    if netns:
        thing = _("{thing} in {place}", thing=thing, place=netns)
    if node:
        thing = _("{thing} on {node}", thing=thing, node=node)
    conditions = joined(_condition(term, bindings) for term in rest)
    return _("{thing} with {conditions}", thing=thing, conditions=conditions) if conditions else thing


def _condition(term: Term, bindings: Bindings) -> str:
    text = wanted(term, bindings)
    if text is not None:
        return condition(term.operator, term.field, text)
    return "" if term.field in ("node", "netns", "name") else _("any {field}", field=label(term.field))
