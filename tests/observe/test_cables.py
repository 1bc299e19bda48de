"""What goes out of a link, by what comes in at a cable's other end."""

from typing import Any

from tutor.facts.raw import Namespace
from tutor.observe.proof import cables


def link(name: str, kind: str | None = None, **more: Any) -> dict[str, Any]:
    return {"IFLA_IFNAME": name, "IFLA_INFO_KIND": kind, **more}


HOST = Namespace(
    "host",
    1,
    links={
        1: link("lo"),
        2: link("eth0", "veth", IFLA_LINK=9, peer_netns=None),
        3: link("docker0", "bridge"),
        5: link("veth1", "veth", IFLA_LINK=2, peer_netns="web"),
    },
)
WEB = Namespace("web", 2, links={2: link("eth0", "veth", IFLA_LINK=5, peer_netns="host")})
SPACES = {"host": HOST, "web": WEB}
ALL = ("lo", "eth0", "docker0", "veth1", "gone")


def test_a_link_is_heard_itself_unless_something_else_tells_what_it_sends() -> None:
    assert cables.alone(HOST, ALL, ["host", "web"]) == ["lo", "eth0"]
    assert cables.alone(HOST, ALL, ["host"]) == ["lo", "eth0", "veth1"]
    assert cables.alone(HOST, ["veth1"], ["host", "web"]) == []


def test_what_comes_in_at_one_end_went_out_at_the_other() -> None:
    came = {"link": "eth0", "out": False, "at": 1.5, "seen": "it"}
    assert list(cables.sent(WEB, [came], SPACES)) == [("host", {**came, "link": "veth1", "out": True})]


def test_nothing_is_known_of_an_end_that_nobody_hears() -> None:
    came = [{"link": name, "out": False} for name in ALL]
    assert list(cables.sent(HOST, came, {"host": HOST})) == []
    assert list(cables.sent(WEB, [{"link": "eth0", "out": True}], SPACES)) == []
