"""Glyphs that a terminal may lack, and what stands for them then."""

import locale

CAN_SHOW_GLYPHS = "utf" in locale.getpreferredencoding().lower()
DONE, HERE, AHEAD = ("●", "◉", "○") if CAN_SHOW_GLYPHS else ("#", "@", "-")
"""Lessons, and steps of one: done, open, still to come."""
OFF, ON = ("○", "●") if CAN_SHOW_GLYPHS else ("( )", "(x)")
"""A choice of one: not taken, taken."""
UNTICKED, TICKED = ("☐", "☑") if CAN_SHOW_GLYPHS else ("[ ]", "[x]")
"""A choice among several: not ticked, ticked."""
CURSOR = "▌" if CAN_SHOW_GLYPHS else ">"
"""Beside the line of a list that Enter would choose."""
