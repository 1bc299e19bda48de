"""Whether a terminal was closed."""

import select
from typing import IO


def is_hung_up(terminal: IO[str] | None) -> bool:
    """Whether there is nobody at the other end any more; see POLLHUP in poll(2)."""
    if terminal is None or terminal.closed:
        return True
    poll = select.poll()
    poll.register(terminal, 0)
    return any(events & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, events in poll.poll(0))
