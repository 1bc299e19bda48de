"""The rules of a set-up, put anew by other tools: iptables-legacy, or nftables in the layout of engine 29."""

import json
import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

LAYOUTS = ("nft", "legacy", "nftables")
LEGACY = """
iptables-nft-save >/tmp/rules4; ip6tables-nft-save >/tmp/rules6
nft flush ruleset
iptables-legacy-restore </tmp/rules4; ip6tables-legacy-restore </tmp/rules6
"""
"""A command that has iptables-legacy keep what iptables-nft has kept."""
LOOK = """
docker network inspect $(docker network ls -q --filter driver=bridge)
iptables-save -t nat
"""
"""A command whose two answers ``nftables`` needs."""
_MATCHES = (
    "tcp dport 80",
    "tcp dport { 22, 80-81, 8000-8003 }",
    "meta l4proto udp",
    "icmp type echo-request",
    "ip saddr 10.55.0.0/24",
    "ip saddr != 10.55.0.100 meta l4proto tcp",
    'iifname "docker0"',
    'iifname != { "eth0", "lo" }',
    "ip daddr 172.17.0.2",
    "ct state new",
    "ct state established,related",
    "ct direction original",
    "ct direction reply",
    "meta mark 7",
    "limit rate 100/second",
    "ip saddr 172.17.0.2-172.17.0.9",
    "ip saddr @trusted",
    "ip daddr != @trusted",
    "fib daddr type local",
    "meta l4proto { tcp, udp } th dport 5353",
)
_FRAMES = (
    "tcp dport 80",
    "meta l4proto udp",
    "ip protocol icmp",
    "icmp type echo-request",
    "ether type ip6",
    "ip saddr 172.17.0.0/16 tcp dport 80",
    "ip daddr != 172.17.0.2 meta l4proto tcp",
    'iifname "veth*"',
    "meta mark 7",
    "tcp dport { 22, 80-81, 8000-8003 }",
)
_DNAT = re.compile(
    r"-A DOCKER (?:-d ([\d.]+)/32 )?! -i (\S+) -p (\w+) .*--dport (\d+) -j DNAT --to-destination ([\d.]+):(\d+)"
)
"""A published port as iptables keeps it: the host's address, the bridge, the protocol, both ports, the container's address."""
_VERDICTS = ("drop", "drop", "reject", "accept", "return", "log", "counter", "jump own")


def nftables(told: str, random: Random) -> str:
    """A command that has nftables keep a set-up's rules, with some of a user's own; what ``LOOK`` said is told."""
    networks, end = json.JSONDecoder().raw_decode(told)
    ports = [_Port(*found) for found in _DNAT.findall(told[end:])]
    rules = "\n".join((*_engine(networks, ports), *_user(random)))
    return f"nft flush ruleset; nft -f - <<'EOF'\n{rules}\nEOF\n"


def _engine(networks: list[dict[str, Any]], ports: list["_Port"]) -> Iterator[str]:
    bridges = {each["Name"]: _Bridge(each) for each in networks}
    yield "table ip docker-bridges {"
    for name, way in (
        ("filter-forward-in", "in"),
        ("filter-forward-out", "out"),
        ("nat-postrouting-out", "masq"),
    ):
        leads = ", ".join(f'"{each.link}" : jump {name}__{each.link}' for each in bridges.values())
        yield f"map {name}-jumps {{ type ifname : verdict; elements = {{ {leads} }}\n}}"
        for each in bridges.values():
            yield from _chain(f"{name}__{each.link}", each.rules(way, ports))
    yield from _chain("nat-prerouting-and-output", (port.dnat() for port in ports))
    to_ports = "fib daddr type local counter jump nat-prerouting-and-output"
    for hook, kind, priority, rules in (
        (
            "forward",
            "filter",
            0,
            ["oifname vmap @filter-forward-in-jumps", "iifname vmap @filter-forward-out-jumps"],
        ),
        ("prerouting", "nat", -100, [to_ports]),
        ("output", "nat", -100, [f"ip daddr != 127.0.0.0/8 {to_ports}"]),
        ("postrouting", "nat", 100, ["iifname vmap @nat-postrouting-out-jumps"]),
        ("prerouting", "filter", -300, [port.shut() for port in ports]),
    ):
        head = f"type {kind} hook {hook} priority {priority}; policy accept;"
        yield from _chain(f"{kind}-{hook}", [head, *rules])
    yield "}"


def _chain(name: str, rules: Iterable[str]) -> Iterator[str]:
    yield f"chain {name} {{"
    yield from rules
    yield "}"


