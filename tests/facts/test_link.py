"""Links from kernel messages, and the pairing of veth ends."""

from tutor.facts.link import Link, read
from tutor.facts.raw import Message, Namespace, Raw


def _message(index: int, name: str, **attributes: object) -> Message:
    return {"index": index, "flags": 1, "ifi_type": 1, "IFLA_IFNAME": name, "IFLA_MTU": 1500, **attributes}


def _veth(index: int, name: str, peer: int, peer_netns: str | None, **attributes: object) -> Message:
    return _message(index, name, IFLA_INFO_KIND="veth", IFLA_LINK=peer, peer_netns=peer_netns, **attributes)


def _links(**namespaces: list[Message]) -> dict[tuple[str, str], Link]:
    raw = Raw("alpha")
    for name, messages in namespaces.items():
        raw.namespaces[name] = Namespace(name, 1, links={message["index"]: message for message in messages})
    return {(link.netns, link.name): link for link in read(raw)}


def test_the_two_ends_of_a_cable_name_each_other() -> None:
    links = _links(
        host=[_veth(7, "vethaaa", 2, "web"), _veth(9, "vethbbb", 2, "db")],
        web=[_veth(2, "eth0", 7, "host")],
        db=[_veth(2, "eth0", 9, "host")],
    )
    assert (links["web", "eth0"].peer, links["web", "eth0"].peer_netns) == ("vethaaa", "host")
    assert (links["host", "vethbbb"].peer, links["host", "vethbbb"].peer_netns) == ("eth0", "db")


def test_a_cable_into_an_unobserved_namespace_has_no_known_peer() -> None:
    link = _links(host=[_veth(7, "vethaaa", 2, None)])["host", "vethaaa"]
    assert (link.peer, link.peer_netns) == (None, None)


def test_a_port_knows_its_bridge_by_name() -> None:
    bridge = _message(3, "docker0", IFLA_INFO_KIND="bridge", IFLA_OPERSTATE="UP")
    links = _links(host=[bridge, _veth(7, "vethaaa", 2, "web", IFLA_MASTER=3)])
    assert links["host", "vethaaa"].master == "docker0"
    assert links["host", "docker0"].kind == "bridge"
    assert links["host", "docker0"].state == "up"


def test_kinds_without_a_driver_and_the_switch() -> None:
    loopback = {**_message(1, "lo"), "ifi_type": 772, "flags": 0}
    links = _links(host=[loopback, _message(2, "eth0")])
    assert (links["host", "lo"].kind, links["host", "lo"].up) == ("loopback", False)
    assert (links["host", "eth0"].kind, links["host", "eth0"].up) == ("ether", True)
