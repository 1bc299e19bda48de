"""What ``iptables-save`` prints, read by a table of the flags that are understood."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from tutor.firewall.condition import ADDRESSES, LINKS, NEVER, PORTS, Condition, address, join
from tutor.firewall.rule import CONTINUE, Chain, Rule

_FIELDS = {
    "-i": "enter",
    "-o": "leave",
    "-p": "proto",
    "-s": "source",
    "-d": "dest",
    "--sport": "sport",
    "--dport": "dport",
    "--sports": "sport",
    "--dports": "dport",
    "--ctstate": "state",
    "--state": "state",
    "--ctdir": "direction",
}
_TYPES = {"--dst-type": "to_self", "--src-type": "from_self"}
"""Matches of address types; only LOCAL is understood."""
_TAKES_ANYTHING = {"--comment", "--string", "--hex-string", "--log-prefix", "--nflog-prefix"}
"""Flags whose one value may look like a flag."""
_WORDLESS = {"-m"}
"""Flags that only announce others."""
_TO = {"--to-destination", "--to-source", "--to-ports"}
_VERDICTS = {name.upper(): name for name in "accept drop reject return masquerade dnat snat redirect".split()}
_PASSING = frozenset(
    "AUDIT CHECKSUM CLASSIFY CONNMARK CONNSECMARK CT DSCP ECN HL IDLETIMER LED LOG MARK NFLOG NOTRACK RATEEST SECMARK"
    " SET TCPMSS TCPOPTSTRIP TEE TOS TRACE TTL ULOG".split()
)
"""Targets that do something and let the packet go on to the next rule."""
_PRIORITIES = {"raw": -300, "mangle": -150, "nat": -100, "filter": 0, "security": 50}
_SOURCE_NAT = 100
"""Priority of the nat table behind routing, where sources are rewritten."""
_HOOKS = {name.upper(): name for name in "prerouting input forward output postrouting".split()}
_PART = re.compile(r"(?<!!) (?=(?:! )?-)")
"""Where a flag begins, in a rule in which nothing is quoted."""
_FREE = re.compile("|".join(['"', *sorted(_TAKES_ANYTHING)]))
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')

Word = tuple[str, bool]
"""A word and whether it was quoted; a quoted one is never a flag."""
Verdict = tuple[str, str | None]
"""A verdict, and where it leads."""
_NO_VERDICT: Verdict = (CONTINUE, None)


def parse(text: str, *, family: str, backend: str) -> Iterator[Chain]:
    """The chains of all tables that the text tells of."""
    table = ""
    heads: dict[tuple[str, str], str] = {}
    rules: dict[tuple[str, str], list[Rule]] = {}
    for line in text.splitlines():
        if line.startswith("*"):
            table = line[1:].strip()
        elif line.startswith(":") and len(words := line[1:].split()) > 1:
            heads[table, words[0]] = words[1]
        elif line.startswith("-A "):
            _, name, *rest = line.split(" ", 2)
            if (table, name) not in rules:
                heads.setdefault((table, name), "-")
                rules[table, name] = []
            rules[table, name].append(parse_rule(rest[0].strip() if rest else ""))
    for (table, name), policy in heads.items():
        hook = _HOOKS.get(name) if policy != "-" else None
        yield Chain(
            backend=backend,
            family=family,
            table=table,
            name=name,
            rules=tuple(rules.get((table, name), ())),
            hook=hook,
            priority=_SOURCE_NAT if table == "nat" and hook == "postrouting" else _PRIORITIES.get(table, 0),
            policy=policy.lower() if hook else "accept",
            kind="nat" if table == "nat" else "filter",
        )


@lru_cache(maxsize=32768)
def parse_rule(text: str) -> Rule:
    """One rule, from what follows the chain's name."""
    conditions, verdict = _read(text) if _is_free(text) else _read_plain(text)
    joined = join(conditions)
    if joined is None:
        return Rule((NEVER,), CONTINUE, None, text)
    return Rule(joined, *verdict, text)


