"""What is on the map, what changed between two, and where a row is on it."""

import pytest

from tests.map import rows
from tests.map.rows import address, cable, container, link, made, publish
from tutor.map import Mark, build, compare
from tutor.state import Row, State


def only(state: State, fact: str, /, **equal: str) -> Row:
    (row,) = state.find(fact, **equal)
    return row


def test_a_container_hangs_from_its_bridge_by_a_cable() -> None:
    (node,) = build(rows.simple()).nodes
    (docker0,) = node.switches
    web, db = docker0.cables
    assert (web.box.name, db.box.name) == ("web", "db")
    assert web.end
    assert web.port
    assert (web.end.name, web.port.name) == ("eth0", "veth1a2b3c4")
    assert [door.text for door in web.end.published] == [":8080→80"]
    assert docker0.masquerade


def test_containers_are_in_the_order_in_which_they_were_plugged_in() -> None:
    state = State(
        [*rows.simple(), *container("a"), *cable("a", "eth0", "veth0", 40, "172.17.0.4/16", "docker0")]
    )
    (switch,) = build(state).nodes[0].switches
    assert [each.box.name for each in switch.cables] == ["web", "db", "a"]


def test_every_way_of_being_plugged_in() -> None:
    alpha, outside = build(rows.zoo()).nodes
    assert outside.plain
    assert [switch.link.name for switch in alpha.switches] == [
        "docker0",
        "br-07eb502c4765",
        "br-5604e81beb8f",
    ]
    assert [switch.routed for switch in alpha.switches] == [True, True, False]
    cart, web = alpha.switches[1].cables
    assert (cart.first, web.first, web.box.name) == (True, False, "web")
    assert [tenant.text for tenant in web.box.sharing] == ["probe"]
    assert [label.text for label in alpha.sharing] == ["hosty"]
    assert [label.text for label in alpha.stopped] == ["idle (exited)"]
    assert [label.text for label in alpha.dangling] == [":9090→80 at 172.17.0.200"]
    assert [each.box.name for each in alpha.loose] == ["cut", "lonely"]
    eth0, shim = alpha.uplinks
    assert [each.box.name for each in eth0.children] == ["printer"]
    assert (eth0.wired, shim.wired, shim.parent) == (True, False, "eth0")


def test_a_macvlan_whose_parent_nobody_tells_is_on_the_first_link() -> None:
    state = State([*rows.host(), *container("printer"), link("printer", "eth0", 9, kind="macvlan")])
    assert build(state).nodes[0].uplinks[0].children[0].box.name == "printer"


def test_an_overlay_is_a_tunnel_between_nodes() -> None:
    scene = build(rows.swarm())
    assert [node.name for node in scene.nodes] == ["alpha", "beta", "outside"]
    assert [(tunnel.vni, tunnel.nodes) for tunnel in scene.tunnels] == [("4097", ("alpha", "beta"))]
    mesh = scene.nodes[0].switches[-1]
    assert mesh.network
    assert mesh.network.text == "mesh"
    assert not mesh.routed


def test_one_node_of_several() -> None:
    assert [node.name for node in build(rows.swarm(), "beta").nodes] == ["beta"]


def test_both_ends_of_a_cable_on_the_node_itself() -> None:
    pair = [
        link("host", name, 8, peer=peer, peer_netns="host") for name, peer in (("va", "vb"), ("vb", "va"))
    ]
    (loose,) = build(State([*rows.host(), *pair])).nodes[0].loose
    assert loose.end
    assert loose.port
    assert {loose.end.name, loose.port.name} == {"va", "vb"}


def test_what_came_changed_and_went() -> None:
    before = rows.simple()
    web = only(before, "container", name="web")
    paused = made(
        "container", **{name: getattr(web, name) for name in web.field_names()} | {"state": "paused"}
    )
    door = only(before, "nat", kind="dnat")
    after = State({*before, paused, *container("new")} - {web, door})
    assert compare(build(before), build(after)) == {
        "container alpha/web": Mark.CHANGED,
        "container alpha/new": Mark.NEW,
        "nat alpha/host/dnat/tcp///8080/172.17.0.2:80": Mark.GONE,
    }
    assert compare(build(before), build(State(before))) == {}


@pytest.mark.parametrize(
    ("row", "thing"),
    [
        (link("host", "docker0", kind="dummy"), "link alpha/host/docker0"),
        (address("web", "eth0", "172.17.0.2/16"), "address alpha/web/eth0/172.17.0.2/16"),
        (address("web", "eth0", "9.9.9.9/32"), "link alpha/web/eth0"),
        (made("neighbour", netns="web", link="eth7", ip="1.1.1.1", mac=""), "container alpha/web"),
        (made("namespace", name="web", inode=7), "container alpha/web"),
        (publish("1", "2"), "node alpha"),
        (link("nowhere", "x", node="nowhere"), None),
    ],
)
def test_a_row_is_pointed_at_by_what_is_nearest_to_it(row: Row, thing: str | None) -> None:
    assert build(rows.simple()).point(row) == thing


def test_nothing_is_drawn_of_nothing() -> None:
    scene = build(State())
    assert (scene.nodes, scene.wire, scene.tunnels) == ((), None, ())


def test_outside_is_below_every_node() -> None:
    scene = build(State([*rows.outside(), *rows.host("zeta"), *rows.host("alpha")]))
    assert [node.name for node in scene.nodes] == ["alpha", "zeta", "outside"]


def test_what_has_no_age_is_in_the_order_of_its_names() -> None:
    boxes = [row for name in "dbeacf" for row in container(name, state="exited")]
    (node,) = build(State([*rows.host(), *boxes])).nodes
    assert [label.text[0] for label in node.stopped] == list("abcdef")
