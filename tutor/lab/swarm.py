"""A lab's nodes as a swarm: the first node manages, the others work for it.

One manager, because two are worse than one: either of them gone, no majority is left to decide.
"""

import asyncio
import subprocess
from collections.abc import Sequence

from tutor.errors import LabError
from tutor.lab.node import Node

STANDING = ("docker", "info", "--format", "{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}")
PORT = 2377


async def join(nodes: Sequence[Node]) -> list[str]:
    """Make those of the nodes that have an engine a swarm; what was done, a line a node."""
    manager, *workers = [node for node in nodes if node.engine]
    standings = await asyncio.gather(*(_docker(node, *STANDING[1:]) for node in (manager, *workers)))
    done = [await _manage(manager, standings[0])]
    if workers:
        token = await _docker(manager, "swarm", "join-token", "-q", "worker")
        pairs = zip(workers, standings[1:], strict=True)
        done += await asyncio.gather(*(_work(node, standing, manager, token) for node, standing in pairs))
    return done


async def _manage(node: Node, standing: str) -> str:
    if standing == "active true":
        return f"{node.name} manages a swarm already"
    if standing == "active false":
        raise LabError(
            f"{node.name} is a worker in a swarm of somebody else's",
            f"let it leave: tutor lab exec --node {node.name} -- docker swarm leave",
        )
    await _docker(node, "swarm", "init", "--advertise-addr", node.address)
    return (
        f"{node.name} ({node.address}) manages the swarm: docker swarm init --advertise-addr {node.address}"
    )


async def _work(node: Node, standing: str, manager: Node, token: str) -> str:
    if standing.startswith("active"):
        return f"{node.name} is in a swarm already"
    words = ("swarm", "join", "--advertise-addr", node.address, "--token", token, f"{manager.address}:{PORT}")
    await _docker(node, *words)
    return f"{node.name} ({node.address}) works in it: docker swarm join --token … {manager.address}:{PORT}"


async def _docker(node: Node, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *node.argv(("docker", *words)),
        env=node.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    output, errors = await process.communicate()
    if process.returncode:
        said = errors.decode(errors="replace").strip()
        raise LabError(f"{node.name}: docker {words[0]} {words[1]} failed", said)
    return output.decode(errors="replace").strip()
