"""Pieces of an SVG picture: elements that escape what they are given, and the look of them all."""

from html import escape

from tutor.map.clean import clean, width
from tutor.map.marks import Mark
from tutor.map.piece import Line, Style
from tutor.map.scene import Id

CHAR = 7.55
"""Width of a character; some fonts are a little narrower, none that is common is wider."""
TEXT_UP = 4
"""From the middle of a line of text up from its base."""

Area = tuple[float, float, float, float]
"""Left, top, width and height."""

LIGHT = {
    "paper": "#ffffff",
    "frame": "#94a3b8",
    "panel": "#f8fafc",
    "card": "#ffffff",
    "ink": "#1e293b",
    "dim": "#64748b",
    "line": "#475569",
    "address": "#0369a1",
    "switch": "#dbeafe",
    "switch-edge": "#2563eb",
    "uplink": "#e2e8f0",
    "network": "#1d4ed8",
    "cable": "#0f766e",
    "published": "#a21caf",
    "route": "#b45309",
    "wire": "#334155",
    "tunnel": "#7c3aed",
    "new": "#15803d",
    "changed": "#b45309",
    "gone": "#64748b",
    "refuted": "#b91c1c",
    "packet": "#7c3aed",
}
DARK = {
    "paper": "#0d1117",
    "frame": "#475569",
    "panel": "#131a24",
    "card": "#0d1117",
    "ink": "#e2e8f0",
    "dim": "#94a3b8",
    "line": "#94a3b8",
    "address": "#7dd3fc",
    "switch": "#14294d",
    "switch-edge": "#60a5fa",
    "uplink": "#253041",
    "network": "#93c5fd",
    "cable": "#5eead4",
    "published": "#f0abfc",
    "route": "#fbbf24",
    "wire": "#cbd5e1",
    "tunnel": "#c4b5fd",
    "new": "#4ade80",
    "changed": "#fbbf24",
    "gone": "#94a3b8",
    "refuted": "#f87171",
    "packet": "#c4b5fd",
}
_TEXT = {
    Style.PLAIN: "ink",
    Style.DIM: "dim",
    Style.NODE: "ink",
    Style.BOX: "line",
    Style.NAME: "ink",
    Style.LINK: "ink",
    Style.ADDRESS: "address",
    Style.SWITCH: "ink",
    Style.NETWORK: "network",
    Style.CABLE: "cable",
    Style.PUBLISHED: "published",
    Style.ROUTE: "route",
    Style.WIRE: "wire",
    Style.TUNNEL: "tunnel",
}
_FILLS = {
    "paper": "paper",
    "panel": "panel",
    "label": "panel",
    "card": "card",
    "switch": "switch",
    "uplink": "uplink",
}
_STROKES = {
    "panel": "frame",
    "card": "line",
    "switch": "switch-edge",
    "uplink": "frame",
    "cable": "cable",
    "route": "route",
    "wire": "wire",
    "tunnel": "tunnel",
}
FIXED = """
text{font:12.5px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.t-name{font-weight:700}.title{font-size:14px}.pill{font-size:11px;font-weight:700}
path{fill:none;stroke-width:2}.again{stroke-dasharray:4 3}.tunnel{stroke-dasharray:7 5}.wire{stroke-width:4}
.card,.panel{stroke-width:1.2}.glow{fill:none;stroke-width:5;stroke-opacity:.45}
"""


def stylesheet() -> str:
    """The rules for a light page and, where the reader prefers it, a dark one."""
    return f"{FIXED}{_rules(LIGHT)}@media (prefers-color-scheme:dark){{{_rules(DARK)}}}"


def tag(name: str, *inside: str, **attributes: object) -> str:
    """An element; a trailing underscore in an attribute's name is dropped, others become dashes."""
    given = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    written = "".join(f' {key}="{escape(_number(value))}"' for key, value in given if value is not None)
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def area(where: Area, look: str, rounded: float) -> str:
    """A rectangle."""
    x, y, wide, high = where
    return tag("rect", class_=look, x=x, y=y, width=wide, height=high, rx=rounded)


def wider(where: Area) -> Area:
    """An area that reaches a little further on every side."""
    x, y, wide, high = where
    return x - 2, y - 2, wide + 4, high + 4


def words(line: Line, x: float, y: float, *, anchor: str | None = None, extra: str = "") -> str:
    """A line of text; y is its middle."""
    spans = (tag("tspan", escape(piece.text), class_=f"t-{piece.style} {extra}".strip()) for piece in line)
    return tag("text", *spans, x=x, y=y + TEXT_UP, text_anchor=anchor, **{"xml:space": "preserve"})


def pill(mark: Mark, right: float, y: float) -> str:
    """The mark of a thing in words, ending at a place."""
    wide = width(mark.words) * 6.8 + 12
    return tag(
        "g",
        area((right - wide, y - 9, wide, 18), f"card p-{mark}", 9),
        tag(
            "text",
            escape(mark.words),
            class_=f"pill t-{mark}",
            x=right - wide / 2,
            y=y + TEXT_UP,
            text_anchor="middle",
        ),
    )


def group(thing: Id | None, *inside: str) -> str:
    """Elements that show one thing; its id is there for whoever reads the picture."""
    return tag("g", *inside, data_thing=clean(thing) if thing else None)


def _rules(colours: dict[str, str]) -> str:
    texts = (f".t-{style}{{fill:{colours[colour]}}}" for style, colour in _TEXT.items())
    fills = (f"rect.{name}{{fill:{colours[colour]}}}" for name, colour in _FILLS.items())
    strokes = (f".{name}{{stroke:{colours[colour]}}}" for name, colour in _STROKES.items())
    marks = (
        f".t-{mark}{{fill:{colours[mark]}}}.p-{mark},.g-{mark}{{stroke:{colours[mark]}}}" for mark in Mark
    )
    return "".join((*texts, *fills, *strokes, *marks))


def _number(value: object) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
