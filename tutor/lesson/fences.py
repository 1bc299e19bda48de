"""The fences of a lesson that have a role, each read into its part."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from tutor.lesson.choose import read_choose
from tutor.lesson.flow import FlowError
from tutor.lesson.flow import parse as parse_flow
from tutor.lesson.front import Report
from tutor.lesson.parts import (
    OUTSIDE,
    Claim,
    Claims,
    Commands,
    Part,
    Pattern,
    Place,
    Question,
    Role,
    Trace,
    Watch,
)
from tutor.lesson.pattern import PatternError, parse

NODES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota")
ROLES = (*Role, "claims", "ask", "choose", "watch", "trace")
_OPTIONS = {
    "claims": {"already", "kept"},
    "ask": set[str](),
    "choose": set[str](),
    "watch": set[str](),
    "trace": set[str](),
}
_COMMAND_OPTIONS = {"node"}
_NAME = re.compile(r"\{\{[^{}]*\}\}")
_OPTION = re.compile(r"([a-z_]+)=(\S+)")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block as it stands in the file."""

    info: str
    text: str
    place: Place
    """Of the fence's own line; the text begins on the next."""
    indent: int
    """Characters before each of its lines."""

    @property
    def role(self) -> str:
        """The last word of the info string, where there are two or more; a fence without one is prose."""
        words = self.info.split()
        return words[-1] if len(words) > 1 else ""


def read_fence(fence: Fence, nodes: int, report: Report) -> Part | None:  # noqa: PLR0911 - one for each role
    """The part that a fence with a role says; None, and a report, where it says none."""
    if fence.role not in ROLES:
        near = get_close_matches(fence.role, ROLES, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"roles are: {', '.join(ROLES)}"
        report(fence.place, f'no fence has the role "{fence.role}"; {hint}')
        return None
    options = _options(fence, report)
    match fence.role:
        case "trace":
            return _trace(fence, report)
        case "claims":
            return _claims(fence, options, report)
        case "ask":
            return _question(fence, report)
        case "choose":
            return read_choose(fence.text, fence.place, report)
        case "watch":
            return Watch(tuple(fence.text.split()), Place(fence.place.line + 1, fence.indent + 1))
        case _:
            return _commands(fence, options, nodes, report)


def _trace(fence: Fence, report: Report) -> Trace:
    """Flows, one a line; whatever stands in braces is known only when the lesson is played."""
    lines = enumerate(fence.text.split("\n"), start=fence.place.line + 1)
    flows = tuple(
        (line.strip(), Place(number, fence.indent + len(line) - len(line.lstrip()) + 1))
        for number, line in lines
        if line.strip()
    )
    if not flows:
        report(fence.place, "this fence has no flow; write one like: from=outside to=host:8080")
    for text, place in flows:
        try:
            parse_flow([_NAME.sub("1", text)])
        except FlowError as error:
            report(place, f"{error.message}; {error.advice}")
    return Trace(flows, fence.place)


def _options(fence: Fence, report: Report) -> dict[str, str]:
    allowed = _OPTIONS.get(fence.role, _COMMAND_OPTIONS)
    options = {}
    for word in fence.info.split()[1:-1]:
        found = _OPTION.fullmatch(word)
        if found and found[1] in allowed:
            options[found[1]] = found[2]
        else:
            known = ", ".join(sorted(allowed)) or "none"
            report(fence.place, f'"{word}" is no option of a fence for {fence.role}; its options: {known}')
    return options


def _commands(fence: Fence, options: dict[str, str], nodes: int, report: Report) -> Commands | None:
    node = options.get("node", NODES[0])
    there = (*NODES[:nodes], OUTSIDE)
    if node not in there:
        report(fence.place, f'this lesson has no node "{node}"; its nodes: {", ".join(there)}')
    text = fence.text.strip("\n")
    if not text.strip():
        report(fence.place, f"this {fence.role} block has no commands")
        return None
    if fence.role == Role.WRONG and not text.lstrip().startswith("#"):
        report(fence.place, "the first line of a wrong attempt is a comment that says why it is wrong")
    return Commands(Role(fence.role), text, fence.place, node)


def _claims(fence: Fence, options: dict[str, str], report: Report) -> Claims:
    for name, value in options.items():
        if value not in ("yes", "no"):
            report(fence.place, f"{name} is yes or no")
    already, kept = (options.get(name) == "yes" for name in ("already", "kept"))
    claims = []
    for sentence, place, patterns in _sentences(fence, report):
        if not patterns:
            report(place, "this claim has no pattern; write one below it, indented")
        claims.append(Claim(sentence, patterns, place, already, kept))
    if not claims:
        report(fence.place, "this fence has no claims")
    return Claims(tuple(claims), fence.place)


def _question(fence: Fence, report: Report) -> Question | None:
    found = _sentences(fence, report)
    if not found or not found[-1][2]:
        report(
            fence.place, "a question is a sentence, and below it, indented, the patterns that bind $answer"
        )
        return None
    return Question(" ".join(sentence for sentence, _, _ in found), found[-1][2], found[0][1])


def _sentences(fence: Fence, report: Report) -> list[tuple[str, Place, tuple[Pattern, ...]]]:
    found: list[tuple[str, Place, list[Pattern]]] = []
    for number, line in enumerate(fence.text.split("\n"), start=fence.place.line + 1):
        bare = line.strip()
        place = Place(number, fence.indent + len(line) - len(line.lstrip()) + 1)
        if not bare:
            continue
        if line[0] not in " \t":
            found.append((bare, place, []))
        elif not found:
            report(place, "a pattern stands below a sentence, and there is none")
        elif pattern := _pattern(bare, place, report):
            found[-1][2].append(pattern)
    return [(sentence, place, tuple(patterns)) for sentence, place, patterns in found]


def _pattern(line: str, place: Place, report: Report) -> Pattern | None:
    try:
        return parse(line, place)
    except PatternError as error:
        report(error.place, str(error))
        return None
