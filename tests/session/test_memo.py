"""Values that are kept: made anew whenever what they were made of has changed, and only then."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from tests.claims.host import container
from tutor.facts.sysctl import Sysctl
from tutor.session.memo import Memo
from tutor.state import Row, State

ROWS: list[Row] = [
    Sysctl(node="alpha", netns="host", name=name, value=value) for name in "ab" for value in "01"
]


def names(state: State) -> list[str]:
    return sorted(f"{row.plain('name')}={row.plain('value')}" for row in state.find("sysctl"))


def changed(state: State, rows: Iterable[Row]) -> State:
    return state.apply(state.until(State(rows)))


@given(st.lists(st.sets(st.sampled_from(ROWS)), max_size=6))
def test_a_kept_value_is_what_would_be_made_now(hosts: list[set[Row]]) -> None:
    memo, state = Memo(), State()
    for rows in hosts:
        state = changed(state, rows)
        assert memo.get("names", (), state, names) == names(state)
        assert memo.get("any", (), state, bool) == bool(rows)


def test_it_is_made_but_once_while_what_was_looked_at_is_the_same() -> None:
    memo, state, made = Memo(), State(ROWS[:1]), []

    def make(state: State) -> list[str]:
        made.append(1)
        return names(state)

    for given_, host in [
        ((), state),
        ((), changed(state, [*ROWS[:1], container("web")])),
        ((1,), state),
        ((1,), State(ROWS[1:])),
    ]:
        memo.get("names", given_, host, make)
    assert len(made) == 3
