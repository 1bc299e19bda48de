"""What the kinds of facts and their fields are, said once: in the docstrings beside them, and read from there."""

import ast
import inspect
from dataclasses import dataclass

from tutor.facts import KINDS
from tutor.state import Row

INTRODUCTION = """\
# Facts

A fact is a kind of thing that can be true on a node; a row is one such thing. `tutor state` prints the rows of a
running lab in the words in which claims are written; `tutor facts` prints this page, and `tutor facts KIND` a part.
How rows are read and kept true is told in [observer.md](observer.md).

Every row has `node`. Most have `netns`, the network namespace: `host` for the node's own, a container's name,
`outside` for the neighbour on the wire, or one of the engine's own by the name that Docker gave it: `ingress_sbox`,
`1-` and the first ten characters of an overlay network's id, `lb_` and nine of them.
`namespace network=NAME` finds those of a network.
"""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind."""

    name: str
    values: str
    """text, number, or yes/no."""
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A kind and its own fields; ``node``, which all have, is left out."""

    kind: str
    text: str
    fields: tuple[Field, ...]


def page(kind: str) -> Page:
    """The page of one kind."""
    row = KINDS[kind]
    return Page(kind, inspect.getdoc(row) or "", tuple(_fields(row)))


def markdown() -> str:
    """All kinds as one Markdown page."""
    return "\n".join([INTRODUCTION, *(_section(page(kind)) for kind in KINDS)])


def _fields(row: type[Row]) -> list[Field]:
    (defined,) = ast.parse(inspect.getsource(row)).body
    assert isinstance(defined, ast.ClassDef)
    return [
        _field(field, text.value.value)
        for field, text in zip(defined.body, defined.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    ]


def _field(field: ast.AnnAssign, text: str) -> Field:
    assert isinstance(field.target, ast.Name)
    kind = ast.unparse(field.annotation)
    values = "yes/no" if "bool" in kind else "number" if "int" in kind else "text"
    return Field(field.target.id.rstrip("_"), values, inspect.cleandoc(text).replace("\n", " "))


def _section(told: Page) -> str:
    lines = [f"| `{field.name}` | {field.values} | {_cell(field.text)} |" for field in told.fields]
    head = [f"## {told.kind}", "", _code(told.text), "", "| field | is | |", "|---|---|---|"]
    return "\n".join([*head, *lines, ""])


def _cell(text: str) -> str:
    return _code(text).replace("|", "\\|")


def _code(text: str) -> str:
    return text.replace("``", "`")
