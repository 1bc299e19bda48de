"""A firewall as simple as can be: one packet with all its fields, rule by rule. What walks are held against."""

from ipaddress import ip_address, ip_network

from tests.firewall.writing import BASE, Book, Term, Written

Packet = dict[str, str]


def judge(book: Book, packet: Packet) -> str:
    """What becomes of the packet."""
    return _chain(book, BASE, packet) or book.policy


def _chain(book: Book, name: str, packet: Packet) -> str:
    for rule in book.rules[name]:
        if all(_fits(term, packet) for term in rule.terms):
            if rule.verdict == "return":
                return ""
            if verdict := _verdict(book, rule, packet):
                return verdict
    return ""


def _verdict(book: Book, rule: Written, packet: Packet) -> str:
    return _chain(book, rule.verdict, packet) if rule.verdict in book.rules else rule.verdict


def _fits(term: Term, packet: Packet) -> bool:
    value = packet[term.field]
    if term.field in ("source", "dest"):
        met = ip_address(value) in ip_network(term.value)
    elif term.field == "dport":
        first, _, last = term.value.partition("-")
        met = int(first) <= int(value) <= int(last or first)
    else:
        met = value in term.value.split(",")
    return met is not term.negated
