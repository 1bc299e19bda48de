"""Matching agrees with a slow and simple reference, and nonsense never holds, on any rows."""

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address, ip_network
from itertools import product

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.claims.host import HOST, address, container, link, namespace, patterns
from tutor.claims import Standing, accept, answers, binding_names, judge, lacking
from tutor.facts import ACTS, KINDS
from tutor.lesson.parts import Pattern, Place, Quantifier, Term
from tutor.state import Row, State

Bindings = dict[str, str]

PLACE = Place(1)
NODES, SPACES, NAMES = ("alpha", "beta"), ("host", "web"), ("eth0", "veth1")
VALUES = {
    "node": NODES,
    "netns": SPACES,
    "name": (*NAMES, *SPACES),
    "peer": NAMES,
    "master": NAMES,
    "mtu": ("5", "10"),
    "link": NAMES,
    "ip": ("10.0.0.1", "10.0.1.1"),
    "state": ("running", "exited"),
}
FIELDS = {
    "link": ("netns", "name", "peer", "master", "mtu", "node"),
    "address": ("netns", "link", "ip", "node"),
    "container": ("name", "state"),
    "namespace": ("name", "node"),
}
LITERALS = {"<": ("9", "10"), ">=": ("9", "10"), "~": ("^e", "th1$"), "@": ("10.0.0.0/24", "10.0.1.1")}
VARIABLES = ("$x", "$y", "$answer")

ROWS: st.SearchStrategy[Row] = st.one_of(
    st.builds(
        link,
        st.sampled_from(SPACES),
        st.sampled_from(NAMES),
        node=st.sampled_from(NODES),
        peer=st.sampled_from([*NAMES, None]),
        master=st.sampled_from([*NAMES, None]),
        mtu=st.sampled_from([5, 10]),
    ),
    st.builds(
        address, st.sampled_from(SPACES), st.sampled_from(NAMES), st.sampled_from(VALUES["ip"]), st.just(24)
    ),
    st.builds(container, st.sampled_from([*SPACES, "eth0"]), st.sampled_from(VALUES["state"])),
    st.builds(namespace, st.sampled_from(SPACES), st.sampled_from(NODES)),
)
STATES = st.frozensets(ROWS, max_size=9).map(
    lambda rows: State([*rows, namespace("host")] if len(rows) % 3 else rows)
)


@st.composite
def terms(draw: st.DrawFn, fact: str) -> Term:
    field = draw(st.sampled_from(FIELDS[fact]))
    sign = draw(st.sampled_from(["=", "=", "=", "!=", "<", ">=", "~", "@"]))
    literals = LITERALS.get(sign, (*VALUES[field], *(["*"] if sign == "=" else [])))
    return Term(field, sign, draw(st.sampled_from((*literals, *VARIABLES))), PLACE)


@st.composite
def any_patterns(draw: st.DrawFn) -> Pattern:
    fact = draw(st.sampled_from(sorted(FIELDS)))
    quantifier = draw(st.sampled_from([Quantifier.SOME, Quantifier.SOME, Quantifier.NO, Quantifier.COUNT]))
    comparison = draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
    asked = tuple(draw(st.lists(terms(fact), max_size=3)))
    return Pattern(fact, asked, PLACE, quantifier, comparison, draw(st.integers(0, 3)))


CLAIMS = st.lists(any_patterns(), min_size=1, max_size=3)


def solutions(claim: Sequence[Pattern], state: State) -> Iterator[Bindings]:
    """Every assignment that satisfies the claim, found by trying all values of all variables."""
    values = sorted({row.text(field) or "" for row in state for field in row.field_names()})
    names = binding_names(claim)
    if not len(state) or not all(_is_bound(pattern, names) for pattern in claim):
        return
    for chosen in product(values, repeat=len(names)):
        bindings = dict(zip(names, chosen, strict=True))
        if all(_satisfied(pattern, state, bindings, values) for pattern in claim):
            yield bindings


def _is_bound(pattern: Pattern, names: Sequence[str]) -> bool:
    own = {term.variable for term in pattern.terms if term.operator == "="}
    return all(term.variable in {None, *names, *own} for term in pattern.terms)


