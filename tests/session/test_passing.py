"""Claims about what has passed by: the kernel forgets it after a while, and that undoes nothing."""

import time
from pathlib import Path

from tests.tui.staged import LESSON, StagedSession, link, staged
from tutor.facts.conntrack import Conntrack
from tutor.observe.shells import Began
from tutor.state import Row

CLAIM = "    conntrack netns=host proto=udp dport=4789\n    link netns=host name=vxlan0\n"
TEXT = LESSON.replace("    container name=web state=running\n", CLAIM)
TEXT = TEXT.replace(
    "Its cable ends in docker0\n    link netns=web name=eth0 peer=$port\n"
    "    link netns=host name=$port master=docker0\n",
    "",
).replace("web's port is {{port}}.", "")
TUNNEL = link("vxlan0")


def passed() -> Row:
    """A datagram has passed by."""
    known = {"node": "alpha", "netns": "host", "proto": "udp", "dport": 4789}
    return Conntrack.of(dict.fromkeys(Conntrack.field_names()) | known)


def begin(session: StagedSession) -> None:
    """Something is being done in the step."""
    session.hear(Began("ping web", 7, "alpha", time.time()))


async def test_what_has_passed_is_not_undone_when_the_kernel_forgets_it(tmp_path: Path) -> None:
    async with staged(tmp_path, text=TEXT) as session:
        session.open(0)
        (claim,) = session.step.claims
        begin(session)
        session.change(passed(), TUNNEL)
        assert session.judging.holds(claim)
        session.change(lost=(passed(),))
        assert session.judging.holds(claim)
        session.change(lost=(TUNNEL,))
        assert not session.judging.holds(claim)


async def test_what_passed_before_anything_was_done_proves_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, text=TEXT) as session:
        session.change(passed(), TUNNEL)
        session.open(0)
        (claim,) = session.step.claims
        assert session.judging.holds(claim)
        session.change(lost=(passed(),))
        assert not session.judging.holds(claim)


async def test_a_finished_step_is_not_broken_when_the_kernel_forgets(tmp_path: Path) -> None:
    async with staged(tmp_path, text=TEXT) as session:
        session.open(0)
        begin(session)
        session.change(passed(), TUNNEL)
        assert session.was_done(0)
        session.open(1)
        session.change(lost=(passed(),))
        session.finished.settle()
        assert not session.finished.broken
