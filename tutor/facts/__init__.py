"""Fact kinds: one file each, with the row and how it is read from what the observer gathers."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from tutor.facts.act import Act
from tutor.state import Row

_NO_KINDS = {"act", "handbook", "raw"}


def _modules() -> dict[str, ModuleType]:
    names = sorted(module.name for module in iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}") for name in names if name not in _NO_KINDS}


MODULES = _modules()
"""Each kind's module, by the kind's name."""

ENGINE_TABLES = frozenset({"containers", "networks"})
"""Raw tables that are of no namespace."""

KINDS: dict[str, type[Row]] = {name: getattr(module, name.capitalize()) for name, module in MODULES.items()}
"""Each kind's row, by the name that lessons use."""

ACTS: dict[str, type[Act]] = {name: kind for name, kind in KINDS.items() if issubclass(kind, Act)}
"""The kinds that act rather than look."""
