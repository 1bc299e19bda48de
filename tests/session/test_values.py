"""Values from a seed: the same for the same seed, and free."""

from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims.host import HOST, address, container
from tests.lesson.writing import FRONT
from tutor.errors import LessonError
from tutor.facts.route import Route
from tutor.lesson.reader import read_text
from tutor.session.values import WORDS, choose, said
from tutor.state import State

WANTED = {"net": "subnet", "other": "subnet", "port": "port", "box": "name", "crate": "name"}


@given(st.text(max_size=9))
def test_the_same_seed_gives_the_same_values_and_no_two_alike(seed: str) -> None:
    values = choose(WANTED, seed, HOST)
    assert values == choose(WANTED, seed, HOST)
    assert len({values[name] for name in WANTED}) == len(WANTED)
    network = IPv4Network(values["net"])
    assert str(network[1]) == values["net.gateway"]
    given = [IPv4Address(values[f"net.{part}"]) for part in ("gateway", "address", "second", "last")]
    assert given == sorted(set(given))
    assert set(given) <= set(network.hosts())
    half = IPv4Network(values["net.range"])
    assert half.subnet_of(network)
    assert [address in half for address in given] == [False, False, False, True]


def test_another_seed_gives_other_values() -> None:
    assert choose(WANTED, "a", HOST) != choose(WANTED, "b", HOST)


def test_what_is_taken_on_the_host_is_passed_over() -> None:
    first = choose(WANTED, "a", HOST)
    route = Route(node="alpha", netns="host", dst=first["other"], via=None, link="x", source=None, family=4)
    gateway = address("host", "x", first["net.gateway"], 24)
    state = State([*HOST, gateway, route, container(first["box"])])
    second = choose(WANTED, "a", state)
    assert all(first[name] != second[name] for name in ("net", "other", "box"))
    assert first["port"] == second["port"]


def test_a_full_host_is_an_error_in_words() -> None:
    full = State([*HOST, *(container(word) for word in WORDS)])
    with pytest.raises(LessonError, match=r"nothing is free on this host for box \(name\)"):
        choose({"box": "name"}, "a", full)


NAMING = """
## One step

```bash run
docker run -d --name {box} -p {port}:80 tutor/box sleep 1d
docker network create --subnet {address}/28 mine
```

```text claims
One address is inside of it
    address netns=host ip@10.0.0.0/8
```
"""


@given(st.text(max_size=9))
def test_what_the_lesson_itself_names_is_passed_over(seed: str) -> None:
    wanted = {"net": "subnet", "port": "port", "box": "name"}
    first = choose(wanted, seed, HOST)
    text = NAMING.format(box=first["box"], port=first["port"], address=first["net.last"])
    lesson, _ = read_text(Path("01-written.md"), FRONT + text)
    assert lesson
    second = choose(wanted, seed, HOST, said(lesson))
    assert all(first[name] != second[name] for name in wanted)
