"""Which lessons may run on the learner's own machine: those whose every command only looks, or can be undone.

What the engine makes for a lesson is marked with a label and goes with it. So a command may run there
when it asks the engine for such a thing, or is known to change nothing; of any other nothing is known.
"""

import re
import shlex
from collections.abc import Callable, Iterator, Sequence

from tutor.errors import CannotRunError
from tutor.lab.host_node import IN_THE_LAB
from tutor.language import _
from tutor.lesson.model import Lesson
from tutor.lesson.parts import Commands, Role

LOOKING = frozenset(
    "[ cat cut dig echo egrep getent grep head id ip6tables-save iptables-save jq ls lsns nslookup pgrep ping"
    " printf ps readlink seq sleep stat tail test tr traceroute true uname wc which".split()
)
"""Programs that change nothing, whatever they are told."""
MAKING = frozenset("run create".split())
ASKING = frozenset("ps ls list inspect logs port diff top stats version info images wait".split())
AIMING = frozenset("start stop restart rm kill pause unpause rename connect disconnect".split())
"""What docker does with things that are there: allowed with the lesson's own."""
KINDS = frozenset("container network volume".split())
_REACHING = re.compile(
    r"-\w*v.*|--(?:volume|volumes-from|mount|privileged|pid|uts|ipc|userns|device|cap-add|security-opt|cidfile)\b.*"
)
"""Options of ``docker run`` by which a container reaches for more of the machine than its network."""
_EXEC_OPTIONS = frozenset(("-i", "-t", "-it", "-ti", "-d"))
_SHOWING = frozenset(("show", "list", "ls", "get"))
_IP_OPTIONS = re.compile(r"-(?:br|brief|c|color|d|details|o|oneline|s|stats|j|json|p|pretty|4|6)")
_TABLES = re.compile(r"-[tSLnvx]+|--(?:list|list-rules|numeric|verbose|table|line-numbers)|[^-].*")
_INTO_A_FILE = re.compile(r"-[a-zA-Z]*[oOT].*|--(?:output|remote|upload|trace|dump|config|cookie-jar).*")
_FORWARDS = frozenset("! { do else if then until while busybox time".split())
"""Words of the shell that a command may follow."""
_ALONE = re.compile(r"(?:for|done|fi|\}|\w+=).*")
_NAME = re.compile(r"--name[= ](\S+)|docker (?:network|volume) create (?:.* )?(\S+)$", re.MULTILINE)


def check(lesson: Lesson) -> None:
    """Raise CannotRunError when a lesson would do what its end could not undo."""
    if lesson.nodes > 1:
        raise _refusal(_("it needs {number} hosts, and this is one", number=lesson.nodes))
    if any(
        part.role is Role.BREAK for step in lesson.steps for part in step.parts if isinstance(part, Commands)
    ):
        raise _refusal(_("it breaks things on purpose, and this is your machine"))
    own = names(lesson)
    for line in commands(lesson):
        if not is_undoable(line, own):
            raise _refusal(_("nobody could undo this for sure: {command}", command=line.strip()))


def commands(lesson: Lesson) -> Iterator[str]:
    """Each line that the lesson would have run, its solutions among them."""
    for step in lesson.steps:
        for part in step.commands(Role.RUN, Role.SOLUTION):
            yield from (line for line in part.text.replace("\\\n", " ").splitlines() if line.strip())


def names(lesson: Lesson) -> frozenset[str]:
    """Names of what the lesson would make: containers, networks, volumes."""
    found = _NAME.findall("\n".join(commands(lesson)))
    return frozenset(name for pair in found for name in pair if name)


def is_undoable(line: str, own: frozenset[str]) -> bool:
    """Whether every command of a line of shell only looks, or works on what the label marks."""
    try:
        return all(_is_harmless(words, own) for words in _simple_commands(line))
    except ValueError:  # quotes that do not end
        return False


def _refusal(reason: str) -> CannotRunError:
    return CannotRunError(
        _("this lesson cannot run on your own machine: {reason}", reason=reason), _(IN_THE_LAB)
    )


def _simple_commands(line: str) -> Iterator[list[str]]:
    """The commands between pipes, semicolons and brackets; a redirection is none of these."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    for word in lexer:
        if set(word) <= set("();|&"):
            yield words
            words = []
        else:
            words.append(word)
    yield words


def _is_harmless(words: list[str], own: frozenset[str]) -> bool:
    while words and words[0] in _FORWARDS:
        words = words[1:]
    if not words or _ALONE.fullmatch(words[0]):
        return True
    if _writes(words) or any("`" in word or "$(" in word for word in words):
        return False
    program, *rest = words
    judge = _JUDGES.get(program)
    return judge(rest, own) if judge else program in LOOKING


def _writes(words: Sequence[str]) -> bool:
    """Whether output goes anywhere but to nothing or to another output."""
    for at, word in enumerate(words):
        if ">" in word and set(word) <= set("<>&|"):
            target = words[at + 1] if at + 1 < len(words) else ""
            if target != "/dev/null" and not (word == ">&" and target.isdigit()):
                return True
    return False


def _docker(words: list[str], own: frozenset[str]) -> bool:
    if words[:1] and words[0] in KINDS:
        words = words[1:]
    verb, rest = (words[0], words[1:]) if words else ("ls", [])
    aims = [word for word in rest if not word.startswith("-")]
    if verb in MAKING:
        return not any(_REACHING.fullmatch(word) for word in rest)
    if verb == "exec":
        options = rest[: rest.index(aims[0])] if aims else rest
        return own.issuperset(aims[:1]) and _EXEC_OPTIONS.issuperset(options)
    return verb in ASKING or (verb in AIMING and own.issuperset(aims))


def _ip(words: list[str], _: frozenset[str]) -> bool:
    told = [word for word in words if not _IP_OPTIONS.fullmatch(word)]
    return not any(word.startswith("-") for word in told) and (len(told) < 2 or told[1] in _SHOWING)  # noqa: PLR2004 - an object and a verb


def _wget(words: list[str], _: frozenset[str]) -> bool:
    return any(word in ("-O-", "-qO-") for word in words)


def _curl(words: list[str], _: frozenset[str]) -> bool:
    return not any(_INTO_A_FILE.fullmatch(word) for word in words)


def _ss(words: list[str], _: frozenset[str]) -> bool:
    return not any("K" in word or "kill" in word for word in words)


def _iptables(words: list[str], _: frozenset[str]) -> bool:
    return all(_TABLES.fullmatch(word) for word in words)


def _nft(words: list[str], _: frozenset[str]) -> bool:
    told = [word for word in words if not word.startswith("-")]
    return told[:1] in (["list"], ["monitor"]) and "-f" not in words


_JUDGES: dict[str, Callable[[list[str], frozenset[str]], bool]] = {
    "docker": _docker,
    "ip": _ip,
    "bridge": _ip,
    "iptables": _iptables,
    "ip6tables": _iptables,
    "nft": _nft,
    "wget": _wget,
    "curl": _curl,
    "ss": _ss,
}