def _satisfied(pattern: Pattern, state: State, bindings: Bindings, values: Sequence[str]) -> bool:
    free = sorted({t.variable for t in pattern.terms if t.variable and t.variable not in bindings})
    number = 0
    for row in state:
        ways = (dict(zip(free, chosen, strict=True)) for chosen in product(values, repeat=len(free)))
        number += row.fact() == pattern.fact and any(_fits(pattern, row, bindings | way) for way in ways)
    if pattern.quantifier is Quantifier.SOME:
        return number > 0
    if not _is_told(pattern, state, bindings):
        return False
    if pattern.quantifier is Quantifier.NO:
        return number == 0
    return bool(
        eval(f"{number} {pattern.comparison.replace('=', '==', pattern.comparison == '=')} {pattern.number}")
    )


def _fits(pattern: Pattern, row: Row, bindings: Bindings) -> bool:
    return all(_term_fits(term, row.text(term.field), bindings) for term in pattern.terms)


def _term_fits(term: Term, found: str | None, bindings: Bindings) -> bool:
    wanted = bindings[term.variable] if term.variable else term.value
    if found is None or (term.operator != "=" and not _is_readable(term.operator, wanted)):
        return False
    number = int(found) if found.isdigit() else None
    return {
        "=": lambda: found == wanted or term.value == "*",
        "!=": lambda: found != wanted,
        "~": lambda: bool(re.search(wanted, found)),
        "@": lambda: _is_readable("@", found) and ip_address(found) in ip_network(wanted, strict=False),
        "<": lambda: number is not None and number < int(wanted),
        ">=": lambda: number is not None and number >= int(wanted),
    }[term.operator]()


def _is_readable(sign: str, text: str) -> bool:
    if sign in ("<", ">="):
        return text.isdigit()
    return sign != "@" or bool(re.fullmatch(r"[\d./]+\.[\d./]+", text))


def _is_told(pattern: Pattern, state: State, bindings: Bindings) -> bool:
    equal: dict[str, set[str]] = {"node": set(), "netns": set()}
    for term in pattern.terms:
        value = bindings.get(term.variable) if term.variable else term.value
        if term.variable in bindings and value and not _is_readable(term.operator, value):
            return False
        if term.operator == "=" and value not in (None, "*") and term.field in equal:
            equal[term.field].add(str(value))
    seen = {(row.text("node"), row.text("name")) for row in state if row.fact() == "namespace"}
    spaces = equal["netns"] or ({"host"} if "netns" in FIELDS[pattern.fact] else set())
    here = {space for node, space in seen if not equal["node"] or node in equal["node"]}
    return spaces <= here and equal["node"] <= {node for node, _ in seen}


@settings(max_examples=1500, deadline=None)
@given(CLAIMS, STATES)
def test_judging_agrees_with_trying_everything(claim: list[Pattern], state: State) -> None:
    right = list(solutions(claim, state))
    verdict = judge(claim, state)
    assert (verdict.standing is Standing.HOLDS) == bool(right)
    assert not right or verdict.bindings in right
    assert verdict.found.isprintable()
    assert verdict.found


@settings(max_examples=700, deadline=None)
@given(CLAIMS, STATES)
def test_answers_are_those_of_every_solution(claim: list[Pattern], state: State) -> None:
    right = {bindings["answer"] for bindings in solutions(claim, state) if "answer" in bindings}
    assert answers(claim, state) == right


@given(CLAIMS, STATES)
def test_the_order_in_which_rows_came_plays_no_part(claim: list[Pattern], state: State) -> None:
    backwards = State(sorted(state, key=repr, reverse=True))
    assert judge(claim, backwards) == judge(claim, state)


@given(CLAIMS, STATES, any_patterns(), st.sampled_from(["lnik", "links", "", "raw", "Link"]))
def test_an_unknown_kind_never_holds(claim: list[Pattern], state: State, wrong: Pattern, fact: str) -> None:
    misspelt = Pattern(fact, wrong.terms, PLACE, wrong.quantifier, wrong.comparison, wrong.number)
    assert judge([*claim, misspelt], state).standing is Standing.CANNOT_TELL
    assert answers([*claim, misspelt], state) == frozenset()


