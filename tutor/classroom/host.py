"""A class on this machine: its passwords and certificate, kept so that it goes on where it was; and its broker."""

import json
import secrets
import socket
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_state_path

from tutor.classroom import broker
from tutor.classroom.address import BOARD, LEARNER, NAME, Address
from tutor.classroom.trust import fingerprint, make_certificate
from tutor.errors import ClassError
from tutor.language import _


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


def broker_folder(name: str) -> Path:
    """Where the broker of a class finds what it reads, and keeps what it writes."""
    return folder(name) / "broker"


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
        raise ClassError(
            _('a class cannot be called "{name}"', name=name), _("small letters, digits and -: room-7")
        )
    place = folder(name)
    try:
        broker.make_folder(broker_folder(name))
        place.chmod(0o700)
        hosted = _known(name, host, port) or _new(name, host, port)
        broker.write(place / "class.json", json.dumps(asdict(hosted)))
        passwords = {LEARNER: hosted.learner, BOARD: hosted.board}
        broker.configure(broker_folder(name), name, port, passwords)
    except OSError as error:
        raise ClassError(
            _("the class cannot be kept: {reason} ({path})", reason=error.strerror, path=error.filename),
            _("free some room or mend the permissions there, or name another place"),
        ) from error
    return hosted


def known(name: str) -> Hosted:
    """The class of that name that this machine has made; raises ClassError."""
    try:
        return Hosted(**json.loads((folder(name) / "class.json").read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise ClassError(
            _('this machine hosts no class called "{name}"', name=name),
            _(
                "make it: tutor class host --class {name}; or give the board an address: tutor class board URL",
                name=name,
            ),
        ) from error


def start(name: str) -> "subprocess.Popen[bytes]":
    """Start the broker of a class that was prepared; it ends with this process, whatever ends that."""
    return broker.start(broker_folder(name), known(name).port)


def _known(name: str, host: str, port: int) -> Hosted | None:
    """The class as it was, at the address of today: learners who have joined need not join again."""
    try:
        told = json.loads((folder(name) / "class.json").read_text())
        certificate = (broker_folder(name) / "cert.pem").read_text()
        found = Hosted(**(told | {"host": host, "port": port}))
        return found if fingerprint(certificate) == found.fingerprint else None
    except (OSError, ValueError, TypeError):
        return None


def _new(name: str, host: str, port: int) -> Hosted:
    certificate = make_certificate(broker_folder(name), [host, "localhost", "127.0.0.1"])
    return Hosted(
        name, host, port, secrets.token_urlsafe(9), secrets.token_urlsafe(18), fingerprint(certificate)
    )
