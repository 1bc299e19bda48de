"""State: what is found in it, and that changes lead from one to the next and can be told afterwards."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.claims.host import HOST, ROWS, container, link, namespace
from tutor.state import Change, Row, State

LINKS = [
    link(netns, name, up=up, master=master)
    for netns in ("host", "web")
    for name in ("eth0", "veth1")
    for up in (True, False)
    for master in ("docker0", None)
]
POOL: tuple[Row, ...] = (*LINKS, namespace("host"), namespace("web"), container("web"))
SOME_ROWS = st.frozensets(st.sampled_from(POOL))
QUESTIONS = st.dictionaries(
    st.sampled_from(["netns", "name", "up", "master"]),
    st.sampled_from(["host", "eth0", "yes", "docker0", "no"]),
)


def test_truth_values_are_yes_and_no_and_numbers_are_digits() -> None:
    row = link("host", "eth0", up=False, mtu=1400)
    assert [row.text(field) for field in ("up", "mtu", "name", "master")] == ["no", "1400", "eth0", None]
    assert link("host", "eth0").text("up") == "yes"


def test_a_kind_is_named_as_its_class_in_lower_case() -> None:
    assert {row.fact() for row in ROWS} == {"address", "container", "link", "namespace", "nat"}
    assert container("web").field_names() == ("node", "name", "id", "image", "state", "mode", "ports")


def test_a_field_may_be_called_kind() -> None:
    assert [row.text("name") for row in HOST.find("link", kind="bridge")] == ["docker0"]


def test_an_unknown_kind_or_text_has_no_rows() -> None:
    assert HOST.find("lnik") == []
    assert HOST.find("link", name="eth9") == []
    assert HOST.find("link", master="None") == []


def test_a_change_is_true_when_something_came_or_went() -> None:
    some = frozenset([namespace("web")])
    assert Change(some, frozenset())
    assert Change(frozenset(), some)
    assert not Change(frozenset(), frozenset())


def test_a_row_both_lost_and_gained_is_there() -> None:
    row = frozenset([namespace("web")])
    assert set(State().apply(Change(gained=row, lost=row))) == row


def test_what_a_change_leaves_alone_is_shared() -> None:
    after = HOST.apply(Change(gained=frozenset([container("shop")]), lost=frozenset()))
    assert after.tables["link"] is HOST.tables["link"]
    assert after.tables["container"] is not HOST.tables["container"]


@settings(deadline=None)
@given(SOME_ROWS, QUESTIONS)
def test_find_agrees_with_looking_at_every_row(rows: frozenset[Row], equal: dict[str, str]) -> None:
    right = {row for row in rows if row.fact() == "link" and all(row.text(f) == v for f, v in equal.items())}
    found = State(rows).find("link", **equal)
    assert set(found) == right
    assert len(found) == len(right)


@settings(deadline=None)
@given(SOME_ROWS, SOME_ROWS)
def test_what_happened_until_a_state_leads_there(before: frozenset[Row], after: frozenset[Row]) -> None:
    change = State(before).until(State(after))
    assert set(State(before).apply(change)) == after
    assert change == Change(gained=after - before, lost=before - after)


@settings(deadline=None)
@given(SOME_ROWS, st.lists(st.tuples(SOME_ROWS, SOME_ROWS, QUESTIONS), max_size=4))
def test_indexes_are_right_after_every_change(
    rows: frozenset[Row], turns: list[tuple[frozenset[Row], frozenset[Row], dict[str, str]]]
) -> None:
    state = State(rows)
    for gained, lost, equal in turns:
        before = set(state)
        kept = state
        state.find("link", **equal)
        state = state.apply(Change(gained, lost))
        rows = (rows - lost) | gained
        assert set(state) == rows
        assert len(state) == len(rows)
        assert set(kept) == before
        for question in (equal, {"name": "eth0"}, {"master": "docker0", "up": "yes"}):
            assert set(state.find("link", **question)) == set(State(rows).find("link", **question))
