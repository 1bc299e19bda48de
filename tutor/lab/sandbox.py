"""The file system of a node: the system read-only, everything else private and in memory."""

import shutil
from pathlib import Path

from tutor.lab import cgroups, limits, mounts
from tutor.lab.plan import Plan

SYSTEM = ("usr", "opt", "bin", "sbin", "lib", "lib32", "lib64", "libx32")
DEVICES = ("null", "zero", "full", "random", "urandom", "tty", "fuse", "net/tun")
ETC_FOLDERS = ("alternatives", "iproute2", "ld.so.conf.d", "ssl/certs", "pki/tls/certs", "terminfo", "vim")
ETC_FILES = (
    "bash.bashrc debian_version ethertypes inputrc ld.so.cache ld.so.conf locale.alias localtime"
    " nanorc networks nsswitch.conf os-release protocols services rpc"
).split()
USERS = (
    "root:x:0:0:root:/root:/bin/bash",
    "nobody:x:65534:65534:nobody:/:/bin/false",
    "tcpdump:x:0:0:what distributions' tcpdump becomes before it captures:/:/bin/false",
)
VOLATILE = ("root", "home", "tmp", "run", "var", "etc", "mnt", "media", "srv")
PROC_READ_ONLY = ("bus", "fs", "irq", "sys", "sysrq-trigger")
MODULES = ("lib/modules", "usr/lib/modules")
"""Hidden: what the kernel needs it loads by itself, from the machine's own; nobody here loads any by name."""
ROOT_SHARE = 20
ENGINE_SHARE = 50
"""Everything a learner writes is in memory: per cent of it for the roots, and for the engines, of a whole lab."""


def enter(plan: Plan, node: str) -> None:
    """Build the node's root on a fresh tmpfs and move this process into it, for good."""
    root = plan.folder / "root"
    room = limits.room(ROOT_SHARE, len(plan.nodes))
    mounts.mount("tmpfs", root, f"{room},mode=755", mounts.MS_NOSUID | mounts.MS_NODEV)
    _system(root)
    for name in VOLATILE:
        (root / name).mkdir(exist_ok=True)
    (root / "tmp").chmod(0o1777)
    (root / "root").chmod(0o700)
    _var(root, limits.room(ENGINE_SHARE, len(plan.nodes)))
    _etc(root, plan, node)
    _devices(root / "dev")
    _kernel(root)
    _cgroups(root, plan.cgroup(node))
    _tutor(root, plan)
    mounts.pivot(root)


def _system(root: Path) -> None:
    for name in SYSTEM:
        source = Path("/", name)
        if source.is_symlink():
            (root / name).symlink_to(source.readlink())
        elif source.is_dir():
            mounts.bind_read_only(source, root / name)


def _var(root: Path, room: str) -> None:
    for name in ("lib", "log", "tmp", "cache"):
        (root / "var" / name).mkdir()
    (root / "var/run").symlink_to("/run")
    (root / "run/lock").mkdir()
    # The engine's files on a mount of their own: its overlays must not see the sandbox's root.
    mounts.mount("tmpfs", root / "var/lib/docker", f"{room},mode=711", mounts.MS_NODEV)


def _etc(root: Path, plan: Plan, node: str) -> None:
    etc = root / "etc"
    for name in ETC_FOLDERS:
        if Path("/etc", name).is_dir():
            mounts.bind_read_only(Path("/etc", name), etc / name)
    for name in ETC_FILES:
        if Path("/etc", name).is_file():
            shutil.copy(Path("/etc", name), etc / name)
    (etc / "docker").mkdir()
    (etc / "passwd").write_text("".join(f"{user}\n" for user in USERS))
    (etc / "group").write_text("root:x:0:\nnogroup:x:65534:\n")
    (etc / "hostname").write_text(f"{node}\n")
    names = "".join(f"{at.address}\t{at.name}\n" for at in plan.nodes)
    (etc / "hosts").write_text(f"127.0.0.1\tlocalhost\n::1\tlocalhost\n{names}")
    # Nobody listens there: a name that only the internet knows is refused at once, not after ten seconds.
    (etc / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    shutil.copy(Path(__file__).with_name("bashrc"), etc / "tutor.bashrc")
    (etc / "mtab").symlink_to("/proc/self/mounts")
    (root / "root/.bashrc").symlink_to("/etc/tutor.bashrc")


def _devices(dev: Path) -> None:
    mounts.mount("tmpfs", dev, "size=64k,mode=755", mounts.MS_NOSUID)
    for name in DEVICES:
        if Path("/dev", name).exists():
            mounts.bind_read_only(
                Path("/dev", name), dev / name
            )  # one may write to it, but not change its owner
    mounts.mount("devpts", dev / "pts", "newinstance,ptmxmode=0666,mode=0620", mounts.MS_NOSUID)
    mounts.mount("tmpfs", dev / "shm", "size=64m,mode=1777", mounts.MS_NOSUID | mounts.MS_NODEV)
    (dev / "ptmx").symlink_to("pts/ptmx")
    (dev / "fd").symlink_to("/proc/self/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        (dev / name).symlink_to(f"/proc/self/fd/{number}")


def _kernel(root: Path) -> None:
    """The kernel's own files: what is the network's can be set, the rest only read."""
    careful = mounts.MS_NOSUID | mounts.MS_NODEV | mounts.MS_NOEXEC
    mounts.mount("proc", root / "proc", flags=careful)
    for name in PROC_READ_ONLY:
        if (root / "proc" / name).exists():
            mounts.bind_read_only(root / "proc" / name, root / "proc" / name)
    mounts.writable(root / "proc/sys/net")
    if (root / "proc/kcore").exists():
        mounts.bind_read_only(Path("/dev/null"), root / "proc/kcore")
    mounts.mount("sysfs", root / "sys", flags=careful)
    mounts.read_only(root / "sys")
    mounts.writable(root / "sys/devices/virtual/net")
    # `ip netns exec` takes /sys away before it mounts another, which a user may only where there is one to be seen.
    mounts.mount("sysfs", root / "run/tutor/sys", flags=careful)
    mounts.read_only(root / "run/tutor/sys")
    for folder in MODULES:
        if (root / folder).is_dir() and not (root / folder).parent.is_symlink():
            mounts.mount("tmpfs", root / folder, "size=4k,mode=555")


def _cgroups(root: Path, group: str) -> None:
    """The node's own group, for its containers; beside it, the host's can be read at most."""
    target = root / cgroups.ROOT.relative_to("/")
    own = [place for place in cgroups.places(group) if place.is_dir()]
    if own:
        cgroups.enter(group)
    if own == [cgroups.ROOT / group]:
        mounts.bind(cgroups.ROOT / group, target)
        return
    mounts.bind_read_only(cgroups.ROOT, target)
    for place in own:
        mounts.bind(place, root / place.relative_to("/"))


def _tutor(root: Path, plan: Plan) -> None:
    """The tutor's own code, for the observer, and the engine's folder, where they are not part of the system."""
    for source in plan.read_only:
        if not any(source.is_relative_to(f"/{name}") for name in SYSTEM):
            mounts.bind_read_only(source, root / source.relative_to("/"))
    if plan.engine_dir:
        mounts.bind_read_only(plan.engine_dir, root / "run/tutor/engine")
