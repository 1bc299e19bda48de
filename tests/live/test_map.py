"""The map of a real lab: what the engine plugs in is drawn where it is."""

import asyncio
import sys

from tests.live.conftest import run
from tutor.lab.lab import Lab
from tutor.map import Mark, Scene, build, compare, text
from tutor.map.clean import width
from tutor.map.scene import Box
from tutor.observe.client import ObserverClient
from tutor.state import Change, State

ZOO = """
docker run -d --name web -p 8080:80 tutor/box sleep 1d
docker network create shop
docker network connect shop web
docker run -d --name cart --network shop tutor/box sleep 1d
docker run -d --name probe --network container:web tutor/box sleep 1d
docker run -d --name hosty --network host tutor/box sleep 1d
docker run -d --name lonely --network none tutor/box sleep 1d
docker network create -d macvlan -o parent=eth0 --subnet 10.55.0.0/24 lan
docker run -d --name printer --network lan --ip 10.55.0.77 tutor/box sleep 1d
docker network create --internal vault
docker run -d --name secret --network vault tutor/box sleep 1d
docker create --name idle tutor/box sleep 1d
"""


async def look(lab: Lab) -> Scene:
    async with ObserverClient(lab.node()) as observer:
        async for told in observer.changes():
            if isinstance(told, Change):
                return build(State(told.gained))
    raise AssertionError("the observer told nothing")


def names(boxes: list[Box]) -> list[str]:
    return [box.name for box in boxes]


async def test_everything_is_where_the_engine_put_it(lab: Lab) -> None:
    assert run(lab, "sh", "-ec", ZOO).returncode == 0
    scene = await look(lab)
    (alpha,) = scene.nodes
    docker0, shop, vault = alpha.switches
    assert names([cable.box for cable in docker0.cables]) == ["web"]
    assert names([cable.box for cable in shop.cables]) == ["web", "cart"]
    assert names([cable.box for cable in vault.cables]) == ["secret"]
    assert [switch.internal for switch in alpha.switches] == [False, False, True]
    assert docker0.masquerade
    assert shop.masquerade
    assert not vault.masquerade
    (web,) = docker0.cables
    assert web.end
    assert [door.text for door in web.end.published] == [":8080→80"]
    assert [tenant.text for tenant in web.box.sharing] == ["probe"]
    (eth0,) = alpha.uplinks
    assert names([cable.box for cable in eth0.children]) == ["printer"]
    assert names([cable.box for cable in alpha.loose]) == ["lonely"]
    assert [label.text for label in (*alpha.sharing, *alpha.stopped)] == ["hosty", "idle (created)"]
    assert {width("".join(piece.text for piece in line)) for line in text.paint(scene, 60)} == {60}


async def test_a_container_that_comes_is_new_and_its_bridge_changes(lab: Lab) -> None:
    before = await look(lab)
    assert run(lab, "docker", "run", "-d", "--name", "web", "tutor/box", "sleep", "1d").returncode == 0
    marks = compare(before, await look(lab))
    assert marks["container alpha/web"] is Mark.NEW
    assert marks["link alpha/web/eth0"] is Mark.NEW
    assert marks["link alpha/host/docker0"] is Mark.CHANGED
    assert "link alpha/host/eth0" not in marks


async def test_containers_of_an_overlay_have_two_cables(lab: Lab) -> None:
    overlay = """
    docker swarm init --advertise-addr 10.55.0.11
    docker network create -d overlay --attachable mesh
    docker run -d --name task --network mesh tutor/box sleep 1d
    """
    assert run(lab, "sh", "-ec", overlay).returncode == 0
    (alpha,) = (await look(lab)).nodes
    (gateway,) = (switch for switch in alpha.switches if switch.link.name == "docker_gwbridge")
    assert "task" in names([cable.box for cable in gateway.cables])
    (task,) = (cable.box for cable in gateway.cables if cable.box.name == "task")
    assert [link.name for link in task.interfaces] == ["eth0", "eth1"]
    (mesh,) = (switch for switch in alpha.switches if switch.network and switch.network.text == "mesh")
    assert "task" in names([cable.box for cable in mesh.cables])
    assert [port.kind for port in mesh.ports] == ["vxlan"]


async def test_the_command_draws_and_draws_again(lab: Lab) -> None:
    command = [sys.executable, "-P", "-m", "tutor", "map", "--lab", lab.record.plan.name]
    watching = await asyncio.create_subprocess_exec(
        *command, "--watch", "--width", "80", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert watching.stdout
    try:
        await asyncio.wait_for(watching.stdout.readuntil("╙─ wire".encode()), 30)
        assert run(lab, "ip", "link", "add", "switch", "type", "bridge").returncode == 0
        later = await asyncio.wait_for(watching.stdout.readuntil("◂ new".encode()), 30)
        assert "switch  down  no port" in later.decode()
    finally:
        watching.terminate()
        await watching.wait()
    for form, start in (("svg", b"<svg "), ("mermaid", b"flowchart TB"), ("dot", b"graph map {")):
        drawing = await asyncio.create_subprocess_exec(
            *command, "--format", form, stdout=asyncio.subprocess.PIPE
        )
        drawn, _ = await asyncio.wait_for(drawing.communicate(), 30)
        assert drawn.startswith(start)
        assert drawing.returncode == 0
