"""The machine itself as the place of a lesson: nothing is isolated, so all that is made is labelled.

Whoever owns the lesson is written into the label: the process, when it began, and since which start of
the machine. What carries the label of an owner that is dead was left by a killed tutor, and goes at the
next start. What carries none is never touched.
"""

import asyncio
import os
import shutil
import socket
import time
from collections.abc import Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import docker
from platformdirs import user_cache_path

from tutor.errors import LabError, NeedError
from tutor.lab import host_engine, image
from tutor.lab.host_folder import HostFolder, take_folder
from tutor.lab.host_node import IN_THE_LAB, PATH, SOCKET, HostNode, Machine
from tutor.lab.news import Progress
from tutor.lab.plan import NAMES
from tutor.lab.process import is_dead, owner
from tutor.language import _

WRAPPER = Path(__file__).with_name("wrapper.sh")


@dataclass(slots=True)
class Host:
    """A lesson's hold on the machine, from the image it needs to the removal of all that it made."""

    name: str
    """The machine's own."""
    client: docker.APIClient
    owner: str
    only_node: HostNode
    """Lessons know it as they know the first node of a lab."""
    folder: HostFolder
    seconds: float = field(default=0.0)
    """From the call to the engine's answer."""

    def node(self, name: str = "") -> HostNode:
        """The one node there is."""
        if name not in ("", self.only_node.name):
            raise LabError(
                _("there is no node {name} here", name=name),
                _("this machine is the only one: {name}", name=self.only_node.name),
            )
        return self.only_node

    @property
    def nodes(self) -> list[HostNode]:
        """The one node there is."""
        return [self.only_node]

    async def reset(self, progress: Progress = lambda _: None) -> None:
        """Remove what the lesson made so far."""
        progress(_("removing what the lesson has made"))
        with host_engine.in_words():
            await asyncio.to_thread(host_engine.remove, self.client, self.owner)

    async def down(self) -> None:
        """Remove what the lesson made; returns when nothing of it is left."""
        try:
            await self.reset()
        finally:
            self.client.close()
            self.folder.close()


async def take_host(wanted: Iterable[str] = (), progress: Progress = lambda _: None) -> Host:
    """Get this machine ready for one lesson, which will make things of these names.

    Raises NeedError where the machine is not fit for it, LabError where something is in the way.
    """
    with host_engine.in_words():
        return await asyncio.to_thread(_take, frozenset(wanted), progress)


def look_at_machine() -> Machine:
    """Take this machine as it is, for its facts to be read; raises NeedError where that needs more rights."""
    check_root()
    return Machine(_name(), SOCKET.is_socket())


def engine_version() -> str:
    """Version of the machine's engine; raises NeedError where lessons cannot be played on it."""
    check_root()
    client = host_engine.connect()
    try:
        return host_engine.version(client)
    finally:
        client.close()


def check_root() -> None:
    """Raise NeedError unless the facts of other processes' namespaces can be read."""
    if os.geteuid() != 0:
        raise NeedError(
            _("on the machine itself, reading the networks of containers needs root, and you are not root"),
            _("run it as root: sudo; or {advice}", advice=_(IN_THE_LAB)),
        )


def _take(wanted: frozenset[str], progress: Progress) -> Host:
    began = time.monotonic()
    check_root()
    progress(_("asking this machine's engine"))
    with ExitStack() as held:
        client = held.enter_context(closing(host_engine.connect()))
        folder = held.enter_context(closing(take_folder()))
        for dead in filter(is_dead, host_engine.owners(client)):
            progress(_("removing what a lesson that was killed has left"))
            host_engine.remove(client, dead)
        _refuse_taken(wanted & host_engine.names(client))
        ours = owner()
        host_engine.bring_image(client, image.make(user_cache_path("tutor")), ours)
        host = Host(_name(), client, ours, _node(ours, folder.path), folder, time.monotonic() - began)
        held.pop_all()
    return host


def _name() -> str:
    return socket.gethostname().partition(".")[0]


def _refuse_taken(names: frozenset[str]) -> None:
    if names:
        raise LabError(
            _(
                "this machine has something called {names} already, as the lesson will",
                names=", ".join(sorted(names)),
            ),
            _("rename or remove it yourself, or {advice}", advice=_(IN_THE_LAB)),
        )


def _node(owner: str, folder: Path) -> HostNode:
    real = shutil.which("docker", path=PATH)
    if not real:
        raise NeedError(_("there is no docker command on this machine"), _("install Docker's client"))
    (folder / "bin").mkdir()
    shutil.copyfile(WRAPPER, folder / "bin/docker")
    (folder / "bin/docker").chmod(0o700)
    return HostNode(NAMES[0], folder, f"{host_engine.LABEL}={owner}", real)
