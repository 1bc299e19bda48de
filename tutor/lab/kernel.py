"""What the kernel of this machine can do: each feature tried, or found waiting on disk."""

import os
from collections.abc import Iterable

from tutor.lab import distribution, machine, modules, trial
from tutor.lab.engine import INSTALL
from tutor.lab.features import Feature
from tutor.lab.finding import Finding, Standing
from tutor.lab.needs import AS_ROOT
from tutor.language import _


def examine(features: Iterable[Feature], path: str) -> list[Finding]:
    """A finding for each of these features; their programs are looked for on this path."""
    features = tuple(features)
    waiting = {feature.name: modules.waiting(_modules(feature, path)) for feature in features}
    tried = trial.run([feature for feature in features if not waiting[feature.name]], path)
    return [_find(feature, waiting[feature.name], tried.get(feature.name)) for feature in features]


def _modules(feature: Feature, path: str) -> tuple[str, ...]:
    legacy = feature.legacy_modules and "legacy" in machine.ask("iptables", path)
    return feature.legacy_modules if legacy else feature.modules


def _find(feature: Feature, waiting: tuple[str, ...], tried: trial.Trial | None) -> Finding:
    if feature.root_only and os.geteuid():
        return Finding(feature.name, Standing.MISSING, _("only root may use it"), advice=_(AS_ROOT))
    if waiting:
        return _find_waiting(feature, waiting)
    if tried is None:
        return Finding(feature.name, Standing.MISSING, _("no namespace to try it in"), vital=feature.vital)
    if tried.worked:
        return Finding(feature.name, Standing.READY, vital=feature.vital)
    command, advice = _mend(feature, tried.said)
    return Finding(feature.name, Standing.MISSING, tried.said, command, advice, feature.vital)


def _find_waiting(feature: Feature, waiting: tuple[str, ...]) -> Finding:
    listed = " ".join(waiting)
    if modules.locked():
        detail = _("this kernel loads no more modules ({modules})", modules=listed)
        return Finding(
            feature.name, Standing.MISSING, detail, advice=_(distribution.RESTART), vital=feature.vital
        )
    standing = Standing.WAITING if feature.by_itself else Standing.MISSING
    command = "" if feature.by_itself else f"modprobe -a {listed}"
    detail = _("not loaded yet: {modules}", modules=listed)
    return Finding(feature.name, standing, detail, command, vital=feature.vital)


def _mend(feature: Feature, said: str) -> tuple[str, str]:
    """A command, and words, that help against this complaint of a trial."""
    if "not found" in said:
        return "", _(INSTALL)
    if feature.name == "ipv6":
        return "sysctl -w net.ipv6.conf.all.disable_ipv6=0", _("or start the kernel without ipv6.disable=1")
    return distribution.for_modules()
