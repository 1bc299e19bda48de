"""The words by which a lesson says what a machine must have: a small closed grammar."""

import re
from difflib import get_close_matches

WORDS = (
    "br_netfilter",
    "dummy",
    "ipv6",
    "ipvlan",
    "ipvs",
    "macvlan",
    "nftables",
    "nftrace",
    "root",
    "vlan",
    "vxlan",
)
"""Features of a machine that some have and some have not."""
ENGINE = re.compile(r"engine(>=|<=|<|>)(\d{1,4}(?:\.\d{1,4}){0,2})")
"""A bound on the engine's version: ``engine>=28``, ``engine<29``."""


def complaint(need: str) -> str:
    """Why this is no word of the grammar; empty when it is one."""
    if need in WORDS or ENGINE.fullmatch(need):
        return ""
    if need.startswith("engine"):
        return f'"{need}" is no bound on the engine; write it like engine>=28 or engine<29'
    near = get_close_matches(need, WORDS, n=1)
    guess = f'; did you mean "{near[0]}"?' if near else f"; the words are: {', '.join(WORDS)}, engine>=28"
    return f'no machine has a "{need}"{guess}'
