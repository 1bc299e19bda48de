"""The firewall's rules of a namespace, read by the tools that made them; only those that have something to tell."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from tutor.errors import ObserverError
from tutor.firewall import Chain, Rule, Ruleset, iptables, nftables
from tutor.language import translate
from tutor.observe.netlink import inside
from tutor.observe.proof.nfnl import Nfnl
from tutor.observe.proof.table import NAME

Place = tuple[str, str]
"""A table's family and name."""

PATIENCE = 10.0
"""Seconds that a tool may take to list the rules."""
OWNED = frozenset(("filter", "nat", "mangle", "raw", "security"))
"""Names of the tables that iptables-nft makes, in the families ip and ip6."""
OWN = frozenset((family, NAME) for family in ("inet", "bridge"))
"""The tables that a proof has for a moment: nobody's rules."""
_TOOLS = {
    ("nft", "ip"): ("iptables-nft-save", "iptables-save"),
    ("nft", "ip6"): ("ip6tables-nft-save", "ip6tables-save"),
    ("legacy", "ip"): ("iptables-legacy-save", "iptables-save"),
    ("legacy", "ip6"): ("ip6tables-legacy-save", "ip6tables-save"),
}
_FAMILIES = {"ip": 2, "ip6": 10}
TRIES = 4
"""Times that rules are read again because they changed meanwhile, so that each gets its own number."""
_LEGACY = {"ip": "ip_tables_names", "ip6": "ip6_tables_names"}
_FOREIGN = re.compile(r"^# Table `(\w+)' is incompatible", re.MULTILINE)
"""How iptables-nft speaks of a table of that name which nft made."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Rules as they were read."""

    rules: Ruleset = field(default_factory=Ruleset)
    generation: int | None = None
    """The kernel's number for all rules of that moment, where they are as they are while that stays the same: the
    elements of nft's sets, and rules of iptables-legacy, change without it."""


def read(netns: int, before: Reading) -> Reading:
    """All rules of a namespace. For a thread of its own.

    The descriptor is a duplicate and is closed. Raises ObserverError where a tool is missing, fails, or says what cannot be read.
    """
    try:
        with inside(netns):
            return before if _is_so_still(before) else _numbered()
    finally:
        os.close(netns)


def _is_so_still(before: Reading) -> bool:
    if before.generation is None or any(map(_legacy_names, _LEGACY)):
        return False
    with closing(Nfnl()) as kernel:
        return kernel.generation() == before.generation


def _numbered() -> Reading:
    """All chains, those of iptables-nft with the numbers that the kernel gave their rules."""
    with closing(Nfnl()) as kernel:
        for _ in range(TRIES):
            before = kernel.generation()
            tables = tuple(kernel.tables())
            chains = _in_order(_chains(set(tables)), tables)
            families = {chain.family for chain in chains if chain.backend == "nft"} & _FAMILIES.keys()
            numbers = {family: _by_chain(kernel.handles(_FAMILIES[family])) for family in families}
            there = {family: kernel.chains(_FAMILIES[family]) for family in families}
            if kernel.generation() == before:
                numbered = tuple(_number(chain, numbers) for chain in chains if _is_there(chain, there))
                lasts = all(chain.backend == "nft" and _is_of_iptables(chain) for chain in chains)
                return Reading(Ruleset(numbered), before if lasts else None)
        return Reading(Ruleset(tuple(chains)))


Handles = dict[tuple[str, str], list[int]]
"""The numbers of a family's rules in order, by table and chain."""


def _by_chain(rules: Iterable[tuple[str, str, int]]) -> Handles:
    found: Handles = {}
    for table, chain, handle in rules:
        found.setdefault((table, chain), []).append(handle)
    return found


def _is_of_iptables(chain: Chain) -> bool:
    """Whether iptables has told of a chain, and not nft, which tells of each rule with its number."""
    usual = chain.family in _LEGACY and chain.table in OWNED
    return usual and not any(rule.handle for rule in chain.rules)


def _is_there(chain: Chain, there: dict[str, set[tuple[str, str]]]) -> bool:
    """Whether the kernel has a chain: iptables-save tells of its usual ones whether or not anybody has used them."""
    named = there.get(chain.family) if chain.backend == "nft" else None
    return named is None or (chain.table, chain.name) in named


def _number(chain: Chain, numbers: dict[str, Handles]) -> Chain:
    handles = numbers.get(chain.family, {}).get((chain.table, chain.name), [])
    bare = chain.backend == "nft" and not any(rule.handle for rule in chain.rules)
    if not bare or len(handles) != len(chain.rules):
        return chain
    rules = (
        Rule(rule.conditions, rule.verdict, rule.to, rule.text, handle)
        for rule, handle in zip(chain.rules, handles, strict=True)
    )
    return replace(chain, rules=tuple(rules))


def _in_order(chains: Iterable[Chain], tables: Iterable[Place]) -> list[Chain]:
    """Chains of nftables in the order in which the kernel has got their tables, whoever has told of them."""
    order = {place: number for number, place in enumerate(tables)}
    legacy = len(order)
    return sorted(
        chains,
        key=lambda chain: legacy if chain.backend == "legacy" else order.get((chain.family, chain.table), -1),
    )


def _chains(tables: set[Place]) -> Iterator[Chain]:
    tables = tables - OWN
    foreign = {(family, name) for family, name in tables if family not in _LEGACY or name not in OWNED}
    kept = tables - foreign
    for family in sorted({family for family, _ in kept}):
        text = _run(_tool("nft", family))
        yield from iptables.parse(text, family=family, backend="nft")
        foreign |= {(family, name) for name in _FOREIGN.findall(text)}
    if foreign:
        told, listed = _run("nft", "-j", "list", "ruleset"), _run("nft", "-a", "list", "ruleset")
        yield from nftables.parse(told, listed, leave_out=(tables - foreign) | OWN)
    for family in _LEGACY:
        if _legacy_names(family):
            yield from iptables.parse(_run(_tool("legacy", family)), family=family, backend="legacy")


def _legacy_names(family: str) -> str:
    try:
        return Path("/proc/thread-self/net", _LEGACY[family]).read_text()
    except FileNotFoundError:  # iptables-legacy is not in use
        return ""
    except PermissionError as error:
        raise ObserverError(translate("whether iptables-legacy has rules here cannot be seen")) from error


@cache
def _tool(backend: str, family: str) -> str:
    names = _TOOLS[backend, family]
    return next(filter(shutil.which, names), names[0])


def _run(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except FileNotFoundError as error:
        raise ObserverError(
            translate("the firewall's rules cannot be read: there is no {tool}", tool=command[0]),
            translate("install iptables and nftables"),
        ) from error
    except subprocess.TimeoutExpired as error:
        raise ObserverError(
            translate("the firewall's rules cannot be read: {tool} does not end", tool=command[0])
        ) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ObserverError(
            translate("the firewall's rules cannot be read: {words}", words=" ".join(said[-1:]) or command[0])
        )
    return done.stdout.decode(errors="replace")
