"""The broker itself: the distribution's mosquitto in a folder of its own, with no more rights than it needs."""

import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from tutor.errors import ClassError
from tutor.language import _

SBIN = "/usr/local/sbin:/usr/sbin:/sbin"
USERS = ("mosquitto", "nobody")
"""As whom a broker of root's runs: the first of these that there is."""
KEPT = "kept"
"""Where the broker keeps what is retained, within its folder."""
SECRETS = ("key.pem", "cert.pem", "passwords", "acl", "mosquitto.conf")
PRIVILEGED = 1024
"""The first port that needs no privilege."""
_CONFIGURATION = """\
# Written by tutor class host. Paths begin at this folder, in which the broker is started.
listener {port}
certfile cert.pem
keyfile key.pem
allow_anonymous false
password_file passwords
acl_file acl
persistence true
persistence_location {kept}/
autosave_interval 30
max_keepalive 120
max_packet_size 65536
log_dest stderr
log_type error
log_type warning
"""
_RIGHTS = """\
user board
topic readwrite tutor/{name}/#

user learner
topic read tutor/{name}/say

pattern readwrite tutor/{name}/learner/%c/#
"""
"""A learner's topics are those of their own client id, which nobody else knows; other learners' cannot be read."""


def make_folder(folder: Path) -> None:
    """Make the broker's folder; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / KEPT).mkdir(exist_ok=True, mode=0o700)


def configure(folder: Path, name: str, port: int, passwords: dict[str, str]) -> None:
    """Write all that the broker reads but its certificate, and give it what is its own. Raises ClassError, OSError."""
    write(folder / "acl", _RIGHTS.format(name=name))
    write(folder / "passwords", "".join(f"{user}:{word}\n" for user, word in passwords.items()))
    _run([find("mosquitto_passwd"), "-U", str(folder / "passwords")])
    write(folder / "mosquitto.conf", _CONFIGURATION.format(port=port, kept=KEPT))
    if os.getuid() == 0:
        _hand_over(folder, _unprivileged())


def start(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start the broker of a folder; it ends with this process, whatever ends that.

    Root's becomes an unprivileged user before it starts, and not by mosquitto's own option ``user``: who
    changes user forgets with whom to end. It can read nothing above its folder, so it is started in it.
    """
    dropping = _dropping(port) if os.getuid() == 0 else []
    argv = ["setpriv", *dropping, "--no-new-privs", "--pdeathsig", "TERM", "--", find("mosquitto")]
    return subprocess.Popen([*argv, "-c", "mosquitto.conf"], cwd=folder)


def find(program: str) -> str:
    """A program of the distribution's mosquitto; raises ClassError that says how to install it."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:{SBIN}")
    if found is None:
        raise ClassError(
            _("there is no {program} on this machine", program=program),
            _("install it: {command}", command="sudo apt install mosquitto"),
        )
    return found


def write(path: Path, text: str) -> None:
    """Write a file anew that nobody else may read."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text)


def _unprivileged() -> pwd.struct_passwd:
    for name in USERS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise ClassError(
        _("there is no user on this machine whom root could run a broker as"),
        _("host the class as an ordinary user"),
    )


def _hand_over(folder: Path, who: pwd.struct_passwd) -> None:
    """The broker may enter its folder, read what is in it and write where it keeps things; the folder stays root's."""
    os.chown(folder, 0, who.pw_gid)
    folder.chmod(0o710)
    for name in (*SECRETS, KEPT):
        os.chown(folder / name, who.pw_uid, who.pw_gid, follow_symlinks=False)


def _dropping(port: int) -> list[str]:
    who = _unprivileged()
    low = ["--inh-caps=+net_bind_service", "--ambient-caps=+net_bind_service"] if port < PRIVILEGED else []
    return [f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups", *low]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClassError(
            _(
                "{program} failed: {reason}",
                program=command[0],
                reason=done.stderr.strip() or done.returncode,
            ),
            _("install it: {command}", command="sudo apt install --reinstall mosquitto"),
        )