class _Bridge:
    """One network's bridge."""

    def __init__(self, told: dict[str, Any]) -> None:
        options = {name.rpartition(".")[2]: value for name, value in told["Options"].items()}
        self.link = options.get("name") or f"br-{told['Id'][:12]}"
        self.subnet = next(each["Subnet"] for each in told["IPAM"]["Config"] if ":" not in each["Subnet"])
        self.internal = bool(told["Internal"])
        self.icc = options.get("enable_icc") != "false"
        self.masquerade = options.get("enable_ip_masquerade") != "false" and not self.internal

    def rules(self, way: str, ports: list["_Port"]) -> list[str]:
        """Those of one of its chains."""
        known = "ct state established,related counter accept"
        if way == "masq":
            masquerade = f'oifname != "{self.link}" ip saddr {self.subnet} counter masquerade'
            return [masquerade] if self.masquerade else []
        if way == "out":
            return [f'oifname != "{self.link}" counter drop'] if self.internal else [known, "counter accept"]
        within = f'iifname "{self.link}" counter {"accept" if self.icc else "drop"}'
        if self.internal:
            return [within, f'iifname != "{self.link}" counter drop']
        published = [port.let_in() for port in ports if port.link == self.link]
        return [known, within, *published, 'counter drop comment "not published"']


class _Port:
    """A published port."""

    def __init__(self, *told: str) -> None:  # as ``_DNAT`` finds it
        self._host, self.link, self._proto, self._outer, self._ip, self._inner = told

    def dnat(self) -> str:
        """What leads a call to it."""
        at = f"ip daddr {self._host} " if self._host else ""
        to = f"{self._ip}:{self._inner}"
        return f'{at}iifname != "{self.link}" {self._proto} dport {self._outer} counter dnat to {to}'

    def let_in(self) -> str:
        """What lets the call in."""
        return f"ip daddr {self._ip} {self._proto} dport {self._inner} counter accept"

    def shut(self) -> str:
        """What keeps out who calls the container's own address."""
        return f'ip daddr {self._ip} iifname != "{self.link}" counter drop comment "no direct access"'


def _user(random: Random) -> Iterator[str]:
    """A table of a user's own: chains before, beside and behind the engine's, a set, marks, a door of its own."""
    family = random.choice(("ip", "inet"))
    yield f"table {family} mine {{"
    yield "set trusted { type ipv4_addr; flags interval; elements = { 10.55.0.0/24, 172.17.0.3 }\n}"
    yield from _chain("own", _some(random, 2, leaf=True))
    for hook in ("forward", "input", "output"):
        if random.random() < 0.6:
            policy = "drop" if hook == "input" and random.random() < 0.2 else "accept"
            head = f"type filter hook {hook} priority {random.choice((-10, 0, 10))}; policy {policy};"
            doors = ['iifname "lo" accept', "ct state established accept"] if policy == "drop" else []
            yield from _chain(f"my-{hook}", [head, *doors, *_some(random, 3)])
    if random.random() < 0.3:
        mark = "meta l4proto tcp meta mark set 7"
        yield from _chain("marks", ["type filter hook prerouting priority -150; policy accept;", mark])
    if random.random() < 0.2:
        head = "type nat hook prerouting priority -110; policy accept;"
        yield from _chain("doors", [head, 'iifname "eth0" tcp dport 8500 redirect to :8000'])
    yield "}"


def bridge(random: Random) -> str:
    """A command that makes rules of a bridge's own family: most frames pass, and so does ARP."""
    rules = ["table bridge own {"]
    for hook in ("prerouting", "input", "forward", "output", "postrouting"):
        if random.random() < 0.5:
            head = f"type filter hook {hook} priority {random.choice((-200, -1, 0, 1, 10))}; policy accept;"
            rules += _chain(f"my-{hook}", [head, *_frames(random)])
    return "nft -f - <<'EOF'\n{}\n}}\nEOF\n".format("\n".join(rules))


def _frames(random: Random) -> Iterator[str]:
    for _ in range(random.randint(0, 3)):
        match = random.choice(_FRAMES)
        yield f"{match} {random.choice(('drop', 'accept', 'accept', 'counter', 'counter', 'return'))}"


def _some(random: Random, most: int, *, leaf: bool = False) -> list[str]:
    return [_rule(random, leaf=leaf) for _ in range(random.randint(0, most))]


def _rule(random: Random, *, leaf: bool) -> str:
    match, verdict = random.choice(_MATCHES), random.choice(_VERDICTS[: -1 if leaf else None])
    if "limit" in match and random.random() < 0.8:
        verdict = "log"  # what asks for a rate can be foretold by nobody
    return f"{match} {verdict}"
