"""Reads one line of a claim: a fact kind, conditions on its fields, and how many rows are meant."""

import re

from tutor.lesson.parts import Pattern, Place, Quantifier, Term

EXAMPLE = "write it like: link netns=web name=eth0 kind=veth peer=$port"

_WORD = re.compile(r'(?:[^\s"]|"[^"]*")+')
_TERM = re.compile(r'([a-z_][a-z0-9_]*)(!=|<=|>=|=|<|>|~|@)("[^"]*"|\S*)')
_COUNT = re.compile(r"count(!=|<=|>=|=|<|>)(\d{1,6})")
_FACT = re.compile(r"[a-z][a-z0-9_]*")
_VARIABLE = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*")


class PatternError(ValueError):
    """A line that is no pattern, with the place in the file where it goes wrong."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.place = place


def parse(line: str, place: Place) -> Pattern:
    """The pattern that a line says; ``place`` is that of its first character. Raises PatternError."""
    words = [(found.group(), _at(place, found.start())) for found in _WORD.finditer(line)]
    if line.count('"') % 2:
        raise PatternError("a quotation mark has no partner", _at(place, line.rindex('"')))
    quantifier, comparison, number = Quantifier.SOME, "", 0
    if words and words[0][0] == "no":
        quantifier = Quantifier.NO
    elif words and words[0][0].startswith("count"):
        quantifier = Quantifier.COUNT
        comparison, number = _count(*words[0])
    rest = words if quantifier is Quantifier.SOME else words[1:]
    if not rest or not _FACT.fullmatch(rest[0][0]):
        raise PatternError(f"a pattern begins with a fact kind; {EXAMPLE}", rest[0][1] if rest else place)
    return Pattern(
        fact=rest[0][0],
        terms=tuple(_term(word, at) for word, at in rest[1:]),
        place=rest[0][1],
        quantifier=quantifier,
        comparison=comparison,
        number=number,
    )


def _count(word: str, place: Place) -> tuple[str, int]:
    found = _COUNT.fullmatch(word)
    if not found:
        raise PatternError("write a count like: count=2 link …, or count>=2 link …", place)
    return found[1], int(found[2])


def _term(word: str, place: Place) -> Term:
    found = _TERM.fullmatch(word)
    if not found:
        raise PatternError(f"{word} is no condition on a field; {EXAMPLE}", place)
    field, operator, value = found.groups()
    quoted = value.startswith('"')
    if not value:
        raise PatternError(f"{word} has no value; for any value write {field}=*", place)
    if value.startswith("$") and not _VARIABLE.fullmatch(value):
        raise PatternError(f"{value} is no variable; write it like $port", place)
    return Term(field, operator, value.strip('"') if quoted else value, place)


def _at(place: Place, offset: int) -> Place:
    return Place(place.line, place.column + offset)
