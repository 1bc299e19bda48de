"""Hears what netfilter tells in one namespace, and whether it told more than could be heard."""

from collections.abc import Iterator

from tutor.observe.netlink import open_events, received
from tutor.observe.proof.nfnl import NETLINK_NETFILTER, messages


class Ear:
    """Hears some groups of netfilter's in the current network namespace."""

    def __init__(self, groups: int) -> None:
        self.socket = open_events(NETLINK_NETFILTER, groups)
        self.lost = False
        """Whether the kernel had to drop some."""

    def close(self) -> None:
        """Stop hearing."""
        self.socket.close()

    def hear(self) -> Iterator[tuple[int, int, bytes]]:
        """Kind, address family and attributes of each message since the last call."""
        for data in received(self.socket):
            self.lost = self.lost or not data
            yield from messages(data)