@given(CLAIMS, STATES, any_patterns(), st.sampled_from(["nmae", "names", "", "fact", "field_names"]))
def test_an_unknown_field_never_holds(claim: list[Pattern], state: State, wrong: Pattern, field: str) -> None:
    asked = (*wrong.terms, Term(field, "=", "x", PLACE))
    misspelt = Pattern(wrong.fact, asked, PLACE, wrong.quantifier, wrong.comparison, wrong.number)
    assert judge([misspelt, *claim], state).standing is Standing.CANNOT_TELL


@given(
    CLAIMS,
    STATES,
    any_patterns(),
    st.sampled_from([("netns", "wbe"), ("node", "gamma"), ("peer_netns", "wbe")]),
)
@example([], HOST, patterns("no link name=eth9")[0], ("netns", "wbe"))
@example([], HOST, patterns("no link name=eth9")[0], ("peer_netns", "wbe"))
@example([], HOST, patterns("count=0 link name=eth9")[0], ("node", "gamma"))
def test_an_unobserved_place_never_holds(
    claim: list[Pattern], state: State, wrong: Pattern, place: tuple[str, str]
) -> None:
    asked = (*wrong.terms, Term(place[0], "=", place[1], PLACE))
    unseen = Pattern(wrong.fact, asked, PLACE, wrong.quantifier, wrong.comparison, wrong.number)
    assert judge([*claim, unseen], state).standing is not Standing.HOLDS


QUANTIFIERS = st.sampled_from([(Quantifier.SOME, "", 0), (Quantifier.NO, "", 0), (Quantifier.COUNT, "=", 0)])
EDITS = st.tuples(st.integers(0, 11), st.sampled_from("abcdefghijklmnopqrstuvwxyz_"), st.sampled_from("+-="))
SPELLINGS = [(kind, field) for kind, row in KINDS.items() for field in row.field_names()]


CHOICES = [
    (fact, field, value)
    for fact, kind in KINDS.items()
    for field, values in kind.choices().items()
    for value in values
]


def misspelt(word: str, edit: tuple[int, str, str]) -> str:
    """The word with one letter more, less or changed."""
    at, letter, how = edit
    at %= len(word)
    return word[:at] + ("" if how == "-" else letter) + word[at + (how != "+") :]


def judged(fact: str, terms: list[tuple[str, str, str]], how: tuple[Quantifier, str, int]) -> Standing:
    """The standing of a claim of one pattern, on a host that has rows of many kinds."""
    asked = tuple(Term(field, sign, value, PLACE) for field, sign, value in terms)
    return judge([Pattern(fact, asked, PLACE, *how)], HOST).standing


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SPELLINGS), EDITS, QUANTIFIERS, st.booleans())
def test_no_misspelt_fact_or_field_ever_holds(
    spelling: tuple[str, str],
    edit: tuple[int, str, str],
    how: tuple[Quantifier, str, int],
    of_fact: bool,  # noqa: FBT001
) -> None:
    fact, field = spelling
    wrong = (misspelt(fact, edit), field) if of_fact else (fact, misspelt(field, edit))
    assume(wrong[0] not in KINDS if of_fact else wrong not in SPELLINGS)
    assert judged(wrong[0], [(wrong[1], "=", "*")], how) is Standing.CANNOT_TELL


@given(
    st.sampled_from(["==", "=~", "<>", "=<", "=>", "~~", "", "!", "in", "@@"]),
    QUANTIFIERS,
    st.sampled_from(SPELLINGS),
)
def test_no_misspelt_operator_ever_holds(
    sign: str, how: tuple[Quantifier, str, int], spelling: tuple[str, str]
) -> None:
    fact, field = spelling
    assert judged(fact, [(field, sign, "1")], how) is Standing.CANNOT_TELL
    assert judged(fact, [], (Quantifier.COUNT, sign, 0)) is Standing.CANNOT_TELL


