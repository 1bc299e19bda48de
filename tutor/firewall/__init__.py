"""The firewall's rules: what iptables and nft print, as one model, and what it makes of a packet."""

from tutor.firewall.condition import Condition
from tutor.firewall.rule import Chain, Rule, Ruleset

__all__ = ["Chain", "Condition", "Rule", "Ruleset"]
