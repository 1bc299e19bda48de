"""A terminal that was closed is noticed."""

import os
import pty

from tutor.tui.hangup import is_hung_up


def test_a_terminal_is_hung_up_when_its_other_end_is_closed() -> None:
    master, slave = pty.openpty()
    with os.fdopen(slave) as terminal:
        assert not is_hung_up(terminal)
        os.close(master)
        assert is_hung_up(terminal)
    assert is_hung_up(terminal)
