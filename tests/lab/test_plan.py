"""The plan of a lab travels as one line."""

from pathlib import Path

from tutor.lab.plan import Plan, node_plans, own_folders

PLAN = Plan(
    name="lab",
    folder=Path("/run/lab"),
    nodes=node_plans(2),
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
    assert [(node.name, node.address) for node in PLAN.nodes] == [
        ("alpha", "10.55.0.11"),
        ("beta", "10.55.0.12"),
    ]


def test_a_node_gets_the_tutors_own_code() -> None:
    assert Path(__file__).parents[2] / "tutor" in own_folders()
