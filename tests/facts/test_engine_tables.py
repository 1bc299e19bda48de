"""Containers and networks from the engine's inspect, with the gaps that engines leave."""

from tutor.facts import KINDS, container, network
from tutor.facts.raw import Raw

NETWORK = {
    "Name": "bridge",
    "Id": "0123456789abcdef",
    "Driver": "bridge",
    "Scope": "local",
    "Internal": False,
    "Options": {"com.docker.network.bridge.name": "docker0"},
    "IPAM": {"Config": [{"Subnet": "fd00::/64"}, {"Subnet": "172.17.0.0/16", "Gateway": "172.17.0.1"}]},
}


def _network(**changes: object) -> network.Network:
    (row,) = network.read(Raw("alpha", networks=[{**NETWORK, **changes}]))
    return row


def test_the_default_bridge_has_its_name_from_its_options() -> None:
    row = _network()
    assert (row.bridge, row.subnet, row.gateway) == ("docker0", "172.17.0.0/16", "172.17.0.1")


def test_any_other_bridge_is_named_by_the_networks_id() -> None:
    assert _network(Options=None).bridge == "br-0123456789ab"


def test_a_network_without_pools_and_without_a_gateway() -> None:
    assert _network(IPAM={"Config": None}).subnet is None
    assert _network(IPAM={"Config": [{"Subnet": "10.0.0.0/24"}]}).gateway is None


def test_other_drivers_have_no_bridge() -> None:
    assert _network(Driver="host", Options={}).bridge is None


def test_a_container_by_its_short_names() -> None:
    found = {
        "Name": "/web",
        "Id": "f" * 64,
        "HostConfig": {"NetworkMode": "default"},
        "Config": {"Image": "tutor/box"},
        "State": {"Status": "running"},
    }
    (row,) = container.read(Raw("alpha", containers=[found]))
    assert (row.name, row.id, row.state, row.mode) == ("web", "f" * 12, "running", "bridge")


def test_every_kind_says_what_each_of_its_fields_is() -> None:
    for name, kind in KINDS.items():
        assert kind.fact() == name
        assert kind.__doc__
