"""One pattern against rows."""

from tests.claims.host import HOST, link, patterns
from tutor.claims.match import Bindings, binding_names, matches
from tutor.state import State


def found(line: str, state: State = HOST, **bindings: str) -> list[tuple[str | None, Bindings]]:
    (pattern,) = patterns(line)
    return sorted((row.text("name"), extended) for row, extended in matches(pattern, state, bindings))


def test_a_free_variable_is_bound_by_each_row() -> None:
    assert found("link netns=host master=docker0 name=$port") == [
        ("veth1", {"port": "veth1"}),
        ("veth2", {"port": "veth2"}),
    ]


def test_a_bound_variable_is_compared() -> None:
    assert found("link netns=host name=$port", port="veth2") == [("veth2", {"port": "veth2"})]
    assert found("link name=$port", port="*") == []


def test_a_variable_is_the_same_everywhere_in_a_pattern() -> None:
    state = State([link("host", "a", peer="a"), link("host", "b", peer="c")])
    assert found("link peer=$x name=$x", state) == [("a", {"x": "a"})]
    assert found("link name!=$x peer=$x", state) == [("b", {"x": "c"})]


def test_a_field_without_a_value_is_neither_bound_nor_any() -> None:
    assert [name for name, _ in found("link netns=host master=*")] == ["veth1", "veth2"]
    assert [name for name, _ in found("link netns=host master=$m")] == ["veth1", "veth2"]
    assert found("link name=docker0 master!=br0") == []


def test_two_conditions_on_one_field_both_count() -> None:
    assert found("link netns=host name=veth1 name=veth2") == []


def test_bindings_given_are_left_as_they_are() -> None:
    (pattern,), given = patterns("link name=$port peer_netns=$who"), {"port": "veth1"}
    assert [bindings for _, bindings in matches(pattern, HOST, given)] == [{"port": "veth1", "who": "web"}]
    assert given == {"port": "veth1"}


def test_names_are_those_that_some_row_binds() -> None:
    lines = patterns("link name=$b mtu>$m", "no link name=$n", "count=1 link name=$c", "link peer=$a name=$b")
    assert binding_names(lines) == ("b", "a")
