"""What differs between distributions: where the rest of a kernel's modules comes from."""

import platform

from tutor.lab import modules
from tutor.language import _, mark

PACKAGES = {
    "ubuntu": "apt-get install linux-modules-extra-$(uname -r)",
    "debian": "apt-get install linux-image-amd64",
    "fedora": "dnf install kernel-modules-extra-$(uname -r)",
    "rhel": "dnf install kernel-modules-extra-$(uname -r)",
    "suse": "zypper install kernel-default",
}
"""By the ID or ID_LIKE of os-release(5): what brings modules that the running kernel came without."""
RESTART = mark("then start this machine anew")
ELSEWHERE = mark(
    "this kernel was built without it: run the lesson in a virtual machine, or on another machine"
)


def for_modules() -> tuple[str, str]:
    """The command that brings more modules, and what else is to be done."""
    if not modules.folder().is_dir():
        return "", _without_folder()
    for name in names():
        if name in PACKAGES:
            return PACKAGES[name].replace("amd64", _debian_machine()), _(RESTART)
    return "", _(ELSEWHERE)


def names() -> list[str]:
    """The id of the distribution here, then those of the ones that it is like."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return []
    return [release.get("ID", ""), *release.get("ID_LIKE", "").split()]


def _without_folder() -> str:
    if modules.FOLDER.is_dir() and any(modules.FOLDER.iterdir()):
        return _(
            "the running kernel's modules are gone from disk, as after an upgrade: start this machine anew"
        )
    return _(ELSEWHERE)


def _debian_machine() -> str:
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
