"""A broker for a class: the distribution's mosquitto, with passwords and a certificate made for it."""

import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_state_path

from tutor.classroom.address import BOARD, LEARNER, NAME, Address
from tutor.classroom.trust import fingerprint, make_certificate
from tutor.errors import ClassError

SBIN = "/usr/local/sbin:/usr/sbin:/sbin"
_CONFIGURATION = """\
# Written by tutor class host.
listener {port}
certfile {folder}/cert.pem
keyfile {folder}/key.pem
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/acl
persistence true
persistence_location {folder}/kept/
autosave_interval 30
max_keepalive 120
max_packet_size 65536
log_dest stderr
log_type error
log_type warning
user {user}
"""
_RIGHTS = """\
user board
topic readwrite tutor/{name}/#

user learner
topic read tutor/{name}/say

pattern readwrite tutor/{name}/learner/%c/#
"""
"""A learner's topics are those of their own client id, which nobody else knows; other learners' cannot be read."""


@dataclass(frozen=True, slots=True)
class Hosted:
    """A class that this machine has a broker for."""

    name: str
    host: str
    port: int
    learner: str
    """The learners' password, the same for all."""
    board: str
    """The instructor's password."""
    fingerprint: str

    @property
    def join_address(self) -> Address:
        """What learners join with."""
        return self._address(LEARNER, self.learner)

    @property
    def board_address(self) -> Address:
        """What the instructor's board connects with."""
        return self._address(BOARD, self.board)

    def _address(self, user: str, password: str) -> Address:
        return Address(self.host, self.port, self.name, user, password, self.fingerprint)


def folder(name: str) -> Path:
    """Where all of a class is kept on the instructor's machine."""
    return user_state_path("tutor") / "classes" / name


def own_address() -> str:
    """The address by which others reach this machine: the one that packets to elsewhere would come from."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def prepare(name: str, host: str, port: int) -> Hosted:
    """Make a class, or take the one that there is with its passwords; write what the broker reads. Raises ClassError."""
    if not NAME.fullmatch(name):
        raise ClassError(f'a class cannot be called "{name}"', "small letters, digits and -: room-7")
    place = folder(name)
    try:
        (place / "kept").mkdir(parents=True, exist_ok=True, mode=0o700)
        place.chmod(0o700)
        hosted = _known(place, host, port) or _new(place, name, host, port)
        _write(place / "class.json", json.dumps(asdict(hosted)))
        _write(place / "acl", _RIGHTS.format(name=name))
        _write(place / "passwords", f"{LEARNER}:{hosted.learner}\n{BOARD}:{hosted.board}\n")
        _run([find("mosquitto_passwd"), "-U", str(place / "passwords")])
        user = pwd.getpwuid(os.getuid()).pw_name
        _write(place / "mosquitto.conf", _CONFIGURATION.format(port=port, folder=place, user=user))
    except OSError as error:
        raise ClassError(f"the class cannot be kept: {error.strerror} ({error.filename})") from error
    return hosted


def known(name: str) -> Hosted:
    """The class of that name that this machine has made; raises ClassError."""
    try:
        return Hosted(**json.loads((folder(name) / "class.json").read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise ClassError(
            f'this machine hosts no class called "{name}"',
            f"make it: tutor class host --class {name}; or give the board an address: tutor class board URL",
        ) from error


def start(name: str) -> "subprocess.Popen[bytes]":
    """Start the broker of a class that was prepared; it ends with this process, whatever ends that."""
    dying = ["setpriv", "--pdeathsig", "TERM", "--"]
    return subprocess.Popen([*dying, find("mosquitto"), "-c", str(folder(name) / "mosquitto.conf")])


def find(program: str) -> str:
    """A program of the distribution's mosquitto; raises ClassError that says how to install it."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:{SBIN}")
    if found is None:
        raise ClassError(f"there is no {program} on this machine", "install it: sudo apt install mosquitto")
    return found


def _known(place: Path, host: str, port: int) -> Hosted | None:
    """The class as it was, at the address of today: learners who have joined need not join again."""
    try:
        told = json.loads((place / "class.json").read_text())
        return Hosted(**(told | {"host": host, "port": port}))
    except (OSError, ValueError, TypeError):
        return None


def _new(place: Path, name: str, host: str, port: int) -> Hosted:
    certificate = make_certificate(place, [host, "localhost", "127.0.0.1"])
    return Hosted(
        name, host, port, secrets.token_urlsafe(9), secrets.token_urlsafe(18), fingerprint(certificate)
    )


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClassError(f"{command[0]} failed: {done.stderr.strip()}")
