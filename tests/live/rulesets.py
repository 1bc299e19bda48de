"""The rules that engines of several generations keep for two networks, written anew after their layouts.

br1 (10.1.0.0/24) has a host whose port 80 is published as 8080; br2 (10.2.0.0/24) is a plain or an internal network.
"""

S1, S2 = "10.1.0.0/24", "10.2.0.0/24"
WEB = "10.1.0.2"
_NAT = f"""*nat
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s {S1} ! -o br1 -j MASQUERADE
%s-A DOCKER ! -i br1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination {WEB}:80
COMMIT
"""
_MASQUERADE2 = f"-A POSTROUTING -s {S2} ! -o br2 -j MASQUERADE\n"
_STATE = "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"


def to_27(*, icc: bool, internal: bool) -> str:
    """Engines 20.10 to 27: rules of bridges in FORWARD, isolation in two stages, the policy drops the rest."""
    first = (
        f"! -s {S2} -o br2 -j DROP\n-A STAGE-1 ! -d {S2} -i br2 -j DROP"
        if internal
        else "-i br2 ! -o br2 -j STAGE-2"
    )
    stages = f"-A STAGE-1 {first}\n-A STAGE-1 -i br1 ! -o br1 -j STAGE-2\n-A STAGE-1 -j RETURN\n-A STAGE-2 -o br2 -j DROP\n"
    out2 = (
        ""
        if internal
        else f"-A FORWARD -o br2 {_STATE}\n-A FORWARD -o br2 -j DOCKER\n-A FORWARD -i br2 ! -o br2 -j ACCEPT\n"
    )
    return (
        f"""*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:STAGE-1 - [0:0]
:STAGE-2 - [0:0]
:DOCKER-USER - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -j STAGE-1
-A FORWARD -o br1 {_STATE}
-A FORWARD -o br1 -j DOCKER
-A FORWARD -i br1 ! -o br1 -j ACCEPT
-A FORWARD -i br1 -o br1 -j {"ACCEPT" if icc else "DROP"}
{out2}-A FORWARD -i br2 -o br2 -j ACCEPT
-A DOCKER -d {WEB}/32 ! -i br1 -o br1 -p tcp -m tcp --dport 80 -j ACCEPT
{stages}-A STAGE-2 -o br1 -j DROP
-A STAGE-2 -j RETURN
-A DOCKER-USER -j RETURN
COMMIT
"""
        + _NAT % ("" if internal else _MASQUERADE2)
    )


def from_28(*, icc: bool, internal: bool) -> str:
    """Engines 28 and 29 with iptables: chains of their own, the rest dropped in DOCKER, and no direct access (raw)."""
    bridges = "-A DOCKER-BRIDGE -o br1 -j DOCKER\n" + (
        "" if internal else "-A DOCKER-BRIDGE -o br2 -j DOCKER\n"
    )
    tracked = f"-A DOCKER-CT -o br1 {_STATE}\n" + ("" if internal else f"-A DOCKER-CT -o br2 {_STATE}\n")
    rest = "-A DOCKER ! -i br1 -o br1 -j DROP\n" + ("" if internal else "-A DOCKER ! -i br2 -o br2 -j DROP\n")
    shut = (
        f"-A DOCKER-INTERNAL ! -s {S2} -o br2 -j DROP\n-A DOCKER-INTERNAL ! -d {S2} -i br2 -j DROP\n"
        if internal
        else ""
    )
    own = "-i br1 -j ACCEPT" if icc else "-i br1 -o br1 -j DROP\n-A DOCKER-FORWARD -i br1 ! -o br1 -j ACCEPT"
    return (
        f"""*raw
:PREROUTING ACCEPT [0:0]
-A PREROUTING -d {WEB}/32 ! -i br1 -j DROP
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-BRIDGE - [0:0]
:DOCKER-CT - [0:0]
:DOCKER-FORWARD - [0:0]
:DOCKER-INTERNAL - [0:0]
:DOCKER-USER - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-FORWARD
-A DOCKER -d {WEB}/32 ! -i br1 -o br1 -p tcp -m tcp --dport 80 -j ACCEPT
{rest}{bridges}{tracked}-A DOCKER-FORWARD -j DOCKER-CT
-A DOCKER-FORWARD -j DOCKER-INTERNAL
-A DOCKER-FORWARD -j DOCKER-BRIDGE
-A DOCKER-FORWARD {own}
-A DOCKER-FORWARD -i br2 {"-o br2 " if internal else ""}-j ACCEPT
{shut}COMMIT
"""
        + _NAT % ("" if internal else _MASQUERADE2)
    )