@given(st.sampled_from(["web", "db", "host"]), EDITS, QUANTIFIERS, st.sampled_from(SPELLINGS))
def test_no_misspelt_namespace_ever_holds(
    name: str, edit: tuple[int, str, str], how: tuple[Quantifier, str, int], spelling: tuple[str, str]
) -> None:
    wrong = misspelt(name, edit)
    assume(wrong not in ("web", "db", "host", ""))
    fact, _ = spelling
    own = ACTS[fact].PLACES if fact in ACTS else ()
    places = {"netns", "peer_netns", *own} & set(KINDS[fact].field_names())
    for place in places:
        assert judged(fact, _with(fact, place, wrong), how) is not Standing.HOLDS


@given(EDITS, QUANTIFIERS, st.sampled_from(sorted(KINDS)))
def test_no_misspelt_node_ever_holds(
    edit: tuple[int, str, str], how: tuple[Quantifier, str, int], fact: str
) -> None:
    wrong = misspelt("alpha", edit)
    assume(wrong != "alpha")
    assert judged(fact, _with(fact, "node", wrong), how) is not Standing.HOLDS


@given(EDITS, QUANTIFIERS, st.sampled_from(CHOICES), st.sampled_from(["=", "!="]))
def test_no_misspelt_value_of_a_closed_set_ever_holds(
    edit: tuple[int, str, str], how: tuple[Quantifier, str, int], choice: tuple[str, str, str], sign: str
) -> None:
    fact, field, value = choice
    wrong = misspelt(value, edit)
    assume(wrong not in (*KINDS[fact].choices()[field], "*"))
    assert judged(fact, [(field, sign, wrong)], how) is Standing.CANNOT_TELL


@given(QUANTIFIERS, st.sampled_from(sorted(ACTS)))
def test_what_was_not_tried_neither_succeeds_nor_fails(how: tuple[Quantifier, str, int], fact: str) -> None:
    assert judged(fact, _with(fact, "node", "alpha"), how) is Standing.CANNOT_TELL


def _with(fact: str, field: str, value: str) -> list[tuple[str, str, str]]:
    """A term on a field; for an act, with all else that it must be told."""
    usual = {"from": "web", "to": "db", "in": "web", "port": "80", "name": "db"}
    asked = {name: usual[name] for name in ACTS[fact].ASKED if name in usual} if fact in ACTS else {}
    return [(name, "=", text) for name, text in {**asked, field: value}.items()]


ADDRESSES = st.ip_addresses().map(str)
ANSWERS = st.one_of(
    ADDRESSES,
    st.builds(lambda ip, size: str(ip_network(f"{ip}/{size}", strict=False)), ADDRESSES, st.integers(1, 32)),
    st.builds(lambda ip, port: f"{ip}:{port}", st.ip_addresses(v=4), st.integers(1, 65535)),
    st.integers(1, 99999).map(str),
    st.text("abc01-.:@/", min_size=1, max_size=6),
)
FIELD = frozenset(["vni", "subnet"])


def _is_same(given: str, right: str) -> bool:
    """Whether two answers are one, but for case, an end, a twin's number, and a prefix that one of them has."""
    bare, known = (re.sub(r"@if\d+$", "", text.casefold().rstrip(".:")) for text in (given, right))
    return bare == known or (("/" in bare) != ("/" in known) and _is_one_address(bare, known))


def _is_one_address(*texts: str) -> bool:
    try:
        return len({ip_address(text.partition("/")[0]) for text in texts}) == 1
    except ValueError:
        return False


@given(
    ANSWERS, ANSWERS, st.sampled_from(["{}", "vni {}", "VNI: {}", "subnet={}", "`{}`", " {}. ", "vni “{}”"])
)
def test_no_other_value_is_taken_however_it_is_written(other: str, right: str, writing: str) -> None:
    assume(not _is_same(other, right))
    assert not accept(writing.format(other), frozenset([right]), FIELD)


@given(ANSWERS, ANSWERS, st.sampled_from(["{}", "vni {}", "SUBNET: {}", "`{}`."]))
def test_what_lacks_something_is_never_taken(some: str, right: str, writing: str) -> None:
    for value in (some, right.partition("/")[0], right.rpartition(":")[0]):
        given_ = writing.format(value)
        if lacking(given_, frozenset([right]), FIELD):
            assert not accept(given_, frozenset([right]), FIELD)
