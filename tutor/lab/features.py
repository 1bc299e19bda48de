"""Every feature of a kernel that the lab or a lesson may want: how it is tried, in one table.

A trial is a line of shell, run in throw-away namespaces (``tutor.lab.trial``) whose ``/run`` is an
empty tmpfs. The modules are all that a trial would make the kernel load: where one of them lies
ready on disk, nothing is tried, because a loaded module would outlive the trial.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a kernel can do or cannot."""

    name: str
    """The word for it in a lesson's ``needs``."""
    trial: str
    modules: tuple[str, ...] = ()
    legacy_modules: tuple[str, ...] = ()
    """Those in place of them where iptables is the legacy one."""
    by_itself: bool = True
    """Whether the kernel loads its modules when they are first used."""
    root_only: bool = False
    """Whether it is closed to user namespaces, which is where an ordinary user's lab is."""
    vital: bool = False
    """Whether there is no lab without it."""


_PARENT = "ip link add parent-{0} type bridge && ip link add child-{0} link parent-{0} type {0}"
"""A kind of link that stands on another one."""
_IPTABLES = (
    "nf_tables nft_compat nft_chain_nat nf_nat nf_conntrack x_tables xt_conntrack xt_addrtype xt_MASQUERADE"
)
_LEGACY = (
    "ip_tables x_tables iptable_nat iptable_filter nf_nat nf_conntrack xt_conntrack xt_addrtype xt_MASQUERADE"
)
_NFT = "nf_tables nft_chain_nat nft_masq nf_nat nf_conntrack nft_fib nft_fib_ipv4"

FEATURES = (
    Feature("veth", "ip link add one type veth peer name two", ("veth",), vital=True),
    Feature("bridge", "ip link add bridge type bridge", ("bridge",), vital=True),
    Feature("dummy", "ip link add dummy type dummy", ("dummy",)),
    Feature("macvlan", _PARENT.format("macvlan"), ("macvlan",)),
    Feature("ipvlan", _PARENT.format("ipvlan"), ("ipvlan",)),
    Feature("vlan", f"{_PARENT.format('vlan')} id 30", ("8021q",)),
    Feature("vxlan", "ip link add vxlan type vxlan id 42 dstport 4789", ("vxlan",)),
    Feature("ipvs", "cat /proc/sys/net/ipv4/vs/conntrack", ("ip_vs",), by_itself=False, root_only=True),
    Feature(
        "br_netfilter", "cat /proc/sys/net/bridge/bridge-nf-call-iptables", ("br_netfilter",), by_itself=False
    ),
    Feature("ipv6", "ip link set lo up && ip -6 addr add fd00::1/64 dev lo", ("ipv6",)),
    Feature(
        "iptables",
        "iptables -t nat -A POSTROUTING -m addrtype ! --dst-type LOCAL -j MASQUERADE"
        " && iptables -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT",
        tuple(_IPTABLES.split()),
        tuple(_LEGACY.split()),
        vital=True,
    ),
    Feature(
        "nftables",
        "nft 'table ip n { chain c { type nat hook postrouting priority 100; fib daddr type local masquerade; }; }'",
        tuple(_NFT.split()),
    ),
    Feature(
        "nftrace",
        "nft 'table ip t { chain c { type filter hook prerouting priority -300; meta nftrace set 1; }; }'",
        ("nf_tables",),
    ),
    Feature(
        "overlayfs",
        "mkdir /run/lower /run/upper /run/work /run/all"
        " && mount -t overlay -o lowerdir=/run/lower,upperdir=/run/upper,workdir=/run/work overlay /run/all",
        ("overlay",),
    ),
)
BY_NAME = {feature.name: feature for feature in FEATURES}
