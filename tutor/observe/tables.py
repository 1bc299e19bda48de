"""Which kernel messages make up which table, and which of their attributes are kept."""

from pyroute2.netlink import rtnl
from pyroute2.netlink.rtnl.ifaddrmsg import ifaddrmsg
from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg
from pyroute2.netlink.rtnl.ndmsg import ndmsg
from pyroute2.netlink.rtnl.rtgenmsg import rtgenmsg
from pyroute2.netlink.rtnl.rtmsg import rtmsg

AF_BRIDGE = 7
IP = (2, 10)
"""The families of IP, whose routes are told of."""
ALL = -1
"""The index of a link that stands for all of them."""
GROUPS = (
    rtnl.RTMGRP_LINK
    | rtnl.RTMGRP_NEIGH
    | rtnl.RTMGRP_IPV4_IFADDR
    | rtnl.RTMGRP_IPV4_ROUTE
    | rtnl.RTMGRP_IPV6_IFADDR
    | rtnl.RTMGRP_IPV6_ROUTE
    | 1 << (rtnl.RTNLGRP_IPV4_NETCONF - 1)
    | 1 << (rtnl.RTNLGRP_IPV6_NETCONF - 1)
)


class netconfmsg(rtgenmsg):  # type: ignore[misc] # noqa: N801 # as pyroute2 names its messages
    """The switches of IP on a link (``ip netconf``), which pyroute2 does not know."""

    nla_map = (
        ("NETCONFA_UNSPEC", "none"),
        ("NETCONFA_IFINDEX", "int32"),
        ("NETCONFA_FORWARDING", "int32"),
        ("NETCONFA_RP_FILTER", "int32"),
        ("NETCONFA_MC_FORWARDING", "int32"),
        ("NETCONFA_PROXY_NEIGH", "int32"),
    )


REQUESTS = {
    "links": (rtnl.RTM_GETLINK, ifinfmsg, 0),
    "addresses": (rtnl.RTM_GETADDR, ifaddrmsg, 0),
    "routes": (rtnl.RTM_GETROUTE, rtmsg, 0),
    "neighbours": (rtnl.RTM_GETNEIGH, ndmsg, 0),
    "fdb": (rtnl.RTM_GETNEIGH, ndmsg, AF_BRIDGE),
    "switches": (rtnl.RTM_GETNETCONF, netconfmsg, 0),
}
"""How to ask for a table: the request's kind, its message and the address family."""
SKIP_STATS = 1 << 3
"""Leave out what of a link is only counted (RTEXT_FILTER_SKIP_STATS)."""
WISHES = {"links": (("IFLA_EXT_MASK", SKIP_STATS),)}
"""What is said besides when a table is asked for."""
TABLES = {
    rtnl.RTM_NEWLINK: ("links", True),
    rtnl.RTM_DELLINK: ("links", False),
    rtnl.RTM_NEWADDR: ("addresses", True),
    rtnl.RTM_DELADDR: ("addresses", False),
    rtnl.RTM_NEWROUTE: ("routes", True),
    rtnl.RTM_DELROUTE: ("routes", False),
    rtnl.RTM_NEWNEIGH: ("neighbours", True),
    rtnl.RTM_DELNEIGH: ("neighbours", False),
    rtnl.RTM_NEWNETCONF: ("switches", True),
    rtnl.RTM_DELNETCONF: ("switches", False),
}
ATTRIBUTES = {
    "links": (
        "IFLA_IFNAME IFLA_ADDRESS IFLA_MTU IFLA_MASTER IFLA_LINK IFLA_LINK_NETNSID IFLA_OPERSTATE".split()
    ),
    "addresses": ["IFA_ADDRESS", "IFA_LOCAL"],
    "routes": "RTA_DST RTA_GATEWAY RTA_OIF RTA_PREFSRC RTA_TABLE RTA_PRIORITY".split(),
    "neighbours": "NDA_DST NDA_LLADDR NDA_MASTER NDA_VLAN".split(),
    "switches": "NETCONFA_IFINDEX NETCONFA_FORWARDING NETCONFA_RP_FILTER NETCONFA_PROXY_NEIGH".split(),
}
"""Kept of the messages of a table; those of neighbours are those of fdb, too."""
KEYS = {
    "addresses": ("index", "IFA_ADDRESS", "IFA_LOCAL", "prefixlen"),
    "routes": "family tos RTA_TABLE RTA_DST dst_len RTA_PRIORITY RTA_OIF RTA_GATEWAY".split(),
    "neighbours": ("ifindex", "NDA_DST"),
    "fdb": "ifindex NDA_LLADDR NDA_DST NDA_MASTER NDA_VLAN".split(),
    "switches": ("rtgen_family", "NETCONFA_IFINDEX"),
}
"""What tells two entries of a table apart."""
KIND_DATA = (
    "IFLA_VXLAN_ID IFLA_VXLAN_PORT IFLA_VXLAN_LEARNING IFLA_VXLAN_PROXY IFLA_MACVLAN_MODE IFLA_IPVLAN_MODE IFLA_VLAN_ID"
).split()
"""Kept of what a link's kind alone has."""
DATA_KINDS = "macvlan macvtap ipvlan vlan vxlan".split()
"""The kinds that have such things."""
PORT_DATA = ("IFLA_BRPORT_MODE", "IFLA_BRPORT_LEARNING")
"""Kept of what a link has because it is a bridge's port: hairpin and learning."""
SWITCHES = {
    2: {
        "forwarding": "NETCONFA_FORWARDING",
        "rp_filter": "NETCONFA_RP_FILTER",
        "proxy_arp": "NETCONFA_PROXY_NEIGH",
        "route_localnet": "route_localnet",
    },
    10: {"forwarding": "NETCONFA_FORWARDING", "disable_ipv6": "disable_ipv6"},
}
"""Kept of IP's switches that a link's message has: by family and name of the sysctl, what events (netconf) call them."""
SILENT = {2: "route_localnet", 10: "disable_ipv6"}
"""Those of which there are no events."""
