"""How long something may take before it is given up: longer where TUTOR_PATIENCE says that the machine is slow."""

import os
import re

VARIABLE = "TUTOR_PATIENCE"
"""How many times longer than usual, like 5, from 1 to 100; anything else counts as 1."""


def patience(seconds: float) -> float:
    """These seconds, on a machine that is as fast as most."""
    said = os.environ.get(VARIABLE, "")
    factor = float(said) if re.fullmatch(r"\d{1,3}(\.\d+)?", said, re.ASCII) else 1.0
    return seconds * (factor if 1 <= factor <= 100 else 1.0)  # noqa: PLR2004 - as said above
