"""Has the kernel prove a path: every namespace on it listens, one packet is sent, and what was heard is compared."""

import asyncio
import itertools
import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tutor.language import _
from tutor.lesson.flow import Flow
from tutor.observe.proof.header import ICMP
from tutor.trace import evidence as evidences
from tutor.trace.compare import Comparison, decide
from tutor.trace.evidence import Evidence
from tutor.trace.hop import Path, RuleKey
from tutor.trace.observers import Observers, look
from tutor.trace.places import find_address, find_space
from tutor.trace.predict import predict
from tutor.trace.world import Space, World

PATIENCE = 0.4
"""Seconds to wait for an answer: the first packet is all that is wanted."""
FIRST_PORT, PORTS = 42000, 18000
"""Where packets that are sent for a proof come from."""
QUESTIONS = 24
"""Rules that are not modelled of which the kernel is asked, one after the other, for one path."""
_numbers = itertools.count(1)
_ports = itertools.count(secrets.randbelow(PORTS))
"""Each is the next: for a minute the kernel lets nobody connect again from a port to where it came from just now."""


async def trace(flow: Flow, observers: Observers, *, proof: bool = True) -> Path:
    """The path of a flow's packet, predicted; and proved, unless that is not wanted. Raises TutorError."""
    world = await look(observers)
    sport = FIRST_PORT + next(_ports) % PORTS
    path = predict(flow, world, sport=sport)
    return await prove(path, world, observers, sport) if proof else path


async def prove(path: Path, world: World, observers: Observers, sport: int) -> Path:
    """The path with what the kernel says to each hop; where the prediction cannot tell, the kernel decides."""
    listening = asyncio.create_task(_listen(path, world, observers, sport))
    listening.add_done_callback(lambda task: task.cancelled() or task.exception())
    heard, sent = await asyncio.shield(listening)  # to its end, for others wait for their turn
    outcome = (bool(sent["ok"]), str(sent["why"] or ""))
    decided: dict[tuple[int, RuleKey], bool] = {}
    for _number in range(QUESTIONS):
        comparison = Comparison(path, heard, outcome)
        judged = comparison.judge()
        answer = decide(path, comparison)
        if answer is None or answer[0] in decided:
            break
        decided[answer[0]] = answer[1]
        path = predict(path.flow, world, sport=sport, decided=decided)
    return replace(judged, notes=tuple(_notes(heard.values(), decided)))


async def _listen(
    path: Path, world: World, observers: Observers, sport: int
) -> tuple[dict[Space, Evidence], dict[str, Any]]:
    """All that was heard while the packet was sent, and what became of it."""
    spaces, proof = _spaces(path, world), next(_numbers)
    wanted = _wanted(path, sport)
    nodes = sorted({space.node for space in spaces})
    names = {node: [space.netns for space in spaces if space.node == node] for node in nodes}
    # One after the other, and always in this order: who waits for a node's loggers keeps nobody's.
    for node in nodes:
        legacy, links = _legacy(names[node], node, world), _links(path, node, names[node])
        await observers.ask(
            node, "arm", proof=proof, spaces=names[node], wanted=wanted, legacy=legacy, links=links
        )
    source = find_space(path.flow.source, world)
    probe = _probe(path.flow, find_address(path.flow, source, world), sport)
    where = source.netns
    sent = await observers.ask(source.node, "probe", **{"from": where, "probe": probe})
    told = await asyncio.gather(*(observers.ask(node, "collect", proof=proof) for node in nodes))
    heard: dict[Space, Evidence] = {}
    for node, answer in zip(nodes, told, strict=True):
        heard |= evidences.read(answer, node)
    return heard, sent


def _legacy(names: list[str], node: str, world: World) -> list[str]:
    """Those of a node's namespaces that have rules of iptables-legacy."""
    spaces = {name: world.pictures[Space(node, name)] for name in names}
    return [
        name
        for name, found in spaces.items()
        if any(chain.backend == "legacy" for chain in found.rules.chains)
    ]


def _links(path: Path, node: str, names: list[str]) -> dict[str, list[str]] | None:
    """By namespace, all that hops name as a link; None where the path may go on by links that are not known yet."""
    if any(hop.kind == "unknown" or hop.verdict == "unknown" for hop in path.hops):
        return None
    found: dict[str, set[str]] = {name: set() for name in names}
    for hop in path.hops:
        if hop.node == node and hop.netns in found:
            found[hop.netns] |= {name for name in (hop.link, hop.to) if name}
    return {name: sorted(links) for name, links in found.items()}


def _spaces(path: Path, world: World) -> list[Space]:
    """The namespaces on the path."""
    found = dict.fromkeys(Space(hop.node, hop.netns) for hop in path.hops)
    return [space for space in found if world.knows(space)]


def _wanted(path: Path, sport: int) -> list[dict[str, Any]]:
    """The packets to listen for: the flow's own, by their port; a proxy's or a tunnel's, by their addresses."""
    proto = path.hops[0].header.proto
    found: dict[tuple[object, ...], dict[str, Any]] = {(): {"proto": proto, "sport": sport}}
    for hop in path.hops:
        header = hop.header
        if hop.kind == "route" and (hop.connection == 0 or (hop.connection == 2 and not hop.back)):  # noqa: PLR2004
            key = (header.proto, header.source, header.dest, header.dport)
            found[key] = dict(zip(("proto", "source", "dest", "dport"), key, strict=True))
    return list(found.values())


def _probe(flow: Flow, address: str, sport: int) -> dict[str, Any]:
    six = ":" in address
    proto = "icmpv6" if six and flow.proto == "icmp" else flow.proto
    return {
        "proto": proto,
        "ip": address,
        "port": flow.port or 0,
        "sport": sport,
        "size": flow.size if proto in ICMP else 0,
        "patience": PATIENCE,
    }


def _notes(heard: Iterable[Evidence], decided: dict[tuple[int, RuleKey], bool]) -> Iterable[str]:
    if any(each.lost for each in heard):
        yield _("The kernel had more to tell than could be read: not every hop could be proved.")
    for (_visit, key), met in decided.items():
        said = _("met") if met else _("not met")
        yield _(
            "Of {rule} number {number} the kernel has decided: {said}.",
            rule=key.where,
            number=key.position,
            said=said,
        )