def _is_free(text: str) -> bool:
    """Whether a rule has words that may look like flags and are none."""
    return _FREE.search(text) is not None


def _read_plain(text: str) -> tuple[Iterable[Condition], Verdict]:
    """A rule without such words, flag by flag: most are the same in many rules."""
    matches, how, target = text.partition("-j ") if text.startswith("-j ") else text.partition(" -j ")
    if " -g " in matches or matches.startswith("-g "):
        return _read(text)
    found = (_part(part) for part in _PART.split(matches) if part)
    return [each for conditions in found for each in conditions], _target(target) if how else _NO_VERDICT


@lru_cache(maxsize=4096)
def _part(text: str) -> tuple[Condition, ...]:
    flag, _, value = text.partition(" ")
    if flag in _FIELDS and value and " " not in value:
        return (_condition(_FIELDS[flag], value, negated=False),)
    return tuple(_conditions(_words(text)))


@lru_cache(maxsize=4096)
def _target(text: str) -> Verdict:
    return _verdict([("-j", False), *_words(text)])


def _read(text: str) -> tuple[Iterable[Condition], Verdict]:
    """Any rule, word by word."""
    matches, target = _split(_words(text))
    return _conditions(matches), _verdict(target)


def _words(text: str) -> list[Word]:
    found = _WORD.finditer(text)
    return [(word[1], True) if word[2] is None else (word[2], False) for word in found]


def _split(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """What the rule asks, and its target with the target's own options, which always come last."""
    free = True
    for position, (word, quoted) in enumerate(words):
        if free and not quoted and word in ("-j", "-g"):
            return words[:position], words[position:]
        free = quoted or word not in _TAKES_ANYTHING
    return words, []


def _conditions(words: list[Word]) -> Iterator[Condition]:
    for flag, values, negated in _options(words):
        if flag in _WORDLESS or flag == "--comment":
            continue
        if flag in _FIELDS and values:
            yield _condition(_FIELDS[flag], values[0], negated=negated)
        elif flag in _TYPES and values == ["LOCAL"]:
            yield Condition(_TYPES[flag], ("yes",), negated)
        else:
            said = " ".join([flag.lstrip("-"), *values])
            yield Condition("other", (f"not {said}" if negated else said,))


def _options(words: list[Word]) -> Iterator[tuple[str, list[str], bool]]:
    """Flags with their values and whether they are negated."""
    flag, values, negated, bar = "", list[str](), False, False
    for word, quoted in words:
        taking = flag in _TAKES_ANYTHING and not values
        if quoted or taking or not (word == "!" or word.startswith("-")):
            values.append(word)
            continue
        if flag or values:
            yield flag, values, negated
        flag, values, negated = "", [], False
        if word == "!":
            bar = True
        else:
            flag, negated, bar = word, bar, False
    if flag or values:
        yield flag, values, negated


def _condition(field: str, value: str, *, negated: bool) -> Condition:
    return Condition(field, tuple(_values(field, value)), negated)


def _values(field: str, value: str) -> Iterable[str]:
    if field in LINKS:
        return [value[:-1] + "*" if value.endswith("+") else value]
    if field in ADDRESSES:
        return [address(value)]
    if field in PORTS:
        return [port.replace(":", "-") for port in value.split(",")]
    return [word.lower() for word in value.split(",")]


def _verdict(words: list[Word]) -> Verdict:
    if len(words) < 2:  # noqa: PLR2004 # a flag and its value
        return _NO_VERDICT
    (flag, _), (target, _), *options = words
    if flag == "-g":
        return "goto", target
    if target in _VERDICTS:
        return _VERDICTS[target], _to([word for word, _ in options])
    if target in _PASSING:
        return CONTINUE, None
    return ("jump", target) if not options else (target.lower(), None)


def _to(options: list[str]) -> str | None:
    return next((value for flag, value in pairwise(options) if flag in _TO), None)
