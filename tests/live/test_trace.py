"""Paths in a real lab: what is predicted is what the kernel does, hop by hop, and every loss has its reason."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path as FilePath

import pytest

from tests.live.conftest import run
from tutor.lab.lab import Lab
from tutor.lab.plan import import_path
from tutor.lesson.flow import parse
from tutor.observe.answers import LONGEST
from tutor.patience import patience
from tutor.trace.hop import Path, Standing
from tutor.trace.observers import Observers, observing
from tutor.trace.prove import trace
from tutor.trace.reasons import lesson
from tutor.trace.reasons import reason as told
from tutor.trace.text import paint

SETUP = """
docker network create shop >/dev/null
docker network create -o com.docker.network.bridge.enable_icc=false quiet >/dev/null
docker run -d --name web -p 8080:80 tutor/box httpd -f -h /www >/dev/null
docker run -d --name db tutor/box httpd -f -h /www >/dev/null
docker run -d --name shopper --network shop tutor/box sleep 1d >/dev/null
docker run -d --name q1 --network quiet tutor/box httpd -f -h /www >/dev/null
docker run -d --name q2 --network quiet tutor/box sleep 1d >/dev/null
docker run -d --name lone --network none tutor/box sleep 1d >/dev/null
docker run -d --name guest --network host tutor/box sleep 1d >/dev/null
"""
LOGGERS = ("cat", "/proc/sys/net/netfilter/nf_log/2", "/proc/sys/net/netfilter/nf_log/10")


@pytest.fixture
async def observers(pair: Lab) -> AsyncIterator[Observers]:
    done = run(pair, "bash", "-ec", SETUP)
    assert done.returncode == 0, done.stderr
    async with observing(pair.nodes) as found:
        async with asyncio.timeout(20):
            while len(found.state.find("listener", port="80", process="httpd")) < 3:
                await asyncio.sleep(0.1)
        yield found


async def follow(observers: Observers, flow: str) -> Path:
    path = await trace(parse([flow]), observers)
    wrong = [(hop.kind, hop.text, hop.said) for hop in path.hops if hop.standing is Standing.CONTRADICTED]
    assert not wrong, f"{flow}: {wrong}"
    assert any(hop.standing is Standing.CONFIRMED for hop in path.hops if hop.kind in ("route", "lost"))
    return path


async def test_flows_go_as_predicted(observers: Observers) -> None:
    path = await follow(observers, "from=outside to=host:8080")
    assert (path.ends, path.process, path.why) == ("web", "httpd", "")
    dnat = next(hop for hop in path.rules() if hop.verdict == "dnat")
    assert dnat.rule is not None
    assert dnat.rule.handle
    assert (dnat.before.dport if dnat.before else 0, dnat.header.dport) == (8080, 80)
    assert all(hop.standing is Standing.CONFIRMED for hop in path.hops)
    assert [hop.header.source for hop in path.hops if hop.kind == "known"] == [path.hops[0].header.dest]
    assert f"{dnat.header.dest}:80 → {dnat.header.source}:{dnat.header.sport}" in dnat.said, (
        "conntrack's own entry"
    )
    assert max(map(len, ("".join(piece.text for piece in line) for line in paint(path, 80)))) <= 80

    proxied = await follow(observers, "from=db to=host:8080")
    assert "proxy" in {hop.kind for hop in proxied.hops}
    assert {hop.connection for hop in proxied.hops} == {1, 2}
    assert proxied.ends == "web"

    bridged = await follow(observers, "from=web to=db:80")
    assert "switch" in {hop.kind for hop in bridged.hops}
    assert (await follow(observers, "from=host to=web icmp")).ends == "web"
    assert (await follow(observers, "from=guest to=web:80")).ends == "web"
    assert (await follow(observers, "from=web to=db:80 established")).ends == "db"
    away = await follow(observers, "from=web to=8.8.8.8:53/udp")
    assert (away.ends, [hop.verdict for hop in away.rules()][-1]) == ("beyond", "masquerade")
    assert (await follow(observers, "from=web to=beta icmp")).ends == "beta"


async def test_every_loss_has_its_reason(observers: Observers, pair: Lab) -> None:
    async def why(flow: str) -> tuple[str, str]:
        path = await follow(observers, flow)
        assert path.ends == ""
        assert "None" not in told(path.hops[-1]), "what the reason names is known"
        return path.why, path.dropped_by

    reason, rule = await why("from=shopper to=db:80")
    assert (reason, "DROP" in rule) == ("drop", True)
    reason, rule = await why("from=q2 to=q1:80")
    assert (reason, "DROP" in rule) == ("drop", True)
    assert lesson(await trace(parse(["from=q2 to=q1:80"]), observers, proof=False)) == "who-may-talk"
    assert (await why("from=db to=web:81"))[0] == "refused"
    assert (await why("from=lone to=172.17.0.2:80"))[0] == "no-route"
    assert (await why("from=web to=172.17.0.99:80"))[0] == "no-arp"
    assert (await why("from=web to=db icmp size=1473"))[0] == "mtu"

    later = "iptables -I DOCKER-USER -i eth0 -m conntrack --ctstate ESTABLISHED -j DROP"
    for command, flow, reason in (
        (later, "from=outside to=host:8080", "drop"),
        ("iptables -I DOCKER-USER -p tcp --dport 80 -j REJECT", "from=outside to=host:8080", "reject"),
        ("sysctl -qw net.ipv4.ip_forward=0", "from=outside to=host:8080", "forwarding"),
    ):
        assert run(pair, "sh", "-c", command).returncode == 0
        assert (await why(flow))[0] == reason
        run(pair, "sh", "-c", "iptables -D DOCKER-USER 1; sysctl -qw net.ipv4.ip_forward=1")


async def test_proofs_in_one_namespace_take_turns_and_one_that_is_given_up_keeps_nobody_waiting(
    observers: Observers,
) -> None:
    given_up = asyncio.create_task(follow(observers, "from=outside to=host:8080"))
    await asyncio.sleep(0.1)
    given_up.cancel()
    began = time.monotonic()
    flows = ("from=outside to=host:8080", "from=host to=web icmp", "from=outside to=host:8080")
    for path in await asyncio.gather(*(follow(observers, flow) for flow in flows)):
        assert all(hop.standing is Standing.CONFIRMED for hop in path.hops)
    assert time.monotonic() - began < patience(LONGEST), "nobody waits until ears are closed by force"


async def test_what_has_changed_just_now_counts(observers: Observers, pair: Lab) -> None:
    for port in range(8001, 8005):
        assert run(pair, "docker", "exec", "db", "httpd", "-p", str(port), "-h", "/www").returncode == 0
        assert (await follow(observers, f"from=web to=db:{port}")).ends == "db"


async def test_an_answer_from_another_address_than_was_asked_is_lost(observers: Observers, pair: Lab) -> None:
    beta = pair.node("beta")
    assert run(pair, "busybox", "httpd", "-p", "8099", "-h", "/tmp", node="beta").returncode == 0
    for rule in (
        f"-t nat -I PREROUTING -i eth0 -p tcp --dport 8099 -j DNAT --to-destination {beta.address}:8099",
        "-I DOCKER-USER -p tcp --dport 8099 -j ACCEPT",
    ):
        assert run(pair, "iptables", *rule.split()).returncode == 0
    path = await follow(observers, "from=outside to=alpha:8099")
    assert (path.ends, path.why) == ("beta", "stranger")


async def test_what_is_not_modelled_the_kernel_decides(observers: Observers, pair: Lab) -> None:
    rule = "iptables -I DOCKER-USER -m statistic --mode nth --every 1 --packet 0 -j DROP"
    assert run(pair, "sh", "-c", rule).returncode == 0
    guessed = await trace(parse(["from=outside to=host:8080"]), observers, proof=False)
    assert (guessed.why, guessed.ends) == ("unknown", "")
    decided = await follow(observers, "from=outside to=host:8080")
    assert decided.why == "drop"
    assert "DOCKER-USER" in " ".join(decided.notes)
    run(pair, "iptables", "-D", "DOCKER-USER", "1")
    for target in ("DROP", "LOG"):
        run(pair, *f"iptables -I DOCKER-USER -m limit --limit 100/sec -j {target}".split())
    behind = await follow(observers, "from=outside to=host:8080")
    assert (behind.why, behind.dropped_by.split()[-1]) == ("drop", "DROP"), (
        "behind a rule of which it is open, too"
    )


async def test_docker_proxy_hears_of_nothing_before_the_handshake_is_over(
    observers: Observers, pair: Lab
) -> None:
    for rule in ("-j DROP", "--syn -j ACCEPT"):
        assert run(pair, *f"iptables -I INPUT -i docker0 -p tcp {rule}".split()).returncode == 0
    path = await follow(observers, "from=db to=host:8080")
    assert (path.ends, path.why, path.dropped_by) == ("", "drop", "filter INPUT -i docker0 -p tcp -j DROP")
    assert path.hops[-1].later
    assert "proxy" not in {hop.kind for hop in path.hops}


async def test_a_later_packet_over_lo_is_met_twice(observers: Observers, pair: Lab) -> None:
    assert run(pair, "iptables", "-I", "OUTPUT", "-p", "tcp", "-j", "ACCEPT").returncode == 0
    path = await follow(observers, "from=guest to=host:8080 established")
    assert all(hop.standing is Standing.CONFIRMED for hop in path.hops)
    assert [hop.kind for hop in path.hops if hop.kind in ("out", "in")] == ["out", "in"]


def test_nothing_is_left_after_kill(pair: Lab) -> None:
    """As soon as an observer is killed the kernel removes what it has put in, and the loggers are what they were."""
    node = pair.node()
    argv = node.argv((sys.executable, "-P", "-m", "tutor.observe", node.name))
    environment = {**node.environment(), "PYTHONPATH": import_path()}
    before, loggers = run(pair, "nft", "list", "tables").stdout, run(pair, *LOGGERS).stdout
    pipe = subprocess.PIPE
    with subprocess.Popen(
        argv, stdin=pipe, stdout=pipe, env=environment, text=True, start_new_session=True
    ) as observer:
        assert observer.stdin
        assert observer.stdout
        observer.stdout.readline()
        what = {
            "proof": 1,
            "spaces": ["host"],
            "wanted": [{"proto": "tcp", "sport": 41234}],
            "legacy": ["host"],
        }
        ask = {"number": 1, "verb": "arm", "what": what}
        observer.stdin.write(json.dumps({"ask": ask}) + "\n")
        observer.stdin.flush()
        while '"answer"' not in observer.stdout.readline():
            pass
        assert "tutor_trace" in run(pair, "nft", "list", "tables").stdout
        assert "tutor_trace" not in run(pair, "iptables-save").stdout
        assert run(pair, *LOGGERS).stdout == "nfnetlink_log\n" * 2
        os.killpg(observer.pid, signal.SIGKILL)  # the observer itself, and what has started it in its node
        observer.wait()
    deadline = time.monotonic() + patience(
        5
    )  # of a killed process the kernel closes one file after the other
    while (run(pair, "nft", "list", "tables").stdout, run(pair, *LOGGERS).stdout) != (before, loggers):
        assert time.monotonic() < deadline, "tables or loggers are not given back"


def test_the_command(pair: Lab, own_folders: FilePath) -> None:
    assert own_folders
    done = run(pair, "bash", "-ec", SETUP)
    assert done.returncode == 0, done.stderr

    def tutor(*words: str) -> subprocess.CompletedProcess[str]:
        command = (sys.executable, "-P", "-m", "tutor", "trace", *words)
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    told = tutor("port", "8080", "--json")
    assert told.returncode == 0, told.stderr
    path = json.loads(told.stdout)
    assert path["ends"] == "web"
    assert {hop["standing"] for hop in path["hops"]} == {"confirmed"}
    shown = tutor("from=shopper", "to=db:80", "--no-proof", "--width", "80")
    assert shown.returncode == 1
    assert "dropped" in shown.stdout
    assert "no packet was sent" in shown.stdout
    assert all(len(line) <= 80 for line in shown.stdout.splitlines())
    wrong = tutor("from=shopper", "to=nowhere:80")
    assert (wrong.returncode, "nowhere" in wrong.stderr) == (2, True)
