"""The plan of a lab travels as one line."""

from dataclasses import replace
from pathlib import Path

import pytest

from tutor.errors import LabError
from tutor.lab.plan import Plan, check_name, node_plans, own_folders

PLAN = Plan(
    name="lab",
    folder=Path("/run/user/7/tutor/lab"),
    nodes=node_plans(2, outside=True),
    rootless=True,
    leash=False,
    engine_dir=Path("/opt/engine"),
    engine_folders=("usr/sbin", "usr/bin"),
    image=Path("/cache/box.tar"),
    read_only=(Path("/a b/c"),),
)


def test_a_plan_comes_back_as_it_went() -> None:
    line = PLAN.to_json()
    assert "\n" not in line
    assert Plan.from_json(line) == PLAN


def test_the_engines_folder_comes_first_on_path() -> None:
    assert PLAN.path.startswith("/run/tutor/engine/usr/sbin:/run/tutor/engine/usr/bin:/usr/local/sbin:")


def test_nodes_have_names_and_addresses_of_their_own() -> None:
    assert [(node.name, node.address, node.mac, node.engine) for node in PLAN.nodes] == [
        ("alpha", "10.55.0.11", "02:42:0a:37:00:0b", True),
        ("beta", "10.55.0.12", "02:42:0a:37:00:0c", True),
        ("outside", "10.55.0.100", "02:42:0a:37:00:64", False),
    ]


@pytest.mark.parametrize("count", [0, -1, 10])
def test_a_lab_of_no_or_of_too_many_nodes_is_refused(count: int) -> None:
    with pytest.raises(LabError, match="1 to 9 nodes"):
        node_plans(count)


def test_a_node_that_is_not_planned_is_told_with_those_that_are() -> None:
    with pytest.raises(LabError, match="no node gamma") as caught:
        PLAN.node("gamma")
    assert "alpha, beta, outside" in caught.value.advice


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "/etc", "a/b", "-a", "a b", "a\n", "é", "a.b", "x" * 32]
)
def test_a_name_that_would_lead_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(LabError, match="cannot be called"):
        check_name(name)


@pytest.mark.parametrize("name", ["lab", "Lab-2", "7", "a_b", "x" * 31])
def test_plain_names_are_taken(name: str) -> None:
    assert check_name(name) == name


def test_labs_of_one_name_in_two_folders_share_no_control_group() -> None:
    other = replace(PLAN, folder=Path("/tmp/runtime-0/tutor/lab"))
    assert PLAN.cgroup("alpha") != other.cgroup("alpha")


def test_a_node_gets_the_tutors_own_code() -> None:
    assert Path(__file__).parents[2] / "tutor" in own_folders()