def nftables_29(*, icc: bool, internal: bool) -> str:
    """Engine 29 with its own tables of nftables: verdict maps lead to chains for what goes into and out of a bridge."""
    within = "accept" if icc else "drop"
    if internal:
        into2 = 'oifname "br2" iifname "br2" counter accept\n iifname != "br2" counter drop'
        out2, masquerade2 = 'oifname != "br2" counter drop', ""
    else:
        into2 = 'ct state established,related counter accept\n iifname "br2" counter accept\n counter drop'
        out2, masquerade2 = (
            "ct state established,related counter accept\n counter accept",
            f'oifname != "br2" ip saddr {S2} counter masquerade',
        )
    return f"""table ip docker-bridges {{
 map filter-forward-in-jumps {{
  type ifname : verdict
  elements = {{ "br1" : jump filter-forward-in__br1, "br2" : jump filter-forward-in__br2 }}
 }}
 map filter-forward-out-jumps {{
  type ifname : verdict
  elements = {{ "br1" : jump filter-forward-out__br1, "br2" : jump filter-forward-out__br2 }}
 }}
 map nat-postrouting-out-jumps {{
  type ifname : verdict
  elements = {{ "br1" : jump nat-postrouting-out__br1, "br2" : jump nat-postrouting-out__br2 }}
 }}
 chain filter-forward-in__br1 {{
  ct state established,related counter accept
  iifname "br1" counter {within} comment "within"
  ip daddr {WEB} tcp dport 80 counter accept
  counter drop comment "not published"
 }}
 chain filter-forward-out__br1 {{
  ct state established,related counter accept
  counter accept comment "outgoing"
 }}
 chain filter-forward-in__br2 {{
  {into2}
 }}
 chain filter-forward-out__br2 {{
  {out2}
 }}
 chain nat-postrouting-out__br1 {{
  oifname != "br1" ip saddr {S1} counter masquerade
 }}
 chain nat-postrouting-out__br2 {{
  {masquerade2}
 }}
 chain nat-prerouting-and-output {{
  iifname != "br1" tcp dport 8080 counter dnat to {WEB}:80
 }}
 chain filter-FORWARD {{
  type filter hook forward priority filter; policy accept;
  oifname vmap @filter-forward-in-jumps
  iifname vmap @filter-forward-out-jumps
 }}
 chain nat-PREROUTING {{
  type nat hook prerouting priority dstnat; policy accept;
  fib daddr type local counter jump nat-prerouting-and-output
 }}
 chain nat-OUTPUT {{
  type nat hook output priority -100; policy accept;
  ip daddr != 127.0.0.0/8 fib daddr type local counter jump nat-prerouting-and-output
 }}
 chain nat-POSTROUTING {{
  type nat hook postrouting priority srcnat; policy accept;
  iifname vmap @nat-postrouting-out-jumps
 }}
 chain raw-PREROUTING {{
  type filter hook prerouting priority raw; policy accept;
  ip daddr {WEB} iifname != "br1" counter drop comment "no direct access"
 }}
}}
"""


def _one_way_iptables(way: str) -> str:
    rule = f"-A FORWARD -i eth0 -o br1 -m conntrack --ctdir {way.upper()} -j DROP"
    return f"*filter\n:FORWARD ACCEPT [0:0]\n{rule}\nCOMMIT\n"


def _one_way_nft(way: str) -> str:
    rule = f'iifname "eth0" oifname "br1" ct direction {way} drop'
    return f"table ip mine {{\n chain f {{\n  type filter hook forward priority 0;\n  {rule}\n }}\n}}\n"


ONE_WAY = {
    "iptables-nft-restore": _one_way_iptables,
    "iptables-legacy-restore": _one_way_iptables,
    "nft -f -": _one_way_nft,
}
"""How a rule that drops what goes one way of a connection is loaded, and what it is."""
