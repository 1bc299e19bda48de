"""One line of a claim, read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lesson.parts import Pattern, Place, Quantifier, Term
from tutor.lesson.pattern import PatternError, parse

PLACE = Place(7, 5)


def test_every_word_has_its_place() -> None:
    pattern = parse("link netns=web  peer=$port", PLACE)
    assert pattern.fact == "link"
    assert [(str(term), term.place) for term in pattern.terms] == [
        ("netns=web", Place(7, 10)),
        ("peer=$port", Place(7, 21)),
    ]
    assert [term.variable for term in pattern.terms] == [None, "port"]


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">=", "~", "@"])
def test_every_operator_is_told_from_its_neighbours(operator: str) -> None:
    (term,) = parse(f"link mtu{operator}1500", PLACE).terms
    assert (term.field, term.operator, term.value) == ("mtu", operator, "1500")


def test_no_and_count() -> None:
    assert parse("no link name=x", PLACE).quantifier is Quantifier.NO
    counted = parse("count>=2 link name=x", PLACE)
    assert (counted.quantifier, counted.comparison, counted.number) == (Quantifier.COUNT, ">=", 2)
    assert parse("link", PLACE).quantifier is Quantifier.SOME


def test_a_quoted_value_keeps_its_spaces() -> None:
    (term,) = parse('rule text="-j ACCEPT me"', PLACE).terms
    assert term.value == "-j ACCEPT me"


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("", 5, "begins with a fact kind"),
        ("no", 5, "begins with a fact kind"),
        ("Link name=x", 5, "begins with a fact kind"),
        ("link name", 10, "name is no condition"),
        ("link name=", 10, "for any value write name=*"),
        ("link name=$1", 10, "is no variable"),
        ("link name==x=", 10, None),
        ('link name="x', 15, "has no partner"),
        ("count=two link", 5, "write a count like"),
        ("count link", 5, "write a count like"),
    ],
)
def test_a_mistake_is_told_with_its_place(line: str, column: int, words: str | None) -> None:
    if words is None:
        assert parse(line, PLACE).terms[0].value == "=x="
        return
    with pytest.raises(PatternError, match=words.replace("*", r"\*")) as caught:
        parse(line, PLACE)
    assert caught.value.place == Place(7, column)


names = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
values = st.text(st.characters(codec="ascii", exclude_characters='"$', categories=["L", "N", "P", "Zs"]))
terms = st.builds(
    Term, names, st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "~", "@"]), values, st.just(PLACE)
)


@given(
    st.builds(
        Pattern,
        st.from_regex(r"(?!no$|count)[a-z][a-z0-9_]{0,8}", fullmatch=True),
        st.lists(terms, max_size=4).map(tuple),
        st.just(PLACE),
        st.sampled_from([Quantifier.SOME, Quantifier.NO]),
    )
)
def test_what_a_pattern_says_of_itself_is_that_pattern(pattern: Pattern) -> None:
    """Written out and read again it means the same, whatever its values hold."""
    pattern = Pattern(pattern.fact, tuple(map(_unambiguous, pattern.terms)), PLACE, pattern.quantifier)
    again = parse(str(pattern), PLACE)
    assert (again.fact, again.quantifier) == (pattern.fact, pattern.quantifier)
    told = [(term.field, term.operator, term.value) for term in pattern.terms]
    assert [(term.field, term.operator, term.value) for term in again.terms] == told


def _unambiguous(term: Term) -> Term:
    """``mtu<`` followed by ``=5`` would be ``mtu<=5``: a value does not begin with an equals sign."""
    return Term(term.field, term.operator, term.value.lstrip("="), term.place)


@given(st.text(max_size=60))
def test_any_line_is_a_pattern_or_an_error_with_a_place(line: str) -> None:
    place = _place_of_error(line)
    assert place is None or (place.line == 7 and 5 <= place.column <= 5 + len(line))


def _place_of_error(line: str) -> Place | None:
    try:
        parse(line, PLACE)
    except PatternError as error:
        return error.place
    return None
