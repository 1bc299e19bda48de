"""Random but sensible set-ups of a node, and flows through them: what people do to a Docker host, from a seed."""

from dataclasses import dataclass, field
from random import Random

SUBNETS = 24
OUTSIDE = "outside"


@dataclass(slots=True)
class Setup:
    """Commands that make it, and the places and ports that flows choose from."""

    commands: list[str] = field(default_factory=list)
    containers: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    published: list[tuple[int, str]] = field(default_factory=list)
    """Port of the host's, and protocol."""
    servers: list[str] = field(default_factory=list)
    """Containers in which something listens at port 80 of tcp and 5353 of udp."""
    six: bool = False


def make(seed: int, *, six: bool = False) -> Setup:
    """The set-up of a seed."""
    random = Random(seed)
    setup = Setup(six=six)
    networks = ["bridge", *(f"net{number}" for number in range(random.randint(1, 3)))]
    for number, name in enumerate(networks[1:]):
        _network(random, setup, name, seed * 3 + number)
    for number in range(random.randint(3, 5)):
        _container(random, setup, f"c{number}", networks)
    if random.random() < 0.3:
        setup.commands.append("docker run -d --name guest --network host tutor/box sleep 1d")
        setup.containers.append("guest")
    if random.random() < 0.2:
        setup.commands.append("docker run -d --name lone --network none tutor/box sleep 1d")
        setup.containers.append("lone")
    setup.commands += [_rule(random) for _ in range(random.randint(0, 6))]
    setup.commands += _switches(random)
    return setup


def _network(random: Random, setup: Setup, name: str, number: int) -> None:
    options = []
    if random.random() < 0.25:
        options.append("-o com.docker.network.bridge.enable_icc=false")
    if random.random() < 0.15:
        options.append("-o com.docker.network.bridge.enable_ip_masquerade=false")
    if random.random() < 0.2:
        options.append("--internal")
    if setup.six and random.random() < 0.5:
        options.append(f"--ipv6 --subnet fd00:{number % 999:x}::/64")
    subnet = f"10.{100 + number % SUBNETS}.0.0/24"
    setup.commands.append(f"docker network create {' '.join(options)} --subnet {subnet} {name}")


def _container(random: Random, setup: Setup, name: str, networks: list[str]) -> None:
    words = [f"docker run -d --name {name}", f"--network {random.choice(networks)}"]
    for proto, inner in (("tcp", 80), ("udp", 5353)):
        if random.random() < 0.4:
            port = 8000 + len(setup.published)
            where = random.choice(("", "", "", "127.0.0.1:", "10.55.0.11:"))
            words.append(f"-p {where}{port}:{inner}/{proto}")
            setup.published.append((port, proto))
    if random.random() < 0.8:
        words.append("tutor/box httpd -f -h /www")
        setup.servers.append(name)
    else:
        words.append("tutor/box sleep 1d")
    setup.commands.append(" ".join(words))
    setup.containers.append(name)
    if random.random() < 0.25 and len(networks) > 1:
        setup.commands.append(f"docker network connect {random.choice(networks)} {name} || true")


def _rule(random: Random) -> str:
    chain = random.choice(("DOCKER-USER", "DOCKER-USER", "DOCKER-USER", "INPUT", "FORWARD", "OUTPUT"))
    match = random.choice(
        (
            "-p tcp --dport 80",
            "-p tcp -m multiport --dports 22,80:81,8000:8003",
            "-p udp",
            "-p icmp --icmp-type echo-request",
            "-s 10.55.0.0/24",
            "! -s 10.55.0.100/32 -p tcp",
            "-i docker0",
            "! -i eth0",
            "-d 172.17.0.2/32",
            "-m conntrack --ctstate NEW",
            "-m conntrack --ctstate RELATED,ESTABLISHED",
            "-m conntrack --ctdir ORIGINAL",
            "-m conntrack --ctdir REPLY",
            "-m mark --mark 0x7",
            "-m limit --limit 100/sec",
            "-m comment --comment 'a -j in words' -p tcp",
            "-p tcp --syn",
            "-m iprange --src-range 172.17.0.2-172.17.0.9",
            "-m addrtype --dst-type LOCAL",
        )
    )
    target = random.choice(("DROP", "REJECT", "ACCEPT", "RETURN", "LOG", "MARK"))
    if target == "MARK":
        return f"iptables -t mangle -I PREROUTING {_early(match)} -j MARK --set-mark 0x7"
    if "-i " in match and chain == "OUTPUT":
        chain = "DOCKER-USER"
    if "limit" in match and random.random() < 0.8:
        target = "LOG"  # what asks for a rate can be foretold by nobody
    return f"iptables -I {chain} {match} -j {target}"


def _early(match: str) -> str:
    return "-p tcp" if "mark" in match else match


def _switches(random: Random) -> list[str]:
    found = []
    if random.random() < 0.2:
        found.append("sysctl -qw net.bridge.bridge-nf-call-iptables=0 || true")
    if random.random() < 0.08:
        found.append("sysctl -qw net.ipv4.ip_forward=0")
    if random.random() < 0.15:
        found.append("iptables -t nat -I PREROUTING -i eth0 -p tcp --dport 8500 -j REDIRECT --to-ports 8000")
    if random.random() < 0.1:
        found.append("iptables -P INPUT DROP; iptables -A INPUT -i lo -j ACCEPT")
    if random.random() < 0.1:
        found.append("iptables -t raw -I PREROUTING -s 10.55.0.100 -p udp -j DROP")
    return found


def flow(random: Random, setup: Setup) -> str:
    """A flow through a set-up."""
    source = random.choice([OUTSIDE, OUTSIDE, "host", *setup.containers, *setup.containers])
    proto = random.choice(("tcp", "tcp", "tcp", "udp", "icmp"))
    kinds = ["host"] * (2 if setup.published else 1) + ["container"] * 3 + ["away"]
    kind = random.choice(kinds)
    dest = {"host": "host", "container": random.choice(setup.containers), "away": "8.8.8.8"}[kind]
    if kind == "container" and source == OUTSIDE and random.random() < 0.5:
        dest = random.choice(setup.addresses or ["172.17.0.2"])
    six = " ipv6" if setup.six and dest in setup.containers and random.random() < 0.4 else ""
    if proto == "icmp":
        return f"from={source} to={dest} icmp{six}"
    port = 80 if proto == "tcp" else 5353
    if kind == "host" and random.random() < 0.85:
        if setup.published:
            port, proto = random.choice(setup.published)
        port = 8500 if random.random() < 0.05 else port
    elif random.random() < 0.15:
        port = random.choice((81, 22, 8000))
    later = " established" if proto == "tcp" and random.random() < 0.1 else ""
    return f"from={source} to={dest}:{port}/{proto}{later}{six}"
