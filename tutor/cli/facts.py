"""``tutor facts``: what can be claimed, kind by kind."""

import json as json_format
from dataclasses import asdict
from textwrap import wrap
from typing import Annotated

from cyclopts import Parameter

from tutor.cli.options import Json
from tutor.errors import TutorError
from tutor.facts import KINDS, handbook

WIDTH = 100
"""Characters in a line."""
INDENT = 16
"""Characters before what a field is."""


def facts(
    kind: str = "", /, *, json: Json = False, markdown: Annotated[bool, Parameter(show=False)] = False
) -> None:
    """Print the kinds of facts and their fields: the words that claims are made of.

    Parameters
    ----------
    kind
        Only this kind: link, address, route, nat, …
    """
    if kind and kind not in KINDS:
        raise TutorError(f'there is no fact kind "{kind}"', f"the kinds are: {', '.join(KINDS)}")
    pages = [handbook.page(each) for each in ([kind] if kind else KINDS)]
    if markdown:
        print(handbook.markdown(), end="")
    elif json:
        print(json_format.dumps([asdict(page) for page in pages], ensure_ascii=False))
    else:
        print("\n\n".join(_plain(page) for page in pages))


def _plain(page: handbook.Page) -> str:
    fields = [line for field in page.fields for line in _lines(field)]
    return "\n".join([page.kind, *_wrapped(page.text, "  "), *fields])


def _wrapped(text: str, indent: str) -> list[str]:
    plain = text.replace("``", "")
    return [
        line
        for part in plain.split("\n\n")
        for line in wrap(part, WIDTH, initial_indent=indent, subsequent_indent=indent)
    ]


def _lines(field: handbook.Field) -> list[str]:
    first, *rest = _wrapped(
        f"{field.text} ({field.values})" if field.values != "text" else field.text, " " * INDENT
    )
    return [f"  {field.name}".ljust(INDENT) + first.lstrip(), *rest]
