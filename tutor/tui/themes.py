"""The looks of the course: dark, light, and one of high contrast."""

from textual.theme import Theme

DARK = Theme(
    name="tutor-dark",
    primary="#5fa8d3",
    secondary="#9d8df1",
    accent="#62d0c0",
    warning="#e8b04a",
    error="#ef6f6c",
    success="#6cc070",
    foreground="#dfe6ea",
    background="#10161b",
    surface="#18212a",
    panel="#212c37",
    dark=True,
)
LIGHT = Theme(
    name="tutor-light",
    primary="#1f5f8b",
    secondary="#5b45b0",
    accent="#0b7a6c",
    warning="#8a5a00",
    error="#b3261e",
    success="#1e7a34",
    foreground="#1c2329",
    background="#fbfaf6",
    surface="#f1efe8",
    panel="#e4e1d6",
    dark=False,
)
CONTRAST = Theme(
    name="tutor-contrast",
    primary="#66d9ff",
    secondary="#ffb3ff",
    accent="#ffff66",
    warning="#ffcc00",
    error="#ff8080",
    success="#66ff66",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    dark=True,
    variables={"text-muted": "#d0d0d0"},
)
THEMES = (DARK, LIGHT, CONTRAST)
