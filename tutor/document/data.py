"""The document as JSON, for programs."""

import json
from dataclasses import asdict

from tutor.document.story import Story

FORM = 1
"""Version of the form; it grows when a field changes its meaning."""


def to_json(story: Story) -> str:
    """The whole document; times are seconds since 1970."""
    told = asdict(story)
    for part, plain in zip(story.parts, told["parts"], strict=True):
        plain |= {"seconds": round(part.seconds, 1), "finished": part.is_finished}
        for visit, each in zip(part.visits, plain["visits"], strict=True):
            each |= {"seconds": round(visit.seconds, 1), "done": visit.is_done}
    return json.dumps({"form": FORM} | told, ensure_ascii=False, indent=1) + "\n"
