"""A path as plain values, for programs."""

from dataclasses import asdict
from typing import Any

from tutor.trace.hop import Hop, Path
from tutor.trace.reasons import lesson
from tutor.trace.words import name, says


def to_plain(path: Path) -> dict[str, Any]:
    """The whole path; words are in the language that is spoken."""
    return {
        "flow": path.flow.text(),
        "ends": path.ends,
        "process": path.process,
        "arrives": path.arrives,
        "why": path.why,
        "dropped_by": path.dropped_by,
        "lesson": lesson(path),
        "notes": list(path.notes),
        "hops": [_hop(hop) for hop in path.hops],
    }


def _hop(hop: Hop) -> dict[str, Any]:
    told = {name: value for name, value in asdict(hop).items() if value not in (None, "", (), False)}
    return {**told, "standing": str(hop.standing), "name": name(hop), "words": says(hop)}
