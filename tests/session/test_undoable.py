"""On the learner's own machine a lesson runs only commands that look, or whose work a label marks."""

import pytest

from tutor.session.undoable import is_undoable

OWN = frozenset({"web", "shop"})


@pytest.mark.parametrize(
    "line",
    [
        "docker run -d --name web -p 8080:80 tutor/box httpd -f -h /www",
        "docker network create --subnet 10.9.0.0/24 shop",
        "docker network connect shop web",
        "docker rm -f web",
        "docker exec web ip link set eth0 down",
        "docker ps | grep web >/dev/null 2>&1",
        "ip -brief link show master docker0",
        "ip a; ip route get 10.9.0.2",
        "bridge link show",
        "iptables -t nat -nvL POSTROUTING",
        "nft -a list ruleset",
        "for i in 1 2; do docker run tutor/box true; done",
        "address=$(docker inspect web)",
        "busybox wget -qO- localhost:8080",
        "if ping -c 1 10.9.0.2; then echo yes; fi",
    ],
)
def test_looking_and_making_what_is_labelled(line: str) -> None:
    assert is_undoable(line, OWN)


@pytest.mark.parametrize(
    "line",
    [
        "docker rm -f theirs",
        "docker rm -f $(docker ps -aq)",
        "docker exec theirs reboot",
        "docker exec -u web theirs sh",
        "docker system prune -f",
        "docker run -dv /:/host tutor/box",
        "docker run --privileged tutor/box",
        "docker run --cap-add=NET_ADMIN --network host tutor/box",
        "docker swarm init",
        "docker -H tcp://there run tutor/box",
        "ip link add x type dummy",
        "ip a a 10.9.0.9/32 dev lo",
        "ip -batch file",
        "iptables -A FORWARD -j DROP",
        "iptables -F",
        "nft flush ruleset",
        "ss -K dst 10.9.0.2",
        "echo 1 >/proc/sys/net/ipv4/ip_forward",
        "sysctl -w net.ipv4.ip_forward=0",
        "rm -rf /",
        "true && rm -rf /",
        "ls `rm x`",
        'echo "$(rm x)"',
        "cat x | sh",
        "sudo ip link",
        "timeout 5 rm x",
        "curl -o x localhost",
        "an 'open quote",
    ],
)
def test_everything_else_is_refused(line: str) -> None:
    assert not is_undoable(line, OWN)
