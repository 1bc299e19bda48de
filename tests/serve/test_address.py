"""Where the server listens, and where it does not unless it was told to."""

import socket

import pytest

from tutor.errors import TutorError
from tutor.serve.address import listen, shown


@pytest.mark.parametrize(
    ("bind", "root"),
    [
        ("127.0.0.1", "http://127.0.0.1:"),
        ("127.0.0.2", "http://127.0.0.2:"),
        ("localhost", "http://localhost:"),
    ],
)
def test_loopback_needs_no_word(bind: str, root: str) -> None:
    with listen(bind, 0, expose=False, danger="Beware.") as listening:
        assert shown(bind, listening) == f"{root}{listening.getsockname()[1]}/"


@pytest.mark.parametrize("bind", ["0.0.0.0", "", "::", "192.0.2.1", "::ffff:192.0.2.1"])
def test_what_others_can_reach_is_refused_and_says_why(bind: str) -> None:
    with pytest.raises(TutorError, match="was not asked for") as refused:
        listen(bind, 0, expose=False, danger="Beware.")
    for word in ("Beware.", "TLS", "--expose"):
        assert word in refused.value.advice


def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    with pytest.raises(TutorError, match="nothing can be served on 192"):
        listen("192.0.2.1", 0, expose=True, danger="Beware.")


def test_a_port_that_is_taken_is_said_to_be() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(TutorError, match=f"port {port}") as refused:
            listen("127.0.0.1", port, expose=False, danger="Beware.")
    assert "--port 0" in refused.value.advice


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(TutorError, match="there is no address"):
        listen("x" * 64, 0, expose=False, danger="Beware.")
