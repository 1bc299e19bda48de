"""Containers and networks from the engine's inspect, with the gaps that engines leave."""

from tutor.facts import KINDS, container, endpoint, network
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


def test_a_bridges_options_with_what_they_are_when_nothing_is_said() -> None:
    bridge = "com.docker.network.bridge"
    plain = _network(Options=None)
    assert (plain.icc, plain.masquerade, plain.mtu) == (True, True, None)
    options = {f"{bridge}.enable_icc": "false", "com.docker.network.driver.mtu": "1400"}
    told = _network(Options=options)
    assert (told.icc, told.masquerade, told.mtu) == (False, True, 1400)


def test_what_other_drivers_have() -> None:
    lan = _network(Driver="macvlan", Options={"parent": "eth0", "macvlan_mode": "private"})
    assert (lan.parent, lan.mode, lan.icc, lan.attachable) == ("eth0", "private", None, None)
    vni = {"com.docker.network.driver.overlay.vxlanid_list": "4097,4098"}
    mesh = _network(Driver="overlay", Options=vni, Attachable=True, Ingress=False)
    assert (mesh.vni, mesh.attachable, mesh.ingress) == (4097, True, False)


def test_the_pools_of_both_versions() -> None:
    pools = [{"Subnet": "fd00::/64"}, {"Subnet": "10.7.0.0/16", "IPRange": "10.7.9.0/24"}]
    row = _network(IPAM={"Config": pools})
    assert (row.subnet6, row.range) == ("fd00::/64", "10.7.9.0/24")


def test_a_pool_is_the_network_that_was_meant() -> None:
    row = _network(IPAM={"Config": [{"Subnet": "10.7.1.1/16", "IPRange": "10.7.9.129/25"}]})
    assert (row.subnet, row.range) == ("10.7.0.0/16", "10.7.9.128/25")
    assert _network(IPAM={"Config": [{"Subnet": "of my own"}]}).subnet == "of my own"


WEB = {
    "Name": "/web",
    "Id": "f" * 64,
    "HostConfig": {"NetworkMode": "shop"},
    "Config": {"Image": "tutor/box"},
    "State": {"Status": "running"},
    "NetworkSettings": {
        "Ports": {
            "80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}, {"HostIp": "::", "HostPort": "8080"}],
            "53/udp": [{"HostIp": "127.0.0.1", "HostPort": "5300"}],
            "443/tcp": None,
        },
        "Networks": {
            "shop": {
                "IPAddress": "10.20.0.2",
                "IPPrefixLen": 24,
                "GlobalIPv6Address": "",
                "MacAddress": "02:42:0a:14:00:02",
                "Gateway": "10.20.0.1",
                "Aliases": ["front", "f" * 12],
                "DNSNames": ["web", "front", "f" * 12],
            }
        },
    },
}


def test_published_ports_once_for_both_versions() -> None:
    (row,) = container.read(Raw("alpha", containers=[WEB]))
    assert row.ports == "127.0.0.1:5300->53/udp,8080->80/tcp"


def test_an_endpoint_with_the_names_that_were_given_to_it() -> None:
    (row,) = endpoint.read(Raw("alpha", containers=[WEB]))
    assert (row.container, row.network, row.ip, row.prefix) == ("web", "shop", "10.20.0.2", 24)
    assert (row.ip6, row.gateway, row.aliases) == (None, "10.20.0.1", "front")


def test_an_endpoint_of_a_container_that_does_not_run_has_no_address() -> None:
    settings = {"IPAddress": "", "IPPrefixLen": 0, "MacAddress": "", "Gateway": "", "Aliases": None}
    found = {**WEB, "NetworkSettings": {"Networks": {"shop": settings}}}
    (row,) = endpoint.read(Raw("alpha", containers=[found]))
    assert (row.ip, row.prefix, row.mac, row.aliases) == (None, None, None, None)


def test_every_kind_says_what_each_of_its_fields_is() -> None:
    for name, kind in KINDS.items():
        assert kind.fact() == name
        assert kind.__doc__
