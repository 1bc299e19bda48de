"""What this machine has beside its kernel's features: engine, programs, control groups."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tutor.errors import NeedError
from tutor.lab import cgroups, engine, image
from tutor.lab.engine import INSTALL
from tutor.lab.finding import Finding, Standing
from tutor.language import _

_NUMBER = re.compile(r"\d+(?:\.\d+)+")


def examine(engine_dir: Path | None) -> list[Finding]:
    """Everything that is looked up rather than tried."""
    return [_engine(engine_dir), _programs(engine_dir), _busybox(), _variant(engine_dir), _cgroups()]


def engine_version(engine_dir: Path | None) -> str:
    """Version of the engine's program, which is not started; empty when there is none."""
    said = ask("dockerd", engine.search_path(engine_dir))
    found = _NUMBER.search(said)
    return found[0] if found else ""


def _engine(engine_dir: Path | None) -> Finding:
    version = engine_version(engine_dir)
    if version:
        return Finding("engine", Standing.READY, f"Docker {version}", vital=True)
    return Finding("engine", Standing.MISSING, _("there is no dockerd"), advice=_(INSTALL), vital=True)


def _programs(engine_dir: Path | None) -> Finding:
    try:
        engine.check_tools(engine_dir, rootless=bool(os.geteuid()))
    except NeedError as error:
        return Finding("programs", Standing.MISSING, error.message, advice=error.advice, vital=True)
    return Finding("programs", Standing.READY, vital=True)


def _busybox() -> Finding:
    try:
        return Finding("static busybox", Standing.READY, str(image.find_busybox()), vital=True)
    except NeedError as error:
        return Finding("static busybox", Standing.MISSING, error.message, advice=error.advice, vital=True)


def _variant(engine_dir: Path | None) -> Finding:
    """Which of the two programs called iptables this machine uses."""
    said = ask("iptables", engine.search_path(engine_dir))
    variant = "legacy" if "legacy" in said else "nft" if "nf_tables" in said else ""
    if not variant:
        return Finding("iptables variant", Standing.MISSING, _("there is no iptables"), advice=_(INSTALL))
    return Finding("iptables variant", Standing.READY, f"{variant}, {said}")


def _cgroups() -> Finding:
    return Finding("control groups", Standing.READY, cgroups.version())


def ask(program: str, path: str) -> str:
    """The first line of what a program says about its version; empty when there is no such program."""
    found = shutil.which(program, path=path)
    if not found:
        return ""
    asked = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    return asked.stdout.partition("\n")[0].strip()
