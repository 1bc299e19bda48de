"""The Docker engine of a node: its containers and networks, kept up to date by its own events."""

import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

import docker
import requests
from docker.errors import APIError, DockerException, NotFound

from tutor.language import _

SOCKET = "unix:///run/docker.sock"
RETRY = 0.2
"""Seconds between two tries to reach an engine that does not answer."""

Inspected = dict[str, Any] | None
"""What inspect says; None when it is gone."""
Report = Callable[[str, str, Inspected, float | None], None]
"""Is told a table (containers, networks), an id, what inspect says, and when the engine says that this happened."""
Word = Callable[[str], None]
"""Is told in words what is wrong with the engine; the empty string when nothing is (any more)."""

_TABLES = {"container": "containers", "network": "networks"}


class Engine:
    """Follows the engine in a thread of its own, because its client waits."""

    def __init__(self, report: Report, word: Word) -> None:
        self._report, self._word = report, word
        self._known: dict[str, set[str]] = {"containers": set(), "networks": set()}
        self._looking = threading.Lock()
        threading.Thread(target=self._follow_for_ever, daemon=True, name="engine").start()

    def _follow_for_ever(self) -> None:
        while True:
            try:
                self._follow(docker.APIClient(base_url=SOCKET))
            except (DockerException, requests.RequestException):
                self._word(_("the Docker engine does not answer"))
            else:
                self._word(_("the Docker engine has ended"))
            time.sleep(RETRY)

    def _follow(self, client: docker.APIClient) -> None:
        events = client.events(decode=True)
        self._list(client)
        self._word("")
        for event in events:
            if table := _TABLES.get(event.get("Type", "")):
                at = event["timeNano"] / 1e9
                self._look(client, table, event["Actor"]["ID"], at, _made(event))
                if other := event["Actor"]["Attributes"].get("container"):
                    self._look(client, "containers", other, at)

    def look_for_networks(self, at: float) -> None:
        """Find those that no event has told of, which came at this moment. Waits: for a thread of its own."""
        with (
            suppress(DockerException, requests.RequestException),  # whoever follows the events speaks up
            closing(docker.APIClient(base_url=SOCKET)) as client,
        ):
            for network in client.networks():
                if network["Id"] not in self._known["networks"]:
                    self._look(client, "networks", network["Id"], at)

    def _list(self, client: docker.APIClient) -> None:
        found = {
            "containers": {container["Id"] for container in client.containers(all=True)},
            "networks": {network["Id"] for network in client.networks()},
        }
        for table, ids in found.items():
            for identity in ids | self._known[table]:
                self._look(client, table, identity)

    def _look(
        self,
        client: docker.APIClient,
        table: str,
        identity: str,
        at: float | None = None,
        made: Inspected = None,
    ) -> None:
        with self._looking:  # so that what is told last was seen last
            self._tell(client, table, identity, at, made)

    def _tell(
        self, client: docker.APIClient, table: str, identity: str, at: float | None, made: Inspected
    ) -> None:
        inspect = client.inspect_container if table == "containers" else client.inspect_network
        try:
            found = inspect(identity)
        except NotFound:
            if made:
                self._report(table, identity, made, at)
            self._known[table].discard(identity)
            self._report(table, identity, None, at)
        except APIError as error:
            self._word(
                _("the Docker engine would not tell of {id}: {reason}", id=identity[:12], reason=error)
            )
        else:
            self._known[table].add(identity)
            self._report(table, identity, found, at)


def _made(event: dict[str, Any]) -> Inspected:
    """What the event that a container was made tells of it: all there is to know of one that has gone by now."""
    if (event["Type"], event["Action"]) != ("container", "create"):
        return None
    told = event["Actor"]["Attributes"]
    return {
        "Id": event["Actor"]["ID"],
        "Name": f"/{told.get('name', '')}",
        "Config": {"Image": told.get("image", "")},
        "State": {"Status": "created", "Running": False, "Pid": 0},
        "HostConfig": {"NetworkMode": None},
    }
