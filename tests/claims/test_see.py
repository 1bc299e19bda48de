"""The command by which a learner sees for oneself."""

import pytest

from tests.claims.host import address, container, patterns
from tutor.claims.cause import Cause, cause_of
from tutor.claims.nouns import NOUNS
from tutor.claims.see import see, seen_on
from tutor.facts import KINDS
from tutor.facts.namespace import Namespace
from tutor.state import Row, State

WEB = "nsenter -t $(docker inspect -f '{{.State.Pid}}' web) -n "


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("container name=web", "docker ps -a"),
        ("network name=apps", "docker network inspect apps"),
        ("network driver=bridge", "docker network ls"),
        ("link netns=host name=docker0", "ip -d link show docker0"),
        ("link netns=host name=$port", "ip -d link show veth1"),
        ("link netns=host name=$other master=docker0", "ip -d link show master docker0"),
        ("link netns=host name~veth", "ip -d link show"),
        ("link netns=web name=eth0", WEB + "ip -d link show eth0"),
        ("link netns=$who name=eth0", WEB + "ip -d link show eth0"),
        ("address netns=web link=eth0", WEB + "ip addr show eth0"),
        ("address cidr=10.0.0.1/8", "ip addr"),
        ("route netns=web dst=default", WEB + "ip route"),
        ("route dst=fd00::/64", "ip -6 route"),
        ("route family=6", "ip -6 route"),
        ("neighbour netns=web", WEB + "ip neigh"),
        ("nat kind=dnat", "iptables -t nat -S"),
        ("sysctl netns=web name=net.ipv4.ip_forward", WEB + "sysctl net.ipv4.ip_forward"),
        ("link netns=outside", "ip -d link show"),
        ("link node=beta name=eth0", "ip -d link show eth0"),
        ("fdb link=docker0", "bridge fdb show dev docker0"),
        ("listener netns=web port=80", WEB + "ss -lntup sport = :80"),
        ("endpoint container=web", "docker inspect -f '{{json .NetworkSettings.Networks}}' web"),
        ("ping from=web to=10.0.0.1", WEB + "busybox ping -c 1 -W 2 10.0.0.1"),
        (
            "reach from=host to=db port=80",
            "timeout 2 bash -c ': </dev/tcp/db/80 && echo it answers'",
        ),
        ("command exit=0", "history"),
        ("path from=web to=db:80", "tutor trace from=web to=db:80"),
        ("journey from=web", "tutor state --kind journey"),
        ("link name=a;reboot", "ip -d link show 'a;reboot'"),
    ],
)
def test_each_fact_has_its_command(line: str, command: str) -> None:
    assert see(patterns(line)[0], {"port": "veth1", "who": "web"}) == command


@pytest.mark.parametrize(
    ("line", "node"),
    [
        ("link netns=outside", "outside"),
        ("link node=beta name=eth0", "beta"),
        ("link node=$who netns=web", "web"),
        ("ping from=outside to=host", "outside"),
        ("ping node=beta from=db to=web", "beta"),
        ("link node=alpha netns=web", ""),
        ("ping from=web to=outside", ""),
    ],
)
def test_each_command_is_for_the_shell_of_a_node(line: str, node: str) -> None:
    assert seen_on(patterns(line)[0], {"who": "web"}) == node


def test_a_container_says_which_node_it_is_on_and_a_node_is_entered_by_no_other() -> None:
    state = State(
        [
            Namespace(node="alpha", name="host", inode=1, kind="host"),
            Namespace(node="beta", name="host", inode=2, kind="host"),
            Namespace(node="beta", name="db", inode=3, kind="container"),
        ]
    )
    (pattern,) = patterns("ping from=db to=10.0.0.1")
    assert seen_on(pattern, {}, state) == "beta"
    (pattern,) = patterns("ping from=beta to=10.0.0.1")
    assert (seen_on(pattern, {}, state), see(pattern, {}, state)) == (
        "beta",
        "busybox ping -c 1 -W 2 10.0.0.1",
    )


def test_a_container_is_called_by_its_address_before_anybody_has_tried_for_no_host_knows_its_name() -> None:
    host: list[Row] = [
        container("web"),
        container("mute", mode="none"),
        address("web", "lo", "127.0.0.1"),
        address("web", "eth0", "172.17.0.2"),
        address("mute", "lo", "127.0.0.1"),
    ]
    web, mute = patterns("ping from=host to=web", "no reach from=db to=mute port=80")
    assert see(web, {}, State(host)) == "busybox ping -c 1 -W 2 172.17.0.2"
    assert see(mute, {}, State(host)) == "docker inspect -f '{{json .NetworkSettings.Networks}}' mute"
    assert see(web, {}, State()) == "busybox ping -c 1 -W 2 web"


def test_a_namespace_that_has_a_name_is_entered_by_it() -> None:
    red = Namespace(node="alpha", name="red", inode=7, kind="named")
    (pattern,) = patterns("link netns=red name=eth0")
    assert see(pattern, {}, State([red])) == "ip netns exec red ip -d link show eth0"
    assert see(pattern, {}, State()).startswith("nsenter")


def test_a_namespace_of_the_engine_s_own_is_entered_by_its_file() -> None:
    hidden = Namespace(node="alpha", name="1-ja90jjgjrq", inode=8, kind="engine", network="shop")
    (pattern,) = patterns("link netns=1-ja90jjgjrq name=vxlan0")
    assert see(pattern, {}, State([hidden])).startswith("nsenter --net=/run/docker/netns/1-ja90jjgjrq ip ")


@pytest.mark.parametrize("fact", KINDS)
def test_every_kind_has_a_noun_a_command_and_a_layer(fact: str) -> None:
    assert fact in NOUNS
    assert see(patterns(fact)[0], {}).startswith("tutor") == (fact == "path"), "by other programs than ours"
    effects = ("ping", "reach", "path", "command", "listener")
    assert (cause_of(fact) is Cause.APPLICATION) == (fact in effects)


def test_layers_are_told_apart_from_the_engine_up() -> None:
    facts = "network endpoint namespace fdb address sysctl filter resolve listener".split()
    assert [cause_of(fact).value for fact in facts] == list(range(9))
    assert cause_of("rule") is Cause.FIREWALL


def test_an_effect_is_the_last_to_be_blamed() -> None:
    assert cause_of("reach") is Cause.APPLICATION
