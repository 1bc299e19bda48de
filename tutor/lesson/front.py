"""The front matter of a lesson: what it is called and what it needs."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml

from tutor.lesson import needs
from tutor.lesson.model import VALUE_KINDS
from tutor.lesson.parts import Place

Report = Callable[[Place, str], None]
"""Is told of something wrong, with its place."""
MAX_NODES = 9
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LONGEST = 120
"""Minutes that a lesson may take."""


@dataclass(frozen=True, slots=True)
class _Key:
    fits: Callable[[Any], bool]
    wanted: str
    default: Any = None


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _values(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and _NAME.fullmatch(name) and isinstance(kind, str) and kind in VALUE_KINDS
        for name, kind in value.items()
    )


KEYS = {
    "title": _Key(_text, "some text"),
    "summary": _Key(_text, "some text"),
    "minutes": _Key(lambda value: _whole(value) and 0 < value <= LONGEST, "a number of minutes, 1 to 120"),
    "nodes": _Key(lambda value: _whole(value) and 0 < value <= MAX_NODES, "a number, 1 to 9", 1),
    "needs": _Key(_words, "a list like [macvlan, ipv6]", []),
    "after": _Key(_words, "a list of slugs like [the-bridge]", []),
    "values": _Key(
        _values, "names and their kinds, like {net: subnet}; kinds are: " + ", ".join(VALUE_KINDS), {}
    ),
}
"""Every key, with what it wants; those without a default are required."""


def read_front(text: str, report: Report) -> Mapping[str, Any]:
    """The keys of a front matter whose first line is line 2 of its file; what is wrong is reported."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        told = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        report(
            _mark(getattr(error, "problem_mark", None)),
            f"this is not YAML: {getattr(error, 'problem', error)}",
        )
        return {}
    if not isinstance(told, dict) or not isinstance(node, yaml.MappingNode):
        report(Place(1), "a lesson begins with its title, summary and minutes between two lines of ---")
        return {}
    places = {key.value: _mark(key.start_mark) for key, _ in node.value}
    known = {key: value for key, value in told.items() if _fits(key, value, places, report)}
    _check_needs(node, report)
    for name, key in KEYS.items():
        if key.default is None and name not in told:
            report(Place(1), f"{name} is missing: {key.wanted}")
    return {name: key.default for name, key in KEYS.items() if key.default is not None} | known


def _fits(name: Any, value: Any, places: Mapping[Any, Place], report: Report) -> bool:
    place = places.get(str(name), Place(1))
    if name not in KEYS:
        near = get_close_matches(str(name), KEYS, n=1)
        report(place, f'there is no key "{name}"' + (f'; did you mean "{near[0]}"?' if near else ""))
        return False
    if not KEYS[name].fits(value):
        report(place, f"{name} must be {KEYS[name].wanted}")
        return False
    return True


def _check_needs(front: yaml.MappingNode, report: Report) -> None:
    lists = [value for key, value in front.value if key.value == "needs"]
    for need in [item for known in lists if isinstance(known, yaml.SequenceNode) for item in known.value]:
        if isinstance(need.value, str) and (wrong := needs.complaint(need.value)):
            report(_mark(need.start_mark), wrong)


def _mark(mark: yaml.Mark | None) -> Place:
    return Place(mark.line + 2, mark.column + 1) if mark else Place(2)
