"""The language that learners are spoken to in: one for each process, English until another is chosen.

Texts stand in the code in English, as whole sentences with names in braces, and are translated by
gettext when they are said: ``_("there is no link {name}", name=name)``. Babel gathers them from the
code (``tests/translate`` does it all) into ``locale/zh/LC_MESSAGES/tutor.po``.
"""

import re
from gettext import NullTranslations, translation
from pathlib import Path

FOLDER = Path(__file__).with_name("locale")
DOMAIN = "tutor"
ENGLISH = "en"

_NEEDLESS = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])"
)
_MISSING = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])")

_chosen: list[NullTranslations] = [NullTranslations()]


def set_language(language: str) -> None:
    """Speak this language from now on; English where there is no catalogue of it."""
    _chosen[0] = translation(DOMAIN, FOLDER, [language], fallback=True)


def language() -> str:
    """The language that is spoken now."""
    return _chosen[0].info().get("language", ENGLISH)


def translate(text: str, /, **values: object) -> str:
    """The text in the chosen language, with the values in place of their names."""
    translated = _chosen[0].gettext(text)
    return spaced(translated.format(**values)) if values else translated


def translate_number(one: str, many: str, number: int, /, **values: object) -> str:
    """The same for texts that depend on a number, which they may use as ``{number}``."""
    return spaced(_chosen[0].ngettext(one, many, number).format(number=number, **values))


def spaced(text: str) -> str:
    """Chinese as it is set: a space between it and Latin words, none between its own characters."""
    return text if text.isascii() else _MISSING.sub(" ", _NEEDLESS.sub("", text))


def mark(text: str) -> str:
    """The text as it is: for tables of texts, which are translated only when one of them is said."""
    return text


_ = translate
_n = translate_number
